import { E_INVALIDARG } from '../../../ddi/index.js';
import { encryptForDecryptionBlt } from '../../../player/index.js';
import type { TestDefinition } from '../../framework/test.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { alignedBytes, decryptionBlt, decryptionPair } from '../helpers/blts.js';
import { hasCap } from '../helpers/caps.js';
import { counterBlock } from '../helpers/counters.js';
import { negotiate } from '../helpers/key-exchange.js';
import { keyedSession } from '../helpers/keys.js';
import { readBack, upload } from '../helpers/resources.js';
import { wrapContentKey } from '../helpers/session-keys.js';
import type { TestSession } from '../helpers/sessions.js';
import { createSession } from '../helpers/sessions.js';

const blockBytes = 16;

/** One buffer of a frame that is encrypted as a whole, sent through DecryptionBlt: what it came to. */
function decryptPiece(t: D3D11Case, session: TestSession, iv: Uint8Array, data: Uint8Array) {
  const pair = decryptionPair(t, session.device, { bytes: data.length });
  upload(t, pair.source, data);
  const { errors } = decryptionBlt(t, session, pair, { iv });
  return { errors, decrypted: readBack(t, pair.target), before: pair.before };
}

/** Counts that go on from buffer to buffer, and counts that are used again. */
export const decryptionCounterTests: readonly TestDefinition<D3D11Case>[] = [
  test('sequential-count', { clauses: ['IV-1', 'IV-3', 'IV-4', 'IV-5', 'DB-2'] })
    .params({ first: [1, 250] })
    .run((t, { first }) => {
      const { device, session, key } = keyedSession(t, 'DECRYPTION_BLT');
      const bytes = alignedBytes(t, device, 3 * blockBytes);
      const iv = 0x0102030405060708n;
      const at = (buffer: number) => counterBlock(iv, BigInt(first + (buffer * bytes) / blockBytes));
      if (bytes % blockBytes !== 0) t.skip('the driver wants sizes that are no whole cipher blocks');
      const frame = t.random.bytes(3 * bytes);
      const data = encryptForDecryptionBlt({ sessionKey: key, iv: at(0), data: frame });
      for (const buffer of [0, 1, 2]) {
        const [from, to] = [buffer * bytes, (buffer + 1) * bytes];
        const { decrypted } = decryptPiece(t, session, at(buffer), data.subarray(from, to));
        const what = `buffer ${buffer + 1} of a frame, Count where the last one stopped`;
        t.expectBytes(decrypted, frame.subarray(from, to), 'IV-1', what);
      }
    }),
  test('count-overlaps', { clauses: ['DB-2', 'DB-13'], decisions: ['D-08', 'D-14', 'D-21'] })
    .params({ with: ['its-beginning', 'its-end', 'another-session'] })
    .run((t, { with: overlap }) => {
      const { device, session, key } = keyedSession(t, 'DECRYPTION_BLT');
      const bytes = alignedBytes(t, device, 4 * blockBytes);
      const blocks = BigInt(Math.ceil(bytes / blockBytes));
      const first = 0x1000n;
      const second = {
        'its-beginning': first - blocks + 1n,
        'its-end': first + blocks - 1n,
        'another-session': first,
      }[overlap];
      const send = (one: TestSession, sessionKey: Uint8Array, count: bigint) => {
        const iv = counterBlock(0x0102030405060708n, count);
        const picture = t.random.bytes(bytes);
        const data = encryptForDecryptionBlt({ sessionKey, iv, data: picture });
        return { picture, ...decryptPiece(t, one, iv, data) };
      };
      const other = createSession(t, device);
      const otherKey = negotiate(t, other);
      const used = send(session, key, first);
      t.expectBytes(used.decrypted, used.picture, 'DB-2', 'the first blt');
      const [where, whoseKey] = overlap === 'another-session' ? [other, otherKey] : [session, key];
      const again = send(where, whoseKey, second);
      const isTaken = overlap === 'another-session' || t.setting('ivReuse') === 'allow';
      const rule = overlap === 'another-session' ? 'DB-2' : 'D-21';
      const what = `a blt whose blocks overlap ${overlap} of one before`;
      t.expectBytes(again.decrypted, isTaken ? again.picture : again.before, rule, what);
      if (!isTaken) t.decidedErrors(again.errors, [E_INVALIDARG], what);
    }),
  test('iv-again-by-key', { clauses: ['DB-5', 'DB-13'], decisions: ['D-08', 'D-14', 'D-21'] })
    .params({ before: ['same-content-key', 'another-content-key', 'session-key'] })
    .run((t, { before }) => {
      const { device, session, key } = keyedSession(t, 'DECRYPTION_BLT');
      if (!hasCap(t, device, 'CONTENT_KEY')) t.skip("the driver's caps have no CONTENT_KEY");
      const bytes = alignedBytes(t, device, 48);
      const iv = t.random.bytes(16);
      const send = (contentKey: Uint8Array | undefined) => {
        const pair = decryptionPair(t, device, { bytes });
        const picture = t.random.bytes(bytes);
        upload(t, pair.source, encryptForDecryptionBlt({ sessionKey: contentKey ?? key, iv, data: picture }));
        const wrapped = contentKey && { contentKey: wrapContentKey(key, contentKey) };
        const { errors } = decryptionBlt(t, session, pair, { iv, ...wrapped });
        return { errors, picture, before: pair.before, after: readBack(t, pair.target) };
      };
      const [own, other] = [t.random.bytes(16), t.random.bytes(16)];
      const first = send(
        { 'same-content-key': own, 'another-content-key': other, 'session-key': undefined }[before],
      );
      t.expectBytes(first.after, first.picture, 'DB-5', 'the first blt');
      const again = send(own);
      const isTaken = before !== 'same-content-key' || t.setting('ivReuse') === 'allow';
      const what = `a blt under a content key, its IV used before under the ${before.replaceAll('-', ' ')}`;
      t.expectBytes(again.after, isTaken ? again.picture : again.before, 'DB-13', what);
      if (!isTaken) t.decidedErrors(again.errors, [E_INVALIDARG], what);
    }),
];
