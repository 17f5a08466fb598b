/** Any order of key exchange, refresh, read-back keys and blts, against a model of the keys and node:crypto. */
import { expect, it } from '@jest/globals';
import { createCipheriv, createDecipheriv } from 'node:crypto';
import fc from 'fast-check';
import { createDevice, HResultError } from 'softumd';
import { D3D11_CONTENT_PROTECTION_CAPS as CAPS } from 'softumd/d3d11';
import { readCertificateChain, wrapSessionKey } from 'softumd/player';
import { createSession } from './player.js';
import { runs } from '../support/runs.js';

const caps =
  CAPS.SOFTWARE |
  CAPS.DECRYPTION_BLT |
  CAPS.CONTENT_KEY |
  CAPS.FRESHEN_SESSION_KEY |
  CAPS.ENCRYPTED_READ_BACK |
  CAPS.ENCRYPTED_READ_BACK_KEY;

const clear = Uint8Array.from({ length: 48 }, (_, at) => at);
const ctr = (key: Uint8Array, iv: Uint8Array, data: Uint8Array) =>
  new Uint8Array(createCipheriv('aes-128-ctr', key, iv).update(data));
const wrap = (key: Uint8Array, data: Uint8Array) =>
  new Uint8Array(createCipheriv('aes-128-ecb', key, null).setAutoPadding(false).update(data));
const unwrap = (key: Uint8Array, data: Uint8Array) =>
  new Uint8Array(createDecipheriv('aes-128-ecb', key, null).setAutoPadding(false).update(data));

/** What the application knows. */
interface Keys {
  session?: Uint8Array | undefined;
  pending?: Uint8Array | undefined;
  readBack?: Uint8Array | undefined;
}

const steps = [
  'negotiate',
  'start',
  'finish',
  'getKey',
  'decrypt',
  'decryptWithContentKey',
  'readBack',
] as const;

function world() {
  const device = createDevice({ profile: { caps } });
  const { videoContext: video } = device;
  const session = createSession(device);
  const { leaf } = readCertificateChain(session.getCertificate());
  const surface = device.createBuffer('protected', clear.length);
  const staging = device.createBuffer('staging', clear.length);
  device.updateResource(surface, clear);
  const keys: Keys = {};
  let serial = 0;
  const nextIv = () => Uint8Array.from({ length: 16 }, (_, at) => (at === 7 ? (serial += 1) : 0));
  const decrypt = (under: Uint8Array | undefined, contentKey?: Uint8Array) => {
    const iv = nextIv();
    staging.write(ctr(under ?? clear.subarray(0, 16), iv, clear));
    video.decryptionBlt(session, staging, surface, contentKey ? { iv, contentKey } : { iv });
    device.copyResource(staging, surface);
    expect(staging.read()).toEqual(clear);
  };
  /** Each step: whether it may succeed, by what the application knows, and what it does. */
  const run: Record<(typeof steps)[number], () => readonly [isRight: boolean, call: () => void]> = {
    negotiate: () => [
      true,
      () => {
        const key = Uint8Array.from({ length: 16 }, (_, at) => at * 11 + (serial += 1));
        video.negotiateCryptoSessionKeyExchange(session, wrapSessionKey(leaf, key));
        Object.assign(keys, { session: key, pending: undefined, readBack: undefined }); // D-04
      },
    ],
    start: () => [
      keys.session !== undefined,
      () => {
        keys.pending = video.startSessionKeyRefresh(session);
      },
    ],
    finish: () => [
      keys.pending !== undefined,
      () => {
        video.finishSessionKeyRefresh(session);
        keys.session = keys.session!.map((byte, at) => byte ^ keys.pending![at]!);
        keys.pending = undefined;
      },
    ],
    getKey: () => [
      keys.session !== undefined,
      () => {
        const wrapped = video.getEncryptionBltKey(session);
        keys.readBack = unwrap(keys.session!, wrapped);
      },
    ],
    decrypt: () => [
      keys.session !== undefined,
      () => {
        decrypt(keys.session);
      },
    ],
    decryptWithContentKey: () => [
      keys.session !== undefined,
      () => {
        const contentKey = Uint8Array.from({ length: 16 }, (_, at) => at + (serial += 1));
        decrypt(contentKey, wrap(keys.session ?? contentKey, contentKey));
      },
    ],
    readBack: () => [
      keys.readBack !== undefined, // D-25
      () => {
        const iv = video.encryptionBlt(session, surface, staging);
        expect(ctr(keys.readBack!, iv, staging.read())).toEqual(clear);
      },
    ],
  };
  return { device, run };
}

it('session keys are what the model says, whatever the order of calls', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...steps), { maxLength: 25 }), (order) => {
      const { device, run } = world();
      for (const step of order) {
        const [isRight, call] = run[step]();
        if (isRight) call();
        else expect(call).toThrow(HResultError);
      }
      expect(device.removedReason).toBe(0);
      device.release();
    }),
    { numRuns: runs(60) },
  );
});
