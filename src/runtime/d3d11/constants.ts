/** d3d11.h's own names and values. Where they differ from the DDI's (misc flags, CPU access), the runtime translates. */
import type { Guid } from '../../abi/index.js';
import {
  D3D11_CONTENT_PROTECTION_CAPS,
  D3D11_RESOURCE_MISC_FLAG,
  D3D11_1DDI_CRYPTO_TYPE_AES128_CTR,
  D3D11_1DDI_DECODER_PROFILE_H264_VLD_NOFGT,
  D3D11_1DDI_DECODER_PROFILE_HEVC_VLD_MAIN,
  D3D11_1DDI_DECODER_PROFILE_HEVC_VLD_MAIN10,
  D3D11_1DDI_DECODER_PROFILE_MPEG2_VLD,
  D3D11_1DDI_DECODER_PROFILE_VP9_VLD_PROFILE0,
  D3D11_1DDI_KEY_EXCHANGE_RSAES_OAEP,
  D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION,
} from '../../ddi/index.js';
import { guid } from '../../abi/index.js';

export { D3D11_CONTENT_PROTECTION_CAPS, D3D11_RESOURCE_MISC_FLAG };

export const D3D11_CRYPTO_TYPE_AES128_CTR: Guid = D3D11_1DDI_CRYPTO_TYPE_AES128_CTR;
export const D3D11_KEY_EXCHANGE_RSAES_OAEP: Guid = D3D11_1DDI_KEY_EXCHANGE_RSAES_OAEP;
export const D3D11_KEY_EXCHANGE_HW_PROTECTION: Guid = D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION;
export const D3D11_DECODER_PROFILE_H264_VLD_NOFGT: Guid = D3D11_1DDI_DECODER_PROFILE_H264_VLD_NOFGT;
export const D3D11_DECODER_PROFILE_HEVC_VLD_MAIN: Guid = D3D11_1DDI_DECODER_PROFILE_HEVC_VLD_MAIN;
export const D3D11_DECODER_PROFILE_HEVC_VLD_MAIN10: Guid = D3D11_1DDI_DECODER_PROFILE_HEVC_VLD_MAIN10;
export const D3D11_DECODER_PROFILE_MPEG2_VLD: Guid = D3D11_1DDI_DECODER_PROFILE_MPEG2_VLD;
export const D3D11_DECODER_PROFILE_VP9_VLD_PROFILE0: Guid = D3D11_1DDI_DECODER_PROFILE_VP9_VLD_PROFILE0;

export const IID_ID3D11VideoDevice: Guid = guid('10ec4d5b-975a-4689-b9e4-d0aac30fe333');
export const IID_ID3D11VideoContext: Guid = guid('61f21c45-3c0e-4a74-9cea-67100d9ad5e4');

export const D3D11_USAGE = { DEFAULT: 0, IMMUTABLE: 1, DYNAMIC: 2, STAGING: 3 } as const;
export const D3D11_BIND = { SHADER_RESOURCE: 0x8, RENDER_TARGET: 0x20, DECODER: 0x200 } as const;
/** Not of {@link D3D11_BIND}: nothing here binds such a view. */
const UNORDERED_ACCESS = 0x80;
export const D3D11_CPU_ACCESS = { WRITE: 0x10000, READ: 0x20000 } as const;
export const D3D11_MAP = {
  READ: 1,
  WRITE: 2,
  READ_WRITE: 3,
  WRITE_DISCARD: 4,
  WRITE_NO_OVERWRITE: 5,
} as const;
/** The DDI's caps bits as the API shows them (D-40). */
export function apiCaps(ddiCaps: number): number {
  const teardown = ddiCaps & 0x4000 ? D3D11_CONTENT_PROTECTION_CAPS.HARDWARE_TEARDOWN : 0;
  const communication = ddiCaps & 0x8000 ? D3D11_CONTENT_PROTECTION_CAPS.HARDWARE_DRM_COMMUNICATION : 0;
  return (ddiCaps & 0x1fff) | teardown | communication;
}

/** The API's bind flags as the DDI numbers them: UNORDERED_ACCESS is 0x100 there, where 0x80 is PRESENT. */
export function ddiBindFlags(apiFlags: number): number {
  return ((apiFlags & ~UNORDERED_ACCESS) | (apiFlags & UNORDERED_ACCESS ? 0x100 : 0)) >>> 0;
}

/** The API's misc flags as the DDI numbers them; the rest do not exist at the DDI. */
export function ddiMiscFlags(apiFlags: number): number {
  const { RESTRICTED_CONTENT, RESTRICT_SHARED_RESOURCE_DRIVER, HW_PROTECTED } = D3D11_RESOURCE_MISC_FLAG;
  const move = (from: number, to: number) => (apiFlags & from ? to : 0);
  return (
    move(RESTRICTED_CONTENT, 0x800) |
    move(RESTRICT_SHARED_RESOURCE_DRIVER, 0x1000) |
    move(HW_PROTECTED, 0x10000)
  );
}
