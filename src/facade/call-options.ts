/** The options that calls of the facade take, by schema: types, checks and texts of errors in one place. */
import * as v from 'valibot';
import {
  checkOptions,
  given,
  listOf,
  members,
  anyMembers,
  oneOf,
  trueOrFalse,
  valueOf,
} from '../options/index.js';
import { isBytes } from '../api/kit/index.js';
import { isCount, isWholeNumber } from './arguments.js';

const count = () => valueOf<number>('a whole number above 0', isCount);
const fromZero = () => valueOf<number>('a whole number from 0', isWholeNumber);

export const textureSchema = members({
  /** DXGI_FORMAT: one whose layout is known. */
  format: fromZero(),
  /** In texels. */
  width: count(),
  height: count(),
  /** 1 by default; 0 for all levels down to one texel. */
  mipLevels: v.exactOptional(fromZero()),
  /** Slices; 1 by default. */
  arraySize: v.exactOptional(count()),
  /** D3D11_RESOURCE_MISC_FLAG.HW_PROTECTED: no CPU gets at it, nor a copy that is not (RES-11); false by default. */
  hardwareProtected: v.exactOptional(trueOrFalse()),
  /** D3D11_RESOURCE_MISC_FLAG.SHARED: other devices open it by its handle; false by default. */
  shared: v.exactOptional(trueOrFalse()),
  /** Both RESTRICT_SHARED_RESOURCE flags: the other device's process has to be allowed (GEN-6); goes with `shared`. */
  restricted: v.exactOptional(trueOrFalse()),
});

/**
 * What a texture is made of.
 *
 * @example
 * ```ts
 * import { createDevice, type TextureOptions } from 'softumd';
 * import { DXGI_FORMAT } from 'softumd/d3d11';
 *
 * const tiles: TextureOptions = { format: DXGI_FORMAT.B8G8R8A8_UNORM, width: 64, height: 64, arraySize: 4 };
 * const texture = createDevice().createTexture('staging', tiles);
 * console.log(texture.subresources); // 4
 * ```
 */
export type TextureOptions = Readonly<v.InferOutput<typeof textureSchema>>;

const boxSchema = members({
  left: fromZero(),
  top: fromZero(),
  right: fromZero(),
  bottom: fromZero(),
});

/**
 * A part of a subresource, in texels; right and bottom are the first that are outside. Of a buffer bytes, from top 0 to
 * bottom 1.
 *
 * @example
 * ```ts
 * import { type Box, createDevice } from 'softumd';
 *
 * const device = createDevice();
 * const firstBytes: Box = { left: 0, top: 0, right: 16, bottom: 1 };
 * device.updateResource(device.createBuffer('protected', 64), new Uint8Array(16), { box: firstBytes });
 * ```
 */
export type Box = Readonly<v.InferOutput<typeof boxSchema>>;

export const mapSchema = anyMembers({
  /** 0 by default: mip + slice * levels. */
  subresource: fromZero(),
  /** To fail with DXGI_ERROR_WAS_STILL_DRAWING rather than wait for the GPU. */
  doNotWait: trueOrFalse(),
});
export type MapOptions = Readonly<v.InferOutput<typeof mapSchema>>;

export const regionTargetSchema = anyMembers({
  subresource: fromZero(),
  /** Where the first texel of the source comes to; 0, 0 by default. */
  x: fromZero(),
  y: fromZero(),
});
export type RegionTarget = Readonly<v.InferOutput<typeof regionTargetSchema>>;

export const regionSourceSchema = anyMembers({
  subresource: fromZero(),
  /** The whole subresource by default. */
  box: boxSchema,
});
export type RegionSource = Readonly<v.InferOutput<typeof regionSourceSchema>>;

export const updateSchema = anyMembers({
  subresource: fromZero(),
  /** The whole subresource by default. */
  box: boxSchema,
  /** Bytes from one row to the next; by default there is nothing between them. */
  rowPitch: fromZero(),
});
export type UpdateOptions = Readonly<v.InferOutput<typeof updateSchema>>;

const bytes = () => valueOf<Uint8Array>('a Uint8Array', isBytes);

export const decryptionSchema = members({
  /** 16 bytes: IV and Count, big-endian; never twice the same under one key. */
  iv: bytes(),
  /** Which bytes are encrypted; all of them by default. Needs the cap PARTIAL_DECRYPTION (DB-4). */
  blockInfo: v.exactOptional(
    members({
      NumEncryptedBytesAtBeginning: fromZero(),
      /** Clear and encrypted bytes in turns, to the end; no encrypted ones for a clear rest (D-23). */
      NumBytesInSkipPattern: fromZero(),
      NumBytesInEncryptPattern: fromZero(),
    }),
  ),
  /** A key for this blt alone, as `wrapContentKey` makes it: 16 bytes. Needs the cap CONTENT_KEY (DB-7). */
  contentKey: v.exactOptional(bytes()),
});

/**
 * How the source of a DecryptionBlt is encrypted.
 *
 * @example
 * ```ts
 * import { type CryptoSession, type DecryptionOptions, createDevice } from 'softumd';
 *
 * const head: DecryptionOptions = {
 *   iv: new Uint8Array(16),
 *   blockInfo: { NumEncryptedBytesAtBeginning: 32, NumBytesInSkipPattern: 0, NumBytesInEncryptPattern: 0 },
 * };
 * const device = createDevice();
 * const [from, to] = [device.createBuffer('staging', 64), device.createBuffer('protected', 64)];
 * const decryptHead = (session: CryptoSession) => device.videoContext.decryptionBlt(session, from, to, head);
 * ```
 */
export type DecryptionOptions = Readonly<v.InferOutput<typeof decryptionSchema>>;

export const hwProtectionSchema = members({
  /** HWProtectionFunctionID: the trusted environment's own numbers (HWP-4). */
  functionId: fromZero(),
  /** What goes to it; nothing by default. */
  data: v.exactOptional(bytes()),
  /** MaxHWProtectionDataSize: how much it may answer; 0 by default. */
  maxResultBytes: v.exactOptional(fromZero()),
  /** Goes through ID3D11VideoDevice2, as from any thread: needs a driver of WDDM 2.4 (NCX-4). */
  freeThreaded: v.exactOptional(trueOrFalse()),
  /** Where data and answer lie: behind the driver's own bytes, as documented, or in front of them (D-42). */
  layout: v.exactOptional(oneOf('documented', 'payload-first')),
});

/**
 * A command to the trusted environment, as a session of hardware protection carries it.
 *
 * @example
 * ```ts
 * import type { HwProtectionCommand } from 'softumd';
 *
 * const challenge: HwProtectionCommand = { functionId: 0x90000001, data: new Uint8Array(32), maxResultBytes: 4096 };
 * ```
 */
export type HwProtectionCommand = Readonly<v.InferOutput<typeof hwProtectionSchema>>;

export const deviceCreationSchema = anyMembers({
  /** D3D_FEATURE_LEVEL: the first that works is taken. By default 11_0 and those below it (api CD-10). */
  featureLevels: listOf(fromZero()),
  /** D3D11_CREATE_DEVICE_FLAG; 0 by default. */
  flags: fromZero(),
});
export type DeviceCreation = Readonly<v.InferOutput<typeof deviceCreationSchema>>;

/**
 * Options of a call, checked. What is undefined counts as left out.
 * @throws TypeError naming an unknown option and the nearest known, or the wrong value and what was expected
 */
export function checkCallOptions<const Schema extends v.GenericSchema>(
  call: string,
  schema: Schema,
  options: unknown,
): v.InferOutput<Schema> {
  return checkOptions(call, schema, given(options));
}
