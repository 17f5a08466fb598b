/** The names that d3dkmdt.h and dispmprt.h have for what the driver's functions of OPM take. */
import { comment, title } from './text.js';
import { DXGK_OPM_INTERFACE, DXGK_OPM_INTERFACE_3, OPM_INTERFACES } from '../ddi/index.js';

/** d3dkmdt.h's twins of opmapi.h's structures, byte for byte the same. */
const structures: Readonly<Record<string, string>> = {
  DXGKMDT_OPM_RANDOM_NUMBER: 'OPM_RANDOM_NUMBER',
  DXGKMDT_OPM_OMAC: 'OPM_OMAC',
  DXGKMDT_OPM_ENCRYPTED_PARAMETERS: 'OPM_ENCRYPTED_INITIALIZATION_PARAMETERS',
  DXGKMDT_OPM_GET_INFO_PARAMETERS: 'OPM_GET_INFO_PARAMETERS',
  DXGKMDT_OPM_COPP_COMPATIBLE_GET_INFO_PARAMETERS: 'OPM_COPP_COMPATIBLE_GET_INFO_PARAMETERS',
  DXGKMDT_OPM_REQUESTED_INFORMATION: 'OPM_REQUESTED_INFORMATION',
  DXGKMDT_OPM_CONFIGURE_PARAMETERS: 'OPM_CONFIGURE_PARAMETERS',
  DXGKMDT_OPM_STANDARD_INFORMATION: 'OPM_STANDARD_INFORMATION',
  DXGKMDT_OPM_ACTUAL_OUTPUT_FORMAT: 'OPM_ACTUAL_OUTPUT_FORMAT',
  DXGKMDT_OPM_ACP_AND_CGMSA_SIGNALING: 'OPM_ACP_AND_CGMSA_SIGNALING',
  DXGKMDT_OPM_CONNECTED_HDCP_DEVICE_INFORMATION: 'OPM_CONNECTED_HDCP_DEVICE_INFORMATION',
  DXGKMDT_OPM_HDCP_KEY_SELECTION_VECTOR: 'OPM_HDCP_KEY_SELECTION_VECTOR',
  DXGKMDT_OPM_OUTPUT_ID: 'OPM_OUTPUT_ID_DATA',
  DXGKMDT_OPM_SET_PROTECTION_LEVEL_PARAMETERS: 'OPM_SET_PROTECTION_LEVEL_PARAMETERS',
  DXGKMDT_OPM_SET_ACP_AND_CGMSA_SIGNALING_PARAMETERS: 'OPM_SET_ACP_AND_CGMSA_SIGNALING_PARAMETERS',
  DXGKMDT_OPM_SET_HDCP_SRM_PARAMETERS: 'OPM_SET_HDCP_SRM_PARAMETERS',
};

/** Enums there, whose values stand here under this header's own names. */
const numbers = [
  'DXGKMDT_CERTIFICATE_TYPE',
  'DXGKMDT_OPM_VIDEO_OUTPUT_SEMANTICS',
  'DXGKMDT_OPM_CONNECTOR_TYPE',
  'D3DDDI_VIDEO_PRESENT_TARGET_ID',
];

/** dispmprt.h's names of the numbers that tables have: that of version 4 ends in 3 (OPM-49). */
const versionNames = new Map([
  [DXGK_OPM_INTERFACE, 'DXGK_OPM_INTERFACE_VERSION_1'],
  [DXGK_OPM_INTERFACE_3, 'DXGK_OPM_INTERFACE_VERSION_3'],
]);

/** Second names of types, and the tables' numbers. */
export function opmTwins(): string {
  const about = "dispmprt.h's own names, so that a driver's functions read as they do with the WDK.";
  const versions = Object.entries(OPM_INTERFACES).map(
    ([number, { table }]) => `#define ${versionNames.get(table)!} ${number}\n`,
  );
  return (
    title("Output protection: the driver's names", about) +
    Object.entries(structures)
      .map(([name, ours]) => `typedef ${ours} ${name};\n`)
      .join('') +
    numbers.map((name) => `typedef UINT ${name};\n`).join('') +
    comment('What Version is in QUERY_INTERFACE and in the tables.') +
    versions.join('')
  );
}
