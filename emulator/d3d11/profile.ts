import type { ProfileSwitches } from '../../src/driver/index.js';
import {
  D3D11_1DDI_CONTENT_PROTECTION_CAPS as CAPS,
  D3D11_1DDI_CRYPTO_TYPE_AES128_CTR,
  D3D11_1DDI_DECODER_PROFILE_H264_VLD_NOFGT,
  D3D11_1DDI_DECODER_PROFILE_HEVC_VLD_MAIN,
  D3D11_1DDI_DECODER_PROFILE_HEVC_VLD_MAIN10,
  D3D11_1DDI_DECODER_PROFILE_MPEG2_VLD,
  D3D11_1DDI_DECODER_PROFILE_VP9_VLD_PROFILE0,
  D3D11_1DDI_KEY_EXCHANGE_RSAES_OAEP,
} from '../../src/ddi/index.js';
import { defaultDecoders } from './decoder/default-decoders.js';
import { defaultHardware } from './hardware/profile-schema.js';
import type { EmulatedProfile } from './profile-schema.js';

export type { CryptoTypeSupport, EmulatedProfile } from './profile-schema.js';

/** The default, but for the switches, which are as decided: what leaves the flow of a player unchanged (D-66). */
export const defaultProfile: Omit<EmulatedProfile, keyof ProfileSwitches> = {
  name: 'default',
  interfaceVersions: ['D3D11_1'],
  caps:
    CAPS.SOFTWARE |
    CAPS.DECRYPTION_BLT |
    CAPS.ENCRYPTED_READ_BACK |
    CAPS.PARTIAL_DECRYPTION |
    CAPS.CONTENT_KEY |
    CAPS.FRESHEN_SESSION_KEY,
  cryptoTypes: [
    {
      cryptoType: D3D11_1DDI_CRYPTO_TYPE_AES128_CTR,
      keyExchangeTypes: [D3D11_1DDI_KEY_EXCHANGE_RSAES_OAEP],
      decodeProfiles: [
        D3D11_1DDI_DECODER_PROFILE_H264_VLD_NOFGT,
        D3D11_1DDI_DECODER_PROFILE_HEVC_VLD_MAIN,
        D3D11_1DDI_DECODER_PROFILE_HEVC_VLD_MAIN10,
        D3D11_1DDI_DECODER_PROFILE_VP9_VLD_PROFILE0,
        D3D11_1DDI_DECODER_PROFILE_MPEG2_VLD,
      ],
    },
  ],
  blockAlignmentBytes: 16,
  protectedMemoryBytes: 0x1000_0000n,
  rowPitchBytes: 64,
  ...defaultHardware,
  decoders: defaultDecoders,
  videoFunctions: true,
};
