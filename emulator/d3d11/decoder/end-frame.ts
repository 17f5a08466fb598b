import type { D3D11Core } from '../d3d11-core.js';
import { overwrite } from './end-decoder.js';
import type { Decoder } from './state.js';

/** Overwrites the key of a frame that has begun; what was submitted is what was decoded (VDEC-20). */
export function endFrame({ policies }: D3D11Core, decoder: Decoder): void {
  const { frame } = decoder;
  if (!frame) return;
  const { protection, buffers } = frame;
  if (protection) policies.dropFrameKey(protection.keys);
  overwrite(decoder.decoded?.buffers);
  decoder.decoded = { session: protection?.session, buffers };
  decoder.frame = undefined;
}
