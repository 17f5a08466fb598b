import type { OutputProfile, OutputsProfile } from './profile-schema.js';

/** A display on HDMI with HDCP: what most computers have; any members can be replaced. */
export const hdmiOutput: OutputProfile = {
  connector: 'HDMI',
  internal: false,
  bus: 'PCI_EXPRESS',
  integrated: false,
  connected: true,
  protections: [{ type: 'HDCP' }],
  mode: {
    width: 1920,
    height: 1080,
    scan: 'progressive',
    d3dFormat: 22,
    refreshNumerator: 60,
    refreshDenominator: 1,
  },
  tvStandards: [],
  tvType: 0,
  // 20 bits are set, as in every KSV.
  hdcpReceiver: { ksv: 0xb8_70d4_c6a7n, repeater: false },
  copp: true,
};

/** A television on component video with ACP and CGMS-A; ACP only up to standard definition. */
export const televisionOutput: OutputProfile = {
  ...hdmiOutput,
  connector: 'COMPONENT_VIDEO',
  protections: [{ type: 'ACP', maxWidth: 720, maxHeight: 576 }, { type: 'CGMSA' }],
  mode: { ...hdmiOutput.mode, width: 720, height: 480, scan: 'odd-field-first' },
  tvStandards: ['IEC61880_525i', 'CEA805A_TypeA_525p', 'CEA805A_TypeA_750p', 'CEA805A_TypeA_1125i'],
  hdcpReceiver: null,
};

/** The default: a display and a television. */
export const defaultOutputs: OutputsProfile = {
  multiMonitorMode: 'dual-view',
  hdcpDelayMs: 0,
  monitors: [
    { name: 'display', outputs: [hdmiOutput] },
    { name: 'television', outputs: [televisionOutput] },
  ],
};
