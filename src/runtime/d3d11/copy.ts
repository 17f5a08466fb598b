import type { Address } from '../../abi/index.js';
import { failed, NULL } from '../../abi/index.js';
import type { D3D11_BOX } from '../../api/d3d11/index.js';
import { D3D10_DDI_BOX, ResourceCopy, ResourceCopyRegion } from '../../ddi/index.js';
import { withStruct } from '../../host/index.js';
import { refusesCopy } from './protected-resource.js';
import type { AnyResource } from './resource.js';
import { copyResourceRules, copySubresourceRegionRules } from './rules/index.js';
import type { RuntimeDevice } from './runtime-device.js';

/** Where a copy goes: a subresource, and the texel that its first one comes to. */
export interface CopyTarget {
  readonly resource: AnyResource;
  readonly subresource: number;
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** What is copied: a subresource, and the box of it; null for all. */
export interface CopySource {
  readonly resource: AnyResource;
  readonly subresource: number;
  readonly box: D3D11_BOX | null;
}

/** Both sides of a copy, as rules see them. */
const pairOf = (target: AnyResource, source: AnyResource) => ({
  destination: target.facts,
  source: source.facts,
  isSameResource: target === source,
});

/** ID3D11DeviceContext::CopyResource: whole resources of the same type, size and format (RES-28, RES-29). */
export function copyResource(runtime: RuntimeDevice, target: AnyResource, source: AnyResource): void {
  const call = 'ID3D11DeviceContext::CopyResource';
  if (runtime.brokenRule(call, copyResourceRules, pairOf(target, source))) return;
  if (refusesCopy(runtime, call, target, source)) return;
  const { functions, hDevice } = runtime.host;
  functions.pfnResourceCopy?.(hDevice, target.hResource, source.hResource);
  if (!failed(runtime.judgeVoid(ResourceCopy, call))) target.isDefined = true;
}

/** ID3D11DeviceContext::CopySubresourceRegion: a box of one subresource into another (RES-30, RES-31). */
export function copySubresourceRegion(runtime: RuntimeDevice, to: CopyTarget, from: CopySource): void {
  const call = 'ID3D11DeviceContext::CopySubresourceRegion';
  const region = {
    ...pairOf(to.resource, from.resource),
    destinationSubresource: to.subresource,
    x: to.x,
    y: to.y,
    z: to.z,
    sourceSubresource: from.subresource,
    sourceBox: from.box,
  };
  if (runtime.brokenRule(call, copySubresourceRegionRules, region)) return;
  if (refusesCopy(runtime, call, to.resource, from.resource)) return;
  const { functions, hDevice } = runtime.host;
  const copy = (pSrcBox: Address) => {
    const { resource, subresource, x, y, z } = to;
    const source = from.resource.hResource;
    functions.pfnResourceCopyRegion?.(
      ...[hDevice, resource.hResource, subresource, x, y, z, source, from.subresource, pSrcBox, 0],
    );
    if (!failed(runtime.judgeVoid(ResourceCopyRegion, call))) resource.isDefined = true;
  };
  if (from.box) withStruct(runtime.memory, D3D10_DDI_BOX, from.box, copy);
  else copy(NULL);
}
