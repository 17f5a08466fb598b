import type { Address, Hresult, TableEntries } from '../../src/abi/index.js';
import type { HAdapter, HCryptoSession, HResource } from '../../src/ddi/index.js';
import {
  D3D10DDIARG_CREATEDEVICE as CREATE,
  D3D11_1_DDI_INTERFACE,
  type D3D11_1DDI_DEVICEFUNCS,
  D3DDDIERR_DEVICEREMOVED,
  E_INVALIDARG,
  E_OUTOFMEMORY,
  S_OK,
} from '../../src/ddi/index.js';
import { fillTable, NULL } from '../../src/abi/index.js';
import { dropKey } from './crypto-session.js';
import { HANDLE_HEADER_BYTES, HandleTable } from '../core/handle-table.js';
import type { CryptoSession, Device, DriverCore, Resource } from './state.js';

/** Code addresses that go into table blocks. */
export type ExportedTable = readonly (readonly [offset: number, code: Address])[];

/** CreateDevice: fills the table that it is given, for as many devices as are asked for (DEV-6, DEV-7, DEV-10, SUB-1). */
export function createDevice(
  core: DriverCore,
  hAdapter: HAdapter,
  pCreateData: Address,
  deviceTable: ExportedTable,
  retrieveSubObject: Address,
): Hresult {
  const { memory, devices } = core;
  if (pCreateData === NULL || !core.adapters.find(hAdapter)) return E_INVALIDARG;
  const create = CREATE.decode(memory, pCreateData);
  const hDevice = create.hDrvDevice;
  const pointers = [hDevice, create.p11_1DeviceFuncs, create.p11UMCallbacks, create.ppfnRetrieveSubObject];
  if (pointers.includes(NULL) || devices.find(hDevice)) return E_INVALIDARG;
  if (create.Interface !== D3D11_1_DDI_INTERFACE) return E_INVALIDARG; // another version's table has another shape
  if (!core.allocations.take()) return E_OUTOFMEMORY;
  memory.range(hDevice, HANDLE_HEADER_BYTES);
  fillTable(memory, create.p11_1DeviceFuncs, deviceTable);
  memory.writeU64(create.ppfnRetrieveSubObject, BigInt(retrieveSubObject));
  devices.add(hDevice, {
    hDevice,
    hAdapter,
    hRTCoreLayer: create.hRTCoreLayer,
    p11UMCallbacks: create.p11UMCallbacks,
    removed: false,
    sessions: new HandleTable<HCryptoSession, CryptoSession>(memory, 'crypto session'),
    resources: new HandleTable<HResource, Resource>(memory, 'resource'),
  });
  return S_OK;
}

/** Ends a device: what its owner left behind is released and its keys are overwritten (DEV-19, DCS-2). */
function destroy(core: DriverCore, device: Device): void {
  device.sessions.clear((session) => {
    dropKey(core, session);
  }, core.report);
  device.resources.clear(({ data }) => {
    core.memory.free(data);
  }, core.report);
}

/** DestroyDevice, Flush, CheckFormatSupport (DEV-19…DEV-23). */
export function deviceFunctions(core: DriverCore): TableEntries<typeof D3D11_1DDI_DEVICEFUNCS> {
  const { memory, devices, parts, report } = core;
  return {
    pfnDestroyDevice: (hDevice) => {
      // With a broken header too: nobody calls for this device again, and its keys must go (DCS-2).
      const device = devices.remove(hDevice) ?? devices.removeOverwritten(hDevice, report);
      if (device) destroy(core, device);
    },

    pfnFlush: (hDevice) => {
      const device = devices.find(hDevice);
      if (device?.removed) parts.reportResourceFailure(core, device, D3DDDIERR_DEVICEREMOVED);
      return device ? 1 : 0; // nothing is ever queued (DEV-21)
    },

    pfnCheckFormatSupport: (hDevice, Format, pFormatCaps) => {
      const device = devices.find(hDevice);
      if (!device) return;
      const support = pFormatCaps === NULL ? { error: E_INVALIDARG } : parts.formatSupport(device, Format);
      if ('error' in support) parts.reportResourceFailure(core, device, support.error);
      else memory.writeU32(pFormatCaps, support.caps);
    },
  };
}
