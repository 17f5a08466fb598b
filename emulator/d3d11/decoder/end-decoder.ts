import type { Decoder } from './state.js';

/** Overwrites the key of a frame that has begun, and forgets the frame (VDEC-20, VDEC-23). */
export function endFrame(decoder: Decoder): void {
  decoder.frame?.key?.fill(0);
  decoder.frame = undefined;
}

/** Ends a decoder: what it was given is overwritten (VDEC-23). */
export function endDecoder(decoder: Decoder): void {
  for (const { bytes } of [...(decoder.decoded ?? []), ...(decoder.frame?.buffers ?? [])]) bytes.fill(0);
  endFrame(decoder);
  decoder.decoded = undefined;
}
