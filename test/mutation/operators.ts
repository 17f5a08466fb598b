import ts from 'typescript';
import type { Edit } from './edit.js';
import { instead } from './edit.js';

const shifted: Readonly<Record<string, string>> = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '===': '!==',
  '!==': '===',
};

const swapped: Readonly<Record<string, string>> = {
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '%': '*',
  '&': '|',
  '|': '&',
  '^': '&',
  '<<': '>>',
  '>>': '<<',
  '>>>': '<<',
  '+=': '-=',
  '-=': '+=',
  '|=': '=',
  '&=': '=',
  '^=': '|=',
  '??=': '=',
  '&&': '||',
  '||': '&&',
};

const swappedCalls: Readonly<Record<string, string>> = {
  ceil: 'floor',
  floor: 'ceil',
  min: 'max',
  max: 'min',
  some: 'every',
  every: 'some',
  find: 'findLast',
};

function binaryEdits({ operatorToken, left, right }: ts.BinaryExpression): readonly Edit[] {
  const operator = operatorToken.getText();
  const put = (mutator: string, table: Readonly<Record<string, string>>) =>
    Object.hasOwn(table, operator) ? [instead(mutator, operatorToken, table[operator]!)] : [];
  const sides = ['&&', '||', '??'].includes(operator)
    ? [left, right].map((side) => instead('one side alone', operatorToken.parent, `(${side.getText()})`))
    : [];
  return [...put('comparison shifted', shifted), ...put('operator swapped', swapped), ...sides];
}

/** Two arguments that stand side by side and could be taken for one another. */
function argumentEdits({ arguments: given }: ts.CallExpression): readonly Edit[] {
  const isPlain = (node: ts.Expression) =>
    ts.isIdentifier(node) || ts.isPropertyAccessExpression(node) || ts.isNumericLiteral(node);
  return given.slice(1).flatMap((second, index) => {
    const first = given[index]!;
    if (!isPlain(first) || !isPlain(second)) return [];
    const [start, end] = [first.getStart(), second.getEnd()];
    const to = `${second.getText()}, ${first.getText()}`;
    return [{ mutator: 'arguments swapped', node: first, start, end, to }];
  });
}

function callEdits(call: ts.CallExpression): readonly Edit[] {
  const edits = argumentEdits(call);
  if (!ts.isPropertyAccessExpression(call.expression)) return edits;
  const { name, expression: object } = call.expression;
  const other = Object.hasOwn(swappedCalls, name.text) ? swappedCalls[name.text] : undefined;
  return [
    ...edits,
    ...(other === undefined ? [] : [instead('call swapped', name, other)]),
    ...(name.text === 'slice' ? [instead('copy shared', call, object.getText())] : []),
  ];
}

/** Operators and calls that are taken for others; of two that are joined, one alone. */
export function operatorEdits(node: ts.Node): readonly Edit[] {
  if (ts.isBinaryExpression(node)) return binaryEdits(node);
  if (ts.isCallExpression(node)) return callEdits(node);
  const isSign =
    ts.isPrefixUnaryExpression(node) &&
    [ts.SyntaxKind.ExclamationToken, ts.SyntaxKind.TildeToken, ts.SyntaxKind.MinusToken].includes(
      node.operator,
    );
  return isSign ? [instead('sign dropped', node, `(${node.operand.getText()})`)] : [];
}
