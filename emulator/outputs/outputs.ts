import type { EmulatedClock } from '../core/clock.js';
import { Output } from './output.js';
import type { OutputsProfile } from './profile-schema.js';

/** All outputs of one driver, in the order of the profile. */
export class Outputs {
  readonly all: readonly Output[];
  private readonly monitors: readonly (readonly Output[])[];

  constructor(
    private readonly profile: OutputsProfile,
    clock: EmulatedClock,
  ) {
    let index = 0;
    this.monitors = profile.monitors.map(({ name, outputs }) =>
      outputs.map((output) => new Output(index++, name, output, clock, profile.hdcpDelayMs)),
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
    return shown.length > 1 && this.profile.multiMonitorMode !== 'dual-view';
  }
}
