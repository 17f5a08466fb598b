import type { HCryptoSession, Hresult } from '../../ddi/index.js';
import { E_INVALIDARG, E_OUTOFMEMORY, failed } from '../../ddi/index.js';
import { encryptForDecryptionBlt } from '../../player/index.js';
import { group, test } from '../case.js';
import type { ClauseId } from '../clauses/index.js';
import type { CaseContext } from '../context.js';
import type { DecisionId } from '../decisions.js';
import type { TestSession } from '../sessions.js';
import { usualKind } from '../sessions.js';

/** The functions that take a session, each of which has to look at the handle. */
const functions = ['negotiate', 'get-handle', 'encryption-blt', 'decryption-blt'] as const;
type Through = (typeof functions)[number];
type Rule = ClauseId | DecisionId;

function expectRefused(t: CaseContext, code: Hresult, rule: Rule, what: string): void {
  t.expectFailed(code, rule, what);
  // Both codes that the pages list for a failure say no; which one it is, is decided.
  if (failed(code) && code !== E_OUTOFMEMORY) t.expectCode(code, [E_INVALIDARG], 'D-09', what);
}

function decryptThrough(t: CaseContext, wrong: TestSession, key: Uint8Array, rule: Rule, what: string): void {
  const shape = { bytes: t.size(wrong.device, 64) };
  const pair = t.decryptionPair(wrong.device, shape);
  const iv = t.random.bytes(16);
  t.upload(pair.source, encryptForDecryptionBlt({ sessionKey: key, iv, data: t.random.bytes(shape.bytes) }));
  const { errors } = t.decryptionBlt(wrong, pair, { iv });
  t.expectBytes(t.readBack(pair.target), pair.before, rule, `${what}: the destination`);
  t.decidedErrors(errors, [E_INVALIDARG], what);
}

function encryptThrough(t: CaseContext, wrong: TestSession, rule: Rule, what: string): void {
  const pair = t.encryptionPair(wrong.device, { bytes: t.size(wrong.device, 64) });
  const before = t.random.bytes(16);
  const { errors, iv } = t.encryptionBlt(wrong, pair, { iv: before });
  t.expectBytes(t.readBack(pair.target), pair.before, rule, `${what}: the destination`);
  t.expectBytes(iv, before, rule, `${what}: pIV`);
  t.decidedErrors(errors, [E_INVALIDARG], what);
}

/** Calls one function with a session that is not what it says, and demands that nothing comes of it. */
function expectWorthless(
  t: CaseContext,
  through: Through,
  wrong: TestSession,
  { key, rule }: { key: Uint8Array; rule: Rule },
): void {
  const what = `${through} with a wrong handle`;
  if (through === 'negotiate') {
    expectRefused(t, t.negotiateBytes(wrong, t.wrapKey(wrong, t.random.bytes(16))), rule, what);
  } else if (through === 'get-handle') {
    const target = t.guarded(8, 'HANDLE: pHandle');
    const code = t.video(wrong.device, 'pfnCryptoSessionGetHandle')(
      wrong.device.hDevice,
      wrong.handle,
      target.address,
    );
    expectRefused(t, code, rule, what);
    t.decided(
      'D-14',
      target.read().every((byte) => byte === 0xa5),
      `${what}: expected nothing written`,
    );
  } else if (through === 'decryption-blt') decryptThrough(t, wrong, key, rule, what);
  else encryptThrough(t, wrong, rule, what);
}

/** A block of private memory with the bytes of a live session's, at another address (D-61). */
function copied(t: CaseContext, session: TestSession): TestSession {
  const bytes = t.memory.copyOut(session.handle, session.bytes);
  return { ...session, handle: t.place(bytes, 'a copy of private memory') };
}

/** A live resource's handle, where a session's is wanted. Its block is as large as a session's at least. */
function resourceAsSession(t: CaseContext, session: TestSession): TestSession {
  const resource = t.buffer(session.device, t.size(session.device, 64), 'default');
  const at: number = resource.handle;
  return { ...session, handle: at as HCryptoSession };
}

/** Private memory that never saw a create. */
function neverCreated(t: CaseContext, session: TestSession): TestSession {
  return { ...session, handle: t.allocate(session.bytes, 'private memory of no session') };
}

const forgeries = { copied, resource: resourceAsSession, 'never-created': neverCreated } as const;

/** Whose session it is, and whether it still is one. */
export const ownershipGroup = group('ownership', 'sessions of other devices, dead and forged handles', [
  test('other-device', { clauses: ['CCS-2', 'CCS-3'], decisions: ['D-08', 'D-09'] })
    .params({ through: functions })
    .run((t, { through }) => {
      const { session, key } = t.keyedSession();
      const wrong = { ...session, device: t.secondDevice() };
      expectWorthless(t, through, wrong, { key, rule: 'CCS-3' });
      t.expectKey(session, key, 'D-09', 'the session itself, after the wrong call');
    }),
  test('destroy-through-other-device', { clauses: ['CCS-2', 'CCS-3'], decisions: ['D-08', 'D-09'] }).run(
    (t) => {
      const { session, key } = t.keyedSession();
      const other = t.secondDevice();
      const destroy = t.video(other, 'pfnDestroyCryptoSession');
      const errors = t.errorsOf(other, () => {
        destroy(other.hDevice, session.handle);
      });
      t.expectKey(session, key, 'CCS-3', 'after DestroyCryptoSession through another device');
      t.decidedErrors(errors, [E_INVALIDARG], 'DestroyCryptoSession through another device');
    },
  ),
  test('destroyed', { clauses: ['DCS-1'], decisions: ['D-08', 'D-09', 'D-61'] })
    .params({ through: functions })
    .run((t, { through }) => {
      const { session, key } = t.keyedSession();
      t.destroySession(session);
      expectWorthless(t, through, session, { key, rule: 'DCS-1' });
    }),
  test('destroyed-twice', { clauses: ['DCS-1'], decisions: ['D-08', 'D-09'] }).run((t) => {
    const { device, session } = t.keyedSession();
    const other = t.createSession(device);
    const key = t.negotiate(other);
    t.destroySession(session);
    const errors = t.errorsOf(device, () => {
      t.video(device, 'pfnDestroyCryptoSession')(device.hDevice, session.handle);
    });
    t.expectKey(other, key, 'DCS-1', 'another session, after a session was destroyed twice');
    t.decidedErrors(errors, [E_INVALIDARG], 'DestroyCryptoSession of a destroyed session');
  }),
  test('forged', { clauses: ['CCS-1'], decisions: ['D-08', 'D-09', 'D-61'] })
    .params({ how: ['copied', 'resource', 'never-created'], through: functions })
    .run((t, { how, through }) => {
      const { session, key } = t.keyedSession();
      expectWorthless(t, through, forgeries[how](t, session), { key, rule: 'D-09' });
      t.expectKey(session, key, 'D-09', 'the session itself, after the wrong call');
    }),
  test('overwritten', { clauses: ['CCS-1'], decisions: ['D-08', 'D-09', 'D-61'] })
    .params({ through: functions })
    .run((t, { through }) => {
      const { session, key } = t.keyedSession();
      const before = t.memory.copyOut(session.handle, session.bytes);
      t.memory.copyIn(session.handle, new Uint8Array(session.bytes).fill(0x5a));
      expectWorthless(t, through, session, { key, rule: 'D-61' });
      t.memory.copyIn(session.handle, before);
    }),
  test('other-devices-resource', { clauses: ['DEV-11'], decisions: ['D-08', 'D-09'] })
    .params({ side: ['source', 'target'] })
    .run((t, { side }) => {
      const { device, session, key } = t.keyedSession();
      const other = t.secondDevice();
      const shape = { bytes: t.size(device, 64) };
      const [own, foreign] = [t.decryptionPair(device, shape), t.decryptionPair(other, shape)];
      const iv = t.random.bytes(16);
      const data = encryptForDecryptionBlt({ sessionKey: key, iv, data: t.random.bytes(shape.bytes) });
      for (const pair of [own, foreign]) t.upload(pair.source, data);
      const pair =
        side === 'source' ? { ...own, source: foreign.source } : { ...own, target: foreign.target };
      const { errors } = t.decryptionBlt(session, pair, { iv });
      for (const { target, before } of [own, foreign])
        t.expectBytes(t.readBack(target), before, 'D-09', `${side} of another device: the destination`);
      t.decidedErrors(errors, [E_INVALIDARG], `${side} of another device`);
    }),
  test('same-kind-on-both', { clauses: ['CCS-2', 'DEV-10'] }).run((t) => {
    const [first, second] = [t.keyedSession(), t.keyedSession()];
    t.expectKey(first.session, first.key, 'CCS-2', `${usualKind.cryptoType} on the first device`);
    t.expectKey(second.session, second.key, 'CCS-2', `${usualKind.cryptoType} on the second device`);
    t.expectNoKey(first.session, second.key, 'CCS-2', 'the second device’s key on the first device');
  }),
]);
