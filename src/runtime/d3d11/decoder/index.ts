/** Decoders: what there is, decoders and their buffers, output views, frames. Nothing is decoded. */
export { createVideoDecoder } from './create-decoder.js';
export { videoDecoderCaps } from './decoder-caps.js';
export { videoFeatureSupport } from './decoder-features.js';
export { checkDownsampling, recommendDownsampling } from './downsampling.js';
export { DecoderContext } from './decoder-context.js';
export {
  videoDecoderConfig,
  videoDecoderConfigCount,
  videoDecoderFormat,
  videoDecoderProfile,
  videoDecoderProfileCount,
} from './decoder-queries.js';
export { createVideoDecoderOutputView } from './output-view.js';
export { VideoDecoder } from './video-decoder.js';
