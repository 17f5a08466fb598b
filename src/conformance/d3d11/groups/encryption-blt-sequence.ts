import type { TestDefinition } from '../../framework/test.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { alignedBytes, encryptionBlt, encryptionPair } from '../helpers/blts.js';
import { negotiateBytes, renegotiate } from '../helpers/key-exchange.js';
import { readBackSession } from '../helpers/keys.js';
import { keyOfReadBack } from '../helpers/session-keys.js';
import type { TestSession } from '../helpers/sessions.js';

/** The IV of one EncryptionBlt: the first eight bytes of pIV, big-endian (IV-1). */
function nextIv(t: D3D11Case, session: TestSession): bigint {
  const { device } = session;
  const pair = encryptionPair(t, device, { bytes: alignedBytes(t, device, 64) });
  const { errors, iv } = encryptionBlt(t, session, pair);
  t.expect(errors.length === 0, 'EB-1', 'EncryptionBlt: expected success, received an error');
  return new DataView(iv.buffer, iv.byteOffset, 16).getBigUint64(0);
}

/** What becomes of EncryptionBlt's IV when a key comes, and when one is refused. */
export const encryptionSequenceTests: readonly TestDefinition<D3D11Case>[] = [
  test('iv-anew', { clauses: ['EB-7'], decisions: ['D-04', 'D-20'] }).run((t) => {
    const { session } = readBackSession(t);
    const ivs: bigint[] = [nextIv(t, session)];
    for (let round = 1; round <= 3; round += 1) {
      const key = renegotiate(t, session) ?? t.skip('the driver takes one key a session');
      keyOfReadBack(t, session, key);
      ivs.push(nextIv(t, session));
    }
    const steps = ivs.slice(1).map((iv, index) => iv - ivs[index]!);
    // By chance one of 2^31 starts lies so near to the last IV.
    const near = steps.filter((step) => step >= -0x1_0000_0000n && step <= 0x1_0000_0000n);
    const text = `the first IV under each of four keys, one session: received ${ivs.map((iv) => `0x${iv.toString(16)}`).join(', ')}`;
    t.decided('D-20', near.length === 0, `${text}; expected random ones`);
  }),
  test('refused-key-keeps-sequence', { clauses: ['EB-7', 'NCS-7'], decisions: ['D-14', 'D-20'] }).run((t) => {
    const { session } = readBackSession(t);
    const first = nextIv(t, session);
    t.expectFailed(negotiateBytes(t, session, new Uint8Array(256)), 'NCS-7', 'a key buffer of zeros');
    const second = nextIv(t, session);
    const text = `after a refused key: received 0x${second.toString(16)} behind 0x${first.toString(16)}`;
    t.expect(second > first, 'EB-7', `expected a larger IV ${text}`);
    t.decided('D-20', second === first + 1n, `expected one more ${text}`);
  }),
];
