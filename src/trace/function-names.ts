import type { FunctionDeclaration } from '../abi/index.js';
import { isFunctionDeclaration } from '../abi/index.js';
import { nearest } from '../options/nearest.js';
import * as ddi from '../ddi/index.js';
import type { ApiFunctionName } from './api-declarations.js';
import { apiFunctions, inheritedAs } from './api-declarations.js';

type Declared = {
  [Export in keyof typeof ddi]: (typeof ddi)[Export] extends FunctionDeclaration ? Export : never;
}[keyof typeof ddi];

/** Later versions of a function are exported under its name and the version, and are called as it is. */
type WithoutVersion<Export extends string> = Export extends `${infer Name}_${'WDDM' | 'RS'}${string}`
  ? Name
  : Export;

/**
 * The names of the declared functions: a driver's, `CreateCryptoSession`, and the API's,
 * `ID3D11VideoDevice::CreateCryptoSession` and `D3D11CreateDevice`.
 */
export type FunctionName = WithoutVersion<Declared> | ApiFunctionName;

const declarations: readonly FunctionDeclaration[] = [
  ...Object.values(ddi as Readonly<Record<string, unknown>>).filter(isFunctionDeclaration),
  ...apiFunctions,
];

/**
 * The declaration with this name; of several versions the oldest.
 * @param name from JavaScript, anything
 * @throws TypeError naming those that look like it, where there is none
 */
export function functionNamed(what: string, name: unknown): FunctionDeclaration {
  const found = declarations.find((one) => one.name === name);
  if (found) return found;
  const text = String(name);
  const names = declarations.map((one) => one.name);
  const inherited = inheritedAs(text);
  const meant = inherited === undefined ? nearest(names, text) : [inherited];
  const hint = meant.length > 0 ? `; did you mean ${meant.join(', ')}?` : '';
  throw new TypeError(`${what}: expected the name of a declared function, received '${text}'${hint}`);
}
