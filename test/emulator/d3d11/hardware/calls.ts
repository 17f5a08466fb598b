import * as ddi from 'softumd/ddi';
import type { CallPlan } from '../calls.js';
import { HW_PROTECTION, message, vendorSession, VENDOR } from './hardware-bench.js';

const { E_OUTOFMEMORY, D3DDDIERR_DEVICEREMOVED } = ddi;
const H264 = ddi.D3D11_1DDI_DECODER_PROFILE_H264_VLD_NOFGT;

/** The functions of hardware protection, for a hardwareBench: WDDM 2.4. */
export const hardwareCalls: readonly CallPlan[] = [
  {
    declaration: ddi.GetDataForNewHardwareKey,
    find: (_bench, { video }) => video.pfnGetDataForNewHardwareKey,
    good: (bench, { hDevice }) => [
      ...[hDevice, vendorSession(bench, VENDOR), 16, bench.bytes(16)],
      bench.bytes(new Uint8Array(8).fill(0xee)),
    ],
    removed: E_OUTOFMEMORY,
  },
  {
    declaration: ddi.CheckCryptoSessionStatus,
    find: (_bench, { video }) => video.pfnCheckCryptoSessionStatus,
    good: (bench, { hDevice }) => [hDevice, vendorSession(bench), bench.bytes(4)],
    removed: D3DDDIERR_DEVICEREMOVED,
  },
  {
    declaration: ddi.GetCryptoSessionPrivateDataSize,
    find: (_bench, { video }) => video.pfnGetCryptoSessionPrivateDataSize,
    good: (bench, { hDevice }) => [
      ...[hDevice, bench.guid(VENDOR), bench.guid(H264), bench.guid(HW_PROTECTION)],
      ...[bench.bytes(new Uint8Array(4).fill(0xee)), bench.bytes(new Uint8Array(4).fill(0xee))],
    ],
    removed: D3DDDIERR_DEVICEREMOVED,
  },
  {
    declaration: ddi.NegotiateCryptoSessionKeyExchangeMT,
    find: (_bench, { video }) => video.pfnNegotiateCryptoSessionKeyExchangeMT,
    good: (bench, { hDevice }) => [hDevice, vendorSession(bench), 0, 32, message(bench).pData],
    removed: E_OUTOFMEMORY,
  },
  {
    declaration: ddi.SetHardwareProtection,
    find: (_bench, { functions }) => functions.pfnSetHardwareProtection,
    good: (_bench, device) => [device.hDevice, device.buffer(new Uint8Array(16).fill(7)), 1],
    removed: D3DDDIERR_DEVICEREMOVED,
  },
  {
    declaration: ddi.SetHardwareProtectionState,
    find: (_bench, { functions }) => functions.pfnSetHardwareProtectionState,
    good: (_bench, { hDevice }) => [hDevice, 1],
    removed: D3DDDIERR_DEVICEREMOVED,
  },
];
