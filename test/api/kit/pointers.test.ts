/** Members of structures that are pointers or text in C. */
import { describe, expect, it } from '@jest/globals';
import { runInNewContext } from 'node:vm';
import { struct, UINT } from '../../../src/abi/index.js';
import {
  bytesPointer,
  objectPointer,
  valuePointer,
  valuesPointer,
  wideText,
} from '../../../src/api/kit/pointers.js';
import { createDevice } from 'softumd';

describe('text in a fixed array of WCHAR', () => {
  const NAMED = struct('NAMED', { Name: wideText(8), After: UINT });
  const twice = (Name: string) => NAMED.fromBytes(NAMED.toBytes({ Name, After: 7 }));

  it.each(['', 'lamp', '7 units', 'Größe', 'a\u{1F4A1}b'])('keeps %j', (text) => {
    expect(twice(text)).toEqual({ Name: text, After: 7 });
  });

  it('lies there in UTF-16, little-endian, and a zero behind it', () => {
    expect([...NAMED.toBytes({ Name: 'aü' }).subarray(0, 6)]).toEqual([0x61, 0, 0xfc, 0, 0, 0]);
  });

  it('ends at the first zero', () => {
    const bytes = NAMED.toBytes({ Name: 'lamp' });
    bytes[2] = 0;
    expect(NAMED.fromBytes(bytes).Name).toBe('l');
  });

  it('is refused where it does not fit, and where it is no text', () => {
    expect(() => NAMED.toBytes({ Name: '8 letter' })).toThrow('text of less than 8 characters');
    expect(() => NAMED.toBytes({ Name: 5 as never })).toThrow('received 5');
  });
});

describe('a pointer to bytes', () => {
  const DATA = struct('DATA', { pSysMem: bytesPointer, Pitch: UINT });

  it('is NULL in the image, and as wide as a pointer', () => {
    expect([DATA.size('x64'), DATA.size('x86')]).toEqual([16, 8]);
    expect(DATA.fromBytes(DATA.toBytes({ pSysMem: new Uint8Array([1]), Pitch: 4 }))).toEqual({
      pSysMem: null,
      Pitch: 4,
    });
  });

  it('takes bytes of any realm and null, nothing else', () => {
    for (const pSysMem of [null, new Uint8Array(1), runInNewContext('new Uint8Array(1)') as Uint8Array])
      expect(() => DATA.toBytes({ pSysMem })).not.toThrow();
    expect(() => DATA.toBytes({ pSysMem: 'x' as never })).toThrow('a Uint8Array or null');
  });

  it('counts its bytes and never shows them', () => {
    expect(DATA.text({ pSysMem: new Uint8Array([0x53]), Pitch: 4 })).toContain('pSysMem: 1 bytes');
  });
});

describe('pointers to one value, and to objects', () => {
  const KEYED = struct('KEYED', {
    pNumber: valuePointer(UINT),
    pSession: objectPointer('ID3D11CryptoSession'),
    ppResources: valuesPointer(objectPointer('ID3D11Resource')),
  });
  const nothing = { pNumber: null, pSession: null, ppResources: null };

  it('are NULL in an image, and 8 bytes long', () => {
    expect([KEYED.bytes, [...KEYED.toBytes({ ...nothing, pNumber: 7 })]]).toEqual([24, Array(24).fill(0)]);
    expect(KEYED.fromBytes(new Uint8Array(24))).toEqual(nothing);
  });

  it('take a value of that type, or a view of that interface, and nothing else', () => {
    const buffer = createDevice().createBuffer('staging', 16).api;
    expect(() => KEYED.toBytes({ ...nothing, ppResources: [buffer, null] })).not.toThrow();
    expect(() => KEYED.toBytes({ ...nothing, pSession: buffer as never })).toThrow(
      /an ID3D11CryptoSession or null/,
    );
    expect(() => KEYED.toBytes({ ...nothing, pNumber: -1 })).toThrow(/pNumber/);
    expect(() => KEYED.toBytes({ ...nothing, pSession: {} as never })).toThrow(/pSession/);
  });

  it('are told by name', () => {
    expect(valuePointer(UINT).text(7)).toBe('7');
    expect([valuePointer(UINT).text(null), objectPointer('ID3D11Resource').text(null)]).toEqual([
      'NULL',
      'NULL',
    ]);
  });
});
