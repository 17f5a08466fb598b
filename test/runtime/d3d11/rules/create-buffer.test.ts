import { describe, expect, it } from '@jest/globals';
import { createBufferRules, keptBufferDesc } from '../../../../src/runtime/d3d11/rules/index.js';
import {
  BIND,
  CPU,
  LEVEL,
  MISC,
  USAGE,
  answerOf,
  atLevel,
  createBuffer,
  limits,
  noOptions,
  someData,
  untried,
} from './subjects.js';

type Change = Parameters<typeof createBuffer>[0];

const answer = (change: Change) => answerOf(createBufferRules, createBuffer(change));

const without = { ...limits, options: noOptions };
const constants = { BindFlags: BIND.CONSTANT_BUFFER };
const immutable = { Usage: USAGE.IMMUTABLE, BindFlags: BIND.SHADER_RESOURCE, initialData: someData() };
const dynamic = { Usage: USAGE.DYNAMIC, BindFlags: BIND.VERTEX_BUFFER, CPUAccessFlags: CPU.WRITE };
const staging = { Usage: USAGE.STAGING, CPUAccessFlags: CPU.READ };
const structured = {
  MiscFlags: MISC.BUFFER_STRUCTURED,
  BindFlags: BIND.SHADER_RESOURCE,
  StructureByteStride: 16,
};
const raw = { MiscFlags: MISC.BUFFER_ALLOW_RAW_VIEWS, BindFlags: BIND.SHADER_RESOURCE };
const tiles = { MiscFlags: MISC.TILE_POOL, ByteWidth: 131072 };
const level9 = { limits: atLevel(LEVEL.LEVEL_9_3) };

/** A rule, its message without CREATEBUFFER_ in front, what breaks it, and the nearest that does not. */
const cases: readonly (readonly [id: string, message: string, broken: Change, neighbour: Change])[] = [
  ['CB-3', 'INVALIDDIMENSIONS', { ByteWidth: 0 }, { ByteWidth: 1 }],
  ['CB-4', 'INVALIDDIMENSIONS', { ...constants, ByteWidth: 24 }, { ...constants, ByteWidth: 32 }],
  [
    'CB-5',
    'INVALIDCONSTANTBUFFERBINDINGS',
    { BindFlags: BIND.CONSTANT_BUFFER | BIND.VERTEX_BUFFER },
    { BindFlags: BIND.INDEX_BUFFER | BIND.VERTEX_BUFFER },
  ],
  [
    'CB-6',
    'INVALIDDIMENSIONS',
    { ...constants, ByteWidth: 65552, limits: without },
    { ...constants, ByteWidth: 65536, limits: without },
  ],
  ['CB-7', 'UNRECOGNIZEDUSAGE', { Usage: 4 }, { Usage: 0 }],
  ['CB-8', 'UNRECOGNIZEDBINDFLAGS', { BindFlags: 0x100 }, { BindFlags: 0x80 }],
  ['CB-8', 'UNRECOGNIZEDBINDFLAGS', { BindFlags: 0x80000000 }, { BindFlags: 0x10 }],
  [
    'CB-8',
    'UNRECOGNIZEDCPUACCESSFLAGS',
    { ...staging, CPUAccessFlags: 0x50000 },
    { ...staging, CPUAccessFlags: 0x30000 },
  ],
  ['CB-8', 'UNRECOGNIZEDMISCFLAGS', { MiscFlags: 0x400 }, { MiscFlags: 0x800 }],
  ['CB-9', 'INVALIDBINDFLAGS', { BindFlags: BIND.DEPTH_STENCIL }, { BindFlags: BIND.RENDER_TARGET }],
  ['CB-9', 'INVALIDBINDFLAGS', { BindFlags: BIND.DECODER }, { BindFlags: BIND.STREAM_OUTPUT }],
  ['CB-9', 'INVALIDBINDFLAGS', { BindFlags: BIND.VIDEO_ENCODER }, { BindFlags: BIND.UNORDERED_ACCESS }],
  ['CB-10', 'INVALIDCPUACCESSFLAGS', { CPUAccessFlags: CPU.WRITE }, { CPUAccessFlags: 0 }],
  [
    'CB-10',
    'INVALIDCPUACCESSFLAGS',
    { BindFlags: BIND.SHADER_RESOURCE | BIND.UNORDERED_ACCESS, CPUAccessFlags: CPU.READ },
    { BindFlags: BIND.UNORDERED_ACCESS, CPUAccessFlags: CPU.READ },
  ],
  [
    'CB-10',
    'INVALIDCPUACCESSFLAGS',
    { BindFlags: BIND.SHADER_RESOURCE, CPUAccessFlags: CPU.READ, limits: without },
    { BindFlags: BIND.SHADER_RESOURCE, CPUAccessFlags: CPU.READ },
  ],
  [
    'CB-10',
    'INVALIDCPUACCESSFLAGS',
    { BindFlags: BIND.SHADER_RESOURCE, CPUAccessFlags: CPU.READ, limits: atLevel(LEVEL.LEVEL_10_1) },
    { BindFlags: BIND.SHADER_RESOURCE, CPUAccessFlags: CPU.READ, limits: atLevel(LEVEL.LEVEL_11_0) },
  ],
  ['CB-11', 'INVALIDBINDFLAGS', { ...immutable, BindFlags: 0 }, immutable],
  [
    'CB-11',
    'INVALIDBINDFLAGS',
    { ...immutable, BindFlags: BIND.STREAM_OUTPUT },
    { ...immutable, BindFlags: BIND.VERTEX_BUFFER },
  ],
  [
    'CB-11',
    'INVALIDBINDFLAGS',
    { ...immutable, BindFlags: BIND.SHADER_RESOURCE | BIND.UNORDERED_ACCESS },
    { ...immutable, BindFlags: BIND.SHADER_RESOURCE | BIND.INDEX_BUFFER },
  ],
  ['CB-12', 'INVALIDCPUACCESSFLAGS', { ...immutable, CPUAccessFlags: CPU.READ }, immutable],
  ['CB-13', 'INVALIDINITIALDATA', { ...immutable, initialData: null }, immutable],
  ['CB-14', 'INVALIDBINDFLAGS', { ...dynamic, BindFlags: 0 }, dynamic],
  [
    'CB-14',
    'INVALIDBINDFLAGS',
    { ...dynamic, BindFlags: BIND.RENDER_TARGET },
    { ...dynamic, BindFlags: BIND.CONSTANT_BUFFER },
  ],
  ['CB-15', 'INVALIDCPUACCESSFLAGS', { ...dynamic, CPUAccessFlags: 0 }, dynamic],
  ['CB-15', 'INVALIDCPUACCESSFLAGS', { ...dynamic, CPUAccessFlags: CPU.READ }, dynamic],
  ['CB-15', 'INVALIDCPUACCESSFLAGS', { ...dynamic, CPUAccessFlags: CPU.READ | CPU.WRITE }, dynamic],
  ['CB-16', 'INVALIDBINDFLAGS', { ...staging, BindFlags: BIND.SHADER_RESOURCE }, staging],
  ['CB-17', 'INVALIDCPUACCESSFLAGS', { ...staging, CPUAccessFlags: 0 }, staging],
  [
    'CB-19',
    'INVALIDSTRUCTURESTRIDE',
    { ...structured, StructureByteStride: 2052, ByteWidth: 2052 },
    { ...structured, StructureByteStride: 2048, ByteWidth: 2048 },
  ],
  ['CB-20', 'INVALIDSTRUCTURESTRIDE', { ...structured, ByteWidth: 1032 }, { ...structured, ByteWidth: 1040 }],
  ['CB-22', 'INVALIDMISCFLAGS', { ...raw, BindFlags: BIND.VERTEX_BUFFER }, raw],
  ['CB-22', 'INVALIDMISCFLAGS', { ...raw, BindFlags: 0 }, { ...raw, BindFlags: BIND.UNORDERED_ACCESS }],
  [
    'CB-23',
    'INVALIDMISCFLAGS',
    { ...structured, MiscFlags: MISC.BUFFER_STRUCTURED | MISC.BUFFER_ALLOW_RAW_VIEWS },
    structured,
  ],
  ['CB-24', 'INVALIDMISCFLAGS', { MiscFlags: MISC.GENERATE_MIPS }, { MiscFlags: 0 }],
  ['CB-24', 'INVALIDMISCFLAGS', { MiscFlags: MISC.TEXTURECUBE }, { MiscFlags: MISC.DRAWINDIRECT_ARGS }],
  ['CB-24', 'INVALIDMISCFLAGS', { MiscFlags: MISC.GDI_COMPATIBLE }, { MiscFlags: MISC.SHARED }],
  ['CB-24', 'INVALIDMISCFLAGS', { MiscFlags: MISC.RESOURCE_CLAMP }, { MiscFlags: MISC.SHARED_KEYEDMUTEX }],
  ['CB-26', 'INVALIDMISCFLAGS', { ...tiles, ByteWidth: 65537 }, { ...tiles, ByteWidth: 65536 }],
  ['CB-26', 'INVALIDMISCFLAGS', { ...tiles, MiscFlags: MISC.TILE_POOL | MISC.SHARED }, tiles],
  ['CB-26', 'INVALIDMISCFLAGS', { ...tiles, BindFlags: BIND.SHADER_RESOURCE }, tiles],
  ['CB-26', 'INVALIDMISCFLAGS', { ...tiles, ...staging }, tiles],
  [
    'CB-26',
    'INVALIDMISCFLAGS',
    { ...tiles, ...immutable },
    { ...tiles, ...immutable, MiscFlags: MISC.SHARED },
  ],
  [
    'CB-27',
    'CREATERESOURCE_NO_VB_AND_IB_BIND',
    { ...level9, BindFlags: BIND.VERTEX_BUFFER | BIND.INDEX_BUFFER },
    { ...level9, BindFlags: BIND.INDEX_BUFFER },
  ],
  [
    'CB-27',
    'CREATERESOURCE_NO_VB_AND_IB_BIND',
    { ...level9, BindFlags: BIND.VERTEX_BUFFER | BIND.INDEX_BUFFER },
    { limits: atLevel(LEVEL.LEVEL_10_0), BindFlags: BIND.VERTEX_BUFFER | BIND.INDEX_BUFFER },
  ],
  [
    'CB-27',
    'CREATERESOURCE_ONLY_VB_IB_FOR_BUFFERS',
    { ...level9, BindFlags: BIND.SHADER_RESOURCE },
    { ...level9, ...constants },
  ],
];

const full = (message: string) =>
  message.startsWith('CREATERESOURCE_') ? message : `CREATEBUFFER_${message}`;

describe('CreateBuffer', () => {
  it.each(cases)('%s, %s: %j, not %j', (id, message, broken, neighbour) => {
    expect(answer(broken)).toEqual([id, full(message)]);
    expect(answer(neighbour)).toBeNull();
  });

  it('has a case for every row', () => {
    const tried = cases.map(([id, message]) => [id, full(message)] as const);
    expect(untried(createBufferRules, tried)).toEqual([]);
  });

  // Wine's test_create_buffer.
  it.each([0, 1, 2, 3, 5, 513, 0xffffffff])('structures of %d bytes there are not (CB-19)', (stride) => {
    const desc = { ...structured, ByteWidth: 1024, StructureByteStride: stride };
    expect(answer(desc)).toEqual(['CB-19', 'CREATEBUFFER_INVALIDSTRUCTURESTRIDE']);
  });

  it.each([4, 8, 16, 512, 1024])('structures of %d bytes there are (CB-19)', (stride) => {
    expect(answer({ ...structured, ByteWidth: 1024, StructureByteStride: stride })).toBeNull();
  });

  it('takes large constant buffers where the driver binds a part of them (CB-6)', () => {
    expect(answer({ ...constants, ByteWidth: 1 << 20 })).toBeNull();
  });

  it('takes staging buffers to read, to write, and for both (CB-18)', () => {
    for (const CPUAccessFlags of [CPU.READ, CPU.WRITE, CPU.READ | CPU.WRITE])
      expect(answer({ ...staging, CPUAccessFlags })).toBeNull();
  });

  it('takes shared default buffers (CB-25)', () => {
    expect(answer({ MiscFlags: MISC.SHARED })).toBeNull();
    expect(answer({ MiscFlags: MISC.SHARED_KEYEDMUTEX })).toBeNull();
  });

  it('takes a stride that nothing needs, and forgets it (CB-21)', () => {
    const { desc } = createBuffer({ StructureByteStride: 3 });
    expect(answer(desc)).toBeNull();
    expect(keptBufferDesc(desc)).toEqual({ ...desc, StructureByteStride: 0 });
    const kept = createBuffer(structured).desc;
    expect(keptBufferDesc(kept)).toEqual(kept);
    expect(keptBufferDesc(kept)).not.toBe(kept);
  });
});
