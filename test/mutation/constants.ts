import ts from 'typescript';
import type { Edit } from './edit.js';
import { instead } from './edit.js';

/** Names of HRESULTs, as the sources spell them. */
const isCode = (name: string) =>
  /^(S|E|D3DDDIERR|DXGI_ERROR|DXGI_DDI_ERR|HRESULT_FROM_WIN32)_[A-Z_0-9]+$/.test(name);

/** Names of sizes: one more or less is the fault that they have. */
const isSize = (name: string) =>
  /^(length|byteLength|rows|width|height)$|(Bytes|Pitch|Size|Count)$/.test(name);

function numberEdits(node: ts.NumericLiteral | ts.BigIntLiteral): readonly Edit[] {
  const suffix = ts.isBigIntLiteral(node) ? 'n' : '';
  const value = BigInt(node.text.replace(/n$/, '').replaceAll('_', ''));
  const near = value === 0n ? [1n] : [value + 1n, value - 1n];
  return near.map((other) => instead('constant changed', node, `${other}${suffix}`));
}

/** True where an expression is read, and neither called nor written. */
function isRead(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) return parent.expression !== node;
  if (ts.isReturnStatement(parent) || ts.isArrowFunction(parent) || ts.isTemplateSpan(parent)) return true;
  if (ts.isParenthesizedExpression(parent) || ts.isConditionalExpression(parent)) return true;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (!ts.isBinaryExpression(parent)) return false;
  const { kind } = parent.operatorToken;
  const isAssigned = kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
  return !isAssigned || parent.right === node;
}

function nameEdits(node: ts.Identifier | ts.PropertyAccessExpression): readonly Edit[] {
  const name = ts.isIdentifier(node) ? node.text : node.name.text;
  if (!isRead(node)) return [];
  if (isCode(name)) {
    const others = name === 'S_OK' ? ['0x80004005'] : ['0', '0x80004005'];
    return others.map((code) => instead('code changed', node, code));
  }
  if (!isSize(name)) return [];
  return ['+', '-'].map((sign) => instead('size changed', node, `(${node.getText()} ${sign} 1)`));
}

/** Values a little off, codes taken for others. */
export function constantEdits(node: ts.Node): readonly Edit[] {
  if (node.kind === ts.SyntaxKind.TrueKeyword) return [instead('truth changed', node, 'false')];
  if (node.kind === ts.SyntaxKind.FalseKeyword) return [instead('truth changed', node, 'true')];
  if ((ts.isNumericLiteral(node) && Number.isInteger(Number(node.text))) || ts.isBigIntLiteral(node))
    return numberEdits(node);
  return ts.isIdentifier(node) || ts.isPropertyAccessExpression(node) ? nameEdits(node) : [];
}
