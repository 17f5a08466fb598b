import { D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS as STATUS } from '../../../src/ddi/index.js';
import type { DecodedBuffer } from '../../../src/driver/index.js';
import type { CryptoSession, Device } from '../state.js';
import type { Decoder } from './state.js';

/** Overwrites what lies in protected memory. */
export function overwrite(buffers: readonly DecodedBuffer[] | undefined): void {
  for (const { bytes } of buffers ?? []) bytes.fill(0);
}

/** Ends a decoder: what it was given is overwritten, and the key of its frame (VDEC-23). */
export function endDecoder(decoder: Decoder): void {
  overwrite(decoder.decoded?.buffers);
  overwrite(decoder.frame?.buffers);
  decoder.frame?.protection?.keys.clear();
  decoder.frame = undefined;
  decoder.decoded = undefined;
}

/**
 * Overwrites the keys of frames whose session has lost its own, and what they got so far. They go on without: what is
 * submitted to them is refused (D-36, D-44).
 */
export function loseFrames(device: Device, isLost: (session: CryptoSession) => boolean): void {
  for (const {
    object: { frame },
  } of device.decoders.entries()) {
    if (!frame?.protection || !isLost(frame.protection.session)) continue;
    frame.protection.keys.clear();
    overwrite(frame.buffers);
    frame.buffers.length = 0;
  }
}

/** Overwrites what ended frames came to whose session has lost its content, and drops it (D-44). */
export function loseDecoded(device: Device): void {
  for (const {
    object: { decoded },
  } of device.decoders.entries()) {
    if (decoded?.session?.status !== STATUS.KEY_AND_CONTENT_LOST) continue;
    overwrite(decoded.buffers);
    decoded.buffers.length = 0;
  }
}

/** A session is destroyed: its bindings and the frames under its keys end with it (D-36). */
export function endSessionUses(device: Device, session: CryptoSession): void {
  if (device.decoders.isEmpty) return;
  loseFrames(device, (one) => one === session);
  for (const { object: decoder } of device.decoders.entries())
    if (decoder.session === session) decoder.session = undefined;
}
