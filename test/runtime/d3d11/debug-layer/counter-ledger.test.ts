import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CounterLedger } from '../../../../src/runtime/d3d11/debug-layer/counter-ledger.js';
import { CounterChecks, encryptedBytes } from '../../../../src/runtime/d3d11/debug-layer/counter-checks.js';

/** Uses of a key stream, near each other so that they meet; of few blocks they are often those of the IV before. */
const usesOf = (lastIv: bigint, most: bigint, longest: bigint) =>
  fc.array(
    fc.record({
      iv: fc.bigInt({ min: 0n, max: lastIv }),
      start: fc.bigInt({ min: 0n, max: most }),
      blocks: fc.bigInt({ min: 1n, max: longest }),
    }),
    { maxLength: 60 },
  );
const uses = fc.oneof(usesOf(5n, 12n, 5n), usesOf(40n, 2n, 1n));

describe('a counter ledger', () => {
  it('finds each block that was used before, and no other: as a set of blocks does', () => {
    fc.assert(
      fc.property(uses, (all) => {
        const ledger = new CounterLedger();
        const used = new Set<string>();
        for (const { iv, start, blocks } of all) {
          const names = Array.from(
            { length: Number(blocks) },
            (_, index) => `${iv}:${start + BigInt(index)}`,
          );
          const range = { start, end: start + blocks };
          expect(ledger.has(iv, range)).toBe(names.some((name) => used.has(name)));
          ledger.add(iv, range);
          for (const name of names) used.add(name);
        }
        expect(ledger.hasForgotten).toBe(false);
      }),
    );
  });

  it('keeps a player that counts its IVs in one run, and one that jumps as long as there is room', () => {
    const counting = new CounterLedger();
    for (let iv = 0n; iv < 100_000n; iv += 1n) counting.add(iv, { start: 0n, end: 8n });
    expect([counting.hasForgotten, counting.has(50_000n, { start: 7n, end: 8n })]).toEqual([false, true]);
    expect(counting.has(100_000n, { start: 0n, end: 8n })).toBe(false);
    const jumping = new CounterLedger();
    for (let iv = 0n; iv < 10_000n; iv += 1n) jumping.add(2n * iv, { start: 0n, end: 8n });
    expect([jumping.hasForgotten, jumping.has(0n, { start: 0n, end: 1n })]).toEqual([true, false]);
    expect(jumping.has(2n * 9_999n, { start: 0n, end: 1n })).toBe(true);
  });

  const range = { start: 0n, end: 8n };
  /** A player that counts two IVs, and jumps: so many runs. */
  const twos = (runs: bigint) => {
    const ledger = new CounterLedger();
    for (let run = 0n; run < runs; run += 1n)
      for (const iv of [3n * run, 3n * run + 1n]) ledger.add(iv, range);
    return ledger;
  };

  it('has as much room for runs, and forgets the oldest of them', () => {
    expect(twos(4096n).hasForgotten).toBe(false);
    const ledger = twos(5000n);
    expect([0n, 3n * 4999n, 3n * 4999n + 1n].map((iv) => ledger.has(iv, range))).toEqual([false, true, true]);
    expect(ledger.hasForgotten).toBe(true);
  });

  it('makes a run of nothing but the same stretch: what else an IV has stays', () => {
    const ledger = new CounterLedger();
    const [apart, other] = [
      { start: 20n, end: 21n },
      { start: 9n, end: 12n },
    ];
    for (const [iv, one] of [
      [0n, range],
      [0n, apart],
      [1n, range],
    ] as const)
      ledger.add(iv, one);
    expect([ledger.has(0n, apart), ledger.has(1n, apart)]).toEqual([true, false]);
    ledger.add(2n, range);
    ledger.add(3n, other);
    expect([ledger.has(3n, other), ledger.has(3n, range), ledger.has(2n, range)]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('never forgets the newest, though all its room is taken by runs, or by one IV', () => {
    const ledger = twos(4096n);
    for (let at = 0n; at < 20n; at += 1n) {
      const iv = 100_000n + 2n * at;
      ledger.add(iv, range);
      expect(ledger.has(iv, range)).toBe(true);
    }
    const ofOneIv = new CounterLedger();
    const stretch = (at: bigint) => ({ start: 2n * at, end: 2n * at + 1n });
    for (let at = 0n; at < 5000n; at += 1n) ofOneIv.add(7n, stretch(at));
    expect([4999n, 1000n, 0n].map((at) => ofOneIv.has(7n, stretch(at)))).toEqual([true, true, false]);
    expect(ofOneIv.hasForgotten).toBe(true);
  });

  it('forgets an IV that is in use again after those that are not', () => {
    const ledger = new CounterLedger();
    const again = { start: 0n, end: 9n };
    for (const iv of [0n, 2n]) ledger.add(iv, range);
    ledger.add(0n, again);
    for (let iv = 4n; iv < 4n + 2n * 4095n; iv += 2n) ledger.add(iv, range);
    expect([0n, 2n].map((iv) => ledger.has(iv, range))).toEqual([true, false]);
  });
});

describe('counter checks', () => {
  const pIV = new Uint8Array(16);

  it('keep content keys apart, and the session key from them', () => {
    const checks = new CounterChecks();
    const use = (pContentKey: Uint8Array | null) => checks.note({ pIV, bytes: 16, pContentKey }).isReuse;
    const [one, other] = [new Uint8Array(16).fill(1), new Uint8Array(16).fill(2)];
    expect([null, one, other, one, null].map(use)).toEqual([false, false, false, true, true]);
  });

  it('tell once that they forget, for each key', () => {
    const checks = new CounterChecks();
    const jump = (iv: number, pContentKey: Uint8Array | null) => {
      const jumped = new Uint8Array(16);
      new DataView(jumped.buffer).setBigUint64(0, 2n * BigInt(iv));
      return checks.note({ pIV: jumped, bytes: 16, pContentKey }).forgetsFromNow;
    };
    for (const pContentKey of [null, new Uint8Array(16)]) {
      const told = Array.from({ length: 5000 }, (_, iv) => jump(iv, pContentKey));
      expect([told.indexOf(true), told.filter(Boolean).length]).toEqual([4096, 1]);
    }
  });

  it('take no block for no bytes, and a whole one for a part', () => {
    const checks = new CounterChecks();
    const use = (bytes: number) => checks.note({ pIV, bytes, pContentKey: null }).isReuse;
    expect([0, 0, 1, 16].map(use)).toEqual([false, false, false, true]);
  });
});

describe('the encrypted bytes of a blt', () => {
  /** Byte by byte, as D-23 says it. */
  const counted = (bytes: number, beginning: number, skip: number, encrypt: number) => {
    let count = 0;
    for (let at = 0; at < bytes; at += 1) {
      const period = skip + encrypt;
      const isEncrypted = at < beginning || (encrypt > 0 && (at - beginning) % period >= skip);
      if (isEncrypted) count += 1;
    }
    return count;
  };

  it('are those of the beginning and of each pattern', () => {
    const small = fc.nat({ max: 40 });
    fc.assert(
      fc.property(fc.nat({ max: 200 }), small, small, small, (bytes, beginning, skip, encrypt) => {
        const info = {
          NumEncryptedBytesAtBeginning: beginning,
          NumBytesInSkipPattern: skip,
          NumBytesInEncryptPattern: encrypt,
        };
        expect(encryptedBytes(bytes, info)).toBe(counted(bytes, beginning, skip, encrypt));
      }),
    );
    expect(encryptedBytes(77, null)).toBe(77);
  });
});
