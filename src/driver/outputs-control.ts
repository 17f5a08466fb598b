/** What an output carries now: the desktop's resolution, in the form that the queries of COPP and OPM tell it. */
export interface DisplayMode {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly scan: 'progressive' | 'even-field-first' | 'odd-field-first';
  /** D3DFORMAT: 22 is X8R8G8B8. */
  readonly d3dFormat: number;
  /** Frames per second, or fields. */
  readonly refreshNumerator: number;
  readonly refreshDenominator: number;
}

/** What happens to an output, told once to each open object (COPP-31). TAMPERING and REVOKED are OPM's alone. */
export type OutputEvent = 'LINK_LOST' | 'RENEGOTIATION' | 'TAMPERING' | 'REVOKED';

/** A kind of protection that an output can apply. */
export type OutputProtection = 'HDCP' | 'TYPE_ENFORCEMENT_HDCP' | 'ACP' | 'CGMSA' | 'DPCP';

/** How the desktop is spread over several monitors: each its own part, all the same picture, or one over all of them. */
export type MultiMonitorMode = 'dual-view' | 'clone' | 'span';

/** One output as it is now. */
export interface OutputState {
  /** Its place among all outputs of the driver, from 0: COPP's DevID. */
  readonly output: number;
  /** The monitor that it belongs to, by the profile's name. */
  readonly monitor: string;
  readonly connector: string;
  /** Whether a display hangs on it. */
  readonly connected: boolean;
  readonly mode: DisplayMode;
  /** The objects that are open on it: COPP sessions, OPM's protected outputs. */
  readonly openObjects: number;
}

/**
 * What a user does to monitors and cables. What is of one output takes its place among all outputs, from 0.
 * @throws RangeError for an output that is not there
 */
export interface OutputsControl {
  /** Every output, in order. */
  list(): readonly OutputState[];
  /** Connects a display; nothing is told to open objects. */
  plug(output: number): void;
  /** Takes the display away: LINK_LOST. */
  unplug(output: number): void;
  /** Sets another mode, those members that are given: RENEGOTIATION. */
  changeMode(output: number, mode: Partial<DisplayMode>): void;
  /** Spreads the desktop over the monitors that are connected: RENEGOTIATION on every output. */
  spread(mode: MultiMonitorMode): void;
  /** Tells an event to every object that is open now. */
  raise(output: number, event: OutputEvent): void;
  /**
   * Asks for a protection from outside of every session, as a display-settings call does (COPP-33); level 0 ends it.
   * @throws RangeError for a protection that the output has not
   */
  protect(output: number, protection: OutputProtection, level: number): void;
}
