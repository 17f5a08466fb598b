/** Arguments of copies and updates, checked, as ID3D11DeviceContext takes them. */
import type { D3D11_BOX, ID3D11DeviceContext } from '../runtime/d3d11/index.js';
import { checkBytes, checkInstance } from './arguments.js';
import type { Box, RegionSource, RegionTarget, UpdateOptions } from './call-options.js';
import { checkCallOptions, regionSourceSchema, regionTargetSchema, updateSchema } from './call-options.js';
import { Resource, rowBytesOf } from './resource.js';

const apiBox = (box: Box | undefined): D3D11_BOX | null => (box ? { ...box, front: 0, back: 1 } : null);

export function regionArguments(
  call: string,
  [destination, to]: readonly [Resource, RegionTarget],
  [source, from]: readonly [Resource, RegionSource],
): Parameters<ID3D11DeviceContext['CopySubresourceRegion']> {
  const { api: target } = checkInstance(call, 'destination', Resource, destination);
  const { api: origin } = checkInstance(call, 'source', Resource, source);
  const { subresource = 0, x = 0, y = 0 } = checkCallOptions(call, regionTargetSchema, to);
  const { subresource: sourceSubresource = 0, box } = checkCallOptions(call, regionSourceSchema, from);
  return [target, subresource, x, y, 0, origin, sourceSubresource, apiBox(box)];
}

export function updateArguments(
  call: string,
  resource: Resource,
  bytes: Uint8Array,
  options: UpdateOptions,
): Parameters<ID3D11DeviceContext['UpdateSubresource']> {
  const target = checkInstance(call, 'resource', Resource, resource);
  checkBytes(call, 'bytes', bytes);
  const { subresource = 0, box, rowPitch } = checkCallOptions(call, updateSchema, options);
  const pitch = rowPitch ?? rowBytesOf(target, subresource, box);
  return [target.api, subresource, apiBox(box), bytes, pitch, bytes.length];
}
