import { describe, expect, it } from '@jest/globals';
import { privateDecrypt, constants, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { payloadBytes } from '../../../../src/conformance/copp/helpers/start-messages.js';
import { sealBlock, startBlock } from '../../../../src/conformance/framework/raw-rsa-blocks.js';
import { seededRandom } from '../../../../src/crypto/index.js';
import { bytesOf, driverKey, example, started } from '../golden.js';

const random = seededRandom('start messages');
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const paddings = ['zeros', 'pkcs1', 'random'] as const;

describe('the start messages of the suite', () => {
  it('are those of the examples', () => {
    const payload = payloadBytes(started);
    const { plaintext, ciphertext_rawzero_le: ciphertext } = example('copp_handshake');
    expect(payload).toEqual(bytesOf(plaintext!));
    expect(sealBlock(driverKey(), startBlock(payload, 'zeros', random))).toEqual(bytesOf(ciphertext!));
  });

  it.each(paddings)('padded with %s: whoever has the private key finds the payload in front', (padding) => {
    const word = fc.integer({ min: 0, max: 0xffff_ffff });
    const block = fc.uint8Array({ minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(block, block, word, word, (first, KDI, statusNumber, commandNumber) => {
        const payload = payloadBytes({ random: first, KDI, statusNumber, commandNumber });
        const sealed = sealBlock(publicKey, startBlock(payload, padding, random));
        expect(sealed).toHaveLength(256);
        const key = { key: privateKey, padding: constants.RSA_NO_PADDING };
        const opened = Buffer.from(privateDecrypt(key, Buffer.from(sealed).reverse())).reverse();
        expect([...opened.subarray(0, 32)]).toEqual([...first, ...KDI]);
        expect([opened.readUInt32LE(32), opened.readUInt32LE(36)]).toEqual([statusNumber, commandNumber]);
      }),
      { numRuns: 20 },
    );
  });

  it('padded as PKCS#1 are what CryptEncrypt makes, turned round: 00 02, no zero, 00, the message', () => {
    const block = startBlock(payloadBytes(started), 'pkcs1', random);
    const turned = Buffer.from(block).reverse();
    expect([...turned.subarray(0, 2)]).toEqual([0, 2]);
    expect(turned.indexOf(0, 2)).toBe(256 - 40 - 1);
  });
});
