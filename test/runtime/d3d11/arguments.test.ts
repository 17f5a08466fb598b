import { describe, expect, it } from '@jest/globals';
import type { Guid } from 'softumd/d3d11';
import * as d3d11 from 'softumd/d3d11';
import { checked, notGuids, replacing, spread } from './player.js';

const { out, S_OK, E_INVALIDARG } = d3d11;
const { D3D11_CRYPTO_TYPE_AES128_CTR: CTR, D3D11_KEY_EXCHANGE_RSAES_OAEP: OAEP } = d3d11;
const VENDOR = d3d11.guid('0586e681-4e14-4133-85e5-a1041f599e26');

/** Null where a pointer is needed, which the compiler would refuse. */
const nothing = null as never;

describe('ID3D11VideoDevice', () => {
  it('GetContentProtectionCaps: null for its answer (0x300108)', () => {
    const { video, said } = spread();
    expect(
      said(() => {
        expect(video.GetContentProtectionCaps(CTR, null, nothing)).toBe(E_INVALIDARG);
      }),
    ).toEqual([['GETCONTENTPROTECTIONCAPS_NULLPARAM', 0x300108]]);
  });

  it('GetContentProtectionCaps: type and profile may be null, or unknown (GCPC-8)', () => {
    const { video } = spread();
    const caps = out<d3d11.D3D11_VIDEO_CONTENT_PROTECTION_CAPS>();
    expect(video.GetContentProtectionCaps(null, null, caps)).toBe(S_OK);
    expect(caps.value).toEqual({
      Caps: 0x479,
      KeyExchangeTypeCount: 1,
      BlockAlignmentSize: 16,
      ProtectedMemorySize: 0x10000000n,
    });
    // Of a pair that is not offered the caps are zeros, not those of the query before (D-12).
    expect(video.GetContentProtectionCaps(VENDOR, null, caps)).toBe(0x8876087e);
    const zeros = { Caps: 0, KeyExchangeTypeCount: 0, BlockAlignmentSize: 0, ProtectedMemorySize: 0n };
    expect(caps.value).toEqual(zeros);
  });

  it('CheckCryptoKeyExchange: nulls (0x300109)', () => {
    const { video, said } = spread();
    const wrong = [
      () => video.CheckCryptoKeyExchange(nothing, null, 0, out<Guid>()),
      () => video.CheckCryptoKeyExchange(CTR, null, 0, nothing),
    ];
    for (const call of wrong)
      expect(
        said(() => {
          expect(call()).toBe(E_INVALIDARG);
        }),
      ).toEqual([['CHECKCRYPTOKEYEXCHANGE_NULLPARAM', 0x300109]]);
  });

  it.each([1, 2, 0xffffffff, -1, 0.5, Number.NaN, Infinity])(
    'CheckCryptoKeyExchange: index %p (0x30010a)',
    (index) => {
      const { video, said } = spread();
      const exchange = out<Guid>();
      expect(
        said(() => {
          expect(video.CheckCryptoKeyExchange(CTR, null, index, exchange)).toBe(E_INVALIDARG);
        }),
      ).toEqual([['CHECKCRYPTOKEYEXCHANGE_INVALIDINDEX', 0x30010a]]);
      expect(exchange).toEqual({});
      expect([video.CheckCryptoKeyExchange(CTR, null, 0, exchange), exchange.value]).toEqual([S_OK, OAEP]);
    },
  );

  it('CreateCryptoSession: nulls (0x3000df)', () => {
    const { video, said } = spread();
    const wrong = [
      () => video.CreateCryptoSession(nothing, null, OAEP, out()),
      () => video.CreateCryptoSession(CTR, null, nothing, out()),
      () => video.CreateCryptoSession(CTR, null, OAEP, nothing),
    ];
    for (const call of wrong)
      expect(
        said(() => {
          expect(call()).toBe(E_INVALIDARG);
        }),
      ).toEqual([['CREATECRYPTOSESSION_NULLPARAM', 0x3000df]]);
  });

  it('CreateCryptoSession: what the driver does not enumerate never reaches it (D-65)', () => {
    const reached: unknown[][] = [];
    const interposer = replacing('CreateCryptoSession', (inner, ...args) => {
      reached.push(args);
      return inner(...args);
    });
    const { video } = spread({ interposer });
    for (const [type, profile, exchange] of [
      [VENDOR, null, OAEP],
      [CTR, VENDOR, OAEP],
      [CTR, null, d3d11.D3D11_KEY_EXCHANGE_HW_PROTECTION],
    ] as const) {
      const session = out<d3d11.ID3D11CryptoSession>();
      expect(video.CreateCryptoSession(type, profile, exchange, session)).toBe(0x8876087e);
      expect(session).toEqual({ value: null });
    }
    expect(reached).toEqual([]);
    expect(video.CreateCryptoSession(CTR, null, OAEP, out())).toBe(S_OK);
    expect(reached).toHaveLength(1);
  });

  it('CreateCryptoSession: any exchange that the driver enumerates will do, not the first alone (D-65)', () => {
    const { video } = spread({
      profile: { cryptoTypes: [{ cryptoType: CTR, keyExchangeTypes: [VENDOR, OAEP], decodeProfiles: [] }] },
    });
    for (const exchange of [VENDOR, OAEP])
      expect(video.CreateCryptoSession(CTR, null, exchange, out())).toBe(S_OK);
  });

  it('CreateCryptoSession: what the driver answers when it is asked for its exchanges is the answer', () => {
    const interposer = replacing('GetCryptoKeyExchangeType', () => E_INVALIDARG);
    const { player, video } = spread({ interposer });
    expect(video.CreateCryptoSession(CTR, null, OAEP, out())).toBe(E_INVALIDARG);
    expect(player.reason).toBe(S_OK);
  });

  it('CreateCryptoSession: no memory (0x3000e0), and the device lives', () => {
    const { player, video, said, driver } = spread();
    driver.control.failAllocation(1);
    expect(
      said(() => {
        expect(video.CreateCryptoSession(CTR, null, OAEP, out())).toBe(d3d11.E_OUTOFMEMORY);
      }),
    ).toEqual([['CREATECRYPTOSESSION_OUTOFMEMORY_RETURN', 0x3000e0]]);
    expect(player.reason).toBe(S_OK);
  });

  it.each(notGuids)('takes %p for no GUID, and does not throw', (text) => {
    const { video, said } = spread();
    const callerCheck = [checked('ARGUMENT')];
    expect(
      said(() => {
        expect(video.GetContentProtectionCaps(text, null, out())).toBe(E_INVALIDARG);
      }),
    ).toEqual(callerCheck);
    expect(
      said(() => {
        expect(video.GetContentProtectionCaps(CTR, text, out())).toBe(E_INVALIDARG);
      }),
    ).toEqual(callerCheck);
    expect(
      said(() => {
        expect(video.CheckCryptoKeyExchange(text, null, 0, out())).toBe(E_INVALIDARG);
      }),
    ).toEqual(callerCheck);
    expect(
      said(() => {
        expect(video.CreateCryptoSession(CTR, null, text, out())).toBe(E_INVALIDARG);
      }),
    ).toEqual(callerCheck);
  });
});

describe('GUIDs', () => {
  it('are the same in capitals and in braces', () => {
    const { video } = spread();
    const exchange = out<Guid>();
    const spelled = `{${CTR.toUpperCase()}}` as Guid;
    expect([video.CheckCryptoKeyExchange(spelled, null, 0, exchange), exchange.value]).toEqual([S_OK, OAEP]);
    const session = out<d3d11.ID3D11CryptoSession>();
    const spelledExchange = OAEP.toUpperCase() as Guid;
    expect(video.CreateCryptoSession(spelled, null, spelledExchange, session)).toBe(S_OK);
    const type = out<Guid>();
    session.value!.GetCryptoType(type);
    expect(type.value).toBe(CTR);
  });
});

describe('ID3D11CryptoSession', () => {
  it('keeps what it was made of', () => {
    const { player } = spread();
    const session = player.session(d3d11.D3D11_DECODER_PROFILE_H264_VLD_NOFGT);
    const [type, profile] = [out<Guid>(), out<Guid>()];
    session.GetCryptoType(type);
    session.GetDecoderProfile(profile);
    expect([type.value, profile.value]).toEqual([CTR, d3d11.D3D11_DECODER_PROFILE_H264_VLD_NOFGT]);
    player.session().GetDecoderProfile(profile);
    expect(profile.value).toBe('00000000-0000-0000-0000-000000000000');
  });

  it('GetCertificateSize, GetCertificate: nulls (0x3000e3, 0x3000e4)', () => {
    const { player, said } = spread();
    const session = player.session();
    expect(
      said(() => {
        expect(session.GetCertificateSize(nothing)).toBe(E_INVALIDARG);
      }),
    ).toEqual([['GETCRYPTOSESSIONCERTIFICATESIZE_NULLPARAM', 0x3000e3]]);
    expect(
      said(() => {
        expect(session.GetCertificate(1, nothing)).toBe(E_INVALIDARG);
      }),
    ).toEqual([['GETCRYPTOSESSIONCERTIFICATE_NULLPARAM', 0x3000e4]]);
  });

  it('GetCertificate: any size but the right one (0x3000e5)', () => {
    const { player, said } = spread();
    const session = player.session();
    const right = player.certificate(session).length;
    for (const [size, room] of [
      [right - 1, right],
      [right + 1, right + 1],
      [right, right - 1],
      [0, 0],
      [Number.NaN, right],
    ]) {
      const certificate = new Uint8Array(room!).fill(0xee);
      expect(
        said(() => {
          expect(session.GetCertificate(size!, certificate)).toBe(E_INVALIDARG);
        }),
      ).toEqual([['GETCRYPTOSESSIONCERTIFICATE_WRONGSIZE', 0x3000e5]]);
      expect(certificate.every((byte) => byte === 0xee)).toBe(true);
    }
    const larger = new Uint8Array(right + 3).fill(0xee);
    expect(session.GetCertificate(right, larger)).toBe(S_OK);
    expect([...larger.subarray(right)]).toEqual([0xee, 0xee, 0xee]);
  });

  it('GetCryptoSessionHandle: the driver’s 64 bits (CSGH-2)', () => {
    const { player } = spread();
    const handle = out<bigint>();
    player.session().GetCryptoSessionHandle(handle);
    expect(handle.value).toBe(0xc0de_0000_0000_0001n);
  });

  it('released: no more calls of it reach the driver, and a second Release does nothing', () => {
    const { player, texts } = spread();
    const session = player.keyedSession(new Uint8Array(16));
    const live = player.memory.live().length;
    session.Release();
    session.Release();
    expect(player.memory.live()).toHaveLength(live - 1);
    const handle = out<bigint>();
    const wrong = [
      () => session.GetCertificateSize(out()),
      () => session.GetCertificate(1, new Uint8Array(1)),
      () => {
        session.GetCryptoSessionHandle(handle);
        return E_INVALIDARG;
      },
    ];
    for (const call of wrong)
      expect(
        texts(() => {
          expect(call()).toBe(E_INVALIDARG);
        }),
      ).toEqual(['the object has been released']);
    const negotiate = () =>
      player.videoContext.NegotiateCryptoSessionKeyExchange(session, 256, new Uint8Array(256));
    expect(
      texts(() => {
        expect(negotiate()).toBe(E_INVALIDARG);
      }),
    ).toEqual(['pCryptoSession has been released']);
    expect(handle).toEqual({});
  });
});

describe('NegotiateCryptoSessionKeyExchange', () => {
  it('nulls (0x3000e7)', () => {
    const { player, videoContext, said } = spread();
    const session = player.session();
    const wrong = [
      () => videoContext.NegotiateCryptoSessionKeyExchange(nothing, 256, new Uint8Array(256)),
      () => videoContext.NegotiateCryptoSessionKeyExchange(session, 256, nothing),
    ];
    for (const call of wrong)
      expect(
        said(() => {
          expect(call()).toBe(E_INVALIDARG);
        }),
      ).toEqual([['NEGOTIATECRPYTOSESSIONKEYEXCHANGE_NULLPARAM', 0x3000e7]]);
  });

  it.each([
    [255, 256],
    [257, 257],
    [0, 0],
    [256, 255],
    [-1, 256],
    [256.5, 300],
    [Number.NaN, 256],
  ])('DataSize %p with %p bytes (0x300126)', (size, room) => {
    const { player, videoContext, said } = spread();
    const session = player.session();
    const call = () => videoContext.NegotiateCryptoSessionKeyExchange(session, size, new Uint8Array(room));
    expect(
      said(() => {
        expect(call()).toBe(E_INVALIDARG);
      }),
    ).toEqual([['NEGOTIATECRPYTOSESSIONKEYEXCHANGE_INVALIDSIZE', 0x300126]]);
  });

  it.each([-1, 0.5, Number.NaN])(
    'DataSize %p of a vendor’s exchange, whose sizes the runtime cannot know',
    (size) => {
      const { player, videoContext, said } = spread({
        profile: { cryptoTypes: [{ cryptoType: CTR, keyExchangeTypes: [VENDOR], decodeProfiles: [] }] },
      });
      const session = player.session(null, VENDOR);
      const call = () => videoContext.NegotiateCryptoSessionKeyExchange(session, size, new Uint8Array(8));
      expect(
        said(() => {
          expect(call()).toBe(E_INVALIDARG);
        }),
      ).toHaveLength(1);
    },
  );

  it('another device’s session', () => {
    const { player, videoContext, texts } = spread();
    const session = player.sibling().session();
    const call = () => videoContext.NegotiateCryptoSessionKeyExchange(session, 256, new Uint8Array(256));
    expect(
      texts(() => {
        expect(call()).toBe(E_INVALIDARG);
      }),
    ).toEqual(['pCryptoSession belongs to another device']);
  });

  it('what the driver refuses is told, and the device lives (D-03)', () => {
    const { player, videoContext, said } = spread();
    const call = () =>
      videoContext.NegotiateCryptoSessionKeyExchange(player.session(), 256, new Uint8Array(256));
    expect(
      said(() => {
        expect(call()).toBe(E_INVALIDARG);
      }),
    ).toEqual([checked('DRIVER_REFUSED')]);
    expect(player.reason).toBe(S_OK);
  });
});
