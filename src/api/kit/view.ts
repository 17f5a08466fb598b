/** What callers hold: frozen views with the methods of one interface, the checks in front of each. */
import type { AnyFunction, PlainInterposer } from '../../abi/index.js';
import { showBriefly } from '../../brief.js';
import type { AnyComInterface, ComMethod } from './com-interface.js';
import type { ComObject } from './com-object.js';
import { guard, isOfUnknown } from './guard.js';
import type { IUnknown } from './iunknown.js';
import { brandOf, implementationOf, objectOf } from './view-members.js';

/** An object as callers see it, through one of its interfaces. */
export type View = IUnknown;

/** Puts something between callers and methods. What it gets, and returns, takes the view first (This). */
export type ApiInterposer = PlainInterposer;

/** What has become of the object that a view shows. It is looked at, not called: no interposer hears of it. */
export function stateOf(view: object): 'alive' | 'removed' | 'released' {
  const { environment, isEnded } = objectOf(view);
  if (isEnded) return 'released';
  return environment.isRemoved ? 'removed' : 'alive';
}

/** The method as views have it. */
function memberOf(method: ComMethod, interposer: ApiInterposer | undefined): unknown {
  const guarded = guard(method);
  if (!interposer) return guarded.member;
  const targetOf = isOfUnknown(method) ? objectOf : implementationOf;
  const inner = ((view: View, ...args: readonly unknown[]) =>
    guarded.call(objectOf(view), targetOf(view), ...args)) as unknown as AnyFunction;
  const outer = interposer(method, inner);
  return function (this: View, ...args: readonly unknown[]) {
    return outer(this, ...args);
  };
}

/** Every interface's methods, made once; views of one interface share them. */
export class Vtables {
  private readonly prototypes = new Map<AnyComInterface, object>();

  /** @param interposer what stands between callers and every method */
  constructor(private readonly interposer?: ApiInterposer) {}

  view(declaration: AnyComInterface, object: ComObject, implementation: object): View {
    const view = Object.create(this.prototypeOf(declaration), {
      [objectOf.key]: { value: object },
      [implementationOf.key]: { value: implementation },
    }) as View;
    return Object.freeze(view);
  }

  /** A prototype's own prototype is that of the base interface. */
  private prototypeOf(declaration: AnyComInterface): object {
    const known = this.prototypes.get(declaration);
    if (known) return known;
    const base = declaration.base ? this.prototypeOf(declaration.base) : Object.prototype;
    const made = Object.create(base, {
      [brandOf(declaration.name)]: { value: true },
      [Symbol.toStringTag]: { value: declaration.name },
    }) as Record<string, unknown>;
    for (const method of declaration.methods) made[method.member] = memberOf(method, this.interposer);
    showBriefly(made, declaration.name, (view) => ({ state: stateOf(view) }));
    Object.freeze(made);
    this.prototypes.set(declaration, made);
    return made;
  }
}

/** Views without anything between: code alone, which all may share. */
export const plainVtables = new Vtables();
