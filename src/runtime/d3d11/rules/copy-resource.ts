/** What CopyResource refuses: api.md, CP-1 to CP-8. */
import { D3D11_USAGE } from '../../../api/d3d11/index.js';
import { typelessFamily } from './formats.js';
import type { ResourceFacts } from './resource-facts.js';
import { isTexture } from './resource-facts.js';
import type { RuleTable } from './rule.js';
import { rule } from './rule.js';
import { mipLevelsOf } from './subresources.js';

/** A source and a destination. */
export interface CopyPair {
  readonly destination: ResourceFacts;
  readonly source: ResourceFacts;
  /** Whether both are one object. */
  readonly isSameResource: boolean;
}

/** Width, height, levels and slices; of a buffer its bytes. */
function sizeOf(resource: ResourceFacts): readonly number[] {
  if (!isTexture(resource)) return [resource.desc.ByteWidth];
  const { Width, Height, ArraySize } = resource.desc;
  return [Width, Height, mipLevelsOf(resource.desc), ArraySize];
}

const isSame = (one: readonly number[], other: readonly number[]) =>
  one.every((value, at) => value === other[at]);

const formatOf = (resource: ResourceFacts) =>
  isTexture(resource) ? typelessFamily(resource.desc.Format) : 0;

const samplesOf = (resource: ResourceFacts): readonly number[] =>
  isTexture(resource) ? [resource.desc.SampleDesc.Count, resource.desc.SampleDesc.Quality] : [1, 0];

export const isOtherDimension = ({ destination, source }: CopyPair) =>
  destination.dimension !== source.dimension;

export const isOtherFormat = ({ destination, source }: CopyPair) =>
  formatOf(destination) !== formatOf(source);

export const hasOtherSamples = ({ destination, source }: CopyPair) =>
  !isSame(samplesOf(destination), samplesOf(source));

const isOtherSize = ({ destination, source }: CopyPair) => !isSame(sizeOf(destination), sizeOf(source));

/** Whatever is broken, the call has no effect. */
export const copyResourceRules: RuleTable<CopyPair> = [
  rule(
    'CP-1',
    'open',
    'COPYRESOURCE_INVALIDSOURCE',
    'source and destination are the same resource',
    ({ isSameResource }) => isSameResource,
  ),
  rule(
    'CP-2',
    'doc',
    'COPYRESOURCE_INVALIDSOURCE',
    'source and destination are not both buffers or both textures',
    isOtherDimension,
  ),
  rule(
    'CP-3',
    'doc',
    'COPYRESOURCE_INVALIDSOURCE',
    'source and destination differ in size, levels or slices',
    isOtherSize,
  ),
  rule(
    'CP-4',
    'doc',
    'COPYRESOURCE_INVALIDSOURCE',
    'the formats are not of one typeless family',
    isOtherFormat,
  ),
  rule(
    'CP-5',
    'doc',
    'COPYRESOURCE_INVALIDSOURCE',
    'source and destination differ in SampleDesc',
    hasOtherSamples,
  ),
  rule(
    'CP-6',
    'doc',
    'COPYRESOURCE_INVALIDDESTINATIONSTATE',
    'the destination is immutable',
    ({ destination }) => destination.desc.Usage === D3D11_USAGE.IMMUTABLE,
  ),
  rule(
    'CP-7',
    'doc',
    'COPYRESOURCE_INVALIDSOURCESTATE',
    'the source is mapped',
    ({ source }) => source.mapped.size > 0,
  ),
  rule(
    'CP-7',
    'doc',
    'COPYRESOURCE_INVALIDDESTINATIONSTATE',
    'the destination is mapped',
    ({ destination }) => destination.mapped.size > 0,
  ),
  rule(
    'CP-8',
    'inferred',
    'COPYRESOURCE_INVALIDDESTINATIONSTATE',
    'the destination is dynamic: only the CPU writes it',
    ({ destination }) => destination.desc.Usage === D3D11_USAGE.DYNAMIC,
  ),
];
