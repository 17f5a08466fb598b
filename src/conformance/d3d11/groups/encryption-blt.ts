import type { Hresult } from '../../../abi/index.js';
import { D3DDDIERR_DEVICEREMOVED, E_INVALIDARG } from '../../../ddi/index.js';
import { decryptFromEncryptionBlt } from '../../../player/index.js';
import { group } from '../../framework/group.js';
import { codesText } from '../../framework/judge.js';
import { expectWordsWritten } from '../../framework/output.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { d3d11 } from '../fixture.js';
import { capsOf } from '../helpers/caps.js';
import type { TestSession } from '../helpers/sessions.js';
import { createSession } from '../helpers/sessions.js';
import { readBackSession } from '../helpers/keys.js';
import type { BltArguments } from '../helpers/blts.js';
import { alignedBytes, alignedPicture, encryptionBlt, encryptionPair, requireBlt } from '../helpers/blts.js';
import type { Shape } from '../helpers/resources.js';
import { fillPadding, logicalBytes, paddingIs, readBack, upload } from '../helpers/resources.js';
import { encryptionShapeTests } from './blt-shapes.js';
import { encryptionSequenceTests } from './encryption-blt-sequence.js';

interface Keyed {
  readonly session: TestSession;
  readonly key: Uint8Array;
  readonly shape: Shape;
}

/** Reads a random picture back encrypted, decrypts it as a player does, and compares. Returns IV and cipher text. */
function expectEncrypted(t: D3D11Case, { session, key, shape }: Keyed, picture?: Uint8Array) {
  const pair = encryptionPair(t, session.device, shape);
  if (picture) upload(t, pair.source, picture);
  const before = t.random.bytes(16);
  const { errors, iv } = encryptionBlt(t, session, pair, { iv: before });
  t.expect(errors.length === 0, 'EB-1', `expected success, received ${codesText(errors)}`);
  expectWordsWritten(t, iv, before, 'EB-6', 'pIV');
  const data = readBack(t, pair.target);
  const decrypted = decryptFromEncryptionBlt({ sessionKey: key, iv, data, carry: t.setting('ctrCarry') });
  t.expectBytes(decrypted, picture ?? pair.picture, 'EB-1', 'the read-back, decrypted');
  t.expectBytes(readBack(t, pair.source), picture ?? pair.picture, 'EB-1', 'the source, which is only read');
  return { iv, data };
}

const halves = (iv: Uint8Array) => {
  const view = new DataView(iv.buffer, iv.byteOffset, 16);
  return { iv: view.getBigUint64(0), count: view.getBigUint64(8) };
};

/** A blt that must fail: neither destination nor pIV written (D-14), its code by D-08. */
function expectRefused(
  t: D3D11Case,
  session: TestSession,
  blt: BltArguments,
  { codes = [E_INVALIDARG], what }: { codes?: readonly Hresult[]; what: string },
): void {
  const pair = encryptionPair(t, session.device, { bytes: alignedBytes(t, session.device, 64) });
  const iv = blt.iv === undefined ? t.random.bytes(16) : blt.iv;
  const { errors, iv: after } = encryptionBlt(t, session, pair, { ...blt, iv });
  t.expectBytes(readBack(t, pair.target), pair.before, 'D-08', `${what}: the destination`);
  t.expectBytes(after, iv ?? after, 'D-14', `${what}: pIV`);
  t.decidedErrors(errors, codes, what);
}

/** A keyed session and a small buffer. */
function keyed(t: D3D11Case, bytes = 64): Keyed {
  const { device, session, key } = readBackSession(t);
  return { session, key, shape: { bytes: alignedBytes(t, device, bytes) } };
}

/** EncryptionBlt. */
export const encryptionBltGroup = group(
  'encryption-blt',
  'EncryptionBlt: protected surfaces read back encrypted',
  d3d11,
  [
    test('buffer', { clauses: ['EB-1', 'EB-6', 'IV-1', 'IV-2'] })
      .params({ bytes: [16, 64, 1000, 65536] })
      .run((t, { bytes }) => {
        expectEncrypted(t, keyed(t, bytes));
      }),
    test('nv12', { clauses: ['EB-1', 'RES-12'], decisions: ['D-24'] })
      .params({ width: [16, 24, 70, 128] })
      .run((t, { width }) => {
        const { device, session, key } = readBackSession(t);
        expectEncrypted(t, { session, key, shape: alignedPicture(t, device, width) });
      }),
    test('extreme-colours', { clauses: ['EB-5'] })
      .params({ byte: [0, 255] })
      .run((t, { byte }) => {
        const { device, session, key } = readBackSession(t);
        const shape = alignedPicture(t, device, 64);
        const pair = encryptionPair(t, device, shape);
        // Both ends of the range: a conversion of colours changes at least one of them.
        const picture = new Uint8Array(logicalBytes(shape)).fill(byte);
        upload(t, pair.source, picture);
        const { iv } = encryptionBlt(t, session, pair);
        const data = readBack(t, pair.target);
        const carry = t.setting('ctrCarry');
        const decrypted = decryptFromEncryptionBlt({ sessionKey: key, iv, data, carry });
        t.expectBytes(decrypted, picture, 'EB-5', `a picture full of ${byte}, read back`);
      }),
    test('different-sizes', { clauses: ['EB-5', 'EB-12'], decisions: ['D-08', 'D-14', 'D-24'] })
      .params({ larger: ['source', 'target'] })
      .run((t, { larger }) => {
        const { device, session } = readBackSession(t);
        const bytes = alignedBytes(t, device, 64);
        const small = encryptionPair(t, device, { bytes });
        const large = encryptionPair(t, device, { bytes: 2 * bytes });
        const [from, to] = larger === 'source' ? [large, small] : [small, large];
        const before = t.random.bytes(16);
        const pair = { source: from.source, target: to.target };
        const { errors, iv } = encryptionBlt(t, session, pair, { iv: before });
        const after = readBack(t, to.target);
        const behind = (one: Uint8Array) => one.subarray(from.picture.length);
        t.expectBytes(behind(after), behind(to.before), 'EB-5', "the destination, behind the source's size");
        t.expectBytes(after, to.before, 'EB-12', `a larger ${larger}: the destination`);
        t.expectBytes(iv, before, 'D-14', `a larger ${larger}: pIV`);
        t.decidedErrors(errors, [E_INVALIDARG], `a larger ${larger}`);
      }),
    test('padding-untouched', { clauses: ['EB-1'], decisions: ['D-24'] }).run((t) => {
      const { device, session } = readBackSession(t);
      const pair = encryptionPair(t, device, alignedPicture(t, device, 70));
      if (!fillPadding(t, pair.target, 0xc3)) t.skip('the driver maps NV12 rows of 70 bytes without padding');
      encryptionBlt(t, session, pair);
      t.decided(
        'D-24',
        paddingIs(t, pair.target, 0xc3),
        'the padding: expected it untouched, received other bytes',
      );
    }),
    test('iv-room', { clauses: ['EB-7', 'EB-13'], decisions: ['D-20'] })
      .params({ round: [1, 2, 3, 4, 5, 6] })
      .run((t) => {
        const { iv } = halves(expectEncrypted(t, keyed(t)).iv);
        t.decided(
          'D-20',
          iv >> 63n === 0n,
          `first IV: expected the top bit clear, received 0x${iv.toString(16)}`,
        );
      }),
    test('iv-random', { clauses: ['EB-7'], decisions: ['D-20'] }).run((t) => {
      const ivs = [1, 2, 3].map(() => halves(expectEncrypted(t, keyed(t)).iv).iv);
      const different = new Set(ivs).size;
      t.expect(different === 3, 'EB-7', `three sessions: expected three first IVs, received ${different}`);
      t.expect(
        ivs.some((iv) => iv > 0xffffn),
        'EB-7',
        `first IV: expected random ones, received ${ivs.join(', ')}`,
      );
    }),
    test('iv-sequence', { clauses: ['EB-7'], decisions: ['D-20'] }).run((t) => {
      const session = keyed(t);
      let last = halves(expectEncrypted(t, session).iv).iv;
      for (let call = 2; call <= 5; call += 1) {
        const { iv } = halves(expectEncrypted(t, session).iv);
        const text = `call ${call}: received 0x${iv.toString(16)} after 0x${last.toString(16)}`;
        t.expect(iv > last, 'EB-7', `expected a larger IV, ${text}`);
        t.decided('D-20', iv === last + 1n, `expected one more, ${text}`);
        last = iv;
      }
    }),
    test('count-zero', { clauses: ['EB-6', 'IV-1'], decisions: ['D-20'] }).run((t) => {
      const session = keyed(t, 256);
      for (const call of [1, 2]) {
        const { count } = halves(expectEncrypted(t, session).iv);
        t.decided('D-20', count === 0n, `call ${call}: expected Count 0, received 0x${count.toString(16)}`);
      }
    }),
    test('iv-overwritten', { clauses: ['EB-6'], decisions: ['D-20'] })
      .params({ byte: [0, 255] })
      .run((t, { byte }) => {
        const { session, key, shape } = keyed(t);
        const pair = encryptionPair(t, session.device, shape);
        const { iv } = encryptionBlt(t, session, pair, { iv: new Uint8Array(16).fill(byte) });
        const data = readBack(t, pair.target);
        const decrypted = decryptFromEncryptionBlt({ sessionKey: key, iv, data });
        t.expectBytes(decrypted, pair.picture, 'EB-6', `pIV full of ${byte} beforehand`);
        const copied = iv.every((one) => one === byte);
        t.expect(
          !copied,
          'EB-6',
          `pIV: expected an IV of the driver's, received the ${byte}s that lay there`,
        );
      }),
    test('never-the-same-twice', { clauses: ['EB-1', 'EB-7'] }).run((t) => {
      const session = keyed(t);
      const picture = t.random.bytes('bytes' in session.shape ? session.shape.bytes : 0);
      const [first, second] = [expectEncrypted(t, session, picture), expectEncrypted(t, session, picture)];
      const same = Buffer.compare(first.data, second.data) === 0;
      t.expect(!same, 'EB-7', 'one picture twice: expected two cipher texts, received one');
      t.expect(
        Buffer.compare(first.data, picture) !== 0,
        'EB-1',
        'expected cipher text, received the picture',
      );
    }),
    test('failure-keeps-sequence', { clauses: ['EB-7'], decisions: ['D-14'] }).run((t) => {
      const session = keyed(t);
      const first = halves(expectEncrypted(t, session).iv).iv;
      expectRefused(t, session.session, { iv: new Uint8Array(8) }, { what: 'IVSize 8' });
      const second = halves(expectEncrypted(t, session).iv).iv;
      t.decided('D-14', second === first + 1n, 'a refused call: expected no IV used up, received a gap');
    }),
    test('iv-required', { clauses: ['EB-8'], decisions: ['D-08', 'D-20'] }).run((t) => {
      expectRefused(t, readBackSession(t).session, { iv: null, ivSize: 0 }, { what: 'pIV NULL' });
    }),
    test('iv-size', { clauses: ['EB-6', 'IV-2'], decisions: ['D-08', 'D-14', 'D-20'] })
      .params({ bytes: [0, 8, 15, 17, 32] })
      .run((t, { bytes }) => {
        const blt = { iv: t.random.bytes(32), ivSize: bytes };
        expectRefused(t, readBackSession(t).session, blt, { what: `IVSize ${bytes}` });
      }),
    test('before-key', { clauses: ['EB-11', 'ERR-4'], decisions: ['D-08', 'D-10', 'D-14'] }).run((t) => {
      const session = createSession(t, t.device());
      requireBlt(t, session.device, 'ENCRYPTED_READ_BACK');
      expectRefused(t, session, {}, { what: 'EncryptionBlt before a key' });
    }),
    test('unaligned-size', { clauses: ['GCPC-11', 'EB-12'], decisions: ['D-08', 'D-24'] }).run((t) => {
      const { device, session } = readBackSession(t);
      const unit = capsOf(t, device).BlockAlignmentSize;
      if (unit <= 1) t.skip('the driver has no BlockAlignmentSize');
      const pair = encryptionPair(t, device, { bytes: 3 * unit - 1 });
      const iv = t.random.bytes(16);
      const { errors, iv: after } = encryptionBlt(t, session, pair, { iv });
      t.expectBytes(readBack(t, pair.target), pair.before, 'EB-12', 'the destination');
      t.expectBytes(after, iv, 'D-14', 'pIV');
      t.decidedErrors(errors, [E_INVALIDARG], `${3 * unit - 1} bytes with BlockAlignmentSize ${unit}`);
    }),
    test('device-removed', {
      clauses: ['ERR-4'],
      decisions: ['D-08', 'D-14', 'D-15'],
      needs: ['control'],
    }).run((t) => {
      const { device, session } = readBackSession(t);
      const pair = encryptionPair(t, device, { bytes: alignedBytes(t, device, 64) });
      t.driver.control.removeDevice();
      const iv = t.random.bytes(16);
      const { errors, iv: after } = encryptionBlt(t, session, pair, { iv });
      t.expectBytes(after, iv, 'D-14', 'pIV on a removed device');
      t.decidedErrors(errors, [D3DDDIERR_DEVICEREMOVED], 'EncryptionBlt on a removed device');
    }),
    ...encryptionShapeTests,
    ...encryptionSequenceTests,
  ],
);
