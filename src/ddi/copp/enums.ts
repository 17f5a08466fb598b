/** Enums and flags of COPP: the driver's dxva.h, clauses COPP. */
import { enumeration, flags } from '../../abi/index.js';

/** COPP-19, COPP-37. */
export const COPP_ProtectionType = flags(
  'COPP_ProtectionType',
  {
    COPP_ProtectionType_Unknown: 0x80000000,
    COPP_ProtectionType_None: 0,
    COPP_ProtectionType_HDCP: 1,
    COPP_ProtectionType_ACP: 2,
    COPP_ProtectionType_CGMSA: 4,
    COPP_ProtectionType_Mask: 0x80000007,
    COPP_ProtectionType_Reserved: 0x7ffffff8,
  },
  { masks: ['COPP_ProtectionType_Mask', 'COPP_ProtectionType_Reserved'] },
);

/** COPP-33. */
export const COPP_HDCP_Protection_Level = enumeration(
  'COPP_HDCP_Protection_Level',
  { COPP_HDCP_Level0: 0, COPP_HDCP_Level1: 1 },
  { short: ['COPP_HDCP_*'] },
);

/** COPP-33. */
export const COPP_ACP_Protection_Level = enumeration(
  'COPP_ACP_Protection_Level',
  { COPP_ACP_Level0: 0, COPP_ACP_Level1: 1, COPP_ACP_Level2: 2, COPP_ACP_Level3: 3 },
  { short: ['COPP_ACP_*'] },
);

/** RedistributionControlRequired is an OR flag (COPP-33). */
export const COPP_CGMSA_Protection_Level = flags(
  'COPP_CGMSA_Protection_Level',
  {
    COPP_CGMSA_Disabled: 0,
    COPP_CGMSA_CopyFreely: 1,
    COPP_CGMSA_CopyNoMore: 2,
    COPP_CGMSA_CopyOneGeneration: 3,
    COPP_CGMSA_CopyNever: 4,
    COPP_CGMSA_RedistributionControlRequired: 8,
    COPP_CGMSA_LevelMax: 12,
  },
  { short: ['COPP_CGMSA_*'], masks: ['COPP_CGMSA_LevelMax'], fields: [{ mask: 7 }] },
);

/** The level of a type that is not supported (COPP-35). */
export const COPP_NoProtectionLevelAvailable = 0xffffffff;

/** One-shot, per session (COPP-31). */
export const COPP_StatusFlags = flags(
  'COPP_StatusFlags',
  {
    COPP_StatusNormal: 0,
    COPP_LinkLost: 1,
    COPP_RenegotiationRequired: 2,
    COPP_StatusFlagsReserved: 0xfffffffc,
  },
  { short: ['COPP_StatusFlags*', 'COPP_*'], masks: ['COPP_StatusFlagsReserved'] },
);

/** COPP-38. */
export const COPP_StatusHDCPFlags = flags(
  'COPP_StatusHDCPFlags',
  { COPP_HDCPRepeater: 1, COPP_HDCPFlagsReserved: 0xfffffffe },
  { short: ['COPP_HDCPFlags*', 'COPP_*'], masks: ['COPP_HDCPFlagsReserved'] },
);

/** Internal is an OR flag (DXVA_COPPQueryConnectorType). */
export const COPP_ConnectorType = flags(
  'COPP_ConnectorType',
  {
    COPP_ConnectorType_Unknown: 0xffffffff,
    COPP_ConnectorType_VGA: 0,
    COPP_ConnectorType_SVideo: 1,
    COPP_ConnectorType_CompositeVideo: 2,
    COPP_ConnectorType_ComponentVideo: 3,
    COPP_ConnectorType_DVI: 4,
    COPP_ConnectorType_HDMI: 5,
    COPP_ConnectorType_LVDS: 6,
    COPP_ConnectorType_TMDS: 7,
    COPP_ConnectorType_D_JPN: 8,
    COPP_ConnectorType_Internal: 0x80000000,
  },
  { fields: [{ mask: 0x7fffffff }] },
);

/** Integrated is an OR flag (DXVA_COPPQueryBusData). */
export const COPP_BusType = flags(
  'COPP_BusType',
  {
    COPP_BusType_Unknown: 0,
    COPP_BusType_PCI: 1,
    COPP_BusType_PCIX: 2,
    COPP_BusType_PCIExpress: 3,
    COPP_BusType_AGP: 4,
    COPP_BusType_Integrated: 0x80000000,
  },
  { fields: [{ mask: 0x7fffffff }] },
);

/** Bits (DXVA_COPPSetSignaling). */
export const COPP_TVProtectionStandard = flags(
  'COPP_TVProtectionStandard',
  {
    COPP_ProtectionStandard_None: 0,
    COPP_ProtectionStandard_IEC61880_525i: 1,
    COPP_ProtectionStandard_IEC61880_2_525i: 2,
    COPP_ProtectionStandard_IEC62375_625p: 4,
    COPP_ProtectionStandard_EIA608B_525: 8,
    COPP_ProtectionStandard_EN300294_625i: 0x10,
    COPP_ProtectionStandard_CEA805A_TypeA_525p: 0x20,
    COPP_ProtectionStandard_CEA805A_TypeA_750p: 0x40,
    COPP_ProtectionStandard_CEA805A_TypeA_1125i: 0x80,
    COPP_ProtectionStandard_CEA805A_TypeB_525p: 0x100,
    COPP_ProtectionStandard_CEA805A_TypeB_750p: 0x200,
    COPP_ProtectionStandard_CEA805A_TypeB_1125i: 0x400,
    COPP_ProtectionStandard_ARIBTRB15_525i: 0x800,
    COPP_ProtectionStandard_ARIBTRB15_525p: 0x1000,
    COPP_ProtectionStandard_ARIBTRB15_750p: 0x2000,
    COPP_ProtectionStandard_ARIBTRB15_1125i: 0x4000,
    COPP_ProtectionStandard_Unknown: 0x80000000,
    COPP_ProtectionStandard_Mask: 0x80007fff,
    COPP_ProtectionStandard_Reserved: 0x7fff8000,
  },
  {
    short: ['COPP_ProtectionStandard_*'],
    masks: ['COPP_ProtectionStandard_Mask', 'COPP_ProtectionStandard_Reserved'],
  },
);

/** Only 0 to 7 matter on the wire. */
export const COPP_ImageAspectRatio_EN300294 = enumeration(
  'COPP_ImageAspectRatio_EN300294',
  {
    COPP_AspectRatio_EN300294_FullFormat4by3: 0,
    COPP_AspectRatio_EN300294_Box14by9Center: 1,
    COPP_AspectRatio_EN300294_Box14by9Top: 2,
    COPP_AspectRatio_EN300294_Box16by9Center: 3,
    COPP_AspectRatio_EN300294_Box16by9Top: 4,
    COPP_AspectRatio_EN300294_BoxGT16by9Center: 5,
    COPP_AspectRatio_EN300294_FullFormat4by3ProtectedCenter: 6,
    COPP_AspectRatio_EN300294_FullFormat16by9Anamorphic: 7,
    COPP_ImageAspectRatio_EN300294_Mask: 7,
  },
  {
    short: ['COPP_AspectRatio_EN300294_*', 'COPP_ImageAspectRatio_EN300294_*'],
    masks: ['COPP_ImageAspectRatio_EN300294_Mask'],
  },
);

/** The states of the driver sample (COPP-12). */
export const COPP_DeviceState = enumeration(
  'COPP_DeviceState',
  { COPP_OPENED: 0, COPP_CERT_LENGTH_RETURNED: 1, COPP_KEY_EXCHANGED: 2, COPP_SESSION_ACTIVE: 3 },
  { short: ['COPP_*'] },
);

/** The functions of the COPP device (COPP-42). */
export const COPP_FunctionCode = enumeration(
  'COPP_FunctionCode',
  {
    DXVA_COPPGetCertificateLengthFnCode: 1,
    DXVA_COPPKeyExchangeFnCode: 2,
    DXVA_COPPSequenceStartFnCode: 3,
    DXVA_COPPCommandFnCode: 4,
    DXVA_COPPQueryStatusFnCode: 5,
  },
  { short: ['DXVA_COPP*FnCode'] },
);
