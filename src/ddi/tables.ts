/** The function tables of d3d10umddi.h, slot by slot in the header's order; D3D11.1 (Interface 0x000B000F). */
import {
  CalcPrivateDeviceSize,
  CloseAdapter,
  CreateDevice,
  GetCaps,
  GetSupportedVersions,
} from './adapter.js';
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
import { CheckFormatSupport, DestroyDevice, Flush, SetErrorCb } from './device.js';
import { table } from './function-table.js';
import {
  CalcPrivateResourceSize,
  CreateResource,
  DestroyResource,
  ResourceCopy,
  ResourceIsStagingBusy,
  ResourceMap,
  ResourceUnmap,
} from './resource.js';
import { coreLayerSlots, deviceSlots, videoSlots } from './slots.js';

/** 40 bytes, filled by OpenAdapter10_2 (OPN-4). */
export const D3D10_2DDI_ADAPTERFUNCS = table(
  'D3D10_2DDI_ADAPTERFUNCS',
  ['pfnCalcPrivateDeviceSize', 'pfnCreateDevice', 'pfnCloseAdapter', 'pfnGetSupportedVersions', 'pfnGetCaps'],
  {
    pfnCalcPrivateDeviceSize: CalcPrivateDeviceSize,
    pfnCreateDevice: CreateDevice,
    pfnCloseAdapter: CloseAdapter,
    pfnGetSupportedVersions: GetSupportedVersions,
    pfnGetCaps: GetCaps,
  },
);

/** 320 bytes, the runtime's; the driver keeps its address, never its entries (DEV-17). */
export const D3D11DDI_CORELAYER_DEVICECALLBACKS = table(
  'D3D11DDI_CORELAYER_DEVICECALLBACKS',
  coreLayerSlots,
  {
    pfnSetErrorCb: SetErrorCb,
  },
);

/** 1240 bytes, filled by CreateDevice (DEV-7). */
export const D3D11_1DDI_DEVICEFUNCS = table('D3D11_1DDI_DEVICEFUNCS', deviceSlots, {
  pfnDynamicIABufferMapNoOverwrite: ResourceMap,
  pfnDynamicIABufferUnmap: ResourceUnmap,
  pfnDynamicConstantBufferMapDiscard: ResourceMap,
  pfnDynamicIABufferMapDiscard: ResourceMap,
  pfnDynamicConstantBufferUnmap: ResourceUnmap,
  pfnDynamicResourceMapDiscard: ResourceMap,
  pfnDynamicResourceUnmap: ResourceUnmap,
  pfnStagingResourceMap: ResourceMap,
  pfnStagingResourceUnmap: ResourceUnmap,
  pfnFlush: Flush,
  pfnResourceCopy: ResourceCopy,
  pfnResourceMap: ResourceMap,
  pfnResourceUnmap: ResourceUnmap,
  pfnResourceIsStagingBusy: ResourceIsStagingBusy,
  pfnCalcPrivateResourceSize: CalcPrivateResourceSize,
  pfnCreateResource: CreateResource,
  pfnDestroyResource: DestroyResource,
  pfnCheckFormatSupport: CheckFormatSupport,
  pfnDestroyDevice: DestroyDevice,
  pfnDynamicConstantBufferMapNoOverwrite: ResourceMap,
});

/** 648 bytes, filled by RetrieveSubObject with id 2 (SUB-5). */
export const D3D11_1DDI_VIDEODEVICEFUNCS = table('D3D11_1DDI_VIDEODEVICEFUNCS', videoSlots, {
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
  pfnCryptoSessionGetHandle: CryptoSessionGetHandle,
});
