/** Enums and flags of certificates and authenticated channels: d3d10umddi.h, clauses GCS, CAC, QAC, CFG. */

/** Which certificate, and which arm of the union is read (GCS-2, GCS-3). */
export const D3D11_1DDI_CERTIFICATE_TYPE = { AUTHENTICATED_CHANNEL: 1, CRYPTO_SESSION: 2 } as const;

/** The runtime's own channel, 1, never reaches the driver (CAC-5, CAC-6). */
export const D3D11_1DDI_AUTHENTICATED_CHANNEL_TYPE = { DRIVER_SOFTWARE: 2, DRIVER_HARDWARE: 3 } as const;

/** CFG-17. */
export const D3D11_1DDI_AUTHENTICATED_PROCESS_IDENTIFIER_TYPE = { UNKNOWN: 0, DWM: 1, HANDLE: 2 } as const;

/** A bus and, by OR, one way it is built. */
export const D3D11_1DDI_BUS_TYPE = {
  OTHER: 0,
  PCI: 1,
  PCIX: 2,
  PCIEXPRESS: 3,
  AGP: 4,
  IMPL_MODIFIER_INSIDE_OF_CHIPSET: 0x10000,
  IMPL_MODIFIER_TRACKS_ON_MOTHER_BOARD_TO_CHIP: 0x20000,
  IMPL_MODIFIER_TRACKS_ON_MOTHER_BOARD_TO_SOCKET: 0x30000,
  IMPL_MODIFIER_DAUGHTER_BOARD_CONNECTOR: 0x40000,
  IMPL_MODIFIER_DAUGHTER_BOARD_CONNECTOR_INSIDE_OF_NUAE: 0x50000,
  IMPL_MODIFIER_NON_STANDARD: 0x80000000,
} as const;

/** The bits of D3D11_1DDI_AUTHENTICATED_PROTECTION_FLAGS.Value; reserved ones are zero (CFG-19). */
export const D3D11_1DDI_AUTHENTICATED_PROTECTION_FLAG = {
  ProtectionEnabled: 1,
  OverlayOrFullscreenRequired: 2,
  Reserved: 0xfffffffc,
} as const;
