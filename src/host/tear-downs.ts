/** The tear-downs of an adapter's protection keys, and who wants to hear of them (D-44). */
export class TearDowns {
  private told = 0;
  private readonly listeners = new Set<{ readonly tell: () => void }>();

  /** How many there were. */
  get count(): number {
    return this.told;
  }

  /** Tells everybody who listens, once each. */
  tell(): void {
    this.told += 1;
    for (const { tell } of [...this.listeners]) tell();
  }

  /** Calls the listener at each tear-down from now on; returns what ends it. */
  listen(tell: () => void): () => void {
    const listener = { tell };
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }
}
