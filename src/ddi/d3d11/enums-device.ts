/** Enums and flags of adapters and devices: d3d10umddi.h, clauses OPN, DEV, SUB. */
import { enumeration, flags } from '../../abi/index.js';
import { D3D11DDI_3DPIPELINELEVEL } from './caps.js';

/** A level in the flags of CREATEDEVICE: its low three bits from bit 1 on, the other two from bit 6 on (DEV-13). */
const inFlags = (level: number) => ((level & 7) << 1) | ((level & 0x18) << 3);

const { values: levels, shortNames: levelNames } = D3D11DDI_3DPIPELINELEVEL.constants;

/** Flags of CREATEDEVICE; the level is ((Flags & 0xE) >> 1) | ((Flags & 0xC0) >> 3) (DEV-13). */
export const D3D10DDI_CREATEDEVICE_FLAG = flags(
  'D3D10DDI_CREATEDEVICE_FLAG',
  {
    D3D10DDI_CREATEDEVICE_FLAG_DISABLE_EXTRA_THREAD_CREATION: 0x1,
    D3D11DDI_CREATEDEVICE_FLAG_3DPIPELINESUPPORT_MASK: 0xe,
    D3D11DDI_CREATEDEVICE_FLAG_SINGLETHREADED: 0x10,
    D3D11DDI_CREATEDEVICE_FLAG_DEBUGGABLE: 0x20,
    D3D11DDI_CREATEDEVICE_FLAG_3DPIPELINESUPPORT_MASK2: 0xc0,
    D3D11DDI_CREATEDEVICE_FLAG_ENABLE_INCREASED_PRIORITY: 0x1000,
  },
  {
    short: ['D3D10DDI_CREATEDEVICE_FLAG_*', 'D3D11DDI_CREATEDEVICE_FLAG_*'],
    renamed: {
      D3D11DDI_CREATEDEVICE_FLAG_3DPIPELINESUPPORT_MASK: 'PIPELINESUPPORT_3D_MASK',
      D3D11DDI_CREATEDEVICE_FLAG_3DPIPELINESUPPORT_MASK2: 'PIPELINESUPPORT_3D_MASK2',
    },
    masks: [
      'D3D11DDI_CREATEDEVICE_FLAG_3DPIPELINESUPPORT_MASK',
      'D3D11DDI_CREATEDEVICE_FLAG_3DPIPELINESUPPORT_MASK2',
    ],
    fields: [
      {
        mask: 0xce,
        names: Object.fromEntries(
          Object.entries(levels).map(([full, level]) => [levelNames[full]!, inFlags(level)]),
        ),
      },
    ],
  },
);

/** DEV-21. */
export const D3D11_1_DDI_FLUSH_FLAGS = flags(
  'D3D11_1_DDI_FLUSH_FLAGS',
  { D3D11_1DDI_FLUSH_UNLESS_NO_COMMANDS: 1, D3DWDDM1_3DDI_TRIM_MEMORY: 2 },
  { short: ['D3D11_1DDI_FLUSH_*', 'D3DWDDM1_3DDI_*'] },
);

/** Interface << 32 | Version, as GetSupportedVersions lists them (OPN-13). */
export const DDI_SUPPORTED = enumeration(
  'DDI_SUPPORTED',
  {
    D3D11_0_DDI_SUPPORTED: 0x000b000a00020000n,
    D3D11_0_7_DDI_SUPPORTED: 0x000b000b00020000n,
    D3D11_1_DDI_SUPPORTED: 0x000b000f00000000n,
    D3DWDDM1_3_DDI_SUPPORTED: 0x000b001000010000n,
    D3DWDDM2_0_DDI_SUPPORTED: 0x000b002000090000n,
    D3DWDDM2_1_DDI_SUPPORTED: 0x000b002200020000n,
    D3DWDDM2_2_DDI_SUPPORTED: 0x000b002300050000n,
  },
  { short: ['*_DDI_SUPPORTED'] },
);

const interfaceOf = (supported: bigint) => Number(supported >> 32n);

/** The upper halves of {@link DDI_SUPPORTED}: what Interface holds (OPN-14). */
export const DDI_INTERFACE_VERSION = enumeration(
  'DDI_INTERFACE_VERSION',
  {
    D3D11_0_DDI_INTERFACE_VERSION: interfaceOf(DDI_SUPPORTED.D3D11_0),
    D3D11_0_7_DDI_INTERFACE_VERSION: interfaceOf(DDI_SUPPORTED.D3D11_0_7),
    D3D11_1_DDI_INTERFACE_VERSION: interfaceOf(DDI_SUPPORTED.D3D11_1),
    D3DWDDM1_3_DDI_INTERFACE_VERSION: interfaceOf(DDI_SUPPORTED.D3DWDDM1_3),
    D3DWDDM2_0_DDI_INTERFACE_VERSION: interfaceOf(DDI_SUPPORTED.D3DWDDM2_0),
    D3DWDDM2_1_DDI_INTERFACE_VERSION: interfaceOf(DDI_SUPPORTED.D3DWDDM2_1),
    D3DWDDM2_2_DDI_INTERFACE_VERSION: interfaceOf(DDI_SUPPORTED.D3DWDDM2_2),
  },
  { short: ['*_DDI_INTERFACE_VERSION'] },
);

/** Sub-object ids of the video function tables (SUB-4); 2.4: AMB-22. */
export const VIDEO_FUNCTIONS = enumeration(
  'VIDEO_FUNCTIONS',
  {
    D3D11_1DDI_VIDEO_FUNCTIONS: 2,
    D3DWDDM2_0DDI_VIDEO_FUNCTIONS: 3,
    D3DWDDM2_1DDI_VIDEO_FUNCTIONS: 5,
  },
  { short: ['*DDI_VIDEO_FUNCTIONS'] },
);

/** What D3D11.1 has of these. */
export const D3D11_1_DDI_SUPPORTED = DDI_SUPPORTED.D3D11_1;
export const D3D11_1_DDI_INTERFACE = DDI_INTERFACE_VERSION.D3D11_1;
export const D3D11_1DDI_VIDEO_FUNCTIONS = VIDEO_FUNCTIONS.D3D11_1;
