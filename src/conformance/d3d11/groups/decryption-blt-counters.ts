import { E_INVALIDARG } from '../../../ddi/index.js';
import { encryptForDecryptionBlt } from '../../../player/index.js';
import type { TestDefinition } from '../../framework/test.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { alignedBytes, decryptionBlt, decryptionPair } from '../helpers/blts.js';
import { negotiate } from '../helpers/key-exchange.js';
import { keyedSession } from '../helpers/keys.js';
import { readBack, upload } from '../helpers/resources.js';
import type { TestSession } from '../helpers/sessions.js';
import { createSession } from '../helpers/sessions.js';

const blockBytes = 16;

/** IV and Count as the 16 bytes of D3D11_AES_CTR_IV: both big-endian (IV-1, IV-2). */
export function counterBlock(iv: bigint, count: bigint): Uint8Array {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, iv);
  view.setBigUint64(8, count);
  return bytes;
}

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
];
