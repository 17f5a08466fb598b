import { NTSTATUSES as S, OPM_PROTECTION_TYPE as TYPE, STATUS_SUCCESS } from '../../../ddi/index.js';
import { group } from '../../framework/group.js';
import { test } from '../../framework/test.js';
import type { OpmCase } from '../fixture.js';
import { opm } from '../fixture.js';
import type { ActiveOutput } from '../helpers/handshake.js';
import { activeOutput } from '../helpers/handshake.js';
import { bitOf, requests, word } from '../helpers/known.js';
import { typesOn } from '../helpers/levels.js';
import { MAC_BYTES, macOf, requestOf } from '../helpers/messages.js';
import { expectRequestsRefused, turned, wrongMac, wrongMacs } from '../helpers/refusals.js';
import { ask } from '../helpers/replies.js';
import { busRequest, requestTests } from './request-tests.js';

/** Places that the omac covers: random, GUID, number, size, what nothing uses. */
const coveredBytes = [16, 31, 32, 47, 51, 52, 55, 56, 60, 2047, 2048, 4095, 4096, 4110, 4111] as const;

/** Requests that are signed otherwise than they should be. */
function expectMacsRefused(
  t: OpmCase,
  output: ActiveOutput,
  wrong: readonly { readonly make: () => Uint8Array; readonly what: string }[],
): void {
  const made = wrong.map(({ make, what }) => ({ make: () => ({ bytes: make() }), what }));
  expectRequestsRefused(t, output, { requests: made, rules: ['OPM-12', 'OPM-16'] });
}

/** An output without a type that there is a code for, and that type's bit. */
function lacking(t: OpmCase): { output: ActiveOutput; bit: number } {
  for (const target of t.targets()) {
    const has = typesOn(t, 'OPM', target);
    const type = (['ACP', 'CGMSA', 'HDCP'] as const).find((name) => !has.includes(name));
    if (type) return { output: activeOutput(t, 'OPM', target), bit: bitOf(type, 'OPM') };
  }
  return t.skip('the driver has HDCP, ACP and CGMS-A on every output');
}

/** DxgkDdiOPMGetInformation: signed requests, and the form of their replies. What the answers say is opm-requests’. */
export const informationGroup = group('opm-information', 'signed requests, and the form of replies', opm, [
  ...requestTests('OPM'),
  test('mac', { clauses: ['OPM-11', 'OPM-12', 'OPM-16'], decisions: ['D-14'] })
    .params({ bytes: ['0-3', '4-7', '8-11', '12-15'] })
    .run((t, { bytes }) => {
      const output = activeOutput(t);
      const [first] = bytes.split('-').map(Number);
      const wrong = Array.from({ length: 4 }, (_, index) => first! + index).map((byte) => ({
        make: () => turned(busRequest(t, output).bytes, byte, (byte * 3) % 8),
        what: `omac off by one bit in byte ${byte}`,
      }));
      expectMacsRefused(t, output, wrong);
    }),
  test('mac-of', { clauses: ['OPM-12', 'OPM-11', 'OPM-16'] })
    .params({ of: wrongMacs })
    .run((t, { of }) => {
      const [output, other] = [activeOutput(t), activeOutput(t)];
      const make = () => {
        const bytes = busRequest(t, output).bytes.slice();
        const mac = wrongMac(of, bytes.slice(0, MAC_BYTES), (key = other.key) => macOf(key, bytes));
        bytes.set(mac);
        return bytes;
      };
      expectMacsRefused(t, output, [{ make, what: `omac of ${of}` }]);
    }),
  test('mac-covers', { clauses: ['OPM-12', 'OPM-23'], decisions: ['D-14'] }).run((t) => {
    const output = activeOutput(t);
    const wrong = coveredBytes.map((byte) => ({
      make: () => turned(busRequest(t, output).bytes, byte, 0),
      what: `byte ${byte} changed after it was signed`,
    }));
    expectMacsRefused(t, output, wrong);
  }),
  test('mac-of-less', { clauses: ['OPM-12', 'OPM-11'] })
    .params({ of: ['from-the-guid', 'first-4080-bytes', 'used-bytes', 'with-the-omac'] })
    .run((t, { of }) => {
      const output = activeOutput(t);
      const make = () => {
        const bytes = busRequest(t, output).bytes.slice();
        const zeroed = bytes.slice();
        zeroed.fill(0, 0, MAC_BYTES);
        // macOf leaves the first 16 bytes out.
        const region = {
          'from-the-guid': bytes.subarray(16),
          'first-4080-bytes': bytes.subarray(0, 4096),
          'used-bytes': bytes.subarray(0, 56),
          'with-the-omac': new Uint8Array([...new Uint8Array(MAC_BYTES), ...zeroed]),
        }[of];
        bytes.set(macOf(output.key, region));
        return bytes;
      };
      expectMacsRefused(t, output, [{ make, what: `omac over another part: ${of}` }]);
    }),
  test('order', { clauses: ['OPM-20'], decisions: ['D-50', 'D-57'] })
    .params({ of: ['mac-before-type', 'number-before-type', 'mac-before-semantics-of-the-request'] })
    .run((t, { of }) => {
      // Which of two faults is told shows which is looked for first.
      const { output, bit } = lacking(t);
      const make = () => {
        const isRequest = of === 'mac-before-semantics-of-the-request';
        const guid = isRequest ? requests.HdcpDevice.guid : requests.VirtualLevel.guid;
        const number = (output.statusNumber + (of === 'number-before-type' ? 1 : 0)) >>> 0;
        const { bytes } = requestOf(t, output, guid, isRequest ? undefined : word(bit), { number });
        return { bytes: of === 'number-before-type' ? bytes : turned(bytes, 3, 4) };
      };
      const wrong = [{ make, what: `a request with two faults, ${of}` }];
      expectRequestsRefused(t, output, { requests: wrong, rules: ['OPM-20', 'D-50'] });
    }),
  test('codes', { clauses: ['OPM-20'], decisions: ['D-16'] }).run((t) => {
    // Every type at its extremes, signed: whatever is answered, it is a code of the page, and only success counts.
    const output = activeOutput(t);
    const documented = [
      STATUS_SUCCESS,
      S.STATUS_GRAPHICS_OPM_INVALID_INFORMATION_REQUEST,
      S.STATUS_GRAPHICS_OPM_PROTECTED_OUTPUT_DOES_NOT_HAVE_COPP_SEMANTICS,
      S.STATUS_GRAPHICS_OPM_OUTPUT_DOES_NOT_SUPPORT_HDCP,
      S.STATUS_GRAPHICS_OPM_OUTPUT_DOES_NOT_SUPPORT_ACP,
      S.STATUS_GRAPHICS_OPM_OUTPUT_DOES_NOT_SUPPORT_CGMSA,
    ];
    for (const type of [
      0,
      1,
      2,
      4,
      TYPE.HDCP,
      TYPE.DPCP,
      0x20,
      0x40,
      0x7fff_ffff,
      0x8000_0000,
      0xffff_ffff,
    ]) {
      const make = requestOf(t, output, requests.ActualLevel.guid, word(type));
      const target = t.guarded(4096, 'OPM_REQUESTED_INFORMATION');
      const place = t.place(make.bytes, 'Parameters');
      const code = t.opm('DxgkDdiOPMGetInformation')(t.context, output.handle, place, target.address);
      t.expectCode(code, documented, 'D-16', `type 0x${type.toString(16)}`);
      if (code === STATUS_SUCCESS) output.statusNumber += 1;
    }
    ask(t, output, 'BusType', 0, { rule: 'OPM-20', what: 'after types at their extremes' });
  }),
]);
