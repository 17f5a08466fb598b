/** What UpdateSubresource refuses: api.md, US-1 to US-8. */
import type { D3D11_BOX } from '../../../api/d3d11/index.js';
import { D3D11_USAGE } from '../../../api/d3d11/index.js';
import { D3D11_BIND } from '../../../ddi/index.js';
import { hasOddEdge, isEmptyBox, isInside } from './box.js';
import { hasAny } from './flags.js';
import { is420 } from './formats.js';
import type { ResourceFacts } from './resource-facts.js';
import {
  isDepthStencilResource,
  isMultisampledResource,
  isTexture,
  subresourcesOf,
  wholeBox,
} from './resource-facts.js';
import type { RuleTable } from './rule.js';
import { rule } from './rule.js';
import { bytesRead, rectangleRows } from './subresources.js';

/** A call of UpdateSubresource or UpdateSubresource1. */
export interface SubresourceUpdate {
  readonly destination: ResourceFacts;
  readonly subresource: number;
  /** Null for the whole subresource. */
  readonly box: Readonly<D3D11_BOX> | null;
  /** UpdateSubresource1 on a driver with ConstantBufferPartialUpdate. */
  readonly takesPartsOfConstantBuffers: boolean;
}

const INVALIDDESTINATIONSTATE = 'UPDATESUBRESOURCE_INVALIDDESTINATIONSTATE';

/** Whatever is broken, the call has no effect. */
export const updateSubresourceRules: RuleTable<SubresourceUpdate> = [
  rule(
    'US-1',
    'doc',
    INVALIDDESTINATIONSTATE,
    'the destination is immutable, dynamic, depth-stencil or multisampled',
    ({ destination }) =>
      destination.desc.Usage === D3D11_USAGE.IMMUTABLE ||
      destination.desc.Usage === D3D11_USAGE.DYNAMIC ||
      isDepthStencilResource(destination) ||
      isMultisampledResource(destination),
  ),
  rule(
    'US-2',
    'open',
    INVALIDDESTINATIONSTATE,
    'the destination is a staging resource',
    ({ destination }) => destination.desc.Usage === D3D11_USAGE.STAGING,
  ),
  rule(
    'US-3',
    'inferred',
    'UPDATESUBRESOURCE_INVALIDDESTINATIONSUBRESOURCE',
    'there is no such subresource',
    ({ destination, subresource }) => subresource >= subresourcesOf(destination),
  ),
  {
    ...rule<SubresourceUpdate>(
      'US-4',
      'doc',
      'UPDATESUBRESOURCE_EMPTYDESTBOX',
      'the box is empty',
      ({ box }) => box !== null && isEmptyBox(box),
    ),
    isInformation: true,
  },
  rule(
    'US-5',
    'open',
    'UPDATESUBRESOURCE_INVALIDDESTINATIONBOX',
    'the box reaches out of the destination',
    ({ destination, subresource, box }) => box !== null && !isInside(box, wholeBox(destination, subresource)),
  ),
  rule(
    'US-6',
    'doc',
    'UPDATESUBRESOURCE_INVALIDDESTINATIONBOX',
    'a box in a constant buffer',
    ({ destination, box, takesPartsOfConstantBuffers }) =>
      box !== null &&
      hasAny(destination.desc.BindFlags, D3D11_BIND.CONSTANT_BUFFER) &&
      !takesPartsOfConstantBuffers,
  ),
  rule(
    'US-7',
    'open',
    null,
    'an odd coordinate in a 4:2:0 format',
    ({ destination, box }) =>
      box !== null && isTexture(destination) && is420(destination.desc.Format) && hasOddEdge(box),
  ),
  rule(
    'US-8',
    'inferred',
    INVALIDDESTINATIONSTATE,
    'the destination is mapped',
    ({ destination }) => destination.mapped.size > 0,
  ),
];

/**
 * The bytes that an update without a broken rule reads at pSrcData: of all planes, one pitch apart (US-7).
 * Undefined for a format without a layout.
 */
export function updateBytes(
  { destination, subresource, box }: SubresourceUpdate,
  rowPitch: number,
): number | undefined {
  const { left, top, right, bottom } = box ?? wholeBox(destination, subresource);
  if (!isTexture(destination)) return right - left;
  const rows = rectangleRows(destination.desc.Format, { width: right - left, height: bottom - top });
  return rows && bytesRead(rows, rowPitch);
}
