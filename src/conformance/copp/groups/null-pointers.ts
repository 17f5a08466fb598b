import type { Hresult } from '../../../abi/index.js';
import { NULL } from '../../../abi/index.js';
import type { HCOPPSession } from '../../../ddi/index.js';
import {
  DXVA_COPPQueryBusData,
  DXVA_COPPStatusOutput as REPLY,
  E_INVALIDARG,
  E_POINTER,
} from '../../../ddi/index.js';
import { group } from '../../framework/group.js';
import { expectUntouched } from '../../framework/output.js';
import { test } from '../../framework/test.js';
import type { CoppCase } from '../fixture.js';
import { copp } from '../fixture.js';
import type { ActiveSession } from '../helpers/handshake.js';
import {
  activeSession,
  certificateLength,
  exchangedSession,
  keyExchange,
  start,
} from '../helpers/handshake.js';
import { expectLives, idleCommand } from '../helpers/levels.js';
import { statusRequest } from '../helpers/messages.js';
import { openSession } from '../helpers/sessions.js';

const none = NULL as HCOPPSession;

/** Each call with NULL for its session, all else right. */
const withoutSession = {
  COPPOpenVideoSession: (t, session) => t.copp('COPPOpenVideoSession')(none, session.DevID),
  COPPGetCertificateLength: (t) => t.copp('COPPGetCertificateLength')(none, t.allocate(4, 'ULONG')),
  COPPKeyExchange: (t, { certificate }) =>
    t.copp('COPPKeyExchange')(none, t.allocate(16, 'GUID'), t.allocate(certificate.length, 'BYTE')),
  COPPSequenceStart: (t) => t.copp('COPPSequenceStart')(none, t.allocate(256, 'DXVA_COPPSignature')),
  COPPCommand: (t, session) =>
    t.copp('COPPCommand')(none, t.place(idleCommand(t, session), 'DXVA_COPPCommand')),
  COPPQueryStatus: (t, session) => {
    const { bytes } = statusRequest(t, session, DXVA_COPPQueryBusData);
    const output = t.guarded(REPLY.bytes, 'DXVA_COPPStatusOutput');
    const code = t.copp('COPPQueryStatus')(none, t.place(bytes, 'DXVA_COPPStatusInput'), output.address);
    expectUntouched(t, output, 'D-14', 'COPPQueryStatus with pThis NULL');
    return code;
  },
  COPPCloseVideoSession: (t) => t.copp('COPPCloseVideoSession')(none),
} as const satisfies Readonly<Record<string, (t: CoppCase, session: ActiveSession) => Hresult>>;

/** A page names E_POINTER for outputs; for what is given in, E_INVALIDARG says it as well. */
const either = [E_POINTER, E_INVALIDARG];

/** NULL for what a runtime has looked at before (D-67). */
export const nullPointersGroup = group('copp-null-pointers', 'NULL for every pointer', copp, [
  test('session', { clauses: ['COPP-39'], decisions: ['D-14'], hostile: true })
    .params({ call: Object.keys(withoutSession) as (keyof typeof withoutSession)[] })
    .run((t, { call }) => {
      const session = activeSession(t);
      t.expectCode(withoutSession[call](t, session), either, 'COPP-39', `${call} with pThis NULL`);
      expectLives(t, session, 'COPP-39', `after ${call} with pThis NULL`);
    }),
  test('length', { clauses: ['COPP-39', 'COPP-12'], decisions: ['D-14'], hostile: true }).run((t) => {
    const session = openSession(t);
    const code = t.copp('COPPGetCertificateLength')(session.pThis, NULL);
    t.expectCode(code, [E_POINTER], 'COPP-39', 'pCertificateLength NULL');
    certificateLength(t, session);
  }),
  test('key-exchange', { clauses: ['COPP-39', 'COPP-12'], decisions: ['D-14'], hostile: true })
    .params({ parameter: ['pRandom', 'pGHCertificate'] })
    .run((t, { parameter }) => {
      const session = openSession(t);
      const bytes = certificateLength(t, session);
      const [random, certificate] = [
        t.guarded(16, 'GUID: pRandom'),
        t.guarded(bytes, 'BYTE: pGHCertificate'),
      ];
      const call = t.copp('COPPKeyExchange');
      const code =
        parameter === 'pRandom'
          ? call(session.pThis, NULL, certificate.address)
          : call(session.pThis, random.address, NULL);
      t.expectCode(code, [E_POINTER], 'COPP-39', `${parameter} NULL`);
      expectUntouched(t, random, 'D-14', `${parameter} NULL`);
      expectUntouched(t, certificate, 'D-14', `${parameter} NULL`);
      expectLives(t, start(t, { ...session, ...keyExchange(t, session, bytes) }), 'COPP-12', 'afterwards');
    }),
  test('start', { clauses: ['COPP-39', 'COPP-9'], decisions: ['D-14'], hostile: true }).run((t) => {
    const session = exchangedSession(t);
    const code = t.copp('COPPSequenceStart')(session.pThis, NULL);
    t.expectCode(code, either, 'COPP-39', 'pSeqStartInfo NULL');
    expectLives(t, start(t, session), 'COPP-9', 'after a start with NULL');
  }),
  test('command', { clauses: ['COPP-39', 'COPP-17'], decisions: ['D-14'], hostile: true }).run((t) => {
    const session = activeSession(t);
    t.expectCode(t.copp('COPPCommand')(session.pThis, NULL), either, 'COPP-39', 'pCommand NULL');
    expectLives(t, session, 'COPP-17', 'after a command with NULL');
  }),
  test('request', { clauses: ['COPP-39', 'COPP-27'], decisions: ['D-14'], hostile: true })
    .params({ parameter: ['pInput', 'pOutput'] })
    .run((t, { parameter }) => {
      const session = activeSession(t);
      const { bytes } = statusRequest(t, session, DXVA_COPPQueryBusData);
      const input = t.place(bytes, 'DXVA_COPPStatusInput');
      const output = t.guarded(REPLY.bytes, 'DXVA_COPPStatusOutput');
      const call = t.copp('COPPQueryStatus');
      const isInput = parameter === 'pInput';
      const code = isInput ? call(session.pThis, NULL, output.address) : call(session.pThis, input, NULL);
      t.expectCode(code, isInput ? either : [E_POINTER], 'COPP-39', `${parameter} NULL`);
      expectUntouched(t, output, 'D-14', `${parameter} NULL`);
      expectLives(t, session, 'COPP-27', 'after a request with NULL');
    }),
]);
