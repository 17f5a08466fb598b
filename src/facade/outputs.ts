import type { EmulatedDriver } from '../../emulator/index.js';
import { showBriefly } from '../brief.js';
import type { DisplayMode, OutputEvent, OutputState } from '../driver/index.js';
import type { Out } from '../runtime/copp/index.js';
import { CoppAdapter, failed } from '../runtime/copp/index.js';
import type { Libraries } from '../runtime/d3d11/index.js';
import { CertifiedOutputProtection } from './certified-output-protection.js';
import { driverOf } from './create-driver.js';
import type { DriverOptions } from './driver-options.js';
import { checkDriverOptions } from './driver-options.js';
import { HResultError } from './hresult-error.js';
import { machineWith } from './machine.js';
import type { OpmVideoOutput, VideoOutputsOptions } from './opm-video-output.js';
import { videoOutputsOf } from './opm-video-output.js';

/**
 * One output: a connector, with what hangs on it.
 *
 * @example
 * ```ts
 * import { createOutputs, type VideoOutput } from 'softumd';
 *
 * const { monitors } = createOutputs();
 * const output: VideoOutput = monitors[0]!.outputs[0]!;
 * output.changeMode({ width: 1280, height: 720 });
 * output.unplug();
 * console.log(output.state.connected); // false
 * ```
 */
export class VideoOutput {
  static {
    showBriefly(this.prototype, 'VideoOutput', ({ state: { connector, connected } }) => ({
      connector,
      state: connected ? 'connected' : 'unplugged',
    }));
  }

  readonly #adapter: CoppAdapter;

  constructor(
    /** Its place among all outputs of the driver. */
    readonly index: number,
    private readonly driver: EmulatedDriver,
    adapter: CoppAdapter,
  ) {
    this.#adapter = adapter;
  }

  /** What it is now. */
  get state(): OutputState {
    return this.driver.control.outputs.list()[this.index]!;
  }

  /** A new COPP object, with a session of its own. */
  certifiedOutputProtection(): CertifiedOutputProtection {
    const { refusals } = this.driver.control;
    return new CertifiedOutputProtection(this.#adapter.CertifiedOutputProtection(this.index), refusals);
  }

  /** Connects a display. */
  plug(): void {
    this.driver.control.outputs.plug(this.index);
  }

  /** Takes the display away: LINK_LOST. */
  unplug(): void {
    this.driver.control.outputs.unplug(this.index);
  }

  /** Sets those members of the mode that are given: RENEGOTIATION. */
  changeMode(mode: Partial<DisplayMode>): void {
    this.driver.control.outputs.changeMode(this.index, mode);
  }

  /** Tells an event to every object that is open on it. */
  raise(event: OutputEvent): void {
    this.driver.control.outputs.raise(this.index, event);
  }
}

/**
 * A monitor of the profile, and the outputs that lead to it.
 *
 * @example
 * ```ts
 * import { createOutputs, type Monitor } from 'softumd';
 *
 * const television: Monitor | undefined = createOutputs().monitors.find(({ name }) => name === 'television');
 * console.log(television?.outputs.map(({ state }) => state.connector)); // [ 'COMPONENT_VIDEO' ]
 * ```
 */
export class Monitor {
  static {
    showBriefly(this.prototype, 'Monitor', ({ name, outputs }) => ({ name, outputs: outputs.length }));
  }

  readonly #open: (call: string, options: VideoOutputsOptions) => OpmVideoOutput[];

  /** @param open makes objects of OPM */
  constructor(
    readonly name: string,
    readonly outputs: readonly VideoOutput[],
    open: (call: string, options: VideoOutputsOptions) => OpmVideoOutput[],
  ) {
    this.#open = open;
  }

  /**
   * New objects of OPM, one for each output, with sessions of their own.
   * @param options `{ semantics: 'OPM' }` or `{ semantics: 'COPP' }`
   * @throws HResultError ERROR_GRAPHICS_NO_MONITORS_CORRESPOND_TO_DISPLAY_DEVICE where none of them is connected; what the
   *   driver answers (OPM-38)
   */
  videoOutputs(options: VideoOutputsOptions): OpmVideoOutput[] {
    return this.#open('Monitor.videoOutputs', options);
  }
}

/**
 * The monitors of an emulated driver.
 *
 * @example
 * ```ts
 * import { createOutputs, type Outputs } from 'softumd';
 *
 * const outputs: Outputs = createOutputs();
 * for (const { name, outputs: connectors } of outputs.monitors)
 *   console.log(name, connectors.map(({ state }) => state.connector)); // display [ 'HDMI' ] …
 * outputs.release();
 * ```
 */
export class Outputs {
  static {
    showBriefly(this.prototype, 'Outputs', ({ driver, monitors }) => ({
      driver: driver.name,
      monitors: monitors.length,
    }));
  }

  readonly driver: EmulatedDriver;
  readonly monitors: readonly Monitor[];
  readonly #adapter: CoppAdapter;
  /** The machine that its outputs of OPM belong to, made with the first of them. */
  #libraries: Libraries | undefined;

  constructor(options: DriverOptions) {
    const driver = driverOf(checkDriverOptions('createOutputs', options));
    driver.control.refusals.keep(true);
    const adapter: Out<CoppAdapter> = {};
    const isConnected = (index: number) => driver.control.outputs.list()[index]?.connected ?? false;
    const code = CoppAdapter.open(driver, adapter, { isConnected });
    if (failed(code)) throw new HResultError(code, 'createOutputs', 'COPP-40', []);
    this.driver = driver;
    this.#adapter = adapter.value!;
    let index = 0;
    this.monitors = driver.profile.outputs.monitors.map(
      ({ name, outputs }, at) =>
        new Monitor(
          name,
          outputs.map(() => new VideoOutput(index++, driver, this.#adapter)),
          (call, asked) => this.#videoOutputs(call, at, asked),
        ),
    );
  }

  #videoOutputs(call: string, at: number, options: VideoOutputsOptions): OpmVideoOutput[] {
    const { refusals } = this.driver.control;
    const libraries = (this.#libraries ??= machineWith([this.driver]));
    const { handle } = libraries.kernel.adapters[0]!.monitors[at]!;
    return videoOutputsOf({ libraries, refusals }, call, handle, options);
  }

  /**
   * Locks the system, or switches to another session and back: every video output of OPM is lost in the driver (OPM-40).
   * Calls on it answer ERROR_GRAPHICS_OPM_VIDEO_OUTPUT_NO_LONGER_EXISTS; a player fetches new ones.
   */
  switchSession(): void {
    this.#libraries?.kernel.switchSession();
  }

  /** Lets milliseconds of the driver's time pass: what has a delay takes effect (D-56). */
  advanceTime(ms: number): void {
    this.driver.control.clock.advance(ms);
  }

  /** Ends every object that is left. */
  release(): void {
    this.#adapter.Release();
    this.#libraries?.endVideoOutputs();
    for (const adapter of this.#libraries?.kernel.adapters ?? []) adapter.remove();
    this.#libraries = undefined;
  }
}

/**
 * Monitors and outputs of an emulated driver of their own.
 * @throws TypeError when an option is unknown, or none that can be
 *
 * @example
 * ```ts
 * import { createOutputs } from 'softumd';
 * import { defaultOutputs, hdmiOutput } from 'softumd/emulator';
 *
 * const laptop = { ...hdmiOutput, connector: 'LVDS', internal: true } as const;
 * const outputs = createOutputs({
 *   profile: { outputs: { ...defaultOutputs, monitors: [{ name: 'panel', outputs: [laptop] }] } },
 * });
 * ```
 */
export function createOutputs(options: DriverOptions = {}): Outputs {
  return new Outputs(options);
}
