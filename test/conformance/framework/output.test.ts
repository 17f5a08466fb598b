import { describe, expect, it } from '@jest/globals';
import type { Address } from '../../../src/abi/index.js';
import { struct, UINT, UINT64 } from '../../../src/abi/index.js';
import { Case, RunMemory } from '../../../src/conformance/index.js';
import {
  askTwice,
  expectSame,
  expectUntouched,
  expectWritten,
} from '../../../src/conformance/framework/output.js';
import { createDriver } from '../../../src/facade/index.js';

const run = new RunMemory();
const start = () => new Case({ driver: createDriver(), id: 'made:here', run });

/** A driver's function that writes these bytes, `null` for those that it leaves. */
const writing =
  (t: Case, ...calls: readonly (readonly (number | null)[])[]) =>
  (target: Address): void => {
    const [bytes = []] = calls.length > 1 ? (calls as (number | null)[][]).splice(0, 1) : calls;
    bytes.forEach((byte, index) => {
      if (byte !== null) t.memory.writeU8((target + index) as Address, byte);
    });
  };

describe('an output', () => {
  it('is written when every byte is, the patterns themselves included', () => {
    const t = start();
    const output = askTwice(t, 4, 'UINT', writing(t, [0xa5, 0x5a, 0, 0xa5]));
    expectSame(t, output, 'GCS-1', '*pCertificateSize');
    expect([...t.memory.copyOut(output.address, 4)]).toEqual([0xa5, 0x5a, 0, 0xa5]);
  });

  it('is not when nothing is, or not all', () => {
    const t = start();
    const nothing = askTwice(t, 4, 'UINT', writing(t, []));
    expect(() => {
      expectWritten(t, nothing, 'GCS-1', '*pCertificateSize');
    }).toThrow('*pCertificateSize: expected 4 bytes written, received nothing\n');
    const half = askTwice(t, 4, 'UINT', writing(t, [1, 2, null, null]));
    expect(() => {
      expectWritten(t, half, 'GCS-1', '*pCertificateSize');
    }).toThrow('received all but 2 of 4 bytes, the first at 2');
  });

  it('may change from call to call where only that is asked, and not where it has to be the same', () => {
    const t = start();
    const output = askTwice(t, 2, 'USHORT', writing(t, [1, 2], [1, 3]));
    expectWritten(t, output, 'GCS-1', 'a count');
    expect(() => {
      expectSame(t, output, 'GCS-1', 'a count');
    }).toThrow('a count, asked for twice: expected 02… at byte 1, received 03…');
  });

  it('that is a structure is written without its padding, and says which member is not', () => {
    const layout = struct('THING', { small: UINT, large: UINT64 });
    const t = start();
    const members = [1, 0, 0, 0, null, null, null, null];
    const whole = askTwice(t, 16, 'THING', writing(t, [...members, 2, 0, 0, 0, 0, 0, 0, 0]));
    expectSame(t, whole, 'GCPC-1', '*pThing', layout);
    const part = askTwice(t, 16, 'THING', writing(t, members));
    expect(() => {
      expectWritten(t, part, 'GCPC-1', '*pThing', layout);
    }).toThrow('*pThing: expected every member of THING written, received all but large\n');
  });
});

describe('an output that must not be written', () => {
  it('says what was written, and where', () => {
    const t = start();
    const target = t.guarded(16, 'GUID');
    expectUntouched(t, target, 'OPN-12', 'a refusal');
    writing(t, [null, null, 1, 0xfe])(target.address);
    expect(() => {
      expectUntouched(t, target, 'OPN-11', 'a refusal');
    }).toThrow('a refusal: expected nothing written, received 01fe in bytes 2 to 3\n');
  });
});
