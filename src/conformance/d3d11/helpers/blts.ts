import type { Address, Hresult, ShortName } from '../../../abi/index.js';
import { D3D11_1DDI_CONTENT_PROTECTION_CAPS, D3D11_1DDI_ENCRYPTED_BLOCK_INFO } from '../../../ddi/index.js';
import { NULL } from '../../../abi/index.js';
import type { HostDevice } from '../../../host/index.js';
import { decryptFromEncryptionBlt, encryptForDecryptionBlt } from '../../../player/index.js';
import type { Shape, TestResource } from './resources.js';
import { createResource, logicalBytes, readBack, upload } from './resources.js';
import type { TestSession } from './sessions.js';
import { queryCaps, usualKind } from './sessions.js';
import type { Stage } from '../stage.js';

/** Everything of a blt besides its resources. What is left out is as it should be. */
export interface BltArguments {
  /** The bytes behind pIV; null passes NULL. */
  readonly iv?: Uint8Array | null;
  /** IVSize, where it is to differ from the bytes. */
  readonly ivSize?: number;
  readonly contentKey?: Uint8Array;
  /** NumEncryptedBytesAtBeginning, NumBytesInSkipPattern, NumBytesInEncryptPattern. */
  readonly blockInfo?: readonly [number, number, number];
}

/** What a blt left behind. */
export interface BltResult {
  readonly errors: readonly Hresult[];
  /** The bytes behind pIV afterwards; empty for NULL. */
  readonly iv: Uint8Array;
}

/** Source and destination of a blt. */
export interface BltPair {
  readonly source: TestResource;
  readonly target: TestResource;
}

/** True when the driver's caps have this bit. */
export function hasCap(
  stage: Stage,
  device: HostDevice,
  name: ShortName<typeof D3D11_1DDI_CONTENT_PROTECTION_CAPS>,
): boolean {
  const { caps } = queryCaps(stage, device, usualKind.cryptoType, usualKind.profile);
  return (caps.Caps & D3D11_1DDI_CONTENT_PROTECTION_CAPS[name]) !== 0;
}

/** The least size from `atLeast` on that the driver takes (GCPC-11). */
export function alignedBytes(stage: Stage, device: HostDevice, atLeast: number): number {
  const { caps } = queryCaps(stage, device, usualKind.cryptoType, usualKind.profile);
  const unit = Math.max(1, caps.BlockAlignmentSize);
  return Math.ceil(atLeast / unit) * unit;
}

/** An NV12 picture that the driver takes: of this width, and high enough to fill whole alignment blocks. */
export function alignedPicture(stage: Stage, device: HostDevice, width: number): Shape {
  const unit = alignedBytes(stage, device, 1);
  return { width, height: 2 * unit };
}

/** DecryptionBlt, whatever comes of it. The session's device is the one that is called. */
export function decryptionBlt(
  stage: Stage,
  session: TestSession,
  { source, target }: BltPair,
  blt: BltArguments,
): BltResult {
  const call = stage.video(session.device, 'pfnDecryptionBlt');
  const { device, handle } = session;
  const { iv = new Uint8Array(16), contentKey, blockInfo } = blt;
  const [pIV, ivSize] = placeIv(stage, iv, blt.ivSize);
  const pContentKey = contentKey ? stage.place(contentKey, 'VOID: pContentKey') : NULL;
  const pattern = blockInfo ? placeBlockInfo(stage, blockInfo) : NULL;
  const keySize = contentKey?.length ?? 0;
  const errors = stage.errorsOf(device, () => {
    call(device.hDevice, handle, source.handle, target.handle, pattern, keySize, pContentKey, ivSize, pIV);
  });
  return { errors, iv: iv ? stage.memory.copyOut(pIV, iv.length) : new Uint8Array() };
}

/** EncryptionBlt, whatever comes of it. */
export function encryptionBlt(
  stage: Stage,
  session: TestSession,
  { source, target }: BltPair,
  blt: BltArguments = {},
): BltResult {
  const call = stage.video(session.device, 'pfnEncryptionBlt');
  const { device, handle } = session;
  const { iv = new Uint8Array(16) } = blt;
  const [pIV, ivSize] = placeIv(stage, iv, blt.ivSize);
  const errors = stage.errorsOf(device, () => {
    call(device.hDevice, handle, source.handle, target.handle, ivSize, pIV);
  });
  return { errors, iv: iv ? stage.memory.copyOut(pIV, iv.length) : new Uint8Array() };
}

function placeIv(stage: Stage, iv: Uint8Array | null, size: number | undefined): [Address, number] {
  return [iv === null ? NULL : stage.place(iv, 'VOID: pIV'), size ?? iv?.length ?? 0];
}

function placeBlockInfo(stage: Stage, [begin, skip, encrypt]: readonly [number, number, number]): Address {
  return stage.struct(D3D11_1DDI_ENCRYPTED_BLOCK_INFO, {
    NumEncryptedBytesAtBeginning: begin,
    NumBytesInSkipPattern: skip,
    NumBytesInEncryptPattern: encrypt,
  });
}

/** What DecryptionBlt moves between: staging to default (DB-15). The destination is not empty. */
export function decryptionPair(
  stage: Stage,
  device: HostDevice,
  shape: Shape,
): BltPair & { before: Uint8Array } {
  const source = createResource(stage, device, shape, 'staging');
  const target = createResource(stage, device, shape, 'default');
  const before = stage.random.bytes(logicalBytes(shape));
  upload(stage, target, before);
  return { source, target, before };
}

/** What EncryptionBlt moves between: default to staging (EB-15), with a picture in the source. */
export function encryptionPair(
  stage: Stage,
  device: HostDevice,
  shape: Shape,
): BltPair & { picture: Uint8Array; before: Uint8Array } {
  const source = createResource(stage, device, shape, 'default');
  const target = createResource(stage, device, shape, 'staging');
  const picture = stage.random.bytes(logicalBytes(shape));
  const before = stage.random.bytes(logicalBytes(shape));
  upload(stage, source, picture);
  upload(stage, target, before);
  return { source, target, picture, before };
}

/**
 * True when the session's key is this one: by DecryptionBlt, or EncryptionBlt where that is what the driver has. Skips
 * where it has neither.
 */
export function keyWorks(stage: Stage, session: TestSession, key: Uint8Array): boolean {
  const { device } = session;
  const shape = { bytes: alignedBytes(stage, device, 64) };
  if (hasCap(stage, device, 'DECRYPTION_BLT') && device.video?.pfnDecryptionBlt) {
    const pair = decryptionPair(stage, device, shape);
    const picture = stage.random.bytes(shape.bytes);
    const iv = stage.random.bytes(16);
    const carry = stage.setting('ctrCarry');
    upload(stage, pair.source, encryptForDecryptionBlt({ sessionKey: key, iv, data: picture, carry }));
    decryptionBlt(stage, session, pair, { iv });
    return Buffer.compare(readBack(stage, pair.target), picture) === 0;
  }
  requireBlt(stage, device, 'ENCRYPTED_READ_BACK');
  const pair = encryptionPair(stage, device, shape);
  const { iv } = encryptionBlt(stage, session, pair);
  const data = readBack(stage, pair.target);
  return Buffer.compare(decryptFromEncryptionBlt({ sessionKey: key, iv, data }), pair.picture) === 0;
}

/** Skips unless the driver has this blt, EncryptionBlt with the session key alone (EB-11, D-25). */
export function requireBlt(
  stage: Stage,
  device: HostDevice,
  blt: 'DECRYPTION_BLT' | 'ENCRYPTED_READ_BACK',
): void {
  if (!hasCap(stage, device, blt)) stage.skip(`the driver's caps have no ${blt}`);
  stage.video(device, blt === 'DECRYPTION_BLT' ? 'pfnDecryptionBlt' : 'pfnEncryptionBlt');
  if (blt === 'ENCRYPTED_READ_BACK' && hasCap(stage, device, 'ENCRYPTED_READ_BACK_KEY'))
    stage.skip('EncryptionBlt wants a read-back key, which this suite cannot fetch yet');
}
