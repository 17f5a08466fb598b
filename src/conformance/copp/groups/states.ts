import type { Hresult } from '../../../abi/index.js';
import { DXVA_COPPQueryBusData, E_UNEXPECTED, S_OK } from '../../../ddi/index.js';
import { group } from '../../framework/group.js';
import { expectUntouched } from '../../framework/output.js';
import { test } from '../../framework/test.js';
import type { CoppCase } from '../fixture.js';
import { copp } from '../fixture.js';
import type { ExchangedSession, StartMessage } from '../helpers/handshake.js';
import { certificateLength, keyExchange, sequenceStart, start, startMessage } from '../helpers/handshake.js';
import { expectLives, idleCommand } from '../helpers/levels.js';
import { sendCommand, sendRequest, statusRequest } from '../helpers/messages.js';
import type { OpenedSession } from '../helpers/sessions.js';
import { closeSession, openSession } from '../helpers/sessions.js';

const states = ['opened', 'length-returned', 'key-exchanged', 'active'] as const;
type State = (typeof states)[number];

const calls = [
  'COPPGetCertificateLength',
  'COPPKeyExchange',
  'COPPSequenceStart',
  'COPPCommand',
  'COPPQueryStatus',
] as const;
type Call = (typeof calls)[number];

/** Which call is taken in which state (1.6 of the dossier). */
const taken: Readonly<Record<State, readonly Call[]>> = {
  opened: ['COPPGetCertificateLength'],
  'length-returned': ['COPPKeyExchange'],
  'key-exchanged': ['COPPSequenceStart'],
  active: ['COPPCommand', 'COPPQueryStatus'],
};

/** Messages that would be right in another state. */
interface Messages {
  readonly start: Uint8Array;
  readonly KDI: Uint8Array;
  readonly commandNumber: number;
  readonly statusNumber: number;
}

/** Right messages of a session, or those of another where the session has not come that far. */
function messagesFor(t: CoppCase, session: ExchangedSession): Messages {
  const message: StartMessage = startMessage(t, session);
  const { KDI, commandNumber, statusNumber } = message;
  return { start: message.bytes, KDI, commandNumber, statusNumber };
}

/** One call with right arguments, its output guarded; a call that fails must write nothing. */
function call(
  t: CoppCase,
  { pThis, DevID }: OpenedSession,
  name: Call,
  bytes: number,
  messages: Messages,
): Hresult {
  const session = { pThis } as OpenedSession;
  const output = (size: number, label: string, ask: (target: ReturnType<CoppCase['guarded']>) => Hresult) => {
    const target = t.guarded(size, label);
    const code = ask(target);
    if (code !== S_OK) expectUntouched(t, target, 'COPP-12', `${name}, refused for the state`);
    return code;
  };
  switch (name) {
    case 'COPPGetCertificateLength':
      return output(4, 'ULONG: pCertificateLength', ({ address }) => t.copp(name)(pThis, address));
    case 'COPPKeyExchange':
      return output(16, 'GUID: pRandom', (random) =>
        output(bytes, 'BYTE: pGHCertificate', (certificate) =>
          t.copp(name)(pThis, random.address, certificate.address),
        ),
      );
    case 'COPPSequenceStart':
      return sequenceStart(t, session, messages.start);
    case 'COPPCommand':
      return sendCommand(t, session, idleCommand(t, { ...messages, DevID }));
    case 'COPPQueryStatus': {
      const { bytes: request } = statusRequest(t, messages, DXVA_COPPQueryBusData);
      const { code, output: reply } = sendRequest(t, session, request);
      if (code !== S_OK) expectUntouched(t, reply, 'COPP-12', `${name}, refused for the state`);
      return code;
    }
  }
}

/** A call that its state does not take: E_UNEXPECTED, and the session goes on as if nothing had been. */
function expectRefused(t: CoppCase, state: State, name: Call): void {
  const session = openSession(t);
  const spare = messagesFor(t, { ...session, ...otherExchange(t) });
  const refuse = (bytes: number, messages = spare) => {
    const code = call(t, session, name, bytes, messages);
    t.expectFailed(code, 'COPP-12', `${name} in state ${state}`);
    t.expectCode(code, [E_UNEXPECTED], 'COPP-12', `${name} in state ${state}`);
  };
  if (state === 'opened') refuse(4096);
  const bytes = certificateLength(t, session);
  if (state === 'length-returned') refuse(bytes);
  const exchanged = { ...session, ...keyExchange(t, session, bytes) };
  if (state === 'key-exchanged') refuse(bytes, messagesFor(t, exchanged));
  const active = start(t, exchanged);
  // A second start that is right in everything but that it is the second (COPP-10).
  if (state === 'active') refuse(bytes, messagesFor(t, exchanged));
  expectLives(t, active, 'COPP-12', `after ${name} in state ${state}`);
}

/** A key exchange of another session, for messages before there is one of the session's own. */
function otherExchange(t: CoppCase) {
  const other = openSession(t);
  return keyExchange(t, other, certificateLength(t, other));
}

const refusals = states.map((state) =>
  test(`refused-${state}`, {
    clauses: ['COPP-12', 'COPP-10', 'COPP-39'],
    decisions: ['D-14'],
  })
    .params({ call: calls.filter((name) => !taken[state].includes(name)) })
    .run((t: CoppCase, { call: name }) => {
      expectRefused(t, state, name);
    }),
);

/** Which function is taken in which state. */
export const statesGroup = group('copp-states', 'which call a session takes in which state', copp, [
  test('in-order', { clauses: ['COPP-12'] }).run((t) => {
    const session = openSession(t);
    const exchanged = { ...session, ...keyExchange(t, session, certificateLength(t, session)) };
    expectLives(t, start(t, exchanged), 'COPP-12', 'after the calls in their order');
  }),
  ...refusals,
  test('closes-in', { clauses: ['COPP-12', 'COPP-36'] })
    .params({ state: states })
    .run((t, { state }) => {
      const session = openSession(t);
      const steps = states.indexOf(state);
      const bytes = steps > 0 ? certificateLength(t, session) : 0;
      const exchanged = steps > 1 ? { ...session, ...keyExchange(t, session, bytes) } : undefined;
      if (exchanged && steps > 2) start(t, exchanged);
      closeSession(t, session, 'COPP-12');
    }),
]);
