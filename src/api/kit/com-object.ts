import type { Guid, Hresult } from '../../abi/index.js';
import { S_OK } from '../../ddi/index.js';
import type { AnyComInterface } from './com-interface.js';
import { withBases } from './com-interface.js';
import type { Implementor, Offer } from './implementation.js';
import { IUnknown } from './iunknown.js';
import type { Out } from './out.js';
import type { KitCheck } from './refusals.js';
import type { View, Vtables } from './view.js';

/** What objects share that may be used together: those of one device, those of one factory. */
export interface Environment {
  /** Whether methods do their work no more (D-18). */
  readonly isRemoved: boolean;
  /** What they answer then. */
  readonly removedCode: Hresult;
  readonly vtables: Vtables;
  /** Told of calls that are refused because the device is removed. */
  usedWhenRemoved?(call: string): void;
  /**
   * Where the debug layer says what a caller did wrong; `message` is a name in its table, or a {@link KitCheck}.
   * @param hresult what the call answers; of a call without a result what it would have answered
   */
  complain(call: string, message: string, text: string, hresult?: Hresult): void;
}

/** What happens when the number of callers' references leaves 0, and when it comes back to it. */
export interface Lifetime {
  first?(): void;
  last?(): void;
}

/**
 * An object as COM has it: an identity, the references that callers hold, and its interfaces. It comes with no reference;
 * whoever is handed a view of it gets one (REF-1). What keeps it alive besides is its implementation's affair: the object
 * ends when that says so.
 */
export class ComObject implements Implementor {
  private references = 0;
  private ended = false;
  private readonly views = new Map<AnyComInterface, View>();
  /** Itself: of the methods of IUnknown it is the implementation. */
  readonly com = this;

  /** @param offers its interfaces; the first is its own, the others are found by QueryInterface alone */
  constructor(
    readonly environment: Environment,
    private readonly offers: readonly Offer[],
    private readonly lifetime: Lifetime = {},
  ) {}

  /** True from the end of the object on. A real process would crash with a call on it. */
  get isEnded(): boolean {
    return this.ended;
  }

  /** How many references callers hold. */
  get referenceCount(): number {
    return this.references;
  }

  /** Ends the object: calls on it are refused from now on. */
  end(): void {
    this.ended = true;
  }

  QueryInterface(_riid: Guid, ppvObject: Out<Implementor>): Hresult {
    ppvObject.value = this; // whether it has that interface is looked up where views are handed out
    return S_OK;
  }

  AddRef(): number {
    this.references += 1;
    if (this.references === 1) this.lifetime.first?.();
    return this.references;
  }

  Release(): number {
    if (this.references === 0) {
      const check: KitCheck = 'OVER_RELEASED';
      this.environment.complain('IUnknown::Release', check, 'there is no reference left to release');
      return 0;
    }
    this.references -= 1;
    if (this.references === 0) this.lifetime.last?.();
    return this.references;
  }

  /** Its view as one of its interfaces, by name or IID, with a reference for whoever gets it; undefined where it lacks that one. */
  take(wanted: string): View | undefined {
    const view = this.view(wanted);
    if (view) this.AddRef();
    return view;
  }

  /** Its view as one of its interfaces. There is one of each, so that views compare as pointers do (REF-6, REF-7). */
  view(wanted: string): View | undefined {
    for (const { declaration, implementation, isThere } of this.offers) {
      for (const each of withBases(declaration)) {
        if (each.name !== wanted && each.iid !== wanted) continue;
        if (isThere?.(each) === false) continue;
        // The identity: the same one, whichever interface it was asked through (REF-7).
        const target = each === IUnknown ? this : implementation;
        return this.viewOf(each, target);
      }
    }
    return undefined;
  }

  private viewOf(declaration: AnyComInterface, implementation: object): View {
    const known = this.views.get(declaration);
    if (known) return known;
    const made = this.environment.vtables.view(declaration, this, implementation);
    this.views.set(declaration, made);
    return made;
  }
}
