import type { Hresult } from '../../../abi/index.js';
import { NULL } from '../../../abi/index.js';
import { D3DDDIERR_DEVICEREMOVED, E_INVALIDARG } from '../../../ddi/index.js';
import { group } from '../../framework/group.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { d3d11 } from '../fixture.js';
import { hasCap } from '../helpers/caps.js';
import { negotiate, renegotiate } from '../helpers/key-exchange.js';
import { expectKey, expectNoKey, keyedSession, readsBackWith } from '../helpers/keys.js';
import {
  finish,
  finishRefresh,
  keyOfReadBack,
  refresh,
  refreshedKey,
  requireRefresh,
  startedNumber,
  startRefresh,
} from '../helpers/session-keys.js';
import type { TestSession } from '../helpers/sessions.js';
import { createSession } from '../helpers/sessions.js';

/** A keyed session on a driver that refreshes keys (SSKR-1, SSKR-5). */
function refreshSession(t: D3D11Case) {
  const keyed = keyedSession(t);
  requireRefresh(t, keyed.device);
  return keyed;
}

const isSame = (one: Uint8Array, other: Uint8Array) => Buffer.compare(one, other) === 0;

/** StartSessionKeyRefresh that must fail: nothing is written (D-14), its code by D-08. */
function expectStartRefused(
  t: D3D11Case,
  session: TestSession,
  what: string,
  { bytes, codes = [E_INVALIDARG] }: { bytes?: number; codes?: readonly Hresult[] } = {},
): void {
  const { errors, before, after } = startRefresh(t, session, bytes);
  t.decided('D-14', isSame(after, before), `${what}: expected pRandomNumber untouched, received it written`);
  t.decidedErrors(errors, codes, what);
}

/** StartSessionKeyRefresh and FinishSessionKeyRefresh. */
export const keyRefreshGroup = group(
  'key-refresh',
  'StartSessionKeyRefresh, FinishSessionKeyRefresh: a new key from the old',
  d3d11,
  [
    test('number', { clauses: ['SSKR-2'] }).run((t) => {
      const { device, session } = refreshSession(t);
      const others = [1, 2].map(() => {
        const other = createSession(t, device);
        negotiate(t, other);
        return other;
      });
      const numbers = [session, ...others, session].map((one) => startedNumber(t, one));
      const different = new Set(numbers.map((bytes) => Buffer.from(bytes).toString('hex'))).size;
      const text = `four numbers: expected four random ones, received ${different} different`;
      t.expect(different === numbers.length, 'SSKR-2', text);
      const dull = numbers.filter((bytes) => bytes.filter((byte) => byte === 0).length > 8).length;
      t.expect(dull === 0, 'SSKR-2', `four numbers: expected random ones, received ${dull} of zeros mostly`);
    }),
    test('start-alone', { clauses: ['SSKR-4', 'SSKR-7'] })
      .params({ through: ['decryption-blt', 'encryption-blt'] })
      .run((t, { through }) => {
        const { session, key } = refreshSession(t);
        if (through === 'encryption-blt') {
          startedNumber(t, session);
          const readBackKey = keyOfReadBack(t, session, key);
          const reads = readsBackWith(t, session, readBackKey);
          t.expect(reads, 'SSKR-7', 'EncryptionBlt after Start: expected the old key, received another');
          return;
        }
        const number = startedNumber(t, session);
        expectKey(t, session, key, 'SSKR-7', 'after Start alone, the old key');
        expectNoKey(t, session, refreshedKey(key, number), 'SSKR-4', 'after Start alone, the new key');
      }),
    test('finish', { clauses: ['FSKR-1', 'FSKR-2'] }).run((t) => {
      const { session, key } = refreshSession(t);
      const next = refresh(t, session, key);
      expectKey(t, session, next, 'FSKR-1', 'after Finish, old key XOR number');
      expectNoKey(t, session, key, 'FSKR-2', 'after Finish, the old key');
    }),
    test('finish-reads-back', { clauses: ['FSKR-1', 'FSKR-2'] }).run((t) => {
      const { session, key } = refreshSession(t);
      const next = keyOfReadBack(t, session, refresh(t, session, key));
      const reads = readsBackWith(t, session, next);
      t.expect(reads, 'FSKR-2', 'EncryptionBlt after Finish: expected the new key, received another');
    }),
    test('again', { clauses: ['FSKR-1', 'SSKR-2'] }).run((t) => {
      const { session, key } = refreshSession(t);
      let next = key;
      for (let round = 1; round <= 3; round += 1) {
        next = refresh(t, session, next);
        expectKey(t, session, next, 'FSKR-1', `after refresh ${round}, the key`);
      }
    }),
    test('blts-between', { clauses: ['SSKR-7', 'FSKR-1'] }).run((t) => {
      const { session, key } = refreshSession(t);
      const number = startedNumber(t, session);
      for (const blt of [1, 2]) expectKey(t, session, key, 'SSKR-7', `blt ${blt} between Start and Finish`);
      finish(t, session);
      expectKey(t, session, refreshedKey(key, number), 'FSKR-1', 'after Finish');
    }),
    test('sessions-apart', { clauses: ['FSKR-1', 'SSKR-4'] }).run((t) => {
      const { device, session, key } = refreshSession(t);
      const other = createSession(t, device);
      const otherKey = negotiate(t, other);
      const [number, otherNumber] = [startedNumber(t, session), startedNumber(t, other)];
      finish(t, session);
      expectKey(t, session, refreshedKey(key, number), 'FSKR-1', 'the session that was refreshed');
      expectKey(t, other, otherKey, 'SSKR-4', 'another session, whose refresh is pending');
      finish(t, other);
      expectKey(t, other, refreshedKey(otherKey, otherNumber), 'FSKR-1', 'the other session, refreshed too');
    }),
    test('start-twice', { clauses: ['FSKR-1'], decisions: ['D-26'] }).run((t) => {
      const { session, key } = refreshSession(t);
      startedNumber(t, session);
      const newer = startedNumber(t, session);
      finish(t, session);
      expectKey(t, session, refreshedKey(key, newer), 'D-26', 'Start twice: old key XOR the newer number');
    }),
    test('finish-alone', { clauses: ['FSKR-3'], decisions: ['D-08', 'D-26'] })
      .params({ after: ['key', 'refresh'] })
      .run((t, { after }) => {
        const { session, key } = refreshSession(t);
        const inUse = after === 'refresh' ? refresh(t, session, key) : key;
        const errors = finishRefresh(t, session);
        expectKey(t, session, inUse, 'D-26', 'Finish without Start: the key as it was');
        if (t.setting('voidFailure') === 'set-error')
          t.decided('D-26', errors.length > 0, 'Finish without Start: expected a failure, received none');
      }),
    test('number-size', { clauses: ['SSKR-2'], decisions: ['D-26'] })
      .params({ bytes: [8, 12, 20, 32] })
      .run((t, { bytes }) => {
        const { session, key } = refreshSession(t);
        const { before, after } = startRefresh(t, session, bytes);
        const what = `RandomNumberSize ${bytes}`;
        t.decided('D-26', isSame(after, before), `${what}: expected nothing written, received a number`);
        finishRefresh(t, session);
        expectKey(t, session, key, 'D-26', `${what}, then Finish: the key as it was`);
      }),
    test('key-again', { clauses: ['FSKR-1', 'NCS-1'], decisions: ['D-04'] }).run((t) => {
      const { session } = refreshSession(t);
      startedNumber(t, session);
      const key = renegotiate(t, session) ?? t.skip('the driver takes one key a session');
      finishRefresh(t, session);
      expectKey(t, session, key, 'D-04', 'a second negotiation between Start and Finish: its key');
    }),
    test('before-key', { clauses: ['SSKR-2', 'ERR-4'], decisions: ['D-08', 'D-10', 'D-14'] }).run((t) => {
      const device = t.device();
      requireRefresh(t, device);
      const session = createSession(t, device);
      expectStartRefused(t, session, 'StartSessionKeyRefresh before a key');
      t.decidedErrors(finishRefresh(t, session), [E_INVALIDARG], 'FinishSessionKeyRefresh before a key');
    }),
    test('without-cap', { clauses: ['SSKR-5'], decisions: ['D-08', 'D-14', 'D-16'] }).run((t) => {
      const { device, session, key } = keyedSession(t);
      if (hasCap(t, device, 'FRESHEN_SESSION_KEY')) t.skip('the driver refreshes session keys');
      expectStartRefused(t, session, 'StartSessionKeyRefresh without the cap');
      const errors = finishRefresh(t, session);
      t.decidedErrors(errors, [E_INVALIDARG], 'FinishSessionKeyRefresh without the cap');
      expectKey(t, session, key, 'D-16', 'after a refresh without the cap: the key as it was');
    }),
    test('device-removed', {
      clauses: ['ERR-4'],
      decisions: ['D-08', 'D-14', 'D-15'],
      needs: ['control'],
    }).run((t) => {
      const { session } = refreshSession(t);
      t.driver.control.removeDevice();
      const codes = [D3DDDIERR_DEVICEREMOVED];
      expectStartRefused(t, session, 'StartSessionKeyRefresh on a removed device', { codes });
      t.decidedErrors(finishRefresh(t, session), codes, 'FinishSessionKeyRefresh on a removed device');
    }),
    test('null-number', { clauses: ['SSKR-2'], decisions: ['D-08', 'D-13'], hostile: true }).run((t) => {
      const { device, session, key } = refreshSession(t);
      const call = t.video(device, 'pfnStartSessionKeyRefresh');
      const errors = t.errorsOf(device, () => {
        call(device.hDevice, session.handle, 16, NULL);
      });
      t.decidedErrors(errors, [E_INVALIDARG], 'pRandomNumber NULL');
      expectKey(t, session, key, 'D-13', 'pRandomNumber NULL: the key as it was');
    }),
  ],
);
