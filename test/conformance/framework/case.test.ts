import { describe, expect, it } from '@jest/globals';
import { Case, RunMemory } from '../../../src/conformance/index.js';
import type { Address } from '../../../src/abi/index.js';
import { createDriver } from '../../../src/facade/index.js';

const run = new RunMemory();
const start = (id = 'made:here') => new Case({ driver: createDriver(), id, run });

describe('the clean-up of a case', () => {
  it('is LIFO, and goes on after an error, of which the first is thrown in the end', () => {
    const t = start();
    const done: number[] = [];
    for (const number of [1, 2, 3, 4])
      t.atEnd(() => {
        done.push(number);
        if (number === 2 || number === 3) throw new Error(`clean-up ${number}`);
      });
    expect(() => {
      t.cleanUp();
    }).toThrow('clean-up 3');
    expect(done).toEqual([4, 3, 2, 1]);
  });

  it('runs what a clean-up adds, and nothing twice', () => {
    const t = start();
    const done: string[] = [];
    t.atEnd(() => {
      done.push('outer');
      t.atEnd(() => done.push('inner'));
    });
    t.cleanUp();
    t.cleanUp();
    expect(done).toEqual(['outer', 'inner']);
  });

  it('frees what was allocated', () => {
    const driver = createDriver();
    const t = new Case({ driver, id: 'made:here', run });
    t.place(new Uint8Array([1, 2, 3]), 'three bytes');
    t.guarded(8, 'eight bytes');
    expect(driver.memory.live()).not.toEqual([]);
    t.cleanUp();
    expect(driver.memory.live()).toEqual([]);
  });
});

describe('guarded memory', () => {
  it.each([-1, 8])('shows a write at %i of 8 bytes, and fails the case that does not ask', (at) => {
    const t = start();
    const block = t.guarded(8, 'UINT64: pThing');
    t.memory.copyIn(block.address, new Uint8Array(8));
    expect(block.guardsIntact()).toBe(true);
    t.memory.writeU8((block.address + at) as Address, 0);
    expect(block.guardsIntact()).toBe(false);
    expect(() => {
      t.cleanUp();
    }).toThrow('UINT64: pThing: expected nothing written beside its 8 bytes');
  });
});

describe('what a driver does not offer', () => {
  it('is an empty slot by one wording, and ends the case', () => {
    const t = start();
    const flush = () => 1;
    expect(t.filled('pfnFlush', flush)).toBe(flush);
    for (const empty of [null, undefined])
      expect(() => t.filled('pfnFlush', empty)).toThrow(
        expect.objectContaining({ name: 'CaseSkip', message: 'the driver leaves pfnFlush empty' }),
      );
  });

  it('is left out of a step, each reason once; what fails in a step fails the case', () => {
    const t = start();
    expect(t.whereOffered(() => 7)).toBe(7);
    const slots: Record<string, (() => void) | null> = { pfnA: null, pfnB: null };
    for (const slot of ['pfnA', 'pfnB', 'pfnA'])
      expect(t.whereOffered(() => t.filled(slot, slots[slot]))).toBeUndefined();
    expect(t.leftOut).toEqual(['the driver leaves pfnA empty', 'the driver leaves pfnB empty']);
    expect(() =>
      t.whereOffered(() => {
        t.violated('NCS-6', 'bad');
      }),
    ).toThrow(/^bad\n.*NCS-6/);
  });
});

describe('the memory of a run', () => {
  it('keeps what one case found out for the next, by the function that makes it', () => {
    const newMap = () => new Map<string, number>();
    const kept = new RunMemory();
    kept.of(newMap).set('a', 1);
    expect(kept.of(newMap).get('a')).toBe(1);
    expect(kept.of(() => new Map<string, number>()).size).toBe(0);
    expect(new RunMemory().of(newMap).size).toBe(0);
  });
});
