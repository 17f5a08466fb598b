import type { Address, Hresult, TableEntries } from '../../../src/abi/index.js';
import { NULL } from '../../../src/abi/index.js';
import type { HResource, HRTResource } from '../../../src/ddi/index.js';
import {
  D3D10DDIARG_OPENRESOURCE as OPEN,
  D3D11_1DDI_DEVICEFUNCS,
  D3DDDI_OPENALLOCATIONINFO as OPEN_INFO,
  E_INVALIDARG,
  E_OUTOFMEMORY,
  OpenResource,
  S_OK,
} from '../../../src/ddi/index.js';
import { noMemory } from '../../core/causes.js';
import { HANDLE_HEADER_BYTES } from '../../core/handle-table.js';
import type { Refuse } from '../../core/refusal-recorder.js';
import type { D3D11Core } from '../d3d11-core.js';
import type { Device } from '../state.js';
import { noSharedResource, processNotAllowed } from './causes.js';

/** The private data of the one allocation that this driver announces; empty where there is another number of them. */
function privateDataOf({ memory }: D3D11Core, pOpenResource: Address): Uint8Array {
  const { NumAllocations, pOpenAllocationInfo } = OPEN.decode(memory, pOpenResource);
  if (NumAllocations !== 1 || pOpenAllocationInfo === NULL) return new Uint8Array();
  const { pPrivateDriverData, PrivateDriverDataSize } = OPEN_INFO.decode(memory, pOpenAllocationInfo);
  if (pPrivateDriverData === NULL) return new Uint8Array();
  return memory.copyOut(pPrivateDriverData, PrivateDriverDataSize);
}

function open(
  core: D3D11Core,
  refuse: Refuse,
  device: Device,
  pOpenResource: Address,
  [hResource, hRTResource]: readonly [HResource, HRTResource],
): Hresult {
  const { memory, policies, allocations } = core;
  const data = privateDataOf(core, pOpenResource);
  const resource = policies.findShared(core, data);
  if (!resource?.sharing) return refuse(E_INVALIDARG, () => noSharedResource(data.length));
  const { sharing } = resource;
  if (!policies.opensShared(core, resource, sharing.creator, device.process))
    return refuse(E_INVALIDARG, () => processNotAllowed(device.process));
  memory.range(hResource, HANDLE_HEADER_BYTES);
  if (!allocations.take()) return refuse(E_OUTOFMEMORY, () => noMemory('GEN-6'));
  device.resources.add(hResource, policies.openShared(core, resource));
  device.runtimeHandles.set(hResource, hRTResource);
  sharing.handles += 1;
  return S_OK;
}

/** CalcPrivateOpenedResourceSize, OpenResource (GEN-6). */
export function openResourceFunctions(core: D3D11Core): TableEntries<typeof D3D11_1DDI_DEVICEFUNCS> {
  const refuse = core.refusals.of(OpenResource);
  return {
    pfnCalcPrivateOpenedResourceSize: () => HANDLE_HEADER_BYTES,

    ...core.ofDevice.guarded(D3D11_1DDI_DEVICEFUNCS, {
      pfnOpenResource: (device, pOpenResource, hResource, hRTResource) =>
        open(core, refuse, device, pOpenResource, [hResource, hRTResource]),
    }),
  };
}
