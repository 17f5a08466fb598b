import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { group, opm, runConformance, test } from '../../../../src/conformance/index.js';
import type { ActiveOutput, Semantics } from '../../../../src/conformance/index.js';
import { macOf } from '../../../../src/conformance/opm/helpers/messages.js';
import { expectReply } from '../../../../src/conformance/opm/helpers/replies.js';
import type { Struct } from '../../../../src/abi/index.js';
import {
  OPM_CONNECTED_HDCP_DEVICE_INFORMATION,
  OPM_OUTPUT_ID_DATA,
  OPM_STANDARD_INFORMATION,
} from '../../../../src/ddi/index.js';
import { createDriver } from '../../../../src/facade/index.js';
import { bytesOf, example, started, structureOf } from '../../copp/golden.js';
import { runs } from '../../../support/runs.js';

const rn = bytesOf('202122232425262728292a2b2c2d2e2f');

/** The reply of an example, 4096 bytes. */
function replyOf(name: string): Uint8Array {
  const { omac, ...shown } = example(name);
  const region = Object.entries(shown).find(([member]) => /^(reply_)?first_/.test(member))![1];
  return structureOf(`${omac!}${region}`);
}

const level = replyOf('opm_getinfo_virtual_level_reply_on');

/** What the suite makes of a reply to a request with the examples' random. */
function judged(bytes: Uint8Array, semantics: Semantics = 'OPM', layout: Struct = OPM_STANDARD_INFORMATION) {
  // The members that a reply is judged by.
  const output = { key: started.KDI, semantics } as unknown as ActiveOutput;
  const { cases } = group('made', 'about', opm, [
    test('here', { clauses: ['OPM-13'] }).run((t) => {
      expectReply(t, output, { rn }, bytes, layout, 'the reply');
    }),
  ]);
  return runConformance({ driver: () => createDriver({ seed: 1 }), cases }).cases[0]!;
}

const signed = (change: (bytes: Uint8Array) => void) => {
  const bytes = level.slice();
  change(bytes);
  bytes.set(macOf(started.KDI, bytes));
  return bytes;
};

describe('a reply', () => {
  it.each<[string, Semantics, Struct]>([
    ['opm_getinfo_connector_reply_hdmi', 'OPM', OPM_STANDARD_INFORMATION],
    ['opm_getinfo_virtual_level_reply_on', 'OPM', OPM_STANDARD_INFORMATION],
    ['opm_output_id_reply_packed28', 'OPM', OPM_OUTPUT_ID_DATA],
    ['opm_copp_compat_hdcp_device', 'COPP', OPM_CONNECTED_HDCP_DEVICE_INFORMATION],
  ])('of the examples passes: %s', (name, semantics, layout) => {
    expect(judged(replyOf(name), semantics, layout)).toMatchObject({ outcome: 'pass' });
  });

  it('with any bit of it turned fails by its omac (OPM-13)', () => {
    fc.assert(
      fc.property(fc.nat(4095), fc.nat(7), (at, bit) => {
        const bytes = level.slice();
        bytes[at]! ^= 1 << bit;
        const { outcome, message } = judged(bytes);
        expect(outcome).toBe('fail');
        expect(message).toContain('[OPM-13]');
      }),
      { numRuns: runs(60) },
    );
  });

  it.each<[string, string, Semantics, (bytes: Uint8Array) => void]>([
    ['OPM-25', 'another size', 'OPM', (bytes) => (bytes[16] = 36)],
    ['OPM-14', 'another random', 'OPM', (bytes) => (bytes[20] = bytes[20]! ^ 1)],
    ['OPM-34', 'a flag that is none', 'OPM', (bytes) => (bytes[36] = 0x10)],
    ['OPM-35', 'flag 8 under COPP semantics', 'COPP', (bytes) => (bytes[36] = 9)],
  ])('fails by %s for %s, though it is signed', (clause, _what, semantics, change) => {
    const { outcome, message } = judged(signed(change), semantics);
    expect(outcome).toBe('fail');
    expect(message).toContain(`[${clause}]`);
  });
});
