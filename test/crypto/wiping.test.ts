import { createPrivateKey, createPublicKey } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import {
  type CryptoEngine,
  emeOaepDecode,
  emeOaepEncode,
  nobleEngine,
  type OaepHash,
  opensslEngine,
  rsaesOaepDecrypt,
  rsaesOaepEncrypt,
} from '../../src/crypto/index.js';
import { counterStream } from '../../src/crypto/counter-stream.js';
import { mgf1Mask } from '../../src/crypto/eme-oaep.js';
import { engines } from './engines.js';
import { fixtureText, hex } from './fixtures.js';
import { left, replaceFor, scratchOf } from './scratch.js';

const keyText = fixtureText('certificates/leaf.key.pem');
const privateKey = createPrivateKey(keyText);
const publicKey = createPublicKey(keyText);
const key = hex('2b7e151628aed2a6abf7158809cf4f3c');
const seed = new Uint8Array(64).fill(0xc3);
const encoded = emeOaepEncode(key, seed, { hash: 'sha512' });
const keyBuffer = rsaesOaepEncrypt(opensslEngine(), publicKey, key, seed, 'sha512');

/** How much is left of what some work took, but for what it returned. */
function leftOf(work: () => Uint8Array | undefined): { readonly taken: number; readonly left: number[] } {
  let result: Uint8Array | undefined;
  const { buffers } = scratchOf(() => {
    result = work();
  });
  const own = buffers.filter((one) => one !== result?.buffer);
  return { taken: own.length, left: own.map(left).filter((bytes) => bytes > 0) };
}

/** An engine that tells what RSA opened. */
function listening(engine: CryptoEngine): { readonly engine: CryptoEngine; readonly opened: Uint8Array[] } {
  const opened: Uint8Array[] = [];
  const heard = Object.assign(Object.create(engine) as CryptoEngine, {
    rsaPrivate: (...given: Parameters<CryptoEngine['rsaPrivate']>) => {
      const block = engine.rsaPrivate(...given);
      opened.push(block);
      return block;
    },
  });
  return { engine: heard, opened };
}

describe('what EME-OAEP works with', () => {
  it('is overwritten, but for the result', () => {
    const hash = 'sha512';
    const decoding = leftOf(() => emeOaepDecode(encoded, { hash, messageBytes: 16 }).message);
    const encoding = leftOf(() => emeOaepEncode(key, seed, { hash }));
    for (const { taken, left } of [decoding, encoding]) {
      expect(taken).toBeGreaterThan(0);
      expect(left).toEqual([]);
    }
  });
});

describe.each(engines)('the masks of EME-OAEP over $name', ({ engine }) => {
  it.each(['sha512', 'sha256', 'sha1'] as const)(
    'leave no digest of %s: the seed was hidden under it',
    (hash) => {
      const digests: Uint8Array[] = [];
      mgf1Mask(new Uint8Array(191), new Uint8Array(64), hash, (...given) => {
        const digest = engine.digest(...given);
        digests.push(digest);
        return digest;
      });
      expect(digests.length).toBeGreaterThan(2);
      expect(digests.map(left)).toEqual(digests.map(() => 0));
    },
  );
});

/** A hash of @noble/hashes at work. */
interface RunningHash {
  digestInto(this: RunningHash, ...given: unknown[]): void;
  destroy(this: RunningHash, ...given: unknown[]): void;
}

describe.each(Object.entries({ sha512, sha256, sha1 }))('%s of the portable engine', (hash, of) => {
  it('is ended at once, and what it buffers with it', () => {
    const prototype = Object.getPrototypeOf(of.create()) as RunningHash;
    const [begun, ended] = [new Set<RunningHash>(), new Set<RunningHash>()];
    const watch = (name: keyof RunningHash, seen: Set<RunningHash>) =>
      replaceFor(prototype, name, (original) => {
        return function (...given) {
          seen.add(this);
          original.apply(this, given);
        };
      });
    const restore = [watch('digestInto', begun), watch('destroy', ended)];
    try {
      nobleEngine().digest(hash as OaepHash, new Uint8Array(64));
    } finally {
      for (const back of restore) back();
    }
    expect(begun.size).toBeGreaterThan(0);
    expect([...begun].filter((one) => !ended.has(one))).toEqual([]);
  });
});

describe.each(engines)('what $name works with', ({ engine }) => {
  it('when a key buffer is opened or made is overwritten, also when it then fails', () => {
    const { engine: heard, opened } = listening(engine);
    const open = (messageBytes: number) =>
      rsaesOaepDecrypt(heard, privateKey, keyBuffer, { hash: 'sha512', messageBytes }).message;
    expect(leftOf(() => open(16)).left).toEqual([]);
    const failing = leftOf(() => {
      expect(() => open(127)).toThrow(RangeError);
      return undefined;
    });
    expect(failing.left).toEqual([]);
    expect(opened.map(left)).toEqual([0, 0]);
    const making = (to: typeof publicKey) => rsaesOaepEncrypt(engine, to, key, seed, 'sha512');
    expect(leftOf(() => making(publicKey)).left).toEqual([]);
    const made = leftOf(() => {
      expect(() => making('no key' as unknown as typeof publicKey)).toThrow(TypeError);
      return undefined;
    });
    expect(made.taken).toBeGreaterThan(0);
    expect(made.left).toEqual([]);
  });

  it('for OMAC-1 is overwritten: the subkeys, and the message with one of them in it', () => {
    for (const bytes of [0, 16, 33, 160, 171]) {
      let mac: Uint8Array = new Uint8Array(0);
      const { buffers, answers } = scratchOf(() => {
        mac = engine.omac1(key, new Uint8Array(bytes).fill(7));
      });
      expect(left(mac)).toBeGreaterThan(0);
      const kept = [...buffers, ...answers].filter((one) => one !== mac.buffer);
      expect(kept.map(left)).toEqual(kept.map(() => 0));
    }
  });

  it('for OMAC-1 over many messages is overwritten when cleared, and nothing of a message before', () => {
    const macs: Uint8Array[] = [];
    const { buffers, answers, begun, ended } = scratchOf(() => {
      const omacKey = engine.omacKey(key);
      for (const bytes of [0, 16, 33, 160, 171]) macs.push(omacKey.mac(new Uint8Array(bytes).fill(7)));
      omacKey.clear();
    });
    expect(macs.map(left).every((bytes) => bytes > 0)).toBe(true);
    const kept = [...buffers, ...answers];
    expect(kept.map(left)).toEqual(kept.map(() => 0));
    expect(ended).toEqual(begun);
  });

  it('of Node’s is ended at once, and its expanded key with it', () => {
    const data = new Uint8Array(48);
    for (const work of [
      () => engine.ecbDecrypt(key, engine.ecbEncrypt(key, data)),
      () => engine.omac1(key, new Uint8Array(160)),
      () => {
        engine.ctr(key, key).apply(data, data);
      },
    ]) {
      const { begun, ended } = scratchOf(work);
      expect(ended).toEqual(begun);
    }
  });
});

describe.each(engines)('the content that $name puts side by side', ({ engine }) => {
  it('is left nowhere but in the output', () => {
    const runs = Array.from({ length: 12 }, (_, row) => ({ offset: row * 48, bytes: 36 }));
    const [input, output] = [new Uint8Array(12 * 48).fill(7), new Uint8Array(12 * 48)];
    const { buffers, answers } = scratchOf(() => {
      engine.ctr(key, key).applyRuns(input, output, runs);
    });
    expect(left(output)).toBeGreaterThan(0);
    expect([...buffers, ...answers].map(left).filter((bytes) => bytes > 0)).toEqual([]);
  });
});

describe('the block in which a key stream stands', () => {
  it('is overwritten when what was wanted of it is out', () => {
    const seen: Uint8Array[] = [];
    const run = (_key: Uint8Array, _block: Uint8Array, _input: Uint8Array, output: Uint8Array): void => {
      output.fill(0xa5);
      seen.push(output);
    };
    const stream = counterStream(run, key, new Uint8Array(16), 'count');
    const outputs = [new Uint8Array(5), new Uint8Array(5)];
    for (const output of outputs) stream.apply(output, output);
    expect(outputs.map(left)).toEqual([5, 5]);
    expect(seen.map(left)).toEqual([5, 0]);
  });
});
