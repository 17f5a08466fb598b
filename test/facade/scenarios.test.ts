/** What a player's own tests ask for, one by one, each from beginning to end. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createAdapter, createDevice, type Device } from 'softumd';
import {
  D3D11_CRYPTO_TYPE_AES128_CTR,
  D3D11_KEY_EXCHANGE_RSAES_OAEP,
  DXGI_ERROR_DEVICE_HUNG,
  DXGI_ERROR_DEVICE_REMOVED,
  E_OUTOFMEMORY,
  guid,
  S_OK,
} from 'softumd/d3d11';
import { decryptFromEncryptionBlt } from 'softumd/player';
import { createSession, errorOf, frame, player, playerOn, sessionKey } from './player.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What the player sees of its protected surface: it is read back, encrypted, and decrypted again. */
function shown({ device, session, target }: ReturnType<typeof player>): Uint8Array {
  const readBack = device.createBuffer('staging', frame.length);
  const iv = device.videoContext.encryptionBlt(session, target, readBack);
  const data = readBack.read();
  readBack.release();
  return decryptFromEncryptionBlt({ sessionKey, iv, data });
}

/** A whole playback of one frame on a device. */
function play(device: Device): Uint8Array {
  const one = playerOn(device);
  one.negotiate();
  one.decrypt();
  const seen = shown(one);
  for (const held of [one.session, one.source, one.target]) held.release();
  return seen;
}

describe('a player', () => {
  it('plays', () => {
    const device = createDevice({ strict: true });
    expect(play(device)).toEqual(frame);
    device.assertNoLeaks();
    device.release();
    expect(device.messages).toEqual([]);
  });

  it('sees a removal by polling', () => {
    const { device } = player();
    expect(device.removedReason).toBe(S_OK);
    device.remove(DXGI_ERROR_DEVICE_HUNG);
    expect(device.removedReason).toBe(DXGI_ERROR_DEVICE_HUNG);
  });

  it('sees a removal by event', async () => {
    const { device } = player();
    const removed = device.whenRemoved();
    device.remove(DXGI_ERROR_DEVICE_HUNG);
    await expect(removed).resolves.toBe(DXGI_ERROR_DEVICE_HUNG);
  });

  it('sees a removal by a call that fails', () => {
    const { device, negotiate } = player();
    device.driver.control.removeDevice();
    expect(errorOf(negotiate).hresult).toBe(DXGI_ERROR_DEVICE_REMOVED);
  });

  it('loses one of two devices and plays on the other', () => {
    const adapter = createAdapter();
    const [lost, other] = [adapter.createDevice(), adapter.createDevice()];
    lost.remove();
    expect(errorOf(() => play(lost)).hresult).toBe(DXGI_ERROR_DEVICE_REMOVED);
    expect(play(other)).toEqual(frame);
  });

  it('recovers: a new device of the same adapter plays', () => {
    const adapter = createAdapter();
    const lost = adapter.createDevice();
    const { session } = playerOn(lost);
    lost.remove();
    session.release();
    lost.release();
    expect(play(adapter.createDevice())).toEqual(frame);
  });

  it('has no memory for its second session, and then has', () => {
    const { device, negotiate, decrypt } = player();
    device.driver.control.failAllocation(1);
    const error = errorOf(() => createSession(device));
    expect([error.hresult, error.messages.map(({ name }) => name)]).toEqual([
      E_OUTOFMEMORY,
      ['CREATECRYPTOSESSION_OUTOFMEMORY_RETURN'],
    ]);
    createSession(device);
    negotiate();
    decrypt(); // the first one is as it was
  });

  it('asks for crypto that is not supported', () => {
    const device = createDevice();
    const unknown = guid('00000000-1111-2222-3333-444444444444');
    const create = (type: typeof unknown, exchange: typeof unknown) =>
      errorOf(() => device.videoDevice.createCryptoSession(type, null, exchange)).name;
    expect([
      create(unknown, D3D11_KEY_EXCHANGE_RSAES_OAEP),
      create(D3D11_CRYPTO_TYPE_AES128_CTR, unknown),
    ]).toEqual(['D3DDDIERR_UNSUPPORTEDCRYPTO', 'D3DDDIERR_UNSUPPORTEDCRYPTO']);
    expect(play(device)).toEqual(frame);
  });
});

describe('a test of a player', () => {
  const { setTimeout, setInterval, setImmediate } = globalThis;
  afterEach(() => {
    Object.assign(globalThis, { setTimeout, setInterval, setImmediate });
  });

  /** The IV that the driver chooses first: the next bytes of its random source. */
  const firstIv = (seed: string) => {
    const one = playerOn(createDevice({ seed }));
    one.negotiate();
    one.decrypt();
    return one.device.videoContext.encryptionBlt(one.session, one.target, one.source);
  };

  it('has the same bytes for the same seed, and others for another', () => {
    expect(firstIv('one')).toEqual(firstIv('one'));
    expect(firstIv('one')).not.toEqual(firstIv('two'));
  });

  it('may stop the clock of its process: nothing here waits for it', async () => {
    const never = () => undefined; // as fake timers are until a test lets time pass
    Object.assign(globalThis, { setTimeout: never, setInterval: never, setImmediate: never });
    const device = createDevice();
    expect(play(device)).toEqual(frame);
    const removed = device.whenRemoved();
    device.remove();
    await expect(removed).resolves.toBe(DXGI_ERROR_DEVICE_REMOVED);
  });

  it('runs beside others in processes of their own', async () => {
    const script = `
      import { createDevice } from './dist/src/facade/index.js';
      import * as d3d11 from './dist/src/runtime/d3d11/index.js';
      import { readCertificateChain, wrapSessionKey } from './dist/src/player/index.js';
      const device = createDevice({ seed: 'one' });
      const session = device.videoDevice.createCryptoSession(
        d3d11.D3D11_CRYPTO_TYPE_AES128_CTR, null, d3d11.D3D11_KEY_EXCHANGE_RSAES_OAEP);
      const { leaf } = readCertificateChain(session.getCertificate());
      const key = wrapSessionKey(leaf, new Uint8Array(16));
      device.videoContext.negotiateCryptoSessionKeyExchange(session, key);
      const target = device.createBuffer('protected', 64);
      const iv = device.videoContext.encryptionBlt(session, target, device.createBuffer('staging', 64));
      console.log(Buffer.from(iv).toString('hex'));`;
    const print = async () => {
      const argv = ['--input-type=module', '--eval', script];
      const { stdout } = await promisify(execFile)(process.execPath, argv, { cwd: root });
      return stdout.trim();
    };
    const [here, there] = [
      Buffer.from(firstIv('one')).toString('hex'),
      await Promise.all([print(), print()]),
    ];
    expect(there).toEqual([here, here]);
  });
});
