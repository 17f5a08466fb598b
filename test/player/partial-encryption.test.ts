import { describe, expect, it } from '@jest/globals';
import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { encryptForDecryptionBlt } from '../../src/player/index.js';
import { engines } from '../crypto/engines.js';
import { hex, toHex } from '../crypto/fixtures.js';

const sessionKey = hex('2b7e151628aed2a6abf7158809cf4f3c');
const contentKey = hex('603deb1015ca71be2b73aef0857d7781');
const iv = hex('0123456789abcdef0000000000000000');
const stream = (bytes: number, key = sessionKey) =>
  createCipheriv('aes-128-ctr', key, iv).update(Buffer.alloc(bytes));
const blockInfo = (beginning: number, skip: number, encrypt: number) => ({
  NumEncryptedBytesAtBeginning: beginning,
  NumBytesInSkipPattern: skip,
  NumBytesInEncryptPattern: encrypt,
});

/** Whether a byte is encrypted, looked at one by one (EBI-1, EBI-2, D-23). */
function isEncrypted(at: number, beginning: number, skip: number, encrypt: number): boolean {
  if (at < beginning) return true;
  return encrypt > 0 && (at - beginning) % (skip + encrypt) >= skip;
}

describe.each(engines)('partly encrypted data on $name', ({ engine }) => {
  it('has the key stream in its encrypted bytes alone, as one (D-23)', () => {
    const count = fc.nat(40);
    const property = fc.property(fc.uint8Array({ maxLength: 200 }), count, count, count, (data, ...info) => {
      const keyStream = stream(data.length);
      let used = 0;
      const expected = data.map((byte, at) => (isEncrypted(at, ...info) ? byte ^ keyStream[used++]! : byte));
      const blt = { sessionKey, iv, data, engine, blockInfo: blockInfo(...info) };
      expect(toHex(encryptForDecryptionBlt(blt))).toBe(toHex(expected));
      const across = data.map((byte, at) => (isEncrypted(at, ...info) ? byte ^ keyStream[at]! : byte));
      expect(toHex(encryptForDecryptionBlt({ ...blt, partialKeystream: 'whole-buffer' }))).toBe(
        toHex(across),
      );
    });
    fc.assert(property);
  });

  it('is as the page’s own examples have it (EBI-3, EBI-4)', () => {
    const data = new Uint8Array(144);
    const keyStream = stream(144);
    const head = encryptForDecryptionBlt({ sessionKey, iv, data, engine, blockInfo: blockInfo(100, 0, 0) });
    expect(toHex(head)).toBe(toHex(Buffer.concat([keyStream.subarray(0, 100), Buffer.alloc(44)])));
    const turns = encryptForDecryptionBlt({ sessionKey, iv, data, engine, blockInfo: blockInfo(100, 20, 2) });
    const [clear, more] = [Buffer.alloc(20), keyStream.subarray(100)];
    const expected = [keyStream.subarray(0, 100), clear, more.subarray(0, 2), clear, more.subarray(2, 4)];
    expect(toHex(turns)).toBe(toHex(Buffer.concat(expected)));
  });

  it.each([
    ['whole-bufer', "'whole-bufer'"],
    [1, 'the number 1'],
    [null, 'null'],
  ])('has no other key stream: %s', (partialKeystream, received) => {
    const blt = { sessionKey, iv, data: new Uint8Array(16), engine, blockInfo: blockInfo(16, 0, 0) };
    const encrypt = () => encryptForDecryptionBlt({ ...blt, partialKeystream: partialKeystream as never });
    const expected = `partialKeystream: expected 'encrypted-only' or 'whole-buffer', received ${received}`;
    expect(encrypt).toThrow(new TypeError(expected));
  });

  it('is under the content key where there is one', () => {
    const data = new Uint8Array(48);
    const encrypted = encryptForDecryptionBlt({ sessionKey, contentKey, iv, data, engine });
    expect(toHex(encrypted)).toBe(toHex(stream(48, contentKey)));
  });
});

describe('a content key', () => {
  it('is named where it has another size', () => {
    expect(() =>
      encryptForDecryptionBlt({ sessionKey, contentKey: new Uint8Array(24), iv, data: iv }),
    ).toThrow(new RangeError('contentKey: expected 16 bytes, received 24'));
  });
});

describe('block info', () => {
  it.each([-1, 1.5, 2 ** 32, '1', undefined])('is of whole numbers of 32 bits: %s', (value) => {
    const wrong = { ...blockInfo(0, 0, 0), NumBytesInSkipPattern: value as number };
    const call = () => encryptForDecryptionBlt({ sessionKey, iv, data: iv, blockInfo: wrong });
    expect(call).toThrow('blockInfo.NumBytesInSkipPattern: expected a whole number of 32 bits');
    expect(call).toThrow(TypeError);
  });

  it('may say more than there is', () => {
    const most = blockInfo(0xffffffff, 0xffffffff, 0xffffffff);
    const data = new Uint8Array(32);
    expect(toHex(encryptForDecryptionBlt({ sessionKey, iv, data, blockInfo: most }))).toBe(toHex(stream(32)));
  });
});
