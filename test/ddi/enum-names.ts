/** What the facts name otherwise than a header does. */
interface OddFact {
  /** The declaration's name. */
  readonly declared: string;
  /** The facts have some of the values only. */
  readonly isSubset?: boolean;
  /** Values that the facts name in words. */
  readonly members?: Readonly<Record<string, string>>;
}

export const oddFacts: Readonly<Record<string, OddFact>> = {
  'D3D11DDI_THREADING_CAPS bits': { declared: 'D3D11DDI_THREADING' },
  'D3D11DDI_SHADER_CAPS bits': { declared: 'D3D11DDI_SHADER' },
  'format support bits (subset)': { declared: 'D3D10_DDI_FORMAT_SUPPORT' },
  'DXGI_FORMAT (subset)': { declared: 'DXGI_FORMAT', isSubset: true },
  'CREATEDEVICE Flags': { declared: 'D3D10DDI_CREATEDEVICE_FLAG' },
  'DDI versions (UINT64)': { declared: 'DDI_SUPPORTED' },
  'video sub-object ids': { declared: 'VIDEO_FUNCTIONS' },
  'D3D11_1DDI_COPY flags': { declared: 'D3D11_1DDI_COPY_FLAGS' },
  'resource misc flags (DDI, subset)': { declared: 'D3D10_DDI_RESOURCE_MISC_FLAG', isSubset: true },
  // The structure's name; its bits have no type of their own.
  D3D11_1DDI_AUTHENTICATED_PROTECTION_FLAGS: { declared: 'D3D11_1DDI_AUTHENTICATED_PROTECTION_FLAG' },
  'D3D11_RESOURCE_MISC_FLAG (API, subset)': { declared: 'D3D11_RESOURCE_MISC_FLAG', isSubset: true },
  // What both the DDI and the API have.
  AUTHENTICATED_CHANNEL_TYPE: {
    declared: 'D3D11_AUTHENTICATED_CHANNEL_TYPE',
    members: { D3D9_or_D3D11_runtime: 'D3D11' },
  },
  AUTHENTICATED_PROCESS_IDENTIFIER_TYPE: { declared: 'D3D11_1DDI_AUTHENTICATED_PROCESS_IDENTIFIER_TYPE' },
  'AUTHENTICATED_PROTECTION_FLAGS (bits)': {
    declared: 'D3D11_1DDI_AUTHENTICATED_PROTECTION_FLAG',
    isSubset: true,
  },
  CONTENT_PROTECTION_CAPS: { declared: 'D3D11_CONTENT_PROTECTION_CAPS', isSubset: true },
  'OPM_INTERLEAVE (dsfSampleInterleaveFormat)': { declared: 'DXGKMDT_OPM_INTERLEAVE_FORMAT' },
};
