/** What CopySubresourceRegion refuses: api.md, CP-9 to CP-16. */
import type { D3D11_BOX } from '../../../api/d3d11/index.js';
import { D3D11_USAGE } from '../../../api/d3d11/index.js';
import { boxAt, hasOddEdge, isEmptyBox, isInside, isSameBox } from './box.js';
import type { CopyPair } from './copy-resource.js';
import { hasOtherSamples, isOtherDimension, isOtherFormat } from './copy-resource.js';
import { is420 } from './formats.js';
import {
  isDepthStencilResource,
  isMultisampledResource,
  isTexture,
  subresourcesOf,
  wholeBox,
} from './resource-facts.js';
import type { RuleTable } from './rule.js';
import { rule } from './rule.js';

/** A call of CopySubresourceRegion. */
export interface RegionCopy extends CopyPair {
  readonly destinationSubresource: number;
  /** DstX, DstY and DstZ: texels of a texture, bytes of a buffer. */
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly sourceSubresource: number;
  /** Null for the whole subresource. */
  readonly sourceBox: Readonly<D3D11_BOX> | null;
}

const INVALIDSOURCE = 'COPYSUBRESOURCEREGION_INVALIDSOURCE';
const INVALIDSOURCEBOX = 'COPYSUBRESOURCEREGION_INVALIDSOURCEBOX';
const INVALIDDESTINATIONSTATE = 'COPYSUBRESOURCEREGION_INVALIDDESTINATIONSTATE';

const boxOf = ({ source, sourceSubresource, sourceBox }: RegionCopy) =>
  sourceBox ?? wholeBox(source, sourceSubresource);

function isOutside(copy: RegionCopy): boolean {
  const { source, sourceSubresource, destination, destinationSubresource, x, y, z } = copy;
  const box = boxOf(copy);
  return (
    !isInside(box, wholeBox(source, sourceSubresource)) ||
    !isInside(boxAt(box, x, y, z), wholeBox(destination, destinationSubresource))
  );
}

const isInOnePieceOnly = ({ source, destination }: RegionCopy) =>
  [source, destination].some((one) => isDepthStencilResource(one) || isMultisampledResource(one));

const isPart = (copy: RegionCopy) =>
  copy.x !== 0 ||
  copy.y !== 0 ||
  copy.z !== 0 ||
  !isSameBox(boxOf(copy), wholeBox(copy.source, copy.sourceSubresource));

const partsChroma = (copy: RegionCopy) =>
  [copy.source, copy.destination].some((one) => isTexture(one) && is420(one.desc.Format)) &&
  (hasOddEdge(boxOf(copy)) || copy.x % 2 !== 0 || copy.y % 2 !== 0);

const boxes: RuleTable<RegionCopy> = [
  rule(
    'CP-9',
    'open',
    'COPYSUBRESOURCEREGION_INVALIDDESTINATIONSUBRESOURCE',
    'the destination has no such subresource',
    ({ destination, destinationSubresource }) => destinationSubresource >= subresourcesOf(destination),
  ),
  rule(
    'CP-9',
    'open',
    'COPYSUBRESOURCEREGION_INVALIDSOURCESUBRESOURCE',
    'the source has no such subresource',
    ({ source, sourceSubresource }) => sourceSubresource >= subresourcesOf(source),
  ),
  {
    ...rule<RegionCopy>(
      'CP-10',
      'doc',
      'COPYSUBRESOURCEREGION_EMPTYSOURCEBOX',
      'the box is empty',
      ({ sourceBox }) => sourceBox !== null && isEmptyBox(sourceBox),
    ),
    isInformation: true,
  },
  rule(
    'CP-11',
    'doc',
    INVALIDSOURCEBOX,
    'the box reaches out of the source, or out of the destination where it is copied to',
    isOutside,
  ),
  rule(
    'CP-12',
    'doc',
    INVALIDSOURCE,
    'source and destination are the same subresource',
    ({ isSameResource, sourceSubresource, destinationSubresource }) =>
      isSameResource && sourceSubresource === destinationSubresource,
  ),
  rule(
    'CP-14',
    'doc',
    INVALIDSOURCEBOX,
    'a part of a depth-stencil or multisampled subresource',
    (copy) => isInOnePieceOnly(copy) && isPart(copy),
  ),
  rule('CP-15', 'open', INVALIDSOURCEBOX, 'an odd coordinate in a 4:2:0 format', partsChroma),
];

const asCopyResource: RuleTable<RegionCopy> = [
  rule(
    'CP-16',
    'doc',
    INVALIDSOURCE,
    'source and destination are not both buffers or both textures',
    isOtherDimension,
  ),
  rule('CP-16', 'doc', INVALIDSOURCE, 'the formats are not of one typeless family', isOtherFormat),
  rule('CP-16', 'doc', INVALIDSOURCE, 'source and destination differ in SampleDesc', hasOtherSamples),
  rule(
    'CP-16',
    'doc',
    INVALIDDESTINATIONSTATE,
    'the destination is immutable',
    ({ destination }) => destination.desc.Usage === D3D11_USAGE.IMMUTABLE,
  ),
  rule(
    'CP-16',
    'doc',
    'COPYSUBRESOURCEREGION_INVALIDSOURCESTATE',
    'the source is mapped',
    ({ source }) => source.mapped.size > 0,
  ),
  rule(
    'CP-16',
    'doc',
    INVALIDDESTINATIONSTATE,
    'the destination is mapped',
    ({ destination }) => destination.mapped.size > 0,
  ),
  // As CopyResource, and off with it.
  rule(
    'CP-8',
    'inferred',
    INVALIDDESTINATIONSTATE,
    'the destination is dynamic: only the CPU writes it',
    ({ destination }) => destination.desc.Usage === D3D11_USAGE.DYNAMIC,
  ),
];

/** Whatever is broken, the call has no effect. */
export const copySubresourceRegionRules: RuleTable<RegionCopy> = [...boxes, ...asCopyResource];
