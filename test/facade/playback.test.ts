import { describe, expect, it } from '@jest/globals';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Device } from 'softumd';
import { createAdapter, createDevice, HResultError } from 'softumd';
import {
  D3D11_CONTENT_PROTECTION_CAPS,
  D3D11_CRYPTO_TYPE_AES128_CTR,
  D3D11_DECODER_PROFILE_H264_VLD_NOFGT,
  D3D11_KEY_EXCHANGE_HW_PROTECTION,
  D3D11_KEY_EXCHANGE_RSAES_OAEP,
  D3DDDIERR_UNSUPPORTEDCRYPTO,
  DXGI_ERROR_DEVICE_REMOVED,
  DXGI_ERROR_DRIVER_INTERNAL_ERROR,
  E_INVALIDARG,
  E_NOINTERFACE,
  E_OUTOFMEMORY,
  guid,
  S_OK,
} from 'softumd/d3d11';
import { readCertificateChain, wrapSessionKey } from 'softumd/player';

const openSession = (device = createDevice()) => {
  const session = device.videoDevice.createCryptoSession(
    D3D11_CRYPTO_TYPE_AES128_CTR,
    D3D11_DECODER_PROFILE_H264_VLD_NOFGT,
    D3D11_KEY_EXCHANGE_RSAES_OAEP,
  );
  const sessionKey = new Uint8Array(randomBytes(16));
  const chain = readCertificateChain(session.getCertificate());
  device.videoContext.negotiateCryptoSessionKeyExchange(session, wrapSessionKey(chain.leaf, sessionKey));
  return { device, session, sessionKey, leaf: chain.leaf };
};

const caught = (body: () => unknown): unknown => {
  try {
    body();
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('a protected playback', () => {
  it('decrypts in the driver what OpenSSL encrypted in the player', () => {
    const { device, session, sessionKey } = openSession();
    const clear = new Uint8Array(randomBytes(4096));
    const iv = new Uint8Array([...randomBytes(8), 0, 0, 0, 0, 0, 0, 0, 0]);
    const source = device.createBuffer('staging', clear.length);
    source.write(new Uint8Array(createCipheriv('aes-128-ctr', sessionKey, iv).update(clear)));
    const target = device.createBuffer('protected', clear.length);
    device.videoContext.decryptionBlt(session, source, target, { iv });
    const copy = device.createBuffer('staging', clear.length);
    device.copyResource(copy, target);
    expect(copy.read()).toEqual(clear);
  });

  it('reads NV12 back encrypted, row padding left alone', () => {
    const { device, session, sessionKey } = openSession();
    const size = { width: 36, height: 8 };
    const clear = new Uint8Array(randomBytes(36 * 12));
    const staging = device.createNv12Texture('staging', size);
    const surface = device.createNv12Texture('protected', size);
    const readBack = device.createNv12Texture('staging', size);
    staging.write(clear);
    device.copyResource(surface, staging);
    const iv = device.videoContext.encryptionBlt(session, surface, readBack);
    expect(readBack.read()).not.toEqual(clear);
    expect(new Uint8Array(createDecipheriv('aes-128-ctr', sessionKey, iv).update(readBack.read()))).toEqual(
      clear,
    );
  });

  it('says what it protects', () => {
    const caps = createDevice().videoDevice.getContentProtectionCaps(D3D11_CRYPTO_TYPE_AES128_CTR, null);
    const CAPS = D3D11_CONTENT_PROTECTION_CAPS;
    const parts = CAPS.PARTIAL_DECRYPTION | CAPS.CONTENT_KEY | CAPS.FRESHEN_SESSION_KEY;
    expect(caps.Caps).toBe(CAPS.SOFTWARE | CAPS.DECRYPTION_BLT | CAPS.ENCRYPTED_READ_BACK | parts);
    expect(createDevice().videoDevice.getKeyExchangeTypes(D3D11_CRYPTO_TYPE_AES128_CTR, null)).toEqual([
      D3D11_KEY_EXCHANGE_RSAES_OAEP,
    ]);
  });

  it('leaves nothing behind in the memory of its process', () => {
    const { device, session } = openSession();
    const buffer = device.createBuffer('staging', 64);
    buffer.release();
    session.release();
    device.release();
    expect(device.driver.memory.live()).toEqual([]);
  });
});

describe('two devices of one adapter', () => {
  it('do not see each other', () => {
    const adapter = createAdapter();
    const one = openSession(adapter.createDevice());
    const other = openSession(adapter.createDevice());
    const error = caught(() => {
      other.device.videoContext.negotiateCryptoSessionKeyExchange(
        one.session,
        wrapSessionKey(one.leaf, one.sessionKey),
      );
    });
    expect(error).toMatchObject({ hresult: E_INVALIDARG });
    expect(String(error)).toContain('pCryptoSession belongs to another device');
    expect(one.session.handle).not.toBe(other.session.handle);
    expect(one.session.handle).toBeGreaterThan(2n ** 53n);
  });
});

describe('what fails', () => {
  it('is an HResultError with code, name, call and clause', () => {
    const { videoDevice } = createDevice();
    const vendorType = guid('0586e681-4e14-4133-85e5-a1041f599e26');
    const error = caught(() =>
      videoDevice.createCryptoSession(vendorType, null, D3D11_KEY_EXCHANGE_RSAES_OAEP),
    );
    expect(error).toBeInstanceOf(HResultError);
    expect(error).toMatchObject({
      hresult: D3DDDIERR_UNSUPPORTEDCRYPTO,
      name: 'D3DDDIERR_UNSUPPORTEDCRYPTO',
      call: 'VideoDevice.createCryptoSession',
      clause: 'CCS-5, D-11',
    });
    expect(
      caught(() =>
        videoDevice.createCryptoSession(D3D11_CRYPTO_TYPE_AES128_CTR, null, D3D11_KEY_EXCHANGE_HW_PROTECTION),
      ),
    ).toMatchObject({
      hresult: D3DDDIERR_UNSUPPORTEDCRYPTO,
    });
  });

  it('is a TypeError that names argument, expected and received where the type is wrong', () => {
    const { device, session } = openSession();
    const wrong = 'AES' as never;
    expect(() => device.videoDevice.createCryptoSession(wrong, null, wrong)).toThrow(
      "VideoDevice.createCryptoSession: cryptoType: expected a GUID such as D3D11_CRYPTO_TYPE_AES128_CTR, received 'AES'",
    );
    expect(() => {
      device.videoContext.negotiateCryptoSessionKeyExchange(session, wrong);
    }).toThrow("keyBuffer: expected a Uint8Array, received 'AES'");
  });

  it('tells a player nothing of why a key buffer was refused, whose driver was not asked', () => {
    const { device, session, leaf } = openSession();
    device.driver.control.refusals.keep(false);
    const flipped = wrapSessionKey(leaf, new Uint8Array(16));
    flipped[100]! ^= 1;
    const sha1 = wrapSessionKey(leaf, new Uint8Array(16), { hash: 'sha1' });
    const messages = [flipped, sha1, new Uint8Array(256).fill(0xff), new Uint8Array(256)].map((keyBuffer) =>
      String(
        caught(() => {
          device.videoContext.negotiateCryptoSessionKeyExchange(session, keyBuffer);
        }),
      ),
    );
    expect(messages[0]).toContain('E_INVALIDARG');
    expect(new Set(messages).size).toBe(1);
    expect(device.removedReason).toBe(S_OK);
  });

  it('names the mistake that the debug layer finds', () => {
    const { device, session } = openSession();
    const source = device.createBuffer('staging', 32);
    const target = device.createBuffer('protected', 64);
    const blt = () => {
      device.videoContext.decryptionBlt(session, source, target, { iv: new Uint8Array(16) });
    };
    expect(caught(blt)).toMatchObject({
      hresult: E_INVALIDARG,
      messages: [{ name: 'DECRYPTIONBLT_SIZE_MISMATCH', id: 0x3000fa }],
    });
    expect(device.removedReason).toBe(S_OK);
  });
});

describe('what goes wrong on demand', () => {
  it('removes the device: every call says so, releasing works', () => {
    const { device, session, leaf } = openSession();
    device.driver.control.removeDevice();
    const create = () =>
      device.videoDevice.createCryptoSession(
        D3D11_CRYPTO_TYPE_AES128_CTR,
        null,
        D3D11_KEY_EXCHANGE_RSAES_OAEP,
      );
    expect(caught(() => device.createBuffer('staging', 16))).toMatchObject({
      hresult: DXGI_ERROR_DEVICE_REMOVED,
    });
    expect(caught(create)).toMatchObject({ hresult: DXGI_ERROR_DEVICE_REMOVED });
    expect(
      caught(() => {
        device.videoContext.negotiateCryptoSessionKeyExchange(
          session,
          wrapSessionKey(leaf, new Uint8Array(16)),
        );
      }),
    ).toMatchObject({ hresult: DXGI_ERROR_DEVICE_REMOVED });
    expect(device.removedReason).toBe(DXGI_ERROR_DEVICE_REMOVED);
    session.release();
    device.release();
    expect(device.driver.memory.live()).toEqual([]);
  });

  it.each([
    [
      'caps',
      (device: Device) => device.videoDevice.getContentProtectionCaps(D3D11_CRYPTO_TYPE_AES128_CTR, null),
    ],
    [
      'a session',
      (device: Device) =>
        device.videoDevice.createCryptoSession(
          D3D11_CRYPTO_TYPE_AES128_CTR,
          null,
          D3D11_KEY_EXCHANGE_RSAES_OAEP,
        ),
    ],
  ])('tells of the removal whichever call comes first: %s', (_what, call) => {
    const device = createDevice();
    device.driver.control.removeDevice();
    expect(caught(() => call(device))).toMatchObject({ hresult: DXGI_ERROR_DEVICE_REMOVED });
    expect(device.removedReason).toBe(DXGI_ERROR_DEVICE_REMOVED);
  });

  it('tells of the removal when a key is negotiated first', () => {
    const { device, session, leaf } = openSession();
    device.driver.control.removeDevice();
    const negotiate = () => {
      device.videoContext.negotiateCryptoSessionKeyExchange(
        session,
        wrapSessionKey(leaf, new Uint8Array(16)),
      );
    };
    expect(caught(negotiate)).toMatchObject({ hresult: DXGI_ERROR_DEVICE_REMOVED });
  });

  it('fails the nth allocation with E_OUTOFMEMORY, once', () => {
    const device = createDevice();
    device.driver.control.failAllocation(1);
    const create = () =>
      device.videoDevice.createCryptoSession(
        D3D11_CRYPTO_TYPE_AES128_CTR,
        null,
        D3D11_KEY_EXCHANGE_RSAES_OAEP,
      );
    expect(caught(create)).toMatchObject({
      hresult: E_OUTOFMEMORY,
      messages: [{ name: 'CREATECRYPTOSESSION_OUTOFMEMORY_RETURN' }],
    });
    expect(create().handle).toBeGreaterThan(0n);
  });

  it('loses the device when the driver fails a void call, where that is wanted, and says why (D-08)', () => {
    const { device, session } = openSession(createDevice({ criticalVoid: 'remove' }));
    // 24 bytes pass every check of the runtime; the driver's block alignment is 16.
    const source = device.createBuffer('staging', new Uint8Array(24));
    const target = device.createBuffer('protected', 24);
    const error = caught(() => {
      device.videoContext.decryptionBlt(session, source, target, { iv: new Uint8Array(16) });
    });
    expect(error).toMatchObject({
      hresult: DXGI_ERROR_DEVICE_REMOVED,
      removedReason: DXGI_ERROR_DRIVER_INTERNAL_ERROR,
    });
    expect(String(error)).toContain('the driver answered E_INVALIDARG from DecryptionBlt');
  });
});

describe('a driver without video functions (D-19)', () => {
  it('makes a device that has resources, and no video device', () => {
    const device = createDevice({ profile: { videoFunctions: false } });
    const buffer = device.createBuffer('staging', 16);
    buffer.write(new Uint8Array(16).fill(3));
    expect(buffer.read()).toEqual(new Uint8Array(16).fill(3));
    expect(caught(() => device.videoDevice)).toMatchObject({ hresult: E_NOINTERFACE, clause: 'D-19' });
    expect(caught(() => device.videoContext)).toMatchObject({
      hresult: E_NOINTERFACE,
      name: 'E_NOINTERFACE',
    });
    expect(device.removedReason).toBe(S_OK);
  });

  it('gives the same video device each time where there is one', () => {
    const device = createDevice();
    expect(device.videoDevice).toBe(device.videoDevice);
    expect(device.videoContext).toBe(device.videoContext);
  });
});
