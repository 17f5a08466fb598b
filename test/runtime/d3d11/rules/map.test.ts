import { describe, expect, it } from '@jest/globals';
import type { MapCall } from '../../../../src/runtime/d3d11/rules/index.js';
import { firstBroken, mapRules, unmapRules } from '../../../../src/runtime/d3d11/rules/index.js';
import {
  BIND,
  CPU,
  DO_NOT_WAIT,
  FORMAT,
  MAP,
  USAGE,
  answerOf,
  buffer,
  limits,
  noOptions,
  texture,
  untried,
} from './subjects.js';

const readable = buffer({ Usage: USAGE.STAGING, CPUAccessFlags: CPU.READ });
const writable = buffer({ Usage: USAGE.STAGING, CPUAccessFlags: CPU.WRITE });
const both = { Usage: USAGE.STAGING, BindFlags: 0, CPUAccessFlags: CPU.READ | CPU.WRITE };
const dynamic = { Usage: USAGE.DYNAMIC, CPUAccessFlags: CPU.WRITE };
const vertices = buffer({ ...dynamic, BindFlags: BIND.VERTEX_BUFFER });
const constants = buffer({ ...dynamic, BindFlags: BIND.CONSTANT_BUFFER });
const shaderBuffer = buffer({ ...dynamic, BindFlags: BIND.SHADER_RESOURCE });
const frame = texture(dynamic);
const onDefault = texture({ CPUAccessFlags: CPU.READ | CPU.WRITE });

type Change = Partial<MapCall>;

const call = (change: Change): MapCall => ({
  resource: readable,
  subresource: 0,
  mapType: MAP.READ,
  mapFlags: 0,
  wantsPointer: true,
  isDeferred: false,
  wasDiscarded: false,
  options: limits.options,
  ...change,
});

const answer = (change: Change) => answerOf(mapRules, call(change));

const discard: Change = { resource: frame, mapType: MAP.WRITE_DISCARD };
const append: Change = { resource: vertices, mapType: MAP.WRITE_NO_OVERWRITE };

/** A rule, its message without RESOURCE_MAP_ in front, what breaks it, and the nearest that does not. */
const cases: readonly (readonly [id: string, message: string | null, broken: Change, neighbour: Change])[] = [
  ['MP-2', 'INVALIDSUBRESOURCE', { subresource: 1 }, { subresource: 0 }],
  [
    'MP-2',
    'INVALIDSUBRESOURCE',
    { resource: texture({ ...both, MipLevels: 0, ArraySize: 2 }), subresource: 20 },
    { resource: texture({ ...both, MipLevels: 0, ArraySize: 2 }), subresource: 19 },
  ],
  ['MP-3', 'INVALIDMAPTYPE', { resource: writable }, { resource: readable }],
  ['MP-4', 'INVALIDMAPTYPE', { mapType: MAP.WRITE }, { resource: writable, mapType: MAP.WRITE }],
  ['MP-5', 'INVALIDMAPTYPE', { resource: frame, mapType: MAP.WRITE }, discard],
  [
    'MP-6',
    'INVALIDMAPTYPE',
    { mapType: MAP.READ_WRITE },
    { resource: buffer(both), mapType: MAP.READ_WRITE },
  ],
  ['MP-6', 'INVALIDMAPTYPE', { resource: writable, mapType: MAP.READ_WRITE }, { resource: buffer(both) }],
  [
    'MP-7',
    'INVALIDMAPTYPE',
    { resource: writable, mapType: MAP.WRITE_DISCARD },
    { resource: vertices, mapType: MAP.WRITE_DISCARD },
  ],
  ['MP-8', 'INVALIDMAPTYPE', { ...append, resource: frame }, append],
  [
    'MP-10',
    'INVALIDMAPTYPE',
    { ...append, resource: constants, options: noOptions },
    { ...append, options: noOptions },
  ],
  [
    'MP-10',
    'INVALIDMAPTYPE',
    { ...append, resource: constants, options: { ...noOptions, MapNoOverwriteOnDynamicBufferSRV: 1 } },
    { ...append, resource: constants, options: { ...noOptions, MapNoOverwriteOnDynamicConstantBuffer: 1 } },
  ],
  [
    'MP-10',
    'INVALIDMAPTYPE',
    { ...append, resource: shaderBuffer, options: noOptions },
    { ...append, resource: shaderBuffer, options: { ...noOptions, MapNoOverwriteOnDynamicBufferSRV: 1 } },
  ],
  ['MP-11', 'INVALIDMAPTYPE', { ...append, resource: writable }, append],
  ['MP-12', 'INVALIDMAPTYPE', { mapType: 0 }, { mapType: 1 }],
  ['MP-12', 'INVALIDMAPTYPE', { ...append, mapType: 6 }, append],
  ['MP-13', 'INVALIDFLAGS', { mapFlags: 1 }, { mapFlags: DO_NOT_WAIT }],
  ['MP-14', 'INVALIDFLAGS', { ...discard, mapFlags: DO_NOT_WAIT }, discard],
  ['MP-14', 'INVALIDFLAGS', { ...append, mapFlags: DO_NOT_WAIT }, append],
  [
    'MP-16',
    'ALREADYMAPPED',
    { resource: texture({ ...both, ArraySize: 2 }, [1]), subresource: 1 },
    { resource: texture({ ...both, ArraySize: 2 }, [1]), subresource: 0 },
  ],
  ['MP-18', null, { resource: onDefault }, { resource: onDefault, wantsPointer: false }],
  ['MP-18', null, { resource: onDefault }, { resource: { ...onDefault, textureLayout: 1 } }],
  ['MP-18', null, { wantsPointer: false }, { wantsPointer: true }],
  ['MP-22', 'INVALIDMAPTYPE', { isDeferred: true }, { ...discard, isDeferred: true }],
  [
    'MP-22',
    'INVALIDMAPTYPE',
    { isDeferred: true, resource: writable, mapType: MAP.WRITE },
    { resource: writable, mapType: MAP.WRITE },
  ],
  [
    'MP-22',
    'INVALIDMAPTYPE',
    { isDeferred: true, resource: buffer(both), mapType: MAP.READ_WRITE },
    { resource: buffer(both), mapType: MAP.READ_WRITE },
  ],
  [
    'MP-23',
    'WITHOUT_INITIAL_DISCARD',
    { ...append, isDeferred: true },
    { ...append, isDeferred: true, wasDiscarded: true },
  ],
];

const full = (message: string | null) => message && `RESOURCE_MAP_${message}`;

describe('Map', () => {
  it.each(cases)('%s, %s: %j, not %j', (id, message, broken, neighbour) => {
    expect(answer(broken)).toEqual([id, full(message)]);
    expect(answer(neighbour)).toBeNull();
  });

  it('has a case for every row', () => {
    const tried = cases.map(([id, message]) => [id, full(message)] as const);
    expect(untried(mapRules, tried)).toEqual([]);
  });

  it('writes on in vertex and index buffers of every driver (MP-9)', () => {
    for (const BindFlags of [BIND.VERTEX_BUFFER, BIND.INDEX_BUFFER])
      expect(
        answer({ ...append, resource: buffer({ ...dynamic, BindFlags }), options: noOptions }),
      ).toBeNull();
  });

  it('has a code of its own for what a deferred context has not discarded (MP-23)', () => {
    const code = (change: Change) => firstBroken(mapRules, call(change), new Set())?.hresult;
    expect(code({ ...append, isDeferred: true })).toBe(0x887c0004);
    expect(code({ isDeferred: true })).toBeUndefined();
  });
});

describe('Unmap', () => {
  const mapped = texture({ ...both, Format: FORMAT.NV12, ArraySize: 2 }, [1]);

  it('says what is not mapped (UM-1), and what there is not (UM-2)', () => {
    const unmap = (subresource: number) => answerOf(unmapRules, { resource: mapped, subresource });
    expect(unmap(0)).toEqual(['UM-1', 'RESOURCE_UNMAP_NOTMAPPED']);
    expect(unmap(1)).toBeNull();
    expect(unmap(2)).toEqual(['UM-2', 'RESOURCE_UNMAP_INVALIDSUBRESOURCE']);
  });
});
