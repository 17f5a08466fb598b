import ts from 'typescript';
import type { Edit } from './edit.js';
import { eachLeftOut, instead } from './edit.js';

/** What a forgetful author leaves out: statements, ends of functions and loops, members and elements. */
export function removalEdits(node: ts.Node): readonly Edit[] {
  if (ts.isExpressionStatement(node)) return [instead('statement removed', node, ';')];
  if (ts.isThrowStatement(node)) return [instead('throw removed', node, ';')];
  if (ts.isReturnStatement(node)) return node.expression ? [] : [instead('return removed', node, ';')];
  if (ts.isBreakStatement(node) || ts.isContinueStatement(node)) return [instead('jump removed', node, ';')];
  if (ts.isTryStatement(node) && node.finallyBlock)
    return [instead('finally emptied', node.finallyBlock, '{}')];
  if (ts.isObjectLiteralExpression(node)) return eachLeftOut('member left out', node.properties);
  if (ts.isArrayLiteralExpression(node)) return eachLeftOut('element left out', node.elements);
  return [];
}
