import type { Address, Hresult, TableEntries } from '../../src/abi/index.js';
import { fillTable, NULL } from '../../src/abi/index.js';
import type {
  HCryptoSession,
  D3DWDDM2_0DDI_DEVICEFUNCS,
  HDecode,
  HDevice,
  HResource,
  HVideoDecoderOutputView,
  InterfaceVersion,
} from '../../src/ddi/index.js';
import {
  CheckFormatSupport,
  D3D10DDIARG_CREATEDEVICE as CREATE,
  D3D11_1DDI_CONTENT_PROTECTION_CAPS as CAPS,
  D3D11_1DDI_DEVICEFUNCS,
  D3DDDIERR_DEVICEREMOVED,
  E_FAIL,
  E_INVALIDARG,
  E_OUTOFMEMORY,
  Flush,
  Flush_WDDM2_0,
  S_OK,
} from '../../src/ddi/index.js';
import { blockInUse, deviceRemoved, noMemory, nullPointer } from '../core/causes.js';
import type { ExportedTable } from '../core/function-tables.js';
import { HANDLE_HEADER_BYTES } from '../core/handle-table.js';
import type { Refuse } from '../core/refusal-recorder.js';
import { otherInterface, unknownFormat } from './causes.js';
import type { D3D11Core } from './d3d11-core.js';
import type { Decoder, OutputView } from './decoder/state.js';
import type { CryptoSession, Device, Resource } from './state.js';
import { endDecoder } from './decoder/end-decoder.js';
import { handleKinds } from './state.js';

/** What CreateDevice hands out besides the handle. */
export interface DeviceTables {
  readonly device: (version: InterfaceVersion) => ExportedTable;
  readonly retrieveSubObject: Address;
}

/** The pointers of CreateDevice's structure that the driver does not do without. */
const neededMembers = ['hDrvDevice', 'p11_1DeviceFuncs', 'p11UMCallbacks', 'ppfnRetrieveSubObject'] as const;

/** CreateDevice: fills the table that it is given, for as many devices as are asked for (DEV-6, DEV-7, DEV-10, SUB-1). */
export function createDevice(
  core: D3D11Core,
  refuse: Refuse,
  pCreateData: Address,
  tables: DeviceTables,
): Hresult {
  const { memory, devices, handles } = core;
  const create = CREATE.decode(memory, pCreateData);
  const hDevice = create.hDrvDevice;
  const absent = neededMembers.find((member) => create[member] === NULL);
  if (absent !== undefined) return refuse(E_FAIL, () => nullPointer('pCreateData', absent)); // D-13
  if (!handles.isVacant(hDevice))
    return refuse(E_INVALIDARG, () => blockInUse('pCreateData', handles.whatIs(hDevice)));
  const version = core.versions.find(({ Interface }) => Interface === create.Interface);
  // Another version's table has another shape.
  if (!version) return refuse(E_INVALIDARG, () => otherInterface(core.versions, create.Interface));
  if (!core.allocations.take()) return refuse(E_OUTOFMEMORY, () => noMemory('DEV-10'));
  // Touched before anything is written (D-14).
  memory.range(hDevice, HANDLE_HEADER_BYTES);
  memory.range(create.ppfnRetrieveSubObject, 8);
  fillTable(memory, create.p11_1DeviceFuncs, tables.device(version));
  memory.writeU64(create.ppfnRetrieveSubObject, BigInt(tables.retrieveSubObject));
  const device: Device = {
    hDevice,
    hRTCoreLayer: create.hRTCoreLayer,
    p11UMCallbacks: create.p11UMCallbacks,
    version,
    removed: false,
    hardwareProtection: false,
    protectionEnabled: (core.offers.union.caps & CAPS.PROTECTION_ALWAYS_ON) !== 0,
    sessions: handles.create<HCryptoSession, CryptoSession>(handleKinds.cryptoSession),
    resources: handles.create<HResource, Resource>(handleKinds.resource),
    decoders: handles.create<HDecode, Decoder>(handleKinds.decoder),
    outputViews: handles.create<HVideoDecoderOutputView, OutputView>(handleKinds.outputView),
    slices: [],
  };
  core.deviceSlices.begin(device);
  devices.add(hDevice, device);
  return S_OK;
}

/** Ends a device: what its owner left behind is released and its keys are overwritten (DEV-19, DCS-2). */
function destroy(core: D3D11Core, device: Device): void {
  core.deviceSlices.end(device);
  device.sessions.clear((session) => {
    session.clear();
  }, core.report);
  device.resources.clear(({ data }) => {
    core.memory.free(data);
  }, core.report);
  device.outputViews.clear(() => undefined, core.report);
  device.decoders.clear((decoder) => {
    endDecoder(decoder);
  }, core.report);
  core.handles.drop(device.outputViews);
  core.handles.drop(device.decoders);
  core.handles.drop(device.sessions);
  core.handles.drop(device.resources);
}

/** Flush, with and without the context's type in front of its flags: nothing is ever queued (DEV-21). */
function flush(
  core: D3D11Core,
  declaration: typeof Flush | typeof Flush_WDDM2_0,
): (hDevice: HDevice) => number {
  const { devices, policies } = core;
  const refuse = core.refusals.of(declaration);
  return (hDevice) => {
    const device = devices.find(hDevice);
    if (device?.removed) {
      const code = refuse(D3DDDIERR_DEVICEREMOVED, () => deviceRemoved('hDevice'));
      policies.reportResourceFailure(core, device, code);
    }
    return device ? 1 : 0;
  };
}

/** The functions that WDDM 2.0 changes. */
export function deviceFunctions2_0(core: D3D11Core): TableEntries<typeof D3DWDDM2_0DDI_DEVICEFUNCS> {
  return { pfnFlush: flush(core, Flush_WDDM2_0) };
}

/** DestroyDevice, Flush, CheckFormatSupport (DEV-19…DEV-23). */
export function deviceFunctions(core: D3D11Core): TableEntries<typeof D3D11_1DDI_DEVICEFUNCS> {
  const { memory, devices, policies, refusals, report } = core;
  const refuseFormat = refusals.of(CheckFormatSupport);
  return {
    pfnDestroyDevice: (hDevice) => {
      // With a broken header too: nobody calls for this device again, and its keys must go (DCS-2).
      const device = devices.remove(hDevice) ?? devices.removeOverwritten(hDevice, report);
      if (device) destroy(core, device);
    },

    pfnFlush: flush(core, Flush),

    ...core.ofDevice.evenWhenGone(D3D11_1DDI_DEVICEFUNCS, {
      pfnCheckFormatSupport: (device, Format, pFormatCaps) => {
        const support = policies.formatSupport(device, Format);
        if ('error' in support) return refuseFormat(support.error, () => unknownFormat(Format));
        memory.writeU32(pFormatCaps, support.caps);
        return S_OK;
      },
    }),
  };
}
