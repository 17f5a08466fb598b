import type { Hresult } from '../../../abi/index.js';
import { D3DDDIERR_DEVICEREMOVED, E_INVALIDARG } from '../../../ddi/index.js';
import { encryptForDecryptionBlt } from '../../../player/index.js';
import { group } from '../../framework/group.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { d3d11 } from '../fixture.js';
import { capsOf, hasCap } from '../helpers/caps.js';
import { counterBlock } from '../helpers/counters.js';
import type { TestSession } from '../helpers/sessions.js';
import { createSession } from '../helpers/sessions.js';
import { keyedSession } from '../helpers/keys.js';
import type { BltArguments } from '../helpers/blts.js';
import { alignedBytes, alignedPicture, decryptionBlt, decryptionPair, requireBlt } from '../helpers/blts.js';
import type { Shape } from '../helpers/resources.js';
import { fillPadding, logicalBytes, readBack, upload } from '../helpers/resources.js';
import { decryptionShapeTests } from './blt-shapes.js';
import { decryptionCounterTests } from './decryption-blt-counters.js';
import { sequentialCountTests } from './sequential-count.js';

/** Encrypts a random picture, sends it through DecryptionBlt and compares. */
function expectDecrypted(
  t: D3D11Case,
  { session, key, shape, iv }: { session: TestSession; key: Uint8Array; shape: Shape; iv: Uint8Array },
): void {
  const pair = decryptionPair(t, session.device, shape);
  const picture = t.random.bytes(logicalBytes(shape));
  const carry = t.setting('ctrCarry');
  const data = encryptForDecryptionBlt({ sessionKey: key, iv, data: picture, carry });
  upload(t, pair.source, data);
  const { errors, iv: ivAfter } = decryptionBlt(t, session, pair, { iv });
  t.expect(errors.length === 0, 'DB-2', 'DecryptionBlt: expected success, received an error');
  t.expectBytes(readBack(t, pair.target), picture, 'DB-2', 'the destination');
  t.expectBytes(readBack(t, pair.source), data, 'DB-2', 'the source, which is only read');
  t.expectBytes(ivAfter, iv, 'DB-9', 'pIV, which is input');
}

/** A blt that must fail: nothing written (D-14), its code by D-08. */
function expectRefused(
  t: D3D11Case,
  session: TestSession,
  blt: BltArguments,
  { codes = [E_INVALIDARG], what }: { codes?: readonly Hresult[]; what: string },
): void {
  const shape = { bytes: alignedBytes(t, session.device, 64) };
  const pair = decryptionPair(t, session.device, shape);
  upload(t, pair.source, t.random.bytes(shape.bytes));
  const { errors } = decryptionBlt(t, session, pair, { iv: t.random.bytes(16), ...blt });
  t.expectBytes(readBack(t, pair.target), pair.before, 'D-08', `${what}: the destination`);
  t.decidedErrors(errors, codes, what);
}

/** DecryptionBlt. */
export const decryptionBltGroup = group(
  'decryption-blt',
  'DecryptionBlt: content onto protected surfaces',
  d3d11,
  [
    test('buffer', { clauses: ['DB-2', 'DB-6', 'DB-9', 'IV-2'] })
      .params({ bytes: [16, 64, 1000, 65536] })
      .run((t, { bytes }) => {
        const { device, session, key } = keyedSession(t, 'DECRYPTION_BLT');
        const shape = { bytes: alignedBytes(t, device, bytes) };
        expectDecrypted(t, { session, key, shape, iv: t.random.bytes(16) });
      }),
    test('nv12', { clauses: ['DB-2', 'RES-12'], decisions: ['D-24'] })
      .params({ width: [16, 24, 70, 128] })
      .run((t, { width }) => {
        const { device, session, key } = keyedSession(t, 'DECRYPTION_BLT');
        expectDecrypted(t, { session, key, shape: alignedPicture(t, device, width), iv: t.random.bytes(16) });
      }),
    test('source-padding-ignored', { clauses: ['DB-2'], decisions: ['D-24'] }).run((t) => {
      const { device, session, key } = keyedSession(t, 'DECRYPTION_BLT');
      const shape = alignedPicture(t, device, 70);
      const pair = decryptionPair(t, device, shape);
      const [picture, iv] = [t.random.bytes(logicalBytes(shape)), t.random.bytes(16)];
      upload(t, pair.source, encryptForDecryptionBlt({ sessionKey: key, iv, data: picture }));
      if (!fillPadding(t, pair.source, 0xc3)) t.skip('the driver maps NV12 rows of 70 bytes without padding');
      decryptionBlt(t, session, pair, { iv });
      t.expectBytes(
        readBack(t, pair.target),
        picture,
        'D-24',
        'the destination, with garbage in the padding',
      );
    }),
    test('big-endian-counter', { clauses: ['IV-1', 'IV-2', 'DB-2'] })
      .params({ count: ['0', 'fe', 'ffff', 'ffffffff'] })
      .run((t, { count }) => {
        const { device, session, key } = keyedSession(t, 'DECRYPTION_BLT');
        const iv = counterBlock(0x0102030405060708n, BigInt(`0x${count}`));
        expectDecrypted(t, { session, key, shape: { bytes: alignedBytes(t, device, 64) }, iv });
      }),
    test('counter-wrap', { clauses: ['IV-1', 'DB-2'], decisions: ['D-22'] })
      .params({ iv: ['1', 'ffffffffffffffff'], before: [1, 2] })
      .run((t, { iv, before }) => {
        const { device, session, key } = keyedSession(t, 'DECRYPTION_BLT');
        const start = counterBlock(BigInt(`0x${iv}`), 0xffff_ffff_ffff_ffffn - BigInt(before - 1));
        const shape = { bytes: alignedBytes(t, device, 96) };
        const pair = decryptionPair(t, device, shape);
        const picture = t.random.bytes(shape.bytes);
        const carry = t.setting('ctrCarry');
        upload(t, pair.source, encryptForDecryptionBlt({ sessionKey: key, iv: start, data: picture, carry }));
        decryptionBlt(t, session, pair, { iv: start });
        const decrypted = readBack(t, pair.target);
        const wrap = 16 * before;
        t.expectBytes(decrypted.subarray(0, wrap), picture.subarray(0, wrap), 'DB-2', 'before the wrap');
        t.expectBytes(decrypted.subarray(wrap), picture.subarray(wrap), 'D-22', 'after Count = 2^64 - 1');
      }),
    test('each-call-starts-anew', { clauses: ['DB-2', 'DB-6'] }).run((t) => {
      const { device, session, key } = keyedSession(t, 'DECRYPTION_BLT');
      const shape = { bytes: alignedBytes(t, device, 48) };
      for (const iv of [t.random.bytes(16), t.random.bytes(16)])
        expectDecrypted(t, { session, key, shape, iv });
    }),
    test('iv-again', { clauses: ['DB-2', 'DB-13'], decisions: ['D-08', 'D-14', 'D-21'] }).run((t) => {
      const { device, session, key } = keyedSession(t, 'DECRYPTION_BLT');
      const shape = { bytes: alignedBytes(t, device, 48) };
      const iv = t.random.bytes(16);
      expectDecrypted(t, { session, key, shape, iv });
      const pair = decryptionPair(t, device, shape);
      const picture = t.random.bytes(shape.bytes);
      upload(t, pair.source, encryptForDecryptionBlt({ sessionKey: key, iv, data: picture }));
      const { errors } = decryptionBlt(t, session, pair, { iv });
      const isTaken = t.setting('ivReuse') === 'allow';
      const what = 'the destination of a second blt under one IV';
      t.expectBytes(readBack(t, pair.target), isTaken ? picture : pair.before, 'D-21', what);
      if (!isTaken) t.decidedErrors(errors, [E_INVALIDARG], 'a second blt under one IV');
    }),
    test('iv-required', { clauses: ['DB-10'], decisions: ['D-08', 'D-21'] }).run((t) => {
      const { session } = keyedSession(t, 'DECRYPTION_BLT');
      expectRefused(t, session, { iv: null, ivSize: 0 }, { what: 'pIV NULL' });
    }),
    test('iv-size', { clauses: ['IV-2'], decisions: ['D-08', 'D-21'] })
      .params({ bytes: [0, 8, 15, 17, 32] })
      .run((t, { bytes }) => {
        const { session } = keyedSession(t, 'DECRYPTION_BLT');
        const blt = { iv: new Uint8Array(32), ivSize: bytes };
        expectRefused(t, session, blt, { what: `IVSize ${bytes}` });
      }),
    test('before-key', { clauses: ['DB-6', 'ERR-4'], decisions: ['D-08', 'D-10'] }).run((t) => {
      const session = createSession(t, t.device());
      requireBlt(t, session.device, 'DECRYPTION_BLT');
      expectRefused(t, session, {}, { what: 'DecryptionBlt before a key' });
    }),
    test('content-key-without-cap', { clauses: ['DB-7'], decisions: ['D-08', 'D-16'] }).run((t) => {
      const { device, session } = keyedSession(t, 'DECRYPTION_BLT');
      if (hasCap(t, device, 'CONTENT_KEY')) t.skip('the driver takes content keys');
      expectRefused(
        t,
        session,
        { contentKey: t.random.bytes(16) },
        { what: 'a content key without the cap' },
      );
    }),
    test('block-info-without-cap', { clauses: ['DB-4'], decisions: ['D-08', 'D-16'] })
      .params({ pattern: ['all', 'half'] })
      .run((t, { pattern }) => {
        const { device, session } = keyedSession(t, 'DECRYPTION_BLT');
        if (hasCap(t, device, 'PARTIAL_DECRYPTION')) t.skip('the driver takes partly encrypted data');
        const blockInfo = pattern === 'all' ? ([64, 0, 0] as const) : ([0, 16, 16] as const);
        expectRefused(t, session, { blockInfo }, { what: 'block info without the cap' });
      }),
    test('different-sizes', { clauses: ['DB-11', 'DB-14'], decisions: ['D-08', 'D-24'] })
      .params({ larger: ['source', 'target'] })
      .run((t, { larger }) => {
        const { device, session } = keyedSession(t, 'DECRYPTION_BLT');
        const bytes = alignedBytes(t, device, 64);
        const [small, large] = [
          decryptionPair(t, device, { bytes }),
          decryptionPair(t, device, { bytes: 2 * bytes }),
        ];
        const [from, to] = larger === 'source' ? [large, small] : [small, large];
        upload(t, from.source, t.random.bytes(larger === 'source' ? 2 * bytes : bytes));
        const { errors } = decryptionBlt(t, session, { source: from.source, target: to.target });
        // What is written into a larger destination is a sub-rectangle of it.
        const rule = larger === 'target' ? 'DB-11' : 'DB-14';
        t.expectBytes(readBack(t, to.target), to.before, rule, `a larger ${larger}: the destination`);
        t.decidedErrors(errors, [E_INVALIDARG], `a larger ${larger}`);
      }),
    test('unaligned-size', { clauses: ['GCPC-11', 'DB-14'], decisions: ['D-08', 'D-24'] }).run((t) => {
      const { device, session } = keyedSession(t, 'DECRYPTION_BLT');
      const unit = capsOf(t, device).BlockAlignmentSize;
      if (unit <= 1) t.skip('the driver has no BlockAlignmentSize');
      const pair = decryptionPair(t, device, { bytes: 3 * unit - 1 });
      upload(t, pair.source, t.random.bytes(3 * unit - 1));
      const { errors } = decryptionBlt(t, session, pair, { iv: t.random.bytes(16) });
      t.expectBytes(readBack(t, pair.target), pair.before, 'DB-14', 'the destination');
      t.decidedErrors(errors, [E_INVALIDARG], `${3 * unit - 1} bytes with BlockAlignmentSize ${unit}`);
    }),
    test('device-removed', {
      clauses: ['ERR-4'],
      decisions: ['D-08', 'D-15'],
      needs: ['control', 'oracle'],
    }).run((t) => {
      const { device, session } = keyedSession(t, 'DECRYPTION_BLT');
      const shape = { bytes: alignedBytes(t, device, 64) };
      const pair = decryptionPair(t, device, shape);
      t.driver.control.removeDevice();
      const { errors } = decryptionBlt(t, session, pair, { iv: t.random.bytes(16) });
      t.decidedErrors(errors, [D3DDDIERR_DEVICEREMOVED], 'DecryptionBlt on a removed device');
      const now = t.driver.oracle.resourceBytes(device.hDevice, pair.target.handle);
      if (now) t.expectBytes(now, pair.before, 'D-15', 'the destination on a removed device');
    }),
    ...decryptionShapeTests,
    ...decryptionCounterTests,
    ...sequentialCountTests,
  ],
);
