import type { Guid, StructValue } from '../../../src/abi/index.js';
import {
  D3D10_DDI_RESOURCE_USAGE,
  D3D11_1DDI_VIDEO_DECODER_BUFFER_TYPE as BUFFER_TYPE,
  D3D11_1DDI_VIDEO_DECODER_CONFIG as CONFIG,
  type D3D11_1DDI_VIDEO_DECODER_BUFFER_INFO,
  type D3D11_1DDI_VIDEO_DECODER_DESC,
  DXVA_NoEncrypt,
} from '../../../src/ddi/index.js';
import type { D3D11Base } from '../state.js';
import type { DecoderConfigOffer, DecoderOffer } from './profile-schema.js';

export type DecoderDescription = StructValue<typeof D3D11_1DDI_VIDEO_DECODER_DESC>;
export type BufferInfo = StructValue<typeof D3D11_1DDI_VIDEO_DECODER_BUFFER_INFO>;

/** The buffers that a decoder of raw bitstreams takes, in the order of GetVideoDecoderBufferInfo's Index (VDEC-14). */
export const bufferTypes: readonly number[] = [
  BUFFER_TYPE.PICTURE_PARAMETERS,
  BUFFER_TYPE.INVERSE_QUANTIZATION_MATRIX,
  BUFFER_TYPE.SLICE_CONTROL,
  BUFFER_TYPE.BITSTREAM,
];

/** What can be decoded with a profile, or undefined (VDEC-9). */
export function decoderOffer({ profile: { decoders } }: D3D11Base, profile: Guid): DecoderOffer | undefined {
  return decoders.find((one) => one.profile === profile);
}

/**
 * A configuration as it is told: D3D11_1DDI_VIDEO_DECODER_CONFIG. With a raw bitstream the other two GUIDs are
 * DXVA_NoEncrypt (VDEC-12); the residual members are as Windows was seen to tell them.
 */
export function configBytes({ bitstreamEncryption, bitstreamRaw }: DecoderConfigOffer): Uint8Array {
  return CONFIG.toBytes({
    guidConfigBitstreamEncryption: bitstreamEncryption,
    guidConfigMBcontrolEncryption: DXVA_NoEncrypt,
    guidConfigResidDiffEncryption: DXVA_NoEncrypt,
    ConfigBitstreamRaw: bitstreamRaw,
    ConfigResidDiffAccelerator: 1,
    ConfigHostInverseScan: 1,
    ConfigSpecificIDCT: 2,
  });
}

const page = 4096;
const mostBytes = 0xffff_f000;

/** A bitstream is not larger than its picture would be in 4:2:0, but for very small ones. */
function bitstreamBytes({ SampleWidth, SampleHeight }: DecoderDescription): number {
  const picture = Math.ceil((SampleWidth * SampleHeight * 1.5) / page) * page;
  return Math.min(mostBytes, Math.max(16 * page, picture));
}

/** How large a buffer of a type has to be, and that it is DYNAMIC: Usage is a resource's (VDEC-13). */
export function bufferInfo(description: DecoderDescription, Type: number): BufferInfo {
  const sizes = new Map<number, number>([
    [BUFFER_TYPE.SLICE_CONTROL, 16 * page],
    [BUFFER_TYPE.BITSTREAM, bitstreamBytes(description)],
  ]);
  return { Type, Size: sizes.get(Type) ?? page, Usage: D3D10_DDI_RESOURCE_USAGE.DYNAMIC };
}
