import { codesText } from '../../framework/judge.js';
import type { TestDefinition } from '../../framework/test.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { alignedBytes, decryptionBlt, decryptionPair } from '../helpers/blts.js';
import { hasCap } from '../helpers/caps.js';
import { counterBlock } from '../helpers/counters.js';
import { keyedSession } from '../helpers/keys.js';
import type { BlockPattern } from '../helpers/partial-content.js';
import { encryptedPlaces, encryptPartially, expectPicture } from '../helpers/partial-content.js';
import { readBack, upload } from '../helpers/resources.js';
import { wrapContentKey } from '../helpers/session-keys.js';
import type { TestSession } from '../helpers/sessions.js';

const blockBytes = 16;

/** Skips unless the driver wants one IV a frame and a Count that goes on (IV-3). */
function requireSequence(t: D3D11Case, { device }: TestSession): void {
  if (!hasCap(t, device, 'SEQUENTIAL_CTR_IV')) t.skip("the driver's caps have no SEQUENTIAL_CTR_IV");
}

/** One buffer of a frame. */
interface Piece {
  readonly picture: Uint8Array;
  /** Undefined where all of it is encrypted. */
  readonly pattern?: BlockPattern;
}

interface Frame {
  readonly session: TestSession;
  readonly key: Uint8Array;
  readonly iv: bigint;
  readonly pieces: readonly Piece[];
  /** The content is under this key, which is wrapped under the session's. */
  readonly contentKey?: Uint8Array;
}

/** How many blocks of key stream a buffer takes: what it leaves of the last one is not used (IV-6, D-23). */
function blocksOf(t: D3D11Case, { picture, pattern }: Piece): number {
  if (!pattern) return Math.ceil(picture.length / blockBytes);
  const places = encryptedPlaces(picture.length, pattern);
  const whole = t.setting('partialKeystream') === 'whole-buffer';
  return Math.ceil((whole ? (places.at(-1) ?? -1) + 1 : places.length) / blockBytes);
}

/** Sends the buffers of a frame one by one: one IV, Count 1 at first, then where the last one stopped (IV-4, IV-5). */
function expectFrame(t: D3D11Case, { session, key, iv, pieces, contentKey }: Frame, what: string): void {
  let count = 1;
  for (const piece of pieces) {
    const { picture, pattern = [picture.length, 0, 0] } = piece;
    const pair = decryptionPair(t, session.device, { bytes: picture.length });
    const counter = counterBlock(iv, BigInt(count));
    const content = { key: contentKey ?? key, iv: counter, picture, pattern };
    const keystream = t.setting('partialKeystream');
    upload(t, pair.source, encryptPartially({ ...content, carry: t.setting('ctrCarry'), keystream }));
    const { errors } = decryptionBlt(t, session, pair, {
      iv: counter,
      ...(piece.pattern && { blockInfo: piece.pattern }),
      ...(contentKey && { contentKey: wrapContentKey(key, contentKey) }),
    });
    const told = `${what}, Count ${count}`;
    t.expect(errors.length === 0, 'IV-1', `${told}: expected success, received ${codesText(errors)}`);
    if (piece.pattern) expectPicture(t, readBack(t, pair.target), { picture, pattern }, 'IV-1');
    else t.expectBytes(readBack(t, pair.target), picture, 'IV-1', told);
    count += blocksOf(t, piece);
  }
}

/** Drivers with SEQUENTIAL_CTR_IV: what their callers do, they have to take. */
export const sequentialCountTests: readonly TestDefinition<D3D11Case>[] = [
  test('sequential-frames', { clauses: ['DB-2', 'IV-1', 'IV-3', 'IV-4', 'IV-5'] })
    .params({ key: ['session', 'content'] })
    .run((t, { key: which }) => {
      const { device, session, key } = keyedSession(t, 'DECRYPTION_BLT');
      requireSequence(t, session);
      if (which === 'content' && !hasCap(t, device, 'CONTENT_KEY'))
        t.skip("the driver's caps have no CONTENT_KEY");
      const contentKey = which === 'content' ? { contentKey: t.random.bytes(16) } : {};
      const bytes = alignedBytes(t, device, 3 * blockBytes);
      const pieces = () => Array.from({ length: 3 }, () => ({ picture: t.random.bytes(bytes) }));
      // A new frame has the next IV, and its Count starts anew.
      for (const iv of [0x0102030405060708n, 0x0102030405060709n])
        expectFrame(t, { session, key, iv, pieces: pieces(), ...contentKey }, `IV 0x${iv.toString(16)}`);
    }),
  test('sequential-sizes', { clauses: ['DB-2', 'IV-1', 'IV-3', 'IV-4'] }).run((t) => {
    const { device, session, key } = keyedSession(t, 'DECRYPTION_BLT');
    requireSequence(t, session);
    const pieces = [1000, 16, 70_000, 48].map((atLeast) => ({
      picture: t.random.bytes(alignedBytes(t, device, atLeast)),
    }));
    expectFrame(t, { session, key, iv: 7n, pieces }, 'buffers of several sizes');
  }),
  test('sequential-partial', { clauses: ['EBI-2', 'IV-1', 'IV-3', 'IV-4'], decisions: ['D-23'] })
    .params({ encrypted: ['whole-blocks', 'inside-blocks'] })
    .run((t, { encrypted }) => {
      const { device, session, key } = keyedSession(t, 'DECRYPTION_BLT');
      requireSequence(t, session);
      if (!hasCap(t, device, 'PARTIAL_DECRYPTION')) t.skip("the driver's caps have no PARTIAL_DECRYPTION");
      const pattern: BlockPattern = encrypted === 'whole-blocks' ? [0, 160, 16] : [20, 150, 10];
      const piece = () => ({ picture: t.random.bytes(alignedBytes(t, device, 400)), pattern });
      const whole = { picture: piece().picture };
      const frame = { session, key, iv: 9n, pieces: [piece(), whole, piece()] };
      expectFrame(t, frame, 'buffers that are encrypted in part');
    }),
];
