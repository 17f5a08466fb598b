/** What Map and Unmap refuse: api.md, MP-2 to MP-23, UM-1 and UM-2. */
import { D3D11_CPU_ACCESS_FLAG, D3D11_MAP, D3D11_MAP_FLAG, D3D11_USAGE } from '../../../api/d3d11/index.js';
import { D3D11_BIND as BIND } from '../../../ddi/index.js';
import { hresult } from '../../../abi/index.js';
import type { DeviceOptions } from './device-limits.js';
import { allBits, hasAll, hasAny, hasOnly } from './flags.js';
import type { ResourceFacts } from './resource-facts.js';
import { hasKnownLayout, isTexture, subresourcesOf } from './resource-facts.js';
import type { RuleTable } from './rule.js';
import { rule } from './rule.js';

/** A call of Map. */
export interface MapCall {
  readonly resource: ResourceFacts;
  readonly subresource: number;
  /** D3D11_MAP. */
  readonly mapType: number;
  /** D3D11_MAP_FLAG. */
  readonly mapFlags: number;
  /** False where pMappedResource is NULL. */
  readonly wantsPointer: boolean;
  readonly isDeferred: boolean;
  /** Whether a deferred context has discarded the resource since it was made or its last command list was (MP-23). */
  readonly wasDiscarded: boolean;
  readonly options: DeviceOptions;
}

/** A call of Unmap. */
export interface UnmapCall {
  readonly resource: ResourceFacts;
  readonly subresource: number;
}

/** D3D11_ERROR_DEFERRED_CONTEXT_MAP_WITHOUT_INITIAL_DISCARD. */
export const MAP_WITHOUT_INITIAL_DISCARD = hresult(0x887c0004);

const { READ, WRITE, READ_WRITE, WRITE_DISCARD, WRITE_NO_OVERWRITE } = D3D11_MAP;
const CPU = D3D11_CPU_ACCESS_FLAG;
const INVALIDMAPTYPE = 'RESOURCE_MAP_INVALIDMAPTYPE';

const knownTypes: ReadonlySet<number> = new Set([READ, WRITE, READ_WRITE, WRITE_DISCARD, WRITE_NO_OVERWRITE]);
const knownFlags = allBits(D3D11_MAP_FLAG);

const canCpu = ({ resource }: MapCall, access: number) => hasAll(resource.desc.CPUAccessFlags, access);
const isUsage = ({ resource }: MapCall, usage: number) => resource.desc.Usage === usage;

/** A dynamic buffer that is more than vertices or indices, written on without the driver being able to (MP-10). */
function cannotKeepOthersBytes({ resource, mapType, options }: MapCall): boolean {
  const { Usage, BindFlags } = resource.desc;
  if (mapType !== WRITE_NO_OVERWRITE || isTexture(resource) || Usage !== D3D11_USAGE.DYNAMIC) return false;
  return (
    (hasAny(BindFlags, BIND.CONSTANT_BUFFER) && options.MapNoOverwriteOnDynamicConstantBuffer === 0) ||
    (hasAny(BindFlags, BIND.SHADER_RESOURCE) && options.MapNoOverwriteOnDynamicBufferSRV === 0)
  );
}

const typeRules: RuleTable<MapCall> = [
  rule(
    'MP-2',
    'open',
    'RESOURCE_MAP_INVALIDSUBRESOURCE',
    'there is no such subresource',
    ({ resource, subresource }) => subresource >= subresourcesOf(resource),
  ),
  rule(
    'MP-3',
    'open',
    INVALIDMAPTYPE,
    'READ of a resource without CPU_ACCESS_READ',
    (call) => call.mapType === READ && !canCpu(call, CPU.READ),
  ),
  rule(
    'MP-4',
    'open',
    INVALIDMAPTYPE,
    'WRITE to a resource without CPU_ACCESS_WRITE',
    (call) => call.mapType === WRITE && !canCpu(call, CPU.WRITE),
  ),
  rule(
    'MP-5',
    'open',
    INVALIDMAPTYPE,
    'WRITE to a dynamic resource, which takes WRITE_DISCARD',
    (call) => call.mapType === WRITE && isUsage(call, D3D11_USAGE.DYNAMIC),
  ),
  rule(
    'MP-6',
    'open',
    INVALIDMAPTYPE,
    'READ_WRITE of a resource without CPU_ACCESS_READ and CPU_ACCESS_WRITE',
    (call) => call.mapType === READ_WRITE && !canCpu(call, CPU.READ | CPU.WRITE),
  ),
  rule(
    'MP-7',
    'open',
    INVALIDMAPTYPE,
    'WRITE_DISCARD of a resource that is not dynamic',
    (call) => call.mapType === WRITE_DISCARD && !isUsage(call, D3D11_USAGE.DYNAMIC),
  ),
  rule(
    'MP-8',
    'doc',
    INVALIDMAPTYPE,
    'WRITE_NO_OVERWRITE of a dynamic texture',
    (call) =>
      call.mapType === WRITE_NO_OVERWRITE && isUsage(call, D3D11_USAGE.DYNAMIC) && isTexture(call.resource),
  ),
  rule(
    'MP-10',
    'doc',
    INVALIDMAPTYPE,
    'WRITE_NO_OVERWRITE of a constant or shader-resource buffer that the driver cannot map so',
    cannotKeepOthersBytes,
  ),
  rule(
    'MP-11',
    'inferred',
    INVALIDMAPTYPE,
    'WRITE_NO_OVERWRITE of a resource that is not dynamic',
    (call) => call.mapType === WRITE_NO_OVERWRITE && !isUsage(call, D3D11_USAGE.DYNAMIC),
  ),
  rule(
    'MP-12',
    'inferred',
    INVALIDMAPTYPE,
    'MapType is none of D3D11_MAP',
    ({ mapType }) => !knownTypes.has(mapType),
  ),
];

/** A default texture is mapped without a pointer, everything else with one. */
function hasWrongPointer({ resource, wantsPointer }: MapCall): boolean {
  const isDefaultTexture = isTexture(resource) && resource.desc.Usage === D3D11_USAGE.DEFAULT;
  return wantsPointer ? isDefaultTexture && !hasKnownLayout(resource) : !isDefaultTexture;
}

const callRules: RuleTable<MapCall> = [
  rule(
    'MP-13',
    'inferred',
    'RESOURCE_MAP_INVALIDFLAGS',
    'MapFlags has bits other than DO_NOT_WAIT',
    ({ mapFlags }) => !hasOnly(mapFlags, knownFlags),
  ),
  rule(
    'MP-14',
    'doc',
    'RESOURCE_MAP_INVALIDFLAGS',
    'DO_NOT_WAIT with WRITE_DISCARD or WRITE_NO_OVERWRITE, which never wait',
    ({ mapType, mapFlags }) =>
      hasAny(mapFlags, D3D11_MAP_FLAG.DO_NOT_WAIT) &&
      (mapType === WRITE_DISCARD || mapType === WRITE_NO_OVERWRITE),
  ),
  rule(
    'MP-16',
    'inferred',
    'RESOURCE_MAP_ALREADYMAPPED',
    'the subresource is mapped already',
    ({ resource, subresource }) => resource.mapped.has(subresource),
  ),
  rule(
    'MP-18',
    'open',
    null,
    'pMappedResource is NULL for what is mapped with a pointer, or the other way round',
    hasWrongPointer,
  ),
  rule(
    'MP-22',
    'doc',
    INVALIDMAPTYPE,
    'a deferred context maps for WRITE_DISCARD and WRITE_NO_OVERWRITE only',
    ({ isDeferred, mapType }) =>
      isDeferred && (mapType === READ || mapType === WRITE || mapType === READ_WRITE),
  ),
  {
    ...rule<MapCall>(
      'MP-23',
      'doc',
      'RESOURCE_MAP_WITHOUT_INITIAL_DISCARD',
      'a deferred context maps for WRITE_NO_OVERWRITE what it has not discarded',
      ({ isDeferred, mapType, wasDiscarded }) =>
        isDeferred && mapType === WRITE_NO_OVERWRITE && !wasDiscarded,
    ),
    hresult: MAP_WITHOUT_INITIAL_DISCARD,
  },
];

/** A rule answers E_INVALIDARG where it says nothing else. */
export const mapRules: RuleTable<MapCall> = [...typeRules, ...callRules];

/** Whatever is broken, the call has no effect. */
export const unmapRules: RuleTable<UnmapCall> = [
  // Before UM-1: what does not exist is not mapped either.
  rule(
    'UM-2',
    'inferred',
    'RESOURCE_UNMAP_INVALIDSUBRESOURCE',
    'there is no such subresource',
    ({ resource, subresource }) => subresource >= subresourcesOf(resource),
  ),
  rule(
    'UM-1',
    'inferred',
    'RESOURCE_UNMAP_NOTMAPPED',
    'the subresource is not mapped',
    ({ resource, subresource }) => !resource.mapped.has(subresource),
  ),
];
