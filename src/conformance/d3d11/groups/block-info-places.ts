import { E_INVALIDARG } from '../../../ddi/index.js';
import type { HostDevice } from '../../../host/index.js';
import { codesText } from '../../framework/judge.js';
import type { TestDefinition } from '../../framework/test.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import type { BltArguments, BltPair } from '../helpers/blts.js';
import { alignedBytes, decryptionBlt, decryptionPair } from '../helpers/blts.js';
import { capsOf, hasCap } from '../helpers/caps.js';
import type { BlockPattern } from '../helpers/partial-content.js';
import {
  bltSettings,
  encryptPartially,
  expectPicture,
  partialSession,
  patternOf,
} from '../helpers/partial-content.js';
import { readBack, upload, withMapped } from '../helpers/resources.js';
import { unwrapKey } from '../helpers/session-keys.js';
import type { TestSession } from '../helpers/sessions.js';
import { createSession } from '../helpers/sessions.js';

/** Begins clear, so that a driver which copies the clear runs first would show. */
const beginsClear = patternOf('0-32-16');

/** 16 bytes that begin with a block info: three 32-bit numbers, little-endian. */
function bytesWith(t: D3D11Case, pattern: BlockPattern): Uint8Array {
  const bytes = t.random.bytes(16);
  const view = new DataView(bytes.buffer, bytes.byteOffset, 16);
  pattern.forEach((count, index) => {
    view.setUint32(4 * index, count, true);
  });
  return bytes;
}

/** A blt with a block info that must fail: nothing is written, and it is told as the profile says (D-08, D-27). */
function expectRefused(
  t: D3D11Case,
  session: TestSession,
  pair: BltPair & { readonly before: Uint8Array },
  blt: BltArguments,
  what: string,
): void {
  const { errors, blockInfo } = decryptionBlt(t, session, pair, { ...blt, blockInfo: beginsClear });
  t.expectBytes(readBack(t, pair.target), pair.before, 'D-08', `${what}: the destination`);
  if (t.setting('blockInfoStatus') === 'none') {
    t.decidedErrors(errors, [E_INVALIDARG], what);
    const kept = beginsClear.every((value, index) => value === blockInfo![index]);
    t.decided('D-27', kept, `${what}: expected the block info untouched, received it written`);
    return;
  }
  const told = codesText(errors);
  t.decided('D-27', errors.length === 0, `${what}: expected the block info to tell it, received ${told}`);
  const [, , status] = blockInfo!;
  const text = `${what}: expected E_INVALIDARG in the block info, received ${status}`;
  t.decided('D-27', status === E_INVALIDARG, text);
}

/** Surfaces of a blt that differ in size: the destination is larger or smaller. */
function unequalPair(t: D3D11Case, device: HostDevice, larger: 'source' | 'target') {
  const bytes = alignedBytes(t, device, 64);
  const [small, large] = [
    decryptionPair(t, device, { bytes }),
    decryptionPair(t, device, { bytes: 2 * bytes }),
  ];
  return larger === 'source' ? { ...small, source: large.source } : { ...large, source: small.source };
}

/** Arguments that do not add up, beside a block info that is right. */
const wrongBlts = {
  'short-iv': { iv: new Uint8Array(16), ivSize: 8 },
  'long-iv': { iv: new Uint8Array(16), ivSize: 32 },
  'short-content-key': { contentKey: new Uint8Array(16), contentKeySize: 8 },
  'long-content-key': { contentKey: new Uint8Array(32) },
} as const satisfies Readonly<Record<string, BltArguments>>;

/** Block infos that lie where something else lies, or stand beside arguments that are wrong. */
export const blockInfoPlaceTests: readonly TestDefinition<D3D11Case>[] = [
  test('shares-memory', { clauses: ['EBI-2', 'DB-9'], decisions: ['D-23', 'D-27'] })
    .params({ with: ['iv', 'content-key'] })
    .run((t, { with: other }) => {
      const { device, session, key } = partialSession(t);
      if (other === 'content-key' && !hasCap(t, device, 'CONTENT_KEY'))
        t.skip("the driver's caps have no CONTENT_KEY");
      const pattern = patternOf('20-12-24');
      const both = bytesWith(t, pattern);
      const pair = decryptionPair(t, device, { bytes: alignedBytes(t, device, 256) });
      const picture = t.random.bytes(pair.before.length);
      const iv = other === 'iv' ? both : t.random.bytes(16);
      const contentKey = other === 'iv' ? undefined : both;
      const content = { iv, picture, pattern, key: contentKey ? unwrapKey(key, contentKey) : key };
      upload(t, pair.source, encryptPartially({ ...content, ...bltSettings(t) }));
      const result = decryptionBlt(t, session, pair, {
        iv,
        blockInfoAt: other === 'iv' ? 'pIV' : 'pContentKey',
        ...(contentKey && { contentKey }),
      });
      const told = codesText(result.errors);
      t.expect(result.errors.length === 0, 'EBI-2', `block info in the ${other}: received ${told}`);
      expectPicture(t, readBack(t, pair.target), { picture, pattern }, 'EBI-2');
      // The status of D-27 is written to both.
      if (t.setting('blockInfoStatus') !== 'none') return;
      t.expectBytes(result.iv, iv, 'DB-9', 'pIV, which is input');
      if (contentKey) t.expectBytes(result.contentKey!, contentKey, 'D-27', 'block info and content key');
    }),
  test('in-the-source', { clauses: ['DB-2', 'EBI-2'], decisions: ['D-23', 'D-27'], hostile: true }).run(
    (t) => {
      const { device, session, key } = partialSession(t);
      const pair = decryptionPair(t, device, { bytes: alignedBytes(t, device, 256) });
      const pattern = patternOf('20-12-24');
      const data = t.random.bytes(pair.before.length);
      data.set(bytesWith(t, pattern));
      const iv = t.random.bytes(16);
      // What encrypts decrypts: AES-CTR.
      const picture = encryptPartially({ key, iv, picture: data, pattern, ...bltSettings(t) });
      upload(t, pair.source, data);
      // No runtime passes on what is mapped (RES-29): only so does the source have an address.
      withMapped(t, pair.source, ({ address }) => {
        decryptionBlt(t, session, pair, { iv, blockInfoAt: address });
      });
      expectPicture(t, readBack(t, pair.target), { picture, pattern }, 'EBI-2');
      if (t.setting('blockInfoStatus') === 'none')
        t.expectBytes(readBack(t, pair.source), data, 'DB-2', 'the source, which is only read');
    },
  ),
  test('refused', { clauses: ['EBI-2', 'ERR-4'], decisions: ['D-08', 'D-14', 'D-21', 'D-27'] }).run((t) => {
    const { device, session } = partialSession(t);
    const pair = decryptionPair(t, device, { bytes: alignedBytes(t, device, 64) });
    upload(t, pair.source, t.random.bytes(pair.before.length));
    expectRefused(t, session, pair, { iv: null, ivSize: 0 }, 'pIV NULL');
  }),
  test('refused-arguments', { clauses: ['EBI-2', 'ERR-4'], decisions: ['D-08', 'D-14', 'D-21', 'D-27'] })
    .params({ for: Object.keys(wrongBlts) as (keyof typeof wrongBlts)[] })
    .run((t, { for: wrong }) => {
      const { device, session } = partialSession(t);
      if (wrong.endsWith('content-key') && !hasCap(t, device, 'CONTENT_KEY'))
        t.skip("the driver's caps have no CONTENT_KEY");
      const pair = decryptionPair(t, device, { bytes: alignedBytes(t, device, 64) });
      upload(t, pair.source, t.random.bytes(pair.before.length));
      expectRefused(t, session, pair, wrongBlts[wrong], wrong.replaceAll('-', ' '));
    }),
  test('refused-surfaces', {
    clauses: ['DB-11', 'DB-14', 'EBI-2'],
    decisions: ['D-08', 'D-14', 'D-24', 'D-27'],
  })
    .params({ for: ['larger-source', 'larger-destination', 'unaligned-size'] })
    .run((t, { for: wrong }) => {
      const { device, session } = partialSession(t);
      const unit = capsOf(t, device).BlockAlignmentSize;
      if (wrong === 'unaligned-size' && unit <= 1) t.skip('the driver has no BlockAlignmentSize');
      const pair =
        wrong === 'unaligned-size'
          ? decryptionPair(t, device, { bytes: 3 * unit - 1 })
          : unequalPair(t, device, wrong === 'larger-source' ? 'source' : 'target');
      expectRefused(t, session, pair, { iv: t.random.bytes(16) }, wrong.replaceAll('-', ' '));
    }),
  test('refused-before-key', { clauses: ['DB-6', 'EBI-2'], decisions: ['D-08', 'D-10', 'D-27'] }).run((t) => {
    const { device } = partialSession(t);
    const pair = decryptionPair(t, device, { bytes: alignedBytes(t, device, 64) });
    expectRefused(t, createSession(t, device), pair, { iv: t.random.bytes(16) }, 'a blt before a key');
  }),
];
