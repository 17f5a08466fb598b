/** SRMs as they are read: what is right, and everything that is not (OPM-30). */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readSrm } from '../../../emulator/outputs/srm.js';
import { seededRandom } from 'softumd/crypto';
import { srmOf } from './srm.js';

const ksv = fc.bigInt({ min: 0n, max: 2n ** 40n - 1n });
const lists = fc.array(fc.array(ksv, { maxLength: 20 }), { maxLength: 5 });
const version = fc.integer({ min: 0, max: 0xffff });
const one = { version: 0x0102, lists: [[0x05_0403_0201n, 1n]] };

describe('an SRM', () => {
  it('is read from bytes written out by hand', () => {
    const head = '80000102' + '01' + '000036'; // 54: 3 of length, 11 of a list, 40 of signature
    const bytes = Buffer.from(`${head}0205040302010000000001${'ab'.repeat(40)}`, 'hex');
    expect(readSrm(new Uint8Array(bytes))).toEqual({
      version: 0x0102,
      revoked: new Set([0x05_0403_0201n, 1n]),
    });
    expect(readSrm(new Uint8Array(Buffer.from(`8000ffff0100002b${'00'.repeat(40)}`, 'hex')))).toEqual({
      version: 0xffff,
      revoked: new Set(),
    });
  });

  it('has any version and any lists', () => {
    fc.assert(
      fc.property(version, lists, (number, vectors) => {
        expect(readSrm(srmOf({ version: number, lists: vectors }))).toEqual({
          version: number,
          revoked: new Set(vectors.flat()),
        });
      }),
    );
  });

  it('is malformed where it is cut at any byte, or longer', () => {
    fc.assert(
      fc.property(lists, fc.nat(), fc.integer({ min: 1, max: 300 }), (vectors, cut, behind) => {
        const bytes = srmOf({ lists: vectors });
        expect(readSrm(bytes.subarray(0, cut % bytes.length))).toBeUndefined();
        expect(readSrm(srmOf({ lists: vectors, behind }))).toBeUndefined();
      }),
    );
  });

  it('is malformed where its length lies', () => {
    fc.assert(
      fc.property(lists, fc.integer({ min: -0xff_ffff, max: 0xff_ffff }), (vectors, lengthLie) => {
        fc.pre(lengthLie % 0x100_0000 !== 0);
        expect(readSrm(srmOf({ lists: vectors, lengthLie }))).toBeUndefined();
      }),
    );
  });

  it('is malformed where a list counts beyond what there is', () => {
    const bytes = srmOf(one);
    for (let count = 0; count <= 0x7f; count += 1) {
      bytes[8] = count;
      // 0: ten bytes that count lists of their own, the first of 5 vectors; 1: a list of 0 vectors, four times, and one of 1.
      const isRight = count === 2;
      expect([count, readSrm(bytes) !== undefined]).toEqual([count, isRight]);
    }
    bytes[8] = 0x82; // the top bit is reserved
    expect(readSrm(bytes)).toEqual(readSrm(srmOf(one)));
  });

  it('is malformed with another id or a reserved byte that is set', () => {
    for (let bit = 0; bit < 8; bit += 1) {
      expect(readSrm(srmOf({ ...one, id: 0x80 ^ (1 << bit) }))).toBeUndefined();
      expect(readSrm(srmOf({ ...one, reserved: 1 << bit }))).toBeUndefined();
    }
  });

  it('of a later generation has parts behind its first', () => {
    for (const generation of [2, 3, 0xff]) {
      expect(readSrm(srmOf({ ...one, generation, behind: 100 }))).toEqual(readSrm(srmOf(one)));
      expect(readSrm(srmOf({ ...one, generation }))).toEqual(readSrm(srmOf(one)));
      expect(readSrm(srmOf({ ...one, generation, lengthLie: 1 }))).toBeUndefined();
    }
  });

  it('is never made of noise, and noise never ends badly', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 4096 }), (seed, bytes) => {
        const noise = seededRandom(seed).bytes(bytes);
        fc.pre(noise[0] !== 0x80);
        expect(readSrm(noise)).toBeUndefined();
        const begun = new Uint8Array(noise);
        begun.set([0x80, 0, 0, 1, 1].slice(0, bytes));
        expect(() => readSrm(begun)).not.toThrow();
      }),
    );
  });

  it('is read where it lies in a larger buffer', () => {
    const room = new Uint8Array(200).fill(0xee);
    room.set(srmOf(one), 33);
    expect(readSrm(room.subarray(33, 33 + srmOf(one).length))).toEqual(readSrm(srmOf(one)));
  });
});
