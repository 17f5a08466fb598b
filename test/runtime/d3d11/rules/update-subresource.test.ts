import { describe, expect, it } from '@jest/globals';
import type { SubresourceUpdate } from '../../../../src/runtime/d3d11/rules/index.js';
import {
  firstBroken,
  updateBytes,
  updateSubresourceRules,
} from '../../../../src/runtime/d3d11/rules/index.js';
import { BIND, FORMAT, USAGE, answerOf, buffer, texture, untried } from './subjects.js';

type Change = Partial<SubresourceUpdate>;

const update = (change: Change): SubresourceUpdate => ({
  destination: texture(),
  subresource: 0,
  box: null,
  takesPartsOfConstantBuffers: false,
  ...change,
});

const answer = (change: Change) => answerOf(updateSubresourceRules, update(change));

const box = (left: number, top: number, right: number, bottom: number) => ({
  left,
  top,
  front: 0,
  right,
  bottom,
  back: 1,
});

const ofUsage = (Usage: number) => ({ destination: texture({ Usage }) });
const constants = { destination: buffer({ BindFlags: BIND.CONSTANT_BUFFER }) };
const nv12 = { destination: texture({ Format: FORMAT.NV12, Width: 64, Height: 32 }) };

/** A rule, its message without UPDATESUBRESOURCE_ in front, what breaks it, and the nearest that does not. */
const cases: readonly (readonly [id: string, message: string | null, broken: Change, neighbour: Change])[] = [
  ['US-1', 'INVALIDDESTINATIONSTATE', ofUsage(USAGE.IMMUTABLE), ofUsage(USAGE.DEFAULT)],
  ['US-1', 'INVALIDDESTINATIONSTATE', ofUsage(USAGE.DYNAMIC), ofUsage(USAGE.DEFAULT)],
  [
    'US-1',
    'INVALIDDESTINATIONSTATE',
    { destination: texture({ Format: FORMAT.D16_UNORM }) },
    { destination: texture({ Format: FORMAT.R16_UNORM }) },
  ],
  [
    'US-1',
    'INVALIDDESTINATIONSTATE',
    { destination: texture({ SampleDesc: { Count: 2, Quality: 0 } }) },
    { destination: texture({ SampleDesc: { Count: 1, Quality: 0 } }) },
  ],
  ['US-2', 'INVALIDDESTINATIONSTATE', ofUsage(USAGE.STAGING), ofUsage(USAGE.DEFAULT)],
  ['US-3', 'INVALIDDESTINATIONSUBRESOURCE', { subresource: 1 }, { subresource: 0 }],
  ['US-4', 'EMPTYDESTBOX', { box: box(2, 2, 2, 4) }, { box: box(2, 2, 3, 4) }],
  ['US-5', 'INVALIDDESTINATIONBOX', { box: box(0, 0, 1, 513) }, { box: box(0, 0, 1, 512) }],
  [
    'US-5',
    'INVALIDDESTINATIONBOX',
    { destination: buffer(), box: box(1000, 0, 1025, 1) },
    { destination: buffer(), box: box(1000, 0, 1024, 1) },
  ],
  ['US-6', 'INVALIDDESTINATIONBOX', { ...constants, box: box(0, 0, 16, 1) }, constants],
  [
    'US-6',
    'INVALIDDESTINATIONBOX',
    { ...constants, box: box(0, 0, 16, 1) },
    { ...constants, box: box(0, 0, 16, 1), takesPartsOfConstantBuffers: true },
  ],
  ['US-7', null, { ...nv12, box: box(1, 0, 4, 4) }, { ...nv12, box: box(2, 0, 4, 4) }],
  ['US-7', null, { ...nv12, box: box(0, 0, 4, 3) }, { box: box(1, 1, 4, 4) }],
  ['US-8', 'INVALIDDESTINATIONSTATE', { destination: texture({}, [0]) }, { destination: texture({}) }],
];

const full = (message: string | null) => message && `UPDATESUBRESOURCE_${message}`;

describe('UpdateSubresource', () => {
  it.each(cases)('%s, %s: %j, not %j', (id, message, broken, neighbour) => {
    expect(answer(broken)).toEqual([id, full(message)]);
    expect(answer(neighbour)).toBeNull();
  });

  it('has a case for every row', () => {
    const tried = cases.map(([id, message]) => [id, full(message)] as const);
    expect(untried(updateSubresourceRules, tried)).toEqual([]);
  });

  it('says without alarm that a box is empty (US-4)', () => {
    const empty = firstBroken(updateSubresourceRules, update({ box: box(1, 1, 1, 1) }), new Set());
    expect(empty?.isInformation).toBe(true);
  });

  it('reads luma and chroma of NV12, one after the other (US-7)', () => {
    // 8x4 texels: 4 rows of Y and 2 of UV; the last row without what is left of the pitch.
    expect(updateBytes(update({ ...nv12, box: box(2, 2, 10, 6) }), 100)).toBe(5 * 100 + 8);
    expect(updateBytes(update(nv12), 64)).toBe((64 * 32 * 3) / 2);
  });

  it('reads the bytes of a box in a buffer, and of a level', () => {
    expect(updateBytes(update({ destination: buffer(), box: box(100, 0, 130, 1) }), 0)).toBe(30);
    expect(updateBytes(update({ destination: buffer() }), 0)).toBe(1024);
    const mips = update({ destination: texture({ MipLevels: 0 }), subresource: 9 });
    expect(updateBytes(mips, 4)).toBe(4);
    expect(updateBytes(update({ destination: texture({ Format: FORMAT.OPAQUE_420 }) }), 4)).toBeUndefined();
  });
});
