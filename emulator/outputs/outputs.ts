import type { MultiMonitorMode } from '../../src/driver/index.js';
import type { EmulatedClock } from '../core/clock.js';
import { Output } from './output.js';
import type { OutputsProfile } from './profile-schema.js';

/** All outputs of one driver, in the order of the profile. */
export class Outputs {
  readonly all: readonly Output[];
  /** How the desktop is spread over the monitors now. */
  multiMonitorMode: MultiMonitorMode;
  /** How many outputs can have HDCP on at once. */
  readonly hdcpEngines: number;
  private readonly monitors: readonly (readonly Output[])[];

  constructor(
    { monitors, multiMonitorMode, hdcpDelayMs, hdcpEngines = Infinity }: OutputsProfile,
    clock: EmulatedClock,
  ) {
    let index = 0;
    this.multiMonitorMode = multiMonitorMode;
    this.monitors = monitors.map(({ name, outputs }) =>
      outputs.map(
        (output) => new Output({ index: index++, id: output.outputId }, name, output, clock, hdcpDelayMs),
      ),
    );
    this.all = this.monitors.flat();
    this.hdcpEngines = hdcpEngines;
  }

  /** The output at a place, if there is one. */
  at(index: number): Output | undefined {
    return this.all[index];
  }

  /** Whether an output can switch HDCP on: it has it on, or an engine is free. */
  hasHdcpEngine(output: Output): boolean {
    const isOn = ({ requests }: Output) =>
      requests.isAsked('HDCP') || requests.isAsked('TYPE_ENFORCEMENT_HDCP');
    return isOn(output) || this.all.filter(isOn).length < this.hdcpEngines;
  }

  /** Whether several monitors show parts, or copies, of one picture: then nobody can tell where video comes out. */
  get isSpread(): boolean {
    const shown = this.monitors.filter((outputs) => outputs.some(({ connected }) => connected));
    return shown.length > 1 && this.multiMonitorMode !== 'dual-view';
  }
}
