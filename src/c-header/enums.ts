/** The enums and flags of the C header: their full names in d3d10umddi.h, which the objects here shorten. */
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

type Values = Readonly<Record<string, number>>;

/** One enum, or one set of flags, of the C header. */
export interface CEnum {
  /** The C type: an enum, or for flags a UINT of that name. */
  readonly type: string;
  /** Flags are combined, which C++ does not do with an enum. */
  readonly isFlags: boolean;
  /** The members by their full names. */
  readonly values: Values;
  readonly comment: string;
  /** On Windows the SDK's own headers have it. */
  readonly isWindowsOwn?: boolean;
}

/** The members' full names: a prefix, but for those that came with another version or are spelt otherwise. */
function named(values: Values, prefix: string, others: Readonly<Record<string, string>> = {}): Values {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [others[key] ?? `${prefix}${key}`, value]),
  );
}

/** The same prefix of a later version for some of the members. */
function since(prefix: string, ...keys: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(keys.map((key) => [key, `${prefix}${key}`]));
}

const anEnum = (type: string, values: Values, comment: string): CEnum => ({
  type,
  isFlags: false,
  values,
  comment,
});
const flags = (type: string, values: Values, comment: string): CEnum => ({
  type,
  isFlags: true,
  values,
  comment,
});

const opening: readonly CEnum[] = [
  anEnum(
    'D3D10_2DDICAPS_TYPE',
    named(D3D10_2DDICAPS_TYPE, 'D3D11DDICAPS_', {
      PIPELINESUPPORT_3D: 'D3D11DDICAPS_3DPIPELINESUPPORT',
      ...since('D3D11_1DDICAPS_', 'D3D11_OPTIONS', 'ARCHITECTURE_INFO', 'SHADER_MIN_PRECISION_SUPPORT'),
      ...since('D3DWDDM1_3DDICAPS_', 'D3D11_OPTIONS1', 'MARKER'),
      ...since('D3DWDDM2_0DDICAPS_', 'D3D11_OPTIONS2', 'D3D11_OPTIONS3', 'MEMORY_ARCHITECTURE', 'GPUVA_CAPS'),
      ...since('D3DWDDM2_0DDICAPS_', 'TEXTURE_LAYOUT', 'TEXTURE_LAYOUT1', 'SWIZZLE_PATTERN'),
      ...since('D3DWDDM2_2DDICAPS_', 'SHADERCACHE'),
      ...since('D3DWDDM3_2DDICAPS_', 'D3D11_OPTIONS6'),
      ...since('D3D12_DOWNLEVEL_DDICAPS_', 'UMDFILENAME'),
      TEXTURE_LAYOUT_WDDM2_2: 'D3DWDDM2_2DDICAPS_TEXTURE_LAYOUT',
      SWIZZLE_PATTERN_WDDM2_2: 'D3DWDDM2_2DDICAPS_SWIZZLE_PATTERN',
    }),
    'What GetCaps is asked for (OPN-17).',
  ),
  flags(
    'D3D11DDI_THREADING',
    named(D3D11DDI_THREADING, 'D3D11DDICAPS_'),
    'Caps of D3D11DDI_THREADING_CAPS (OPN-18, OPN-19).',
  ),
  flags(
    'D3D11DDI_SHADER',
    named(D3D11DDI_SHADER, 'D3D11DDICAPS_SHADER_'),
    'Caps of D3D11DDI_SHADER_CAPS (OPN-20).',
  ),
  anEnum(
    'D3D11DDI_3DPIPELINELEVEL',
    named(D3D11DDI_3DPIPELINELEVEL, 'D3D11DDI_3DPIPELINE', {
      ...since('D3D11_1DDI_3DPIPELINE', 'LEVEL_11_1', 'LEVEL_9_1', 'LEVEL_9_2', 'LEVEL_9_3'),
      ...since('D3DWDDM2_0DDI_3DPIPELINE', 'LEVEL_12_0', 'LEVEL_12_1'),
    }),
    'Levels; 3DPIPELINESUPPORT is answered with an OR of 1 << level (OPN-20).',
  ),
  flags(
    'D3D10DDI_CREATEDEVICE_FLAG',
    named(device.D3D10DDI_CREATEDEVICE_FLAG, 'D3D11DDI_CREATEDEVICE_FLAG_', {
      ...since('D3D10DDI_CREATEDEVICE_FLAG_', 'DISABLE_EXTRA_THREAD_CREATION'),
      PIPELINESUPPORT_3D_MASK: 'D3D11DDI_CREATEDEVICE_FLAG_3DPIPELINESUPPORT_MASK',
      PIPELINESUPPORT_3D_MASK2: 'D3D11DDI_CREATEDEVICE_FLAG_3DPIPELINESUPPORT_MASK2',
    }),
    'Flags of D3D10DDIARG_CREATEDEVICE (DEV-13).',
  ),
  flags(
    'D3D11_1_DDI_FLUSH_FLAGS',
    named(device.D3D11_1_DDI_FLUSH_FLAGS, 'D3D11_1DDI_FLUSH_', since('D3DWDDM1_3DDI_', 'TRIM_MEMORY')),
    'FlushFlags of Flush (DEV-21).',
  ),
];

const resources: readonly CEnum[] = [
  {
    ...anEnum(
      'DXGI_FORMAT',
      named(DXGI_FORMAT, 'DXGI_FORMAT_', { OPAQUE_420: 'DXGI_FORMAT_420_OPAQUE' }),
      'The formats of this slice; buffers carry UNKNOWN.',
    ),
    isWindowsOwn: true,
  },
  flags(
    'D3D10_DDI_FORMAT_SUPPORT',
    named(
      D3D10_DDI_FORMAT_SUPPORT,
      'D3D10_DDI_FORMAT_SUPPORT_',
      since(
        'D3D11_1DDI_FORMAT_SUPPORT_',
        'DECODER_OUTPUT',
        'VIDEO_PROCESSOR_OUTPUT',
        'VIDEO_PROCESSOR_INPUT',
        'CAPTURE',
        'VIDEO_ENCODER',
      ),
    ),
    'What CheckFormatSupport writes, of this slice (DEV-23).',
  ),
  anEnum(
    'D3D10DDIRESOURCE_TYPE',
    named(resource.D3D10DDIRESOURCE_TYPE, 'D3D10DDIRESOURCE_', since('D3D11DDIRESOURCE_', 'BUFFEREX')),
    'BUFFEREX occurs in view descriptions only.',
  ),
  anEnum(
    'D3D10_DDI_RESOURCE_USAGE',
    named(resource.D3D10_DDI_RESOURCE_USAGE, 'D3D10_DDI_USAGE_'),
    'Usage of the create arguments (RES-8).',
  ),
  flags(
    'D3D10_DDI_RESOURCE_BIND_FLAG',
    named(
      resource.D3D10_DDI_BIND,
      'D3D10_DDI_BIND_',
      since('D3D11_DDI_BIND_', 'UNORDERED_ACCESS', 'DECODER', 'VIDEO_ENCODER', 'CAPTURE'),
    ),
    'BindFlags of the create arguments; DECODER goes with output views (VDEC-21).',
  ),
  flags(
    'D3D10_DDI_CPU_ACCESS',
    named(resource.D3D10_DDI_CPU_ACCESS, 'D3D10_DDI_CPU_ACCESS_'),
    'MapFlags of the create arguments, though a page says D3D10_DDI_MAP (DV-AMB-3).',
  ),
  anEnum('D3D10_DDI_MAP', named(resource.D3D10_DDI_MAP, 'D3D10_DDI_MAP_'), 'DDIMap of ResourceMap.'),
  flags(
    'D3D10_DDI_MAP_FLAG',
    named(resource.D3D10_DDI_MAP_FLAG, 'D3D10_DDI_MAP_FLAG_'),
    'Flags of ResourceMap (RES-20).',
  ),
  flags(
    'D3D10_DDI_RESOURCE_MISC_FLAG',
    named(resource.D3D10_DDI_RESOURCE_MISC, 'D3D10_DDI_RESOURCE_MISC_', {
      ...since('D3D10_DDI_RESOURCE_', 'AUTO_GEN_MIP_MAP'),
      ...since('D3D11_DDI_RESOURCE_MISC_', 'DRAWINDIRECT_ARGS', 'BUFFER_ALLOW_RAW_VIEWS'),
      ...since('D3D11_DDI_RESOURCE_MISC_', 'BUFFER_STRUCTURED', 'RESOURCE_CLAMP'),
      ...since('D3D11_1DDI_RESOURCE_MISC_', 'RESTRICTED_CONTENT', 'RESTRICT_SHARED_RESOURCE_DRIVER'),
      ...since('D3DWDDM1_3DDI_RESOURCE_MISC_', 'CROSS_ADAPTER', 'TILED', 'TILE_POOL'),
      ...since(
        'D3DWDDM2_0DDI_RESOURCE_MISC_',
        'HW_PROTECTED',
        'DISPLAYABLE_SURFACE',
        'CONTAINS_HW_PROTECTED',
      ),
      ...since('D3DWDDM3_2DDI_RESOURCE_MISC_', 'NO_SHADER_ACCESS'),
      ...since('D3DWDDM2_5DDI_RESOURCE_MISC_', 'PHYSICALLY_CONTIGUOUS'),
    }),
    'MiscFlags of the create arguments; the API numbers the protecting ones otherwise (RES-10, RES-11).',
  ),
  anEnum(
    'D3DWDDM2_0DDI_TEXTURE_LAYOUT',
    named(resource.D3DWDDM2_0DDI_TEXTURE_LAYOUT, 'D3DWDDM2_0DDI_TL_'),
    'RES-7.',
  ),
  flags(
    'D3D11_1DDI_COPY_FLAGS',
    named(resource.D3D11_1DDI_COPY, 'D3D11_1DDI_COPY_'),
    'CopyFlags of ResourceCopyRegion and ResourceUpdateSubresourceUP.',
  ),
];

const protection: readonly CEnum[] = [
  flags(
    'D3D11_1DDI_CONTENT_PROTECTION_CAPS',
    named(
      D3D11_1DDI_CONTENT_PROTECTION_CAPS,
      'D3D11_1DDI_CONTENT_PROTECTION_CAPS_',
      since(
        'D3DWDDM2_0DDI_CONTENT_PROTECTION_CAPS_',
        'HARDWARE_PROTECT_UNCOMPRESSED',
        'HARDWARE_PROTECTED_MEMORY_PAGEABLE',
        'HARDWARE_PROTECTED_MEMORY_TRANSITION',
        'HARDWARE_TEARDOWN',
        'HARDWARE_DRM_COMMUNICATION',
      ),
    ),
    'Caps of the content-protection caps (GCPC-1).',
  ),
  anEnum(
    'D3D11_1DDI_CERTIFICATE_TYPE',
    named(channel.D3D11_1DDI_CERTIFICATE_TYPE, 'D3D11_1DDI_CERTIFICATE_TYPE_'),
    'Which certificate, and which arm of the union is read (GCS-2, GCS-3).',
  ),
  anEnum(
    'D3D11_1DDI_AUTHENTICATED_CHANNEL_TYPE',
    named(channel.D3D11_1DDI_AUTHENTICATED_CHANNEL_TYPE, 'D3D11_1DDI_AUTHENTICATED_CHANNEL_'),
    "The runtime's own channel, 1, never reaches the driver (CAC-5, CAC-6).",
  ),
  anEnum(
    'D3D11_1DDI_AUTHENTICATED_PROCESS_IDENTIFIER_TYPE',
    named(channel.D3D11_1DDI_AUTHENTICATED_PROCESS_IDENTIFIER_TYPE, 'D3D11_1DDI_PROCESSIDTYPE_'),
    'CFG-17.',
  ),
  flags(
    'D3D11_1DDI_BUS_TYPE',
    Object.fromEntries(
      Object.entries(channel.D3D11_1DDI_BUS_TYPE).map(([key, value]) => [
        `D3D11_1DDI_BUS_${key.startsWith('IMPL_') ? '' : 'TYPE_'}${key}`,
        value,
      ]),
    ),
    'A bus and, by OR, one way it is built.',
  ),
  anEnum(
    'D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS',
    named(session.D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS, 'D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS_'),
    'What CheckCryptoSessionStatus writes (CCSS-1).',
  ),
  flags(
    'D3DWDDM2_4DDI_CRYPTO_SESSION_KEY_EXCHANGE_FLAGS',
    named(
      session.D3DWDDM2_4DDI_CRYPTO_SESSION_KEY_EXCHANGE_FLAGS,
      'D3DWDDM2_4DDI_CRYPTO_SESSION_KEY_EXCHANGE_FLAG_',
    ),
    'NCX-2: there is no other.',
  ),
];

const decoders: readonly CEnum[] = [
  anEnum(
    'D3D11_1DDI_VIDEO_DECODER_BUFFER_TYPE',
    named(decoder.D3D11_1DDI_VIDEO_DECODER_BUFFER_TYPE, 'D3D11_1DDI_VIDEO_DECODER_BUFFER_'),
    "The API's value is one less.",
  ),
  anEnum(
    'D3D11_1DDI_VIDEO_USAGE',
    named(decoder.D3D11_1DDI_VIDEO_USAGE, 'D3D11_1DDI_VIDEO_USAGE_'),
    'Of a video processor; not what Usage of a decoder buffer holds (VDEC-13).',
  ),
];

/** Every enum of d3d10umddi.h that is declared, in the order of the subjects. */
export const cEnums: readonly CEnum[] = [...opening, ...resources, ...protection, ...decoders];
