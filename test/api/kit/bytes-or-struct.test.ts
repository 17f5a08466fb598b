/** Bytes that may be a structure instead: what such a parameter takes. */
import { describe, expect, it } from '@jest/globals';
import { struct, UINT } from '../../../src/abi/index.js';
import { faultFinder } from '../../../src/api/kit/argument-checks.js';
import { blockPointer, bytesOrStructInOut } from '../../../src/api/kit/index.js';

const Head = struct('HEAD', { Size: UINT });
const Envelope = struct('ENVELOPE', { Function: UINT, pBlock: blockPointer(Head) });
const parameter = bytesOrStructInOut('pData', 'DataSize', Envelope);

describe('bytes, or a structure with pointers', () => {
  it('is a void pointer to the header, written and counted in bytes', () => {
    const { type, direction, extent } = parameter;
    expect([type.name, direction, extent]).toEqual(['void*', 'inout', { bytesIn: 'DataSize' }]);
    expect(Envelope.members.map(({ type: member }) => member.name)).toEqual(['UINT', 'HEAD*']);
    expect([Envelope.size('x64'), Envelope.size('x86')]).toEqual([16, 8]);
  });

  const faultOf = faultFinder(parameter);

  it.each([
    ['bytes', new Uint8Array(3)],
    ['a structure with its block', { Function: 1, pBlock: new Uint8Array(9) }],
    ['a structure without a block', { Function: 1, pBlock: null }],
  ])('takes %s', (_what, argument) => {
    expect(faultOf(argument)).toBeUndefined();
  });

  it.each([
    ['text', 'bytes', 'expected a Uint8Array or a ENVELOPE'],
    ['words', new Uint16Array(3), 'expected a Uint8Array or a ENVELOPE'],
    ['a structure that lacks a member', { Function: 1 }, 'pBlock: expected HEAD*, received nothing'],
    [
      'a block that is none',
      { Function: 1, pBlock: [1] },
      'ENVELOPE.pBlock: expected a Uint8Array or null, received object',
    ],
    [
      'a number that is none',
      { Function: -1, pBlock: null },
      expect.stringMatching(/^ENVELOPE.Function: expected/),
    ],
  ])('refuses %s', (_what, argument, fault) => {
    expect(faultOf(argument)).toEqual(fault);
  });
});
