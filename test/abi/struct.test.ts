import { describe, expect, it } from '@jest/globals';
import * as ddi from 'softumd/ddi';

describe('encode and decode', () => {
  it('writes a GUID as it lies in memory', () => {
    const bytes = ddi.D3D11_1DDIARG_CREATECRYPTOSESSION.toBytes({
      CryptoType: ddi.D3D11_1DDI_CRYPTO_TYPE_AES128_CTR,
    });
    expect(Buffer.from(bytes.subarray(0, 16)).toString('hex')).toBe('11d76b9b744fc9419e7b0be2d7d93b4f');
    expect(bytes.subarray(16)).toEqual(new Uint8Array(32));
  });

  it('keeps 64-bit values bit-exact (D-62)', () => {
    const caps = ddi.D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS;
    const bytes = caps.toBytes({ ProtectedMemorySize: 0xfedcba9876543211n });
    expect(caps.fromBytes(bytes).ProtectedMemorySize).toBe(0xfedcba9876543211n);
  });

  it('names structure, member, expected and received when a value does not fit', () => {
    const encode = () => ddi.D3D10DDIARG_CREATEDEVICE.toBytes({ Interface: -1 });
    expect(encode).toThrow(
      'D3D10DDIARG_CREATEDEVICE.Interface: expected a whole number from 0 to 4294967295, received -1',
    );
    expect(() => ddi.DXGI_SAMPLE_DESC.fromBytes(new Uint8Array(7))).toThrow(
      'DXGI_SAMPLE_DESC: expected 8 bytes, received 7 bytes',
    );
    const stray = { Nonsense: 1 } as object;
    expect(() => ddi.DXGI_SAMPLE_DESC.toBytes(stray)).toThrow('DXGI_SAMPLE_DESC.Nonsense');
  });

  it('reads as text with the names of the header', () => {
    const value = ddi.D3D11_1DDIARG_CREATECRYPTOSESSION.zero;
    expect(ddi.D3D11_1DDIARG_CREATECRYPTOSESSION.text(value)).toBe(
      '{ CryptoType: NULL_GUID, DecodeProfile: NULL_GUID, KeyExchangeType: NULL_GUID }',
    );
  });
});

describe('the kit', () => {
  it('packs: to 1 byte, to 4 bytes; aligns to 16', () => {
    expect(ddi.OPM_OUTPUT_ID_DATA.offset.OutputId).toBe(20);
    expect(ddi.OPM_OUTPUT_ID_DATA.align('x64')).toBe(1);
    expect(ddi.D3DCONTENTPROTECTIONCAPS.offset.ProtectedMemorySize).toBe(28);
    expect(ddi.D3DCONTENTPROTECTIONCAPS.align('x64')).toBe(4);
    expect(ddi.DXVADDI_PVP_HW_IV.align('x86')).toBe(16);
  });

  it('writes the arm of a union that is given', () => {
    const info = ddi.D3D11_1DDI_CERTIFICATE_INFO;
    const bytes = info.toBytes({
      CertificateType: 2,
      CryptoSessionType: ddi.D3D11_1DDI_CRYPTO_TYPE_AES128_CTR,
    });
    expect(info.fromBytes(bytes)).toMatchObject({
      ChannelType: 0x9b6bd711,
      CryptoSessionType: ddi.D3D11_1DDI_CRYPTO_TYPE_AES128_CTR,
    });
  });

  it('reads and writes arrays of structures', () => {
    const frame = ddi.D3DWDDM2_4DDIARG_VIDEODECODERBEGINFRAME;
    const Histograms = [1, 2, 3, 4].map((at) => ({ Offset: at, hBuffer: (0x1000 * at) as ddi.HResource }));
    const bytes = frame.toBytes({ Histograms });
    expect(new DataView(bytes.buffer).getUint32(24 + 3 * 16, true)).toBe(4);
    expect(frame.fromBytes(bytes).Histograms).toEqual(Histograms);
    expect(() => frame.toBytes({ Histograms: Histograms.slice(1) })).toThrow(
      'D3DWDDM2_4DDIARG_VIDEODECODERBEGINFRAME.Histograms: expected 4 elements, received 3 elements',
    );
  });

  it('declares a variable tail by its first bytes', () => {
    const data = ddi.D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION_INPUT_DATA;
    expect([data.bytes, data.offset.pbInput]).toEqual([12, 8]);
    expect(data.members.map(({ type }) => type.isTail ?? false)).toEqual([false, false, true]);
  });

  it('reads INT64 and LONG with their signs', () => {
    const pair = ddi.struct('PAIR', { Big: ddi.INT64, Small: ddi.LONG });
    const value = { Big: -(2n ** 63n), Small: -1 };
    expect(pair.fromBytes(pair.toBytes(value))).toEqual(value);
    expect(() => pair.toBytes({ Big: 2n ** 63n })).toThrow(
      'PAIR.Big: expected a BigInt of 64 bits with a sign',
    );
  });

  it('names the path to the member that a buffer is too short for', () => {
    const decode = () =>
      ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_PROTECTION.decode(
        ddi.bytesAccess(new Uint8Array(40)),
        0 as ddi.Address,
      );
    expect(decode).toThrow(ddi.LayoutError);
    expect(decode).toThrow(
      'D3D11_1DDI_AUTHENTICATED_CONFIGURE_PROTECTION.Parameters.SequenceNumber: ' +
        'expected 4 bytes at offset 40, received 40 bytes in all',
    );
  });

  it('names the path to the member that a value does not fit', () => {
    const stray = { Protections: { Value: 2 ** 32 } };
    expect(() => ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_PROTECTION.toBytes(stray)).toThrow(
      'D3D11_1DDI_AUTHENTICATED_CONFIGURE_PROTECTION.Protections.Value: expected a whole number from 0 to 4294967295',
    );
  });
});

describe('guid', () => {
  it('takes any usual form and refuses others by name', () => {
    expect(ddi.guid('{9B6BD711-4F74-41C9-9E7B-0BE2D7D93B4F}')).toBe(ddi.D3D11_1DDI_CRYPTO_TYPE_AES128_CTR);
    expect(() => ddi.guid('AES')).toThrow(
      "guid: expected xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx, received 'AES'",
    );
  });
});
