import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import * as ddi from 'softumd/ddi';
import { anyValueOf } from '../support/any-struct.js';

interface ReferenceStruct {
  readonly name: string;
  readonly size: number;
  readonly x86_size: number;
  readonly members: readonly {
    readonly name: string;
    readonly offset: number;
    readonly x86_offset: number;
  }[];
}

interface Reference {
  readonly structs: readonly ReferenceStruct[];
  readonly hresults: readonly { readonly name: string; readonly value_unsigned: number }[];
}

const reference = (file: string) =>
  JSON.parse(readFileSync(new URL(`../../fixtures/reference/${file}`, import.meta.url), 'utf8')) as Reference;

const facts = [...reference('d3d11-ddi.json').structs, ...reference('device-ddi.json').structs];
const isStruct = (value: unknown): value is ddi.Struct =>
  typeof value === 'object' && value !== null && 'members' in value && 'toBytes' in value;
const declared = (Object.values(ddi) as unknown[]).filter(isStruct);

describe('structures against the facts', () => {
  it.each(declared.map((struct) => [struct.name, struct] as const))('%s', (name, struct) => {
    const fact = facts.find((candidate) => candidate.name === name);
    if (name === 'D3D11DDIARG_CREATERESOURCE') {
      // The facts give the WDDM 2.0 form, whose TextureLayout at 72 D3D11.1 does not have.
      expect(struct.bytes).toBe(72);
    } else if (fact) {
      expect(struct.bytes).toBe(fact.size);
      expect(struct.size('x86')).toBe(fact.x86_size);
    }
    const offsets = struct.offsets('x64') as Record<string, number>;
    const offsets86 = struct.offsets('x86') as Record<string, number>;
    for (const member of fact?.members ?? []) {
      if (member.name === 'TextureLayout' || !(member.name in offsets)) continue;
      expect([member.name, offsets[member.name]]).toEqual([member.name, member.offset]);
      expect([member.name, offsets86[member.name]]).toEqual([member.name, member.x86_offset]);
    }
  });

  it('knows at least the structures of this slice', () => {
    expect(
      declared.filter(({ name }) => facts.some((fact) => fact.name === name)).length,
    ).toBeGreaterThanOrEqual(14);
  });
});

describe('encode and decode', () => {
  it.each(declared.map((struct) => [struct.name, struct] as const))(
    '%s keeps every value',
    (_name, struct) => {
      fc.assert(
        fc.property(anyValueOf(struct), (value) => {
          expect(struct.fromBytes(struct.toBytes(value))).toMatchObject(value);
          expect(struct.fromBytes(struct.toBytes(value, 'x64'), 'x64')).toMatchObject(value);
        }),
        { numRuns: 30 },
      );
    },
  );

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

describe('codes, GUIDs and slots against the facts', () => {
  it('has every HRESULT with its value', () => {
    const known = ddi.HRESULTS as Record<string, number>;
    for (const { name, value_unsigned } of [
      ...reference('d3d11-ddi.json').hresults,
      ...reference('device-ddi.json').hresults,
    ]) {
      expect([name, known[name.replace('(', '_').replace(')', '')]]).toEqual([name, value_unsigned]);
    }
  });

  it.each([
    ['pfnGetContentProtectionCaps', 464],
    ['pfnCreateCryptoSession', 488],
    ['pfnNegotiateCryptoSessionKeyExchange', 520],
    ['pfnDecryptionBlt', 536],
    ['pfnCryptoSessionGetHandle', 624],
  ] as const)('%s lies at %i of the video table', (slot, offset) => {
    expect(ddi.D3D11_1DDI_VIDEODEVICEFUNCS.offset(slot)).toBe(offset);
  });

  it('has tables of the documented sizes', () => {
    expect(ddi.D3D10_2DDI_ADAPTERFUNCS.bytes).toBe(40);
    expect(ddi.D3D11_1DDI_DEVICEFUNCS.bytes).toBe(1240);
    expect(ddi.D3D11_1DDI_VIDEODEVICEFUNCS.bytes).toBe(648);
    expect(ddi.D3D11DDI_CORELAYER_DEVICECALLBACKS.bytes).toBe(320);
    expect(ddi.D3D11_1DDI_DEVICEFUNCS.offset('pfnCreateResource')).toBe(464);
    expect(ddi.D3D11_1DDI_DEVICEFUNCS.offset('pfnDestroyDevice')).toBe(792);
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
