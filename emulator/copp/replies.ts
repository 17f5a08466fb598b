import type { Guid } from '../../src/abi/index.js';
import type { OutputProtection } from '../../src/driver/index.js';
import {
  COPP_BusType as BUS,
  COPP_ConnectorType as CONNECTOR,
  COPP_StatusHDCPFlags,
  DXVA_COPPQueryBusData,
  DXVA_COPPQueryConnectorType,
  DXVA_COPPQueryDisplayData,
  DXVA_COPPQueryGlobalProtectionLevel,
  DXVA_COPPQueryHDCPKeyData,
  DXVA_COPPQueryLocalProtectionLevel,
  DXVA_COPPQueryProtectionType,
  DXVA_COPPQuerySignaling,
  DXVA_COPPStatusData as DATA,
  DXVA_COPPStatusDisplayData as DISPLAY_DATA,
  DXVA_COPPStatusHDCPKeyData as HDCP_DATA,
  DXVA_COPPStatusSignalingCmdData as SIGNALING_DATA,
} from '../../src/ddi/index.js';
import type { Output } from '../outputs/output.js';
import type { OutputProfile } from '../outputs/profile-schema.js';
import type { CoppCore } from './copp-core.js';
import { typesOf } from './levels.js';
import { aspectRatioMask } from './signaling.js';
import type { CoppSession } from './state.js';

/** What a query is answered from. */
interface Asked {
  readonly core: CoppCore;
  readonly session: CoppSession;
  readonly output: Output;
  /** What the level queries ask about. */
  readonly protection: OutputProtection | undefined;
}

/** One query: how many bytes of input it has, and its reply, whose rApp and dwFlags are filled in afterwards. */
export interface Query {
  /** 0, or 4 for a protection type (COPP-28). */
  readonly inputBytes: number;
  /** Undefined where the protection type that is asked about is none of the output's. */
  readonly reply: (asked: Asked) => Uint8Array | undefined;
}

/** Connectors that COPP has a number for; the others are unknown to it. */
const connectors: Partial<Record<OutputProfile['connector'], number>> = {
  VGA: CONNECTOR.VGA,
  SVIDEO: CONNECTOR.SVideo,
  COMPOSITE_VIDEO: CONNECTOR.CompositeVideo,
  COMPONENT_VIDEO: CONNECTOR.ComponentVideo,
  DVI: CONNECTOR.DVI,
  HDMI: CONNECTOR.HDMI,
  LVDS: CONNECTOR.LVDS,
  TMDS: CONNECTOR.TMDS,
  D_JPN: CONNECTOR.D_JPN,
};

const buses: Record<OutputProfile['bus'], number> = {
  UNKNOWN: BUS.Unknown,
  PCI: BUS.PCI,
  PCIX: BUS.PCIX,
  PCI_EXPRESS: BUS.PCIExpress,
  AGP: BUS.AGP,
};

/** DXVA_SampleFormat. */
const scans: Record<Output['mode']['scan'], number> = {
  progressive: 2,
  'even-field-first': 3,
  'odd-field-first': 4,
};

function connectorType({ profile }: Output): number {
  const type = connectors[profile.connector] ?? CONNECTOR.Unknown;
  return profile.internal ? (type | CONNECTOR.Internal) >>> 0 : type;
}

function busType({ profile }: Output): number {
  return profile.integrated ? (buses[profile.bus] | BUS.Integrated) >>> 0 : buses[profile.bus];
}

function displayData({ mode }: Output): Uint8Array {
  return DISPLAY_DATA.toBytes({
    DisplayWidth: mode.width,
    DisplayHeight: mode.height,
    Format: scans[mode.scan],
    d3dFormat: mode.d3dFormat,
    FreqNumerator: mode.refreshNumerator,
    FreqDenominator: mode.refreshDenominator,
  });
}

/** COPP-38: without a receiver there is no key. */
function hdcpKeyData({ core, output: { hdcpReceiver } }: Asked): Uint8Array {
  const bytes = HDCP_DATA.toBytes({
    dwHDCPFlags: hdcpReceiver?.repeater ? COPP_StatusHDCPFlags.HDCPRepeater : 0,
  });
  if (hdcpReceiver) bytes.set(core.policies.coppBKey(hdcpReceiver.ksv), HDCP_DATA.offset.BKey);
  return bytes;
}

function signalingData(output: Output): Uint8Array {
  const { activeStandard, aspectRatios } = output.signaling;
  const mask = aspectRatioMask(output);
  return SIGNALING_DATA.toBytes({
    AvailableTVProtectionStandards: output.tvStandards,
    ActiveTVProtectionStandard: activeStandard,
    TVType: output.profile.tvType,
    AspectRatioValidMask1: mask,
    AspectRatioData1: aspectRatios[0]!,
    AspectRatioValidMask2: mask,
    AspectRatioData2: aspectRatios[1]!,
    AspectRatioValidMask3: mask,
    AspectRatioData3: aspectRatios[2]!,
  });
}

const plain = (value: (asked: Asked) => number): Query => ({
  inputBytes: 0,
  reply: (asked) => DATA.toBytes({ dwData: value(asked) }),
});

/** COPP-28: one known type that the output has. */
const ofType = (level: (asked: Asked, protection: OutputProtection) => number): Query => ({
  inputBytes: 4,
  reply: (asked) => asked.protection && DATA.toBytes({ dwData: level(asked, asked.protection) }),
});

/** Every query that is known (1.5 of the dossier). */
export const queries: ReadonlyMap<Guid, Query> = new Map<Guid, Query>([
  [DXVA_COPPQueryConnectorType, plain(({ output }) => connectorType(output))],
  [DXVA_COPPQueryProtectionType, plain(({ core, output }) => typesOf(core.policies.coppProtections(output)))],
  [
    DXVA_COPPQueryLocalProtectionLevel,
    ofType(({ core, session }, protection) => core.policies.localCoppLevel(core, session, protection)),
  ],
  [
    DXVA_COPPQueryGlobalProtectionLevel,
    ofType(({ core, session }, protection) => core.policies.globalCoppLevel(core, session, protection)),
  ],
  [DXVA_COPPQueryDisplayData, { inputBytes: 0, reply: ({ output }) => displayData(output) }],
  [DXVA_COPPQueryHDCPKeyData, { inputBytes: 0, reply: hdcpKeyData }],
  [DXVA_COPPQueryBusData, plain(({ output }) => busType(output))],
  [DXVA_COPPQuerySignaling, { inputBytes: 0, reply: ({ output }) => signalingData(output) }],
]);
