import type { HDevice } from '../ddi/index.js';
import type { OutputsControl } from './outputs-control.js';

/** The states that a test asks for. Optional: a case that needs it skips where it is absent. */
export interface DriverControl {
  /** Takes a device away, or all of them, as a driver upgrade does. */
  removeDevice(which?: { readonly hDevice?: HDevice }): void;
  /** Calls the listener at once for each device that is removed. Returns how to stop that. */
  onRemoval?(listener: (hDevice: HDevice) => void): () => void;
  /** Lets the driver's nth allocation from now on fail (1 = the next); 0 takes the order back. */
  failAllocation(nth: number): void;
  /** The driver's time, which stands still until it is told (D-60). */
  readonly clock?: ClockControl;
  /** Monitors and the connectors that they hang on. */
  readonly outputs?: OutputsControl;
}

/** A clock that passes when it is told. */
export interface ClockControl {
  /** Milliseconds since the driver was made. */
  readonly now: number;
  /** @throws RangeError for what is no time */
  advance(ms: number): void;
}
