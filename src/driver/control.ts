/** The states that a test asks for. Optional: a case that needs it skips where it is absent. */
export interface DriverControl {
  /** Takes the adapter away, as a driver upgrade or an unplugged GPU does: every device is removed. */
  removeDevice(): void;
  /** Lets the driver's nth allocation from now on fail (1 = the next); 0 takes the order back. */
  failAllocation(nth: number): void;
}
