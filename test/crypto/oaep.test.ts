import {
  constants,
  createHash,
  createPrivateKey,
  createPublicKey,
  privateDecrypt,
  publicEncrypt,
} from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  emeOaepDecode,
  emeOaepEncode,
  type OaepHash,
  rsaesOaepDecrypt,
  rsaesOaepEncrypt,
} from '../../src/crypto/index.js';
import { mgf1Mask } from '../../src/crypto/eme-oaep.js';
import { engines } from './engines.js';
import { fixtureText, hex, toHex, vectors } from './fixtures.js';
import { openssl, opensslReason, withOpenssl } from './openssl.js';

const keyText = fixtureText('certificates/leaf.key.pem');
const privateKey = createPrivateKey(keyText);
const publicKey = createPublicKey(keyText);
const known = vectors('eme-oaep.openssl') as {
  cases: { hash: OaepHash; message: string; seed: string; encoded: string }[];
};

const seedBytes = { sha512: 64, sha256: 32, sha1: 20 };
const hashes = Object.keys(seedBytes) as OaepHash[];
const sessionKey = hex('00112233445566778899aabbccddeeff');
const refused = { valid: false, message: new Uint8Array(16) };
const seedOf = (hash: OaepHash): Uint8Array => new Uint8Array(seedBytes[hash]).fill(0xc3);
const sized = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

/** An RSA block around any 256 padded bytes: what an attacker who knows the public key can always make. */
function encryptBare(encoded: Uint8Array): Uint8Array {
  return new Uint8Array(publicEncrypt({ key: publicKey, padding: constants.RSA_NO_PADDING }, encoded));
}

/** MGF1 on Node's hashes: the masks by other means than those under test. */
function maskOf(seed: Uint8Array, length: number, hash: OaepHash): Uint8Array {
  const blocks = Array.from({ length: Math.ceil(length / seedBytes[hash]) }, (_, i) =>
    createHash(hash)
      .update(seed)
      .update(new Uint8Array([0, 0, 0, i]))
      .digest(),
  );
  return Buffer.concat(blocks).subarray(0, length);
}

const xor = (a: Uint8Array, b: Uint8Array): Uint8Array => a.map((byte, i) => byte ^ b[i]!);

/** A padded block around any data block: lHash || 00…00 || 01 || message, or something else. */
function maskData(data: Uint8Array, hash: OaepHash): Uint8Array {
  const masked = xor(data, maskOf(seedOf(hash), data.length, hash));
  return new Uint8Array([0, ...xor(seedOf(hash), maskOf(masked, seedBytes[hash], hash)), ...masked]);
}

describe('EME-OAEP', () => {
  it.each(known.cases)(
    'encodes and decodes what OpenSSL did: $hash, $message',
    ({ hash, message, seed, encoded }) => {
      expect(toHex(emeOaepEncode(hex(message), hex(seed), { hash }))).toBe(encoded);
      const decoded = emeOaepDecode(hex(encoded), { hash, messageBytes: message.length / 2 });
      expect(decoded).toEqual({ valid: true, message: hex(message) });
    },
  );

  it.each(hashes)('masks as MGF1 does on Node’s hashes, at every length and nothing besides: %s', (hash) => {
    for (let length = 0; length <= 130; length += 1) {
      const room = new Uint8Array(134);
      mgf1Mask(room.subarray(2, 2 + length), seedOf(hash), hash);
      const mask = toHex(maskOf(seedOf(hash), length, hash));
      expect(toHex(room)).toBe(`0000${mask}${'00'.repeat(132 - length)}`);
    }
  });

  it.each(hashes)('carries any message that fits: %s', (hash) => {
    const most = 256 - 2 * seedBytes[hash] - 2;
    const message = fc.uint8Array({ maxLength: most });
    fc.assert(
      fc.property(message, sized(seedBytes[hash]), (bytes, seed) => {
        const encoded = emeOaepEncode(bytes, seed, { hash });
        expect(encoded[0]).toBe(0);
        expect(emeOaepDecode(encoded, { hash, messageBytes: bytes.length })).toEqual({
          valid: true,
          message: bytes,
        });
        const other = bytes.length === most ? most - 1 : bytes.length + 1;
        expect(emeOaepDecode(encoded, { hash, messageBytes: other }).valid).toBe(false);
      }),
    );
    const full = emeOaepEncode(new Uint8Array(most).fill(1), seedOf(hash), { hash });
    expect(emeOaepDecode(full, { hash, messageBytes: most }).valid).toBe(true);
  });

  it('refuses every single-bit corruption', () => {
    const encoded = emeOaepEncode(sessionKey, seedOf('sha512'), { hash: 'sha512' });
    for (let bit = 0; bit < 2048; bit++) {
      const corrupt = new Uint8Array(encoded);
      corrupt[bit >> 3]! ^= 1 << (bit & 7);
      const decoded = emeOaepDecode(corrupt, { hash: 'sha512', messageBytes: 16 });
      // A flipped message bit changes the mask of the seed, and with it everything: nothing is left to accept.
      expect(decoded).toEqual(refused);
    }
  });

  it.each(hashes)('looks at every bit before the message, and at none of it: %s', (hash) => {
    const data = new Uint8Array(255 - seedBytes[hash]);
    data.set(createHash(hash).digest());
    data[data.length - 17] = 1;
    data.set(sessionKey, data.length - 16);
    expect(toHex(maskData(data, hash))).toBe(toHex(emeOaepEncode(sessionKey, seedOf(hash), { hash })));
    for (let bit = 0; bit < data.length * 8; bit++) {
      data[bit >> 3]! ^= 1 << (bit & 7);
      const message = data.slice(-16);
      const expected = bit >> 3 >= data.length - 16 ? { valid: true, message } : refused;
      const decoded = emeOaepDecode(maskData(data, hash), { hash, messageBytes: 16 });
      expect({ bit, ...decoded }).toEqual({ bit, ...expected });
      data[bit >> 3]! ^= 1 << (bit & 7);
    }
  });

  it('leaves its input alone, a Buffer too', () => {
    const encoded = Buffer.from(emeOaepEncode(sessionKey, seedOf('sha256'), { hash: 'sha256' }));
    const before = toHex(encoded);
    expect(emeOaepDecode(encoded, { hash: 'sha256', messageBytes: 16 }).valid).toBe(true);
    expect(toHex(encoded)).toBe(before);
  });

  it('names argument, expectation and what came when it refuses', () => {
    const hash = 'sha512';
    expect(() => emeOaepEncode(sessionKey, new Uint8Array(63), { hash })).toThrow(
      new RangeError('seed: expected 64 bytes, received 63'),
    );
    expect(() => emeOaepEncode(new Uint8Array(127), seedOf(hash), { hash })).toThrow(
      new RangeError('message: expected at most 126 bytes (sha512, 256), received 127'),
    );
    expect(() => emeOaepDecode(new Uint8Array(256), { hash, messageBytes: 127 })).toThrow(
      new RangeError('messageBytes: expected 0 to 126 (sha512, 256), received 127'),
    );
    expect(() => emeOaepDecode(new Uint8Array(256), { hash: 'md5' as OaepHash, messageBytes: 16 })).toThrow(
      new TypeError("hash: expected 'sha512', 'sha256' or 'sha1', received 'md5'"),
    );
  });
});

describe.each(engines)('RSAES-OAEP on $name', ({ engine }) => {
  const open = (block: Uint8Array, hash: OaepHash = 'sha512') =>
    rsaesOaepDecrypt(engine, privateKey, block, { hash, messageBytes: 16 });
  const seal = (message: Uint8Array, hash: OaepHash = 'sha512') =>
    rsaesOaepEncrypt(engine, publicKey, message, seedOf(hash), hash);

  it.each(hashes)('opens what Node seals and seals what Node opens: %s', (hash) => {
    const padding = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: hash };
    const sealed = new Uint8Array(publicEncrypt({ key: publicKey, ...padding }, sessionKey));
    expect(open(sealed, hash)).toEqual({ valid: true, message: sessionKey });
    expect(toHex(privateDecrypt({ key: privateKey, ...padding }, seal(sessionKey, hash)))).toBe(
      toHex(sessionKey),
    );
  });

  it('opens what it seals', () => {
    fc.assert(
      fc.property(sized(16), sized(64), (message, seed) => {
        const block = rsaesOaepEncrypt(engine, publicKey, message, seed, 'sha512');
        expect(open(block)).toEqual({ valid: true, message });
      }),
      { numRuns: 20 },
    );
  });

  it('gives the same answer for every cause of failure (D-03)', () => {
    const encoded = emeOaepEncode(sessionKey, seedOf('sha512'), { hash: 'sha512' });
    const firstByte = new Uint8Array(encoded);
    firstByte[0] = 1;
    const flipped = new Uint8Array(encoded);
    flipped[255]! ^= 1;
    const causes = {
      'first byte': encryptBare(firstByte),
      'a bit of the masked message': encryptBare(flipped),
      'another hash': seal(sessionKey, 'sha256'),
      'message too short': seal(sessionKey.subarray(1)),
      'message too long': seal(new Uint8Array(17)),
      'no message': seal(new Uint8Array(0)),
      zeros: new Uint8Array(256),
      'above the modulus': new Uint8Array(256).fill(0xff),
      'the modulus itself': hex(toHex(Buffer.from(publicKey.export({ format: 'jwk' }).n ?? '', 'base64url'))),
    };
    for (const [cause, block] of Object.entries(causes)) {
      expect({ cause, ...open(block) }).toEqual({ cause, ...refused });
    }
  });

  it('refuses a block above the modulus even where what is opened instead is in order', () => {
    // Search for a sealed key whose top byte is 0, then set that byte: cleared again, the rest would open.
    const modulusTop = Buffer.from(publicKey.export({ format: 'jwk' }).n ?? '', 'base64url')[0] ?? 0;
    let sealed = seal(sessionKey);
    for (let i = 0; sealed[0] !== 0; i++) {
      const seed = seedOf('sha512');
      new DataView(seed.buffer).setUint32(0, i);
      sealed = rsaesOaepEncrypt(engine, publicKey, sessionKey, seed, 'sha512');
    }
    expect(open(sealed).valid).toBe(true);
    sealed[0] = Math.min(255, modulusTop + 1);
    sealed[1] = modulusTop === 255 ? 255 : sealed[1]!;
    const before = toHex(sealed);
    expect(open(Buffer.from(sealed))).toEqual(refused);
    expect(open(sealed)).toEqual(refused);
    expect(toHex(sealed)).toBe(before);
  });

  it('takes no error of the engine’s own for a block that is too large', () => {
    const answers = [new Error('the engine is out of order')];
    const failing: typeof engine = Object.assign(Object.create(engine) as typeof engine, {
      rsaPrivate: () => {
        const error = answers.shift();
        if (error) throw error;
        return new Uint8Array(256);
      },
    });
    const options = { hash: 'sha512', messageBytes: 16 } as const;
    expect(() => rsaesOaepDecrypt(failing, privateKey, seal(sessionKey), options)).toThrow('out of order');
  });

  it('runs the private operation exactly once whatever is wrong (D-03)', () => {
    let finished = 0;
    const counting: typeof engine = Object.assign(Object.create(engine) as typeof engine, {
      rsaPrivate: (...args: Parameters<typeof engine.rsaPrivate>) => {
        const result = engine.rsaPrivate(...args);
        finished++;
        return result;
      },
    });
    const blocks = [
      seal(sessionKey),
      new Uint8Array(256),
      new Uint8Array(256).fill(0xff),
      seal(new Uint8Array(3)),
    ];
    for (const block of blocks)
      rsaesOaepDecrypt(counting, privateKey, block, { hash: 'sha512', messageBytes: 16 });
    expect(finished).toBe(blocks.length);
  });

  withOpenssl(`agrees with openssl pkeyutl in both directions${opensslReason}`, () => {
    const oaep = ['rsa_padding_mode:oaep', 'rsa_oaep_md:sha512', 'rsa_mgf1_md:sha512'].flatMap((o) => [
      '-pkeyopt',
      o,
    ]);
    const pem = publicKey.export({ format: 'pem', type: 'spki' });
    const sealed = openssl(['pkeyutl', '-encrypt', '-pubin', '-inkey', 'p.pem', ...oaep], sessionKey, {
      'p.pem': pem,
    });
    expect(open(sealed)).toEqual({ valid: true, message: sessionKey });
    const opened = openssl(['pkeyutl', '-decrypt', '-inkey', 'k.pem', ...oaep], seal(sessionKey), {
      'k.pem': keyText,
    });
    expect(toHex(opened)).toBe(toHex(sessionKey));
  });

  it('refuses a block of another size with an error: that size is no secret', () => {
    expect(() => open(new Uint8Array(255))).toThrow(
      new RangeError('block: expected 256 bytes, received 255'),
    );
    expect(() => open('x' as unknown as Uint8Array)).toThrow(
      new TypeError('block: expected a Uint8Array of 256 bytes, received string'),
    );
  });
});
