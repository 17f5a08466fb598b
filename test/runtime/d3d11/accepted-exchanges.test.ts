import { describe, expect, it } from '@jest/globals';
import type { DriverOptions } from 'softumd';
import type { ID3D11CryptoSession } from 'softumd/d3d11';
import * as d3d11 from 'softumd/d3d11';
import { D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS as DDI_CAPS, type Address } from 'softumd/ddi';
import { checked, Player, replacing } from './player.js';

const { out, S_OK, D3D11_KEY_EXCHANGE_RSAES_OAEP: OAEP } = d3d11;
/** A vendor's crypto type, which is its key exchange, too (RC-01). */
const vendor = '0586e681-4e14-4133-85e5-a1041f599e26' as d3d11.Guid;
const H264 = d3d11.D3D11_DECODER_PROFILE_H264_VLD_NOFGT;

function created(options: DriverOptions, exchange: d3d11.Guid) {
  const reached: string[] = [];
  const player = new Player({
    ...options,
    interposer:
      (declaration, inner) =>
      (...args) => {
        reached.push(declaration.name);
        return inner(...args);
      },
  });
  const session = out<ID3D11CryptoSession>();
  let code: number = S_OK;
  const said = player.said(() => {
    code = player.video.CreateCryptoSession(vendor, H264, exchange, session);
  });
  return { code, said, isAsked: reached.includes('CreateCryptoSession') };
}

const offering = (acceptedExchanges: readonly d3d11.Guid[]) => ({
  profile: {
    cryptoTypes: [
      { cryptoType: vendor, keyExchangeTypes: [OAEP], decodeProfiles: [H264], acceptedExchanges },
    ],
  },
});

describe('a key exchange that the driver does not enumerate (D-65)', () => {
  it('is the runtime’s to refuse', () => {
    expect(created(offering([]), vendor)).toEqual({
      code: d3d11.D3DERR_UNSUPPORTEDCRYPTO,
      said: [checked('NOT_ENUMERATED')],
      isAsked: false,
    });
  });

  it('is the driver’s to judge where its profile says that it accepts it', () => {
    expect(created(offering([vendor]), vendor)).toEqual({ code: S_OK, said: [], isAsked: true });
  });
});

describe('a failed caps query', () => {
  it('leaves zeros, whatever the driver wrote (D-12)', () => {
    const player = new Player({
      interposer: replacing('GetContentProtectionCaps', (inner, ...args) => {
        const code = inner(...args);
        const pCaps = args[3] as unknown as Address;
        for (let at = 0; at < DDI_CAPS.bytes; at += 4)
          player.memory.writeU32((pCaps + at) as Address, 0x11111111);
        return code;
      }),
    });
    const caps = out<d3d11.D3D11_VIDEO_CONTENT_PROTECTION_CAPS>();
    expect(player.video.GetContentProtectionCaps(vendor, null, caps)).toBe(d3d11.D3DERR_UNSUPPORTEDCRYPTO);
    expect(caps.value).toEqual({
      Caps: 0,
      KeyExchangeTypeCount: 0,
      BlockAlignmentSize: 0,
      ProtectedMemorySize: 0n,
    });
  });

  it('of another code, and a failed query of a key exchange, leave what was there (D-14)', () => {
    const failing: Partial<Record<string, boolean>> = {};
    const player = new Player({
      interposer:
        ({ name }, inner) =>
        (...args) => {
          const code = inner(...args);
          return failing[name] ? d3d11.E_INVALIDARG : code;
        },
    });
    const { D3D11_CRYPTO_TYPE_AES128_CTR: CTR } = d3d11;
    const before = { ...DDI_CAPS.zero, Caps: 5 };
    const [caps, exchange] = [{ value: before }, { value: vendor }];
    failing['GetCryptoKeyExchangeType'] = true;
    expect(player.video.CheckCryptoKeyExchange(CTR, null, 0, exchange)).toBe(d3d11.E_INVALIDARG);
    failing['GetContentProtectionCaps'] = true;
    expect(player.video.GetContentProtectionCaps(CTR, null, caps)).toBe(d3d11.E_INVALIDARG);
    expect([caps.value, exchange.value]).toEqual([before, vendor]);
  });
});
