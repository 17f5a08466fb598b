/** What its holder lets go of. */
export interface Releasable {
  Release(): void;
}

/** The objects that a device or an adapter still has: released by their holders, or with it at its end (DEV-19). */
export class Children {
  private readonly held = new Set<Releasable>();

  adopt(child: Releasable): void {
    this.held.add(child);
  }

  abandon(child: Releasable): void {
    this.held.delete(child);
  }

  /** Releases what is left, in the order in which it came. */
  release(): void {
    for (const child of [...this.held]) child.Release();
  }
}

/** Whoever has objects. */
export interface Parent {
  readonly children: Children;
}

/** An object of a parent: there from its creation until its holder, or the parent, releases it. */
export abstract class ChildObject<Owner extends Parent> implements Releasable {
  private released = false;

  constructor(private readonly owner: Owner) {
    owner.children.adopt(this);
  }

  get isReleased(): boolean {
    return this.released;
  }

  /** Ends it. A second Release does nothing. */
  Release(): void {
    if (this.released) return;
    this.released = true;
    this.owner.children.abandon(this);
    this.end();
  }

  /** What has to be done at the end, once. */
  protected abstract end(): void;
}
