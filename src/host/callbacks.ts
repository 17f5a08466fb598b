import {
  D3DDDI_DEVICECALLBACKS,
  D3DWDDM2_2DDI_CORELAYER_DEVICECALLBACKS,
  E_NOTIMPL,
  HRESULT,
} from '../ddi/index.js';
import type { Address, Hresult } from '../abi/index.js';
import type { DriverUnderTest } from '../driver/index.js';
import type { HRTCoreLayer, HRTDevice } from '../ddi/index.js';
import { declare, exportTable, fillTable } from '../abi/index.js';
import type { Blocks } from './blocks.js';
import type { KernelResources } from './kernel-resources.js';

/** Stands for every runtime callback that this interface does not need (DEV-15): answers E_NOTIMPL. */
const UnneededCallback = declare({
  name: 'UnneededCallback',
  typedef: 'PFND3DDDI_*CB',
  clauses: 'DEV',
  returns: HRESULT,
  parameters: [],
});

// As long as in the newest header: tables grow by appending, and a driver reads what its own header has (DEV-8).
const kernelCallbackBytes = 520;
const adapterCallbackBytes = 24;

/** Hears what drivers report through pfnSetErrorCb. */
export type ErrorListener = (hRTCoreLayer: HRTCoreLayer, code: Hresult) => void;

/** The runtime's callback tables in the shared memory. Made once for each opened adapter. */
export interface CallbackTables {
  readonly pAdapterCallbacks: Address;
  readonly pKTCallbacks: Address;
  readonly p11UMCallbacks: Address;
}

/**
 * Writes the callback tables that OpenAdapter10_2 and CreateDevice are given; no entry is null.
 * @throws OutOfMemory when `blocks` has no memory for them
 */
export function createCallbackTables(
  { memory, code }: DriverUnderTest,
  blocks: Blocks,
  kernel: KernelResources,
  listener: ErrorListener,
): CallbackTables {
  const unneeded = code.addressOf(UnneededCallback, () => E_NOTIMPL);
  const block = (bytes: number, label: string) => {
    const address = blocks.add(bytes, label);
    for (let offset = 0; offset < bytes; offset += 8)
      memory.writeU64((address + offset) as Address, BigInt(unneeded));
    return address;
  };
  const pAdapterCallbacks = block(adapterCallbackBytes, 'runtime: D3DDDI_ADAPTERCALLBACKS');
  const pKTCallbacks = block(kernelCallbackBytes, 'runtime: D3DDDI_DEVICECALLBACKS');
  const sharing = exportTable(code, D3DDDI_DEVICECALLBACKS, {
    pfnAllocateCb: (hDevice, pData) => kernel.allocate(Number(hDevice) as HRTDevice, pData),
    pfnDeallocateCb: (hDevice, pData) => kernel.deallocate(Number(hDevice) as HRTDevice, pData),
  });
  fillTable(memory, pKTCallbacks, sharing);
  const coreLayer = D3DWDDM2_2DDI_CORELAYER_DEVICECALLBACKS;
  const p11UMCallbacks = block(coreLayer.bytes, `runtime: ${coreLayer.name}`);
  const setErrorCb = exportTable(code, coreLayer, { pfnSetErrorCb: listener });
  fillTable(memory, p11UMCallbacks, setErrorCb);
  return { pAdapterCallbacks, pKTCallbacks, p11UMCallbacks };
}
