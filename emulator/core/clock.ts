/** The driver's time. It stands still until a test lets it pass: nothing here waits for a timer (D-60). */
export class EmulatedClock {
  private ms = 0;

  /** Milliseconds since the driver was made. */
  get now(): number {
    return this.ms;
  }

  /** Lets time pass. */
  advance(ms: number): void {
    if (!Number.isFinite(ms) || ms < 0)
      throw new RangeError(`clock.advance: expected milliseconds from 0, received ${ms}`);
    this.ms += ms;
  }
}
