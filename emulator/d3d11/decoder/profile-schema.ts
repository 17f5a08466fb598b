import * as v from 'valibot';
import type { Guid } from '../../../src/abi/index.js';
import { isGuid } from '../../../src/abi/index.js';
import { DXVA_NoEncrypt } from '../../../src/ddi/index.js';
import { listOf, members, oneOf, valueOf, wholeNumber } from '../../../src/options/index.js';

/** One configuration of a decoder: the members of D3D11_1DDI_VIDEO_DECODER_CONFIG that say how it is protected. */
export interface DecoderConfigOffer {
  /**
   * guidConfigBitstreamEncryption: DXVA_NoEncrypt; NULL_GUID, with which a bound session decrypts; HW_CENC, CENC or CBCS,
   * with which each frame names its session (VDEC-12, VDBF-5).
   */
  readonly bitstreamEncryption: Guid;
  /** ConfigBitstreamRaw: 1, or 2 for H.264's short slices. */
  readonly bitstreamRaw: number;
}

/** One profile that can be decoded with. */
export interface DecoderOffer {
  /** Listed by GetVideoDecoderProfile (VDEC-9). */
  readonly profile: Guid;
  /** DXGI_FORMAT values that it can output (VDEC-11). */
  readonly outputFormats: readonly number[];
  /** In the order of GetVideoDecoderConfig's Index; one without encryption is always among them. */
  readonly configs: readonly DecoderConfigOffer[];
}

const anyGuid = valueOf<Guid>('a GUID such as D3D11_DECODER_PROFILE_H264_VLD_NOFGT', isGuid);

const decoderEntries = {
  profile: anyGuid,
  outputFormats: listOf(wholeNumber(1, 132)),
  configs: v.pipe(
    listOf(members({ bitstreamEncryption: anyGuid, bitstreamRaw: wholeNumber(1, 2) })),
    v.check(
      (configs) => configs.some(({ bitstreamEncryption }) => bitstreamEncryption === DXVA_NoEncrypt),
      'one configuration with DXVA_NoEncrypt',
    ),
  ),
};

const eachProfileOnce = (decoders: readonly DecoderOffer[]) =>
  new Set(decoders.map(({ profile }) => profile)).size === decoders.length;

/** This part of the profile: decoders, as far as protection needs them. */
export const decoderProfileEntries = {
  /** One for each profile that can be decoded with; the others are not known. */
  decoders: v.pipe(
    listOf(members(decoderEntries) as unknown as v.GenericSchema<DecoderOffer>),
    v.check(eachProfileOnce, 'each profile once'),
  ),
  /** D-28: what pContentKey of a frame means: NULL is clear and zeros are the session key, or NULL is the session key. */
  beginFrameKey: oneOf('api', 'ddi'),
};
