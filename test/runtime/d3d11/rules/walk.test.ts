/** Descriptions at random: no rule throws, and what is let through is what Microsoft's pages allow in plain words. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { valuesByName } from 'softumd/abi';
import type {
  BufferCreation,
  RuleId,
  RuleTable,
  Texture2DCreation,
} from '../../../../src/runtime/d3d11/rules/index.js';
import {
  createBufferRules,
  createTexture2DRules,
  firstBroken,
  inferredRules,
  shortTextureData,
  subresourceCount,
} from '../../../../src/runtime/d3d11/rules/index.js';
import {
  BIND,
  CPU,
  FORMAT,
  LEVEL,
  MISC,
  USAGE,
  createBuffer,
  createTexture2D,
  limits,
  someData,
} from './subjects.js';

const words = (values: object, most: number) =>
  fc
    .subarray(Object.values(values) as number[], { maxLength: most })
    .map((bits) => bits.reduce((all, one) => (all | one) >>> 0, 0));

const bindFlags = words(valuesByName(BIND), 2);
const miscFlags = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: words(valuesByName(MISC), 2) },
);
const cpuAccess = words(valuesByName(CPU), 2);
const usage = fc.integer({ min: 0, max: 3 });
const anything = fc.nat(0xffffffff);
const level = fc.constantFrom(...Object.values(valuesByName(LEVEL)));

const bufferChange = fc.record({
  ByteWidth: fc.constantFrom(0, 1, 16, 24, 1024, 65536, 131072, 0xfffffff0),
  Usage: usage,
  BindFlags: bindFlags,
  CPUAccessFlags: cpuAccess,
  MiscFlags: miscFlags,
  StructureByteStride: fc.constantFrom(0, 3, 4, 16, 2048, 2052),
  initialData: fc.constantFrom(null, someData(0)),
  limits: level.map((featureLevel) => ({ ...limits, featureLevel })),
});

const side = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(2, 64, 512) },
  { weight: 1, arbitrary: fc.constantFrom(0, 1, 63, 8192, 16384, 0xffffffff) },
);

/** Mostly the first, that a description which only one thing is wrong with is not rare. */
const mostly = <T>(usual: T, ...others: readonly T[]) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: fc.constantFrom(usual, ...others) },
  );

const textureChange = fc.record({
  Width: side,
  Height: side,
  MipLevels: mostly(1, 0, 2, 7, 40),
  ArraySize: mostly(1, 0, 2, 6, 7, 2048, 0xffffffff),
  Format: fc.oneof(
    fc.constantFrom(FORMAT.NV12, FORMAT.B8G8R8A8_UNORM),
    fc.constantFrom(...Object.values(valuesByName(FORMAT))),
  ),
  SampleDesc: mostly({ Count: 1, Quality: 0 }, { Count: 4, Quality: 0 }, { Count: 0, Quality: 1 }),
  Usage: usage,
  BindFlags: fc.oneof(fc.constant(BIND.SHADER_RESOURCE), bindFlags),
  CPUAccessFlags: cpuAccess,
  MiscFlags: miscFlags,
  initialData: fc.constantFrom(null, [], [someData()], [someData(0)]),
  limits: level.map((featureLevel) => ({ ...limits, featureLevel })),
});

const none: ReadonlySet<RuleId> = new Set();
const passes = <Subject>(table: RuleTable<Subject>, subject: Subject) =>
  firstBroken(table, subject, none) === undefined;

type Common = Pick<BufferCreation['desc'], 'Usage' | 'BindFlags' | 'CPUAccessFlags'>;

const gpuWrites = BIND.RENDER_TARGET | BIND.STREAM_OUTPUT | BIND.DEPTH_STENCIL | BIND.UNORDERED_ACCESS;

/** The page of D3D11_USAGE. */
function expectUsage({ Usage, BindFlags, CPUAccessFlags }: Common, hasData: boolean): void {
  if (Usage === USAGE.STAGING) expect([BindFlags, CPUAccessFlags > 0]).toEqual([0, true]);
  if (Usage === USAGE.DYNAMIC) expect([BindFlags > 0, CPUAccessFlags]).toEqual([true, CPU.WRITE]);
  if (Usage === USAGE.IMMUTABLE) expect([CPUAccessFlags, hasData]).toEqual([0, true]);
  if (Usage === USAGE.DYNAMIC || Usage === USAGE.IMMUTABLE) expect(BindFlags & gpuWrites).toBe(0);
}

/** Those of so many descriptions that are let through, each checked. */
function walk<Change, Subject>(
  changes: fc.Arbitrary<Change>,
  create: (change: Change) => Subject,
  table: RuleTable<Subject>,
  check: (subject: Subject) => void,
): readonly Subject[] {
  const passed: Subject[] = [];
  fc.assert(
    fc.property(changes, (change) => {
      const subject = create(change);
      if (!passes(table, subject)) return;
      passed.push(subject);
      check(subject);
    }),
    { numRuns: 20_000, seed: 11 },
  );
  return passed;
}

function checkBuffer({ desc, initialData }: BufferCreation): void {
  expectUsage(desc, initialData !== null);
  expect(desc.ByteWidth).toBeGreaterThan(0);
  if (desc.BindFlags & BIND.CONSTANT_BUFFER)
    expect([desc.BindFlags, desc.ByteWidth % 16]).toEqual([BIND.CONSTANT_BUFFER, 0]);
  if (desc.MiscFlags & MISC.BUFFER_STRUCTURED) {
    expect(desc.StructureByteStride).toBeGreaterThanOrEqual(4);
    expect(desc.ByteWidth % desc.StructureByteStride).toBe(0);
  }
}

function checkTexture({ desc, initialData, limits: { featureLevel } }: Texture2DCreation): void {
  expectUsage(desc, initialData !== null);
  const { Width, Height, SampleDesc, Usage, MiscFlags, CPUAccessFlags } = desc;
  expect(Math.min(Width, Height, desc.ArraySize)).toBeGreaterThan(0);
  expect(Math.max(Width, Height)).toBeLessThanOrEqual(featureLevel >= LEVEL.LEVEL_11_0 ? 16384 : 8192);
  if (Usage === USAGE.DYNAMIC) expect(subresourceCount(desc)).toBe(1);
  if (SampleDesc.Count > 1)
    expect([subresourceCount(desc) / desc.ArraySize, Usage, initialData]).toEqual([1, USAGE.DEFAULT, null]);
  if (CPUAccessFlags !== 0) expect(MiscFlags).toBe(0);
  if (desc.Format === FORMAT.NV12) expect([Width % 2, Height % 2, desc.MipLevels]).toEqual([0, 0, 1]);
  if (desc.BindFlags & BIND.DECODER) expect(Usage).toBe(USAGE.DEFAULT);
}

describe('descriptions at random', () => {
  // A walk that lets nothing through says nothing.
  const usagesOf = (passed: readonly { readonly desc: Common }[]) =>
    [...new Set(passed.map(({ desc }) => desc.Usage))].sort();

  it('of buffers: what is let through is what the pages allow', () => {
    const passed = walk(bufferChange, createBuffer, createBufferRules, checkBuffer);
    expect(usagesOf(passed)).toEqual([0, 1, 2, 3]);
    for (const flag of [BIND.CONSTANT_BUFFER, BIND.VERTEX_BUFFER])
      expect(passed.some(({ desc }) => desc.BindFlags & flag)).toBe(true);
    expect(passed.some(({ desc }) => desc.MiscFlags & MISC.BUFFER_STRUCTURED)).toBe(true);
  });

  it('of textures: what is let through is what the pages allow', () => {
    const passed = walk(textureChange, createTexture2D, createTexture2DRules, checkTexture);
    expect(usagesOf(passed)).toEqual([0, 1, 2, 3]);
    expect(passed.some(({ desc }) => desc.SampleDesc.Count > 1)).toBe(true);
    expect(passed.some(({ desc }) => desc.Format === FORMAT.NV12 && desc.BindFlags & BIND.DECODER)).toBe(
      true,
    );
    expect(passed.some(({ desc }) => subresourceCount(desc) > 1)).toBe(true);
  });

  it('never make a rule throw, whatever stands in them, and with any guess switched off', () => {
    const wild = fc.record({
      ...shapeOfAnything(),
      SampleDesc: fc.record({ Count: anything, Quality: anything }),
    });
    const skipped = fc.subarray([...inferredRules]).map((ids) => new Set(ids));
    fc.assert(
      fc.property(wild, skipped, (desc, off) => {
        firstBroken(createTexture2DRules, createTexture2D(desc), off);
        firstBroken(createBufferRules, createBuffer({ ...desc, ByteWidth: desc.Width }), off);
        for (const { broken } of createTexture2DRules) broken(createTexture2D(desc));
        shortTextureData(createTexture2D({ ...desc, ArraySize: 1, MipLevels: 1 }).desc, [someData()]);
      }),
      { numRuns: 2_000, seed: 11 },
    );
  });
});

function shapeOfAnything() {
  return {
    Width: anything,
    Height: anything,
    MipLevels: anything,
    ArraySize: anything,
    Format: fc.nat(200),
    Usage: anything,
    BindFlags: anything,
    CPUAccessFlags: anything,
    MiscFlags: anything,
  };
}
