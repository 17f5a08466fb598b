/**
 * What the cases of one run need not find out anew. Nothing kept here may depend on a case, or the order of the cases
 * would show in their verdicts.
 * @example
 * const newChains = () => new Map<string, Uint8Array>();
 * const chains = t.run.of(newChains); // the same map in every case of a run
 */
export class RunMemory {
  private readonly kept = new Map<() => unknown, unknown>();

  /** What `make` made when a case of this run first asked. The function itself is the key. */
  of<T>(make: () => T): T {
    if (!this.kept.has(make)) this.kept.set(make, make());
    return this.kept.get(make) as T;
  }
}
