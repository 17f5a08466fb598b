import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bytesAccess, type Guid, guid, guidType, isGuid, NULL } from '../../src/abi/index.js';

const type = guidType(String);

function inMemory(value: Guid): string {
  const bytes = new Uint8Array(16);
  type.write(bytesAccess(bytes), NULL, value, 'x64');
  return Buffer.from(bytes).toString('hex');
}

describe('a GUID', () => {
  it('lies in memory as C lays it out: three little-endian numbers, then eight bytes as they are', () => {
    const value = guid('00112233-4455-6677-8899-aabbccddeeff');
    expect(inMemory(value)).toBe('33221100554477668899aabbccddeeff');
    const high = guid('{FEDCBA98-FEDC-BA98-FEDC-BA98FEDCBA98}');
    expect(inMemory(high)).toBe('98badcfedcfe98bafedcba98fedcba98');
  });

  it('of any bytes reads as text that writes the same bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        const text = type.read(bytesAccess(bytes), NULL, 'x64');
        expect(isGuid(text)).toBe(true);
        expect(inMemory(text)).toBe(Buffer.from(bytes).toString('hex'));
        const data4 = Buffer.from(bytes).toString('hex').slice(16);
        expect(text.slice(19).replace('-', '')).toBe(data4);
      }),
    );
  });

  it('is not written where it is none', () => {
    expect(() => inMemory('00112233-4455-6677-8899-aabbccddeefg' as Guid)).toThrow('a GUID');
  });
});
