import type { ReplyReader } from './copp-queries.js';

/**
 * One signed command.
 *
 * @example
 * ```ts
 * import type { CoppClient, CoppCommand } from 'softumd/player';
 *
 * const hdcpOn = (client: CoppClient): CoppCommand => client.setProtectionLevel(1, 1);
 * ```
 */
export interface CoppCommand {
  /** AMCOPPCommand, 4096 bytes, for ProtectionCommand. */
  readonly bytes: Uint8Array;
  readonly sequence: number;
}

/**
 * One status request; `T` is what its reply tells.
 *
 * @example
 * ```ts
 * import type { CoppClient, CoppStatusRequest } from 'softumd/player';
 *
 * const hdcpLevel = (client: CoppClient): CoppStatusRequest<number> => client.queryLocalProtectionLevel(1);
 * ```
 */
export interface CoppStatusRequest<T> {
  /** AMCOPPStatusInput, 4096 bytes, for ProtectionStatus. Its first 16 are rApp. */
  readonly bytes: Uint8Array;
  readonly sequence: number;
  readonly reader: ReplyReader<T>;
}

/**
 * A status reply that was verified.
 *
 * @example
 * ```ts
 * import type { CoppReply } from 'softumd/player';
 *
 * const isProtected = ({ value, linkLost }: CoppReply<number>): boolean => value > 0 && !linkLost;
 * ```
 */
export interface CoppReply<T> {
  readonly value: T;
  /** COPP_StatusFlags as they came. */
  readonly dwFlags: number;
  /** Stop, and begin with a new session (COPP-32). */
  readonly linkLost: boolean;
  /** Set the level again (COPP-32). */
  readonly renegotiationRequired: boolean;
}
