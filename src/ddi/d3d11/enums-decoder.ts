/** Enums of video decoders: d3d10umddi.h, clauses VDEC. */

/** The API's value is one less (D-63). */
export const D3D11_1DDI_VIDEO_DECODER_BUFFER_TYPE = {
  UNKNOWN: 0,
  PICTURE_PARAMETERS: 1,
  MACROBLOCK_CONTROL: 2,
  RESIDUAL_DIFFERENCE: 3,
  DEBLOCKING_CONTROL: 4,
  INVERSE_QUANTIZATION_MATRIX: 5,
  SLICE_CONTROL: 6,
  BITSTREAM: 7,
  MOTION_VECTOR: 8,
  FILM_GRAIN: 9,
  HUFFMAN_TABLE: 10,
} as const;

/** Of a processor's content; not what BUFFER_INFO.Usage holds (VDEC-13). */
export const D3D11_1DDI_VIDEO_USAGE = { PLAYBACK_NORMAL: 0, OPTIMAL_SPEED: 1, OPTIMAL_QUALITY: 2 } as const;
