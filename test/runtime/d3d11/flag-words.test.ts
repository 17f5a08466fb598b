import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { valuesByName } from 'softumd/abi';
import * as d3d11 from 'softumd/d3d11';

/** device-ddi, "Bind and misc words, bit by bit": the API's bit, the DDI's; null where the other side has none. */
type Bits = readonly (readonly [name: string, api: number | null, ddi: number | null])[];

const bind: Bits = [
  ['VERTEX_BUFFER', 0x1, 0x1],
  ['INDEX_BUFFER', 0x2, 0x2],
  ['CONSTANT_BUFFER', 0x4, 0x4],
  ['SHADER_RESOURCE', 0x8, 0x8],
  ['STREAM_OUTPUT', 0x10, 0x10],
  ['RENDER_TARGET', 0x20, 0x20],
  ['DEPTH_STENCIL', 0x40, 0x40],
  ['UNORDERED_ACCESS', 0x80, 0x100],
  ['DECODER', 0x200, 0x200],
  ['VIDEO_ENCODER', 0x400, 0x400],
  ['PRESENT', null, 0x80],
  ['CAPTURE', null, 0x800],
];

const misc: Bits = [
  ['GENERATE_MIPS', 0x1, 0x1],
  ['SHARED', 0x2, 0x2],
  ['TEXTURECUBE', 0x4, null],
  ['DISCARD_ON_PRESENT', null, 0x8],
  ['DRAWINDIRECT_ARGS', 0x10, 0x10],
  ['BUFFER_ALLOW_RAW_VIEWS', 0x20, 0x20],
  ['BUFFER_STRUCTURED', 0x40, 0x40],
  ['RESOURCE_CLAMP', 0x80, 0x80],
  ['SHARED_KEYEDMUTEX', 0x100, null],
  ['GDI_COMPATIBLE', 0x200, null],
  ['REMOTE', null, 0x400],
  ['SHARED_NTHANDLE', 0x800, null],
  ['RESTRICTED_CONTENT', 0x1000, 0x800],
  ['RESTRICT_SHARED_RESOURCE', 0x2000, null],
  ['RESTRICT_SHARED_RESOURCE_DRIVER', 0x4000, 0x1000],
  ['CROSS_ADAPTER', null, 0x2000],
  ['GUARDED', 0x8000, null],
  ['TILE_POOL', 0x20000, 0x8000],
  ['TILED', 0x40000, 0x4000],
  ['HW_PROTECTED', 0x80000, 0x10000],
  ['DISPLAYABLE_SURFACE', null, 0x20000],
  ['CONTAINS_HW_PROTECTED', null, 0x40000],
  ['SHARED_DISPLAYABLE', 0x100000, null],
  ['SHARED_EXCLUSIVE_WRITER', 0x200000, null],
  ['NO_SHADER_ACCESS', 0x400000, 0x80000],
  ['PHYSICALLY_CONTIGUOUS', null, 0x1000000],
];

describe.each([
  [
    'bind flags',
    bind,
    { toDdi: d3d11.ddiBindFlags, toApi: d3d11.apiBindFlags },
    valuesByName(d3d11.D3D11_BIND),
  ],
  [
    'misc flags',
    misc,
    { toDdi: d3d11.ddiMiscFlags, toApi: d3d11.apiMiscFlags },
    valuesByName(d3d11.D3D11_RESOURCE_MISC_FLAG),
  ],
  [
    'CPU access flags (DV-AMB-3)',
    [
      ['WRITE', 0x10000, 1],
      ['READ', 0x20000, 2],
    ],
    { toDdi: d3d11.ddiMapFlags, toApi: d3d11.apiCpuAccessFlags },
    valuesByName(d3d11.D3D11_CPU_ACCESS),
  ],
] as const)('%s', (_name, table, translation, constants) => {
  const both = table.filter(([, api, ddi]) => api !== null && ddi !== null) as readonly (readonly [
    string,
    number,
    number,
  ])[];
  const [apiWord, ddiWord] = [1, 2].map((side) =>
    both.reduce((word, row) => word | (row[side] as number), 0),
  ) as [number, number];

  it('have the API’s names and numbers in softumd/d3d11', () => {
    expect(constants).toEqual(
      Object.fromEntries(table.flatMap(([name, api]) => (api === null ? [] : [[name, api]]))),
    );
  });

  it.each(both)('%s: 0x%x at the API, 0x%x at the DDI', (_flag, api, ddi) => {
    expect([translation.toDdi(api), translation.toApi(ddi)]).toEqual([ddi, api]);
  });

  it('go there and back where both sides have them, and nowhere else (property)', () => {
    const word = fc.integer({ min: 0, max: 0xffffffff });
    fc.assert(
      fc.property(word, (flags) => {
        expect(translation.toApi(translation.toDdi(flags))).toBe((flags & apiWord) >>> 0);
        expect(translation.toDdi(translation.toApi(flags))).toBe((flags & ddiWord) >>> 0);
      }),
    );
    fc.assert(
      fc.property(fc.subarray([...both]), (flags) => {
        const [api, ddi] = [1, 2].map((side) =>
          flags.reduce((all, row) => all | (row[side] as number), 0),
        ) as [number, number];
        expect([translation.toDdi(api), translation.toApi(ddi)]).toEqual([ddi, api]);
      }),
    );
  });
});

describe('caps', () => {
  it.each([
    ['what both sides have under one number', 0x1fff, 0x1fff],
    ['HARDWARE_PROTECTED_MEMORY_TRANSITION, which the API does not have', 0x2000, 0],
    ['HARDWARE_TEARDOWN', 0x4000, 0x2000],
    ['HARDWARE_DRM_COMMUNICATION', 0x8000, 0x4000],
    ['all of it', 0xffffffff, 0x7fff],
  ])('%s (D-40)', (_what, ddi, api) => {
    expect(d3d11.apiCaps(ddi)).toBe(api);
  });

  it.each([
    ['what both sides have under one number', 0x1fff, 0x1fff],
    ['HARDWARE_TEARDOWN', 0x2000, 0x4000],
    ['HARDWARE_DRM_COMMUNICATION', 0x4000, 0x8000],
    ['HARDWARE_DRM_COMMUNICATION_MULTI_THREADED, which the DDI does not have', 0x8000, 0],
  ])('%s (D-40), and back', (_what, api, ddi) => {
    expect(d3d11.ddiCaps(api)).toBe(ddi);
  });
});
