/** What CreateBuffer refuses: api.md, CB-3 to CB-27. */
import type { D3D11_BUFFER_DESC, D3D11_SUBRESOURCE_DATA } from '../../../api/d3d11/index.js';
import { D3D11_CPU_ACCESS_FLAG, D3D11_USAGE, D3D_FEATURE_LEVEL } from '../../../api/d3d11/index.js';
import { D3D11_BIND as BIND, D3D11_RESOURCE_MISC_FLAG as MISC } from '../../../ddi/index.js';
import {
  isDefaultWithCpuAccess,
  isDynamicNotForReading,
  isDynamicNotJustWritten,
  isImmutableNotForReading,
  isImmutableWithCpuAccess,
  isStagingBound,
  isStagingWithoutCpuAccess,
  isUnknownUsage,
} from './access.js';
import type { DeviceLimits } from './device-limits.js';
import { isLevel9 } from './device-limits.js';
import { allBits, hasAll, hasAny, hasOnly } from './flags.js';
import type { RuleTable } from './rule.js';
import { rule } from './rule.js';

/** A call of CreateBuffer. */
export interface BufferCreation {
  readonly desc: Readonly<D3D11_BUFFER_DESC>;
  readonly initialData: Readonly<D3D11_SUBRESOURCE_DATA> | null;
  readonly limits: DeviceLimits;
}

/** In bytes. */
const LARGEST_BOUND_CONSTANT_BUFFER = 65536;
const LARGEST_STRUCTURE_STRIDE = 2048;
const TILE = 65536;

const knownBinds = allBits(BIND);
const knownCpuAccess = allBits(D3D11_CPU_ACCESS_FLAG);
const knownMisc = allBits(MISC);

const isConstantBuffer = ({ BindFlags }: D3D11_BUFFER_DESC) => hasAny(BindFlags, BIND.CONSTANT_BUFFER);
const isStructured = ({ MiscFlags }: D3D11_BUFFER_DESC) => hasAny(MiscFlags, MISC.BUFFER_STRUCTURED);

/** From the 11.2 runtime on a default buffer may be mapped, if it is bound for one thing alone. */
function isMapDefault({ desc: { BindFlags }, limits }: BufferCreation): boolean {
  return (
    limits.featureLevel >= D3D_FEATURE_LEVEL.LEVEL_11_0 &&
    limits.options.MapOnDefaultBuffers !== 0 &&
    (BindFlags === BIND.SHADER_RESOURCE || BindFlags === BIND.UNORDERED_ACCESS)
  );
}

const values: RuleTable<BufferCreation> = [
  rule(
    'CB-3',
    'open',
    'CREATEBUFFER_INVALIDDIMENSIONS',
    'ByteWidth is 0',
    ({ desc }) => desc.ByteWidth === 0,
  ),
  rule(
    'CB-4',
    'doc',
    'CREATEBUFFER_INVALIDDIMENSIONS',
    'ByteWidth of a constant buffer is not a multiple of 16',
    ({ desc }) => isConstantBuffer(desc) && desc.ByteWidth % 16 !== 0,
  ),
  rule(
    'CB-5',
    'doc',
    'CREATEBUFFER_INVALIDCONSTANTBUFFERBINDINGS',
    'CONSTANT_BUFFER beside another bind flag',
    ({ desc }) => isConstantBuffer(desc) && desc.BindFlags !== BIND.CONSTANT_BUFFER,
  ),
  rule(
    'CB-6',
    'doc',
    'CREATEBUFFER_INVALIDDIMENSIONS',
    'a constant buffer of more than 65536 bytes, and the driver cannot bind a part of one',
    ({ desc, limits }) =>
      isConstantBuffer(desc) &&
      desc.ByteWidth > LARGEST_BOUND_CONSTANT_BUFFER &&
      limits.options.ConstantBufferOffsetting === 0,
  ),
  rule('CB-7', 'open', 'CREATEBUFFER_UNRECOGNIZEDUSAGE', 'Usage is none of D3D11_USAGE', ({ desc }) =>
    isUnknownUsage(desc),
  ),
  rule(
    'CB-8',
    'inferred',
    'CREATEBUFFER_UNRECOGNIZEDBINDFLAGS',
    'BindFlags has bits that mean nothing',
    ({ desc }) => !hasOnly(desc.BindFlags, knownBinds),
  ),
  rule(
    'CB-8',
    'inferred',
    'CREATEBUFFER_UNRECOGNIZEDCPUACCESSFLAGS',
    'CPUAccessFlags has bits that mean nothing',
    ({ desc }) => !hasOnly(desc.CPUAccessFlags, knownCpuAccess),
  ),
  rule(
    'CB-8',
    'inferred',
    'CREATEBUFFER_UNRECOGNIZEDMISCFLAGS',
    'MiscFlags has bits that mean nothing',
    ({ desc }) => !hasOnly(desc.MiscFlags, knownMisc),
  ),
  rule(
    'CB-9',
    'inferred',
    'CREATEBUFFER_INVALIDBINDFLAGS',
    'DEPTH_STENCIL, DECODER or VIDEO_ENCODER, which are for textures',
    ({ desc }) => hasAny(desc.BindFlags, BIND.DEPTH_STENCIL | BIND.DECODER | BIND.VIDEO_ENCODER),
  ),
];

const usage: RuleTable<BufferCreation> = [
  rule(
    'CB-10',
    'open',
    'CREATEBUFFER_INVALIDCPUACCESSFLAGS',
    'a default buffer with CPU access that cannot be mapped',
    (creation) => isDefaultWithCpuAccess(creation.desc) && !isMapDefault(creation),
  ),
  rule(
    'CB-11',
    'open',
    'CREATEBUFFER_INVALIDBINDFLAGS',
    'an immutable buffer that is not bound, or that the GPU writes',
    ({ desc }) => isImmutableNotForReading(desc),
  ),
  rule(
    'CB-12',
    'open',
    'CREATEBUFFER_INVALIDCPUACCESSFLAGS',
    'an immutable buffer with CPU access',
    ({ desc }) => isImmutableWithCpuAccess(desc),
  ),
  rule(
    'CB-13',
    'doc',
    'CREATEBUFFER_INVALIDINITIALDATA',
    'an immutable buffer without initial data',
    ({ desc, initialData }) => desc.Usage === D3D11_USAGE.IMMUTABLE && initialData === null,
  ),
  rule(
    'CB-14',
    'open',
    'CREATEBUFFER_INVALIDBINDFLAGS',
    'a dynamic buffer that is not bound, or that the GPU writes',
    ({ desc }) => isDynamicNotForReading(desc),
  ),
  rule(
    'CB-15',
    'open',
    'CREATEBUFFER_INVALIDCPUACCESSFLAGS',
    'CPUAccessFlags of a dynamic buffer is not WRITE alone',
    ({ desc }) => isDynamicNotJustWritten(desc),
  ),
  rule('CB-16', 'open', 'CREATEBUFFER_INVALIDBINDFLAGS', 'a staging buffer with bind flags', ({ desc }) =>
    isStagingBound(desc),
  ),
  rule(
    'CB-17',
    'open',
    'CREATEBUFFER_INVALIDCPUACCESSFLAGS',
    'a staging buffer without CPU access',
    ({ desc }) => isStagingWithoutCpuAccess(desc),
  ),
];

const misc: RuleTable<BufferCreation> = [
  rule(
    'CB-19',
    'open',
    'CREATEBUFFER_INVALIDSTRUCTURESTRIDE',
    'StructureByteStride of a structured buffer is not a multiple of 4, from 4 to 2048',
    ({ desc }) =>
      isStructured(desc) &&
      (desc.StructureByteStride === 0 ||
        desc.StructureByteStride > LARGEST_STRUCTURE_STRIDE ||
        desc.StructureByteStride % 4 !== 0),
  ),
  rule(
    'CB-20',
    'open',
    'CREATEBUFFER_INVALIDSTRUCTURESTRIDE',
    'ByteWidth of a structured buffer is not a multiple of StructureByteStride',
    ({ desc }) => isStructured(desc) && desc.ByteWidth % desc.StructureByteStride !== 0,
  ),
  rule(
    'CB-22',
    'open',
    'CREATEBUFFER_INVALIDMISCFLAGS',
    'BUFFER_ALLOW_RAW_VIEWS without SHADER_RESOURCE or UNORDERED_ACCESS',
    ({ desc }) =>
      hasAny(desc.MiscFlags, MISC.BUFFER_ALLOW_RAW_VIEWS) &&
      !hasAny(desc.BindFlags, BIND.SHADER_RESOURCE | BIND.UNORDERED_ACCESS),
  ),
  rule(
    'CB-23',
    'open',
    'CREATEBUFFER_INVALIDMISCFLAGS',
    'BUFFER_ALLOW_RAW_VIEWS beside BUFFER_STRUCTURED',
    ({ desc }) => hasAll(desc.MiscFlags, MISC.BUFFER_ALLOW_RAW_VIEWS | MISC.BUFFER_STRUCTURED),
  ),
  rule(
    'CB-24',
    'open',
    'CREATEBUFFER_INVALIDMISCFLAGS',
    'GENERATE_MIPS, TEXTURECUBE, GDI_COMPATIBLE or RESOURCE_CLAMP, which are for textures',
    ({ desc }) =>
      hasAny(
        desc.MiscFlags,
        MISC.GENERATE_MIPS | MISC.TEXTURECUBE | MISC.GDI_COMPATIBLE | MISC.RESOURCE_CLAMP,
      ),
  ),
  rule(
    'CB-26',
    'open',
    'CREATEBUFFER_INVALIDMISCFLAGS',
    'a tile pool that is not a default buffer of whole tiles of 65536 bytes without other flags',
    ({ desc }) =>
      hasAny(desc.MiscFlags, MISC.TILE_POOL) &&
      (desc.MiscFlags !== MISC.TILE_POOL ||
        desc.ByteWidth % TILE !== 0 ||
        desc.Usage !== D3D11_USAGE.DEFAULT ||
        desc.BindFlags !== 0 ||
        desc.CPUAccessFlags !== 0),
  ),
  rule(
    'CB-27',
    'inferred',
    'CREATERESOURCE_NO_VB_AND_IB_BIND',
    'a buffer for vertices and indices, at level 9',
    ({ desc, limits }) =>
      isLevel9(limits.featureLevel) && hasAll(desc.BindFlags, BIND.VERTEX_BUFFER | BIND.INDEX_BUFFER),
  ),
  rule(
    'CB-27',
    'inferred',
    'CREATERESOURCE_ONLY_VB_IB_FOR_BUFFERS',
    'a buffer for more than vertices, indices or constants, at level 9',
    ({ desc, limits }) =>
      isLevel9(limits.featureLevel) &&
      !hasOnly(desc.BindFlags, BIND.VERTEX_BUFFER | BIND.INDEX_BUFFER | BIND.CONSTANT_BUFFER),
  ),
];

/** Every rule answers E_INVALIDARG. */
export const createBufferRules: RuleTable<BufferCreation> = [...values, ...usage, ...misc];

/** The description that GetDesc answers: a stride is kept of structured buffers only (CB-21). */
export function keptBufferDesc(desc: Readonly<D3D11_BUFFER_DESC>): D3D11_BUFFER_DESC {
  return isStructured(desc) ? { ...desc } : { ...desc, StructureByteStride: 0 };
}
