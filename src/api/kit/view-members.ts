/** What a view carries besides its methods, under keys that callers do not have. */
import type { ComObject } from './com-object.js';

type Keyed<T> = ((view: object) => T) & { readonly key: symbol };

function keyed<T>(description: string): Keyed<T> {
  const key = Symbol(description);
  return Object.assign((view: object) => (view as Record<symbol, T>)[key]!, { key });
}

/** The object that a view shows. */
export const objectOf: Keyed<ComObject> = keyed('object');
/** What implements the view's interface. */
export const implementationOf: Keyed<object> = keyed('implementation');

/** The key that views of an interface, and of those derived from it, have. */
export function brandOf(interfaceName: string): symbol {
  return Symbol.for(`SoftUMD ${interfaceName}`);
}
