/** Enums and flags of adapters and devices: d3d10umddi.h, clauses OPN, DEV, SUB. */

/** Flags of CREATEDEVICE; the level is ((Flags & 0xE) >> 1) | ((Flags & 0xC0) >> 3) (DEV-13). */
export const D3D10DDI_CREATEDEVICE_FLAG = {
  DISABLE_EXTRA_THREAD_CREATION: 0x1,
  PIPELINESUPPORT_3D_MASK: 0xe,
  SINGLETHREADED: 0x10,
  DEBUGGABLE: 0x20,
  PIPELINESUPPORT_3D_MASK2: 0xc0,
  ENABLE_INCREASED_PRIORITY: 0x1000,
} as const;

/** DEV-21. */
export const D3D11_1_DDI_FLUSH_FLAGS = { UNLESS_NO_COMMANDS: 1, TRIM_MEMORY: 2 } as const;

/** Interface << 32 | Version, as GetSupportedVersions lists them (OPN-13). */
export const DDI_SUPPORTED = {
  D3D11_0: 0x000b000a00020000n,
  D3D11_0_7: 0x000b000b00020000n,
  D3D11_1: 0x000b000f00000000n,
  D3DWDDM1_3: 0x000b001000010000n,
  D3DWDDM2_0: 0x000b002000090000n,
  D3DWDDM2_1: 0x000b002200020000n,
  D3DWDDM2_2: 0x000b002300050000n,
} as const;

/** Sub-object ids of the video function tables (SUB-4); 2.4: AMB-22. */
export const VIDEO_FUNCTIONS = { D3D11_1: 2, D3DWDDM2_0: 3, D3DWDDM2_1: 5 } as const;

/** The halves of {@link DDI_SUPPORTED} and of {@link VIDEO_FUNCTIONS} that D3D11.1 has. */
export const D3D11_1_DDI_SUPPORTED = DDI_SUPPORTED.D3D11_1;
export const D3D11_1_DDI_INTERFACE = 0x000b000f;
export const D3D11_1DDI_VIDEO_FUNCTIONS = VIDEO_FUNCTIONS.D3D11_1;
