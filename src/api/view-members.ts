/** What a view carries besides its methods, under keys that callers do not have. */
import type { AnyComInterface } from './com-interface.js';
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

/** By declaration the key that views of the interface, and of those derived from it, have. */
const brands = new WeakMap<AnyComInterface, symbol>();

/** The key that says that a view is of this interface, or of one derived from it. */
export function brandOf(declaration: AnyComInterface): symbol {
  const known = brands.get(declaration);
  if (known) return known;
  const made = Symbol(declaration.name);
  brands.set(declaration, made);
  return made;
}
