/** How the facts' names of enums and of their members stand in softumd/ddi. */
interface EnumName {
  /** The export. */
  readonly object: string;
  /** What its keys leave out of the header's names. */
  readonly strip?: RegExp;
  /** Keys that cannot be made so. */
  readonly renamed?: Readonly<Record<string, string>>;
  /** The facts name some of the members only. */
  readonly isSubset?: boolean;
}

export const enumNames: Readonly<Record<string, EnumName>> = {
  D3D11_1DDI_CONTENT_PROTECTION_CAPS: {
    object: 'D3D11_1DDI_CONTENT_PROTECTION_CAPS',
    strip: /^D3D\w*?DDI_CONTENT_PROTECTION_CAPS_/,
  },
  D3D10_2DDICAPS_TYPE: {
    object: 'D3D10_2DDICAPS_TYPE',
    strip: /^D3D\w*?DDICAPS_/,
    renamed: {
      D3D11DDICAPS_3DPIPELINESUPPORT: 'PIPELINESUPPORT_3D',
      D3DWDDM2_2DDICAPS_TEXTURE_LAYOUT: 'TEXTURE_LAYOUT_WDDM2_2',
      D3DWDDM2_2DDICAPS_SWIZZLE_PATTERN: 'SWIZZLE_PATTERN_WDDM2_2',
    },
  },
  'D3D11DDI_THREADING_CAPS bits': { object: 'D3D11DDI_THREADING', strip: /^D3D11DDICAPS_/ },
  'D3D11DDI_SHADER_CAPS bits': { object: 'D3D11DDI_SHADER', strip: /^D3D11DDICAPS_SHADER_/ },
  D3D11DDI_3DPIPELINELEVEL: { object: 'D3D11DDI_3DPIPELINELEVEL', strip: /^D3D\w*?DDI_3DPIPELINE/ },
  'format support bits (subset)': {
    object: 'D3D10_DDI_FORMAT_SUPPORT',
    strip: /^D3D\w*?DDI_FORMAT_SUPPORT_/,
  },
  'DXGI_FORMAT (subset)': {
    object: 'DXGI_FORMAT',
    strip: /^DXGI_FORMAT_/,
    renamed: { DXGI_FORMAT_420_OPAQUE: 'OPAQUE_420' },
  },
  'CREATEDEVICE Flags': {
    object: 'D3D10DDI_CREATEDEVICE_FLAG',
    strip: /^D3D\w*?DDI_CREATEDEVICE_FLAG_/,
    renamed: {
      D3D11DDI_CREATEDEVICE_FLAG_3DPIPELINESUPPORT_MASK: 'PIPELINESUPPORT_3D_MASK',
      D3D11DDI_CREATEDEVICE_FLAG_3DPIPELINESUPPORT_MASK2: 'PIPELINESUPPORT_3D_MASK2',
    },
  },
  D3D11_1_DDI_FLUSH_FLAGS: { object: 'D3D11_1_DDI_FLUSH_FLAGS', strip: /^D3D11_1DDI_FLUSH_|^D3DWDDM1_3DDI_/ },
  'DDI versions (UINT64)': { object: 'DDI_SUPPORTED', strip: /_DDI_SUPPORTED$/ },
  'video sub-object ids': { object: 'VIDEO_FUNCTIONS', strip: /DDI_VIDEO_FUNCTIONS(?=_RS4_0$|$)/ },
  D3D10DDIRESOURCE_TYPE: { object: 'D3D10DDIRESOURCE_TYPE', strip: /^D3D1[01]DDIRESOURCE_/ },
  D3D10_DDI_RESOURCE_USAGE: { object: 'D3D10_DDI_RESOURCE_USAGE', strip: /^D3D10_DDI_USAGE_/ },
  D3D10_DDI_RESOURCE_BIND_FLAG: { object: 'D3D10_DDI_BIND', strip: /^D3D1[01]_DDI_BIND_/ },
  D3D10_DDI_CPU_ACCESS: { object: 'D3D10_DDI_CPU_ACCESS', strip: /^D3D10_DDI_CPU_ACCESS_/ },
  D3D10_DDI_MAP: { object: 'D3D10_DDI_MAP', strip: /^D3D10_DDI_MAP_/ },
  D3D10_DDI_MAP_FLAG: { object: 'D3D10_DDI_MAP_FLAG', strip: /^D3D10_DDI_MAP_FLAG_/ },
  D3D10_DDI_RESOURCE_MISC_FLAG: {
    object: 'D3D10_DDI_RESOURCE_MISC',
    strip: /^D3D\w*?DDI_RESOURCE_(?:MISC_)?/,
  },
  D3DWDDM2_0DDI_TEXTURE_LAYOUT: { object: 'D3DWDDM2_0DDI_TEXTURE_LAYOUT', strip: /^D3DWDDM2_0DDI_TL_/ },
  'D3D11_1DDI_COPY flags': { object: 'D3D11_1DDI_COPY', strip: /^D3D11_1DDI_COPY_/ },
  D3D11_1DDI_CERTIFICATE_TYPE: {
    object: 'D3D11_1DDI_CERTIFICATE_TYPE',
    strip: /^D3D11_1DDI_CERTIFICATE_TYPE_/,
  },
  D3D11_1DDI_AUTHENTICATED_CHANNEL_TYPE: {
    object: 'D3D11_1DDI_AUTHENTICATED_CHANNEL_TYPE',
    strip: /^D3D11_1DDI_AUTHENTICATED_CHANNEL_/,
  },
  D3D11_1DDI_AUTHENTICATED_PROCESS_IDENTIFIER_TYPE: {
    object: 'D3D11_1DDI_AUTHENTICATED_PROCESS_IDENTIFIER_TYPE',
    strip: /^D3D11_1DDI_PROCESSIDTYPE_/,
  },
  D3D11_1DDI_BUS_TYPE: { object: 'D3D11_1DDI_BUS_TYPE', strip: /^D3D11_1DDI_BUS_(?:TYPE_)?/ },
  D3D11_1DDI_AUTHENTICATED_PROTECTION_FLAGS: {
    object: 'D3D11_1DDI_AUTHENTICATED_PROTECTION_FLAG',
    strip: / \(.*\)$/,
  },
  D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS: {
    object: 'D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS',
    strip: /^D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS_/,
  },
  D3DWDDM2_4DDI_CRYPTO_SESSION_KEY_EXCHANGE_FLAGS: {
    object: 'D3DWDDM2_4DDI_CRYPTO_SESSION_KEY_EXCHANGE_FLAGS',
    strip: /^D3DWDDM2_4DDI_CRYPTO_SESSION_KEY_EXCHANGE_FLAG_/,
  },
  D3D11_1DDI_VIDEO_DECODER_BUFFER_TYPE: {
    object: 'D3D11_1DDI_VIDEO_DECODER_BUFFER_TYPE',
    strip: /^D3D11_1DDI_VIDEO_DECODER_BUFFER_/,
  },
  D3D11_1DDI_VIDEO_USAGE: { object: 'D3D11_1DDI_VIDEO_USAGE', strip: /^D3D11_1DDI_VIDEO_USAGE_/ },
  'D3D11_CONTENT_PROTECTION_CAPS (API)': {
    object: 'D3D11_CONTENT_PROTECTION_CAPS',
    strip: /^D3D11_CONTENT_PROTECTION_CAPS_/,
  },
  'D3D11_RESOURCE_MISC_FLAG (API, subset)': {
    object: 'D3D11_RESOURCE_MISC_FLAG',
    strip: /^D3D11_RESOURCE_MISC_/,
    isSubset: true,
  },
  AUTHENTICATED_CHANNEL_TYPE: {
    object: 'D3D11_AUTHENTICATED_CHANNEL_TYPE',
    renamed: { D3D9_or_D3D11_runtime: 'D3D11' },
  },
  'D3DDDICAPS_TYPE (D3D9, subset)': { object: 'D3DDDICAPS_TYPE', strip: /^D3DDDICAPS_/ },
  COPP_ProtectionType: { object: 'COPP_ProtectionType', strip: /^COPP_| \(OR flag\)$/ },
  COPP_HDCP_Protection_Level: { object: 'COPP_HDCP_Protection_Level', strip: /^COPP_| \(OR flag\)$/ },
  COPP_ACP_Protection_Level: { object: 'COPP_ACP_Protection_Level', strip: /^COPP_| \(OR flag\)$/ },
  COPP_CGMSA_Protection_Level: { object: 'COPP_CGMSA_Protection_Level', strip: /^COPP_| \(OR flag\)$/ },
  COPP_NoProtectionLevelAvailable: {
    object: 'COPP_NoProtectionLevelAvailable',
    strip: /^COPP_| \(OR flag\)$/,
  },
  COPP_StatusFlags: { object: 'COPP_StatusFlags', strip: /^COPP_| \(OR flag\)$/ },
  COPP_StatusHDCPFlags: { object: 'COPP_StatusHDCPFlags', strip: /^COPP_| \(OR flag\)$/ },
  COPP_ConnectorType: { object: 'COPP_ConnectorType', strip: /^COPP_| \(OR flag\)$/ },
  COPP_BusType: { object: 'COPP_BusType', strip: /^COPP_| \(OR flag\)$/ },
  COPP_TVProtectionStandard: { object: 'COPP_TVProtectionStandard', strip: /^COPP_| \(OR flag\)$/ },
  COPP_ImageAspectRatio_EN300294: { object: 'COPP_ImageAspectRatio_EN300294', strip: /^COPP_| \(OR flag\)$/ },
  'COPP_DeviceState (driver sample)': { object: 'COPP_DeviceState', strip: /^COPP_| \(OR flag\)$/ },
  COPP_FunctionCode: { object: 'COPP_FunctionCode', strip: /^COPP_| \(OR flag\)$/ },
  OPM_VIDEO_OUTPUT_SEMANTICS: { object: 'OPM_VIDEO_OUTPUT_SEMANTICS', strip: / \(OR flag\)$/ },
  DXGKMDT_CERTIFICATE_TYPE: { object: 'DXGKMDT_CERTIFICATE_TYPE', strip: / \(OR flag\)$/ },
  OPM_PROTECTION_TYPE: { object: 'OPM_PROTECTION_TYPE', strip: / \(OR flag\)$/ },
  OPM_HDCP_PROTECTION_LEVEL: { object: 'OPM_HDCP_PROTECTION_LEVEL', strip: / \(OR flag\)$/ },
  OPM_TYPE_ENFORCEMENT_HDCP_PROTECTION_LEVEL: {
    object: 'OPM_TYPE_ENFORCEMENT_HDCP_PROTECTION_LEVEL',
    strip: / \(OR flag\)$/,
  },
  OPM_DPCP_PROTECTION_LEVEL: { object: 'OPM_DPCP_PROTECTION_LEVEL', strip: / \(OR flag\)$/ },
  OPM_ACP_PROTECTION_LEVEL: { object: 'OPM_ACP_PROTECTION_LEVEL', strip: / \(OR flag\)$/ },
  OPM_CGMSA: { object: 'OPM_CGMSA', strip: / \(OR flag\)$/ },
  OPM_STATUS: { object: 'OPM_STATUS', strip: / \(OR flag\)$/ },
  OPM_HDCP_FLAG: { object: 'OPM_HDCP_FLAG', strip: / \(OR flag\)$/ },
  OPM_CONNECTOR_TYPE: { object: 'OPM_CONNECTOR_TYPE', strip: / \(OR flag\)$/ },
  OPM_BUS_TYPE: { object: 'OPM_BUS_TYPE', strip: / \(OR flag\)$/ },
  OPM_DVI_CHARACTERISTIC: { object: 'OPM_DVI_CHARACTERISTIC', strip: / \(OR flag\)$/ },
  'OPM_INTERLEAVE (dsfSampleInterleaveFormat)': { object: 'OPM_INTERLEAVE', strip: / \(OR flag\)$/ },
  OPM_PROTECTION_STANDARD: { object: 'OPM_PROTECTION_STANDARD', strip: / \(OR flag\)$/ },
  KSMETHOD_OPMVIDEOOUTPUT: { object: 'KSMETHOD_OPMVIDEOOUTPUT', strip: / \(OR flag\)$/ },
  AUTHENTICATED_PROCESS_IDENTIFIER_TYPE: { object: 'D3D11_1DDI_AUTHENTICATED_PROCESS_IDENTIFIER_TYPE' },
  'AUTHENTICATED_PROTECTION_FLAGS (bits)': {
    object: 'D3D11_1DDI_AUTHENTICATED_PROTECTION_FLAG',
    isSubset: true,
  },
  CONTENT_PROTECTION_CAPS: { object: 'D3D11_CONTENT_PROTECTION_CAPS', isSubset: true },
  'resource misc flags (DDI, subset)': {
    object: 'D3D10_DDI_RESOURCE_MISC',
    strip: /^D3D\w*?DDI_RESOURCE_(?:MISC_)?/,
    isSubset: true,
  },
};
