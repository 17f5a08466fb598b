/** What OPM's numbers stand for: connectors, buses, scans (OPM-47). */
import {
  OPM_BUS_TYPE as BUS,
  OPM_CONNECTOR_TYPE as CONNECTOR,
  OPM_INTERLEAVE as INTERLEAVE,
} from '../../src/ddi/index.js';
import type { DisplayMode } from '../../src/driver/index.js';
import type { OutputProfile } from '../outputs/profile-schema.js';
import type { Semantics } from './state.js';

/** Connectors that OPM has a number for; TMDS, which it has not, is OTHER. */
const connectors: Readonly<Record<OutputProfile['connector'], number>> = {
  UNKNOWN: CONNECTOR.OTHER,
  VGA: CONNECTOR.VGA,
  SVIDEO: CONNECTOR.SVIDEO,
  COMPOSITE_VIDEO: CONNECTOR.COMPOSITE_VIDEO,
  COMPONENT_VIDEO: CONNECTOR.COMPONENT_VIDEO,
  DVI: CONNECTOR.DVI,
  HDMI: CONNECTOR.HDMI,
  LVDS: CONNECTOR.LVDS,
  TMDS: CONNECTOR.OTHER,
  D_JPN: CONNECTOR.D_JPN,
  SDI: CONNECTOR.SDI,
  DISPLAYPORT_EXTERNAL: CONNECTOR.DISPLAYPORT_EXTERNAL,
  DISPLAYPORT_EMBEDDED: CONNECTOR.DISPLAYPORT_EMBEDDED,
  UDI_EXTERNAL: CONNECTOR.UDI_EXTERNAL,
  UDI_EMBEDDED: CONNECTOR.UDI_EMBEDDED,
  MIRACAST: CONNECTOR.MIRACAST,
  TRANSPORT_AGNOSTIC_DIGITAL_MODE_A: CONNECTOR.TRANSPORT_AGNOSTIC_DIGITAL_MODE_A,
  TRANSPORT_AGNOSTIC_DIGITAL_MODE_B: CONNECTOR.TRANSPORT_AGNOSTIC_DIGITAL_MODE_B,
};

/** The connector of a number that the caller gave. */
export function connectorOf(number: number): OutputProfile['connector'] {
  const found = Object.entries(connectors).find(([, value]) => value === number);
  return (found?.[0] ?? 'UNKNOWN') as OutputProfile['connector'];
}

/** A connector's number; that it is inside the computer, COPP semantics alone say (OPM-47). */
export function connectorType({ connector, internal }: OutputProfile, semantics: Semantics): number {
  const type = connectors[connector];
  return internal && semantics === 'COPP' ? (type | CONNECTOR.COPP_COMPATIBLE_INTERNAL) >>> 0 : type;
}

const buses: Readonly<Record<OutputProfile['bus'], number>> = {
  UNKNOWN: BUS.OTHER,
  PCI: BUS.PCI,
  PCIX: BUS.PCIX,
  PCI_EXPRESS: BUS.PCIEXPRESS,
  AGP: BUS.AGP,
};

const modifiers: Readonly<Record<NonNullable<OutputProfile['busModifier']>, number>> = {
  INSIDE_OF_CHIPSET: BUS.MODIFIER_INSIDE_OF_CHIPSET,
  TRACKS_ON_MOTHER_BOARD_TO_CHIP: BUS.MODIFIER_TRACKS_ON_MOTHER_BOARD_TO_CHIP,
  TRACKS_ON_MOTHER_BOARD_TO_SOCKET: BUS.MODIFIER_TRACKS_ON_MOTHER_BOARD_TO_SOCKET,
  DAUGHTER_BOARD_CONNECTOR: BUS.MODIFIER_DAUGHTER_BOARD_CONNECTOR,
  DAUGHTER_BOARD_CONNECTOR_INSIDE_OF_NUAE: BUS.MODIFIER_DAUGHTER_BOARD_CONNECTOR_INSIDE_OF_NUAE,
};

/** A bus with, of OPM semantics alone, at most one modifier (OPM-47). An adapter in the chipset needs no other word for it. */
export function busType(profile: OutputProfile, semantics: Semantics): number {
  const { integrated, busModifier, nonStandardBus = false } = profile;
  const bus = buses[profile.bus];
  if (semantics === 'COPP') return integrated ? (bus | BUS.COPP_COMPATIBLE_INTEGRATED) >>> 0 : bus;
  const built = busModifier ?? (integrated ? 'INSIDE_OF_CHIPSET' : undefined);
  const modified = built ? bus | modifiers[built] : bus;
  return nonStandardBus ? (modified | BUS.MODIFIER_NON_STANDARD) >>> 0 : modified;
}

const scans: Readonly<Record<DisplayMode['scan'], number>> = {
  progressive: INTERLEAVE.PROGRESSIVE,
  'even-field-first': INTERLEAVE.INTERLEAVED_EVEN_FIRST,
  'odd-field-first': INTERLEAVE.INTERLEAVED_ODD_FIRST,
};

/** How pictures are scanned, as a number. */
export const interleaveOf = ({ scan }: DisplayMode): number => scans[scan];

/** The scan of a number that the caller gave; what is none is progressive. */
export function scanOf(number: number): DisplayMode['scan'] {
  const found = Object.entries(scans).find(([, value]) => value === number);
  return (found?.[0] ?? 'progressive') as DisplayMode['scan'];
}
