import type { Address, Hresult } from '../../../src/abi/index.js';
import type { HRTResource } from '../../../src/ddi/index.js';
import {
  D3DDDI_ALLOCATIONINFO as INFO,
  D3DDDI_DEVICECALLBACKS,
  D3DDDICB_ALLOCATE as ALLOCATE,
  D3DDDICB_DEALLOCATE as DEALLOCATE,
  E_OUTOFMEMORY,
} from '../../../src/ddi/index.js';
import { NULL } from '../../../src/abi/index.js';
import type { D3D11Base, Device } from '../state.js';

/** An entry of the kernel's table, read at this moment: the runtime may change it (DEV-17). */
function callback<Slot extends 'pfnAllocateCb' | 'pfnDeallocateCb'>(
  { memory, code }: D3D11Base,
  { pKTCallbacks }: Device,
  slot: Slot,
) {
  const { functions } = D3DDDI_DEVICECALLBACKS;
  const entry = Number(memory.readU64((pKTCallbacks + D3DDDI_DEVICECALLBACKS.offset(slot)) as Address));
  return code.functionAt(functions[slot], entry as Address);
}

/**
 * pfnAllocateCb: one allocation, with the bytes that name the memory; the kernel hands them to whoever opens the resource.
 * @returns the kernel's code; E_OUTOFMEMORY where there is no memory to call it with
 */
export function announce(
  core: D3D11Base,
  device: Device,
  hRTResource: HRTResource,
  privateDriverData: Uint8Array,
): Hresult {
  const { memory } = core;
  const info = INFO.bytes;
  const block = memory.allocate(
    ALLOCATE.bytes + info + privateDriverData.length,
    'driver: D3DDDICB_ALLOCATE',
  );
  if (block === NULL) return E_OUTOFMEMORY;
  const pAllocationInfo = (block + ALLOCATE.bytes) as Address;
  const pPrivateDriverData = (pAllocationInfo + info) as Address;
  try {
    memory.copyIn(pPrivateDriverData, privateDriverData);
    INFO.encode(memory, pAllocationInfo, {
      pPrivateDriverData,
      PrivateDriverDataSize: privateDriverData.length,
    });
    ALLOCATE.encode(memory, block, { hResource: BigInt(hRTResource), NumAllocations: 1, pAllocationInfo });
    return callback(core, device, 'pfnAllocateCb')(BigInt(device.hRTDevice), block);
  } finally {
    memory.free(block);
  }
}

/** pfnDeallocateCb, for a resource that this device has announced or opened. */
export function giveBack(core: D3D11Base, device: Device, hRTResource: HRTResource): void {
  const { memory } = core;
  const block = memory.allocate(DEALLOCATE.bytes, 'driver: D3DDDICB_DEALLOCATE');
  if (block === NULL) return; // the kernel takes it back with the device
  try {
    DEALLOCATE.encode(memory, block, { hResource: BigInt(hRTResource) });
    callback(core, device, 'pfnDeallocateCb')(BigInt(device.hRTDevice), block);
  } finally {
    memory.free(block);
  }
}
