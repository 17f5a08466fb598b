import type { Hresult } from '../../../abi/index.js';
import { E_INVALIDARG } from '../../../ddi/index.js';
import type { HostDevice } from '../../../host/index.js';
import { decryptFromEncryptionBlt, encryptForDecryptionBlt } from '../../../player/index.js';
import { codesText } from '../../framework/judge.js';
import type { TestDefinition } from '../../framework/test.js';
import { test } from '../../framework/test.js';
import type { ClauseId } from '../../rules/clauses/index.js';
import type { D3D11Case } from '../fixture.js';
import type { BltPair, BltResult } from '../helpers/blts.js';
import {
  alignedBytes,
  alignedPicture,
  decryptionBlt,
  decryptionPair,
  encryptionBlt,
  encryptionPair,
} from '../helpers/blts.js';
import { keyedSession, readBackSession } from '../helpers/keys.js';
import type { Shape, TestResource, Usage } from '../helpers/resources.js';
import { copyResource, logicalBytes, readBack, upload } from '../helpers/resources.js';
import type { TestSession } from '../helpers/sessions.js';
import { createSpecial, readSubresource, writeSubresource } from '../helpers/subresources.js';

/** What the two blts have in common, each with its own clauses. */
interface Direction {
  session(t: D3D11Case): ReturnType<typeof keyedSession>;
  /** The clause of what it moves, of the size that it checks, and of pIV NULL. */
  readonly moves: ClauseId;
  readonly checks: ClauseId;
  readonly withoutIv: ClauseId;
  readonly from: Usage;
  readonly to: Usage;
  pair(t: D3D11Case, device: HostDevice, shape: Shape): BltPair & { readonly before: Uint8Array };
  call(t: D3D11Case, session: TestSession, pair: BltPair, iv: Uint8Array | null): BltResult;
  /** What the source has to hold, so that the destination comes to hold `content`; known before the blt. */
  source(t: D3D11Case, key: Uint8Array, iv: Uint8Array, content: Uint8Array): Uint8Array;
  /** The content that the destination holds, by the key and the IV that the blt left. */
  content(t: D3D11Case, key: Uint8Array, iv: Uint8Array, target: Uint8Array): Uint8Array;
}

const ivSize = 16;

/** DecryptionBlt: staging to default. */
const decryption: Direction = {
  session: (t) => keyedSession(t, 'DECRYPTION_BLT'),
  moves: 'DB-2',
  checks: 'DB-14',
  withoutIv: 'DB-10',
  from: 'staging',
  to: 'default',
  pair: decryptionPair,
  call: (t, session, pair, iv) => decryptionBlt(t, session, pair, { iv, ivSize }),
  source: (t, sessionKey, iv, data) =>
    encryptForDecryptionBlt({ sessionKey, iv, data, carry: t.setting('ctrCarry') }),
  content: (_t, _key, _iv, target) => target,
};

/** EncryptionBlt: default to staging. */
const encryption: Direction = {
  session: readBackSession,
  moves: 'EB-1',
  checks: 'EB-12',
  withoutIv: 'EB-8',
  from: 'default',
  to: 'staging',
  pair: encryptionPair,
  call: (t, session, pair, iv) => encryptionBlt(t, session, pair, { iv, ivSize }),
  source: (_t, _key, _iv, content) => content,
  content: (t, sessionKey, iv, data) =>
    decryptFromEncryptionBlt({ sessionKey, iv, data, carry: t.setting('ctrCarry') }),
};

/** An NV12 picture of more than 64 KiB in rows of 1000 bytes, which most drivers pad. */
function largePicture(t: D3D11Case, device: HostDevice): Shape {
  const unit = alignedBytes(t, device, 1);
  let height = 48;
  while (logicalBytes({ width: 1000, height }) % unit !== 0) height += 2;
  return { width: 1000, height };
}

const slices = 3;

/** An array whose first subresource is what a blt moves (D-24). */
function createArray(t: D3D11Case, device: HostDevice, shape: Shape, usage: Usage): TestResource {
  const what = `${usage} array of ${slices} NV12 textures`;
  return createSpecial(t, device, { shape, usage, what }, { ArraySize: slices });
}

/** Fills every subresource of an array: a staging one straight, another by a copy. */
function fillArray(t: D3D11Case, array: TestResource, contents: readonly Uint8Array[]): void {
  const { device, shape, usage } = array;
  const staging = usage === 'staging' ? array : createArray(t, device, shape, 'staging');
  contents.forEach((content, index) => {
    writeSubresource(t, staging, index, content);
  });
  if (staging !== array) copyResource(t, array, staging);
}

function readArray(t: D3D11Case, array: TestResource): Uint8Array[] {
  const { device, shape, usage } = array;
  const staging = usage === 'staging' ? array : createArray(t, device, shape, 'staging');
  if (staging !== array) copyResource(t, staging, array);
  return Array.from({ length: slices }, (_, index) => readSubresource(t, staging, index));
}

function expectSucceeded(t: D3D11Case, { moves }: Direction, errors: readonly Hresult[]): void {
  t.expect(errors.length === 0, moves, `expected success, received ${codesText(errors)}`);
}

/** A blt that must fail: the destination as it was, its code by D-08. */
function expectRefused(
  t: D3D11Case,
  { blt, what, rule }: { blt: () => BltResult; what: string; rule: ClauseId },
  target: { resource: TestResource; before: Uint8Array },
): void {
  const { errors } = blt();
  t.expectBytes(readBack(t, target.resource), target.before, rule, `${what}: the destination`);
  t.decidedErrors(errors, [E_INVALIDARG], what);
}

/** What a blt moves. */
function movingTests(way: Direction): readonly TestDefinition<D3D11Case>[] {
  return [
    test('large-picture', { clauses: [way.moves, 'RES-12'], decisions: ['D-24'] }).run((t) => {
      const { device, session, key } = way.session(t);
      const shape = largePicture(t, device);
      const pair = way.pair(t, device, shape);
      const [content, iv] = [t.random.bytes(logicalBytes(shape)), t.random.bytes(16)];
      upload(t, pair.source, way.source(t, key, iv, content));
      const { errors, iv: after } = way.call(t, session, pair, iv);
      expectSucceeded(t, way, errors);
      const moved = way.content(t, key, after, readBack(t, pair.target));
      t.expectBytes(moved, content, way.moves, 'a picture of more than 64 KiB');
    }),
    test('array', { clauses: [way.moves], decisions: ['D-24'] }).run((t) => {
      const { device, session, key } = way.session(t);
      const shape = alignedPicture(t, device, 24);
      const [source, target] = [
        createArray(t, device, shape, way.from),
        createArray(t, device, shape, way.to),
      ];
      const random = () => Array.from({ length: slices }, () => t.random.bytes(logicalBytes(shape)));
      const [contents, before, iv] = [random(), random(), t.random.bytes(16)];
      fillArray(
        t,
        source,
        contents.map((content) => way.source(t, key, iv, content)),
      );
      fillArray(t, target, before);
      const { errors, iv: after } = way.call(t, session, { source, target }, iv);
      expectSucceeded(t, way, errors);
      const [first, ...others] = readArray(t, target);
      const moved = way.content(t, key, after, first!);
      t.expectBytes(moved, contents[0]!, 'D-24', 'subresource 0 of an array');
      others.forEach((other, index) => {
        const what = `subresource ${index + 1} of an array, which a blt leaves alone`;
        t.expectBytes(other, before[index + 1]!, 'D-24', what);
      });
    }),
  ];
}

/** What a blt refuses. */
function refusingTests(way: Direction): readonly TestDefinition<D3D11Case>[] {
  return [
    test('different-heights', { clauses: [way.checks], decisions: ['D-08', 'D-14', 'D-24'] })
      .params({ larger: ['source', 'target'] })
      .run((t, { larger }) => {
        const { device, session } = way.session(t);
        const low = alignedPicture(t, device, 24);
        const high = 'width' in low ? { width: low.width, height: 2 * low.height } : low;
        const [from, to] = larger === 'source' ? [high, low] : [low, high];
        const { source } = way.pair(t, device, from);
        const { target, before } = way.pair(t, device, to);
        upload(t, source, t.random.bytes(logicalBytes(from)));
        const blt = () => way.call(t, session, { source, target }, t.random.bytes(16));
        const what = `one width, a higher ${larger}`;
        expectRefused(t, { blt, what, rule: way.checks }, { resource: target, before });
      }),
    test('iv-null-sized', { clauses: [way.withoutIv], decisions: ['D-08', 'D-14', 'D-20', 'D-21'] }).run(
      (t) => {
        const { device, session } = way.session(t);
        const { source, target, before } = way.pair(t, device, { bytes: alignedBytes(t, device, 64) });
        const blt = () => way.call(t, session, { source, target }, null);
        const what = 'pIV NULL with IVSize 16';
        expectRefused(t, { blt, what, rule: way.withoutIv }, { resource: target, before });
      },
    ),
  ];
}

/** Surfaces that are large, of more than one subresource, of another height; pIV NULL where IVSize says otherwise. */
export const decryptionShapeTests = [...movingTests(decryption), ...refusingTests(decryption)];
export const encryptionShapeTests = [...movingTests(encryption), ...refusingTests(encryption)];
