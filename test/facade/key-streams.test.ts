/** What the driver decrypts, against the `openssl` command, on every engine; nothing of the player's half is used. */
import { describe, expect } from '@jest/globals';
import type { Device } from 'softumd';
import { createDevice } from 'softumd';
import { driverHandlesOf } from 'softumd/d3d11';
import type { HResource } from 'softumd/ddi';
import { readCertificateChain, wrapSessionKey } from 'softumd/player';
import { engines } from '../crypto/engines.js';
import { openssl, opensslReason, withOpenssl } from '../crypto/openssl.js';
import { createSession } from './player.js';

const sessionKey = Uint8Array.from({ length: 16 }, (_, at) => at * 3 + 1);
const contentKey = Uint8Array.from({ length: 16 }, (_, at) => 255 - at);
const clear = Uint8Array.from({ length: 160 }, (_, at) => at);
const ivText = '0011223344556677fffffffffffffff0';
const iv = new Uint8Array(Buffer.from(ivText, 'hex'));
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

const ctr = (key: Uint8Array, data: Uint8Array) =>
  openssl(['enc', '-aes-128-ctr', '-K', hex(key), '-iv', ivText], data);
const ecb = (key: Uint8Array, data: Uint8Array) =>
  openssl(['enc', '-aes-128-ecb', '-nopad', '-K', hex(key)], data);

type Options = Parameters<Device['videoContext']['decryptionBlt']>[3];

describe.each(engines)('the key stream of a driver on $name is that of openssl', ({ engine }) => {
  const setUp = () => {
    const device = createDevice({ engine, strict: true });
    const session = createSession(device);
    const { leaf } = readCertificateChain(session.getCertificate());
    device.videoContext.negotiateCryptoSessionKeyExchange(session, wrapSessionKey(leaf, sessionKey));
    const decrypt = (data: Uint8Array, options: Omit<Options, 'iv'> = {}) => {
      const surface = device.createBuffer('protected', data.length);
      device.videoContext.decryptionBlt(session, device.createBuffer('staging', data), surface, {
        iv,
        ...options,
      });
      const { hDevice, handle } = driverHandlesOf<HResource>(surface.api);
      return device.driver.oracle.resourceBytes(hDevice, handle);
    };
    return { device, session, decrypt };
  };

  withOpenssl(`for whole buffers${opensslReason}`, () => {
    expect(setUp().decrypt(ctr(sessionKey, clear))).toEqual(clear);
  });

  withOpenssl(`for parts of buffers (D-23)${opensslReason}`, () => {
    const blockInfo = {
      NumEncryptedBytesAtBeginning: 20,
      NumBytesInSkipPattern: 30,
      NumBytesInEncryptPattern: 18,
    };
    const secret = [
      [0, 20],
      [50, 68],
      [98, 116],
      [146, 160],
    ] as const;
    const encrypted = ctr(sessionKey, Buffer.concat(secret.map(([from, to]) => clear.subarray(from, to))));
    const data = new Uint8Array(clear);
    let used = 0;
    for (const [from, to] of secret) data.set(encrypted.subarray(used, (used += to - from)), from);
    expect(setUp().decrypt(data, { blockInfo })).toEqual(clear);
  });

  withOpenssl(`for content keys (DB-5)${opensslReason}`, () => {
    const { decrypt } = setUp();
    expect(decrypt(ctr(contentKey, clear), { contentKey: ecb(sessionKey, contentKey) })).toEqual(clear);
  });

  withOpenssl(`for refreshed keys, and content keys under them (FSKR-1)${opensslReason}`, () => {
    const { device, session, decrypt } = setUp();
    const number = device.videoContext.startSessionKeyRefresh(session);
    expect(decrypt(ctr(sessionKey, clear))).toEqual(clear);
    device.videoContext.finishSessionKeyRefresh(session);
    const next = sessionKey.map((byte, at) => byte ^ number[at]!);
    expect(decrypt(ctr(next, clear))).toEqual(clear);
    expect(decrypt(ctr(contentKey, clear), { contentKey: ecb(next, contentKey) })).toEqual(clear);
  });
});
