import { describe, expect, it } from '@jest/globals';
import type {
  CopyPair,
  RegionCopy,
  ResourceFacts,
  Texture2DFacts,
} from '../../../../src/runtime/d3d11/rules/index.js';
import {
  copyResourceRules,
  copySubresourceRegionRules,
  firstBroken,
} from '../../../../src/runtime/d3d11/rules/index.js';
import { BIND, CPU, FORMAT, USAGE, answerOf, buffer, texture, untried } from './subjects.js';

const samples = (Count: number, Quality = 0) => ({ SampleDesc: { Count, Quality } });
const dynamic = { Usage: USAGE.DYNAMIC, CPUAccessFlags: CPU.WRITE };

const pair = (destination: ResourceFacts, source: ResourceFacts): CopyPair => ({
  destination,
  source,
  isSameResource: destination === source,
});

const one = texture();
const bgra = (Format: number) => texture({ Format });

/** A rule, its message without COPYRESOURCE_ in front, the pair that breaks it, and the nearest that does not. */
const pairs: readonly (readonly [id: string, message: string, broken: CopyPair, neighbour: CopyPair])[] = [
  ['CP-1', 'INVALIDSOURCE', pair(one, one), pair(one, texture())],
  ['CP-2', 'INVALIDSOURCE', pair(one, buffer()), pair(buffer(), buffer())],
  ['CP-3', 'INVALIDSOURCE', pair(buffer(), buffer({ ByteWidth: 1025 })), pair(buffer(), buffer())],
  ['CP-3', 'INVALIDSOURCE', pair(one, texture({ Width: 256 })), pair(one, texture({ Width: 512 }))],
  ['CP-3', 'INVALIDSOURCE', pair(one, texture({ Height: 256 })), pair(one, texture({ Height: 512 }))],
  [
    'CP-3',
    'INVALIDSOURCE',
    pair(one, texture({ MipLevels: 0 })),
    pair(texture({ MipLevels: 10 }), texture({ MipLevels: 0 })),
  ],
  ['CP-3', 'INVALIDSOURCE', pair(one, texture({ ArraySize: 2 })), pair(one, texture({ ArraySize: 1 }))],
  [
    'CP-4',
    'INVALIDSOURCE',
    pair(bgra(FORMAT.B8G8R8A8_UNORM), bgra(FORMAT.R8G8B8A8_UNORM)),
    pair(bgra(FORMAT.B8G8R8A8_UNORM), bgra(FORMAT.B8G8R8A8_TYPELESS)),
  ],
  [
    'CP-4',
    'INVALIDSOURCE',
    pair(bgra(FORMAT.P010), bgra(FORMAT.P016)),
    pair(bgra(FORMAT.R8G8B8A8_UNORM_SRGB), bgra(FORMAT.R8G8B8A8_UNORM)),
  ],
  ['CP-5', 'INVALIDSOURCE', pair(one, texture(samples(4))), pair(one, texture(samples(1)))],
  [
    'CP-5',
    'INVALIDSOURCE',
    pair(texture(samples(4)), texture(samples(4, 1))),
    pair(texture(samples(4, 1)), texture(samples(4, 1))),
  ],
  [
    'CP-6',
    'INVALIDDESTINATIONSTATE',
    pair(texture({ Usage: USAGE.IMMUTABLE }), one),
    pair(one, texture({ Usage: USAGE.IMMUTABLE })),
  ],
  ['CP-7', 'INVALIDSOURCESTATE', pair(one, texture({}, [0])), pair(one, texture({}))],
  ['CP-7', 'INVALIDDESTINATIONSTATE', pair(texture({}, [0]), one), pair(texture({}), one)],
  ['CP-8', 'INVALIDDESTINATIONSTATE', pair(texture(dynamic), one), pair(one, texture(dynamic))],
];

describe('CopyResource', () => {
  it.each(pairs)('%s, %s: %j, not %j', (id, message, broken, neighbour) => {
    expect(answerOf(copyResourceRules, broken)).toEqual([id, `COPYRESOURCE_${message}`]);
    expect(answerOf(copyResourceRules, neighbour)).toBeNull();
  });

  it('has a case for every row', () => {
    const tried = pairs.map(([id, message]) => [id, `COPYRESOURCE_${message}`] as const);
    expect(untried(copyResourceRules, tried)).toEqual([]);
  });

  it('onto a dynamic resource can be let through (CP-8)', () => {
    expect(
      firstBroken(copyResourceRules, pair(texture(dynamic), one), new Set(['CP-8'] as const)),
    ).toBeUndefined();
  });
});

type Change = Partial<RegionCopy>;

const slices = texture({ ArraySize: 2 });

const region = (change: Change): RegionCopy => ({
  destination: one,
  destinationSubresource: 0,
  x: 0,
  y: 0,
  z: 0,
  source: slices,
  sourceSubresource: 0,
  sourceBox: null,
  isSameResource: false,
  ...change,
});

const box = (left: number, top: number, right: number, bottom: number, front = 0, back = 1) => ({
  left,
  top,
  front,
  right,
  bottom,
  back,
});

const ofBuffers = { destination: buffer(), source: buffer({ ByteWidth: 64 }) };
const nv12 = { destination: texture({ Format: FORMAT.NV12 }), source: texture({ Format: FORMAT.NV12 }) };
const depth = { Format: FORMAT.R24G8_TYPELESS, BindFlags: BIND.DEPTH_STENCIL };
const pairOf = (facts: Texture2DFacts) => ({ destination: facts, source: texture(facts.desc) });
const inside = { sourceBox: box(2, 2, 4, 4) };

/** A rule, its message without COPYSUBRESOURCEREGION_ in front, what breaks it, and the nearest that does not. */
const regions: readonly (readonly [id: string, message: string, broken: Change, neighbour: Change])[] = [
  [
    'CP-9',
    'INVALIDDESTINATIONSUBRESOURCE',
    { destinationSubresource: 1 },
    { destination: texture({ ArraySize: 2 }), destinationSubresource: 1 },
  ],
  ['CP-9', 'INVALIDSOURCESUBRESOURCE', { sourceSubresource: 2 }, { sourceSubresource: 1 }],
  ['CP-10', 'EMPTYSOURCEBOX', { sourceBox: box(4, 0, 4, 2) }, { sourceBox: box(4, 0, 5, 2) }],
  ['CP-10', 'EMPTYSOURCEBOX', { sourceBox: box(0, 4, 2, 3) }, { sourceBox: box(0, 3, 2, 4) }],
  ['CP-10', 'EMPTYSOURCEBOX', { sourceBox: box(0, 0, 2, 2, 1, 1) }, { sourceBox: box(0, 0, 2, 2) }],
  ['CP-11', 'INVALIDSOURCEBOX', { sourceBox: box(0, 0, 513, 2) }, { sourceBox: box(0, 0, 512, 2) }],
  ['CP-11', 'INVALIDSOURCEBOX', { sourceBox: box(0, 0, 2, 2, 0, 2) }, { sourceBox: box(0, 0, 2, 2) }],
  ['CP-11', 'INVALIDSOURCEBOX', { ...inside, x: 511 }, { ...inside, x: 510 }],
  ['CP-11', 'INVALIDSOURCEBOX', { ...inside, y: 511 }, { ...inside, y: 510 }],
  ['CP-11', 'INVALIDSOURCEBOX', { ...inside, z: 1 }, inside],
  ['CP-11', 'INVALIDSOURCEBOX', { x: 1 }, { x: 0 }],
  ['CP-11', 'INVALIDSOURCEBOX', { ...ofBuffers, x: 961 }, { ...ofBuffers, x: 960 }],
  [
    'CP-11',
    'INVALIDSOURCEBOX',
    { ...ofBuffers, sourceBox: box(0, 0, 16, 2) },
    { ...ofBuffers, sourceBox: box(0, 0, 16, 1) },
  ],
  [
    'CP-12',
    'INVALIDSOURCE',
    { ...inside, destination: slices, isSameResource: true },
    { ...inside, destination: slices, isSameResource: true, destinationSubresource: 1 },
  ],
  [
    'CP-14',
    'INVALIDSOURCEBOX',
    { ...pairOf(texture(depth)), ...inside },
    { ...pairOf(texture(depth)), sourceBox: box(0, 0, 512, 512) },
  ],
  [
    'CP-14',
    'INVALIDSOURCEBOX',
    { ...pairOf(texture({ Format: FORMAT.D32_FLOAT })), sourceBox: box(0, 0, 256, 512), x: 256 },
    pairOf(texture({ Format: FORMAT.D32_FLOAT })),
  ],
  ['CP-14', 'INVALIDSOURCEBOX', { ...pairOf(texture(samples(4))), ...inside }, pairOf(texture(samples(4)))],
  ['CP-15', 'INVALIDSOURCEBOX', { ...nv12, sourceBox: box(1, 2, 4, 4) }, { ...nv12, ...inside }],
  ['CP-15', 'INVALIDSOURCEBOX', { ...nv12, sourceBox: box(2, 1, 4, 4) }, { ...inside, x: 1 }],
  ['CP-15', 'INVALIDSOURCEBOX', { ...nv12, sourceBox: box(2, 2, 3, 4) }, { ...inside, y: 1 }],
  ['CP-15', 'INVALIDSOURCEBOX', { ...nv12, sourceBox: box(2, 2, 4, 5) }, { sourceBox: box(1, 1, 3, 3) }],
  ['CP-15', 'INVALIDSOURCEBOX', { ...nv12, ...inside, x: 1 }, { ...nv12, ...inside, x: 2 }],
  ['CP-15', 'INVALIDSOURCEBOX', { ...nv12, ...inside, y: 1 }, { ...nv12, ...inside, y: 2 }],
  [
    'CP-16',
    'INVALIDSOURCE',
    { destination: buffer(), sourceBox: box(0, 0, 4, 1) },
    { ...ofBuffers, sourceBox: box(0, 0, 4, 1) },
  ],
  [
    'CP-16',
    'INVALIDSOURCE',
    { destination: bgra(FORMAT.AYUV) },
    { destination: bgra(FORMAT.R8G8B8A8_TYPELESS) },
  ],
  [
    'CP-16',
    'INVALIDSOURCE',
    { destination: texture(samples(2)), source: texture(samples(4)) },
    { destination: texture(samples(4)), source: texture(samples(4)) },
  ],
  [
    'CP-16',
    'INVALIDDESTINATIONSTATE',
    { destination: texture({ Usage: USAGE.IMMUTABLE }) },
    { source: texture({ Usage: USAGE.IMMUTABLE }) },
  ],
  ['CP-16', 'INVALIDSOURCESTATE', { source: texture({}, [0]) }, { source: texture({}) }],
  ['CP-16', 'INVALIDDESTINATIONSTATE', { destination: texture({}, [0]) }, { destination: texture({}) }],
  ['CP-8', 'INVALIDDESTINATIONSTATE', { destination: texture(dynamic) }, { source: texture(dynamic) }],
];

describe('CopySubresourceRegion', () => {
  it.each(regions)('%s, %s: %j, not %j', (id, message, broken, neighbour) => {
    expect(answerOf(copySubresourceRegionRules, region(broken))).toEqual([
      id,
      `COPYSUBRESOURCEREGION_${message}`,
    ]);
    expect(answerOf(copySubresourceRegionRules, region(neighbour))).toBeNull();
  });

  it('has a case for every row', () => {
    const tried = regions.map(([id, message]) => [id, `COPYSUBRESOURCEREGION_${message}`] as const);
    expect(untried(copySubresourceRegionRules, tried)).toEqual([]);
  });

  it('says without alarm that a box is empty (CP-10)', () => {
    const severity = (change: Change) =>
      firstBroken(copySubresourceRegionRules, region(change), new Set())?.isInformation;
    expect(severity({ sourceBox: box(4, 4, 4, 4) })).toBe(true);
    expect(severity({ sourceBox: box(0, 0, 513, 1) })).toBeUndefined();
  });

  it('looks at the level that is meant', () => {
    const mips = texture({ MipLevels: 3 });
    const copy = (right: number) =>
      region({ source: mips, sourceSubresource: 2, sourceBox: box(0, 0, right, 1) });
    expect(answerOf(copySubresourceRegionRules, copy(128))).toBeNull();
    expect(answerOf(copySubresourceRegionRules, copy(129))?.[0]).toBe('CP-11');
  });
});
