import type { Hresult } from '../../abi/index.js';
import { D3D11_CREATE_DEVICE_FLAG, D3D_DRIVER_TYPE, D3D_FEATURE_LEVEL } from '../../api/d3d11/index.js';
import type { Implementor, Out } from '../../api/kit/index.js';
import {
  D3D11DDI_3DPIPELINELEVEL,
  DXGI_ERROR_SDK_COMPONENT_MISSING,
  DXGI_ERROR_UNSUPPORTED,
  E_INVALIDARG,
  hresultName,
  S_FALSE,
  S_OK,
} from '../../ddi/index.js';
import type { KernelDevice } from '../../host/index.js';
import { Adapter } from '../dxgi/adapter.js';
import { Factory } from '../dxgi/factory.js';
import type { System } from '../dxgi/system.js';
import { D3D11_SDK_VERSION } from './constants.js';
import { Device } from './device.js';
import type { RuleSettings } from './runtime-device.js';
import { RuntimeDevice } from './runtime-device.js';

/** The levels that are tried without a list (CD-10). */
const defaultLevels: readonly number[] = [
  D3D_FEATURE_LEVEL.LEVEL_11_0,
  D3D_FEATURE_LEVEL.LEVEL_10_1,
  D3D_FEATURE_LEVEL.LEVEL_10_0,
  D3D_FEATURE_LEVEL.LEVEL_9_3,
  D3D_FEATURE_LEVEL.LEVEL_9_2,
  D3D_FEATURE_LEVEL.LEVEL_9_1,
];

/** The levels that this runtime knows: those of Windows 10, whose interfaces its devices have. */
const knownLevels: readonly number[] = [
  D3D_FEATURE_LEVEL.LEVEL_12_1,
  D3D_FEATURE_LEVEL.LEVEL_12_0,
  D3D_FEATURE_LEVEL.LEVEL_11_1,
  ...defaultLevels,
];

/** The levels as drivers number them (OPN-20). */
const pipelineLevelOf: ReadonlyMap<number, number> = new Map([
  [D3D_FEATURE_LEVEL.LEVEL_12_1, D3D11DDI_3DPIPELINELEVEL.LEVEL_12_1],
  [D3D_FEATURE_LEVEL.LEVEL_12_0, D3D11DDI_3DPIPELINELEVEL.LEVEL_12_0],
  [D3D_FEATURE_LEVEL.LEVEL_11_1, D3D11DDI_3DPIPELINELEVEL.LEVEL_11_1],
  [D3D_FEATURE_LEVEL.LEVEL_11_0, D3D11DDI_3DPIPELINELEVEL.LEVEL_11_0],
  [D3D_FEATURE_LEVEL.LEVEL_10_1, D3D11DDI_3DPIPELINELEVEL.LEVEL_10_1],
  [D3D_FEATURE_LEVEL.LEVEL_10_0, D3D11DDI_3DPIPELINELEVEL.LEVEL_10_0],
  [D3D_FEATURE_LEVEL.LEVEL_9_3, D3D11DDI_3DPIPELINELEVEL.LEVEL_9_3],
  [D3D_FEATURE_LEVEL.LEVEL_9_2, D3D11DDI_3DPIPELINELEVEL.LEVEL_9_2],
  [D3D_FEATURE_LEVEL.LEVEL_9_1, D3D11DDI_3DPIPELINELEVEL.LEVEL_9_1],
]);

const knownFlags = Object.values(D3D11_CREATE_DEVICE_FLAG.constants.values).reduce(
  (all, bit) => all | bit,
  0,
);

/** The arguments of D3D11CreateDevice, checked one by one. */
export interface CreateDeviceArguments {
  readonly adapter: Adapter | null;
  readonly driverType: number;
  readonly software: bigint;
  readonly flags: number;
  readonly levels: readonly number[] | null;
  readonly sdkVersion: number;
}

/** What cannot go together (CD-1 to CD-5, CD-13, CD-15, CD-16). */
function mistakeIn(asked: CreateDeviceArguments): string | undefined {
  const { adapter, driverType, software, flags, levels } = asked;
  const isSoftware = driverType === D3D_DRIVER_TYPE.SOFTWARE;
  if (adapter && driverType !== D3D_DRIVER_TYPE.UNKNOWN)
    return 'DriverType: expected UNKNOWN with an adapter';
  if (!adapter && driverType === D3D_DRIVER_TYPE.UNKNOWN) return 'DriverType: UNKNOWN needs an adapter';
  if (isSoftware !== (software !== 0n))
    return 'Software: a module goes with DriverType SOFTWARE, and only with it';
  if (driverType > D3D_DRIVER_TYPE.WARP) return `DriverType: ${driverType} is none`;
  if (asked.sdkVersion !== D3D11_SDK_VERSION)
    return `SDKVersion: expected ${D3D11_SDK_VERSION}, received ${asked.sdkVersion}`;
  const unknownFlags = (flags & ~knownFlags) >>> 0;
  if (unknownFlags !== 0) return `Flags: 0x${unknownFlags.toString(16)} is unknown`;
  if (flags & D3D11_CREATE_DEVICE_FLAG.SWITCH_TO_REF) return 'Flags: SWITCH_TO_REF is not supported';
  const unknown = levels?.find((level) => !knownLevels.includes(level));
  return unknown === undefined
    ? undefined
    : `pFeatureLevels: this runtime does not know ${D3D_FEATURE_LEVEL.text(unknown)}`;
}

/** What D3D11CreateDevice comes to: a device, with the level that was chosen; or why there is none. */
export interface CreatedApiDevice {
  readonly hresult: Hresult;
  readonly device: Device | null;
  readonly level: number;
}

const none = (hresult: Hresult): CreatedApiDevice => ({ hresult, device: null, level: 0 });

/**
 * D3D11CreateDevice but for its out-parameters (api §14).
 * @param settings rules that the device does not hold its callers to, and what its debug layer does
 */
export function createDevice(
  system: System,
  asked: CreateDeviceArguments,
  settings: Pick<RuleSettings, 'skippedRules' | 'debug'>,
): CreatedApiDevice {
  const mistake = mistakeIn(asked);
  if (mistake !== undefined) {
    system.complain('D3D11CreateDevice', 'CREATEDEVICE_INVALIDARGS', mistake, E_INVALIDARG);
    return none(E_INVALIDARG);
  }
  const { driverType, flags, levels } = asked;
  const adapter = asked.adapter ?? firstAdapter(system);
  const isEmulated = driverType === D3D_DRIVER_TYPE.UNKNOWN || driverType === D3D_DRIVER_TYPE.HARDWARE;
  if (!adapter || !isEmulated) {
    // CD-18, CD-22: software drivers are not emulated, and the reference rasterizer is not installed.
    const isReference = driverType === D3D_DRIVER_TYPE.REFERENCE;
    const missing = isReference ? DXGI_ERROR_SDK_COMPONENT_MISSING : DXGI_ERROR_UNSUPPORTED;
    const text = 'DriverType: there is no adapter of that kind';
    system.complain('D3D11CreateDevice', 'ARGUMENT', text, missing);
    return none(missing);
  }
  const { hresult, device: kernel } = adapter.kernel.createDevice();
  if (!kernel) {
    const text = `the adapter gave no device: ${hresultName(hresult)}`;
    system.complain('D3D11CreateDevice', 'CREATEDEVICE_WARNING', text, hresult);
    return none(hresult);
  }
  const level = chooseLevel(kernel, levels && levels.length > 0 ? levels : defaultLevels);
  const lacksVideo = (flags & D3D11_CREATE_DEVICE_FLAG.VIDEO_SUPPORT) !== 0 && !kernel.host.video;
  if (level === undefined || lacksVideo) {
    kernel.destroy();
    const text = `the driver has none of the ${lacksVideo ? 'video functions' : 'feature levels'}`;
    system.complain('D3D11CreateDevice', 'CREATEDEVICE_WARNING', text, DXGI_ERROR_UNSUPPORTED);
    return none(DXGI_ERROR_UNSUPPORTED); // CD-12, CD-20
  }
  const { acceptedExchanges } = adapter.kernel;
  const rules = { ...settings, featureLevel: level, acceptedExchanges };
  const runtime = new RuntimeDevice(kernel, system.kernel.events, system.vtables, rules);
  return { hresult: S_OK, device: new Device(runtime, { flags, featureLevel: level, adapter }), level };
}

/** As if the caller had enumerated it (CD-6). */
function firstAdapter(system: System): Adapter | undefined {
  const [first] = system.kernel.adapters;
  return first && new Adapter(system, new Factory(system, false, 0), first);
}

/** The first of the levels that the driver has (CD-11). */
function chooseLevel({ pipelineLevels }: KernelDevice, levels: readonly number[]): number | undefined {
  return levels.find((level) => (pipelineLevels & (1 << (pipelineLevelOf.get(level) ?? 31))) !== 0);
}

/** The out-parameters of D3D11CreateDevice; null for those that the caller does without. */
export interface DeviceCells {
  readonly ppDevice: Out<Implementor> | null;
  readonly pFeatureLevel: Out<number> | null;
  readonly ppImmediateContext: Out<Implementor> | null;
}

/** Fills the out-parameters: S_FALSE where no object is wanted, which keeps none (CD-7 to CD-9). */
export function giveDevice(created: CreatedApiDevice, cells: DeviceCells): Hresult {
  const { hresult, device, level } = created;
  if (cells.pFeatureLevel) cells.pFeatureLevel.value = level;
  if (!device) return hresult;
  if (!cells.ppDevice && !cells.ppImmediateContext) {
    device.discard();
    return S_FALSE;
  }
  if (cells.ppDevice) cells.ppDevice.value = device;
  if (cells.ppImmediateContext) device.GetImmediateContext(cells.ppImmediateContext);
  return hresult;
}
