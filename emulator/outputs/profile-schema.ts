import * as v from 'valibot';
import type { OutputProtection } from '../../src/driver/index.js';
import { listOf, members, oneOf, text, trueOrFalse, valueOf, wholeNumber } from '../../src/options/index.js';

const largest = 0xffff_ffff;
const word = (what?: string) => wholeNumber(0, largest, what);
const pixels = () => wholeNumber(1, largest, 'a whole number of pixels');

/** What video leaves through. An interface that has no number for one of them calls it unknown. */
export const CONNECTORS = [
  ...['UNKNOWN', 'VGA', 'SVIDEO', 'COMPOSITE_VIDEO', 'COMPONENT_VIDEO', 'DVI', 'HDMI', 'LVDS', 'TMDS'],
  ...['D_JPN', 'SDI', 'DISPLAYPORT_EXTERNAL', 'DISPLAYPORT_EMBEDDED', 'UDI_EXTERNAL', 'UDI_EMBEDDED'],
  ...['MIRACAST', 'TRANSPORT_AGNOSTIC_DIGITAL_MODE_A', 'TRANSPORT_AGNOSTIC_DIGITAL_MODE_B'],
] as const;

/** What the adapter hangs on. */
export const BUSES = ['UNKNOWN', 'PCI', 'PCIX', 'PCI_EXPRESS', 'AGP'] as const;

/** How the adapter hangs on its bus, where that is known: OPM alone tells it (OPM-47). */
export const BUS_MODIFIERS = [
  ...['INSIDE_OF_CHIPSET', 'TRACKS_ON_MOTHER_BOARD_TO_CHIP', 'TRACKS_ON_MOTHER_BOARD_TO_SOCKET'],
  ...['DAUGHTER_BOARD_CONNECTOR', 'DAUGHTER_BOARD_CONNECTOR_INSIDE_OF_NUAE'],
] as const;

/** The television standards that carry ACP and CGMS-A: bit n of the interfaces' masks is the nth of them. */
export const TV_STANDARDS = [
  ...['IEC61880_525i', 'IEC61880_2_525i', 'IEC62375_625p', 'EIA608B_525', 'EN300294_625i'],
  ...['CEA805A_TypeA_525p', 'CEA805A_TypeA_750p', 'CEA805A_TypeA_1125i'],
  ...['CEA805A_TypeB_525p', 'CEA805A_TypeB_750p', 'CEA805A_TypeB_1125i'],
  ...['ARIBTRB15_525i', 'ARIBTRB15_525p', 'ARIBTRB15_750p', 'ARIBTRB15_1125i'],
] as const;

const protectionNames = [
  'HDCP',
  'TYPE_ENFORCEMENT_HDCP',
  'ACP',
  'CGMSA',
  'DPCP',
] as const satisfies readonly OutputProtection[];

const protection = members({
  type: oneOf(...protectionNames),
  /** The largest mode that can be protected so; left out, any (COPP-20). */
  maxWidth: v.exactOptional(pixels()),
  maxHeight: v.exactOptional(pixels()),
});

const mode = members({
  width: pixels(),
  height: pixels(),
  scan: oneOf('progressive', 'even-field-first', 'odd-field-first'),
  d3dFormat: word('a D3DFORMAT'),
  refreshNumerator: word(),
  refreshDenominator: wholeNumber(1, largest),
});

const isOutputId = (value: unknown) => typeof value === 'bigint' && BigInt.asUintN(64, value) === value;

const isKsv = (value: unknown) => typeof value === 'bigint' && BigInt.asUintN(40, value) === value;

const ksv = () => valueOf<bigint>('a BigInt of 40 bits, such as 0x0504030201n', isKsv);

const receiver = members({
  /** The key selection vector. */
  ksv: ksv(),
  repeater: trueOrFalse(),
  /** Key selection vectors of what hangs on a repeater: the system may revoke any of them. */
  behind: v.exactOptional(listOf(ksv())),
});

const output = members({
  connector: oneOf(...CONNECTORS),
  /** The connector is inside the computer, as a laptop's panel is. */
  internal: trueOrFalse(),
  bus: oneOf(...BUSES),
  /** The adapter is part of the chipset. */
  integrated: trueOrFalse(),
  busModifier: v.exactOptional(oneOf(...BUS_MODIFIERS)),
  /** The bus is not the standard's. */
  nonStandardBus: v.exactOptional(trueOrFalse()),
  /** Whether a display hangs on it at the beginning. */
  connected: trueOrFalse(),
  protections: listOf(protection),
  mode,
  /** Standards that the output can signal ACP and CGMS-A by; none on a digital one. */
  tvStandards: listOf(oneOf(...TV_STANDARDS)),
  /** What the signaling query tells as TVType. */
  tvType: word(),
  /** What hangs on it, if it knows HDCP. */
  hdcpReceiver: v.nullable(receiver),
  /** False where the driver has no COPP device for this output (COPP-40). */
  copp: trueOrFalse(),
  /** False where the output has no OPM semantics (OPM-38); true where it is left out. */
  opm: v.exactOptional(trueOrFalse()),
  /** What OPM_GET_OUTPUT_ID tells, and channels call it by; where it is left out, a number of the driver's (D-62). */
  outputId: v.exactOptional(valueOf<bigint>('a BigInt of 64 bits, such as 0x1165n', isOutputId)),
  /** The DVI specification that a connector of that type keeps; 1.1 where it is left out. */
  dvi: v.exactOptional(oneOf('1.0', '1.1')),
  /** What OPM_GET_OUTPUT_HARDWARE_PROTECTION_SUPPORT tells; false where it is left out. */
  hardwareProtection: v.exactOptional(trueOrFalse()),
  /** Whether it can signal CGMS-A's redistribution control (OPM-45); true where it is left out. */
  redistributionControl: v.exactOptional(trueOrFalse()),
});

const monitor = members({
  name: text(),
  /** HMONITOR; where it is left out, a number that the desktop gives. */
  hMonitor: v.exactOptional(wholeNumber(1, largest, 'an HMONITOR of 32 bits')),
  outputs: listOf(output),
});

/** 32, since the drivers' entry tells them as bits of a word. */
const mostOutputs = 32;

const outputs = v.pipe(
  members({
    /** How the desktop is spread over the monitors: with several of them COPP wants dual view. */
    multiMonitorMode: oneOf('dual-view', 'clone', 'span'),
    /** D-56: milliseconds of the emulated clock from asking for HDCP until it is on. */
    hdcpDelayMs: word('a whole number of milliseconds'),
    /** How many outputs can have HDCP on at once; any number where it is left out. */
    hdcpEngines: v.exactOptional(word()),
    monitors: listOf(monitor),
  }),
  v.check(
    ({ monitors }) => monitors.flatMap((one) => one.outputs).length <= mostOutputs,
    `at most ${mostOutputs} outputs`,
  ),
  v.check(({ monitors }) => {
    const ids = monitors.flatMap((one) => one.outputs).flatMap(({ outputId }) => outputId ?? []);
    return new Set(ids).size === ids.length;
  }, 'each outputId once'),
);

/** The section of the profile. */
export const outputsProfileEntries = { outputs };

/** Monitors, and the outputs that each hangs on. */
export type OutputsProfile = Readonly<v.InferOutput<typeof outputs>>;

/** One monitor of the profile. */
export type MonitorProfile = Readonly<v.InferOutput<typeof monitor>>;

/** One output of the profile. */
export type OutputProfile = Readonly<v.InferOutput<typeof output>>;

/** The part of a profile that outputs are made of. */
export interface WithOutputs {
  readonly outputs: OutputsProfile;
}
