import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Address } from '../../src/abi/index.js';
import { bytesAccess } from '../../src/abi/index.js';

const offset = fc.integer({ min: 0, max: 16 });
const bytes = fc.uint8Array({ minLength: 24, maxLength: 24 });
const viewOf = (of: Uint8Array) => new DataView(of.buffer, of.byteOffset, of.length);

describe('a byte array as memory', () => {
  it('is read as a DataView reads it, little-endian', () => {
    fc.assert(
      fc.property(bytes, offset, (given, at) => {
        const [access, view] = [bytesAccess(given), viewOf(given)];
        const address = at as Address;
        expect(access.readU8(address)).toBe(view.getUint8(at));
        expect(access.readU16(address)).toBe(view.getUint16(at, true));
        expect(access.readU32(address)).toBe(view.getUint32(at, true));
        expect(access.readU64(address)).toBe(view.getBigUint64(at, true));
      }),
    );
  });

  it('is written as a DataView writes it: what does not fit is cut off', () => {
    const number = fc.integer({ min: -(2 ** 33), max: 2 ** 33 });
    const big = fc.bigInt({ min: -(2n ** 65n), max: 2n ** 65n });
    fc.assert(
      fc.property(bytes, offset, number, big, (given, at, value, large) => {
        const writes = [
          [
            (to: Uint8Array) => {
              bytesAccess(to).writeU8(at as Address, value);
            },
            'setUint8',
            value,
          ],
          [
            (to: Uint8Array) => {
              bytesAccess(to).writeU16(at as Address, value);
            },
            'setUint16',
            value,
          ],
          [
            (to: Uint8Array) => {
              bytesAccess(to).writeU32(at as Address, value);
            },
            'setUint32',
            value,
          ],
          [
            (to: Uint8Array) => {
              bytesAccess(to).writeU64(at as Address, large);
            },
            'setBigUint64',
            large,
          ],
        ] as const;
        for (const [write, setter, argument] of writes) {
          const [ours, known] = [new Uint8Array(given), new Uint8Array(given)];
          write(ours);
          viewOf(known)[setter](at, argument as never, true);
          expect(ours).toEqual(known);
        }
      }),
    );
  });

  it('is not read or written beyond its end', () => {
    const access = bytesAccess(new Uint8Array(8));
    expect(() => access.readU64(1 as Address)).toThrow('8 bytes at offset 1');
    expect(() => {
      access.writeU32(5 as Address, 1);
    }).toThrow('4 bytes at offset 5');
  });
});
