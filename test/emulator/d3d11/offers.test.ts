import { describe, expect, it } from '@jest/globals';
import type { Address } from 'softumd/ddi';
import * as ddi from 'softumd/ddi';
import { Bench } from './bench.js';

const { S_OK, D3DDDIERR_UNSUPPORTEDCRYPTO } = ddi;
const CTR = ddi.D3D11_1DDI_CRYPTO_TYPE_AES128_CTR;
const OAEP = ddi.D3D11_1DDI_KEY_EXCHANGE_RSAES_OAEP;
const H264 = ddi.D3D11_1DDI_DECODER_PROFILE_H264_VLD_NOFGT;
const CREATE = ddi.D3D11_1DDIARG_CREATECRYPTOSESSION.offset;

/** Each byte of a GUID with its lowest and its highest bit changed: thirty-two GUIDs that nobody offers. */
const nearMisses = Array.from({ length: 16 }, (_, byte) => [0x01, 0x80].map((bit) => ({ byte, bit }))).flat();

/** Asks once for what is offered, and once for each near miss of the GUID at an address. */
function answers(bench: Bench, guid: Address, ask: () => number) {
  const right = ask();
  const wrong = nearMisses.map(({ byte, bit }) => {
    const address = (guid + byte) as Address;
    const value = bench.memory.readU8(address);
    bench.memory.writeU8(address, value ^ bit);
    const code = ask();
    bench.memory.writeU8(address, value);
    return code;
  });
  return { right, wrong: [...new Set(wrong)] };
}

const expected = { right: S_OK, wrong: [D3DDDIERR_UNSUPPORTEDCRYPTO] };

describe('a GUID that is wrong in one bit is another GUID (CCS-5, CCS-7, D-11)', () => {
  it.each([
    ['crypto type', 'CryptoType', H264],
    ['decode profile', 'DecodeProfile', H264],
    ['null decode profile (CCS-4)', 'DecodeProfile', ddi.NULL_GUID],
    ['key exchange', 'KeyExchangeType', H264],
  ] as const)('as the %s of a session', (_name, member, profile) => {
    const bench = new Bench();
    const { hDevice, video } = bench.device;
    const arguments_ = bench.sessionArguments(CTR, profile, OAEP);
    const ask = () => video.pfnCreateCryptoSession(hDevice, arguments_, bench.bytes(16), ddi.NULL);
    expect(answers(bench, (arguments_ + CREATE[member]) as Address, ask)).toEqual(expected);
  });

  it.each([
    ['crypto type', CTR, H264, 0],
    ['null crypto type, which means all (GCPC-7)', ddi.NULL_GUID, H264, 0],
    ['decode profile', CTR, H264, 1],
    ['null decode profile, which means none (GCPC-9)', CTR, ddi.NULL_GUID, 1],
  ] as const)('as the %s of a query', (_name, type, profile, which) => {
    const bench = new Bench();
    const { hDevice, video } = bench.device;
    const guids = [bench.guid(type), bench.guid(profile)] as const;
    const [pCaps, pExchange] = [bench.bytes(24), bench.bytes(16)];
    const queries = [
      () => video.pfnGetContentProtectionCaps(hDevice, ...guids, pCaps),
      () => video.pfnGetCryptoKeyExchangeType(hDevice, ...guids, 0, pExchange),
    ];
    for (const ask of queries) expect(answers(bench, guids[which], ask)).toEqual(expected);
  });

  it('as the crypto type of a certificate (GCS-2)', () => {
    const bench = new Bench();
    const { hDevice, video } = bench.device;
    const [info, pSize] = [bench.certificateInfo(), bench.bytes(4)];
    const guid = (info + ddi.D3D11_1DDI_CERTIFICATE_INFO.offset.CryptoSessionType) as Address;
    const ask = () => {
      video.pfnGetCertificateSize(hDevice, info, pSize);
      return bench.reported();
    };
    expect(answers(bench, guid, ask)).toEqual(expected);
  });
});
