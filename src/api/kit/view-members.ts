/** What a view carries besides its methods, under keys that callers do not have. */
import type { ComObject } from './com-object.js';
import { describe } from './describe.js';

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

type Keyed<T> = ((view: object) => T) & { readonly key: symbol };

function keyed<T>(description: string): Keyed<T> {
  const key = Symbol(description);
  return Object.assign((view: object) => (view as Record<symbol, T>)[key]!, { key });
}

/** The object that a view shows. */
export const objectOf: Keyed<ComObject> = keyed('object');
/**
 * The object that a value of any kind shows.
 * @throws TypeError where it is no view: a method called without its object, something else in the place of one
 */
export function viewedObject(what: string, value: unknown): ComObject {
  const object = isObject(value) ? (objectOf(value) as ComObject | undefined) : undefined;
  if (object) return object;
  throw new TypeError(`${what}: expected an object of the API, received ${describe(value)}`);
}

/** What implements the view's interface. */
export const implementationOf: Keyed<object> = keyed('implementation');

/** The key that views of an interface, and of those derived from it, have. */
export function brandOf(interfaceName: string): symbol {
  return Symbol.for(`SoftUMD ${interfaceName}`);
}
