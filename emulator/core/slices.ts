/** What one interface keeps with each owner (a device, an output) of another. */
export interface Slice<Owner extends Sliced, T> {
  /** The slice of a live owner. */
  of(owner: Owner): T;
}

/** Something that interfaces keep slices of state with. */
export interface Sliced {
  readonly slices: unknown[];
}

/** The slices that owners of one kind have: an interface adds its own when it is installed, before any owner is made. */
export class Slices<Owner extends Sliced> {
  private readonly kinds: {
    readonly make: (owner: Owner) => unknown;
    readonly end: (state: unknown, owner: Owner) => void;
  }[] = [];

  /**
   * Adds a slice.
   * @param make called for each new owner
   * @param end called when an owner ends: overwrites keys, gives memory back
   */
  add<T>(make: (owner: Owner) => T, end: (state: T, owner: Owner) => void): Slice<Owner, T> {
    const index = this.kinds.push({
      make,
      end: (state, owner) => {
        end(state as T, owner);
      },
    });
    return { of: (owner) => owner.slices[index - 1] as T };
  }

  /** Fills the slices of a new owner. */
  begin(owner: Owner): void {
    for (const { make } of this.kinds) owner.slices.push(make(owner));
  }

  /** Ends the slices of an owner, last made first. */
  end(owner: Owner): void {
    for (let index = this.kinds.length - 1; index >= 0; index -= 1)
      this.kinds[index]!.end(owner.slices[index], owner);
  }
}
