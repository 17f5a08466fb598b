/** The device's function tables of d3d10umddi.h, filled by CreateDevice: clauses DEV, RES, SHP. */
import {
  CheckFormatSupport,
  DestroyDevice,
  Flush,
  Flush_WDDM2_0,
  RelocateDeviceFuncs,
  RelocateDeviceFuncs_WDDM2_0,
  RelocateDeviceFuncs_WDDM2_1,
  RelocateDeviceFuncs_WDDM2_2,
} from './device.js';
import { deviceSlots, deviceSlots2_0, deviceSlots2_1, deviceSlots2_2 } from './device-slots.js';
import { table } from '../../abi/index.js';
import { SetHardwareProtection, SetHardwareProtectionState } from './hw-protection.js';
import {
  CalcPrivateResourceSize,
  CreateResource,
  DestroyResource,
  DynamicConstantBufferMapDiscard,
  DynamicConstantBufferMapNoOverwrite,
  DynamicConstantBufferUnmap,
  DynamicIABufferMapDiscard,
  DynamicIABufferMapNoOverwrite,
  DynamicIABufferUnmap,
  DynamicResourceMapDiscard,
  DynamicResourceUnmap,
  ResourceCopy,
  ResourceCopyRegion,
  ResourceIsStagingBusy,
  ResourceMap,
  ResourceUnmap,
  ResourceUpdateSubresourceUP,
  StagingResourceMap,
  StagingResourceUnmap,
} from './resource.js';
import { CalcPrivateOpenedResourceSize, OpenResource } from './shared-resource.js';

// A driver may put one pair of functions into all the map slots (RES-19); they are named apart for those who read logs.
const functions11_1 = {
  pfnDynamicIABufferMapNoOverwrite: DynamicIABufferMapNoOverwrite,
  pfnDynamicIABufferUnmap: DynamicIABufferUnmap,
  pfnDynamicConstantBufferMapDiscard: DynamicConstantBufferMapDiscard,
  pfnDynamicIABufferMapDiscard: DynamicIABufferMapDiscard,
  pfnDynamicConstantBufferUnmap: DynamicConstantBufferUnmap,
  pfnDynamicResourceMapDiscard: DynamicResourceMapDiscard,
  pfnDynamicResourceUnmap: DynamicResourceUnmap,
  pfnStagingResourceMap: StagingResourceMap,
  pfnStagingResourceUnmap: StagingResourceUnmap,
  pfnResourceCopyRegion: ResourceCopyRegion,
  pfnResourceUpdateSubresourceUP: ResourceUpdateSubresourceUP,
  pfnFlush: Flush,
  pfnResourceCopy: ResourceCopy,
  pfnResourceMap: ResourceMap,
  pfnResourceUnmap: ResourceUnmap,
  pfnResourceIsStagingBusy: ResourceIsStagingBusy,
  pfnRelocateDeviceFuncs: RelocateDeviceFuncs,
  pfnCalcPrivateResourceSize: CalcPrivateResourceSize,
  pfnCalcPrivateOpenedResourceSize: CalcPrivateOpenedResourceSize,
  pfnCreateResource: CreateResource,
  pfnOpenResource: OpenResource,
  pfnDestroyResource: DestroyResource,
  pfnCheckFormatSupport: CheckFormatSupport,
  pfnDestroyDevice: DestroyDevice,
  pfnDynamicConstantBufferMapNoOverwrite: DynamicConstantBufferMapNoOverwrite,
};

const functions2_0 = {
  ...functions11_1,
  pfnFlush: Flush_WDDM2_0,
  pfnRelocateDeviceFuncs: RelocateDeviceFuncs_WDDM2_0,
  pfnSetHardwareProtection: SetHardwareProtection,
  pfnSetHardwareProtectionState: SetHardwareProtectionState,
};

/** 1240 bytes: D3D11.1 (DEV-7). */
export const D3D11_1DDI_DEVICEFUNCS = table('D3D11_1DDI_DEVICEFUNCS', deviceSlots, functions11_1);

/** 1344 bytes: WDDM 2.0; slot 384, Flush, takes one parameter more (DEV-8). */
export const D3DWDDM2_0DDI_DEVICEFUNCS = table('D3DWDDM2_0DDI_DEVICEFUNCS', deviceSlots2_0, functions2_0);

/** 1360 bytes: WDDM 2.1 (DEV-8). */
export const D3DWDDM2_1DDI_DEVICEFUNCS = table('D3DWDDM2_1DDI_DEVICEFUNCS', deviceSlots2_1, {
  ...functions2_0,
  pfnRelocateDeviceFuncs: RelocateDeviceFuncs_WDDM2_1,
});

/** 1392 bytes: WDDM 2.2 and later, up to 2.5 (DEV-8). */
export const D3DWDDM2_2DDI_DEVICEFUNCS = table('D3DWDDM2_2DDI_DEVICEFUNCS', deviceSlots2_2, {
  ...functions2_0,
  pfnRelocateDeviceFuncs: RelocateDeviceFuncs_WDDM2_2,
});
