import type { Address, FunctionTable, Hresult, StructValue } from '../../../abi/index.js';
import type { HAdapter, HDevice, HRTAdapter, HRTCoreLayer, HRTDevice } from '../../../ddi/index.js';
import {
  D3D10_2DDI_ADAPTERFUNCS,
  D3D10DDIARG_CALCPRIVATEDEVICESIZE,
  D3D10DDIARG_CREATEDEVICE,
  D3D10DDIARG_OPENADAPTER,
  D3D11_1_DDI_INTERFACE,
  D3D11_1DDI_DEVICEFUNCS,
  DXGI_DDI_BASE_ARGS,
} from '../../../ddi/index.js';
import { failed, NULL, readTable } from '../../../abi/index.js';
import type { D3D11Case } from '../fixture.js';

/** Larger than any version's table (DEV-8). */
const deviceTableBytes = 2048;
const dxgiTableBytes = 256;

/** Interface and build as the runtime states them; the usual ones unless told otherwise. */
export interface StatedVersion {
  readonly Interface?: number;
  readonly Version?: number;
}

const usualVersion = { Interface: D3D11_1_DDI_INTERFACE, Version: 0 };

/** An adapter that the case opened by hand. */
export interface RawAdapter {
  readonly code: Hresult;
  readonly hAdapter: HAdapter;
  /** What the table of the open struct holds; NULL in every slot where nothing was opened. */
  readonly functions: FunctionTable<typeof D3D10_2DDI_ADAPTERFUNCS>;
  /** CloseAdapter, now instead of at the end of the case; undefined where the slot is empty. */
  close(): Hresult | undefined;
}

/** What OpenAdapter10_2 is given. */
export type OpenArguments = StructValue<typeof D3D10DDIARG_OPENADAPTER>;

/** OpenAdapter10_2, with what is changed in the open struct, its version for one; what it opens is closed again. */
export function openRawAdapter(t: D3D11Case, changes: Partial<OpenArguments> = {}): RawAdapter {
  const { pAdapterCallbacks } = t.adapter().callbacks;
  const pAdapterFuncs_2 = t.allocate(D3D10_2DDI_ADAPTERFUNCS.bytes, D3D10_2DDI_ADAPTERFUNCS.name);
  const open = { ...usualVersion, hRTAdapter: 0xada_0002 as HRTAdapter, pAdapterCallbacks, pAdapterFuncs_2 };
  const pOpenData = t.struct(D3D10DDIARG_OPENADAPTER, { ...open, ...changes });
  const code = t.entered().OpenAdapter10_2(pOpenData);
  const opened = D3D10DDIARG_OPENADAPTER.decode(t.memory, pOpenData);
  const table = opened.pAdapterFuncs_2 === NULL ? pAdapterFuncs_2 : opened.pAdapterFuncs_2;
  const functions = readTable(t.memory, t.observed.code, D3D10_2DDI_ADAPTERFUNCS, table);
  const { hAdapter } = opened;
  let live = !failed(code);
  const close = () => {
    if (!live) return undefined;
    live = false;
    return functions.pfnCloseAdapter?.(hAdapter);
  };
  t.atEnd(close);
  return { code, hAdapter, functions, close };
}

/** The code of an OpenAdapter10_2 with another version in the open struct than the host's. */
export function openAs(t: D3D11Case, stated: StatedVersion): Hresult {
  return openRawAdapter(t, stated).code;
}

/** A device that the case made by hand: the host knows nothing of it, and its block stays until the case is over. */
export interface RawDevice {
  readonly code: Hresult;
  readonly hDevice: HDevice;
  readonly bytes: number;
  readonly functions: FunctionTable<typeof D3D11_1DDI_DEVICEFUNCS>;
  /** All of the block that the table lies in, larger than any version's table: zeros, unless the driver wrote there. */
  readonly block: Uint8Array;
  /** True while *ppfnRetrieveSubObject is NULL, as it was before the call. */
  readonly withoutSubObjects: boolean;
  /** The bytes behind the table of D3D11.1, where a later version's would go on: zeros, unless the driver wrote there. */
  readonly behindTable: Uint8Array;
  /** DestroyDevice, now instead of at the end of the case. */
  destroy(): void;
}

const hRTCoreLayer = 0xc0de_f001 as HRTCoreLayer;

/** What CreateDevice is given. */
export type CreateDeviceArguments = StructValue<typeof D3D10DDIARG_CREATEDEVICE>;

function createArguments(
  t: D3D11Case,
  changes: Partial<CreateDeviceArguments>,
  { hDrvDevice, table, retrieve }: { hDrvDevice: HDevice; table: Address; retrieve: Address },
) {
  const { pKTCallbacks, p11UMCallbacks } = t.adapter().callbacks;
  const dxgi = t.allocate(dxgiTableBytes, 'DXGI_DDI_BASE_FUNCTIONS');
  const callbacks = t.allocate(24, 'DXGI_DDI_BASE_CALLBACKS');
  return t.struct(D3D10DDIARG_CREATEDEVICE, {
    ...usualVersion,
    hRTDevice: 0xde2_0001 as HRTDevice,
    pKTCallbacks,
    p11_1DeviceFuncs: table,
    hDrvDevice,
    DXGIBaseDDI: { ...DXGI_DDI_BASE_ARGS.zero, pDXGIBaseCallbacks: callbacks, pDXGIDDIBaseFunctions: dxgi },
    hRTCoreLayer,
    p11UMCallbacks,
    ppfnRetrieveSubObject: retrieve,
    ...changes,
  });
}

/** CalcPrivateDeviceSize and CreateDevice, on the adapter of the case, with what is changed in the create struct. */
export function createRawDevice(t: D3D11Case, changes: Partial<CreateDeviceArguments> = {}): RawDevice {
  const adapter = t.adapter();
  const { hAdapter } = adapter;
  adapter.knowCoreLayer(hRTCoreLayer);
  const calc = t.ofAdapter(adapter, 'pfnCalcPrivateDeviceSize');
  const create = t.ofAdapter(adapter, 'pfnCreateDevice');
  const { Interface, Version } = { ...usualVersion, ...changes };
  const version = t.struct(D3D10DDIARG_CALCPRIVATEDEVICESIZE, { Interface, Version });
  const bytes = calc(hAdapter, version);
  const hDevice = t.allocate(bytes, 'hDevice: private memory') as HDevice;
  const table = t.allocate(deviceTableBytes, D3D11_1DDI_DEVICEFUNCS.name);
  const retrieve = t.allocate(8, 'ppfnRetrieveSubObject');
  const code = create(hAdapter, createArguments(t, changes, { hDrvDevice: hDevice, table, retrieve }));
  const functions = readTable(t.memory, t.observed.code, D3D11_1DDI_DEVICEFUNCS, table);
  const block = t.memory.copyOut(table, deviceTableBytes);
  const behindTable = block.subarray(D3D11_1DDI_DEVICEFUNCS.bytes);
  const withoutSubObjects = t.memory.readU64(retrieve) === 0n;
  let live = !failed(code);
  const destroy = () => {
    if (live) functions.pfnDestroyDevice?.(hDevice);
    live = false;
  };
  t.atEnd(destroy);
  return { code, hDevice, bytes, functions, block, behindTable, withoutSubObjects, destroy };
}
