import type { FunctionDeclaration } from '../abi/index.js';
import { isFunctionDeclaration } from '../abi/index.js';
import * as ddi from '../ddi/index.js';

/** Both names: a function that changed has kept one of them, and several tables' functions share the other. */
const keyOf = (name: string, typedef: string) => `${name} ${typedef}`;

const functions: ReadonlyMap<string, FunctionDeclaration> = new Map(
  Object.values(ddi as Readonly<Record<string, unknown>>)
    .filter(isFunctionDeclaration)
    .map((declaration) => [keyOf(declaration.name, declaration.typedef), declaration]),
);

/** The declaration with these names, or undefined: to one process a function comes from another as names. */
export function declaredFunction(name: string, typedef: string): FunctionDeclaration | undefined {
  return functions.get(keyOf(name, typedef));
}
