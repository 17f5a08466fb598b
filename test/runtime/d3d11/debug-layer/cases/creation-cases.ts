import * as d3d11 from 'softumd/d3d11';
import { dynamic, plain, staging } from '../../player.js';
import type { MessageCase, MessageCases } from './message-case.js';
import { creatingBuffer, creatingTexture } from './message-case.js';

const { D3D11_BIND: BIND, D3D11_RESOURCE_MISC_FLAG: MISC, D3D11_USAGE, DXGI_FORMAT, out } = d3d11;
const LEVEL_9_1 = 0x9100;

type Preparation = MessageCase['prepare'];

/** A creation that is refused with E_INVALIDARG, which is said as well. */
const buffer = (when: string, changes: Parameters<typeof creatingBuffer>[0]): MessageCase => ({
  when,
  prepare: creatingBuffer(changes),
  also: ['CREATEBUFFER_INVALIDARG_RETURN'],
});
const texture = (when: string, changes: Parameters<typeof creatingTexture>[0]): MessageCase => ({
  when,
  prepare: creatingTexture(changes),
  also: ['CREATETEXTURE2D_INVALIDARG_RETURN'],
});
/** The same on a device of level 9. */
const bufferAtLevel9 = (when: string, changes: Parameters<typeof creatingBuffer>[0]): MessageCase => ({
  ...buffer(when, changes),
  prepare: (scene) => creatingBuffer(changes)({ device: scene.anotherDevice({ level: LEVEL_9_1 }) }),
});
const textureAtLevel9 = (when: string, changes: Parameters<typeof creatingTexture>[0]): MessageCase => ({
  ...texture(when, changes),
  prepare: (scene) => creatingTexture(changes)({ device: scene.anotherDevice({ level: LEVEL_9_1 }) }),
});
const withoutMemory =
  (prepare: Preparation): Preparation =>
  (scene) => {
    const call = prepare(scene);
    return () => {
      scene.exhaust();
      return call();
    };
  };

const bits = 0x4000_0000; // of no flag
const immutable = { ...plain, Usage: D3D11_USAGE.IMMUTABLE, BindFlags: BIND.SHADER_RESOURCE };
const packed = { Format: DXGI_FORMAT.B8G8R8A8_UNORM };

/** CreateBuffer, CreateTexture2D, CreateQuery. */
export const creationCases: MessageCases = {
  CREATEBUFFER_NULLDESC: {
    when: 'pDesc is null',
    prepare:
      ({ device }) =>
      () =>
        device.CreateBuffer(null as never, null, out()),
  },
  CREATEBUFFER_UNRECOGNIZEDUSAGE: buffer('Usage is none of D3D11_USAGE', { Usage: 4 }),
  CREATEBUFFER_UNRECOGNIZEDBINDFLAGS: buffer('BindFlags has unknown bits', { BindFlags: bits }),
  CREATEBUFFER_UNRECOGNIZEDCPUACCESSFLAGS: buffer('CPUAccessFlags has unknown bits', { CPUAccessFlags: 1 }),
  CREATEBUFFER_UNRECOGNIZEDMISCFLAGS: buffer('MiscFlags has unknown bits', { MiscFlags: bits }),
  CREATEBUFFER_INVALIDCPUACCESSFLAGS: buffer('the usage does not go with CPUAccessFlags', {
    ...staging,
    CPUAccessFlags: 0,
  }),
  CREATEBUFFER_INVALIDBINDFLAGS: buffer('the usage does not go with BindFlags', {
    ...staging,
    BindFlags: BIND.RENDER_TARGET,
  }),
  CREATEBUFFER_INVALIDINITIALDATA: buffer('an immutable buffer without initial data', immutable),
  CREATEBUFFER_INVALIDDIMENSIONS: buffer('ByteWidth cannot be', { ByteWidth: 0 }),
  CREATEBUFFER_INVALIDMISCFLAGS: buffer('MiscFlags that are for textures, or do not go together', {
    MiscFlags: MISC.GENERATE_MIPS,
  }),
  CREATEBUFFER_INVALIDCONSTANTBUFFERBINDINGS: buffer('CONSTANT_BUFFER beside another bind flag', {
    BindFlags: BIND.CONSTANT_BUFFER | BIND.VERTEX_BUFFER,
  }),
  CREATEBUFFER_INVALIDSTRUCTURESTRIDE: buffer('StructureByteStride cannot be', {
    BindFlags: BIND.SHADER_RESOURCE,
    MiscFlags: MISC.BUFFER_STRUCTURED,
    StructureByteStride: 3,
  }),
  CREATEBUFFER_INVALIDARG_RETURN: {
    when: 'CreateBuffer returns E_INVALIDARG, whatever the message before it',
    prepare: creatingBuffer({ ByteWidth: 0 }),
    also: ['CREATEBUFFER_INVALIDDIMENSIONS'],
  },
  CREATEBUFFER_OUTOFMEMORY_RETURN: {
    when: 'there is no memory, or the driver says so',
    prepare: withoutMemory(creatingBuffer({})),
  },
  CREATERESOURCE_NO_VB_AND_IB_BIND: bufferAtLevel9('VERTEX_BUFFER beside INDEX_BUFFER, at level 9', {
    BindFlags: BIND.VERTEX_BUFFER | BIND.INDEX_BUFFER,
  }),
  CREATERESOURCE_ONLY_VB_IB_FOR_BUFFERS: bufferAtLevel9(
    'a buffer for more than vertices, indices or constants, at level 9',
    {
      BindFlags: BIND.SHADER_RESOURCE,
    },
  ),
  CREATETEXTURE2D_NULLDESC: {
    when: 'pDesc is null',
    prepare:
      ({ device }) =>
      () =>
        device.CreateTexture2D(null as never, null, out()),
  },
  CREATETEXTURE2D_UNRECOGNIZEDFORMAT: texture('Format is none of DXGI_FORMAT, or UNKNOWN', { Format: 0 }),
  CREATETEXTURE2D_UNSUPPORTEDFORMAT: texture('the format does not support textures with these binds', {
    Format: DXGI_FORMAT.OPAQUE_420,
  }),
  CREATETEXTURE2D_INVALIDSAMPLES: texture('the format does not offer that SampleDesc', {
    SampleDesc: { Count: 0, Quality: 0 },
  }),
  CREATETEXTURE2D_UNRECOGNIZEDUSAGE: texture('Usage is none of D3D11_USAGE', { Usage: 4 }),
  CREATETEXTURE2D_UNRECOGNIZEDBINDFLAGS: texture('BindFlags has unknown bits', {
    BindFlags: bits | BIND.RENDER_TARGET,
  }),
  CREATETEXTURE2D_UNRECOGNIZEDCPUACCESSFLAGS: texture('CPUAccessFlags has unknown bits', {
    CPUAccessFlags: 1,
  }),
  CREATETEXTURE2D_UNRECOGNIZEDMISCFLAGS: texture('MiscFlags has unknown bits', { MiscFlags: bits }),
  CREATETEXTURE2D_INVALIDCPUACCESSFLAGS: texture('the usage does not go with CPUAccessFlags', {
    CPUAccessFlags: d3d11.D3D11_CPU_ACCESS.WRITE,
  }),
  CREATETEXTURE2D_INVALIDBINDFLAGS: texture('BindFlags that are for buffers, or do not go together', {
    BindFlags: BIND.VERTEX_BUFFER | BIND.RENDER_TARGET,
  }),
  CREATETEXTURE2D_INVALIDINITIALDATA: texture('an immutable texture without initial data', {
    ...immutable,
    ...packed,
  }),
  CREATETEXTURE2D_INVALIDDIMENSIONS: texture('Width, Height or ArraySize cannot be', { Width: 0 }),
  CREATETEXTURE2D_INVALIDMIPLEVELS: texture('MipLevels cannot be', { MipLevels: 9 }),
  CREATETEXTURE2D_INVALIDMISCFLAGS: texture('MiscFlags that the texture cannot have', {
    MiscFlags: MISC.HW_PROTECTED,
  }),
  CREATETEXTURE2D_INVALIDUSAGE: texture('HW_PROTECTED or DECODER with another usage than they take', {
    ...dynamic,
    ...packed,
    CPUAccessFlags: d3d11.D3D11_CPU_ACCESS.WRITE,
    MiscFlags: MISC.HW_PROTECTED,
  }),
  CREATETEXTURE2D_INVALIDARG_RETURN: {
    when: 'CreateTexture2D returns E_INVALIDARG, whatever the message before it',
    prepare: creatingTexture({ Width: 0 }),
    also: ['CREATETEXTURE2D_INVALIDDIMENSIONS'],
  },
  CREATETEXTURE2D_OUTOFMEMORY_RETURN: {
    when: 'there is no memory, or the driver says so',
    prepare: withoutMemory(creatingTexture({})),
  },
  CREATERESOURCE_NO_ARRAYS: textureAtLevel9('an array, at level 9', { ...packed, ArraySize: 2 }),
  CREATERESOURCE_DIMENSION_EXCEEDS_FEATURE_LEVEL_DEFINITION: textureAtLevel9(
    'Width or Height is more than level 9 allows',
    { ...packed, Width: 5000 },
  ),
  CREATEQUERYORPREDICATE_NULLDESC: {
    when: 'pQueryDesc is null',
    prepare:
      ({ device }) =>
      () =>
        device.CreateQuery(null as never, out()),
  },
  CREATEQUERYORPREDICATE_INVALIDQUERY: {
    when: 'Query is none of D3D11_QUERY',
    prepare:
      ({ device }) =>
      () =>
        device.CreateQuery({ Query: 99, MiscFlags: 0 }, out()),
  },
  CREATEQUERYORPREDICATE_INVALIDMISCFLAGS: {
    when: 'MiscFlags of a query is not 0',
    prepare:
      ({ device }) =>
      () =>
        device.CreateQuery({ Query: d3d11.D3D11_QUERY.EVENT, MiscFlags: 1 }, out()),
  },
};
