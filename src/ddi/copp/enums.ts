/** Enums and flags of COPP: the driver's dxva.h, clauses COPP. */

/** COPP-19, COPP-37. */
export const COPP_ProtectionType = {
  Unknown: 0x80000000,
  None: 0,
  HDCP: 1,
  ACP: 2,
  CGMSA: 4,
  Mask: 0x80000007,
  Reserved: 0x7ffffff8,
} as const;

/** COPP-33. */
export const COPP_HDCP_Protection_Level = { Level0: 0, Level1: 1 } as const;

/** COPP-33. */
export const COPP_ACP_Protection_Level = { Level0: 0, Level1: 1, Level2: 2, Level3: 3 } as const;

/** RedistributionControlRequired is an OR flag (COPP-33). */
export const COPP_CGMSA_Protection_Level = {
  Disabled: 0,
  CopyFreely: 1,
  CopyNoMore: 2,
  CopyOneGeneration: 3,
  CopyNever: 4,
  RedistributionControlRequired: 8,
  LevelMax: 12,
} as const;

/** The level of a type that is not supported (COPP-35). */
export const COPP_NoProtectionLevelAvailable = 0xffffffff;

/** One-shot, per session (COPP-31). */
export const COPP_StatusFlags = {
  StatusNormal: 0,
  LinkLost: 1,
  RenegotiationRequired: 2,
  Reserved: 0xfffffffc,
} as const;

/** COPP-38. */
export const COPP_StatusHDCPFlags = { HDCPRepeater: 1, Reserved: 0xfffffffe } as const;

/** Internal is an OR flag (DXVA_COPPQueryConnectorType). */
export const COPP_ConnectorType = {
  Unknown: 0xffffffff,
  VGA: 0,
  SVideo: 1,
  CompositeVideo: 2,
  ComponentVideo: 3,
  DVI: 4,
  HDMI: 5,
  LVDS: 6,
  TMDS: 7,
  D_JPN: 8,
  Internal: 0x80000000,
} as const;

/** Integrated is an OR flag (DXVA_COPPQueryBusData). */
export const COPP_BusType = {
  Unknown: 0,
  PCI: 1,
  PCIX: 2,
  PCIExpress: 3,
  AGP: 4,
  Integrated: 0x80000000,
} as const;

/** Bits (DXVA_COPPSetSignaling). */
export const COPP_TVProtectionStandard = {
  NONE: 0,
  IEC61880_525i: 1,
  IEC61880_2_525i: 2,
  IEC62375_625p: 4,
  EIA608B_525: 8,
  EN300294_625i: 0x10,
  CEA805A_TypeA_525p: 0x20,
  CEA805A_TypeA_750p: 0x40,
  CEA805A_TypeA_1125i: 0x80,
  CEA805A_TypeB_525p: 0x100,
  CEA805A_TypeB_750p: 0x200,
  CEA805A_TypeB_1125i: 0x400,
  ARIBTRB15_525i: 0x800,
  ARIBTRB15_525p: 0x1000,
  ARIBTRB15_750p: 0x2000,
  ARIBTRB15_1125i: 0x4000,
  Unknown: 0x80000000,
  Mask: 0x80007fff,
  Reserved: 0x7fff8000,
} as const;

/** Only 0 to 7 matter on the wire. */
export const COPP_ImageAspectRatio_EN300294 = {
  FullFormat4by3: 0,
  Box14by9Center: 1,
  Box14by9Top: 2,
  Box16by9Center: 3,
  Box16by9Top: 4,
  BoxGT16by9Center: 5,
  FullFormat4by3ProtectedCenter: 6,
  FullFormat16by9Anamorphic: 7,
  Mask: 7,
} as const;

/** The states of the driver sample (COPP-12). */
export const COPP_DeviceState = {
  OPENED: 0,
  CERT_LENGTH_RETURNED: 1,
  KEY_EXCHANGED: 2,
  SESSION_ACTIVE: 3,
} as const;

/** The functions of the COPP device (COPP-42). */
export const COPP_FunctionCode = {
  GetCertificateLength: 1,
  KeyExchange: 2,
  SequenceStart: 3,
  Command: 4,
  QueryStatus: 5,
} as const;
