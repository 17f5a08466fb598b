/** d3d11.h's own names and values. Where they differ from the DDI's (misc flags, CPU access), the runtime translates. */
import type { Guid } from '../../abi/index.js';
import { guid } from '../../abi/index.js';
import {
  D3D11_BIND,
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

export { D3D11_CPU_ACCESS_FLAG as D3D11_CPU_ACCESS } from '../../api/d3d11/index.js';
export { D3D11_BIND, D3D11_CONTENT_PROTECTION_CAPS, D3D11_RESOURCE_MISC_FLAG };
export {
  D3D11_AUTHENTICATED_CHANNEL_TYPE,
  D3D11_BIND as D3D11_BIND_FLAG,
  NULL_GUID,
} from '../../ddi/index.js';

export const D3D11_CRYPTO_TYPE_AES128_CTR: Guid = D3D11_1DDI_CRYPTO_TYPE_AES128_CTR;
export const D3D11_KEY_EXCHANGE_RSAES_OAEP: Guid = D3D11_1DDI_KEY_EXCHANGE_RSAES_OAEP;
export const D3D11_KEY_EXCHANGE_HW_PROTECTION: Guid = D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION;
export const D3D11_DECODER_PROFILE_H264_VLD_NOFGT: Guid = D3D11_1DDI_DECODER_PROFILE_H264_VLD_NOFGT;
export const D3D11_DECODER_PROFILE_HEVC_VLD_MAIN: Guid = D3D11_1DDI_DECODER_PROFILE_HEVC_VLD_MAIN;
export const D3D11_DECODER_PROFILE_HEVC_VLD_MAIN10: Guid = D3D11_1DDI_DECODER_PROFILE_HEVC_VLD_MAIN10;
export const D3D11_DECODER_PROFILE_MPEG2_VLD: Guid = D3D11_1DDI_DECODER_PROFILE_MPEG2_VLD;
export const D3D11_DECODER_PROFILE_VP9_VLD_PROFILE0: Guid = D3D11_1DDI_DECODER_PROFILE_VP9_VLD_PROFILE0;

/** What D3D11CreateDevice takes as SDKVersion (CD-15). */
export const D3D11_SDK_VERSION = 7;
/** Flags of CreateDXGIFactory2 (DX-4). */
export const DXGI_CREATE_FACTORY_DEBUG = 1;
/** Private data under this GUID is an object's name in messages: characters of 8 bits (PD-10). */
export const WKPDID_D3DDebugObjectName: Guid = guid('429b8c22-9188-4b0c-8742-acb0bf85c200');
/** BOOL. */
export const TRUE = 1;
export const FALSE = 0;

/** The index of a subresource: a mip level of a slice (RES-25). */
export function D3D11CalcSubresource(MipSlice: number, ArraySlice: number, MipLevels: number): number {
  return MipSlice + ArraySlice * MipLevels;
}
