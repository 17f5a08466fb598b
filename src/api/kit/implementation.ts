/** What stands behind an interface: a plain class, whose methods get arguments that are checked and objects unwrapped. */
import type { AnyComInterface, ComInterface } from './com-interface.js';
import type { ComObject } from './com-object.js';
import type { IUnknown } from './iunknown.js';
import type { Out } from './out.js';

/** What an implementation has besides its methods: the object that it is part of. */
export interface Implementor {
  readonly com: ComObject;
}

/** Of an argument what the body gets: of objects the implementation, which only the class that takes it can name. */
type Unwrapped<P> = P extends IUnknown
  ? never
  : P extends readonly (infer E | null)[]
    ? E extends IUnknown
      ? readonly never[]
      : P
    : P extends Out<infer V>
      ? V extends IUnknown
        ? Out<Implementor>
        : P
      : P;

type UnwrappedAll<A extends readonly unknown[]> = { [K in keyof A]: Unwrapped<A[K]> };

// An opaque slot takes any number of arguments; no other method does.
type EmulatedMember<I> = {
  [M in keyof I]: number extends ArgumentCount<I[M]> ? never : M extends keyof IUnknown ? never : M;
}[keyof I];

type ArgumentCount<F> = F extends (...args: infer A) => unknown ? A['length'] : number;

/**
 * The methods of an interface as a class implements them: everything but those of IUnknown, which come with the object,
 * and the opaque ones. Null comes only where the parameter is optional.
 * @typeParam Left methods that are declared and not emulated: a call answers E_NOTIMPL
 */
export type Implementation<I, Left extends keyof I = never> = Implementor & {
  readonly [M in Exclude<EmulatedMember<I>, Left>]: I[M] extends (...args: infer A) => infer R
    ? (...args: UnwrappedAll<A>) => R
    : never;
};

/** One interface of an object, and what implements it. Its bases come with it. */
export interface Offer {
  readonly declaration: AnyComInterface;
  readonly implementation: object;
  /** Whether the object has it, or that base of it, where not all of its kind have. It never changes (REF-7). */
  readonly isThere?: (wanted: AnyComInterface) => boolean;
}

/** An {@link Offer} that the compiler has held against the interface. */
export function offer<I, Left extends keyof I = never>(
  declaration: ComInterface<I>,
  implementation: Implementation<I, Left>,
): Offer {
  return { declaration, implementation };
}
