import ts from 'typescript';
import { constantEdits } from './constants.js';
import type { Edit } from './edit.js';
import { instead } from './edit.js';
import { operatorEdits } from './operators.js';
import { removalEdits } from './removals.js';

/** A condition turned round, and one that no longer asks. */
function conditionEdits(node: ts.Node): readonly Edit[] {
  const turned = (condition: ts.Expression) => [
    instead('condition negated', condition, `!(${condition.getText()})`),
    instead('condition always', condition, 'true'),
    instead('condition never', condition, 'false'),
  ];
  if (ts.isIfStatement(node)) return turned(node.expression);
  if (ts.isConditionalExpression(node)) return turned(node.condition);
  // One that is always true has no end, and says nothing of the tests.
  if (ts.isWhileStatement(node)) return [instead('condition never', node.expression, 'false')];
  if (ts.isForStatement(node) && node.condition) return [instead('condition never', node.condition, 'false')];
  if (ts.isForOfStatement(node)) return [instead('loop over nothing', node.expression, '[]')];
  return [];
}

/** Another value than the one that is returned. A number is changed where it stands (`constants.ts`). */
function returnEdits(node: ts.Node): readonly Edit[] {
  const value =
    ts.isReturnStatement(node) && node.expression
      ? node.expression
      : ts.isArrowFunction(node) && !ts.isBlock(node.body)
        ? node.body
        : undefined;
  if (!value || ts.isNumericLiteral(value) || value.getText() === 'undefined') return [];
  const isTruth = value.kind === ts.SyntaxKind.TrueKeyword || value.kind === ts.SyntaxKind.FalseKeyword;
  return isTruth ? [] : [instead('return of nothing', value, 'undefined')];
}

/** What has no code: types, what is imported and exported, and the text of errors that are thrown. */
function isSilent(node: ts.Node): boolean {
  return (
    ts.isTypeNode(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isTypeParameterDeclaration(node) ||
    ts.isImportDeclaration(node) ||
    ts.isExportDeclaration(node) ||
    (ts.isNewExpression(node) && ts.isThrowStatement(node.parent))
  );
}

const mutators = [conditionEdits, operatorEdits, removalEdits, constantEdits, returnEdits];

/** Everything that can be changed in a file, in the order of its text; the same change is there once. */
export function edits(source: ts.SourceFile): readonly Edit[] {
  const found = new Map<string, Edit>();
  const visit = (node: ts.Node): void => {
    if (isSilent(node)) return;
    for (const edit of mutators.flatMap((mutator) => mutator(node))) {
      const key = `${edit.start} ${edit.end} ${edit.to}`;
      if (source.text.slice(edit.start, edit.end) !== edit.to && !found.has(key)) found.set(key, edit);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...found.values()].sort((a, b) => a.start - b.start);
}
