import { createCipheriv } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type CounterCarry, type CryptoEngine, nobleEngine, opensslEngine } from '../../src/crypto/index.js';
import { engines } from './engines.js';
import { hex, toHex, vectors } from './fixtures.js';
import { openssl, opensslReason, withOpenssl } from './openssl.js';

const modes = vectors('aes-modes.nist-sp800-38a') as {
  key: string;
  plaintext: string;
  ecb: { ciphertext: string };
  ctr: { counterBlock: string; ciphertext: string };
};
const cmac = vectors('aes-cmac.nist-sp800-38b') as { key: string; cases: { message: string; mac: string }[] };
const wraps = vectors('aes-ctr-wrap.openssl') as {
  cases: { key: string; counterBlock: string; keyStreamCount: string; keyStreamBlock: string }[];
};

const key = hex(modes.key);
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

function ctr(
  engine: CryptoEngine,
  block: Uint8Array,
  data: Uint8Array,
  carry?: CounterCarry,
  aes = key,
): Uint8Array {
  const output = new Uint8Array(data.length);
  engine.ctr(aes, block, carry).apply(data, output);
  return output;
}

describe.each(engines)('AES on $name', ({ engine }) => {
  it('encrypts and decrypts ECB as SP 800-38A F.1.1 does', () => {
    expect(toHex(engine.ecbEncrypt(key, hex(modes.plaintext)))).toBe(modes.ecb.ciphertext);
    expect(toHex(engine.ecbDecrypt(key, hex(modes.ecb.ciphertext)))).toBe(modes.plaintext);
    expect(engine.ecbEncrypt(key, new Uint8Array(0))).toHaveLength(0);
    expect(engine.ecbDecrypt(key, new Uint8Array(0))).toHaveLength(0);
  });

  it('encrypts CTR as SP 800-38A F.5.1 does', () => {
    const encrypted = ctr(engine, hex(modes.ctr.counterBlock), hex(modes.plaintext));
    expect(toHex(encrypted)).toBe(modes.ctr.ciphertext);
  });

  it.each(cmac.cases)('computes OMAC-1 as SP 800-38B D.1 does: $mac', ({ message, mac }) => {
    expect(toHex(engine.omac1(hex(cmac.key), hex(message)))).toBe(mac);
  });

  it('computes OMAC-1 of one message after another under one key, whose bytes are needed no more', () => {
    const own = hex(cmac.key);
    const omacKey = engine.omacKey(own);
    own.fill(0);
    for (const { message, mac } of [...cmac.cases, ...[...cmac.cases].reverse()]) {
      const data = hex(message);
      const answer = omacKey.mac(data);
      expect(toHex(answer)).toBe(mac);
      expect(toHex(data)).toBe(message);
      answer.fill(0); // the caller's
    }
    omacKey.clear();
    omacKey.clear();
    expect(() => omacKey.mac(own)).toThrow('after clear()');
  });

  it.each(wraps.cases)('wraps Count as it is told (D-22): $counterBlock', (known) => {
    const zeros = new Uint8Array(64);
    const run = (carry?: CounterCarry) =>
      toHex(ctr(engine, hex(known.counterBlock), zeros, carry, hex(known.key)));
    expect(run('count')).toBe(known.keyStreamCount);
    expect(run('block')).toBe(known.keyStreamBlock);
    expect(run()).toBe(known.keyStreamCount);
  });

  it.each(wraps.cases)('wraps Count wherever a call ended before: $counterBlock', (known) => {
    for (const carry of ['count', 'block'] as const) {
      const expected = carry === 'count' ? known.keyStreamCount : known.keyStreamBlock;
      for (let first = 0; first <= 64; first += 1) {
        const output = new Uint8Array(64);
        const stream = engine.ctr(hex(known.key), hex(known.counterBlock), carry);
        for (const part of [output.subarray(0, first), output.subarray(first)]) stream.apply(part, part);
        expect({ carry, first, stream: toHex(output) }).toEqual({ carry, first, stream: expected });
      }
    }
  });

  it('counts on from 0 after the wrap, far beyond one piece', () => {
    const tail = ctr(engine, hex('0123456789abcdef0000000000000000'), new Uint8Array(100_000));
    const whole = ctr(engine, hex('0123456789abcdeffffffffffffff000'), new Uint8Array(100_000 + 4096 * 16));
    expect(toHex(whole.subarray(4096 * 16))).toBe(toHex(tail));
  });

  it('runs far beyond one piece as a single cipher of Node’s does, with the carry on the way', () => {
    const data = Uint8Array.from({ length: 200_003 }, (_, i) => (i * 7) & 0xff);
    const block = hex('0123456789abcdeffffffffffffff800');
    const known = createCipheriv('aes-128-ctr', key, block).update(data);
    expect(Buffer.compare(ctr(engine, block, data, 'block'), known)).toBe(0);
  });

  it('goes on inside a block from call to call, across the wrap too, in place too', () => {
    const start = fc.constantFrom('00112233445566770000000000000000', '0011223344556677fffffffffffffffd');
    const pieces = fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 12 });
    const carries = fc.constantFrom<CounterCarry>('count', 'block');
    fc.assert(
      fc.property(bytes(16), start, pieces, carries, (aes, block, parts, carry) => {
        const atOnce = ctr(engine, hex(block), new Uint8Array(Buffer.concat(parts)), carry, aes);
        const stream = engine.ctr(aes, hex(block), carry);
        for (const part of parts) stream.apply(part, part);
        expect(toHex(Buffer.concat(parts))).toBe(toHex(atOnce));
      }),
    );
  });

  it('goes on from run to run, call to call and inside a block, and leaves what lies between as it is', () => {
    const starts = fc.constantFrom('00112233445566770000000000000000', '0011223344556677fffffffffffffffd');
    const row = fc.record({ gap: fc.nat(9), bytes: fc.nat(40) });
    const calls = fc.array(fc.array(row, { maxLength: 8 }), { maxLength: 4 });
    const carries = fc.constantFrom<CounterCarry>('count', 'block');
    fc.assert(
      fc.property(bytes(16), starts, calls, carries, fc.boolean(), (aes, start, rows, carry, inPlace) => {
        const stream = engine.ctr(aes, hex(start), carry);
        const expected = engine.ctr(aes, hex(start), carry);
        for (const call of rows) {
          let end = 0;
          const runs = call.map(({ gap, bytes: count }) => {
            end += gap + count;
            return { offset: end - count, bytes: count };
          });
          const input = Uint8Array.from({ length: end + 3 }, (_, i) => (i * 7) & 0xff);
          const output = inPlace ? input : new Uint8Array(end + 3).fill(0xee);
          const known = new Uint8Array(output);
          for (const { offset, bytes: count } of runs) {
            const one = known.subarray(offset, offset + count);
            expected.apply(new Uint8Array(input.subarray(offset, offset + count)), one);
          }
          stream.applyRuns(input, output, runs);
          expect(toHex(output)).toBe(toHex(known));
        }
      }),
    );
  });

  it('goes on from run to run far beyond one piece, short runs and long ones', () => {
    const long = 1_500_000;
    const runs = [
      ...Array.from({ length: 700 }, (_, row) => ({ offset: row * 1024, bytes: 1000 })),
      { offset: 700 * 1024, bytes: long },
    ];
    const input = Uint8Array.from({ length: 700 * 1024 + long }, (_, i) => (i * 7) & 0xff);
    const output = new Uint8Array(input.length);
    engine.ctr(key, hex(modes.ctr.counterBlock)).applyRuns(input, output, runs);
    const together = (from: Uint8Array) =>
      Buffer.concat(runs.map(({ offset, bytes: count }) => from.subarray(offset, offset + count)));
    const known = createCipheriv('aes-128-ctr', key, hex(modes.ctr.counterBlock)).update(together(input));
    expect(Buffer.compare(together(output), known)).toBe(0);
  });

  it.each([
    { offset: 0, bytes: 17 },
    { offset: 17, bytes: 0 },
    { offset: -1, bytes: 1 },
    { offset: 1, bytes: -1 },
    { offset: 0.5, bytes: 1 },
    { offset: 0, bytes: NaN },
  ])('refuses a run that does not lie within the input, and touches nothing: $offset, $bytes', (run) => {
    const data = new Uint8Array(16);
    expect(() => {
      engine.ctr(key, data).applyRuns(data, data, [{ offset: 0, bytes: 4 }, run]);
    }).toThrow(
      new RangeError(`runs: expected runs within 16 bytes, received ${run.bytes} bytes at ${run.offset}`),
    );
    expect(data).toEqual(new Uint8Array(16));
  });

  it('keeps its own counter block, also when it is a Buffer', () => {
    const block = Buffer.from('0011223344556677ffffffffffffffff', 'hex');
    const expected = toHex(ctr(engine, Buffer.from(block), new Uint8Array(40)));
    const stream = engine.ctr(key, block);
    const output = new Uint8Array(40);
    stream.apply(new Uint8Array(5), output.subarray(0, 5));
    expect(toHex(block)).toBe('0011223344556677ffffffffffffffff');
    block.fill(0);
    stream.apply(new Uint8Array(35), output.subarray(5));
    expect(toHex(output)).toBe(expected);
  });

  it('reads the key where it lies, and leaves it as it is: the stream has none of its own', () => {
    const start = hex(modes.ctr.counterBlock);
    const other = hex('000102030405060708090a0b0c0d0e0f');
    const aes = Buffer.from(key);
    const stream = engine.ctr(aes, start);
    const [first, second] = [new Uint8Array(21), new Uint8Array(21)];
    stream.apply(first, first);
    expect(toHex(aes)).toBe(toHex(key));
    aes.set(other);
    stream.apply(second, second);
    const expected = [key, other].map((one) => ctr(engine, start, new Uint8Array(42), 'count', one));
    expect(toHex(first)).toBe(toHex(expected[0]!.subarray(0, 21)));
    expect(toHex(second)).toBe(toHex(expected[1]!.subarray(21)));
  });

  it('reads and writes at odd addresses and leaves the neighbours alone', () => {
    const room = new Uint8Array(80);
    engine.ctr(key, hex(modes.ctr.counterBlock)).apply(hex(modes.plaintext), room.subarray(3, 67));
    expect(toHex(room)).toBe(`000000${modes.ctr.ciphertext}${'00'.repeat(13)}`);
    const input = new Uint8Array(67);
    input.set(hex(modes.plaintext), 3);
    expect(toHex(ctr(engine, hex(modes.ctr.counterBlock), input.subarray(3)))).toBe(modes.ctr.ciphertext);
    expect(toHex(engine.ecbEncrypt(key, input.subarray(3)))).toBe(modes.ecb.ciphertext);
  });

  it('names argument, expectation and what came when it refuses', () => {
    const short = new Uint8Array(15);
    const block = new Uint8Array(16);
    expect(() => engine.ctr(short, block)).toThrow(new RangeError('key: expected 16 bytes, received 15'));
    expect(() => engine.ctr(key, short)).toThrow(
      new RangeError('counterBlock: expected 16 bytes, received 15'),
    );
    expect(() => engine.ctr(key, block, 'none' as CounterCarry)).toThrow(
      new TypeError("carry: expected 'count' or 'block', received 'none'"),
    );
    expect(() => {
      engine.ctr(key, block).apply(block, short);
    }).toThrow(new RangeError('output: expected 16 bytes, received 15'));
    expect(() => engine.ecbEncrypt(key, short)).toThrow(
      new RangeError('data: expected a multiple of 16 bytes, received 15'),
    );
    expect(() => engine.ecbDecrypt(short, block)).toThrow(RangeError);
    expect(() => engine.omac1(key, 'text' as unknown as Uint8Array)).toThrow(
      new TypeError('data: expected a Uint8Array, received string'),
    );
    expect(() => engine.omacKey(short)).toThrow(new RangeError('key: expected 16 bytes, received 15'));
    expect(() => engine.omacKey(key).mac('text' as unknown as Uint8Array)).toThrow(
      new TypeError('data: expected a Uint8Array, received string'),
    );
  });
});

describe('the two AES engines', () => {
  const noble = nobleEngine();
  const fast = opensslEngine();

  it('agree on CTR, ECB and OMAC-1', () => {
    fc.assert(
      fc.property(bytes(16), bytes(16), fc.uint8Array({ maxLength: 200 }), (aes, block, data) => {
        expect(toHex(ctr(fast, block, data, 'count', aes))).toBe(
          toHex(ctr(noble, block, data, 'count', aes)),
        );
        expect(toHex(ctr(fast, block, data, 'block', aes))).toBe(
          toHex(ctr(noble, block, data, 'block', aes)),
        );
        expect(toHex(fast.omac1(aes, data))).toBe(toHex(noble.omac1(aes, data)));
        const whole = data.subarray(0, data.length - (data.length % 16));
        const encrypted = fast.ecbEncrypt(aes, whole);
        expect(toHex(encrypted)).toBe(toHex(noble.ecbEncrypt(aes, whole)));
        expect(toHex(noble.ecbDecrypt(aes, encrypted))).toBe(toHex(whole));
        expect(toHex(fast.ecbDecrypt(aes, encrypted))).toBe(toHex(whole));
      }),
    );
  });

  it('agree on OMAC-1 of many messages under one key, whatever came before', () => {
    const messages = fc.array(fc.uint8Array({ maxLength: 260 }), { maxLength: 12 });
    fc.assert(
      fc.property(bytes(16), messages, (aes, all) => {
        const [one, other] = [fast.omacKey(aes), fast.omacKey(aes)];
        for (const data of all) {
          const known = toHex(noble.omac1(aes, data));
          expect(toHex(one.mac(data))).toBe(known);
          other.mac(data.subarray(1)); // each has a chain of its own
        }
        one.clear();
        other.clear();
      }),
    );
  });

  it('agree on OMAC-1 of every length, also beyond many blocks', () => {
    for (let length = 0; length <= 290; length += 1) {
      const data = Uint8Array.from({ length }, (_, i) => (i * 7 + length) & 0xff);
      expect({ length, mac: toHex(fast.omac1(key, data)) }).toEqual({
        length,
        mac: toHex(noble.omac1(key, data)),
      });
    }
  });

  withOpenssl(`agree with the openssl command on a large run${opensslReason}`, () => {
    const data = Uint8Array.from({ length: 100_003 }, (_, i) => (i * 7) & 0xff);
    const block = 'f0e1d2c3b4a5968700000000000000ff';
    const known = openssl(['enc', '-aes-128-ctr', '-K', modes.key, '-iv', block], data);
    for (const engine of [noble, fast]) expect(Buffer.compare(ctr(engine, hex(block), data), known)).toBe(0);
  });
});
