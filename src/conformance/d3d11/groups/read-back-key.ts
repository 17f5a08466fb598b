import type { Hresult } from '../../../abi/index.js';
import { NULL } from '../../../abi/index.js';
import { D3DDDIERR_DEVICEREMOVED, E_INVALIDARG } from '../../../ddi/index.js';
import { group } from '../../framework/group.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { d3d11 } from '../fixture.js';
import { alignedBytes, encryptionBlt, encryptionPair } from '../helpers/blts.js';
import { hasCap } from '../helpers/caps.js';
import { negotiate, renegotiate } from '../helpers/key-exchange.js';
import { expectKey, keyedSession, readsBackWith } from '../helpers/keys.js';
import { readBack } from '../helpers/resources.js';
import {
  fetchReadBackKey,
  finish,
  getReadBackKey,
  refreshedKey,
  requireRefresh,
  startedNumber,
  unwrapKey,
  wantsReadBackKey,
} from '../helpers/session-keys.js';
import type { TestSession } from '../helpers/sessions.js';
import { createSession } from '../helpers/sessions.js';

/** A keyed session on a driver that reads back under a key of its own (EB-11). */
function readBackKeySession(t: D3D11Case) {
  const keyed = keyedSession(t, 'ENCRYPTED_READ_BACK');
  if (!wantsReadBackKey(t, keyed.device)) t.skip("the driver's caps have no ENCRYPTED_READ_BACK_KEY");
  return keyed;
}

const isSame = (one: Uint8Array, other: Uint8Array) => Buffer.compare(one, other) === 0;

/** Demands that what EncryptionBlt returns is decrypted with this key. */
function expectReadBack(t: D3D11Case, session: TestSession, key: Uint8Array, what: string): void {
  const text = `${what}: expected it to decrypt what EncryptionBlt returns, received other data`;
  t.expect(readsBackWith(t, session, key), 'GEBK-5', text);
}

/** An EncryptionBlt that must fail, as there is no read-back key (D-25). */
function expectNoReadBack(t: D3D11Case, session: TestSession, rule: 'D-04' | 'D-25', what: string): void {
  const pair = encryptionPair(t, session.device, { bytes: alignedBytes(t, session.device, 64) });
  const iv = t.random.bytes(16);
  const { errors, iv: after } = encryptionBlt(t, session, pair, { iv });
  t.expectBytes(readBack(t, pair.target), pair.before, rule, `${what}: the destination`);
  t.expectBytes(after, iv, 'D-14', `${what}: pIV`);
  t.decidedErrors(errors, [E_INVALIDARG], what);
}

/** A GetEncryptionBltKey that must fail: nothing is written (D-14), its code by D-08. */
function expectRefused(
  t: D3D11Case,
  session: TestSession,
  what: string,
  { bytes, codes = [E_INVALIDARG] }: { bytes?: number; codes?: readonly Hresult[] } = {},
): void {
  const { errors, before, after } = getReadBackKey(t, session, bytes);
  t.decided('D-14', isSame(after, before), `${what}: expected pReadbackKey untouched, received it written`);
  t.decidedErrors(errors, codes, what);
}

/** The first IV of the next EncryptionBlt, big-endian (IV-1). */
function nextIv(t: D3D11Case, session: TestSession): bigint {
  const pair = encryptionPair(t, session.device, { bytes: alignedBytes(t, session.device, 64) });
  const { iv } = encryptionBlt(t, session, pair);
  return new DataView(iv.buffer, iv.byteOffset, 16).getBigUint64(0);
}

/** GetEncryptionBltKey. */
export const readBackKeyGroup = group(
  'read-back-key',
  'GetEncryptionBltKey: surfaces read back under a key of their own',
  d3d11,
  [
    test('fetched', { clauses: ['GEBK-2', 'GEBK-5', 'EB-1'] }).run((t) => {
      const { session, key } = readBackKeySession(t);
      const readBackKey = fetchReadBackKey(t, session, key);
      for (const blt of [1, 2]) expectReadBack(t, session, readBackKey, `the read-back key, blt ${blt}`);
    }),
    test('wrapped', { clauses: ['GEBK-2'] }).run((t) => {
      const { session, key } = readBackKeySession(t);
      const { after } = getReadBackKey(t, session);
      const naked = readsBackWith(t, session, after);
      t.expect(!naked, 'GEBK-2', 'pReadbackKey: expected a wrapped key, received the key itself');
      const wrapped = readsBackWith(t, session, unwrapKey(key, after));
      t.expect(
        wrapped,
        'GEBK-2',
        'pReadbackKey: expected AES-ECB under the session key, received other data',
      );
    }),
    test('not-the-session-key', { clauses: ['GEBK-1', 'GEBK-5'] }).run((t) => {
      const { session, key } = readBackKeySession(t);
      const same = isSame(fetchReadBackKey(t, session, key), key);
      t.expect(!same, 'GEBK-1', 'the read-back key: expected a new one, received the session key');
    }),
    test('new-each-call', { clauses: ['GEBK-1', 'GEBK-5'], decisions: ['D-25'] }).run((t) => {
      const { session, key } = readBackKeySession(t);
      const keys = [1, 2, 3].map(() => fetchReadBackKey(t, session, key));
      const different = new Set(keys.map((one) => Buffer.from(one).toString('hex'))).size;
      t.expect(different === 3, 'GEBK-1', `three calls: expected three keys, received ${different}`);
      const replaced = readsBackWith(t, session, keys[2]!);
      t.decided('D-25', replaced, 'three calls: expected the last key in use, received other data');
    }),
    test('sessions-apart', { clauses: ['GEBK-1', 'GEBK-5'] }).run((t) => {
      const { device, session, key } = readBackKeySession(t);
      const other = createSession(t, device);
      const otherKey = negotiate(t, other);
      const [first, second] = [fetchReadBackKey(t, session, key), fetchReadBackKey(t, other, otherKey)];
      t.expect(!isSame(first, second), 'GEBK-1', 'two sessions: expected two keys, received one');
      expectReadBack(t, session, first, "the first session's read-back key");
      expectReadBack(t, other, second, "the second session's read-back key");
    }),
    test('not-fetched', { clauses: ['EB-11', 'ERR-4'], decisions: ['D-08', 'D-14', 'D-25'] }).run((t) => {
      const { session } = readBackKeySession(t);
      expectNoReadBack(t, session, 'D-25', 'EncryptionBlt before GetEncryptionBltKey');
    }),
    test('session-key-stays', { clauses: ['DB-6', 'GEBK-5'] }).run((t) => {
      const { session, key } = readBackKeySession(t);
      fetchReadBackKey(t, session, key);
      expectKey(t, session, key, 'DB-6', 'DecryptionBlt, with a read-back key there');
    }),
    test('between-start-and-finish', { clauses: ['SSKR-7', 'GEBK-2'] }).run((t) => {
      const { device, session, key } = readBackKeySession(t);
      requireRefresh(t, device);
      startedNumber(t, session);
      const reads = readsBackWith(t, session, fetchReadBackKey(t, session, key));
      t.expect(reads, 'SSKR-7', 'fetched after Start: expected a key under the old one, received other data');
    }),
    test('outlives-a-refresh', { clauses: ['FSKR-1', 'GEBK-5'], decisions: ['D-25'] }).run((t) => {
      const { device, session, key } = readBackKeySession(t);
      requireRefresh(t, device);
      const readBackKey = fetchReadBackKey(t, session, key);
      startedNumber(t, session);
      finish(t, session);
      const reads = readsBackWith(t, session, readBackKey);
      t.decided('D-25', reads, 'after a refresh: expected the read-back key as before, received other data');
    }),
    test('under-the-refreshed-key', { clauses: ['FSKR-1', 'GEBK-2'] }).run((t) => {
      const { device, session, key } = readBackKeySession(t);
      requireRefresh(t, device);
      const number = startedNumber(t, session);
      finish(t, session);
      const next = fetchReadBackKey(t, session, refreshedKey(key, number));
      const reads = readsBackWith(t, session, next);
      t.expect(
        reads,
        'GEBK-2',
        'fetched after Finish: expected a key under the new one, received other data',
      );
    }),
    test('goes-with-the-key', { clauses: ['GEBK-5', 'NCS-1'], decisions: ['D-04', 'D-08', 'D-14'] }).run(
      (t) => {
        const { session, key } = readBackKeySession(t);
        fetchReadBackKey(t, session, key);
        if (!renegotiate(t, session)) t.skip('the driver takes one key a session');
        expectNoReadBack(t, session, 'D-04', 'EncryptionBlt after a second negotiation');
      },
    ),
    test('iv-sequence', { clauses: ['EB-7', 'GEBK-1'], decisions: ['D-20', 'D-25'] }).run((t) => {
      const { session, key } = readBackKeySession(t);
      fetchReadBackKey(t, session, key);
      const [first, second] = [nextIv(t, session), nextIv(t, session)];
      t.expect(second > first, 'EB-7', 'two blts under one read-back key: expected a larger IV');
      fetchReadBackKey(t, session, key);
      const step = nextIv(t, session) - second;
      const near = step >= -0x1_0000_0000n && step <= 0x1_0000_0000n;
      t.decided(
        'D-25',
        !near,
        'under a new read-back key: expected an IV sequence of its own, received the old',
      );
    }),
    test('size', { clauses: ['GEBK-5'], decisions: ['D-08', 'D-14', 'D-16'] })
      .params({ bytes: [8, 12, 20, 32] })
      .run((t, { bytes }) => {
        const { session, key } = readBackKeySession(t);
        const readBackKey = fetchReadBackKey(t, session, key);
        expectRefused(t, session, `KeySize ${bytes}`, { bytes });
        expectReadBack(t, session, readBackKey, `KeySize ${bytes}: the key of before`);
      }),
    test('before-key', { clauses: ['GEBK-2', 'ERR-4'], decisions: ['D-08', 'D-10', 'D-14'] }).run((t) => {
      const { device } = readBackKeySession(t);
      expectRefused(t, createSession(t, device), 'GetEncryptionBltKey before a session key');
    }),
    test('without-cap', { clauses: ['GEBK-4'], decisions: ['D-08', 'D-14', 'D-16'] }).run((t) => {
      const { device, session, key } = keyedSession(t);
      if (hasCap(t, device, 'ENCRYPTED_READ_BACK_KEY')) t.skip('the driver has read-back keys');
      expectRefused(t, session, 'GetEncryptionBltKey without the cap');
      expectKey(t, session, key, 'D-16', 'after GetEncryptionBltKey without the cap: the session key');
    }),
    test('device-removed', {
      clauses: ['ERR-4'],
      decisions: ['D-08', 'D-14', 'D-15'],
      needs: ['control'],
    }).run((t) => {
      const { session } = readBackKeySession(t);
      t.driver.control.removeDevice();
      const what = 'GetEncryptionBltKey on a removed device';
      expectRefused(t, session, what, { codes: [D3DDDIERR_DEVICEREMOVED] });
    }),
    test('null-key', { clauses: ['GEBK-5'], decisions: ['D-08', 'D-13'], hostile: true }).run((t) => {
      const { device, session, key } = readBackKeySession(t);
      const readBackKey = fetchReadBackKey(t, session, key);
      const call = t.video(device, 'pfnGetEncryptionBltKey');
      const errors = t.errorsOf(device, () => {
        call(device.hDevice, session.handle, 16, NULL);
      });
      t.decidedErrors(errors, [E_INVALIDARG], 'pReadbackKey NULL');
      expectReadBack(t, session, readBackKey, 'pReadbackKey NULL: the key of before');
    }),
  ],
);
