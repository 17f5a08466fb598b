import { valuesByName } from '../../abi/index.js';
import { D3D11_FORMAT_SUPPORT } from '../../api/d3d11/index.js';
import {
  CheckFormatSupport,
  D3D10_DDI_FORMAT_SUPPORT,
  D3D11_1DDI_CONTENT_PROTECTION_CAPS as CAPS,
  DXGI_FORMAT,
  FORMAT_LAYOUTS,
  NULL_GUID,
} from '../../ddi/index.js';
import { failed } from '../../abi/index.js';
import { withBytes } from '../../host/index.js';
import type { DeviceLimits, DeviceOptions } from './rules/index.js';
import { isFormat } from './rules/index.js';
import type { RuntimeDevice } from './runtime-device.js';
import { capsOfSession } from './session-caps.js';

const { TEXTURE2D, SHADER_LOAD, SHADER_SAMPLE, RENDER_TARGET, CPU_LOCKABLE, MIP } = D3D11_FORMAT_SUPPORT;

/** What a texture of a known layout is good for, whatever the driver says of it. */
const ofKnownLayout = TEXTURE2D | SHADER_LOAD | SHADER_SAMPLE | CPU_LOCKABLE;

/** Formats that nothing is rendered to (VW-7). */
const notRendered: ReadonlySet<number> = new Set([DXGI_FORMAT.YUY2, DXGI_FORMAT.OPAQUE_420]);

/** The driver's bits that the API has under the same name. */
const apiBits: Readonly<Record<string, number>> = valuesByName(D3D11_FORMAT_SUPPORT);
const driverBits = Object.entries(valuesByName(D3D10_DDI_FORMAT_SUPPORT)).flatMap(([name, ddiBit]) => {
  const apiBit = apiBits[name];
  return apiBit === undefined ? [] : [[ddiBit, apiBit] as const];
});

/** The runtime's own part of the answer. */
function ownBits(format: number): number {
  const layout = FORMAT_LAYOUTS.get(format);
  if (!layout) return TEXTURE2D;
  const levels = layout.planes.length === 1 ? MIP : 0; // CT-24
  return ofKnownLayout | levels | (notRendered.has(format) ? 0 : RENDER_TARGET);
}

/** What no driver is asked: nothing of it is emulated. */
const options: DeviceOptions = {
  ConstantBufferOffsetting: 0,
  ConstantBufferPartialUpdate: 0,
  MapNoOverwriteOnDynamicConstantBuffer: 0,
  MapNoOverwriteOnDynamicBufferSRV: 0,
  MapOnDefaultBuffers: 0,
};

/** What a device can, as rules ask it: formats of the driver, once each, and what the runtime knows by itself. */
export class RuntimeLimits implements DeviceLimits {
  readonly options = options;
  private readonly known = new Map<number, number>();

  constructor(
    private readonly runtime: RuntimeDevice,
    readonly featureLevel: number,
  ) {}

  get hasContentProtection(): boolean {
    return this.runtime.host.video !== null;
  }

  /** Whether single resources can be protected, with whatever crypto type (D-12: NULL_GUID is all of them). */
  get hasHardwareProtection(): boolean {
    if (!this.hasContentProtection) return false;
    const anyType = { cryptoType: NULL_GUID, decoderProfile: NULL_GUID, keyExchange: NULL_GUID };
    return (capsOfSession(this.runtime, anyType) & CAPS.HARDWARE_PROTECT_UNCOMPRESSED) !== 0;
  }

  /** D3D11_FORMAT_SUPPORT; 0 of what does not exist, or serves nothing (FS-1, DEV-23). */
  readonly formatSupport = (format: number): number => {
    const known = this.known.get(format);
    if (known !== undefined) return known;
    const bits = this.askDriver(format);
    if (!this.runtime.isRemoved) this.known.set(format, bits);
    return bits;
  };

  /** One sample always; more are not emulated. */
  readonly multisampleQualityLevels = (_format: number, sampleCount: number): number =>
    sampleCount === 1 ? 1 : 0;

  private askDriver(format: number): number {
    if (!isFormat(format) || format === DXGI_FORMAT.UNKNOWN) return 0;
    const { memory, host } = this.runtime;
    return withBytes(memory, 4, 'pFormatCaps', (pFormatCaps) => {
      host.functions.pfnCheckFormatSupport?.(host.hDevice, format, pFormatCaps);
      if (failed(this.runtime.judgeVoid(CheckFormatSupport, 'ID3D11Device::CheckFormatSupport'))) return 0;
      const caps = memory.readU32(pFormatCaps);
      if (caps & D3D10_DDI_FORMAT_SUPPORT.NOT_SUPPORTED) return 0;
      return driverBits.reduce(
        (bits, [ddi, api]) => (caps & ddi ? (bits | api) >>> 0 : bits),
        ownBits(format),
      );
    });
  }
}
