/** Hardware protection, WDDM 2.0: d3d10umddi.h, clauses HWP, GDHK, CCSS, GCPD, SHP. */
import { VOID, behind, declare, value, struct, BOOL, pointer, UINT, UINT64, tail } from '../../abi/index.js';
import { hDevice } from './device.js';
import { D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS } from './enums-crypto-session.js';
import { D3D10DDI_HRESOURCE, D3D11_1DDI_HCRYPTOSESSION } from './handles.js';
import {
  D3DDDIERR_DEVICEREMOVED,
  D3DDDIERR_OUTOFHWPROTECTEDMEMORY,
  D3DDDIERR_UNSUPPORTEDCRYPTO,
  E_INVALIDARG,
  E_OUTOFMEMORY,
  S_OK,
  HRESULT,
} from '../hresults.js';
import { GUID } from '../guid.js';

/** 12 bytes. The driver's head, then the DRM command (HWP-1). */
export const D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION_INPUT_DATA = struct(
  'D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION_INPUT_DATA',
  {
    PrivateDataSize: UINT,
    HWProtectionDataSize: UINT,
    pbInput: tail(4),
  },
);

/** 40 bytes. The driver's head, then the DRM result; times in 100 ns (HWP-2, HWP-3). */
export const D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION_OUTPUT_DATA = struct(
  'D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION_OUTPUT_DATA',
  {
    PrivateDataSize: UINT,
    MaxHWProtectionDataSize: UINT,
    HWProtectionDataSize: UINT,
    TransportTime: UINT64,
    ExecutionTime: UINT64,
    pbOutput: tail(4),
  },
);

/** 32 bytes (x86 16). What pData of the negotiation points to (NCS-9, HWP-4, HWP-5). */
export const D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION_DATA = struct(
  'D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION_DATA',
  {
    HWProtectionFunctionID: UINT,
    pInputData: pointer('D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION_INPUT_DATA*'),
    pOutputData: pointer('D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION_OUTPUT_DATA*'),
    Status: HRESULT,
  },
);

/**
 * pData of a key exchange, in and out (NCS-10): by its size it is the wrapped key of RSAES-OAEP, bytes that nobody but the
 * driver reads, or the structure of HW_PROTECTION (NCS-9).
 */
export const keyExchangeData = behind('pData', pointer('BYTE*'), 'inout', {
  chosenBy: { at: 'DataSize' },
  layouts: new Map([
    [D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION_DATA.bytes, D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION_DATA],
  ]),
  bytesIn: 'DataSize',
});

const hCryptoSession = value('hCryptoSession', D3D11_1DDI_HCRYPTOSESSION);

/** GDHK-1, GDHK-2. The parameter is spelt so in the header. */
export const GetDataForNewHardwareKey = declare({
  name: 'GetDataForNewHardwareKey',
  typedef: 'PFND3DWDDM2_0DDI_GETDATAFORNEWHARDWAREKEY',
  clauses: 'GDHK',
  returns: HRESULT,
  codes: [S_OK, E_OUTOFMEMORY],
  decidedCodes: [E_INVALIDARG],
  parameters: [
    hDevice,
    hCryptoSession,
    value('PrivateInputSize', UINT),
    behind('pPrivatInputData', pointer('const void*'), 'in', { bytesIn: 'PrivateInputSize' }),
    behind('pPrivateOutputData', pointer('UINT64*'), 'out', { layout: UINT64 }),
  ],
});

/** CCSS-1…CCSS-3, D-44. */
export const CheckCryptoSessionStatus = declare({
  name: 'CheckCryptoSessionStatus',
  typedef: 'PFND3DWDDM2_0DDI_CHECKCRYPTOSESSIONSTATUS',
  clauses: 'CCSS',
  returns: VOID,
  decidedCodes: [E_INVALIDARG, D3DDDIERR_DEVICEREMOVED],
  parameters: [
    hDevice,
    hCryptoSession,
    behind('pStatus', pointer('D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS*'), 'out', {
      layout: D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS,
    }),
  ],
});

/** GCPD-1, GCPD-2: the sizes of the driver's heads in the HW_PROTECTION buffers. */
export const GetCryptoSessionPrivateDataSize = declare({
  name: 'GetCryptoSessionPrivateDataSize',
  typedef: 'PFND3DWDDM2_0DDI_GETCRYPTOSESSIONPRIVATEDATASIZE',
  clauses: 'GCPD',
  returns: VOID,
  decidedCodes: [E_INVALIDARG, D3DDDIERR_UNSUPPORTEDCRYPTO, D3DDDIERR_DEVICEREMOVED],
  parameters: [
    hDevice,
    behind('pCryptoType', pointer('const GUID*'), 'in', { layout: GUID }),
    behind('pDecoderProfile', pointer('const GUID*'), 'in', { layout: GUID }, true),
    behind('pKeyExchangeType', pointer('const GUID*'), 'in', { layout: GUID }),
    behind('pPrivateInputSize', pointer('UINT*'), 'out', { layout: UINT }),
    behind('pPrivateOutputSize', pointer('UINT*'), 'out', { layout: UINT }),
  ],
});

/** SHP-1, SHP-2: one resource, in the device table. */
export const SetHardwareProtection = declare({
  name: 'SetHardwareProtection',
  typedef: 'PFND3DWDDM2_0DDI_SETHARDWAREPROTECTION',
  clauses: 'SHP',
  returns: VOID,
  decidedCodes: [E_INVALIDARG, D3DDDIERR_DEVICEREMOVED, D3DDDIERR_OUTOFHWPROTECTEDMEMORY],
  parameters: [hDevice, value('hResource', D3D10DDI_HRESOURCE), value('Protected', BOOL)],
});

/** SHP-3, DEV-25: the whole device; no page describes it. */
export const SetHardwareProtectionState = declare({
  name: 'SetHardwareProtectionState',
  typedef: 'PFND3DWDDM2_0DDI_SETHARDWAREPROTECTIONSTATE',
  clauses: 'DEV',
  returns: VOID,
  decidedCodes: [E_INVALIDARG, D3DDDIERR_DEVICEREMOVED],
  parameters: [hDevice, value('HwProtectionEnable', BOOL)],
});
