/** The enums and flags of the C header: which of them stand in it, in which order, and what is said of each. */
import type { Constants, HasConstants } from '../abi/index.js';
import {
  D3D10_2DDICAPS_TYPE,
  D3D10_DDI_FORMAT_SUPPORT,
  D3D11_1DDI_CONTENT_PROTECTION_CAPS,
  D3D11DDI_3DPIPELINELEVEL,
  D3D11DDI_SHADER,
  D3D11DDI_THREADING,
  DXGI_FORMAT,
} from '../ddi/index.js';
import * as channel from '../ddi/d3d11/enums-channel.js';
import * as session from '../ddi/d3d11/enums-crypto-session.js';
import * as decoder from '../ddi/d3d11/enums-decoder.js';
import * as device from '../ddi/d3d11/enums-device.js';
import * as resource from '../ddi/d3d11/enums-resource.js';

/** One enum, or one set of flags, of the C header. */
export interface CEnum {
  readonly constants: Constants;
  readonly comment: string;
  /** On Windows the SDK's own headers have it. */
  readonly isWindowsOwn?: boolean;
}

type Listed = readonly [HasConstants, comment: string];

const opening: readonly Listed[] = [
  [D3D10_2DDICAPS_TYPE, 'What GetCaps is asked for (OPN-17).'],
  [D3D11DDI_THREADING, 'Caps of D3D11DDI_THREADING_CAPS (OPN-18, OPN-19).'],
  [D3D11DDI_SHADER, 'Caps of D3D11DDI_SHADER_CAPS (OPN-20).'],
  [D3D11DDI_3DPIPELINELEVEL, 'Levels; 3DPIPELINESUPPORT is answered with an OR of 1 << level (OPN-20).'],
  [device.D3D10DDI_CREATEDEVICE_FLAG, 'Flags of D3D10DDIARG_CREATEDEVICE (DEV-13).'],
  [device.D3D11_1_DDI_FLUSH_FLAGS, 'FlushFlags of Flush (DEV-21).'],
];

const resources: readonly Listed[] = [
  [DXGI_FORMAT, 'Of dxgiformat.h; buffers carry UNKNOWN.'],
  [D3D10_DDI_FORMAT_SUPPORT, 'What CheckFormatSupport writes, of this slice (DEV-23).'],
  [resource.D3D10DDIRESOURCE_TYPE, 'BUFFEREX occurs in view descriptions only.'],
  [resource.D3D10_DDI_RESOURCE_USAGE, 'Usage of the create arguments (RES-8).'],
  [resource.D3D10_DDI_BIND, 'BindFlags of the create arguments; DECODER goes with output views (VDEC-21).'],
  [
    resource.D3D10_DDI_CPU_ACCESS,
    'MapFlags of the create arguments, though a page says D3D10_DDI_MAP (DV-AMB-3).',
  ],
  [resource.D3D10_DDI_MAP, 'DDIMap of ResourceMap.'],
  [resource.D3D10_DDI_MAP_FLAG, 'Flags of ResourceMap (RES-20).'],
  [
    resource.D3D10_DDI_RESOURCE_MISC,
    'MiscFlags of the create arguments; the API numbers the protecting ones otherwise (RES-10, RES-11).',
  ],
  [resource.D3DWDDM2_0DDI_TEXTURE_LAYOUT, 'RES-7.'],
  [resource.D3D11_1DDI_COPY, 'CopyFlags of ResourceCopyRegion and ResourceUpdateSubresourceUP.'],
];

const protection: readonly Listed[] = [
  [D3D11_1DDI_CONTENT_PROTECTION_CAPS, 'Caps of the content-protection caps (GCPC-1).'],
  [
    channel.D3D11_1DDI_CERTIFICATE_TYPE,
    'Which certificate, and which arm of the union is read (GCS-2, GCS-3).',
  ],
  [
    channel.D3D11_1DDI_AUTHENTICATED_CHANNEL_TYPE,
    "The runtime's own channel, 1, never reaches the driver (CAC-5, CAC-6).",
  ],
  [channel.D3D11_1DDI_AUTHENTICATED_PROCESS_IDENTIFIER_TYPE, 'CFG-17.'],
  [channel.D3D11_1DDI_BUS_TYPE, 'A bus and, by OR, one way it is built.'],
  [session.D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS, 'What CheckCryptoSessionStatus writes (CCSS-1).'],
  [session.D3DWDDM2_4DDI_CRYPTO_SESSION_KEY_EXCHANGE_FLAGS, 'NCX-2: there is no other.'],
];

const decoders: readonly Listed[] = [
  [decoder.D3D11_1DDI_VIDEO_DECODER_BUFFER_TYPE, "The API's value is one less."],
  [
    decoder.D3D11_1DDI_VIDEO_USAGE,
    'Of a video processor; not what Usage of a decoder buffer holds (VDEC-13).',
  ],
];

/** Every enum of d3d10umddi.h that is declared, in the order of the subjects. */
export const cEnums: readonly CEnum[] = [...opening, ...resources, ...protection, ...decoders].map(
  ([{ constants }, comment]) => ({ constants, comment, isWindowsOwn: constants === DXGI_FORMAT.constants }),
);
