import type { Guid } from '../../../src/abi/index.js';
import type { HDecode, HVideoDecoderOutputView } from '../../../src/ddi/index.js';
import type { DecodedBuffer } from '../../../src/driver/index.js';
import type { KeyRing } from '../../core/key-ring.js';
import type { CryptoSession, Resource } from '../state.js';
import type { DecoderConfigOffer } from './profile-schema.js';

/** A decoder: what it was made for, and the frame that it is in. Nothing is decoded. */
export interface Decoder {
  readonly hDecoder: HDecode;
  readonly serial: number;
  readonly profile: Guid;
  readonly config: DecoderConfigOffer;
  /** The session that decrypts its buffers where frames do not name one; undefined before one is bound. */
  session: CryptoSession | undefined;
  /** Between BeginFrame and EndFrame. */
  frame: Frame | undefined;
  /** The last frame that ended; undefined before the first. */
  decoded: DecodedFrame | undefined;
}

/** What a frame was made of, decrypted: protected memory, into which only the oracle looks. */
export interface DecodedFrame {
  /** The session that its key came from; undefined where it was in clear. */
  readonly session: CryptoSession | undefined;
  readonly buffers: DecodedBuffer[];
}

/** What one frame has come to so far. */
export interface Frame {
  readonly view: OutputView;
  /** How its buffers are encrypted; undefined where they are in clear. */
  readonly protection: FrameProtection | undefined;
  readonly buffers: DecodedBuffer[];
}

/** How the buffers of a frame are encrypted. */
export interface FrameProtection {
  /** The session that the key comes from. */
  readonly session: CryptoSession;
  /** The key, under `session`: the frame's own copy, which is overwritten at its end. Empty when the session's is lost. */
  readonly keys: KeyRing;
  /** What the key is known by where counters are looked at (VDBF-7); undefined for the session key. */
  readonly keyName: Uint8Array | undefined;
}

/** Where a decoder's pictures would go. */
export interface OutputView {
  readonly hView: HVideoDecoderOutputView;
  readonly resource: Resource;
  readonly slice: number;
}
