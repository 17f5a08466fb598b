/** Calls that break no rule, for tests to change one thing at a time. */
import type {
  D3D11_BUFFER_DESC,
  D3D11_SUBRESOURCE_DATA,
  D3D11_TEXTURE2D_DESC,
} from '../../../../src/api/d3d11/index.js';
import {
  D3D11_CPU_ACCESS_FLAG,
  D3D11_MAP,
  D3D11_MAP_FLAG,
  D3D11_RESOURCE_DIMENSION,
  D3D11_USAGE,
  D3D_FEATURE_LEVEL,
} from '../../../../src/api/d3d11/index.js';
import { D3D11_BIND, D3D11_RESOURCE_MISC_FLAG, DXGI_FORMAT } from '../../../../src/ddi/index.js';
import type {
  BufferCreation,
  BufferFacts,
  DeviceLimits,
  Rule,
  RuleTable,
  Texture2DCreation,
  Texture2DFacts,
} from '../../../../src/runtime/d3d11/rules/index.js';
import { firstBroken } from '../../../../src/runtime/d3d11/rules/index.js';

export const USAGE = D3D11_USAGE;
export const BIND = D3D11_BIND;
export const CPU = D3D11_CPU_ACCESS_FLAG;
export const MISC = D3D11_RESOURCE_MISC_FLAG;
export const FORMAT = DXGI_FORMAT;
export const LEVEL = D3D_FEATURE_LEVEL;
export const MAP = D3D11_MAP;
export const DO_NOT_WAIT = D3D11_MAP_FLAG.DO_NOT_WAIT;

export const everything = 0xffffffff;

/** A device that can everything, at level 11_1. */
export const limits: DeviceLimits = {
  featureLevel: LEVEL.LEVEL_11_1,
  formatSupport: () => everything,
  multisampleQualityLevels: (_format, count) => ([1, 2, 4, 8].includes(count) ? 1 : 0),
  hasContentProtection: true,
  hasHardwareProtection: true,
  options: {
    ConstantBufferOffsetting: 1,
    ConstantBufferPartialUpdate: 1,
    MapNoOverwriteOnDynamicConstantBuffer: 1,
    MapNoOverwriteOnDynamicBufferSRV: 1,
    MapOnDefaultBuffers: 1,
  },
};

export const noOptions = {
  ConstantBufferOffsetting: 0,
  ConstantBufferPartialUpdate: 0,
  MapNoOverwriteOnDynamicConstantBuffer: 0,
  MapNoOverwriteOnDynamicBufferSRV: 0,
  MapOnDefaultBuffers: 0,
};

export const atLevel = (featureLevel: number): DeviceLimits => ({ ...limits, featureLevel });

const bufferDesc: D3D11_BUFFER_DESC = {
  ByteWidth: 1024,
  Usage: USAGE.DEFAULT,
  BindFlags: 0,
  CPUAccessFlags: 0,
  MiscFlags: 0,
  StructureByteStride: 0,
};

const textureDesc: D3D11_TEXTURE2D_DESC = {
  Width: 512,
  Height: 512,
  MipLevels: 1,
  ArraySize: 1,
  Format: FORMAT.R8G8B8A8_UNORM,
  SampleDesc: { Count: 1, Quality: 0 },
  Usage: USAGE.DEFAULT,
  BindFlags: BIND.SHADER_RESOURCE,
  CPUAccessFlags: 0,
  MiscFlags: 0,
};

/** Initial data, which no rule reads the bytes of. */
export const someData = (SysMemPitch = 2048): D3D11_SUBRESOURCE_DATA => ({
  pSysMem: new Uint8Array(1),
  SysMemPitch,
  SysMemSlicePitch: 0,
});

/** Of the enums any number: that is what callers pass. */
type Loose<T> = { readonly [Key in keyof T]?: T[Key] extends number ? number : T[Key] };

type BufferChange = Loose<D3D11_BUFFER_DESC> & Partial<Pick<BufferCreation, 'initialData' | 'limits'>>;

/** A call of CreateBuffer: 1024 bytes of default usage, but for what is said. */
export function createBuffer({
  initialData = null,
  limits: ofDevice = limits,
  ...desc
}: BufferChange): BufferCreation {
  return { desc: { ...bufferDesc, ...desc }, initialData, limits: ofDevice };
}

type TextureChange = Loose<D3D11_TEXTURE2D_DESC> & Partial<Pick<Texture2DCreation, 'initialData' | 'limits'>>;

/** A call of CreateTexture2D: a default texture for shaders, R8G8B8A8, 512x512, but for what is said. */
export function createTexture2D({
  initialData = null,
  limits: ofDevice = limits,
  ...desc
}: TextureChange): Texture2DCreation {
  return { desc: { ...textureDesc, ...desc }, initialData, limits: ofDevice };
}

export function buffer(desc: Loose<D3D11_BUFFER_DESC> = {}, mapped: readonly number[] = []): BufferFacts {
  return {
    dimension: D3D11_RESOURCE_DIMENSION.BUFFER,
    desc: { ...bufferDesc, ...desc },
    mapped: new Set(mapped),
  };
}

export function texture(
  desc: Loose<D3D11_TEXTURE2D_DESC> = {},
  mapped: readonly number[] = [],
): Texture2DFacts {
  return {
    dimension: D3D11_RESOURCE_DIMENSION.TEXTURE2D,
    desc: { ...textureDesc, ...desc },
    mapped: new Set(mapped),
  };
}

/** A rule's id and message, as tests put them: null where no rule is broken. */
export type Answer = readonly [id: string, message: string | null] | null;

/** What a table says of a call. */
export function answerOf<Subject>(table: RuleTable<Subject>, subject: Subject): Answer {
  const first = firstBroken(table, subject, new Set());
  return first ? [first.id, first.message] : null;
}

/** A row of a table that no test names. */
export function untried<Subject>(table: RuleTable<Subject>, tried: readonly Answer[]): readonly string[] {
  const name = ({ id, message }: Pick<Rule<Subject>, 'id' | 'message'>) => `${id} ${String(message)}`;
  const names = new Set(tried.map((answer) => answer && `${answer[0]} ${String(answer[1])}`));
  return table.map(name).filter((row) => !names.has(row));
}
