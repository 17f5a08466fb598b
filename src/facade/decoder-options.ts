/** What decoders and their frames are made of, by schema. */
import * as v from 'valibot';
import { isBytes } from '../api/kit/index.js';
import { isGuid } from '../abi/index.js';
import type { Guid } from '../runtime/d3d11/index.js';
import { listOf, members, valueOf } from '../options/index.js';
import { isCount, isWholeNumber } from './arguments.js';
import { CryptoSession } from './crypto-session.js';

const count = () => valueOf<number>('a whole number above 0', isCount);
const fromZero = () => valueOf<number>('a whole number from 0', isWholeNumber);
const bytes = () => valueOf<Uint8Array>('a Uint8Array', isBytes);
const guid = () => valueOf<Guid>('a GUID', (value) => typeof value === 'string' && isGuid(value));

export const decoderSchema = members({
  /** D3D11_DECODER_PROFILE_…: one of `decoderProfiles()`. */
  profile: guid(),
  /** In texels. */
  width: count(),
  height: count(),
  /** DXGI_FORMAT of the pictures; NV12 by default. */
  format: v.exactOptional(fromZero()),
  /** guidConfigBitstreamEncryption; DXVA_NoEncrypt by default. The first configuration that has it is taken. */
  encryption: v.exactOptional(guid()),
});

/**
 * What a decoder is made for.
 *
 * @example
 * ```ts
 * import { createDevice, type DecoderOptions } from 'softumd';
 * import { D3D11_DECODER_PROFILE_H264_VLD_NOFGT } from 'softumd/d3d11';
 *
 * const options: DecoderOptions = { profile: D3D11_DECODER_PROFILE_H264_VLD_NOFGT, width: 320, height: 192 };
 * const decoder = createDevice().videoDevice.createVideoDecoder(options);
 * ```
 */
export type DecoderOptions = Readonly<v.InferOutput<typeof decoderSchema>>;

export const frameBufferSchema = members({
  /** D3D11_VIDEO_DECODER_BUFFER_TYPE; BITSTREAM by default. */
  type: v.exactOptional(fromZero()),
  /** What goes into the decoder's buffer of that type. */
  bytes: bytes(),
  /** 16 bytes, with CENC also 8; left out for a buffer in clear. */
  iv: v.exactOptional(bytes()),
  /**
   * Clear bytes and encrypted ones in turns, as many as there are bytes, as `subSamplesOfNalUnits` gives them; all are
   * encrypted by default. Needs WDDM 2.0.
   */
  subSamples: v.exactOptional(listOf(members({ ClearSize: fromZero(), EncryptedSize: fromZero() }))),
  /** Blocks of 16 bytes, encrypted and clear in turns, in the encrypted bytes of each sub-sample. Needs Windows 10 1803. */
  pattern: v.exactOptional(members({ encrypted: fromZero(), clear: fromZero() })),
});

/**
 * One buffer of a frame.
 *
 * @example
 * ```ts
 * import type { FrameBuffer } from 'softumd';
 *
 * const frame = new Uint8Array(1024);
 * const bitstream: FrameBuffer = {
 *   bytes: frame, iv: new Uint8Array(16), subSamples: [{ ClearSize: 64, EncryptedSize: 960 }], pattern: { encrypted: 1, clear: 9 },
 * };
 * ```
 */
export type FrameBuffer = Readonly<v.InferOutput<typeof frameBufferSchema>>;

export const frameSchema = members({
  /** In the order in which they are submitted. */
  buffers: listOf(frameBufferSchema),
  /** Where the decoder's configuration has frames name their session: HW_CENC, CENC, CBCS (VDBF-5). */
  session: v.exactOptional(valueOf<CryptoSession>('a CryptoSession', (one) => one instanceof CryptoSession)),
  /** The id of a key of the trusted environment, with `session`. */
  keyId: v.exactOptional(guid()),
  /**
   * A key for this frame alone, as `wrapContentKey` makes it. Without `session` it is the bound session's, and 16 zeros are
   * the session key itself (D-28).
   */
  contentKey: v.exactOptional(bytes()),
});

/**
 * What a frame is made of.
 *
 * @example
 * ```ts
 * import type { CryptoSession, FrameOptions } from 'softumd';
 *
 * const protectedFrame = (session: CryptoSession, bytes: Uint8Array, iv: Uint8Array): FrameOptions => ({
 *   session, buffers: [{ bytes, iv, subSamples: [{ ClearSize: 32, EncryptedSize: bytes.length - 32 }] }],
 * });
 * ```
 */
export type FrameOptions = Readonly<v.InferOutput<typeof frameSchema>>;
