/** The video function tables of d3d10umddi.h, filled by RetrieveSubObject: clauses SUB. One for each version asked for. */
import {
  CalcPrivateAuthenticatedChannelSize,
  ConfigureAuthenticatedChannel,
  CreateAuthenticatedChannel,
  DestroyAuthenticatedChannel,
  NegotiateAuthenticatedChannelKeyExchange,
  QueryAuthenticatedChannel,
} from './authenticated-channel.js';
import {
  GetCertificate,
  GetCertificateSize,
  GetContentProtectionCaps,
  GetCryptoKeyExchangeType,
} from './content-protection.js';
import {
  CalcPrivateCryptoSessionSize,
  CreateCryptoSession,
  CryptoSessionGetHandle,
  DecryptionBlt,
  DestroyCryptoSession,
  EncryptionBlt,
  NegotiateCryptoSessionKeyExchange,
} from './crypto-session.js';
import {
  CalcPrivateVideoDecoderSize,
  CheckVideoDecoderFormat,
  CreateVideoDecoder,
  DestroyVideoDecoder,
  GetVideoDecoderBufferInfo,
  GetVideoDecoderBufferTypeCount,
  GetVideoDecoderConfig,
  GetVideoDecoderConfigCount,
  GetVideoDecoderProfile,
  GetVideoDecoderProfileCount,
  VideoDecoderGetHandle,
} from './decoder.js';
import {
  VideoDecoderBeginFrame,
  VideoDecoderBeginFrame_RS4_0,
  VideoDecoderBeginFrame_WDDM2_4,
  VideoDecoderEndFrame,
  VideoDecoderExtension,
  VideoDecoderSubmitBuffers,
  VideoDecoderSubmitBuffers1,
  VideoDecoderSubmitBuffers2,
} from './decoder-frame.js';
import {
  CalcPrivateVideoDecoderOutputViewSize,
  CreateVideoDecoderOutputView,
  DestroyVideoDecoderOutputView,
} from './decoder-output-view.js';
import { table } from '../../abi/index.js';
import {
  CheckCryptoSessionStatus,
  GetCryptoSessionPrivateDataSize,
  GetDataForNewHardwareKey,
} from './hw-protection.js';
import {
  FinishSessionKeyRefresh,
  GetEncryptionBltKey,
  NegotiateCryptoSessionKeyExchangeMT,
  NegotiateCryptoSessionKeyExchange_WDDM2_4,
  StartSessionKeyRefresh,
} from './session-key.js';
import { videoSlots, videoSlots2_0, videoSlots2_1, videoSlots2_4, videoSlotsRs4 } from './video-slots.js';

const functions11_1 = {
  pfnGetVideoDecoderProfileCount: GetVideoDecoderProfileCount,
  pfnGetVideoDecoderProfile: GetVideoDecoderProfile,
  pfnCheckVideoDecoderFormat: CheckVideoDecoderFormat,
  pfnGetVideoDecoderConfigCount: GetVideoDecoderConfigCount,
  pfnGetVideoDecoderConfig: GetVideoDecoderConfig,
  pfnGetVideoDecoderBufferTypeCount: GetVideoDecoderBufferTypeCount,
  pfnGetVideoDecoderBufferInfo: GetVideoDecoderBufferInfo,
  pfnCalcPrivateVideoDecoderSize: CalcPrivateVideoDecoderSize,
  pfnCreateVideoDecoder: CreateVideoDecoder,
  pfnDestroyVideoDecoder: DestroyVideoDecoder,
  pfnVideoDecoderExtension: VideoDecoderExtension,
  pfnVideoDecoderBeginFrame: VideoDecoderBeginFrame,
  pfnVideoDecoderEndFrame: VideoDecoderEndFrame,
  pfnVideoDecoderSubmitBuffers: VideoDecoderSubmitBuffers,
  pfnCalcPrivateVideoDecoderOutputViewSize: CalcPrivateVideoDecoderOutputViewSize,
  pfnCreateVideoDecoderOutputView: CreateVideoDecoderOutputView,
  pfnDestroyVideoDecoderOutputView: DestroyVideoDecoderOutputView,
  pfnGetContentProtectionCaps: GetContentProtectionCaps,
  pfnGetCryptoKeyExchangeType: GetCryptoKeyExchangeType,
  pfnCalcPrivateCryptoSessionSize: CalcPrivateCryptoSessionSize,
  pfnCreateCryptoSession: CreateCryptoSession,
  pfnDestroyCryptoSession: DestroyCryptoSession,
  pfnGetCertificateSize: GetCertificateSize,
  pfnGetCertificate: GetCertificate,
  pfnNegotiateCryptoSessionKeyExchange: NegotiateCryptoSessionKeyExchange,
  pfnEncryptionBlt: EncryptionBlt,
  pfnDecryptionBlt: DecryptionBlt,
  pfnStartSessionKeyRefresh: StartSessionKeyRefresh,
  pfnFinishSessionKeyRefresh: FinishSessionKeyRefresh,
  pfnGetEncryptionBltKey: GetEncryptionBltKey,
  pfnCalcPrivateAuthenticatedChannelSize: CalcPrivateAuthenticatedChannelSize,
  pfnCreateAuthenticatedChannel: CreateAuthenticatedChannel,
  pfnDestroyAuthenticatedChannel: DestroyAuthenticatedChannel,
  pfnNegotiateAuthenticatedChannelKeyExchange: NegotiateAuthenticatedChannelKeyExchange,
  pfnQueryAuthenticatedChannel: QueryAuthenticatedChannel,
  pfnConfigureAuthenticatedChannel: ConfigureAuthenticatedChannel,
  pfnVideoDecoderGetHandle: VideoDecoderGetHandle,
  pfnCryptoSessionGetHandle: CryptoSessionGetHandle,
};

const protection2_0 = {
  pfnGetDataForNewHardwareKey: GetDataForNewHardwareKey,
  pfnCheckCryptoSessionStatus: CheckCryptoSessionStatus,
  pfnGetCryptoSessionPrivateDataSize: GetCryptoSessionPrivateDataSize,
};
const functions2_0 = {
  ...functions11_1,
  ...protection2_0,
  pfnVideoDecoderSubmitBuffers1: VideoDecoderSubmitBuffers1,
};
const functionsRs4 = {
  ...functions11_1,
  ...protection2_0,
  pfnVideoDecoderBeginFrame: VideoDecoderBeginFrame_RS4_0,
  pfnVideoDecoderSubmitBuffers2: VideoDecoderSubmitBuffers2,
};

/** 648 bytes: D3D11.1, id 2 (SUB-5). */
export const D3D11_1DDI_VIDEODEVICEFUNCS = table('D3D11_1DDI_VIDEODEVICEFUNCS', videoSlots, functions11_1);

/** 752 bytes: WDDM 2.0, id 3. */
export const D3DWDDM2_0DDI_VIDEODEVICEFUNCS = table(
  'D3DWDDM2_0DDI_VIDEODEVICEFUNCS',
  videoSlots2_0,
  functions2_0,
);

/** 768 bytes: WDDM 2.1, id 5. */
export const D3DWDDM2_1DDI_VIDEODEVICEFUNCS = table(
  'D3DWDDM2_1DDI_VIDEODEVICEFUNCS',
  videoSlots2_1,
  functions2_0,
);

/**
 * 768 bytes: Windows 10 1803, id 6. Slot 88, BeginFrame, has a type of its own; slot 520 has the old signature still
 * (NCX-3).
 */
export const D3DWDDM2_4DDI_VIDEODEVICEFUNCS_RS4_0 = table(
  'D3DWDDM2_4DDI_VIDEODEVICEFUNCS_RS4_0',
  videoSlotsRs4,
  functionsRs4,
);

/**
 * 776 bytes: WDDM 2.4 and later, id 7. Slot 520 changes its signature: flags come before DataSize, as in 768 (NCX-1,
 * NCX-3, D-43). So does slot 88, BeginFrame (VDEC-25).
 */
export const D3DWDDM2_4DDI_VIDEODEVICEFUNCS = table('D3DWDDM2_4DDI_VIDEODEVICEFUNCS', videoSlots2_4, {
  ...functionsRs4,
  pfnVideoDecoderBeginFrame: VideoDecoderBeginFrame_WDDM2_4,
  pfnNegotiateCryptoSessionKeyExchange: NegotiateCryptoSessionKeyExchange_WDDM2_4,
  pfnNegotiateCryptoSessionKeyExchangeMT: NegotiateCryptoSessionKeyExchangeMT,
});
