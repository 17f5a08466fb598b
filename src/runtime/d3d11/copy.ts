import type { Address } from '../../abi/index.js';
import { failed, NULL } from '../../abi/index.js';
import type { D3D11_BOX } from '../../api/d3d11/index.js';
import { D3D10_DDI_BOX, ResourceCopy, ResourceCopyRegion } from '../../ddi/index.js';
import { withStruct } from '../../host/index.js';
import { D3D11_USAGE } from '../../api/d3d11/index.js';
import type { AnyResource } from './resource.js';
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

/** ID3D11DeviceContext::CopyResource: whole resources of the same type, size and format (RES-28, RES-29). */
export function copyResource(runtime: RuntimeDevice, target: AnyResource, source: AnyResource): void {
  const call = 'ID3D11DeviceContext::CopyResource';
  const mistake = copyMistake(target, source);
  if (mistake) {
    runtime.complain(call, mistake.name, mistake.text);
    return;
  }
  const { functions, hDevice } = runtime.host;
  functions.pfnResourceCopy?.(hDevice, target.hResource, source.hResource);
  if (!failed(runtime.judgeVoid(ResourceCopy, call))) target.isDefined = true;
}

/** ID3D11DeviceContext::CopySubresourceRegion: a box of one subresource into another (RES-30, RES-31). */
export function copySubresourceRegion(runtime: RuntimeDevice, to: CopyTarget, from: CopySource): void {
  const call = 'ID3D11DeviceContext::CopySubresourceRegion';
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

function copyMistake(
  target: AnyResource,
  source: AnyResource,
): { readonly name: string; readonly text: string } | undefined {
  const wrong = (text: string) => ({ name: 'COPYRESOURCE_INVALIDSOURCE', text });
  if (target === source) return wrong('source and destination are the same resource');
  if (target.shape.join() !== source.shape.join() || target.subresources !== source.subresources)
    return wrong('source and destination differ in type, format or size');
  if (source.mappings.size > 0)
    return { name: 'COPYRESOURCE_INVALIDSOURCESTATE', text: 'a mapped resource cannot be copied' };
  if (target.mappings.size > 0)
    return { name: 'COPYRESOURCE_INVALIDDESTINATIONSTATE', text: 'a mapped resource cannot be copied to' };
  if (target.desc.Usage === D3D11_USAGE.IMMUTABLE)
    return { name: 'COPYRESOURCE_INVALIDDESTINATIONSTATE', text: 'the destination is IMMUTABLE' };
  return undefined;
}
