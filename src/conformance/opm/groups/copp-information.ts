import type { Ntstatus } from '../../../ddi/index.js';
import { NTSTATUSES as S, OPM_GUIDS as G } from '../../../ddi/index.js';
import { group } from '../../framework/group.js';
import { test } from '../../framework/test.js';
import type { ClauseId } from '../../rules/clauses/index.js';
import type { OpmCase, Semantics } from '../fixture.js';
import { opm, semanticsNames } from '../fixture.js';
import type { ActiveOutput } from '../helpers/handshake.js';
import { activeOutput } from '../helpers/handshake.js';
import type { RequestName } from '../helpers/known.js';
import { requestNames, requests, word } from '../helpers/known.js';
import { expectUnchanged } from '../helpers/levels.js';
import { commandBytes, levelCommand, requestOf, sendRequest } from '../helpers/messages.js';
import { expectCommandsRefused, expectRefusal, expectRequestsRefused, turned } from '../helpers/refusals.js';
import { expectUntouched } from '../../framework/output.js';
import { requestTests } from './request-tests.js';

/** By the semantics that an output has: the code that says that it has not the other. */
const codes: Readonly<Record<Semantics, Ntstatus>> = {
  OPM: S.STATUS_GRAPHICS_OPM_PROTECTED_OUTPUT_DOES_NOT_HAVE_COPP_SEMANTICS,
  COPP: S.STATUS_GRAPHICS_OPM_PROTECTED_OUTPUT_DOES_NOT_HAVE_OPM_SEMANTICS,
};

const other: Readonly<Record<Semantics, Semantics>> = { OPM: 'COPP', COPP: 'OPM' };

/** By the semantics that an output has: what the other’s function must answer, and what its requests must not carry. */
const clauses = {
  OPM: { ofFunction: 'OPM-18', ofRequest: 'OPM-21' },
  COPP: { ofFunction: 'OPM-17', ofRequest: 'OPM-22' },
} as const satisfies Readonly<Record<Semantics, Readonly<Record<string, ClauseId>>>>;

/** Types that only the other semantics have (OPM-21, OPM-22, OPM-44). */
const typesOfOther: Readonly<Record<Semantics, readonly number[]>> = { OPM: [1], COPP: [8, 0x10, 0x20] };

/** Requests that only the other semantics have. */
const requestsOfOther = (semantics: Semantics): readonly RequestName[] =>
  requestNames.filter((name) => !requests[name].of.includes(semantics));

/** A message of the other semantics’ function for an output, with the number that the output expects. */
function misdirected(
  t: OpmCase,
  output: ActiveOutput,
  name: RequestName,
  number = output.statusNumber,
): Uint8Array {
  const as = { ...output, semantics: other[output.semantics] };
  return requestOf(t, as, requests[name].guid, undefined, { number }).bytes;
}

/** DxgkDdiOPMGetCOPPCompatibleInformation, and what is of the other semantics in either direction. */
export const coppInformationGroup = group(
  'opm-copp-information',
  'unsigned requests, and requests of the other semantics',
  opm,
  [
    ...requestTests('COPP'),
    test('other-function', { clauses: ['OPM-17', 'OPM-18', 'OPM-20'], decisions: ['D-14'] })
      .params({ semantics: semanticsNames, request: ['BusType', 'ConnectorType', 'OutputFormat'] })
      .run((t, { semantics, request }) => {
        const output = activeOutput(t, semantics);
        const { ofFunction } = clauses[semantics];
        const make = () => ({ bytes: misdirected(t, output, request) });
        const through = other[semantics];
        expectRequestsRefused(t, output, {
          requests: [{ make, what: `the function of ${through} semantics` }],
          code: codes[semantics],
          rules: [ofFunction, ofFunction],
          through,
        });
      }),
    test('semantics-before-all', { clauses: ['OPM-17', 'OPM-18', 'OPM-20'], decisions: ['D-14'] })
      .params({ semantics: semanticsNames, with: ['number', 'mac', 'noise'] })
      .run((t, { semantics, with: wrong }) => {
        const output = activeOutput(t, semantics);
        const { ofFunction } = clauses[semantics];
        const what = `the function of ${other[semantics]} semantics, with another ${wrong}`;
        expectUnchanged(t, output, 'D-14', what, () => {
          const right = misdirected(t, output, 'BusType', output.statusNumber + (wrong === 'number' ? 7 : 0));
          const bytes = {
            number: right,
            mac: turned(right, 5, 5),
            noise: t.random.bytes(right.length),
          }[wrong];
          const { code, output: target } = sendRequest(t, output, bytes, { through: other[semantics] });
          expectRefusal(t, code, codes[semantics], [ofFunction, 'OPM-20'], what);
          expectUntouched(t, target, 'OPM-20', what);
        });
      }),
    test('other-request', { clauses: ['OPM-21', 'OPM-22', 'OPM-20'], decisions: ['D-57', 'D-14'] })
      .params({ semantics: semanticsNames })
      .run((t, { semantics }) => {
        const output = activeOutput(t, semantics);
        const wrong = requestsOfOther(semantics).map((name) => ({
          make: () => requestOf(t, output, requests[name].guid),
          what: `${name} under ${semantics} semantics`,
        }));
        const rules = [clauses[semantics].ofRequest, 'D-57'] as const;
        expectRequestsRefused(t, output, { requests: wrong, code: codes[semantics], rules });
      }),
    test('other-type', { clauses: ['OPM-21', 'OPM-22', 'OPM-44'], decisions: ['D-57', 'D-14'] })
      .params({ semantics: semanticsNames, request: ['VirtualLevel', 'ActualLevel'] })
      .run((t, { semantics, request }) => {
        const output = activeOutput(t, semantics);
        const wrong = typesOfOther[semantics].map((type) => ({
          make: () => requestOf(t, output, requests[request].guid, word(type)),
          what: `${request} of type 0x${type.toString(16)} under ${semantics} semantics`,
        }));
        const rules = [clauses[semantics].ofRequest, 'D-57'] as const;
        expectRequestsRefused(t, output, { requests: wrong, code: codes[semantics], rules });
      }),
    test('other-command', { clauses: ['OPM-30', 'OPM-27'], decisions: ['D-57', 'D-14'] })
      .params({ semantics: semanticsNames })
      .run((t, { semantics }) => {
        const output = activeOutput(t, semantics);
        const isOpm = semantics === 'OPM';
        const guid = isOpm ? G.OPM_SET_ACP_AND_CGMSA_SIGNALING : G.OPM_SET_HDCP_SRM;
        const data = isOpm ? new Uint8Array(64) : word(1);
        const make = () => commandBytes(output, guid, data);
        expectCommandsRefused(t, output, {
          commands: [{ make, what: `a command that ${semantics} semantics have not` }],
          code: codes[semantics],
          rules: [isOpm ? 'D-57' : 'OPM-30', 'D-57'],
        });
      }),
    test('other-level', { clauses: ['OPM-31', 'OPM-44'], decisions: ['D-57', 'D-14'] })
      .params({ semantics: semanticsNames })
      .run((t, { semantics }) => {
        const output = activeOutput(t, semantics);
        const wrong = typesOfOther[semantics].map((type) => ({
          make: () => levelCommand(output, type, 1),
          what: `level 1 of type 0x${type.toString(16)} under ${semantics} semantics`,
        }));
        const rules = ['OPM-31', 'D-57'] as const;
        expectCommandsRefused(t, output, { commands: wrong, code: codes[semantics], rules });
      }),
    test('both-on-one-output', { clauses: ['OPM-17', 'OPM-18', 'OPM-20'] }).run((t) => {
      // Each has its own numbers, key and semantics, whatever the other on the same connector has.
      const target = t.targets('OPM').find((one) => t.targets('COPP').includes(one));
      if (target === undefined) t.skip('the driver has no output with both semantics');
      const outputs = semanticsNames.map((semantics) => activeOutput(t, semantics, target));
      for (const output of outputs) {
        const { ofFunction } = clauses[output.semantics];
        expectRequestsRefused(t, output, {
          requests: [
            { make: () => ({ bytes: misdirected(t, output, 'BusType') }), what: 'the other’s function' },
          ],
          code: codes[output.semantics],
          rules: [ofFunction, ofFunction],
          through: other[output.semantics],
        });
      }
    }),
  ],
);
