import type { EmulatedDriver } from '../../emulator/index.js';
import { hdmiOutput } from '../../emulator/index.js';
import { keepMembersFromCopies, showBriefly } from '../brief.js';
import type {
  IDXGIAdapter1,
  IDXGIFactory1,
  Libraries,
  MachineSetup,
  MonitorIdentity,
} from '../runtime/d3d11/index.js';
import {
  DXGI_ERROR_NOT_FOUND,
  failed,
  IDXGIFactory1 as Factory1,
  loadLibraries,
  out,
} from '../runtime/d3d11/index.js';
import type { OpmAdapterSetup } from '../runtime/opm/index.js';
import type { ProcessIdentity } from '../driver/index.js';
import type { ApiCall } from '../trace/index.js';
import type { WatchedLibraries } from './adapter.js';
import { Adapter } from './adapter.js';
import type { ApiFaults, ApiWatch } from './api-watch.js';
import { HResultError } from './hresult-error.js';
import { leakedObjects, LeakError } from './leaks.js';

/**
 * Monitors of all adapters side by side, as a desktop has them. Handles are the profile's, else numbers from 0x10001 on;
 * targets are the driver's outputs in their order.
 */
function desktop(drivers: readonly EmulatedDriver[]): (readonly MonitorIdentity[])[] {
  let [left, count] = [0, 0];
  return drivers.map(({ profile }) => {
    let target = 0;
    return profile.outputs.monitors.map(({ hMonitor, outputs }) => {
      const { width, height } = (outputs[0] ?? hdmiOutput).mode;
      const place = { left, top: 0, width, height };
      left += width;
      count += 1;
      const handle = BigInt(hMonitor ?? 0x10000 + count);
      const targets = outputs.map(() => target++);
      return { deviceName: `\\\\.\\DISPLAY${count}`, handle, ...place, targets };
    });
  });
}

/** Emulated adapters as they stand in a machine: what the system knows of them is their profiles'. */
export function adapterSetups(drivers: readonly EmulatedDriver[]): OpmAdapterSetup[] {
  const monitors = desktop(drivers);
  return drivers.map((driver, index) => ({
    driver,
    identity: driver.profile.adapter,
    monitors: monitors[index]!,
    acceptedExchanges: driver.profile.cryptoTypes.flatMap(({ acceptedExchanges = [] }) => acceptedExchanges),
    opmSandbox: driver.profile.opmSandbox,
  }));
}

/**
 * A machine with these adapters.
 * @param setup what stands between callers and the API, and what the debug layer does beyond the real one
 */
export function machineWith(
  drivers: readonly EmulatedDriver[],
  setup: Pick<MachineSetup, 'interposer' | 'debug'> = {},
): Libraries {
  const libraries = loadLibraries({ adapters: adapterSetups(drivers), ...setup });
  showBriefly(libraries, 'Libraries', () => ({ adapters: drivers.length }));
  keepMembersFromCopies(libraries);
  return libraries;
}

/** The adapters of a machine as a factory lists them; the factory lives as long as they do. */
export function enumerateAdapters(call: string, { CreateDXGIFactory1 }: Libraries): IDXGIAdapter1[] {
  const factory = out<IDXGIFactory1>();
  const made = CreateDXGIFactory1(Factory1.iid, factory);
  if (failed(made)) throw new HResultError(made, call, 'api DX', []);
  const adapters: IDXGIAdapter1[] = [];
  for (;;) {
    const adapter = out<IDXGIAdapter1>();
    const code = factory.value!.EnumAdapters1(adapters.length, adapter);
    if (code === DXGI_ERROR_NOT_FOUND) break;
    if (failed(code)) throw new HResultError(code, call, 'api DX', []);
    adapters.push(adapter.value!);
  }
  factory.value!.Release();
  return adapters;
}

/**
 * Adapters in one machine, in the order in which factories list them.
 *
 * @example
 * ```ts
 * import { createMachine, type Machine } from 'softumd';
 * import { IDXGIFactory1, out } from 'softumd/d3d11';
 *
 * const machine: Machine = createMachine([{}, { profile: { videoFunctions: false } }]);
 * machine.adapters[1]?.remove();
 * const factory = out<IDXGIFactory1>(); // a new one: it has the first adapter alone
 * machine.api.CreateDXGIFactory1(IDXGIFactory1.iid, factory);
 * machine.release();
 * ```
 */
export class Machine {
  static {
    showBriefly(this.prototype, 'Machine', ({ adapters }) => ({ adapters: adapters.length }));
  }

  readonly adapters: readonly Adapter[];
  readonly #api: Libraries;
  readonly #isStrict: boolean;
  readonly #watch: ApiWatch;

  constructor(drivers: readonly EmulatedDriver[], watched: WatchedLibraries) {
    this.#api = watched.libraries;
    this.#isStrict = watched.isStrict;
    this.#watch = watched.watch;
    this.adapters = enumerateAdapters('createMachine', this.api).map(
      (adapter, index) => new Adapter(watched, adapter, drivers[index]!, index),
    );
  }

  /** What d3d11.dll, dxgi.dll and dxva2.dll export there. */
  get api(): Libraries {
    return this.#api;
  }

  /** The rules on its API. @throws TypeError where none were asked for */
  get faults(): ApiFaults {
    return this.#watch.faults;
  }

  /** The newest calls of its API, oldest first. @throws TypeError where none are kept */
  get calls(): readonly ApiCall[] {
    return this.#watch.calls;
  }

  /**
   * Puts the machine to sleep and wakes it up: every adapter loses its protection keys, and whoever asked for its event is
   * told (D-44). Devices live on; their sessions have to be made again.
   *
   * @example
   * ```ts
   * import { createMachine, type CryptoSession, type VideoContext } from 'softumd';
   * import { D3D11_CRYPTO_SESSION_STATUS } from 'softumd/d3d11';
   *
   * const machine = createMachine([{}]);
   * const told = machine.adapters[0]?.whenTornDown();
   * machine.suspend();
   * await told;
   * const isLost = (context: VideoContext, session: CryptoSession) =>
   *   context.checkCryptoSessionStatus(session) !== D3D11_CRYPTO_SESSION_STATUS.OK;
   * ```
   */
  suspend(): void {
    this.api.kernel.suspend();
  }

  /**
   * Lets devices that are made from now on belong to another process: who may open restricted resources depends on it
   * (GEN-6). The first process has handle 1.
   * @param process 'dwm' for the desktop window manager
   * @throws RangeError for a handle that has not 64 bits
   */
  enterProcess(process: ProcessIdentity): void {
    this.api.kernel.enterProcess(process);
  }

  /**
   * Locks the system, or switches to another session and back: every video output of OPM is lost in its driver (OPM-40).
   * Calls on it answer ERROR_GRAPHICS_OPM_VIDEO_OUTPUT_NO_LONGER_EXISTS; a player fetches new ones.
   */
  switchSession(): void {
    this.api.kernel.switchSession();
  }

  /**
   * Holds that every device was released, whoever made it, and with it all that was made of it; and every video output.
   * @throws LeakError naming what is left
   */
  assertNoLeaks(): void {
    const devices = this.api.liveDevices();
    const outputs = this.api.liveVideoOutputs();
    if (devices.length + outputs.length === 0) return;
    const objects = devices.flatMap((device) => leakedObjects(device.objects));
    throw new LeakError('Machine.assertNoLeaks', objects, devices, outputs);
  }

  /**
   * Ends every adapter with its devices, whoever made them.
   * @throws LeakError after the end, for what was left, where the machine is `strict`
   */
  release(): void {
    const left = this.api.liveDevices().flatMap(({ objects }) => leakedObjects(objects));
    const outputs = this.api.liveVideoOutputs();
    this.api.endDevices();
    this.api.endVideoOutputs();
    for (const adapter of this.adapters) adapter.release();
    if (this.#isStrict && left.length + outputs.length > 0)
      throw new LeakError('Machine.release', left, [], outputs);
  }
}
