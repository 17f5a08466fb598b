/** What OPM requests, answers and commands carry: opmapi.h, 1-byte packed; clauses OPM. */
import { array, named, struct, bytes, ULONG, ULONGLONG } from '../../abi/index.js';
import {
  OPM_HDCP_FLAG,
  OPM_INTERLEAVE,
  OPM_PROTECTION_STANDARD,
  OPM_PROTECTION_TYPE,
  OPM_STATUS,
} from './enums.js';
import { OPM_RANDOM_NUMBER } from './opm.js';

/** 5 bytes. The 40 bits of an HDCP receiver (COPP-38). */
export const OPM_HDCP_KEY_SELECTION_VECTOR = struct(
  'OPM_HDCP_KEY_SELECTION_VECTOR',
  {
    abKeySelectionVector: bytes(5),
  },
  { packing: 1 },
);

/** 32 bytes. Answer to the requests of a single value (OPM-25, OPM-34). */
export const OPM_STANDARD_INFORMATION = struct(
  'OPM_STANDARD_INFORMATION',
  {
    rnRandomNumber: OPM_RANDOM_NUMBER,
    ulStatusFlags: named(ULONG, OPM_STATUS),
    ulInformation: ULONG,
    ulReserved: ULONG,
    ulReserved2: ULONG,
  },
  { packing: 1 },
);

/** 44 bytes. Answer to OPM_GET_ACTUAL_OUTPUT_FORMAT (OPM-25). */
export const OPM_ACTUAL_OUTPUT_FORMAT = struct(
  'OPM_ACTUAL_OUTPUT_FORMAT',
  {
    rnRandomNumber: OPM_RANDOM_NUMBER,
    ulStatusFlags: named(ULONG, OPM_STATUS),
    ulDisplayWidth: ULONG,
    ulDisplayHeight: ULONG,
    dsfSampleInterleaveFormat: named(ULONG, OPM_INTERLEAVE),
    d3dFormat: ULONG,
    ulFrequencyNumerator: ULONG,
    ulFrequencyDenominator: ULONG,
  },
  { packing: 1 },
);

/** 88 bytes. Answer to OPM_GET_ACP_AND_CGMSA_SIGNALING, COPP semantics only (OPM-21). */
export const OPM_ACP_AND_CGMSA_SIGNALING = struct(
  'OPM_ACP_AND_CGMSA_SIGNALING',
  {
    rnRandomNumber: OPM_RANDOM_NUMBER,
    ulStatusFlags: named(ULONG, OPM_STATUS),
    ulAvailableTVProtectionStandards: named(ULONG, OPM_PROTECTION_STANDARD),
    ulActiveTVProtectionStandard: named(ULONG, OPM_PROTECTION_STANDARD),
    ulReserved: ULONG,
    ulAspectRatioValidMask1: ULONG,
    ulAspectRatioData1: ULONG,
    ulAspectRatioValidMask2: ULONG,
    ulAspectRatioData2: ULONG,
    ulAspectRatioValidMask3: ULONG,
    ulAspectRatioData3: ULONG,
    ulReserved2: array(ULONG, 4),
    ulReserved3: array(ULONG, 4),
  },
  { packing: 1 },
);

/** 72 bytes. Answer to OPM_GET_CONNECTED_HDCP_DEVICE_INFORMATION, COPP semantics only (OPM-21). */
export const OPM_CONNECTED_HDCP_DEVICE_INFORMATION = struct(
  'OPM_CONNECTED_HDCP_DEVICE_INFORMATION',
  {
    rnRandomNumber: OPM_RANDOM_NUMBER,
    ulStatusFlags: named(ULONG, OPM_STATUS),
    ulHDCPFlags: named(ULONG, OPM_HDCP_FLAG),
    ksvB: OPM_HDCP_KEY_SELECTION_VECTOR,
    Reserved: bytes(11),
    Reserved2: bytes(16),
    Reserved3: bytes(16),
  },
  { packing: 1 },
);

/** 28 bytes. The id lies at 20, unaligned (D-52). */
export const OPM_OUTPUT_ID_DATA = struct(
  'OPM_OUTPUT_ID_DATA',
  {
    rnRandomNumber: OPM_RANDOM_NUMBER,
    ulStatusFlags: named(ULONG, OPM_STATUS),
    OutputId: ULONGLONG,
  },
  { packing: 1 },
);

/** 16 bytes. One type and a level of that type (OPM-31). */
export const OPM_SET_PROTECTION_LEVEL_PARAMETERS = struct(
  'OPM_SET_PROTECTION_LEVEL_PARAMETERS',
  {
    ulProtectionType: named(ULONG, OPM_PROTECTION_TYPE),
    ulProtectionLevel: ULONG,
    Reserved: ULONG,
    Reserved2: ULONG,
  },
  { packing: 1 },
);

/** 64 bytes. Data of OPM_SET_ACP_AND_CGMSA_SIGNALING (OPM-45). */
export const OPM_SET_ACP_AND_CGMSA_SIGNALING_PARAMETERS = struct(
  'OPM_SET_ACP_AND_CGMSA_SIGNALING_PARAMETERS',
  {
    ulNewTVProtectionStandard: named(ULONG, OPM_PROTECTION_STANDARD),
    ulAspectRatioChangeMask1: ULONG,
    ulAspectRatioData1: ULONG,
    ulAspectRatioChangeMask2: ULONG,
    ulAspectRatioData2: ULONG,
    ulAspectRatioChangeMask3: ULONG,
    ulAspectRatioData3: ULONG,
    ulReserved: array(ULONG, 4),
    ulReserved2: array(ULONG, 4),
    ulReserved3: ULONG,
  },
  { packing: 1 },
);

/** 4 bytes. The SRM itself lies in the additional buffer (OPM-30). */
export const OPM_SET_HDCP_SRM_PARAMETERS = struct(
  'OPM_SET_HDCP_SRM_PARAMETERS',
  {
    ulSRMVersion: ULONG,
  },
  { packing: 1 },
);

/** 4056 bytes. OPM-43. */
export const OPM_GET_CODEC_INFO_PARAMETERS = struct(
  'OPM_GET_CODEC_INFO_PARAMETERS',
  {
    cbVerifier: ULONG,
    Verifier: bytes(4052),
  },
  { packing: 1 },
);

/** 20 bytes. OPM-43. */
export const OPM_GET_CODEC_INFO_INFORMATION = struct(
  'OPM_GET_CODEC_INFO_INFORMATION',
  {
    rnRandomNumber: OPM_RANDOM_NUMBER,
    Merit: ULONG,
  },
  { packing: 1 },
);
