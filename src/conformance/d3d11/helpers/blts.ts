import type { Address, Hresult } from '../../../abi/index.js';
import { NULL } from '../../../abi/index.js';
import { D3D11_1DDI_ENCRYPTED_BLOCK_INFO } from '../../../ddi/index.js';
import type { HostDevice } from '../../../host/index.js';
import type { D3D11Case } from '../fixture.js';
import { hasCap, queryCaps, usualKind } from './caps.js';
import type { Shape, TestResource } from './resources.js';
import { createResource, logicalBytes, upload } from './resources.js';
import type { TestSession } from './sessions.js';

/**
 * The arguments of a blt besides its resources. Those that are left out are valid.
 * @example
 * const short: BltArguments = { iv: new Uint8Array(16), ivSize: 8 };
 */
export interface BltArguments {
  /** The bytes behind pIV; null passes NULL. */
  readonly iv?: Uint8Array | null;
  /** IVSize, where it is to differ from the bytes. */
  readonly ivSize?: number;
  /** The bytes behind pContentKey: a wrapped key (DB-5). */
  readonly contentKey?: Uint8Array;
  /** ContentKeySize, where it is to differ from the bytes. */
  readonly contentKeySize?: number;
  /** NumEncryptedBytesAtBeginning, NumBytesInSkipPattern, NumBytesInEncryptPattern. */
  readonly blockInfo?: readonly [number, number, number];
  /** Where pEncryptedBlockInfo points instead: memory that is something else's too. */
  readonly blockInfoAt?: 'pIV' | 'pContentKey' | Address;
}

/**
 * What a blt reported, and what it left in pIV.
 * @example
 * const succeeded = ({ errors }: BltResult) => errors.length === 0;
 */
export interface BltResult {
  readonly errors: readonly Hresult[];
  /** The bytes behind pIV afterwards; empty for NULL. */
  readonly iv: Uint8Array;
  /** What lies behind pContentKey and pEncryptedBlockInfo afterwards, where they were given. */
  readonly contentKey?: Uint8Array;
  readonly blockInfo?: readonly [number, number, number];
}

/**
 * Source and destination of a blt.
 * @example
 * const reversed = ({ source, target }: BltPair): BltPair => ({ source: target, target: source });
 */
export interface BltPair {
  readonly source: TestResource;
  readonly target: TestResource;
}

/**
 * The blts, by the caps bit that offers them.
 * @example
 * const blts: readonly ProtectedBlt[] = ['DECRYPTION_BLT', 'ENCRYPTED_READ_BACK'];
 */
export type ProtectedBlt = 'DECRYPTION_BLT' | 'ENCRYPTED_READ_BACK';

const bltSlots = { DECRYPTION_BLT: 'pfnDecryptionBlt', ENCRYPTED_READ_BACK: 'pfnEncryptionBlt' } as const;

/** True where the caps have this blt and the table has its function. */
export function offersBlt(t: D3D11Case, device: HostDevice, blt: ProtectedBlt): boolean {
  return hasCap(t, device, blt) && device.video?.[bltSlots[blt]] != null;
}

/**
 * Skips unless the driver has this blt, and the read-back key that EncryptionBlt may want (EB-11, D-25).
 * @example
 * requireBlt(t, t.device(), 'ENCRYPTED_READ_BACK');
 */
export function requireBlt(t: D3D11Case, device: HostDevice, blt: ProtectedBlt): void {
  if (!hasCap(t, device, blt)) t.skip(`the driver's caps have no ${blt}`);
  t.video(device, bltSlots[blt]);
  if (blt === 'ENCRYPTED_READ_BACK' && hasCap(t, device, 'ENCRYPTED_READ_BACK_KEY'))
    t.video(device, 'pfnGetEncryptionBltKey');
}

/**
 * The least size from `atLeast` bytes on that the driver takes (GCPC-11).
 * @example
 * const bytes = alignedBytes(t, t.device(), 1000);
 */
export function alignedBytes(t: D3D11Case, device: HostDevice, atLeast: number): number {
  const { caps } = queryCaps(t, device, usualKind.cryptoType, usualKind.profile);
  const unit = Math.max(1, caps.BlockAlignmentSize);
  return Math.ceil(atLeast / unit) * unit;
}

/**
 * An NV12 picture that the driver takes: of this width, and high enough to fill whole alignment blocks.
 * @example
 * const shape = alignedPicture(t, t.device(), 70);
 */
export function alignedPicture(t: D3D11Case, device: HostDevice, width: number): Shape {
  const unit = alignedBytes(t, device, 1);
  return { width, height: 2 * unit };
}

/**
 * DecryptionBlt, whatever comes of it. The session's device is the one that is called.
 * @example
 * const { device, session } = keyedSession(t, 'DECRYPTION_BLT');
 * const pair = decryptionPair(t, device, { bytes: alignedBytes(t, device, 64) });
 * const { errors } = decryptionBlt(t, session, pair, { iv: null, ivSize: 0 });
 */
export function decryptionBlt(
  t: D3D11Case,
  session: TestSession,
  { source, target }: BltPair,
  blt: BltArguments = {},
): BltResult {
  const call = t.video(session.device, 'pfnDecryptionBlt');
  const { device, handle } = session;
  const { iv = new Uint8Array(16), contentKey, blockInfo } = blt;
  const [pIV, ivSize] = placeIv(t, iv, blt.ivSize);
  const pContentKey = contentKey ? t.place(contentKey, 'VOID: pContentKey') : NULL;
  const shared = { pIV, pContentKey };
  const { blockInfoAt } = blt;
  const elsewhere = typeof blockInfoAt === 'string' ? shared[blockInfoAt] : blockInfoAt;
  const pattern = elsewhere ?? (blockInfo ? placeBlockInfo(t, blockInfo) : NULL);
  const keySize = blt.contentKeySize ?? contentKey?.length ?? 0;
  const errors = t.errorsOf(device, () => {
    call(device.hDevice, handle, source.handle, target.handle, pattern, keySize, pContentKey, ivSize, pIV);
  });
  const written = blockInfo && D3D11_1DDI_ENCRYPTED_BLOCK_INFO.decode(t.memory, pattern);
  return {
    errors,
    iv: iv ? t.memory.copyOut(pIV, iv.length) : new Uint8Array(),
    ...(contentKey && { contentKey: t.memory.copyOut(pContentKey, contentKey.length) }),
    ...(written && {
      blockInfo: [
        written.NumEncryptedBytesAtBeginning,
        written.NumBytesInSkipPattern,
        written.NumBytesInEncryptPattern,
      ] as const,
    }),
  };
}

/**
 * EncryptionBlt, whatever comes of it.
 * @example
 * const { device, session } = keyedSession(t, 'ENCRYPTED_READ_BACK');
 * const pair = encryptionPair(t, device, { bytes: alignedBytes(t, device, 64) });
 * const { errors, iv } = encryptionBlt(t, session, pair);
 */
export function encryptionBlt(
  t: D3D11Case,
  session: TestSession,
  { source, target }: BltPair,
  blt: BltArguments = {},
): BltResult {
  const call = t.video(session.device, 'pfnEncryptionBlt');
  const { device, handle } = session;
  // Not zeros: what the driver leaves of them then shows.
  const { iv = t.random.bytes(16) } = blt;
  const [pIV, ivSize] = placeIv(t, iv, blt.ivSize);
  const errors = t.errorsOf(device, () => {
    call(device.hDevice, handle, source.handle, target.handle, ivSize, pIV);
  });
  return { errors, iv: iv ? t.memory.copyOut(pIV, iv.length) : new Uint8Array() };
}

function placeIv(t: D3D11Case, iv: Uint8Array | null, size: number | undefined): [Address, number] {
  return [iv === null ? NULL : t.place(iv, 'VOID: pIV'), size ?? iv?.length ?? 0];
}

function placeBlockInfo(t: D3D11Case, [begin, skip, encrypt]: readonly [number, number, number]): Address {
  return t.struct(D3D11_1DDI_ENCRYPTED_BLOCK_INFO, {
    NumEncryptedBytesAtBeginning: begin,
    NumBytesInSkipPattern: skip,
    NumBytesInEncryptPattern: encrypt,
  });
}

/**
 * What DecryptionBlt moves between: staging to default (DB-15). The destination has content, `before`, which must not
 * survive a success.
 * @example
 * const pair = decryptionPair(t, t.device(), { bytes: 64 });
 * t.expectBytes(readBack(t, pair.target), pair.before, 'DB-2', 'the destination, before a blt');
 */
export function decryptionPair(
  t: D3D11Case,
  device: HostDevice,
  shape: Shape,
): BltPair & { before: Uint8Array } {
  const source = createResource(t, device, shape, 'staging');
  const target = createResource(t, device, shape, 'default');
  const before = t.random.bytes(logicalBytes(shape));
  upload(t, target, before);
  return { source, target, before };
}

/**
 * What EncryptionBlt moves between: default to staging (EB-15), with `picture` in the source and `before` in the
 * destination.
 * @example
 * const { source, picture } = encryptionPair(t, t.device(), { width: 16, height: 16 });
 * t.expectBytes(readBack(t, source), picture, 'EB-1', 'the source, before a blt');
 */
export function encryptionPair(
  t: D3D11Case,
  device: HostDevice,
  shape: Shape,
): BltPair & { picture: Uint8Array; before: Uint8Array } {
  const source = createResource(t, device, shape, 'default');
  const target = createResource(t, device, shape, 'staging');
  const picture = t.random.bytes(logicalBytes(shape));
  const before = t.random.bytes(logicalBytes(shape));
  upload(t, source, picture);
  upload(t, target, before);
  return { source, target, picture, before };
}
