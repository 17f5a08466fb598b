import type { StructValue } from '../abi/index.js';
import {
  OPM_ACP_AND_CGMSA_SIGNALING,
  OPM_ACTUAL_OUTPUT_FORMAT,
  OPM_CONNECTED_HDCP_DEVICE_INFORMATION,
  OPM_GET_CODEC_INFO_INFORMATION,
  OPM_HDCP_FLAG,
  OPM_OUTPUT_ID_DATA,
  OPM_STANDARD_INFORMATION,
} from '../ddi/opm/index.js';

/** What nearly every answer begins with. */
type Head = 'rnRandomNumber' | 'ulStatusFlags';

/**
 * The display mode of an output, without what every answer begins with.
 *
 * @example
 * ```ts
 * import type { OpmOutputFormat } from 'softumd/player';
 *
 * const frequency = ({ ulFrequencyNumerator, ulFrequencyDenominator }: OpmOutputFormat) =>
 *   ulFrequencyNumerator / ulFrequencyDenominator;
 * ```
 */
export type OpmOutputFormat = Omit<StructValue<typeof OPM_ACTUAL_OUTPUT_FORMAT>, Head>;

/**
 * What is signalled with ACP and CGMS-A on an analog output, without what every answer begins with.
 *
 * @example
 * ```ts
 * import type { OpmSignaling } from 'softumd/player';
 *
 * const isSignaled = ({ ulActiveTVProtectionStandard }: OpmSignaling) => ulActiveTVProtectionStandard !== 0;
 * ```
 */
export type OpmSignaling = Omit<StructValue<typeof OPM_ACP_AND_CGMSA_SIGNALING>, Head>;

/**
 * The HDCP receiver behind an output.
 *
 * @example
 * ```ts
 * import type { OpmHdcpDevice } from 'softumd/player';
 *
 * const inHex = ({ ksv }: OpmHdcpDevice) => Buffer.from(ksv).toString('hex');
 * ```
 */
export interface OpmHdcpDevice {
  /** 5 bytes as they came, the least significant first. */
  readonly ksv: Uint8Array;
  readonly isRepeater: boolean;
  /** OPM_HDCP_FLAG as it came. */
  readonly ulHDCPFlags: number;
}

/** How the answer to one request is read: its size, or any, and the value in it. */
export interface AnswerReader<T> {
  /** What cbRequestedInformationSize must be (OPM-25); any that holds the random number where it is absent. */
  readonly bytes?: number;
  /** Codec merit has no status flags; every other answer has. */
  readonly withoutFlags?: true;
  /** @param answer the first cbRequestedInformationSize bytes of abRequestedInformation */
  read(answer: Uint8Array): T;
}

/** An answer without what it begins with. */
function withoutHead<T extends Record<Head, unknown>>(answer: T): Omit<T, Head> {
  const entries = Object.entries(answer).filter(
    ([name]) => name !== 'rnRandomNumber' && name !== 'ulStatusFlags',
  );
  return Object.fromEntries(entries) as Omit<T, Head>;
}

/** ulInformation. */
export const oneValue: AnswerReader<number> = {
  bytes: OPM_STANDARD_INFORMATION.bytes,
  read: (answer) => OPM_STANDARD_INFORMATION.fromBytes(answer).ulInformation,
};

/** ulInformation as a yes: 1, where 0 is a no. */
export const yesOrNo: AnswerReader<boolean> = {
  bytes: OPM_STANDARD_INFORMATION.bytes,
  read: (answer) => oneValue.read(answer) === 1,
};

export const outputFormat: AnswerReader<OpmOutputFormat> = {
  bytes: OPM_ACTUAL_OUTPUT_FORMAT.bytes,
  read: (answer) => withoutHead(OPM_ACTUAL_OUTPUT_FORMAT.fromBytes(answer)),
};

export const signaling: AnswerReader<OpmSignaling> = {
  bytes: OPM_ACP_AND_CGMSA_SIGNALING.bytes,
  read: (answer) => withoutHead(OPM_ACP_AND_CGMSA_SIGNALING.fromBytes(answer)),
};

export const hdcpDevice: AnswerReader<OpmHdcpDevice> = {
  bytes: OPM_CONNECTED_HDCP_DEVICE_INFORMATION.bytes,
  read(answer) {
    const { ulHDCPFlags, ksvB } = OPM_CONNECTED_HDCP_DEVICE_INFORMATION.fromBytes(answer);
    const isRepeater = (ulHDCPFlags & OPM_HDCP_FLAG.REPEATER) !== 0;
    return { ksv: ksvB.abKeySelectionVector, isRepeater, ulHDCPFlags };
  },
};

/** 64 bits, bit for bit (D-62), at an odd place (D-52). */
export const outputId: AnswerReader<bigint> = {
  bytes: OPM_OUTPUT_ID_DATA.bytes,
  read: (answer) => OPM_OUTPUT_ID_DATA.fromBytes(answer).OutputId,
};

export const codecMerit: AnswerReader<number> = {
  bytes: OPM_GET_CODEC_INFO_INFORMATION.bytes,
  withoutFlags: true,
  read: (answer) => OPM_GET_CODEC_INFO_INFORMATION.fromBytes(answer).Merit,
};

/** Whatever the answer holds behind random number and flags. */
export const anyData: AnswerReader<Uint8Array> = {
  read: (answer) => new Uint8Array(answer.subarray(OPM_STANDARD_INFORMATION.offset.ulInformation)),
};
