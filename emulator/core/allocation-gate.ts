/** Every allocation of the driver passes here, so that a test can let the nth one fail. */
export class AllocationGate {
  private countdown = 0;

  /** The nth allocation from now on fails, once; 0 takes the order back. */
  failAt(nth: number): void {
    if (!Number.isInteger(nth) || nth < 0) {
      throw new RangeError(`failAllocation: expected a whole number from 0, received ${nth}`);
    }
    this.countdown = nth;
  }

  /** False when the driver gets no memory this time. */
  take(): boolean {
    if (this.countdown === 0) return true;
    this.countdown -= 1;
    return this.countdown > 0;
  }
}
