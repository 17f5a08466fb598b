/** What is wrong with a block of RSAES-OAEP. The blocks are made by Node, by the openssl command, and by hand. */
import {
  constants,
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  publicEncrypt,
} from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { CryptoEngine, OaepFault, OaepHash } from '../../src/crypto/index.js';
import { findOaepFault, opensslEngine } from '../../src/crypto/index.js';
import { engines } from './engines.js';
import { fixtureText, hex } from './fixtures.js';
import { openssl, opensslReason, withOpenssl } from './openssl.js';
import { left, scratchOf } from './scratch.js';

const keyText = fixtureText('certificates/leaf.key.pem');
const privateKey = createPrivateKey(keyText);
const publicKey = createPublicKey(keyText);
const publicPem = publicKey.export({ format: 'pem', type: 'spki' });
const hashes: readonly OaepHash[] = ['sha512', 'sha256', 'sha1'];
const sessionKey = hex('00112233445566778899aabbccddeeff');
const expected = { hash: 'sha512', messageBytes: 16 } as const;

const faultOf = (block: Uint8Array, engine: CryptoEngine = opensslEngine()): OaepFault =>
  findOaepFault(engine, privateKey, block, expected);

const padding = constants.RSA_PKCS1_OAEP_PADDING;
const byNode = (message: Uint8Array, oaepHash: string, oaepLabel?: Uint8Array, key = publicKey) =>
  new Uint8Array(publicEncrypt({ key, padding, oaepHash, ...(oaepLabel && { oaepLabel }) }, message));
const pkcs1ByNode = (message: Uint8Array) =>
  new Uint8Array(publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, message));

function byOpenssl(message: Uint8Array, options: readonly string[]): Uint8Array {
  const given = ['rsa_padding_mode:oaep', ...options].flatMap((option) => ['-pkeyopt', option]);
  return openssl(['pkeyutl', '-encrypt', '-pubin', '-inkey', 'p.pem', ...given], message, {
    'p.pem': publicPem,
  });
}

const reversed = (block: Uint8Array) => new Uint8Array(block).reverse();
const bytesOf = (hash: OaepHash) => createHash(hash).digest().length;
const xor = (a: Uint8Array, b: Uint8Array) => a.map((byte, at) => byte ^ b[at]!);

/** MGF1 (RFC 8017 B.2.1) on Node's hashes. */
function mgf1(seed: Uint8Array, length: number, hash: OaepHash): Uint8Array {
  const blocks = Array.from({ length: Math.ceil(length / bytesOf(hash)) }, (_, i) =>
    createHash(hash)
      .update(seed)
      .update(new Uint8Array([0, 0, 0, i]))
      .digest(),
  );
  return new Uint8Array(Buffer.concat(blocks).subarray(0, length));
}

interface Encoding {
  readonly firstByte?: number;
  readonly label?: Uint8Array;
  readonly zeros?: Uint8Array;
  readonly separator?: number;
  readonly message?: Uint8Array;
}

/** EME-OAEP with SHA-512 by hand, with faults in it, and bare RSA around it. */
function byHand({ firstByte = 0, label, zeros, separator = 1, message = sessionKey }: Encoding): Uint8Array {
  const labelHash = createHash('sha512')
    .update(label ?? new Uint8Array(0))
    .digest();
  const between = zeros ?? new Uint8Array(256 - 1 - 64 - 64 - 1 - message.length);
  const data = new Uint8Array([...labelHash, ...between, separator, ...message]);
  const seed = new Uint8Array(64).fill(0xc3);
  const masked = xor(data, mgf1(seed, data.length, 'sha512'));
  const encoded = new Uint8Array([firstByte, ...xor(seed, mgf1(masked, 64, 'sha512')), ...masked]);
  return new Uint8Array(publicEncrypt({ key: publicKey, padding: constants.RSA_NO_PADDING }, encoded));
}

const zeros = new Uint8Array(110);
const modulus = new Uint8Array(Buffer.from(publicKey.export({ format: 'jwk' }).n!, 'base64url'));

/** A block that is below the modulus in either order of its bytes. */
function reversible(make: () => Uint8Array): Uint8Array {
  for (;;) {
    const block = make();
    if (block[255]! < modulus[0]!) return block;
  }
}

describe.each(engines)('a block that is refused, on $name', ({ engine }) => {
  it('is told from others by what is wrong with it', () => {
    expect({
      modulus: faultOf(modulus, engine),
      hash: faultOf(byNode(sessionKey, 'sha256'), engine),
      message: faultOf(byNode(sessionKey.subarray(1), 'sha512'), engine),
      label: faultOf(byNode(sessionKey, 'sha512', new Uint8Array([1])), engine),
      pkcs1: faultOf(pkcs1ByNode(sessionKey), engine),
      reversed: faultOf(reversed(reversible(() => byNode(sessionKey, 'sha512'))), engine),
      damaged: faultOf(new Uint8Array(256).fill(0x5a), engine),
    }).toEqual({
      modulus: { kind: 'not-below-modulus' },
      hash: { kind: 'hash', labelHash: 'sha256', mgf1Hash: 'sha256' },
      message: { kind: 'message-length', bytes: 15 },
      label: { kind: 'label' },
      pkcs1: { kind: 'pkcs1-v1.5' },
      reversed: { kind: 'reversed', besides: null },
      damaged: { kind: 'unknown' },
    });
  });
});

describe('what is wrong with a block', () => {
  it('is another hash, by Node', () => {
    for (const hash of hashes.slice(1))
      expect(faultOf(byNode(sessionKey, hash))).toEqual({ kind: 'hash', labelHash: hash, mgf1Hash: hash });
  });

  withOpenssl(`is any of the nine pairs of hashes but the right one, by openssl${opensslReason}`, () => {
    for (const labelHash of hashes)
      for (const mgf1Hash of hashes) {
        const block = byOpenssl(sessionKey, [`rsa_oaep_md:${labelHash}`, `rsa_mgf1_md:${mgf1Hash}`]);
        const isRight = labelHash === 'sha512' && mgf1Hash === 'sha512';
        expect(faultOf(block)).toEqual(isRight ? { kind: 'unknown' } : { kind: 'hash', labelHash, mgf1Hash });
      }
  });

  it('is any other hash than the expected one', () => {
    const block = byNode(sessionKey, 'sha512');
    for (const hash of ['sha256', 'sha1'] as const)
      expect(findOaepFault(opensslEngine(), privateKey, block, { hash, messageBytes: 16 })).toEqual({
        kind: 'hash',
        labelHash: 'sha512',
        mgf1Hash: 'sha512',
      });
  });

  it('is a message of another length, which is told: the length alone', () => {
    for (const bytes of [0, 1, 15, 17, 24, 32, 126])
      expect(faultOf(byNode(new Uint8Array(bytes).fill(1), 'sha512'))).toEqual({
        kind: 'message-length',
        bytes,
      });
  });

  it('is a label that is not empty, with any hash', () => {
    const label = new TextEncoder().encode('session key');
    for (const hash of hashes) expect(faultOf(byNode(sessionKey, hash, label))).toEqual({ kind: 'label' });
  });

  it('is PKCS #1 v1.5', () => {
    for (let run = 0; run < 20; run += 1)
      expect(faultOf(pkcs1ByNode(sessionKey))).toEqual({ kind: 'pkcs1-v1.5' });
  });

  it('is the order of its bytes, alone or with something else', () => {
    const backwards = (make: () => Uint8Array) => faultOf(reversed(reversible(make)));
    expect(backwards(() => byNode(sessionKey, 'sha512'))).toEqual({ kind: 'reversed', besides: null });
    expect(backwards(() => byNode(sessionKey, 'sha1'))).toEqual({
      kind: 'reversed',
      besides: { kind: 'hash', labelHash: 'sha1', mgf1Hash: 'sha1' },
    });
    expect(backwards(() => pkcs1ByNode(sessionKey))).toEqual({
      kind: 'reversed',
      besides: { kind: 'pkcs1-v1.5' },
    });
  });

  it('is the order of its bytes, too, where these make no number below the modulus', () => {
    let block = byNode(sessionKey, 'sha512');
    while (block[255] !== 0xff) block = byNode(sessionKey, 'sha512');
    expect(faultOf(reversed(block))).toEqual({ kind: 'reversed', besides: null });
  }, 30_000);

  it('is one byte of the encoding where the hash of the label is right', () => {
    expect(faultOf(byHand({}))).toEqual({ kind: 'unknown' });
    expect(faultOf(byHand({ firstByte: 1 }))).toEqual({ kind: 'first-byte' });
    for (const separator of [0, 2, 0x81])
      expect(faultOf(byHand({ separator, message: new Uint8Array(16).fill(7) }))).toEqual({
        kind: 'padding',
      });
    for (const at of [0, 50, 109]) {
      const wrong = zeros.slice();
      wrong[at] = 0x80;
      expect(faultOf(byHand({ zeros: wrong }))).toEqual({ kind: 'padding' });
    }
    expect(faultOf(byHand({ label: new Uint8Array(3) }))).toEqual({ kind: 'label' });
  });

  it('is one and the same for a damaged block and one for another certificate', () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
    const blocks = Array.from({ length: 8 }, () => byNode(sessionKey, 'sha512', undefined, other));
    const good = byNode(sessionKey, 'sha512');
    const damaged = [3, 100, 255].map((at) => good.map((byte, index) => (index === at ? byte ^ 4 : byte)));
    for (const block of [...blocks, ...damaged])
      expect(['unknown', 'not-below-modulus']).toContain(faultOf(block).kind);
  });

  it('is never made out of noise', () => {
    const noise = fc.uint8Array({ minLength: 256, maxLength: 256 });
    fc.assert(
      fc.property(noise, (block) => {
        expect(['unknown', 'not-below-modulus']).toContain(faultOf(block).kind);
      }),
      { numRuns: 100 },
    );
  });

  it('is told without a byte of what was in the block', () => {
    const message = new Uint8Array(16).fill(0xa7);
    for (const block of [
      byNode(message, 'sha1'),
      pkcs1ByNode(message),
      byNode(message.subarray(2), 'sha512'),
    ])
      expect(JSON.stringify(faultOf(block))).not.toMatch(/a7a7|167,167/);
  });

  it('leaves nothing of what was opened', () => {
    const opened: Uint8Array[] = [];
    const real = opensslEngine();
    const engine: CryptoEngine = Object.assign(Object.create(real) as CryptoEngine, {
      rsaPrivate: (...given: Parameters<CryptoEngine['rsaPrivate']>) => {
        const block = real.rsaPrivate(...given);
        opened.push(block);
        return block;
      },
    });
    for (const block of [byNode(sessionKey, 'sha1'), pkcs1ByNode(sessionKey), new Uint8Array(256).fill(7)]) {
      const { buffers } = scratchOf(() => {
        faultOf(block, engine);
      });
      expect(buffers.length).toBeGreaterThan(0);
      expect(buffers.map(left).filter((bytes) => bytes > 0)).toEqual([]);
    }
    expect(opened.map((block) => block.filter((byte) => byte !== 0).length)).toEqual(opened.map(() => 0));
    expect(opened).not.toEqual([]);
  });

  it('leaves the block as it is, a Buffer too', () => {
    const block = Buffer.from(byNode(sessionKey, 'sha1'));
    const before = block.toString('hex');
    faultOf(block);
    faultOf(reversed(block));
    expect(block.toString('hex')).toBe(before);
  });

  it('is asked of blocks of 256 bytes', () => {
    expect(() => faultOf(new Uint8Array(255))).toThrow(
      new RangeError('block: expected 256 bytes, received 255'),
    );
  });

  it('passes on what the engine says of itself', () => {
    const failing: CryptoEngine = Object.assign(Object.create(opensslEngine()) as CryptoEngine, {
      rsaPrivate: () => {
        throw new Error('out of order');
      },
    });
    expect(() => faultOf(byNode(sessionKey, 'sha1'), failing)).toThrow('out of order');
  });
});
