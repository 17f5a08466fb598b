import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Address } from 'softumd/ddi';
import { NULL } from 'softumd/ddi';
import { AccessViolation, ArenaMemory } from 'softumd/memory';
import { caught } from '../support/caught.js';
import { runs } from '../support/runs.js';

type Step =
  | { readonly do: 'allocate'; readonly bytes: number }
  | { readonly do: 'free'; readonly which: number }
  | {
      readonly do: 'write' | 'read';
      readonly which: number;
      readonly offset: number;
      readonly bytes: number;
    };

const which = fc.nat({ max: 40 });
const offset = fc.integer({ min: -40, max: 140 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('allocate' as const), bytes: fc.nat({ max: 100 }) }),
  fc.record({ do: fc.constant('free' as const), which }),
  fc.record({
    do: fc.constantFrom('write' as const, 'read' as const),
    which,
    offset,
    bytes: fc.nat({ max: 60 }),
  }),
);

/** The simplest thing that behaves so: blocks in a map, found by trying them all. */
class Model {
  readonly blocks = new Map<number, Uint8Array>();
  /** Every address there ever was, the dead ones too. */
  readonly known: number[] = [];
  private fill = 0;

  /** The live bytes at an address, or undefined where they are not all of one live block. */
  at(address: number, bytes: number): Uint8Array | undefined {
    for (const [start, block] of this.blocks) {
      const from = address - start;
      const isInside =
        from >= 0 &&
        from + bytes <= block.length &&
        (bytes > 0 || from <= 16 * Math.floor(block.length / 16));
      if (isInside) return block.subarray(from, from + bytes);
    }
    return undefined;
  }

  pick(index: number): Address {
    return (this.known[index % Math.max(1, this.known.length)] ?? 0) as Address;
  }

  nextByte(): number {
    this.fill = (this.fill % 255) + 1;
    return this.fill;
  }
}

function allocate(memory: ArenaMemory, model: Model, bytes: number): void {
  const address = memory.allocate(bytes, 'block');
  expect(address).not.toBe(NULL);
  for (const [start, block] of model.blocks) {
    const gap = address > start ? address - (start + block.length) : start - (address + bytes);
    expect(gap).toBeGreaterThanOrEqual(16);
  }
  expect(memory.copyOut(address, bytes)).toEqual(new Uint8Array(bytes));
  model.blocks.set(address, new Uint8Array(bytes));
  model.known.push(address);
}

function touch(
  memory: ArenaMemory,
  model: Model,
  change: Extract<Step, { which: number; offset: number }>,
): void {
  const address = (model.pick(change.which) + change.offset) as Address;
  const bytes = Math.max(1, change.bytes);
  const expected = model.at(address, bytes);
  const data = new Uint8Array(bytes).fill(model.nextByte());
  const run = () => {
    if (change.do === 'read') return memory.copyOut(address, bytes);
    memory.copyIn(address, data);
    return undefined;
  };
  if (!expected) {
    expect(caught(run)).toBeInstanceOf(AccessViolation);
    return;
  }
  const answer = run();
  if (change.do === 'read') expect(answer).toEqual(new Uint8Array(expected));
  else expected.set(data);
}

function free(memory: ArenaMemory, model: Model, index: number): void {
  const address = model.pick(index);
  const error = caught(() => {
    memory.free(address);
  });
  if (model.blocks.delete(address)) expect(error).toBeUndefined();
  else expect(error).toBeInstanceOf(AccessViolation);
}

describe('the arena against a map of blocks', () => {
  it.each([0, 2, 1024])('agrees after every step, with a quarantine of %p blocks', (quarantineBlocks) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120, size: 'max' }), (steps) => {
        const memory = new ArenaMemory({ quarantineBlocks, buffer: new ArrayBuffer(65536) });
        const model = new Model();
        for (const change of steps) {
          if (change.do === 'allocate') allocate(memory, model, change.bytes);
          else if (change.do === 'free') free(memory, model, change.which);
          else touch(memory, model, change);
        }
        const live = memory.live().map(({ address, bytes }) => [address, bytes]);
        const wanted = [...model.blocks].map(([address, { length }]) => [address, length]);
        expect(live).toEqual(wanted.sort((a, b) => a[0]! - b[0]!));
        for (const [address, block] of model.blocks)
          expect(memory.copyOut(address as Address, block.length)).toEqual(block);
      }),
      { numRuns: runs(60) },
    );
  });
});
