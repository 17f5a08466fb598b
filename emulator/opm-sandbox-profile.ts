import * as v from 'valibot';
import { listOf, members, oneOf, wholeNumber } from '../src/options/index.js';

const largest = 0xffff_ffff;

const sandbox = members({
  /** The largest certificate chain that there is room for. */
  maxCertificateBytes: wholeNumber(0, largest),
  /** The levels that OPM_SET_PROTECTION_LEVEL, the only command, may set; of these types alone one may ask for levels. */
  protectionLevels: listOf(
    members({
      type: oneOf('HDCP', 'TYPE_ENFORCEMENT_HDCP', 'ACP', 'CGMSA', 'DPCP'),
      levels: listOf(wholeNumber(0, largest)),
    }),
  ),
  /** Requests for information that pass. */
  requests: listOf(
    oneOf(
      ...(['GET_CONNECTOR_TYPE', 'GET_SUPPORTED_PROTECTION_TYPES', 'GET_VIRTUAL_PROTECTION_LEVEL'] as const),
      ...(['GET_ACTUAL_PROTECTION_LEVEL', 'GET_ACTUAL_OUTPUT_FORMAT', 'GET_ADAPTER_BUS_TYPE'] as const),
      ...(['GET_CONNECTED_HDCP_DEVICE_INFORMATION', 'GET_ACP_AND_CGMSA_SIGNALING'] as const),
      ...(['GET_CURRENT_HDCP_SRM_VERSION', 'GET_OUTPUT_ID', 'GET_DVI_CHARACTERISTICS'] as const),
      ...(['GET_OUTPUT_HARDWARE_PROTECTION_SUPPORT', 'GET_CODEC_INFO'] as const),
    ),
  ),
});

/** The section of the profile: no driver's matter, but that of the process which asks for its outputs. */
export const opmSandboxProfileEntries = {
  /** What stands between OPM and a player in a sandbox (RC-06); null for one in none. */
  opmSandbox: v.nullable(sandbox),
};

/** The policy of a sandbox. */
export type OpmSandboxProfile = Readonly<v.InferOutput<typeof sandbox>>;

/** What a browser's sandbox lets through (RC-06). */
export const browserSandbox: OpmSandboxProfile = {
  maxCertificateBytes: 16384,
  protectionLevels: [
    { type: 'HDCP', levels: [0, 1] },
    { type: 'DPCP', levels: [0, 1] },
  ],
  requests: [
    'GET_CONNECTOR_TYPE',
    'GET_SUPPORTED_PROTECTION_TYPES',
    'GET_VIRTUAL_PROTECTION_LEVEL',
    'GET_ACTUAL_PROTECTION_LEVEL',
  ],
};
