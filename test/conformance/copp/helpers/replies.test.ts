import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { copp, group, runConformance, test } from '../../../../src/conformance/index.js';
import type { ActiveSession } from '../../../../src/conformance/index.js';
import { expectReply } from '../../../../src/conformance/copp/helpers/replies.js';
import { macOf } from '../../../../src/conformance/copp/helpers/messages.js';
import { DXVA_COPPStatusData } from '../../../../src/ddi/index.js';
import { createDriver } from '../../../../src/facade/index.js';
import { example, started, structureOf } from '../golden.js';
import { runs } from '../../../support/runs.js';

const level = example('copp_status_local_level_hdcp');
const request = structureOf(level['request_first_44']!);
const reply = structureOf(`${level['macKDI']!}${level['reply_first_36']!}`);
// The members that a reply is judged by.
const session = { ...started } as unknown as ActiveSession;

/** What the suite makes of a reply to the request of the examples. */
function judged(bytes: Uint8Array) {
  const { cases } = group('made', 'about', copp, [
    test('here', { clauses: ['COPP-24'] }).run((t) => {
      const asked = { bytes: request, rApp: request.subarray(0, 16) };
      expectReply(t, session, asked, bytes, DXVA_COPPStatusData, 'the reply');
    }),
  ]);
  return runConformance({ driver: () => createDriver({ seed: 1 }), cases }).cases[0]!;
}

const signed = (change: (bytes: Uint8Array) => void) => {
  const bytes = reply.slice();
  change(bytes);
  bytes.set(macOf(started.KDI, bytes));
  return bytes;
};

describe('a reply', () => {
  it('of the examples passes', () => {
    expect(judged(reply)).toMatchObject({ outcome: 'pass' });
  });

  it('with any bit of it turned fails by its MAC (COPP-24)', () => {
    fc.assert(
      fc.property(fc.nat(4095), fc.nat(7), (at, bit) => {
        const bytes = reply.slice();
        bytes[at]! ^= 1 << bit;
        const { outcome, message } = judged(bytes);
        expect(outcome).toBe('fail');
        expect(message).toContain('[COPP-24]');
      }),
      { numRuns: runs(60) },
    );
  });

  it.each<[string, string, (bytes: Uint8Array) => void]>([
    ['COPP-23', 'another size', (bytes) => (bytes[16] = 36)],
    ['COPP-23', 'another rApp', (bytes) => (bytes[20] = bytes[20]! ^ 1)],
    ['COPP-25', 'something behind its data', (bytes) => (bytes[4095] = 1)],
    ['COPP-31', 'a reserved flag', (bytes) => (bytes[36] = 4)],
  ])('fails by %s for %s, though it is signed', (clause, _what, change) => {
    const { outcome, message } = judged(signed(change));
    expect(outcome).toBe('fail');
    expect(message).toContain(`[${clause}]`);
  });
});
