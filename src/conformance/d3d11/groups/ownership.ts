import type { HCryptoSession } from '../../../ddi/index.js';
import { E_INVALIDARG, guidName } from '../../../ddi/index.js';
import { NULL } from '../../../abi/index.js';
import { encryptForDecryptionBlt } from '../../../player/index.js';
import { group } from '../../framework/group.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { d3d11 } from '../fixture.js';
import { usualKind } from '../helpers/caps.js';
import type { TestSession } from '../helpers/sessions.js';
import { destroySession } from '../helpers/sessions.js';
import { expectNoKey, keyedSession } from '../helpers/keys.js';
import type { SessionProbe } from '../helpers/session-probe.js';
import { expectLives, probeSession } from '../helpers/session-probe.js';
import { alignedBytes, decryptionBlt, decryptionPair } from '../helpers/blts.js';
import { createResource, readBack, upload } from '../helpers/resources.js';
import { blockInUseTests } from './private-blocks.js';
import { expectWorthless, sessionFunction, sessionFunctionNames, sessionUses } from './session-functions.js';

/** A device that has a function, where one of D3D11.1 may not have it. */
const deviceFor = (t: D3D11Case, through: string) => sessionFunction(through).device?.(t) ?? t.device();

/** A live session for a call that must not hit it, where the driver has the function. */
function probeFor(t: D3D11Case, through: string): SessionProbe {
  const { require, prepare, session } = sessionFunction(through);
  require(t, deviceFor(t, through));
  const device = deviceFor(t, through);
  const probe = probeSession(t, device, session?.(t, device));
  if (probe.key) prepare?.(t, probe.session);
  return probe;
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
      .params({ through: sessionUses })
      .run((t, { through }) => {
        const probe = probeFor(t, through);
        const wrong = { ...probe.session, device: deviceFor(t, through) };
        expectWorthless(t, through, wrong, {
          key: probe.key,
          rule: 'CCS-3',
          what: 'a handle of another device',
        });
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
      .params({ through: sessionUses })
      .run((t, { through }) => {
        const { session, key } = probeFor(t, through);
        destroySession(t, session);
        expectWorthless(t, through, session, { key, rule: 'DCS-1', what: 'a handle that was destroyed' });
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
      .params({ how: ['copied', 'resource', 'never-created', 'null'], through: sessionFunctionNames })
      .run((t, { how, through }) => {
        const probe = probeFor(t, through);
        const beside = probeSession(t, probe.device);
        const wrong = forgeries[how](t, probe.session);
        expectWorthless(t, through, wrong, { key: probe.key, rule: 'D-09', what: 'a forged handle' });
        expectLives(t, probe, 'D-09', 'the session itself, after the wrong call');
        expectLives(t, beside, 'D-09', 'another session, after the wrong call');
      }),
    test('overwritten', { clauses: ['CCS-1'], decisions: ['D-08', 'D-09', 'D-61'], hostile: true })
      .params({ through: sessionFunctionNames })
      .run((t, { through }) => {
        const { session, key } = probeFor(t, through);
        const before = t.memory.copyOut(session.handle, session.bytes);
        t.memory.copyIn(session.handle, new Uint8Array(session.bytes).fill(0x5a));
        const what = 'the right handle, its private memory overwritten';
        expectWorthless(t, through, session, { key, rule: 'D-61', what });
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
