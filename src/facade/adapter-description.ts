import { showBriefly } from '../brief.js';
import type {
  DXGI_ADAPTER_DESC1,
  DXGI_OUTPUT_DESC,
  Hresult,
  IDXGIAdapter1,
  IDXGIOutput,
  RECT,
} from '../runtime/d3d11/index.js';
import { DXGI_ERROR_NOT_FOUND, failed, out } from '../runtime/d3d11/index.js';
import { HResultError } from './hresult-error.js';
import type { OpmVideoOutput, VideoOutputSource, VideoOutputsOptions } from './opm-video-output.js';
import { videoOutputsOf } from './opm-video-output.js';

/**
 * What an adapter is to the system: the profile's, but for the LUID, which the machine chooses.
 *
 * @example
 * ```ts
 * import { type AdapterDescription, createAdapter } from 'softumd';
 *
 * const { name, vendorId, luid }: AdapterDescription = createAdapter().description;
 * console.log(name, vendorId.toString(16), luid);
 * ```
 */
export interface AdapterDescription {
  readonly name: string;
  readonly vendorId: number;
  readonly deviceId: number;
  readonly subSysId: number;
  readonly revision: number;
  readonly dedicatedVideoMemoryBytes: number;
  readonly dedicatedSystemMemoryBytes: number;
  readonly sharedSystemMemoryBytes: number;
  /** 64 bits: names the adapter while the system runs. */
  readonly luid: bigint;
}

/**
 * A monitor of an adapter, as the desktop has it.
 *
 * @example
 * ```ts
 * import { type AdapterMonitor, createAdapter } from 'softumd';
 *
 * const monitor: AdapterMonitor | undefined = createAdapter().monitors[0];
 * console.log(monitor?.deviceName, monitor?.rectangle.right); // \\.\DISPLAY1 1920
 * ```
 */
export class AdapterMonitor {
  static {
    showBriefly(this.prototype, 'AdapterMonitor', ({ deviceName }) => ({ deviceName }));
  }

  readonly deviceName: string;
  /** On the desktop, in texels; right and bottom lie just outside. */
  readonly rectangle: Readonly<RECT>;
  readonly #handle: bigint;
  readonly #source: VideoOutputSource;

  constructor({ DeviceName, Monitor, DesktopCoordinates }: DXGI_OUTPUT_DESC, source: VideoOutputSource) {
    this.deviceName = DeviceName;
    this.#handle = Monitor;
    this.rectangle = { ...DesktopCoordinates };
    this.#source = source;
  }

  /** HMONITOR, 64 bits. */
  get handle(): bigint {
    return this.#handle;
  }

  /**
   * New objects of OPM, one for each output that leads to it, with sessions of their own.
   * @param options `{ semantics: 'OPM' }` or `{ semantics: 'COPP' }`
   * @throws HResultError ERROR_GRAPHICS_NO_MONITORS_CORRESPOND_TO_DISPLAY_DEVICE where it is unplugged; what the driver
   *   answers (OPM-38)
   */
  videoOutputs(options: VideoOutputsOptions): OpmVideoOutput[] {
    return videoOutputsOf(this.#source, 'AdapterMonitor.videoOutputs', this.handle, options);
  }
}

function succeed(call: string, code: Hresult): void {
  if (failed(code)) throw new HResultError(code, call, 'api DX', []);
}

/** IDXGIAdapter1::GetDesc1. */
export function descriptionOf(adapter: IDXGIAdapter1): AdapterDescription {
  const described = out<DXGI_ADAPTER_DESC1>();
  succeed('Adapter.description', adapter.GetDesc1(described));
  const desc = described.value!;
  const { LowPart, HighPart } = desc.AdapterLuid;
  return {
    name: desc.Description,
    vendorId: desc.VendorId,
    deviceId: desc.DeviceId,
    subSysId: desc.SubSysId,
    revision: desc.Revision,
    dedicatedVideoMemoryBytes: desc.DedicatedVideoMemory,
    dedicatedSystemMemoryBytes: desc.DedicatedSystemMemory,
    sharedSystemMemoryBytes: desc.SharedSystemMemory,
    luid: BigInt.asUintN(64, (BigInt(HighPart) << 32n) | BigInt(LowPart)),
  };
}

/** IDXGIAdapter::EnumOutputs, to the last. */
export function monitorsOf(adapter: IDXGIAdapter1, source: VideoOutputSource): AdapterMonitor[] {
  const call = 'Adapter.monitors';
  const monitors: AdapterMonitor[] = [];
  for (;;) {
    const output = out<IDXGIOutput>();
    const code = adapter.EnumOutputs(monitors.length, output);
    if (code === DXGI_ERROR_NOT_FOUND) return monitors;
    succeed(call, code);
    const described = out<DXGI_OUTPUT_DESC>();
    succeed(call, output.value!.GetDesc(described));
    output.value!.Release();
    monitors.push(new AdapterMonitor(described.value!, source));
  }
}
