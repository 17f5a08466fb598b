import type { Address, Hresult } from '../../../abi/index.js';
import type { HCOPPSession } from '../../../ddi/index.js';
import { DXVA_COPPQueryBusData, E_INVALIDARG, S_OK } from '../../../ddi/index.js';
import { group } from '../../framework/group.js';
import { expectUntouched } from '../../framework/output.js';
import { test } from '../../framework/test.js';
import type { CoppCase } from '../fixture.js';
import { copp } from '../fixture.js';
import type { ActiveSession } from '../helpers/handshake.js';
import { activeSession, exchange, exchangedSession, start, startMessage } from '../helpers/handshake.js';
import { allLevels, anyType, expectLevels, expectLives, idleCommand, setLevel } from '../helpers/levels.js';
import { levelCommand, sendCommand, sendRequest, statusRequest } from '../helpers/messages.js';
import { protectionTypes } from '../helpers/known.js';
import { closeCode, closeSession } from '../helpers/sessions.js';

/** Every call on a session, with arguments that were right on the live one. */
const calls = {
  COPPGetCertificateLength: (t, { pThis }) => {
    const length = t.guarded(4, 'ULONG: pCertificateLength');
    const code = t.copp('COPPGetCertificateLength')(pThis, length.address);
    expectUntouched(t, length, 'D-14', 'COPPGetCertificateLength on a dead handle');
    return code;
  },
  COPPKeyExchange: (t, { pThis, certificate: { length: bytes } }) => {
    const [random, certificate] = [t.guarded(16, 'GUID: pRandom'), t.guarded(bytes, 'BYTE: pGHCertificate')];
    const code = t.copp('COPPKeyExchange')(pThis, random.address, certificate.address);
    expectUntouched(t, random, 'D-14', 'COPPKeyExchange on a dead handle');
    expectUntouched(t, certificate, 'D-14', 'COPPKeyExchange on a dead handle');
    return code;
  },
  COPPSequenceStart: (t, session) => {
    const place = t.place(startMessage(t, session).bytes, 'DXVA_COPPSignature');
    return t.copp('COPPSequenceStart')(session.pThis, place);
  },
  COPPCommand: (t, session) => sendCommand(t, session, idleCommand(t, session)),
  COPPQueryStatus: (t, session) => {
    const { bytes } = statusRequest(t, session, DXVA_COPPQueryBusData);
    const { code, output } = sendRequest(t, session, bytes);
    expectUntouched(t, output, 'D-14', 'COPPQueryStatus on a dead handle');
    return code;
  },
  COPPCloseVideoSession: (t, { pThis }) => t.copp('COPPCloseVideoSession')(pThis),
} as const satisfies Readonly<Record<string, (t: CoppCase, session: ActiveSession) => Hresult>>;
type Call = keyof typeof calls;
const callNames = Object.keys(calls) as Call[];

/** A call on a handle that is none: it fails, with the code that is decided, and another session does not notice. */
function expectDead(t: CoppCase, session: ActiveSession, call: Call, what: string): void {
  const code = calls[call](t, session);
  t.expectFailed(code, 'D-09', `${call} on ${what}`);
  t.expectCode(code, [E_INVALIDARG], 'D-09', `${call} on ${what}`);
}

/** A session's block, in bytes of a copy at another address. */
function copyOf(t: CoppCase, { pThis, bytes }: ActiveSession): HCOPPSession {
  const size = Math.max(bytes, 16);
  return t.place(t.memory.copyOut(pThis, size), 'pThis: private memory, copied');
}

/** Handles that nobody made. */
const strangers = {
  copied: (t: CoppCase, session: ActiveSession) => copyOf(t, session),
  zeros: (t: CoppCase) => t.allocate(64, 'pThis: memory of nobody') as HCOPPSession,
  noise: (t: CoppCase) => t.place(t.random.bytes(64), 'pThis: memory of nobody') as HCOPPSession,
  inside: (_: CoppCase, { pThis }: ActiveSession) => ((pThis as Address) + 8) as Address as HCOPPSession,
} as const;
type Stranger = keyof typeof strangers;

/** COPPCloseVideoSession, and handles that are dead. */
export const closeGroup = group('copp-close', 'closing, and handles of sessions that are no more', copp, [
  test('closed', { clauses: ['COPP-12', 'COPP-36'], decisions: ['D-09', 'D-14'] })
    .params({ call: callNames })
    .run((t, { call }) => {
      const [session, other] = [activeSession(t), activeSession(t)];
      closeSession(t, session);
      expectDead(t, session, call, 'a session that was closed');
      expectLives(t, other, 'COPP-44', `after ${call} on a session that was closed`);
    }),
  test('others-stay', { clauses: ['COPP-44', 'COPP-36'] }).run((t) => {
    const { session: first } = anyType(t);
    const others = Array.from({ length: 3 }, () => activeSession(t, first.DevID));
    const waiting = exchangedSession(t, first.DevID);
    closeSession(t, others[1]!);
    for (const session of [first, others[0]!, others[2]!])
      expectLives(t, session, 'COPP-44', 'a session, after another was closed');
    expectLives(t, start(t, waiting), 'COPP-44', 'a session in its handshake, after another was closed');
  }),
  test('block-is-the-callers', { clauses: ['COPP-36', 'COPP-12'] }).run((t) => {
    const session = activeSession(t);
    closeSession(t, session);
    t.memory.copyIn(session.pThis, new Uint8Array(session.bytes).fill(0x6b));
    expectLives(t, activeSession(t, session.DevID), 'COPP-12', 'a session afterwards');
    const block = t.memory.copyOut(session.pThis, session.bytes);
    t.expect(
      block.every((byte) => byte === 0x6b),
      'COPP-36',
      'the block of a closed session: expected it left to its owner',
    );
  }),
  test('same-block-again', { clauses: ['COPP-36', 'COPP-44', 'COPP-35'] }).run((t) => {
    const { session, type } = anyType(t);
    setLevel(t, session, type, 1);
    closeSession(t, session);
    const code = t.copp('COPPOpenVideoSession')(session.pThis, session.DevID);
    t.expectCode(code, [S_OK], 'COPP-36', 'COPPOpenVideoSession in the block of a closed session');
    t.atEnd(() => {
      t.copp('COPPCloseVideoSession')(session.pThis);
    });
    const again = exchange(t, session);
    t.expect(
      Buffer.compare(again.random, session.random) !== 0,
      'COPP-44',
      'a new session in the same block: expected another random',
    );
    const active = start(t, again);
    const rules = { local: 'COPP-35', global: 'COPP-36' } as const;
    expectLevels(t, active, type, { local: 0, global: 0 }, 'a new session in the same block', rules);
    const old = levelCommand({ ...active, KDI: session.KDI }, protectionTypes[type].bit, 1);
    t.expectFailed(sendCommand(t, active, old), 'COPP-44', 'a command with the key of the session before');
    expectLives(t, active, 'COPP-44', 'a new session in the same block');
  }),
  test('key-gone', { clauses: ['COPP-12', 'COPP-36'], needs: ['oracle'] })
    .params({ after: ['start', 'command'] })
    .run((t, { after }) => {
      const session = activeSession(t);
      if (after === 'command') expectLives(t, session, 'COPP-12', 'a session');
      if (!t.driver.oracle.remembers(session.KDI))
        t.skip('the driver’s oracle does not see keys of COPP in use');
      closeSession(t, session);
      const left = t.driver.oracle.remembers(session.KDI);
      t.expect(
        !left,
        'COPP-12',
        'after COPPCloseVideoSession: expected the key wiped, received it in memory',
      );
    }),
  test('key-not-in-block', { clauses: ['COPP-12', 'COPP-44'] }).run((t) => {
    const session = activeSession(t);
    closeSession(t, session);
    const block = Buffer.from(t.memory.copyOut(session.pThis, session.bytes));
    const left = block.includes(Buffer.from(session.KDI));
    t.expect(!left, 'COPP-12', 'private memory after COPPCloseVideoSession: received the key in it');
  }),
  test('key-of-a-refused-start', { clauses: ['COPP-9', 'COPP-12'], needs: ['oracle'] }).run((t) => {
    const session = exchangedSession(t);
    const wrong = startMessage(t, session, { random: t.random.bytes(16) });
    const place = t.place(wrong.bytes, 'DXVA_COPPSignature');
    t.expectFailed(t.copp('COPPSequenceStart')(session.pThis, place), 'COPP-9', 'another random');
    const left = t.driver.oracle.remembers(wrong.KDI);
    t.expect(!left, 'COPP-9', 'after a start that was refused: expected its key forgotten');
  }),
  test('strange-handle', { clauses: ['COPP-44'], decisions: ['D-09', 'D-61', 'D-14'], hostile: true })
    .params({ handle: Object.keys(strangers) as Stranger[], call: callNames })
    .run((t, { handle, call }) => {
      const session = activeSession(t);
      const levels = allLevels(t, session);
      const pThis = strangers[handle](t, session);
      expectDead(t, { ...session, pThis }, call, `a handle that nobody made: ${handle}`);
      t.decided('D-61', allLevels(t, session) === levels, `${call} on ${handle}: expected no change`);
      expectLives(t, session, 'COPP-44', `after ${call} on a handle that nobody made`);
    }),
  test('overwritten', { clauses: ['COPP-36', 'COPP-44'], decisions: ['D-61', 'D-09'], hostile: true }).run(
    (t) => {
      const { session, type } = anyType(t);
      const other = activeSession(t, session.DevID);
      setLevel(t, session, type, 1);
      const { bytes, pThis } = session;
      t.memory.copyIn(pThis, new Uint8Array(bytes).fill(0x77));
      for (const call of callNames.filter((name) => name !== 'COPPCloseVideoSession'))
        expectDead(t, session, call, 'a session whose block was overwritten');
      // Nothing else ends it: it can be closed still, and asks for nothing then.
      t.expectCode(closeCode(t, session), [S_OK], 'D-61', 'COPPCloseVideoSession, the block overwritten');
      expectLevels(t, other, type, { local: 0, global: 0 }, 'after it was closed', { global: 'COPP-36' });
      expectLives(t, other, 'COPP-44', 'after a session with an overwritten block was closed');
      expectDead(t, session, 'COPPCloseVideoSession', 'a session that was closed');
    },
  ),
]);
