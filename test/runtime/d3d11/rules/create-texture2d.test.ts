import { describe, expect, it } from '@jest/globals';
import { D3D11_FORMAT_SUPPORT as SUPPORT } from '../../../../src/api/d3d11/index.js';
import { createTexture2DRules } from '../../../../src/runtime/d3d11/rules/index.js';
import {
  BIND,
  CPU,
  FORMAT,
  LEVEL,
  MISC,
  USAGE,
  answerOf,
  atLevel,
  createTexture2D,
  everything,
  limits,
  someData,
  untried,
} from './subjects.js';

type Change = Parameters<typeof createTexture2D>[0];

const answer = (change: Change) => answerOf(createTexture2DRules, createTexture2D(change));

const samples = (Count: number, Quality = 0) => ({ SampleDesc: { Count, Quality } });
const without = (support: number) => ({
  limits: { ...limits, formatSupport: () => (everything & ~support) >>> 0 },
});
const immutable = { Usage: USAGE.IMMUTABLE, initialData: [someData()] };
const dynamic = { Usage: USAGE.DYNAMIC, CPUAccessFlags: CPU.WRITE };
const staging = { Usage: USAGE.STAGING, BindFlags: 0, CPUAccessFlags: CPU.READ };
const nv12 = { Format: FORMAT.NV12, Width: 640, Height: 360 };
const gdi = {
  Format: FORMAT.B8G8R8A8_UNORM,
  BindFlags: BIND.RENDER_TARGET,
  MiscFlags: MISC.GDI_COMPATIBLE,
};
const cube = { MiscFlags: MISC.TEXTURECUBE, ArraySize: 6 };
const ntHandle = { MiscFlags: MISC.SHARED_NTHANDLE | MISC.SHARED_KEYEDMUTEX };
const ofWidth = (Width: number, level: number = LEVEL.LEVEL_11_0) => ({ Width, limits: atLevel(level) });
const ofHeight = (Height: number, level: number) => ({ Height, limits: atLevel(level) });
const ofSlices = (ArraySize: number, level: number) => ({ ArraySize, limits: atLevel(level) });

type Case = readonly [id: string, message: string | null, broken: Change, neighbour: Change];

const sizes: readonly Case[] = [
  ['CT-3', 'INVALIDDIMENSIONS', { Width: 0 }, { Width: 1 }],
  ['CT-3', 'INVALIDDIMENSIONS', { Height: 0 }, { Height: 1 }],
  ['CT-3', 'INVALIDDIMENSIONS', { ArraySize: 0 }, { ArraySize: 2 }],
  ['CT-4', 'INVALIDDIMENSIONS', ofWidth(16385), ofWidth(16384)],
  ['CT-4', 'INVALIDDIMENSIONS', ofHeight(8193, LEVEL.LEVEL_10_1), ofHeight(8192, LEVEL.LEVEL_10_0)],
  ['CT-4', 'INVALIDDIMENSIONS', ofSlices(2049, LEVEL.LEVEL_11_0), ofSlices(2048, LEVEL.LEVEL_11_0)],
  ['CT-4', 'INVALIDDIMENSIONS', ofSlices(513, LEVEL.LEVEL_10_0), ofSlices(512, LEVEL.LEVEL_10_0)],
  [
    'CT-4',
    'CREATERESOURCE_DIMENSION_EXCEEDS_FEATURE_LEVEL_DEFINITION',
    ofWidth(4097, LEVEL.LEVEL_9_3),
    ofWidth(4096, LEVEL.LEVEL_9_3),
  ],
  [
    'CT-4',
    'CREATERESOURCE_DIMENSION_EXCEEDS_FEATURE_LEVEL_DEFINITION',
    ofHeight(2049, LEVEL.LEVEL_9_2),
    ofHeight(2048, LEVEL.LEVEL_9_1),
  ],
  [
    'CT-4',
    'CREATERESOURCE_NO_ARRAYS',
    ofSlices(2, LEVEL.LEVEL_9_3),
    { ...cube, limits: atLevel(LEVEL.LEVEL_9_3) },
  ],
  ['CT-6', 'INVALIDMIPLEVELS', { MipLevels: 11 }, { MipLevels: 10 }],
];

const formatAndSamples: readonly Case[] = [
  ['CT-7', 'INVALIDSAMPLES', samples(0), samples(1)],
  // Wine's test_create_texture2d.
  ['CT-7', 'INVALIDSAMPLES', samples(15), samples(8)],
  ['CT-7', 'INVALIDSAMPLES', samples(4, 1), samples(4, 0)],
  ['CT-7', 'INVALIDSAMPLES', samples(1, 1), samples(1, 0)],
  ['CT-8', 'INVALIDMIPLEVELS', { ...samples(4), MipLevels: 2 }, { ...samples(1), MipLevels: 2 }],
  ['CT-8', 'INVALIDMIPLEVELS', { ...samples(4), MipLevels: 0 }, { ...samples(4), MipLevels: 1 }],
  ['CT-8', 'INVALIDSAMPLES', { ...samples(4), CPUAccessFlags: CPU.READ }, samples(4)],
  ['CT-8', 'INVALIDSAMPLES', { ...staging, ...samples(4) }, staging],
  ['CT-8', 'INVALIDSAMPLES', { ...dynamic, ...samples(4) }, dynamic],
  ['CT-8', 'INVALIDSAMPLES', { ...immutable, ...samples(4) }, immutable],
  [
    'CT-8',
    'INVALIDINITIALDATA',
    { ...samples(4), initialData: [someData()] },
    { ...samples(1), initialData: [someData()] },
  ],
  ['CT-9', 'UNRECOGNIZEDFORMAT', { Format: FORMAT.UNKNOWN }, { Format: FORMAT.R32G32B32A32_TYPELESS }],
  ['CT-9', 'UNRECOGNIZEDFORMAT', { Format: 116 }, { Format: 115 }],
  ['CT-9', 'UNRECOGNIZEDFORMAT', { Format: FORMAT.FORCE_UINT }, { Format: FORMAT.A4B4G4R4_UNORM }],
  ['CT-9', 'UNRECOGNIZEDFORMAT', { Format: 200, ...samples(4) }, samples(4)],
  ['CT-10', 'UNSUPPORTEDFORMAT', without(SUPPORT.TEXTURE2D), without(SUPPORT.TEXTURE3D)],
  [
    'CT-10',
    'UNSUPPORTEDFORMAT',
    without(SUPPORT.SHADER_LOAD | SUPPORT.SHADER_SAMPLE),
    without(SUPPORT.SHADER_SAMPLE),
  ],
  [
    'CT-10',
    'UNSUPPORTEDFORMAT',
    { ...without(SUPPORT.RENDER_TARGET), BindFlags: BIND.RENDER_TARGET },
    { ...without(SUPPORT.RENDER_TARGET), BindFlags: BIND.SHADER_RESOURCE },
  ],
  [
    'CT-10',
    'UNSUPPORTEDFORMAT',
    { ...without(SUPPORT.DEPTH_STENCIL), BindFlags: BIND.DEPTH_STENCIL },
    { ...without(SUPPORT.RENDER_TARGET), BindFlags: BIND.DEPTH_STENCIL },
  ],
  [
    'CT-10',
    'UNSUPPORTEDFORMAT',
    { ...without(SUPPORT.TYPED_UNORDERED_ACCESS_VIEW), BindFlags: BIND.UNORDERED_ACCESS },
    { ...without(SUPPORT.RENDER_TARGET), BindFlags: BIND.UNORDERED_ACCESS },
  ],
];

const flagWords: readonly Case[] = [
  ...[BIND.VERTEX_BUFFER, BIND.INDEX_BUFFER, BIND.CONSTANT_BUFFER, BIND.STREAM_OUTPUT].map(
    (BindFlags): Case => ['CT-11', 'INVALIDBINDFLAGS', { BindFlags }, { BindFlags: BIND.UNORDERED_ACCESS }],
  ),
  [
    'CT-12',
    'INVALIDBINDFLAGS',
    { BindFlags: BIND.DEPTH_STENCIL | BIND.RENDER_TARGET },
    { BindFlags: BIND.DEPTH_STENCIL | BIND.SHADER_RESOURCE },
  ],
  [
    'CT-12',
    'INVALIDBINDFLAGS',
    { BindFlags: BIND.DEPTH_STENCIL | BIND.UNORDERED_ACCESS },
    { BindFlags: BIND.RENDER_TARGET | BIND.UNORDERED_ACCESS },
  ],
  ['CT-13', 'UNRECOGNIZEDUSAGE', { Usage: 4 }, { Usage: 0 }],
  ['CT-13', 'UNRECOGNIZEDBINDFLAGS', { BindFlags: 0x800 }, { BindFlags: 0x400 }],
  [
    'CT-13',
    'UNRECOGNIZEDCPUACCESSFLAGS',
    { ...staging, CPUAccessFlags: 0x40000 },
    { ...staging, CPUAccessFlags: 0x30000 },
  ],
  ['CT-13', 'UNRECOGNIZEDMISCFLAGS', { MiscFlags: 0x80000000 }, { MiscFlags: 0x400000 }],
];

const usages: readonly Case[] = [
  ['CT-14', 'INVALIDCPUACCESSFLAGS', { CPUAccessFlags: CPU.WRITE }, { CPUAccessFlags: 0 }],
  ['CT-15', 'INVALIDBINDFLAGS', { ...immutable, BindFlags: 0 }, immutable],
  ['CT-15', 'INVALIDBINDFLAGS', { ...immutable, BindFlags: BIND.RENDER_TARGET }, immutable],
  ['CT-15', 'INVALIDCPUACCESSFLAGS', { ...immutable, CPUAccessFlags: CPU.READ }, immutable],
  ['CT-15', 'INVALIDINITIALDATA', { ...immutable, initialData: null }, immutable],
  ['CT-16', 'INVALIDBINDFLAGS', { ...dynamic, BindFlags: 0 }, dynamic],
  ['CT-16', 'INVALIDBINDFLAGS', { ...dynamic, BindFlags: BIND.UNORDERED_ACCESS }, dynamic],
  ['CT-16', 'INVALIDCPUACCESSFLAGS', { ...dynamic, CPUAccessFlags: 0 }, dynamic],
  ['CT-16', 'INVALIDCPUACCESSFLAGS', { ...dynamic, CPUAccessFlags: CPU.READ | CPU.WRITE }, dynamic],
  ['CT-17', 'INVALIDMIPLEVELS', { ...dynamic, MipLevels: 2 }, { ...dynamic, MipLevels: 1 }],
  [
    'CT-17',
    'INVALIDMIPLEVELS',
    { ...dynamic, MipLevels: 0 },
    { ...dynamic, MipLevels: 0, Width: 1, Height: 1 },
  ],
  ['CT-17', 'INVALIDDIMENSIONS', { ...dynamic, ArraySize: 2 }, dynamic],
  ['CT-18', 'INVALIDBINDFLAGS', { ...staging, BindFlags: BIND.SHADER_RESOURCE }, staging],
  ['CT-18', 'INVALIDCPUACCESSFLAGS', { ...staging, CPUAccessFlags: 0 }, staging],
  [
    'CT-18',
    'UNSUPPORTEDFORMAT',
    { ...staging, Format: FORMAT.D24_UNORM_S8_UINT },
    { ...staging, Format: FORMAT.R24G8_TYPELESS },
  ],
  [
    'CT-19',
    'INVALIDINITIALDATA',
    { initialData: [{ ...someData(), pSysMem: null }] },
    { initialData: [someData()] },
  ],
  ['CT-20', 'INVALIDINITIALDATA', { initialData: [someData(0)] }, { initialData: [someData(1)] }],
  [
    'CT-20',
    'INVALIDINITIALDATA',
    { initialData: [someData(4), someData(0)] },
    { Height: 1, initialData: [someData(0)] },
  ],
];

const video: readonly Case[] = [
  ...[FORMAT.NV12, FORMAT.P010, FORMAT.P016, FORMAT.OPAQUE_420].flatMap((Format): Case[] => [
    ['CT-21', 'INVALIDDIMENSIONS', { Format, Width: 641 }, { Format, Width: 642 }],
    ['CT-21', 'INVALIDDIMENSIONS', { Format, Height: 361 }, { Format, Height: 362 }],
  ]),
  ...[FORMAT.YUY2, FORMAT.Y210, FORMAT.Y216].map((Format): Case => [
    'CT-23',
    'INVALIDDIMENSIONS',
    { Format, Width: 641 },
    { Format, Height: 361 },
  ]),
  [
    'CT-23',
    'INVALIDDIMENSIONS',
    { Format: FORMAT.NV11, Width: 642 },
    { Format: FORMAT.NV11, Width: 644, Height: 361 },
  ],
  ['CT-24', 'INVALIDMIPLEVELS', { ...nv12, MipLevels: 2 }, nv12],
  [
    'CT-24',
    'INVALIDMIPLEVELS',
    { ...nv12, MipLevels: 0 },
    { ...nv12, MipLevels: 0, Format: FORMAT.B8G8R8A8_UNORM },
  ],
  ['CT-25', 'INVALIDDIMENSIONS', { ...staging, ...nv12, ArraySize: 2 }, { ...nv12, ArraySize: 2 }],
  [
    'CT-25',
    'INVALIDDIMENSIONS',
    { ...staging, ...nv12, ArraySize: 2 },
    { ...staging, ...nv12, ArraySize: 2, Format: FORMAT.YUY2 },
  ],
  ['CT-26', 'INVALIDSAMPLES', { ...nv12, ...samples(4) }, { ...samples(4), Format: FORMAT.AYUV }],
  ['VW-8', null, { ...staging, Format: FORMAT.OPAQUE_420 }, { ...staging, Format: FORMAT.NV12 }],
  [
    'CT-28',
    'INVALIDUSAGE',
    { ...dynamic, ...nv12, BindFlags: BIND.DECODER },
    { ...nv12, BindFlags: BIND.DECODER },
  ],
  [
    'CT-28',
    'UNSUPPORTEDFORMAT',
    { ...without(SUPPORT.DECODER_OUTPUT), ...nv12, BindFlags: BIND.DECODER },
    { ...without(SUPPORT.DECODER_OUTPUT), ...nv12, BindFlags: BIND.SHADER_RESOURCE },
  ],
  [
    'CT-28',
    'INVALIDBINDFLAGS',
    { ...nv12, BindFlags: BIND.DECODER | BIND.RENDER_TARGET },
    { ...nv12, BindFlags: BIND.DECODER | BIND.SHADER_RESOURCE },
  ],
  [
    'CT-28',
    'INVALIDBINDFLAGS',
    { ...nv12, BindFlags: BIND.DECODER | BIND.DEPTH_STENCIL },
    { ...nv12, BindFlags: BIND.DECODER | BIND.VIDEO_ENCODER },
  ],
  [
    'CT-29',
    'UNSUPPORTEDFORMAT',
    { ...without(SUPPORT.VIDEO_ENCODER), ...nv12, BindFlags: BIND.VIDEO_ENCODER },
    { ...without(SUPPORT.DECODER_OUTPUT), ...nv12, BindFlags: BIND.VIDEO_ENCODER },
  ],
  [
    'CT-29',
    'INVALIDBINDFLAGS',
    { ...dynamic, ...nv12, BindFlags: BIND.VIDEO_ENCODER },
    { ...nv12, BindFlags: BIND.VIDEO_ENCODER | BIND.RENDER_TARGET },
  ],
];

const misc: readonly Case[] = [
  [
    'CT-31',
    'INVALIDMISCFLAGS',
    { MiscFlags: MISC.RESTRICTED_CONTENT, limits: { ...limits, hasContentProtection: false } },
    { MiscFlags: MISC.RESTRICTED_CONTENT },
  ],
  ...[MISC.RESTRICT_SHARED_RESOURCE, MISC.RESTRICT_SHARED_RESOURCE_DRIVER].map((restriction): Case => [
    'CT-32',
    'INVALIDMISCFLAGS',
    { MiscFlags: restriction },
    { MiscFlags: restriction | MISC.SHARED },
  ]),
  [
    'CT-34',
    'INVALIDUSAGE',
    { ...staging, MiscFlags: MISC.HW_PROTECTED },
    { BindFlags: 0, MiscFlags: MISC.HW_PROTECTED },
  ],
  ['CT-34', 'INVALIDUSAGE', { ...dynamic, MiscFlags: MISC.HW_PROTECTED }, { MiscFlags: MISC.HW_PROTECTED }],
  [
    'CT-34',
    'INVALIDMISCFLAGS',
    { MiscFlags: MISC.HW_PROTECTED, limits: { ...limits, hasHardwareProtection: false } },
    { MiscFlags: 0, limits: { ...limits, hasHardwareProtection: false } },
  ],
  ['CT-36', 'INVALIDMISCFLAGS', { ...staging, MiscFlags: MISC.SHARED }, { MiscFlags: MISC.SHARED }],
  [
    'CT-37',
    'INVALIDMISCFLAGS',
    { MiscFlags: MISC.SHARED | MISC.SHARED_KEYEDMUTEX },
    { MiscFlags: MISC.SHARED_KEYEDMUTEX },
  ],
  ['CT-38', 'INVALIDMISCFLAGS', { MiscFlags: MISC.SHARED_NTHANDLE }, ntHandle],
  ['CT-39', null, { ...ntHandle, MipLevels: 2 }, { MiscFlags: MISC.SHARED, MipLevels: 2 }],
  // Wine's test_create_texture2d: 1, 3 and 5 fail; 7 and 10 do not.
  ...[1, 3, 5].map((ArraySize): Case => ['CT-40', 'INVALIDDIMENSIONS', { ...cube, ArraySize }, cube]),
  ...[7, 10].map((ArraySize): Case => [
    'CT-41',
    null,
    { ...cube, ArraySize, limits: atLevel(LEVEL.LEVEL_10_0) },
    { ...cube, ArraySize, limits: atLevel(LEVEL.LEVEL_10_1) },
  ]),
  [
    'CT-42',
    'INVALIDMISCFLAGS',
    { MiscFlags: MISC.GENERATE_MIPS, BindFlags: BIND.SHADER_RESOURCE },
    { MiscFlags: MISC.GENERATE_MIPS, BindFlags: BIND.SHADER_RESOURCE | BIND.RENDER_TARGET },
  ],
  [
    'CT-42',
    'INVALIDMISCFLAGS',
    { MiscFlags: MISC.GENERATE_MIPS, BindFlags: BIND.RENDER_TARGET },
    { MiscFlags: 0, BindFlags: BIND.RENDER_TARGET },
  ],
  ['CT-43', 'INVALIDMISCFLAGS', { ...gdi, Format: FORMAT.B8G8R8X8_UNORM }, gdi],
  [
    'CT-43',
    'INVALIDMISCFLAGS',
    { ...gdi, Format: FORMAT.R8G8B8A8_UNORM },
    { ...gdi, Format: FORMAT.B8G8R8A8_TYPELESS },
  ],
  [
    'CT-43',
    'INVALIDMISCFLAGS',
    { ...gdi, BindFlags: BIND.SHADER_RESOURCE },
    { ...gdi, Format: FORMAT.B8G8R8A8_UNORM_SRGB },
  ],
  ['CT-43', 'INVALIDMISCFLAGS', { ...gdi, MipLevels: 2 }, gdi],
  ['CT-43', 'INVALIDMISCFLAGS', { ...gdi, ...samples(4) }, gdi],
  ['CT-43', 'INVALIDMISCFLAGS', { ...gdi, ...immutable, BindFlags: BIND.SHADER_RESOURCE }, gdi],
  ['CT-43', 'INVALIDMISCFLAGS', { ...gdi, MiscFlags: MISC.GDI_COMPATIBLE | MISC.SHARED_KEYEDMUTEX }, gdi],
  ['CT-43', 'INVALIDMISCFLAGS', { ...gdi, MiscFlags: MISC.GDI_COMPATIBLE | MISC.RESOURCE_CLAMP }, gdi],
  ...[MISC.BUFFER_STRUCTURED, MISC.BUFFER_ALLOW_RAW_VIEWS, MISC.DRAWINDIRECT_ARGS, MISC.TILE_POOL].map(
    (MiscFlags): Case => ['CT-44', 'INVALIDMISCFLAGS', { MiscFlags }, { MiscFlags: MISC.TILED }],
  ),
];

const cases: readonly Case[] = [...sizes, ...formatAndSamples, ...flagWords, ...usages, ...video, ...misc];

const full = (message: string | null) =>
  message === null || message.startsWith('CREATERESOURCE_') ? message : `CREATETEXTURE2D_${message}`;

/** What a device can is functions, which no name shows. */
const shown = (change: Change) => JSON.stringify({ ...change, limits: undefined });

describe('CreateTexture2D', () => {
  it.each(cases.map((one) => [one[0], String(one[1]), shown(one[2]), shown(one[3]), one] as const))(
    '%s, %s: %s, not %s',
    (id, _message, _broken, _neighbour, [, message, broken, neighbour]) => {
      expect(answer(broken)).toEqual([id, full(message)]);
      expect(answer(neighbour)).toBeNull();
    },
  );

  it('has a case for every row', () => {
    const tried = cases.map(([id, message]) => [id, full(message)] as const);
    expect(untried(createTexture2DRules, tried)).toEqual([]);
  });

  it('takes arrays of NV12 for a decoder where the driver says so (CT-27), and for shaders (CT-30)', () => {
    expect(answer({ ...nv12, BindFlags: BIND.DECODER, ArraySize: 17 })).toBeNull();
    expect(answer({ ...nv12, BindFlags: BIND.DECODER | BIND.SHADER_RESOURCE, ArraySize: 17 })).toBeNull();
  });

  it('takes either restriction of sharing without the other (CT-33)', () => {
    for (const restriction of [MISC.RESTRICT_SHARED_RESOURCE, MISC.RESTRICT_SHARED_RESOURCE_DRIVER])
      expect(answer({ MiscFlags: restriction | MISC.SHARED_KEYEDMUTEX })).toBeNull();
  });

  it('takes all levels for MipLevels 0 (CT-5), shared ones too (CT-39)', () => {
    expect(answer({ MipLevels: 0 })).toBeNull();
    expect(answer({ MipLevels: 0, MiscFlags: MISC.SHARED })).toBeNull();
  });
});
