import type { Ntstatus } from '../../../ddi/index.js';
import { NTSTATUSES as S, OPM_GUIDS } from '../../../ddi/index.js';
import { group } from '../../framework/group.js';
import { expectUntouched } from '../../framework/output.js';
import { test } from '../../framework/test.js';
import type { OpmCase } from '../fixture.js';
import { opm, semanticsNames } from '../fixture.js';
import type { ActiveOutput } from '../helpers/handshake.js';
import { activeOutput, ready, start, startMessage } from '../helpers/handshake.js';
import { expectLives, idleCommand, typesOn } from '../helpers/levels.js';
import { requestOf, sendCommand, sendRequest } from '../helpers/messages.js';
import type { CreatedOutput } from '../helpers/protected-outputs.js';
import { createdOutput, destroyOutput } from '../helpers/protected-outputs.js';

const steps = ['created', 'random-fetched'] as const;

/** Keys that a driver may have where it has none: zeros, and one of another output's. */
const keys = ['zeros', 'of-another'] as const;

/** The calls that want a signing key: what they answer without, and that they write nothing. */
const calls = {
  information: (t, output) => {
    const { bytes } = requestOf(t, output, OPM_GUIDS.OPM_GET_ADAPTER_BUS_TYPE);
    const { code, output: reply } = sendRequest(t, output, bytes);
    expectUntouched(t, reply, 'OPM-20', 'a request without a signing key');
    return { code, expected: S.STATUS_GRAPHICS_OPM_INVALID_INFORMATION_REQUEST };
  },
  command: (t, output) => ({
    code: sendCommand(t, output, idleCommand(t, output)),
    expected: S.STATUS_GRAPHICS_OPM_INVALID_CONFIGURATION_REQUEST,
  }),
} as const satisfies Readonly<
  Record<
    string,
    (t: OpmCase, output: ActiveOutput) => { readonly code: Ntstatus; readonly expected: Ntstatus }
  >
>;

/** What an output looks like to its owner before its handshake: whose key is it? */
function withoutKey(t: OpmCase, output: CreatedOutput, key: (typeof keys)[number]): ActiveOutput {
  const numbers = { statusNumber: 0, commandNumber: 0 };
  const nothing = { ...output, random: new Uint8Array(16), ...numbers };
  if (key === 'zeros') return { ...nothing, key: new Uint8Array(16) };
  return { ...nothing, key: activeOutput(t, output.semantics, output.target).key };
}

/** Which function is taken when (OPM-10). */
export const statesGroup = group('opm-states', 'which call an output takes when', opm, [
  test('in-order', { clauses: ['OPM-1', 'OPM-3', 'OPM-8', 'OPM-40'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      const output = start(t, ready(t, createdOutput(t, semantics)));
      expectLives(t, output, 'OPM-1', 'after the calls in their order');
      destroyOutput(t, output);
    }),
  test('before-the-key', {
    clauses: ['OPM-20', 'OPM-16', 'OPM-28', 'OPM-10'],
    decisions: ['D-14'],
    callerBreaks: ['OPM-10'],
  })
    .params({
      semantics: semanticsNames,
      step: steps,
      call: Object.keys(calls) as (keyof typeof calls)[],
      key: keys,
    })
    .run((t, { semantics, step, call, key }) => {
      const created = createdOutput(t, semantics);
      typesOn(t, semantics, created.target); // asked for before, since its handshake brings a key
      const early = step === 'random-fetched' ? ready(t, created) : undefined;
      const { code, expected } = calls[call](t, withoutKey(t, created, key));
      const what = `${call} before the signing key, signed with ${key}`;
      t.expectFailed(code, call === 'information' ? 'OPM-20' : 'D-14', what);
      t.expectCode(code, [expected], call === 'information' ? 'OPM-16' : 'OPM-28', what);
      const waiting = early ?? ready(t, created);
      const message = startMessage(t, waiting, { statusNumber: 0, commandNumber: 0 });
      expectLives(t, start(t, waiting, message), 'D-14', `after ${what}`);
    }),
  test('destroyed-in', { clauses: ['OPM-40'] })
    .params({ semantics: semanticsNames, state: [...steps, 'active'] })
    .run((t, { semantics, state }) => {
      const other = activeOutput(t, semantics);
      const created = createdOutput(t, semantics);
      if (state !== 'created') {
        const waiting = ready(t, created);
        if (state === 'active') start(t, waiting);
      }
      destroyOutput(t, created);
      expectLives(t, other, 'OPM-40', `after another was destroyed: ${state}`);
    }),
]);
