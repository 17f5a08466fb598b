import { E_INVALIDARG } from '../../../ddi/index.js';
import { encryptForDecryptionBlt } from '../../../player/index.js';
import { group } from '../../framework/group.js';
import { codesText } from '../../framework/judge.js';
import { test } from '../../framework/test.js';
import type { ClauseId } from '../../rules/clauses/index.js';
import type { D3D11Case } from '../fixture.js';
import { d3d11 } from '../fixture.js';
import type { BltArguments } from '../helpers/blts.js';
import { alignedBytes, alignedPicture, decryptionBlt, decryptionPair } from '../helpers/blts.js';
import { hasCap } from '../helpers/caps.js';
import { negotiate, renegotiate } from '../helpers/key-exchange.js';
import { expectKey, keyedSession } from '../helpers/keys.js';
import type { Shape } from '../helpers/resources.js';
import { logicalBytes, readBack, upload } from '../helpers/resources.js';
import { unwrapKey, wrapContentKey } from '../helpers/session-keys.js';
import type { TestSession } from '../helpers/sessions.js';
import { createSession } from '../helpers/sessions.js';

/** A keyed session on a driver that takes content keys (DB-7). */
function contentSession(t: D3D11Case) {
  const keyed = keyedSession(t, 'DECRYPTION_BLT');
  if (!hasCap(t, keyed.device, 'CONTENT_KEY')) t.skip("the driver's caps have no CONTENT_KEY");
  return keyed;
}

interface Content {
  readonly session: TestSession;
  /** The session key, which the content key is wrapped with. */
  readonly key: Uint8Array;
  readonly contentKey: Uint8Array;
  readonly shape?: Shape;
}

/** Sends a picture under a content key through DecryptionBlt and compares. */
function expectDecrypted(
  t: D3D11Case,
  { session, key, contentKey, shape }: Content,
  rule: ClauseId,
  what: string,
): void {
  const wanted = shape ?? { bytes: alignedBytes(t, session.device, 64) };
  const pair = decryptionPair(t, session.device, wanted);
  const [picture, iv] = [t.random.bytes(logicalBytes(wanted)), t.random.bytes(16)];
  const carry = t.setting('ctrCarry');
  upload(t, pair.source, encryptForDecryptionBlt({ sessionKey: contentKey, iv, data: picture, carry }));
  const wrapped = wrapContentKey(key, contentKey);
  const { errors, contentKey: after } = decryptionBlt(t, session, pair, { iv, contentKey: wrapped });
  t.expect(errors.length === 0, rule, `${what}: expected success, received ${codesText(errors)}`);
  t.expectBytes(readBack(t, pair.target), picture, rule, `${what}: the destination`);
  t.expect(
    Buffer.compare(after!, wrapped) === 0,
    'DB-5',
    `${what}: expected pContentKey only read, received it written`,
  );
}

/** A content key that must be refused: nothing is written, the session key stays in use. */
function expectRefused(
  t: D3D11Case,
  { session, key }: Omit<Content, 'contentKey'>,
  blt: BltArguments,
  what: string,
): void {
  const pair = decryptionPair(t, session.device, { bytes: alignedBytes(t, session.device, 64) });
  upload(t, pair.source, t.random.bytes(pair.before.length));
  const { errors } = decryptionBlt(t, session, pair, { iv: t.random.bytes(16), ...blt });
  t.expectBytes(readBack(t, pair.target), pair.before, 'D-08', `${what}: the destination`);
  t.decidedErrors(errors, [E_INVALIDARG], what);
  expectKey(t, session, key, 'DB-6', `${what}: the session key`);
}

/** DecryptionBlt with a content key. */
export const contentKeyGroup = group('content-key', 'DecryptionBlt with a content key of its own', d3d11, [
  test('buffer', { clauses: ['DB-2', 'DB-5'] })
    .params({ bytes: [16, 1000, 65536] })
    .run((t, { bytes }) => {
      const { device, session, key } = contentSession(t);
      const shape = { bytes: alignedBytes(t, device, bytes) };
      expectDecrypted(t, { session, key, contentKey: t.random.bytes(16), shape }, 'DB-5', `${bytes} bytes`);
    }),
  test('nv12', { clauses: ['DB-2', 'DB-5'], decisions: ['D-24'] })
    .params({ width: [16, 70] })
    .run((t, { width }) => {
      const { device, session, key } = contentSession(t);
      const shape = alignedPicture(t, device, width);
      expectDecrypted(t, { session, key, contentKey: t.random.bytes(16), shape }, 'DB-5', `width ${width}`);
    }),
  test('extreme', { clauses: ['DB-5'] })
    .params({ content: ['zeros', 'session-key', 'wraps-to-zeros'] })
    .run((t, { content }) => {
      const { session, key } = contentSession(t);
      const zeros = new Uint8Array(16);
      // What wraps to zeros is no sign for the session key, as it is at BeginFrame (D-28).
      const contentKey = { zeros, 'session-key': key, 'wraps-to-zeros': unwrapKey(key, zeros) }[content];
      expectDecrypted(t, { session, key, contentKey }, 'DB-5', `a content key: ${content}`);
    }),
  test('one-call-each', { clauses: ['DB-5', 'DB-6'] }).run((t) => {
    const { session, key } = contentSession(t);
    for (const call of [1, 2, 3])
      expectDecrypted(t, { session, key, contentKey: t.random.bytes(16) }, 'DB-5', `content key ${call}`);
    expectKey(t, session, key, 'DB-6', 'the session key, where no content key is given');
  }),
  test('between-sessions', { clauses: ['DB-5', 'DB-6'] }).run((t) => {
    const { device, session, key } = contentSession(t);
    const other = createSession(t, device);
    const otherKey = negotiate(t, other);
    const contentKey = t.random.bytes(16);
    expectDecrypted(t, { session, key, contentKey }, 'DB-5', 'the first session');
    expectDecrypted(t, { session: other, key: otherKey, contentKey }, 'DB-5', 'the second session');
  }),
  test('under-the-new-key', { clauses: ['DB-5', 'NCS-1'], decisions: ['D-04'] }).run((t) => {
    const { session, key } = contentSession(t);
    expectDecrypted(t, { session, key, contentKey: t.random.bytes(16) }, 'DB-5', 'under the first key');
    const next = renegotiate(t, session) ?? key;
    expectDecrypted(
      t,
      { session, key: next, contentKey: t.random.bytes(16) },
      'DB-5',
      'under the key in use',
    );
  }),
  test('size', { clauses: ['DB-5'], decisions: ['D-08', 'D-14', 'D-16'] })
    .params({ bytes: [0, 1, 8, 15, 17, 32] })
    .run((t, { bytes }) => {
      const { session, key } = contentSession(t);
      const blt = { contentKey: t.random.bytes(32), contentKeySize: bytes };
      expectRefused(t, { session, key }, blt, `ContentKeySize ${bytes}`);
    }),
  test('before-key', { clauses: ['DB-5', 'ERR-4'], decisions: ['D-08', 'D-10'] }).run((t) => {
    const { device } = contentSession(t);
    const session = createSession(t, device);
    const pair = decryptionPair(t, device, { bytes: alignedBytes(t, device, 64) });
    upload(t, pair.source, t.random.bytes(pair.before.length));
    const blt = { iv: t.random.bytes(16), contentKey: t.random.bytes(16) };
    const { errors } = decryptionBlt(t, session, pair, blt);
    t.expectBytes(
      readBack(t, pair.target),
      pair.before,
      'D-10',
      'a content key before a session key: the destination',
    );
    t.decidedErrors(errors, [E_INVALIDARG], 'a content key before a session key');
  }),
]);
