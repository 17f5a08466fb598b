import type { Address, Hresult, TableEntries } from '../../src/abi/index.js';
import { fillTable, NULL } from '../../src/abi/index.js';
import type { HCryptoSession, HResource } from '../../src/ddi/index.js';
import {
  D3D10DDIARG_CREATEDEVICE as CREATE,
  D3D11_1_DDI_INTERFACE,
  D3D11_1DDI_DEVICEFUNCS,
  D3DDDIERR_DEVICEREMOVED,
  E_FAIL,
  E_INVALIDARG,
  E_OUTOFMEMORY,
  S_OK,
} from '../../src/ddi/index.js';
import type { ExportedTable } from '../core/function-tables.js';
import { HANDLE_HEADER_BYTES } from '../core/handle-table.js';
import type { D3D11Core } from './d3d11-core.js';
import type { CryptoSession, Device, Resource } from './state.js';
import { handleKinds } from './state.js';

/** What CreateDevice hands out besides the handle. */
export interface DeviceTables {
  readonly device: ExportedTable;
  readonly retrieveSubObject: Address;
}

/** CreateDevice: fills the table that it is given, for as many devices as are asked for (DEV-6, DEV-7, DEV-10, SUB-1). */
export function createDevice(core: D3D11Core, pCreateData: Address, tables: DeviceTables): Hresult {
  const { memory, devices, handles } = core;
  const create = CREATE.decode(memory, pCreateData);
  const hDevice = create.hDrvDevice;
  const pointers = [hDevice, create.p11_1DeviceFuncs, create.p11UMCallbacks, create.ppfnRetrieveSubObject];
  if (pointers.includes(NULL)) return E_FAIL; // D-13
  if (!handles.isVacant(hDevice)) return E_INVALIDARG;
  if (create.Interface !== D3D11_1_DDI_INTERFACE) return E_INVALIDARG; // another version's table has another shape
  if (!core.allocations.take()) return E_OUTOFMEMORY;
  // Touched before anything is written (D-14).
  memory.range(hDevice, HANDLE_HEADER_BYTES);
  memory.range(create.ppfnRetrieveSubObject, 8);
  fillTable(memory, create.p11_1DeviceFuncs, tables.device);
  memory.writeU64(create.ppfnRetrieveSubObject, BigInt(tables.retrieveSubObject));
  const device: Device = {
    hDevice,
    hRTCoreLayer: create.hRTCoreLayer,
    p11UMCallbacks: create.p11UMCallbacks,
    removed: false,
    sessions: handles.create<HCryptoSession, CryptoSession>(handleKinds.cryptoSession),
    resources: handles.create<HResource, Resource>(handleKinds.resource),
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
  core.handles.drop(device.sessions);
  core.handles.drop(device.resources);
}

/** DestroyDevice, Flush, CheckFormatSupport (DEV-19…DEV-23). */
export function deviceFunctions(core: D3D11Core): TableEntries<typeof D3D11_1DDI_DEVICEFUNCS> {
  const { memory, devices, policies, report } = core;
  return {
    pfnDestroyDevice: (hDevice) => {
      // With a broken header too: nobody calls for this device again, and its keys must go (DCS-2).
      const device = devices.remove(hDevice) ?? devices.removeOverwritten(hDevice, report);
      if (device) destroy(core, device);
    },

    pfnFlush: (hDevice) => {
      const device = devices.find(hDevice);
      if (device?.removed) policies.reportResourceFailure(core, device, D3DDDIERR_DEVICEREMOVED);
      return device ? 1 : 0; // nothing is ever queued (DEV-21)
    },

    ...core.ofDevice.evenWhenGone(D3D11_1DDI_DEVICEFUNCS, {
      pfnCheckFormatSupport: (device, Format, pFormatCaps) => {
        const support = policies.formatSupport(device, Format);
        if ('error' in support) return support.error;
        memory.writeU32(pFormatCaps, support.caps);
        return S_OK;
      },
    }),
  };
}
