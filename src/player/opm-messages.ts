import type { AnswerReader } from './opm-answers.js';

/**
 * One signed command.
 *
 * @example
 * ```ts
 * import { OPM_PROTECTION_TYPE } from 'softumd/ddi';
 * import type { OpmClient, OpmCommand } from 'softumd/player';
 *
 * const hdcpOn = (client: OpmClient): OpmCommand => client.setProtectionLevel(OPM_PROTECTION_TYPE.HDCP, 1);
 * ```
 */
export interface OpmCommand {
  /** OPM_CONFIGURE_PARAMETERS, 4096 bytes, for Configure. */
  readonly bytes: Uint8Array;
  /** What lies beside, and is not signed (OPM-26); null for most commands, and always under COPP semantics (OPM-29). */
  readonly additional: Uint8Array | null;
  readonly sequence: number;
}

/**
 * One request for information; `T` is what its answer tells.
 *
 * @example
 * ```ts
 * import type { OpmClient, OpmRequest } from 'softumd/player';
 *
 * const connector = (client: OpmClient): OpmRequest<number> => client.queryConnectorType();
 * ```
 */
export interface OpmRequest<T> {
  /**
   * Under OPM semantics OPM_GET_INFO_PARAMETERS, 4112 bytes, signed, for GetInformation; under COPP semantics
   * OPM_COPP_COMPATIBLE_GET_INFO_PARAMETERS, 4096 bytes, not signed, for COPPCompatibleGetInformation.
   */
  readonly bytes: Uint8Array;
  /** What is asked for, by its name or GUID. */
  readonly subject: string;
  /** 16 bytes: what the answer repeats. */
  readonly random: Uint8Array;
  readonly sequence: number;
  readonly reader: AnswerReader<T>;
}

/**
 * An answer that was verified. Its flags are told once for each event (OPM-34), with whatever is asked next: look at them
 * after each request.
 *
 * @example
 * ```ts
 * import type { OpmReply } from 'softumd/player';
 *
 * // What a player does next.
 * function next(reply: OpmReply<unknown>): 'play' | 'stop' | 'open-again' {
 *   if (reply.tamperingDetected || reply.revokedDeviceAttached) return 'stop';
 *   return reply.linkLost || reply.renegotiationRequired ? 'open-again' : 'play';
 * }
 * ```
 */
export interface OpmReply<T> {
  readonly value: T;
  /** OPM_STATUS as it came; 0 where an answer has none. */
  readonly ulStatusFlags: number;
  /** OPM_STATUS_LINK_LOST: what was set holds no longer. Stop, and set it again. */
  readonly linkLost: boolean;
  /** OPM_STATUS_RENEGOTIATION_REQUIRED: begin with a new session. */
  readonly renegotiationRequired: boolean;
  /** OPM_STATUS_TAMPERING_DETECTED, never under COPP semantics (OPM-35). */
  readonly tamperingDetected: boolean;
  /** OPM_STATUS_REVOKED_HDCP_DEVICE_ATTACHED, never under COPP semantics, and always with `linkLost` (OPM-35). */
  readonly revokedDeviceAttached: boolean;
}
