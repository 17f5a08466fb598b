import { group } from '../../framework/group.js';
import { d3d11 } from '../fixture.js';
import { decoderLifeTests, outputViewTests } from './decoder-life.js';
import { decoderQueryTests } from './decoder-queries.js';

/** What can be decoded with, decoders, and the views that they output to. */
export const decodersGroup = group('decoders', 'video decoders: what is offered, made and ended', d3d11, [
  ...decoderQueryTests,
  ...decoderLifeTests,
  ...outputViewTests,
]);
