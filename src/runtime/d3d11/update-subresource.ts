import type { Address } from '../../abi/index.js';
import { failed, NULL } from '../../abi/index.js';
import type { D3D11_BOX } from '../../api/d3d11/index.js';
import { D3D10_DDI_BOX, ResourceUpdateSubresourceUP } from '../../ddi/index.js';
import { withBytes, withStruct } from '../../host/index.js';
import { refusesUpdate } from './protected-resource.js';
import type { AnyResource } from './resource.js';
import { updateBytes, updateSubresourceRules } from './rules/index.js';
import type { RuntimeDevice } from './runtime-device.js';

/** What is written: a box of one subresource; null for all of it. */
export interface UpdateTarget {
  readonly resource: AnyResource;
  readonly subresource: number;
  readonly box: D3D11_BOX | null;
}

/** Where it comes from: rows with so many bytes from one to the next. */
export interface UpdateSource {
  readonly pSrcData: Uint8Array;
  readonly SrcRowPitch: number;
  readonly SrcDepthPitch: number;
}

/** ID3D11DeviceContext::UpdateSubresource: bytes of the caller's, copied before the call returns (RES-32). */
export function updateSubresource(
  runtime: RuntimeDevice,
  { resource, subresource, box }: UpdateTarget,
  { pSrcData, SrcRowPitch, SrcDepthPitch }: UpdateSource,
): void {
  const call = 'ID3D11DeviceContext::UpdateSubresource';
  const change = { destination: resource.facts, subresource, box, takesPartsOfConstantBuffers: false };
  if (runtime.brokenRule(call, updateSubresourceRules, change)) return;
  if (refusesUpdate(runtime, call, resource)) return;
  const needed = updateBytes(change, SrcRowPitch);
  if (needed !== undefined && pSrcData.length < needed) {
    runtime.complain(
      call,
      'SHORT_BUFFER',
      `pSrcData: expected at least ${needed} bytes, received ${pSrcData.length}`,
    ); // US-9
    return;
  }
  const { memory, host } = runtime;
  const { functions, hDevice } = host;
  withBytes(memory, pSrcData.length, 'application: UpdateSubresource', (pSysMemUP) => {
    memory.copyIn(pSysMemUP, pSrcData);
    const update = (pDstBox: Address) => {
      const { hResource } = resource;
      functions.pfnResourceUpdateSubresourceUP?.(
        ...[hDevice, hResource, subresource, pDstBox, pSysMemUP, SrcRowPitch, SrcDepthPitch, 0],
      );
      if (!failed(runtime.judgeVoid(ResourceUpdateSubresourceUP, call))) resource.isDefined = true;
    };
    if (box) withStruct(memory, D3D10_DDI_BOX, box, update);
    else update(NULL);
  });
}
