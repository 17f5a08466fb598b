import type { HCryptoSession } from '../../../ddi/index.js';
import type { Hresult } from '../../../abi/index.js';
import { E_INVALIDARG, E_OUTOFMEMORY, guidName } from '../../../ddi/index.js';
import { failed, NULL } from '../../../abi/index.js';
import { encryptForDecryptionBlt } from '../../../player/index.js';
import { group } from '../../framework/group.js';
import { expectUntouched } from '../../framework/output.js';
import { test } from '../../framework/test.js';
import type { Rule } from '../../rules/rule.js';
import type { D3D11Case } from '../fixture.js';
import { d3d11 } from '../fixture.js';
import { usualKind } from '../helpers/caps.js';
import type { TestSession } from '../helpers/sessions.js';
import { destroySession } from '../helpers/sessions.js';
import { keyExchangeSlots, negotiateBytes, wrapKey } from '../helpers/key-exchange.js';
import { expectNoKey, keyedSession } from '../helpers/keys.js';
import { expectLives, probeSession } from '../helpers/session-probe.js';
import {
  alignedBytes,
  decryptionBlt,
  decryptionPair,
  encryptionBlt,
  encryptionPair,
  requireBlt,
} from '../helpers/blts.js';
import { createResource, readBack, upload } from '../helpers/resources.js';
import { blockInUseTests } from './private-blocks.js';

/** The functions that take a session, each of which has to look at the handle. */
const functions = ['negotiate', 'get-handle', 'encryption-blt', 'decryption-blt'] as const;
type Through = (typeof functions)[number] | 'destroy';

/** Skips where the driver does not have the function: before a session is made, whose making other groups judge. */
function requireFunction(t: D3D11Case, through: Through): void {
  const device = t.device();
  if (through === 'decryption-blt') requireBlt(t, device, 'DECRYPTION_BLT');
  else if (through === 'encryption-blt') requireBlt(t, device, 'ENCRYPTED_READ_BACK');
  else if (through === 'get-handle') t.video(device, 'pfnCryptoSessionGetHandle');
  else if (through === 'destroy') t.video(device, 'pfnDestroyCryptoSession');
  else for (const slot of keyExchangeSlots) t.video(device, slot);
}

function expectRefused(t: D3D11Case, code: Hresult, rule: Rule, what: string): void {
  t.expectFailed(code, rule, what);
  // The pages list E_OUTOFMEMORY too, and either is a refusal; that it is E_INVALIDARG is decided.
  if (failed(code) && code !== E_OUTOFMEMORY) t.expectCode(code, [E_INVALIDARG], 'D-09', what);
}

function decryptThrough(t: D3D11Case, wrong: TestSession, key: Uint8Array, rule: Rule, what: string): void {
  const shape = { bytes: alignedBytes(t, wrong.device, 64) };
  const pair = decryptionPair(t, wrong.device, shape);
  const iv = t.random.bytes(16);
  upload(t, pair.source, encryptForDecryptionBlt({ sessionKey: key, iv, data: t.random.bytes(shape.bytes) }));
  const { errors } = decryptionBlt(t, wrong, pair, { iv });
  t.expectBytes(readBack(t, pair.target), pair.before, rule, `${what}: the destination`);
  t.decidedErrors(errors, [E_INVALIDARG], what);
}

function encryptThrough(t: D3D11Case, wrong: TestSession, rule: Rule, what: string): void {
  const pair = encryptionPair(t, wrong.device, { bytes: alignedBytes(t, wrong.device, 64) });
  const before = t.random.bytes(16);
  const { errors, iv } = encryptionBlt(t, wrong, pair, { iv: before });
  t.expectBytes(readBack(t, pair.target), pair.before, rule, `${what}: the destination`);
  t.expectBytes(iv, before, rule, `${what}: pIV`);
  t.decidedErrors(errors, [E_INVALIDARG], what);
}

/** The key of the session that a call with a wrong handle might hit, where it has one, and the rule against that. */
interface Wrong {
  readonly key: Uint8Array | undefined;
  readonly rule: Rule;
  /** What is wrong, where that is not the handle. */
  readonly how?: string;
}

function getHandleThrough(t: D3D11Case, { device, handle }: TestSession, rule: Rule, what: string): void {
  const target = t.guarded(8, 'HANDLE: pHandle');
  const code = t.video(device, 'pfnCryptoSessionGetHandle')(device.hDevice, handle, target.address);
  expectRefused(t, code, rule, what);
  expectUntouched(t, target, 'D-14', what);
}

/** DestroyCryptoSession: only its error shows here. That no other session was destroyed, the case looks at. */
function destroyThrough(t: D3D11Case, { device, handle }: TestSession, what: string): void {
  const destroy = t.video(device, 'pfnDestroyCryptoSession');
  const errors = t.errorsOf(device, () => {
    destroy(device.hDevice, handle);
  });
  t.decidedErrors(errors, [E_INVALIDARG], what);
}

/** Calls one function with a wrong handle and demands that it fails and changes nothing. */
function expectWorthless(
  t: D3D11Case,
  through: Through,
  wrong: TestSession,
  { key, rule, how = 'a wrong handle' }: Wrong,
): void {
  const what = `${through} with ${how}`;
  if (through === 'negotiate')
    expectRefused(t, negotiateBytes(t, wrong, wrapKey(t, wrong, t.random.bytes(16))), rule, what);
  else if (through === 'get-handle') getHandleThrough(t, wrong, rule, what);
  else if (through === 'destroy') destroyThrough(t, wrong, what);
  else if (!key) t.skip('the driver exchanges no keys, without which blts show nothing');
  else if (through === 'decryption-blt') decryptThrough(t, wrong, key, rule, what);
  else encryptThrough(t, wrong, rule, what);
}

/** A block of private memory with the bytes of a live session's, at another address (D-61). */
function copied(t: D3D11Case, session: TestSession): TestSession {
  const bytes = t.memory.copyOut(session.handle, session.bytes);
  return { ...session, handle: t.place(bytes, 'a copy of private memory') };
}

/** A live resource's handle in the place of a session's. */
function resourceAsSession(t: D3D11Case, session: TestSession): TestSession {
  const resource = createResource(
    t,
    session.device,
    { bytes: alignedBytes(t, session.device, 64) },
    'default',
  );
  const at: number = resource.handle;
  return { ...session, handle: at as HCryptoSession };
}

/** Private memory that was never given to CreateCryptoSession. */
function neverCreated(t: D3D11Case, session: TestSession): TestSession {
  return { ...session, handle: t.allocate(session.bytes, 'private memory of no session') };
}

const forgeries = {
  copied,
  resource: resourceAsSession,
  'never-created': neverCreated,
  null: (_t: D3D11Case, session: TestSession): TestSession => ({
    ...session,
    handle: NULL,
  }),
} as const;

/** Handles of sessions that are another device's, dead or forged. */
export const ownershipGroup = group(
  'ownership',
  'sessions of other devices, dead and forged handles',
  d3d11,
  [
    test('other-device', {
      clauses: ['CCS-2', 'CCS-3'],
      decisions: ['D-08', 'D-09'],
      callerBreaks: ['DEV-11'],
    })
      .params({ through: functions })
      .run((t, { through }) => {
        requireFunction(t, through);
        const probe = probeSession(t);
        const wrong = { ...probe.session, device: t.device() };
        expectWorthless(t, through, wrong, { key: probe.key, rule: 'CCS-3' });
        expectLives(t, probe, 'D-09', 'the session itself, after the wrong call');
      }),
    test('destroy-through-other-device', {
      clauses: ['CCS-2', 'CCS-3'],
      decisions: ['D-08', 'D-09'],
      callerBreaks: ['DEV-11'],
    }).run((t) => {
      const probe = probeSession(t);
      const other = t.device();
      const destroy = t.video(other, 'pfnDestroyCryptoSession');
      const errors = t.errorsOf(other, () => {
        destroy(other.hDevice, probe.session.handle);
      });
      expectLives(t, probe, 'CCS-3', 'after DestroyCryptoSession through another device');
      t.decidedErrors(errors, [E_INVALIDARG], 'DestroyCryptoSession through another device');
    }),
    test('destroyed', { clauses: ['DCS-1'], decisions: ['D-08', 'D-09', 'D-61'], callerBreaks: ['DEV-6'] })
      .params({ through: functions })
      .run((t, { through }) => {
        requireFunction(t, through);
        const { session, key } = probeSession(t);
        destroySession(t, session);
        expectWorthless(t, through, session, { key, rule: 'DCS-1' });
      }),
    test('destroyed-twice', { clauses: ['DCS-1'], decisions: ['D-08', 'D-09'], callerBreaks: ['DEV-6'] }).run(
      (t) => {
        const { device, session } = probeSession(t);
        const other = probeSession(t, device);
        destroySession(t, session);
        const errors = t.errorsOf(device, () => {
          t.video(device, 'pfnDestroyCryptoSession')(device.hDevice, session.handle);
        });
        expectLives(t, other, 'DCS-1', 'another session, after a session was destroyed twice');
        t.decidedErrors(errors, [E_INVALIDARG], 'DestroyCryptoSession of a destroyed session');
      },
    ),
    test('forged', { clauses: ['CCS-1'], decisions: ['D-08', 'D-09', 'D-61'], hostile: true })
      .params({ how: ['copied', 'resource', 'never-created', 'null'], through: [...functions, 'destroy'] })
      .run((t, { how, through }) => {
        requireFunction(t, through);
        const probe = probeSession(t);
        const beside = probeSession(t, probe.device);
        expectWorthless(t, through, forgeries[how](t, probe.session), { key: probe.key, rule: 'D-09' });
        expectLives(t, probe, 'D-09', 'the session itself, after the wrong call');
        expectLives(t, beside, 'D-09', 'another session, after the wrong call');
      }),
    test('overwritten', { clauses: ['CCS-1'], decisions: ['D-08', 'D-09', 'D-61'], hostile: true })
      .params({ through: [...functions, 'destroy'] })
      .run((t, { through }) => {
        requireFunction(t, through);
        const { session, key } = probeSession(t);
        const before = t.memory.copyOut(session.handle, session.bytes);
        t.memory.copyIn(session.handle, new Uint8Array(session.bytes).fill(0x5a));
        const how = 'the right handle, its private memory overwritten';
        expectWorthless(t, through, session, { key, rule: 'D-61', how });
        t.memory.copyIn(session.handle, before);
      }),
    ...blockInUseTests,
    test('other-devices-resource', {
      clauses: ['DEV-11'],
      decisions: ['D-08', 'D-09'],
      callerBreaks: ['DEV-11'],
    })
      .params({ side: ['source', 'target'] })
      .run((t, { side }) => {
        const { device, session, key } = keyedSession(t, 'DECRYPTION_BLT');
        const other = t.device();
        const shape = { bytes: alignedBytes(t, device, 64) };
        const [own, foreign] = [decryptionPair(t, device, shape), decryptionPair(t, other, shape)];
        const iv = t.random.bytes(16);
        const data = encryptForDecryptionBlt({ sessionKey: key, iv, data: t.random.bytes(shape.bytes) });
        for (const pair of [own, foreign]) upload(t, pair.source, data);
        const pair =
          side === 'source' ? { ...own, source: foreign.source } : { ...own, target: foreign.target };
        const { errors } = decryptionBlt(t, session, pair, { iv });
        for (const { target, before } of [own, foreign])
          t.expectBytes(readBack(t, target), before, 'D-09', `${side} of another device: the destination`);
        t.decidedErrors(errors, [E_INVALIDARG], `${side} of another device`);
      }),
    test('same-kind-on-both', { clauses: ['CCS-2', 'DEV-10'] }).run((t) => {
      const [first, second] = [probeSession(t), probeSession(t)];
      expectNoKey(t, first.session, second.key, 'CCS-2', 'the second device’s key on the first device');
      expectLives(t, first, 'CCS-2', `${guidName(usualKind.cryptoType)} on the first device`);
      expectLives(t, second, 'CCS-2', `${guidName(usualKind.cryptoType)} on the second device`);
    }),
  ],
);
