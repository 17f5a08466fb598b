import type { StructValue } from '../abi/index.js';
import {
  DXVA_COPPStatusData,
  DXVA_COPPStatusDisplayData,
  DXVA_COPPStatusHDCPKeyData,
  DXVA_COPPStatusSignalingCmdData,
} from '../ddi/copp/index.js';

/**
 * The display mode of an output, without what every reply begins with.
 *
 * @example
 * ```ts
 * import type { CoppDisplayData } from 'softumd/player';
 *
 * const frequency = ({ FreqNumerator, FreqDenominator }: CoppDisplayData) => FreqNumerator / FreqDenominator;
 * ```
 */
export type CoppDisplayData = Omit<StructValue<typeof DXVA_COPPStatusDisplayData>, 'rApp' | 'dwFlags'>;

/**
 * What is signalled with ACP and CGMS-A on an analog output, without what every reply begins with.
 *
 * @example
 * ```ts
 * import type { CoppSignaling } from 'softumd/player';
 *
 * const isSignaled = ({ ActiveTVProtectionStandard }: CoppSignaling) => ActiveTVProtectionStandard !== 0;
 * ```
 */
export type CoppSignaling = Omit<StructValue<typeof DXVA_COPPStatusSignalingCmdData>, 'rApp' | 'dwFlags'>;

/**
 * The HDCP receiver behind an output (COPP-38).
 *
 * @example
 * ```ts
 * import type { CoppHdcpReceiver } from 'softumd/player';
 *
 * // A valid KSV has 20 ones.
 * const ones = ({ ksv }: CoppHdcpReceiver) =>
 *   ksv.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
 * ```
 */
export interface CoppHdcpReceiver {
  /** 5 bytes, the least significant first. */
  readonly ksv: Uint8Array;
  readonly isRepeater: boolean;
  /** COPP_StatusHDCPFlags as they came. */
  readonly dwHDCPFlags: number;
}

/** How the answer to one query is read: its size, or any, and the value in it. */
export interface ReplyReader<T> {
  /** What cbSizeData must be; any that holds rApp and the flags where it is absent. */
  readonly bytes?: number;
  /** @param reply the first cbSizeData bytes of COPPStatus */
  read(reply: Uint8Array): T;
}

/** dwData. */
export const oneValue: ReplyReader<number> = {
  bytes: DXVA_COPPStatusData.bytes,
  read: (reply) => DXVA_COPPStatusData.fromBytes(reply).dwData,
};

/** A reply without what every reply begins with. */
function withoutHead<T extends { rApp: unknown; dwFlags: unknown }>(reply: T): Omit<T, 'rApp' | 'dwFlags'> {
  const entries = Object.entries(reply).filter(([name]) => name !== 'rApp' && name !== 'dwFlags');
  return Object.fromEntries(entries) as Omit<T, 'rApp' | 'dwFlags'>;
}

export const displayData: ReplyReader<CoppDisplayData> = {
  bytes: DXVA_COPPStatusDisplayData.bytes,
  read: (reply) => withoutHead(DXVA_COPPStatusDisplayData.fromBytes(reply)),
};

export const signaling: ReplyReader<CoppSignaling> = {
  bytes: DXVA_COPPStatusSignalingCmdData.bytes,
  read: (reply) => withoutHead(DXVA_COPPStatusSignalingCmdData.fromBytes(reply)),
};

export const hdcpReceiver: ReplyReader<CoppHdcpReceiver> = {
  bytes: DXVA_COPPStatusHDCPKeyData.bytes,
  read(reply) {
    const { dwHDCPFlags } = DXVA_COPPStatusHDCPKeyData.fromBytes(reply);
    const at = DXVA_COPPStatusHDCPKeyData.offset.BKey;
    return {
      ksv: new Uint8Array(reply.subarray(at, at + 5)),
      isRepeater: (dwHDCPFlags & 1) !== 0,
      dwHDCPFlags,
    };
  },
};

/** Whatever the answer holds behind rApp and the flags. */
export const anyData: ReplyReader<Uint8Array> = {
  read: (reply) => new Uint8Array(reply.subarray(DXVA_COPPStatusData.offset.dwData)),
};
