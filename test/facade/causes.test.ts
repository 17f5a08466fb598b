import { describe, expect, it } from '@jest/globals';
import { constants, publicEncrypt } from 'node:crypto';
import { createDevice } from 'softumd';
import * as d3d11 from 'softumd/d3d11';
import { readCertificateChain } from 'softumd/player';
import { createSession, errorOf, player, sessionKey } from './player.js';

const { E_INVALIDARG, S_OK } = d3d11;

describe('a blt without a key', () => {
  it('is dropped, says why, and leaves the device', () => {
    const { device, decrypt, negotiate } = player();
    const error = errorOf(() => {
      decrypt();
    });
    expect([error.hresult, error.cause]).toEqual([
      E_INVALIDARG,
      expect.objectContaining({ function: 'DecryptionBlt', rule: 'there is no session key', clause: 'D-10' }),
    ]);
    expect(error.message).toContain('there is no session key');
    expect(device.messages.map(({ severity, check, cause }) => [severity, check, cause])).toEqual([
      ['CORRUPTION', 'DRIVER_BROKE_RULE', error.cause],
    ]);
    expect(device.removedReason).toBe(S_OK);
    negotiate();
    decrypt();
    expect(device.messages.length).toBe(1);
  });

  it('ends the device where it is wanted as in the real runtime, and says why all the same', () => {
    const { device, decrypt } = player({ criticalVoid: 'remove' });
    const error = errorOf(() => {
      decrypt();
    });
    expect([error.name, error.removedReason, device.removedReason]).toEqual([
      'DXGI_ERROR_DEVICE_REMOVED',
      d3d11.DXGI_ERROR_DRIVER_INTERNAL_ERROR,
      d3d11.DXGI_ERROR_DRIVER_INTERNAL_ERROR,
    ]);
    expect(error.cause).toMatchObject({ rule: 'there is no session key' });
  });
});

describe('a content key of another size', () => {
  it('is the driver’s to refuse, as no message of the real runtime is about it: it names the argument (DB-5)', () => {
    const { device, session, source, target, negotiate } = player();
    negotiate();
    const error = errorOf(() => {
      const options = { iv: new Uint8Array(16), contentKey: new Uint8Array(24) };
      device.videoContext.decryptionBlt(session, source, target, options);
    });
    expect(error.hresult).toBe(E_INVALIDARG);
    expect(error.cause).toMatchObject({ argument: 'ContentKeySize', expected: '16', received: '24' });
    expect(device.removedReason).toBe(S_OK);
  });
});

describe('a refused key buffer', () => {
  const refusalOf = (encrypt: (key: ReturnType<typeof leafOf>) => Uint8Array) => {
    const one = player();
    const error = errorOf(() => {
      one.negotiate(encrypt(leafOf(one)));
    });
    expect([error.hresult, error.cause?.argument]).toEqual([E_INVALIDARG, 'pData']);
    expect(JSON.stringify(error.cause)).not.toContain(Buffer.from(sessionKey).toString('hex'));
    expect(one.device.messages.at(-1)!.cause).toEqual(error.cause);
    return error.message;
  };
  const leafOf = ({ session }: ReturnType<typeof player>) =>
    readCertificateChain(session.getCertificate()).leaf.publicKey;
  const padding = constants.RSA_PKCS1_OAEP_PADDING;

  it.each([
    [
      'another hash',
      (key: never) => publicEncrypt({ key, padding, oaepHash: 'sha256' }, sessionKey),
      /SHA-256/,
    ],
    [
      'another length',
      (key: never) => publicEncrypt({ key, padding, oaepHash: 'sha512' }, new Uint8Array(20)),
      /20 bytes/,
    ],
    [
      'older padding',
      (key: never) => publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, sessionKey),
      /PKCS ?#1/,
    ],
    ['noise', () => new Uint8Array(256).fill(7), /damaged, or made for another certificate/],
  ])('says that it has %s', (_what, encrypt, told) => {
    expect(refusalOf(encrypt as never)).toMatch(told);
  });
});

describe('an unsupported pair', () => {
  it('says what is not supported', () => {
    const error = errorOf(() => {
      createDevice({ profile: { cryptoTypes: [] } }).videoDevice.getContentProtectionCaps(
        d3d11.D3D11_CRYPTO_TYPE_AES128_CTR,
        null,
      );
    });
    expect(error.cause).toMatchObject({ function: 'GetContentProtectionCaps', argument: 'pCryptoType' });
  });

  it('and what passes has no cause', () => {
    const device = createDevice();
    createSession(device);
    expect(device.messages).toEqual([]);
    expect(device.driver.control.refusals.take()).toBeNull();
  });
});

describe('what a player does to its queue', () => {
  it('takes nothing from what a test hears', () => {
    const { device, session, decrypt } = player();
    const queue = d3d11.out<d3d11.ID3D11InfoQueue>();
    device.api.QueryInterface(d3d11.ID3D11InfoQueue.iid, queue);
    const lists = { NumCategories: 0, pCategoryList: null, NumIDs: 0, pIDList: null };
    const none = { ...lists, NumSeverities: 0, pSeverityList: null };
    const all = { ...lists, NumSeverities: 5, pSeverityList: [0, 1, 2, 3, 4] };
    queue.value!.PushStorageFilter({ AllowList: none, DenyList: all });
    queue.value!.SetMessageCountLimit(0n);
    const error = errorOf(decrypt);
    expect([error.cause?.rule, device.messages.length]).toEqual(['there is no session key', 1]);
    queue.value!.ClearStoredMessages();
    expect([queue.value!.GetNumStoredMessages(), device.messages.length]).toEqual([0n, 1]);
    session.release();
    expect(() => {
      session.release();
    }).toThrow('the object has been released');
  });
});

describe('a removed device', () => {
  it('has one code for every call, and why it was removed', () => {
    const { device, negotiate, decrypt } = player();
    device.remove(d3d11.DXGI_ERROR_DEVICE_HUNG);
    const calls = [
      negotiate,
      decrypt,
      () => {
        device.flush();
      },
      () => device.createBuffer('staging', 16),
    ];
    for (const call of calls) {
      const error = errorOf(call);
      expect([error.hresult, error.removedReason]).toEqual([
        d3d11.DXGI_ERROR_DEVICE_REMOVED,
        d3d11.DXGI_ERROR_DEVICE_HUNG,
      ]);
      expect(error.message).toContain('the device was removed: DXGI_ERROR_DEVICE_HUNG');
    }
  });
});
