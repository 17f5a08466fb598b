import type { DriverProfile } from '../../src/driver/index.js';
import { DEFAULT_SWITCHES } from '../../src/driver/index.js';
import type { Guid } from '../../src/abi/index.js';
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

/** One crypto type that a driver offers, with the exchanges and decode profiles that go with it. */
export interface CryptoTypeSupport {
  readonly cryptoType: Guid;
  /** In the order of GetCryptoKeyExchangeType's Index (GCKE-1); one is usual (GCKE-5). */
  readonly keyExchangeTypes: readonly Guid[];
  readonly decodeProfiles: readonly Guid[];
}

/** What one emulated driver offers, and how it takes the points that the documents leave open. */
export interface EmulatedProfile extends DriverProfile {
  /** D3D11_1DDI_CONTENT_PROTECTION_CAPS bits (D-66). */
  readonly caps: number;
  readonly cryptoTypes: readonly CryptoTypeSupport[];
  /** BlockAlignmentSize in bytes; 0 = no rule (D-24). */
  readonly blockAlignmentBytes: number;
  readonly protectedMemoryBytes: bigint;
  /** Texture rows start at multiples of this many bytes. */
  readonly rowPitchBytes: number;
  /** False for a driver without video functions, such as a virtual machine's basic display (D-19, SUB-10). */
  readonly videoFunctions: boolean;
}

/** The default: every switch as decided, and only what exists (D-66). */
export const defaultProfile: EmulatedProfile = {
  name: 'default',
  ...DEFAULT_SWITCHES,
  caps: CAPS.SOFTWARE | CAPS.DECRYPTION_BLT | CAPS.ENCRYPTED_READ_BACK,
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
  videoFunctions: true,
};
