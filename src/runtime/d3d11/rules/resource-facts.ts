/** What rules have to know of a resource that exists. */
import type { D3D11_BOX, D3D11_BUFFER_DESC, D3D11_TEXTURE2D_DESC } from '../../../api/d3d11/index.js';
import { D3D11_RESOURCE_DIMENSION, D3D11_TEXTURE_LAYOUT } from '../../../api/d3d11/index.js';
import { D3D11_BIND } from '../../../ddi/index.js';
import { hasAny } from './flags.js';
import { isDepthStencil } from './formats.js';
import { subresourceCount, subresourceExtent } from './subresources.js';

/** The subresources that the context of the call has mapped: a deferred context does not see the immediate one's (UM-3). */
interface Mappable {
  readonly mapped: ReadonlySet<number>;
}

export interface BufferFacts extends Mappable {
  readonly dimension: typeof D3D11_RESOURCE_DIMENSION.BUFFER;
  readonly desc: Readonly<D3D11_BUFFER_DESC>;
}

export interface Texture2DFacts extends Mappable {
  readonly dimension: typeof D3D11_RESOURCE_DIMENSION.TEXTURE2D;
  readonly desc: Readonly<D3D11_TEXTURE2D_DESC>;
  /** D3D11_TEXTURE_LAYOUT; UNDEFINED where nothing is said, as CreateTexture2D has no word for it. */
  readonly textureLayout?: number;
}

export type ResourceFacts = BufferFacts | Texture2DFacts;

export const isTexture = (resource: ResourceFacts): resource is Texture2DFacts =>
  resource.dimension === D3D11_RESOURCE_DIMENSION.TEXTURE2D;

/** How many subresources there are; a buffer is one (MP-2). */
export function subresourcesOf(resource: ResourceFacts): number {
  return isTexture(resource) ? subresourceCount(resource.desc) : 1;
}

/** A subresource as a box: texels of a texture, bytes of a buffer (CP-17). */
export function wholeBox(resource: ResourceFacts, subresource: number): D3D11_BOX {
  const { width, height } = isTexture(resource)
    ? subresourceExtent(resource.desc, subresource)
    : { width: resource.desc.ByteWidth, height: 1 };
  return { left: 0, top: 0, front: 0, right: width, bottom: height, back: 1 };
}

export function isMultisampledResource(resource: ResourceFacts): boolean {
  return isTexture(resource) && resource.desc.SampleDesc.Count > 1;
}

export function isDepthStencilResource(resource: ResourceFacts): boolean {
  return (
    isTexture(resource) &&
    (isDepthStencil(resource.desc.Format) || hasAny(resource.desc.BindFlags, D3D11_BIND.DEPTH_STENCIL))
  );
}

/** Whether the layout is one that a CPU can follow (MP-18). */
export function hasKnownLayout(resource: ResourceFacts): boolean {
  const { UNDEFINED } = D3D11_TEXTURE_LAYOUT;
  return !isTexture(resource) || (resource.textureLayout ?? UNDEFINED) !== UNDEFINED;
}
