/** Decoders: what there is, decoders and their buffers, output views, frames. Nothing is decoded. */
export * from './create-decoder.js';
export * from './decoder-caps.js';
export {
  videoDecoderConfig,
  videoDecoderConfigCount,
  videoDecoderFormat,
  videoDecoderProfile,
  videoDecoderProfileCount,
} from './decoder-queries.js';
export * from './frame.js';
export type { ContentKey } from './frame-key.js';
export { getDecoderBuffer, releaseDecoderBuffer } from './locked-buffers.js';
export { createVideoDecoderOutputView, VideoDecoderOutputView } from './output-view.js';
export * from './submit-buffers.js';
export { VideoDecoder } from './video-decoder.js';
