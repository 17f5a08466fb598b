import { encryptForDecryptionBlt } from '../../../player/index.js';
import { S_OK } from '../../../ddi/index.js';
import { group } from '../../framework/group.js';
import { codesText } from '../../framework/judge.js';
import { test } from '../../framework/test.js';
import type { Rule } from '../../rules/rule.js';
import type { D3D11Case } from '../fixture.js';
import { d3d11 } from '../fixture.js';
import { alignedBytes, alignedPicture, decryptionBlt, decryptionPair } from '../helpers/blts.js';
import { hasCap } from '../helpers/caps.js';
import type { BlockPattern } from '../helpers/partial-content.js';
import {
  bltSettings,
  encryptPartially,
  expectPicture,
  partialSession,
  patternOf,
} from '../helpers/partial-content.js';
import type { Shape } from '../helpers/resources.js';
import { fillPadding, logicalBytes, readBack, upload } from '../helpers/resources.js';
import { wrapContentKey } from '../helpers/session-keys.js';
import type { TestSession } from '../helpers/sessions.js';
import { blockInfoPlaceTests } from './block-info-places.js';

interface Partial {
  readonly session: TestSession;
  readonly key: Uint8Array;
  readonly shape: Shape;
  readonly pattern: BlockPattern;
  readonly iv?: Uint8Array;
}

/** Sends a partly encrypted picture through DecryptionBlt and compares. */
function expectDecrypted(
  t: D3D11Case,
  { session, key, shape, pattern, iv = t.random.bytes(16) }: Partial,
  rule: Rule = 'EBI-2',
): void {
  const pair = decryptionPair(t, session.device, shape);
  const picture = t.random.bytes(logicalBytes(shape));
  const data = encryptPartially({ key, iv, picture, pattern, ...bltSettings(t) });
  upload(t, pair.source, data);
  fillPadding(t, pair.source, 0xc3);
  const { errors, iv: ivAfter, blockInfo } = decryptionBlt(t, session, pair, { iv, blockInfo: pattern });
  const told = `pattern (${pattern.join(', ')})`;
  t.expect(errors.length === 0, 'EBI-2', `${told}: expected success, received ${codesText(errors)}`);
  expectPicture(t, readBack(t, pair.target), { picture, pattern }, rule);
  t.expectBytes(readBack(t, pair.source), data, 'DB-2', 'the source, which is only read');
  t.expectBytes(ivAfter, iv, 'DB-9', 'pIV, which is input');
  const kept = t.setting('blockInfoStatus') === 'none' ? pattern : [pattern[0], pattern[1], S_OK];
  const same = kept.every((value, index) => value === blockInfo![index]);
  const text = `the block info afterwards: expected ${kept.join(', ')}, received ${blockInfo!.join(', ')}`;
  t.decided('D-27', same, `${told}: ${text}`);
}

/** A picture behind a pattern, in a buffer of at least so many bytes. */
function expectPattern(t: D3D11Case, pattern: BlockPattern, rule: Rule, atLeast = 1000): void {
  const { device, session, key } = partialSession(t);
  expectDecrypted(t, { session, key, pattern, shape: { bytes: alignedBytes(t, device, atLeast) } }, rule);
}

/** DecryptionBlt of content that is encrypted in part. */
export const partialDecryptionGroup = group(
  'partial-decryption',
  'DecryptionBlt with a block info: content that is encrypted in part',
  d3d11,
  [
    test('beginning', { clauses: ['EBI-1', 'EBI-3', 'DB-2'] })
      .params({ pattern: ['100-0-0', '16-0-0', '1-0-0'] })
      .run((t, { pattern }) => {
        expectPattern(t, patternOf(pattern), pattern === '100-0-0' ? 'EBI-3' : 'EBI-1');
      }),
    test('all-by-beginning', { clauses: ['EBI-1', 'DB-2'] })
      .params({ bytes: [16, 1000] })
      .run((t, { bytes }) => {
        const { device, session, key } = partialSession(t);
        const size = alignedBytes(t, device, bytes);
        expectDecrypted(t, { session, key, pattern: [size, 0, 0], shape: { bytes: size } }, 'EBI-1');
      }),
    test('runs', { clauses: ['EBI-1', 'EBI-2', 'DB-2'], decisions: ['D-23', 'D-27'] })
      .params({ pattern: ['16-16-16', '32-64-16', '0-16-48', '48-160-16', '0-16-16'] })
      .run((t, { pattern }) => {
        expectPattern(t, patternOf(pattern), 'EBI-2');
      }),
    test('pages-example', { clauses: ['EBI-4'], decisions: ['D-23'] }).run((t) => {
      expectPattern(t, patternOf('100-20-2'), 'EBI-4');
    }),
    test('inside-a-block', { clauses: ['EBI-2'], decisions: ['D-23'] })
      .params({ pattern: ['5-3-1', '1-1-1', '0-1-15', '0-15-1', '7-100-9'] })
      .run((t, { pattern }) => {
        expectPattern(t, patternOf(pattern), 'EBI-2');
      }),
    test('nothing-to-skip', { clauses: ['EBI-1', 'EBI-2'], decisions: ['D-23'] })
      .params({ pattern: ['16-0-16', '0-0-16', '5-0-3'] })
      .run((t, { pattern }) => {
        expectPattern(t, patternOf(pattern), 'D-23');
      }),
    test('nothing-to-encrypt', { clauses: ['EBI-1', 'EBI-2'], decisions: ['D-23'] })
      .params({ pattern: ['32-16-0', '0-16-0', '0-0-0'] })
      .run((t, { pattern }) => {
        expectPattern(t, patternOf(pattern), 'D-23');
      }),
    test('beyond-the-end', { clauses: ['EBI-1', 'EBI-2'], decisions: ['D-23'] })
      .params({
        beginning: [0, 16, 4294967295],
        skip: [0, 16, 4294967295],
        encrypt: [1, 4294967295],
      })
      .run((t, { beginning, skip, encrypt }) => {
        expectPattern(t, [beginning, skip, encrypt], 'EBI-2', 256);
      }),
    test('picture', { clauses: ['EBI-2', 'DB-2'], decisions: ['D-23', 'D-24'] })
      .params({ pattern: ['100-20-2', '16-144-16', '70-0-0'], width: [16, 70] })
      .run((t, { pattern, width }) => {
        const { device, session, key } = partialSession(t);
        const shape = alignedPicture(t, device, width);
        expectDecrypted(t, { session, key, shape, pattern: patternOf(pattern) }, 'EBI-2');
      }),
    test('large', { clauses: ['EBI-2', 'DB-2'], decisions: ['D-23'] })
      .params({ pattern: ['16-144-16', '70000-20-2'] })
      .run((t, { pattern }) => {
        expectPattern(t, patternOf(pattern), 'EBI-2', 0x2_0000);
      }),
    test('counter-runs-on', { clauses: ['IV-1', 'EBI-2'], decisions: ['D-22', 'D-23'] })
      .params({ before: [1, 3] })
      .run((t, { before }) => {
        const { device, session, key } = partialSession(t);
        const iv = new Uint8Array(16).fill(0xff);
        iv[0] = 1;
        iv[15] = 0x100 - before;
        const shape = { bytes: alignedBytes(t, device, 1000) };
        expectDecrypted(t, { session, key, shape, iv, pattern: [20, 12, 24] }, 'D-22');
      }),
    test('whole-behind', { clauses: ['DB-2', 'EBI-1'], decisions: ['D-23'] }).run((t) => {
      const { device, session, key } = partialSession(t);
      const shape = { bytes: alignedBytes(t, device, 256) };
      expectDecrypted(t, { session, key, shape, pattern: [16, 32, 16] });
      const pair = decryptionPair(t, device, shape);
      const [picture, iv] = [t.random.bytes(shape.bytes), t.random.bytes(16)];
      upload(t, pair.source, encryptForDecryptionBlt({ sessionKey: key, iv, data: picture }));
      decryptionBlt(t, session, pair, { iv });
      t.expectBytes(readBack(t, pair.target), picture, 'DB-2', 'a whole picture behind a partial one');
    }),
    test('content-key', { clauses: ['DB-5', 'EBI-2'], decisions: ['D-23'] }).run((t) => {
      const { device, session, key } = partialSession(t);
      if (!hasCap(t, device, 'CONTENT_KEY')) t.skip("the driver's caps have no CONTENT_KEY");
      const pair = decryptionPair(t, device, { bytes: alignedBytes(t, device, 256) });
      const [contentKey, iv] = [t.random.bytes(16), t.random.bytes(16)];
      const [picture, pattern] = [t.random.bytes(pair.before.length), patternOf('16-32-16')];
      upload(t, pair.source, encryptPartially({ key: contentKey, iv, picture, pattern, ...bltSettings(t) }));
      decryptionBlt(t, session, pair, {
        iv,
        blockInfo: pattern,
        contentKey: wrapContentKey(key, contentKey),
      });
      expectPicture(t, readBack(t, pair.target), { picture, pattern }, 'DB-5');
    }),
    ...blockInfoPlaceTests,
  ],
);
