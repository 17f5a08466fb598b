import type { Guid } from '../../../abi/index.js';
import {
  D3D11_1DDI_CRYPTO_TYPE_AES128_CTR,
  D3D11_1DDI_CRYPTO_TYPE_PROPRIETARY,
  D3D11_1DDI_DECODER_PROFILE_H264_VLD_NOFGT,
  D3D11_1DDI_DECODER_PROFILE_HEVC_VLD_MAIN,
  D3D11_1DDI_DECODER_PROFILE_MPEG2_VLD,
  D3D11_1DDI_DECODER_PROFILE_VC1_VLD,
  D3D11_1DDI_DECODER_PROFILE_VP9_VLD_PROFILE0,
  NULL_GUID,
} from '../../../ddi/index.js';
import { guid } from '../../../abi/index.js';

/** A GUID that no driver offers as anything. */
export const strangeGuid: Guid = guid('50f70000-dead-4bad-8bad-0123456789ab');

/** Crypto types that the header defines (CCS-6), by the names they have in case ids. */
export const cryptoTypes = {
  AES128_CTR: D3D11_1DDI_CRYPTO_TYPE_AES128_CTR,
  PROPRIETARY: D3D11_1DDI_CRYPTO_TYPE_PROPRIETARY,
} as const;

/** Crypto types of vendors that clients are known to ask for (D-65). */
export const vendorTypes: readonly Guid[] = [guid('0586e681-4e14-4133-85e5-a1041f599e26')];

/** Decode profiles, by the names they have in case ids; `none` is a session that is not for decoding (CCS-4). */
export const decodeProfiles = {
  none: NULL_GUID,
  H264_VLD: D3D11_1DDI_DECODER_PROFILE_H264_VLD_NOFGT,
  HEVC_VLD_MAIN: D3D11_1DDI_DECODER_PROFILE_HEVC_VLD_MAIN,
  VP9_VLD: D3D11_1DDI_DECODER_PROFILE_VP9_VLD_PROFILE0,
  MPEG2_VLD: D3D11_1DDI_DECODER_PROFILE_MPEG2_VLD,
  VC1_VLD: D3D11_1DDI_DECODER_PROFILE_VC1_VLD,
  unknown: strangeGuid,
} as const;

/** Crypto types that no driver offers. */
export const unsupportedTypes = { unknown: strangeGuid, none: NULL_GUID } as const;

/** Key exchanges that AES-128-CTR does not have. */
export const unsupportedExchanges = { unknown: strangeGuid, none: NULL_GUID } as const;

/** The names of a record of GUIDs, as a parameter's values. */
export function namesOf<N extends string>(known: Readonly<Record<N, Guid>>): N[] {
  return Object.keys(known) as N[];
}
