import ts from 'typescript';

/** The name that a declaration gives to what stands in it. */
function nameOf(node: ts.Node): string | undefined {
  if (ts.isConstructorDeclaration(node)) return 'constructor';
  const isPlace =
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isGetAccessorDeclaration(node) ||
    ts.isSetAccessorDeclaration(node) ||
    ts.isPropertyDeclaration(node) ||
    ts.isPropertyAssignment(node) ||
    ts.isVariableDeclaration(node);
  return isPlace && node.name && !ts.isObjectBindingPattern(node.name) && !ts.isArrayBindingPattern(node.name)
    ? node.name.getText()
    : undefined;
}

/** The names around a node, outermost first, with dots. */
export function placeOf(node: ts.Node): string {
  const names: string[] = [];
  for (let at: ts.Node | undefined = node; at; at = at.parent as ts.Node | undefined) {
    const name = nameOf(at);
    if (name !== undefined) names.unshift(name);
  }
  return names.join('.');
}
