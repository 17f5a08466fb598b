import type { Guid } from '../../../abi/index.js';
import { NTSTATUSES as S, NULL_GUID, OPM_GUIDS as G, STATUS_SUCCESS } from '../../../ddi/index.js';
import type { TestDefinition } from '../../framework/test.js';
import { test } from '../../framework/test.js';
import { expectUntouched } from '../../framework/output.js';
import type { ClauseId } from '../../rules/clauses/index.js';
import type { OpmCase, Semantics } from '../fixture.js';
import type { ActiveOutput } from '../helpers/handshake.js';
import { activeOutput, readyOutput, start, startMessage } from '../helpers/handshake.js';
import type { KnownRequest, RequestName } from '../helpers/known.js';
import { bitOf, requestNames, requests, strangeGuid, typeNames, word } from '../helpers/known.js';
import { anyType, expectUnchanged, setLevel, trySetLevel, typesOf, typesOn } from '../helpers/levels.js';
import { requestOf, sendRequest } from '../helpers/messages.js';
import { expectRequestsRefused, otherNumberNames, otherNumbers } from '../helpers/refusals.js';
import { ask, expectReply, inputOf } from '../helpers/replies.js';

/** Requests that any output answers: SRM and DVI are not everywhere. */
export const answeredBy = (semantics: Semantics): readonly RequestName[] =>
  requestNames.filter(
    (name) => requests[name].of.includes(semantics) && !['SrmVersion', 'DviCharacteristics'].includes(name),
  );

/** An output, and the bit of a type that it has. */
export function asking(t: OpmCase, semantics: Semantics): { output: ActiveOutput; bit: number } {
  const { output, type } = anyType(t, semantics);
  return { output, bit: bitOf(type, semantics) };
}

/** A request for the bus: every output answers it. */
export const busRequest = (t: OpmCase, output: ActiveOutput, number = output.statusNumber) =>
  requestOf(t, output, requests.BusType.guid, undefined, { number });

/** Words that name no type, or several, by the name that they have in case ids. */
export const noTypes = {
  none: 0,
  'HDCP-and-ACP': 8 | 2,
  'ACP-and-CGMSA': 2 | 4,
  'both-HDCP': 1 | 8,
  all: 0x3f,
  reserved: 0x40,
  other: 0x8000_0000,
  'other-and-HDCP': 0x8000_0008,
  'every-bit': 0xffff_ffff,
} as const;
export const noTypeNames = Object.keys(noTypes) as readonly (keyof typeof noTypes)[];

/** GUIDs that are no request of a display driver's. */
const unknownGuids: Readonly<Record<string, Guid>> = {
  strange: strangeGuid,
  none: NULL_GUID,
  'a-command': G.OPM_SET_PROTECTION_LEVEL,
  'codec-info': G.OPM_GET_CODEC_INFO,
  'near-miss': G.OPM_GET_ADAPTER_BUS_TYPE,
};

/** The code for a type that an output has not; the others have none of their own. */
export const missingTypeCodes: Readonly<Record<string, number>> = {
  HDCP: S.STATUS_GRAPHICS_OPM_OUTPUT_DOES_NOT_SUPPORT_HDCP,
  ACP: S.STATUS_GRAPHICS_OPM_OUTPUT_DOES_NOT_SUPPORT_ACP,
  CGMSA: S.STATUS_GRAPHICS_OPM_OUTPUT_DOES_NOT_SUPPORT_CGMSA,
};

const levelRequests = ['VirtualLevel', 'ActualLevel'] as const;

/** Of COPP semantics OPM-19 says that numbers, random and omac of the reply are OPM's. */
const more = (semantics: Semantics): readonly ClauseId[] => (semantics === 'COPP' ? ['OPM-19'] : []);

const makers: readonly ((semantics: Semantics) => TestDefinition<OpmCase>)[] = [
  (semantics) =>
    test('reply', { clauses: ['OPM-13', 'OPM-11', 'OPM-14', 'OPM-25', 'OPM-20', ...more(semantics)] })
      .params({ request: answeredBy(semantics) })
      .run((t, { request }) => {
        const { output, bit } = asking(t, semantics);
        // Over two patterns: what the driver leaves of the caller's output enters the reply, and the omac or not.
        const [first, second] = [0xa5, 0x5a].map((fill) => {
          const { payload, flags } = ask(t, output, request, bit, { fill });
          t.expect(flags === 0, 'OPM-34', `${request}: expected no flag, received ${flags}`);
          return payload.subarray(16);
        });
        t.expectBytes(second!, first!, 'OPM-25', `${request} twice, behind the random`);
      }),
  (semantics) =>
    test('zeros-behind', { clauses: ['OPM-25', 'OPM-13', ...more(semantics)] }).run((t) => {
      const { output, bit } = asking(t, semantics);
      for (const name of answeredBy(semantics)) {
        const known: KnownRequest = requests[name];
        const request = requestOf(t, output, known.guid, inputOf(known, bit));
        const { code, output: target } = sendRequest(t, output, request.bytes);
        t.expectCode(code, [STATUS_SUCCESS], 'OPM-20', name);
        output.statusNumber += 1;
        const reply = target.read();
        expectReply(t, output, request, reply, known.reply, name);
        const rest = reply.subarray(20 + known.reply.bytes);
        t.expectBytes(rest, new Uint8Array(rest.length), 'COPP-25', `${name}: bytes behind the reply`);
      }
    }),
  (semantics) =>
    test('in-turn', { clauses: ['OPM-15', ...more(semantics)] }).run((t) => {
      const { output, bit } = asking(t, semantics);
      for (let round = 0; round < 3; round += 1)
        for (const name of answeredBy(semantics)) ask(t, output, name, bit, { rule: 'OPM-15' });
    }),
  (semantics) =>
    test('echo', { clauses: ['OPM-14', 'OPM-13', ...more(semantics)] })
      .params({ random: ['zeros', 'ones', 'counting'] })
      .run((t, { random }) => {
        const { output, bit } = asking(t, semantics);
        const at = semantics === 'OPM' ? 16 : 0;
        const edit = (bytes: Uint8Array) => {
          const place = bytes.subarray(at, at + 16);
          place.set(place.map((_, index) => ({ zeros: 0, ones: 0xff, counting: index })[random]));
        };
        for (const name of answeredBy(semantics)) ask(t, output, name, bit, { edit, rule: 'OPM-14' });
      }),
  (semantics) =>
    test('same-random-twice', { clauses: ['OPM-14', ...more(semantics)] }).run((t) => {
      // An application should make another each time; a driver has no say in it.
      const output = activeOutput(t, semantics);
      const at = semantics === 'OPM' ? 16 : 0;
      const edit = (bytes: Uint8Array) => {
        bytes.set(
          Array.from({ length: 16 }, (_, index) => 3 * index + 1),
          at,
        );
      };
      for (let count = 0; count < 3; count += 1) ask(t, output, 'BusType', 0, { edit, rule: 'OPM-14' });
    }),
  (semantics) =>
    test('replayed', { clauses: ['OPM-15', 'OPM-16', ...more(semantics)], decisions: ['D-14'] }).run((t) => {
      const output = activeOutput(t, semantics);
      const request = busRequest(t, output);
      t.expectCode(sendRequest(t, output, request.bytes).code, [STATUS_SUCCESS], 'OPM-15', 'a request');
      output.statusNumber += 1;
      const again = [{ make: () => request, what: 'a request a second time' }];
      expectRequestsRefused(t, output, { requests: again, rules: ['OPM-15', 'OPM-16'] });
    }),
  (semantics) =>
    test('number', { clauses: ['OPM-15', 'OPM-16', ...more(semantics)], decisions: ['D-14'] })
      .params({ of: otherNumberNames })
      .run((t, { of }) => {
        const output = activeOutput(t, semantics);
        const make = () => busRequest(t, output, otherNumbers[of](output.statusNumber) >>> 0);
        const wrong = [{ make, what: `another number: ${of}` }];
        expectRequestsRefused(t, output, { requests: wrong, rules: ['OPM-15', 'OPM-16'] });
      }),
  (semantics) =>
    test('number-of-commands', { clauses: ['OPM-15', ...more(semantics)] }).run((t) => {
      const { output, type } = anyType(t, semantics);
      const number = output.commandNumber;
      const wrong = [{ make: () => busRequest(t, output, number), what: 'the number of the next command' }];
      expectRequestsRefused(t, output, { requests: wrong, rules: ['OPM-15', 'OPM-16'] });
      for (let count = 0; count < 3; count += 1) setLevel(t, output, type, 0, 'OPM-15');
      ask(t, output, 'BusType', 0, { rule: 'OPM-15', what: 'a request after commands' });
    }),
  (semantics) =>
    test('wrapping', { clauses: ['OPM-15', ...more(semantics)] }).run((t) => {
      const output = readyOutput(t, semantics);
      const active = start(t, output, startMessage(t, output, { statusNumber: 0xffff_fffe }));
      for (let count = 0; count < 4; count += 1)
        ask(t, active, 'BusType', 0, {
          rule: 'OPM-15',
          what: `number 0x${active.statusNumber.toString(16)}`,
        });
    }),
  (semantics) =>
    test('size', { clauses: ['OPM-23', ...more(semantics)], decisions: ['D-16', 'D-14'] })
      .params({ request: answeredBy(semantics) })
      .run((t, { request: name }) => {
        const { output, bit } = asking(t, semantics);
        const known: KnownRequest = requests[name];
        const right = inputOf(known, bit).length;
        const sizes = [0, 1, 3, 4, 5, 16, 4056, 4057, 0x8000_0000, 0xffff_ffff];
        // A level without a type is none; how a driver takes more than it wants, no page says.
        for (const [rule, wrong] of [
          ['OPM-23', sizes.filter((size) => size < right)],
          ['D-16', sizes.filter((size) => size > right)],
        ] as const) {
          const asked = wrong.map((size) => ({
            make: () => requestOf(t, output, known.guid, word(bit), { size }),
            what: `${name}, cbParametersSize ${size}`,
          }));
          if (asked.length > 0) expectRequestsRefused(t, output, { requests: asked, rules: [rule, 'D-16'] });
        }
      }),
  (semantics) =>
    test('type', { clauses: ['OPM-23', 'OPM-44', ...more(semantics)], decisions: ['D-14'] })
      .params({ request: levelRequests, type: noTypeNames })
      .run((t, { request, type }) => {
        const output = activeOutput(t, semantics);
        const make = () => requestOf(t, output, requests[request].guid, word(noTypes[type]));
        const wrong = [{ make, what: `${request} of ${type}` }];
        expectRequestsRefused(t, output, { requests: wrong, rules: ['OPM-44', 'OPM-16'] });
      }),
  (semantics) =>
    test('unsupported-type', { clauses: ['OPM-44', ...more(semantics)], decisions: ['D-57', 'D-14'] })
      .params({ request: levelRequests })
      .run((t, { request }) => {
        const tried = t.targets(semantics).map((target) => {
          const output = activeOutput(t, semantics, target);
          const has = typesOn(t, semantics, target);
          const wrong = typeNames.filter((name) => bitOf(name, semantics) > 0 && !has.includes(name));
          for (const name of wrong)
            expectRequestsRefused(t, output, {
              requests: [
                {
                  make: () => requestOf(t, output, requests[request].guid, word(bitOf(name, semantics))),
                  what: `${request} of ${name} on an output without it`,
                },
              ],
              code: (missingTypeCodes[name] ?? S.STATUS_GRAPHICS_OPM_INVALID_INFORMATION_REQUEST) as never,
              rules: ['OPM-44', 'D-57'],
            });
          return wrong.length;
        });
        if (tried.every((count) => count === 0)) t.skip('the driver has every type on every output');
      }),
  (semantics) =>
    test('unknown', { clauses: ['OPM-20', ...more(semantics)], decisions: ['D-57', 'D-14'] })
      .params({ request: [...Object.keys(unknownGuids), 'all-bits'] })
      .run((t, { request: name }) => {
        const output = activeOutput(t, semantics);
        const at = semantics === 'OPM' ? 32 : 16;
        const edit = (bytes: Uint8Array) => {
          if (name === 'near-miss') bytes[at + 15]! ^= 1;
          if (name === 'all-bits') bytes.fill(0xff, at, at + 16);
        };
        const wrong = [0, 4, 4056].map((size) => ({
          make: () => requestOf(t, output, unknownGuids[name] ?? NULL_GUID, new Uint8Array(size), { edit }),
          what: `an unknown request: ${name}, ${size} bytes`,
        }));
        expectRequestsRefused(t, output, { requests: wrong, rules: ['D-57', 'D-57'] });
      }),
  (semantics) =>
    test('noise-behind-input', { clauses: ['OPM-23', 'OPM-20', ...more(semantics)] }).run((t) => {
      // Whatever the unused bytes hold, as an application may leave them; under OPM semantics the omac covers them.
      const { output, bit } = asking(t, semantics);
      const noise = t.random.bytes(4056);
      for (const name of answeredBy(semantics)) {
        const used = inputOf(requests[name], bit).length;
        const edit = (bytes: Uint8Array) => {
          bytes.set(noise.subarray(used), bytes.length - noise.length + used);
        };
        ask(t, output, name, bit, { edit, rule: 'OPM-23' });
      }
    }),
  (semantics) =>
    test('random-blocks', { clauses: ['OPM-15', 'OPM-20', ...more(semantics)], decisions: ['D-14'] }).run(
      (t) => {
        const output = activeOutput(t, semantics);
        const { length } = busRequest(t, output).bytes;
        const blocks = [
          ...Array.from({ length: 12 }, () => t.random.bytes(length)),
          ...[0, 0xff].map((byte) => new Uint8Array(length).fill(byte)),
        ];
        expectUnchanged(t, output, 'D-14', 'bytes that are no request', () => {
          for (const bytes of blocks) {
            const { code, output: target } = sendRequest(t, output, bytes);
            const invalid = [S.STATUS_GRAPHICS_OPM_INVALID_INFORMATION_REQUEST];
            t.expectCode(code, invalid, 'OPM-16', 'bytes that are no request');
            expectUntouched(t, target, 'OPM-20', 'bytes that are no request');
          }
        });
      },
    ),
  (semantics) =>
    test('signed-by-each-output', { clauses: ['OPM-13', 'OPM-11', ...more(semantics)] }).run((t) => {
      const outputs = Array.from({ length: 4 }, () => activeOutput(t, semantics));
      for (let round = 0; round < 2; round += 1) for (const output of outputs) ask(t, output, 'BusType');
    }),
  (semantics) =>
    test('refused-uses-nothing', { clauses: ['OPM-15', ...more(semantics)], decisions: ['D-14'] }).run(
      (t) => {
        // A request that is signed and numbered as it must be, and that nobody knows.
        const { output, type } = anyType(t, semantics);
        const before = typesOf(t, output);
        for (let count = 0; count < 3; count += 1)
          sendRequest(t, output, requestOf(t, output, strangeGuid).bytes);
        t.expect(
          typesOf(t, output) === before,
          'OPM-15',
          'after requests that are unknown: expected the same',
        );
        t.expectCode(trySetLevel(t, output, type, 0), [STATUS_SUCCESS], 'OPM-27', 'the next command');
      },
    ),
  (semantics) =>
    test('input-stays', { clauses: ['OPM-14', ...more(semantics)] }).run((t) => {
      const output = activeOutput(t, semantics);
      const request = busRequest(t, output);
      const input = t.place(request.bytes, 'Parameters');
      const target = t.guarded(4096, 'OPM_REQUESTED_INFORMATION');
      const slot =
        semantics === 'OPM' ? 'DxgkDdiOPMGetInformation' : 'DxgkDdiOPMGetCOPPCompatibleInformation';
      const code = t.opm(slot)(t.context, output.handle, input, target.address);
      t.expectCode(code, [STATUS_SUCCESS], 'OPM-20', 'a request');
      const after = t.memory.copyOut(input, request.bytes.length);
      t.expectBytes(after, request.bytes, 'OPM-14', 'the caller’s request');
      expectReply(t, output, request, target.read(), requests.BusType.reply, 'its reply');
    }),
];

/** What requests of either semantics have in common. */
export const requestTests = (semantics: Semantics): readonly TestDefinition<OpmCase>[] =>
  makers.map((make) => make(semantics));
