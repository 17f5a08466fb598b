import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Address } from 'softumd/ddi';
import { CalcPrivateCryptoSessionSize } from 'softumd/ddi';
import type { Damage } from 'softumd/memory';
import { ArenaMemory, damageText, watchRedZones } from 'softumd/memory';

const base = 0x2_0000_0000;

/** An arena over a buffer of ours, which native code would write to without asking. */
function arenaOverOurs() {
  const buffer = new ArrayBuffer(0x10000);
  const memory = new ArenaMemory({ baseAddress: base, buffer, redZones: true });
  const raw = new Uint8Array(buffer);
  const scribble = (address: number, bytes = 1) => {
    raw.fill(0x41, address - base, address - base + bytes);
  };
  return { memory, scribble };
}

describe('red zones', () => {
  it('find nothing where everybody kept to their own', () => {
    const { memory, scribble } = arenaOverOurs();
    const block = memory.allocate(20, 'private memory');
    scribble(block, 20);
    expect(memory.damage()).toEqual([]);
  });

  it.each([
    ['the first byte behind', 20, 1],
    ['the slack of the last granule', 31, 1],
    ['a longer overrun', 20, 10],
  ])('find an overrun: %s', (_what, offset, bytes) => {
    const { memory, scribble } = arenaOverOurs();
    const block = memory.allocate(20, 'private memory');
    scribble(block + offset, bytes);
    const [damage] = memory.damage();
    expect(damage).toEqual({
      kind: 'overrun',
      address: block + offset,
      bytes,
      label: 'private memory',
      allocation: block,
      allocationBytes: 20,
    });
    const hex = (value: number) => `0x${value.toString(16)}`;
    expect(damageText(damage!)).toBe(
      `overrun: ${bytes === 1 ? '1 byte' : `${bytes} bytes`} written at ${hex(block + offset)}, offset ${offset} of 'private memory', which has 20 bytes at ${hex(block)}`,
    );
    expect(memory.damage()).toEqual([]);
  });

  it('find an underrun', () => {
    const { memory, scribble } = arenaOverOurs();
    const block = memory.allocate(16, 'pIV');
    scribble(block - 1);
    expect(memory.damage()).toMatchObject([{ kind: 'underrun', address: block - 1, label: 'pIV' }]);
  });

  it.each([
    ['in quarantine, the first', 1024, 0],
    ['in quarantine, between others', 1024, 3],
    ['in quarantine, the last', 1024, 4],
    ['in quarantine, behind one that has left it', 3, 2],
    ['waiting for its next use', 3, 0],
    ['waiting for its next use, without quarantine', 0, 4],
  ])('find a write after free: %s', (_what, quarantineBlocks, which) => {
    const buffer = new ArrayBuffer(0x10000);
    const memory = new ArenaMemory({ baseAddress: base, buffer, redZones: true, quarantineBlocks });
    const blocks = [0, 1, 2, 3, 4].map((index) => memory.allocate(32, `session ${index}`));
    for (const block of blocks) memory.free(block);
    expect(memory.damage()).toEqual([]);
    const block = blocks[which]!;
    for (const offset of [0, 7, 31]) {
      new Uint8Array(buffer)[block - base + offset] = 1;
      expect(memory.damage()).toMatchObject([
        { kind: 'write after free', address: block + offset, bytes: 1, label: `session ${which}` },
      ]);
      expect(memory.damage()).toEqual([]);
    }
  });

  it('take a block that is used again for a live one', () => {
    const buffer = new ArrayBuffer(0x10000);
    const memory = new ArenaMemory({ baseAddress: base, buffer, redZones: true, quarantineBlocks: 1 });
    const [first, second] = [memory.allocate(32, 'first'), memory.allocate(32, 'second')];
    memory.free(first);
    memory.free(second);
    expect(memory.allocate(32, 'heir')).toBe(first);
    memory.copyIn(first, new Uint8Array(32).fill(1));
    expect(memory.damage()).toEqual([]);
    new Uint8Array(buffer)[first - base + 32] = 1;
    new Uint8Array(buffer)[second - base] = 1;
    expect(memory.damage().map(({ kind, label }) => [kind, label])).toEqual([
      ['overrun', 'heir'],
      ['write after free', 'second'],
    ]);
  });

  it('name the function that did it', () => {
    const { memory, scribble } = arenaOverOurs();
    const block = memory.allocate(16, 'private memory');
    const reports: [string, readonly Damage[]][] = [];
    const watch = watchRedZones(memory, (name, damage) => reports.push([name, damage]));
    const call = watch(CalcPrivateCryptoSessionSize, (...args: unknown[]) => {
      if (args[0] === 1) scribble(block + 16);
      return 16;
    }) as (hDevice: number) => number;
    expect(call(0)).toBe(16);
    expect(reports).toEqual([]);
    call(1);
    expect(reports).toMatchObject([
      ['CalcPrivateCryptoSessionSize', [{ kind: 'overrun', label: 'private memory' }]],
    ]);
  });

  it('find every single byte that is written between two blocks, whoever they belong to', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 64 }), fc.integer({ min: 0, max: 40 }), (bytes, offset) => {
        const { memory, scribble } = arenaOverOurs();
        const first = memory.allocate(bytes, 'first');
        const second = memory.allocate(8, 'second');
        const target = first + bytes + offset;
        fc.pre(target < second);
        scribble(target);
        const found = memory.damage();
        expect(found).toHaveLength(1);
        expect(found[0]!.address).toBe(target);
      }),
    );
  });
});

describe('a million live allocations', () => {
  it('are each found, checked and freed', () => {
    const memory = new ArenaMemory();
    const blocks = Array.from({ length: 1_000_000 }, () => memory.allocate(16, 'one of many'));
    for (let index = 0; index < blocks.length; index += 997) memory.writeU32(blocks[index]!, index);
    for (let index = 0; index < blocks.length; index += 997)
      expect(memory.readU32(blocks[index]!)).toBe(index);
    expect(() => memory.readU32((blocks[500_000]! + 16) as Address)).toThrow('not all live');
    blocks.forEach((block) => {
      memory.free(block);
    });
    expect(memory.live()).toEqual([]);
  });
});

describe('what lay at an address', () => {
  it('is told for a freed block whatever was allocated since', () => {
    const memory = new ArenaMemory();
    const block = memory.allocate(16, 'the stale one');
    memory.free(block);
    for (let index = 0; index < 10; index += 1) memory.allocate(16, `another ${index}`);
    expect(() => memory.readU32(block)).toThrow(
      "nearest is 'the stale one', 16 bytes at 0x100000010, already freed",
    );
  });
});
