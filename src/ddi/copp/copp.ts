/** Certified Output Protection Protocol: strmif.h (AMCOPP), the driver's dxva.h (DXVA_COPP); clauses COPP. */
import { array, named, struct, bytes, DWORD } from '../../abi/index.js';
import {
  COPP_ProtectionType,
  COPP_StatusFlags,
  COPP_StatusHDCPFlags,
  COPP_TVProtectionStandard,
} from './enums.js';
import { GUID } from '../guid.js';
import { COPP_GUID } from '../copp-guid.js';

/** 256 bytes. The start message: 40 bytes of plaintext under raw RSA (COPP-4, COPP-6, D-07). */
export const AMCOPPSignature = struct('AMCOPPSignature', {
  Signature: bytes(256),
});

/** 4096 bytes. macKDI covers bytes 16 to the end (COPP-14); sequence rule COPP-15. */
export const AMCOPPCommand = struct('AMCOPPCommand', {
  macKDI: GUID,
  guidCommandID: COPP_GUID,
  dwSequence: DWORD,
  cbSizeData: DWORD,
  CommandData: bytes(4056),
});

/** 4096 bytes. No MAC; rApp is the application's random (COPP-21, COPP-22). */
export const AMCOPPStatusInput = struct('AMCOPPStatusInput', {
  rApp: GUID,
  guidStatusRequestID: COPP_GUID,
  dwSequence: DWORD,
  cbSizeData: DWORD,
  StatusData: bytes(4056),
});

/** 4096 bytes. macKDI covers bytes 16 to the end (COPP-24); starts with rApp (COPP-23). */
export const AMCOPPStatusOutput = struct('AMCOPPStatusOutput', {
  macKDI: GUID,
  cbSizeData: DWORD,
  COPPStatus: bytes(4076),
});

/** 256 bytes. AMCOPPSignature as the driver gets it. */
export const DXVA_COPPSignature = struct('DXVA_COPPSignature', {
  Signature: bytes(256),
});

/** 4096 bytes. AMCOPPCommand as the driver gets it. */
export const DXVA_COPPCommand = struct('DXVA_COPPCommand', {
  macKDI: GUID,
  guidCommandID: COPP_GUID,
  dwSequence: DWORD,
  cbSizeData: DWORD,
  CommandData: bytes(4056),
});

/** 4096 bytes. AMCOPPStatusInput as the driver gets it. */
export const DXVA_COPPStatusInput = struct('DXVA_COPPStatusInput', {
  rApp: GUID,
  guidStatusRequestID: COPP_GUID,
  dwSequence: DWORD,
  cbSizeData: DWORD,
  StatusData: bytes(4056),
});

/** 4096 bytes. AMCOPPStatusOutput as the driver fills it. */
export const DXVA_COPPStatusOutput = struct('DXVA_COPPStatusOutput', {
  macKDI: GUID,
  cbSizeData: DWORD,
  COPPStatus: bytes(4076),
});

/** 16 bytes. One type and a level of that type (COPP-19). */
export const DXVA_COPPSetProtectionLevelCmdData = struct('DXVA_COPPSetProtectionLevelCmdData', {
  ProtType: named(DWORD, COPP_ProtectionType),
  ProtLevel: DWORD,
  ExtendedInfoChangeMask: DWORD,
  ExtendedInfoData: DWORD,
});

/** 64 bytes. Data of DXVA_COPPSetSignaling. */
export const DXVA_COPPSetSignalingCmdData = struct('DXVA_COPPSetSignalingCmdData', {
  ActiveTVProtectionStandard: named(DWORD, COPP_TVProtectionStandard),
  AspectRatioChangeMask1: DWORD,
  AspectRatioData1: DWORD,
  AspectRatioChangeMask2: DWORD,
  AspectRatioData2: DWORD,
  AspectRatioChangeMask3: DWORD,
  AspectRatioData3: DWORD,
  ExtendedInfoChangeMask: array(DWORD, 4),
  ExtendedInfoData: array(DWORD, 4),
  Reserved: DWORD,
});

/** 32 bytes. Answer to the queries of a single value (COPP-23, COPP-31). */
export const DXVA_COPPStatusData = struct('DXVA_COPPStatusData', {
  rApp: GUID,
  dwFlags: named(DWORD, COPP_StatusFlags),
  dwData: DWORD,
  ExtendedInfoValidMask: DWORD,
  ExtendedInfoData: DWORD,
});

/** 44 bytes. Answer to DXVA_COPPQueryDisplayData. */
export const DXVA_COPPStatusDisplayData = struct('DXVA_COPPStatusDisplayData', {
  rApp: GUID,
  dwFlags: named(DWORD, COPP_StatusFlags),
  DisplayWidth: DWORD,
  DisplayHeight: DWORD,
  Format: DWORD,
  d3dFormat: DWORD,
  FreqNumerator: DWORD,
  FreqDenominator: DWORD,
});

/** 72 bytes. Answer to DXVA_COPPQueryHDCPKeyData; the low 40 bits of BKey (COPP-38). */
export const DXVA_COPPStatusHDCPKeyData = struct('DXVA_COPPStatusHDCPKeyData', {
  rApp: GUID,
  dwFlags: named(DWORD, COPP_StatusFlags),
  dwHDCPFlags: named(DWORD, COPP_StatusHDCPFlags),
  BKey: GUID,
  Reserved1: GUID,
  Reserved2: GUID,
});

/** 88 bytes. Answer to DXVA_COPPQuerySignaling. */
export const DXVA_COPPStatusSignalingCmdData = struct('DXVA_COPPStatusSignalingCmdData', {
  rApp: GUID,
  dwFlags: named(DWORD, COPP_StatusFlags),
  AvailableTVProtectionStandards: named(DWORD, COPP_TVProtectionStandard),
  ActiveTVProtectionStandard: named(DWORD, COPP_TVProtectionStandard),
  TVType: DWORD,
  AspectRatioValidMask1: DWORD,
  AspectRatioData1: DWORD,
  AspectRatioValidMask2: DWORD,
  AspectRatioData2: DWORD,
  AspectRatioValidMask3: DWORD,
  AspectRatioData3: DWORD,
  ExtendedInfoValidMask: array(DWORD, 4),
  ExtendedInfoData: array(DWORD, 4),
});

/** 40 bytes. What SequenceStart unwraps, raw RSA, 1-byte packed (D-07). */
export const COPP_SEQUENCE_PLAINTEXT = struct(
  'COPP_SEQUENCE_PLAINTEXT',
  {
    rGraphicsDriver: GUID,
    kKDI: bytes(16),
    dwStatusSequenceStart: DWORD,
    dwCommandSequenceStart: DWORD,
  },
  { packing: 1 },
);
