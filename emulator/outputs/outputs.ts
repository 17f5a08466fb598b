import type { MultiMonitorMode } from '../../src/driver/index.js';
import type { EmulatedClock } from '../core/clock.js';
import { Output } from './output.js';
import type { OutputsProfile } from './profile-schema.js';

/** All outputs of one driver, in the order of the profile. */
export class Outputs {
  readonly all: readonly Output[];
  /** How the desktop is spread over the monitors now. */
  multiMonitorMode: MultiMonitorMode;
  private readonly monitors: readonly (readonly Output[])[];

  constructor({ monitors, multiMonitorMode, hdcpDelayMs }: OutputsProfile, clock: EmulatedClock) {
    let index = 0;
    this.multiMonitorMode = multiMonitorMode;
    this.monitors = monitors.map(({ name, outputs }) =>
      outputs.map((output) => new Output(index++, name, output, clock, hdcpDelayMs)),
    );
    this.all = this.monitors.flat();
  }

  /** The output at a place, if there is one. */
  at(index: number): Output | undefined {
    return this.all[index];
  }

  /** Whether several monitors show parts, or copies, of one picture: then nobody can tell where video comes out. */
  get isSpread(): boolean {
    const shown = this.monitors.filter((outputs) => outputs.some(({ connected }) => connected));
    return shown.length > 1 && this.multiMonitorMode !== 'dual-view';
  }
}
