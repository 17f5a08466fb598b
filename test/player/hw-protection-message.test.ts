import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Hresult } from '../../src/abi/index.js';
import {
  createHwProtectionMessage,
  type HwProtectionMessage,
  HwProtectionResultError,
  readHwProtectionResult,
} from '../../src/player/index.js';
import { hex, toHex } from '../crypto/fixtures.js';

const command = {
  functionId: 0x90000001,
  data: hex('a1a2a3a4a5'),
  privateInputBytes: 3,
  privateOutputBytes: 6,
  maxResultBytes: 4,
};

/** Bytes laid out by hand from the tables of the documents (HWP-1…HWP-3). */
const input = ['03000000', '05000000', '000000', 'a1a2a3a4a5'].join('');
const emptyOutput = ['06000000', '04000000', '00000000', '00000000', '00'.repeat(16), '00'.repeat(10)].join(
  '',
);

describe('an HW_PROTECTION message', () => {
  it('has the driver’s bytes first and the command behind them', () => {
    const message = createHwProtectionMessage(command);
    expect(message.HWProtectionFunctionID).toBe(0x90000001);
    expect(message.Status).toBe(0);
    expect(toHex(message.pInputData)).toBe(input);
    expect(toHex(message.pOutputData)).toBe(emptyOutput);
  });

  it('has the command in front of the driver’s bytes where that is the layout (D-42)', () => {
    const { pInputData, pOutputData } = createHwProtectionMessage({ ...command, layout: 'payload-first' });
    expect(toHex(pInputData)).toBe(['03000000', '05000000', 'a1a2a3a4a5', '000000'].join(''));
    expect(toHex(pOutputData)).toBe(emptyOutput);
  });

  it('has blocks as long as the structures, also with nothing in them (12 and 40 bytes)', () => {
    const nothing = {
      data: new Uint8Array(0),
      privateInputBytes: 0,
      privateOutputBytes: 0,
      maxResultBytes: 0,
    };
    const { pInputData, pOutputData } = createHwProtectionMessage({ ...command, ...nothing });
    expect(toHex(pInputData)).toBe('00'.repeat(12));
    expect(toHex(pOutputData)).toBe('00'.repeat(40));
  });

  it.each(['functionId', 'privateInputBytes', 'privateOutputBytes', 'maxResultBytes'])(
    'is not made with a %s that is no UINT',
    (name) => {
      for (const value of [-1, 2 ** 32, 0.5, '1'])
        expect(() => createHwProtectionMessage({ ...command, [name]: value })).toThrow(
          `${name}: expected a whole number of 32 bits`,
        );
    },
  );
});

describe('the result of an HW_PROTECTION message', () => {
  const answered = (pOutputData: string, Status = 0): HwProtectionMessage => ({
    ...createHwProtectionMessage(command),
    pOutputData: hex(pOutputData),
    Status: Status as Hresult,
  });
  const output = (privateSize: string, max: string, size: string, tail = 'd1d2d3d4d5d6c1c2c3c4') =>
    [privateSize, max, size, 'eeeeeeee', '8877665544332211', '0100000000000080', tail].join('');

  it('is read from behind the driver’s bytes, with its times', () => {
    const message = answered(output('06000000', '04000000', '03000000'), 0x80004001);
    expect(readHwProtectionResult(message, 6)).toEqual({
      status: 0x80004001,
      data: hex('c1c2c3'),
      transportTime: 0x1122334455667788n,
      executionTime: 0x8000000000000001n,
    });
  });

  it('is read from in front of them where that is the layout (D-42)', () => {
    const message = answered(output('06000000', '04000000', '03000000', 'c1c2c3c4d1d2d3d4d5d6'));
    expect(toHex(readHwProtectionResult(message, 6, 'payload-first').data)).toBe('c1c2c3');
  });

  it('is a copy', () => {
    const message = answered(output('06000000', '04000000', '04000000'));
    const { data } = readHwProtectionResult(message, 6);
    message.pOutputData.fill(0);
    expect(toHex(data)).toBe('c1c2c3c4');
  });

  it.each([
    ['private-size', output('05000000', '04000000', '03000000')],
    ['private-size', output('ffffffff', '04000000', '03000000')],
    ['result-size', output('06000000', '04000000', '05000000')],
    ['result-size', output('06000000', '04000000', 'ffffffff')],
    ['room', output('06000000', '05000000', '00000000')],
    ['room', output('06000000', '04000000', '03000000', 'd1d2d3d4d5d6c1c2c3')],
    ['room', output('06000000', '04000000', '03000000').slice(0, 78)],
  ])('is refused where the sizes lie: %s', (reason, bytes) => {
    const read = () => readHwProtectionResult(answered(bytes), 6);
    expect(read).toThrow(HwProtectionResultError);
    expect(read).toThrow(expect.objectContaining({ name: 'HwProtectionResultError', reason }));
  });

  it('never reads past the block, whatever lies in it', () => {
    const property = fc.property(fc.uint8Array({ maxLength: 64 }), fc.nat(40), (pOutputData, head) => {
      const message: HwProtectionMessage = { ...createHwProtectionMessage(command), pOutputData };
      try {
        const { data } = readHwProtectionResult(message, head);
        expect(32 + head + data.length).toBeLessThanOrEqual(pOutputData.length);
      } catch (error) {
        expect(error).toBeInstanceOf(HwProtectionResultError);
      }
    });
    fc.assert(property);
  });
});
