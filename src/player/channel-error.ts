import { type Hresult, hresultText } from '../abi/index.js';

/**
 * Why a message to an authenticated channel had no effect, or its answer is not to be believed. Programs branch on this,
 * not on the text.
 *
 * @example
 * ```ts
 * import type { AuthenticatedChannelReason } from 'softumd/player';
 *
 * // Somebody between player and driver can cause these. Nobody but the driver can cause 'return-code' and 'content'.
 * const tampered: readonly AuthenticatedChannelReason[] = ['omac', 'type', 'handle', 'number'];
 * ```
 */
export type AuthenticatedChannelReason =
  'refused' | 'omac' | 'type' | 'handle' | 'number' | 'return-code' | 'content';

/** What an {@link AuthenticatedChannelError} tells beside its reason. */
export interface AuthenticatedChannelFacts {
  /** What the call returned. */
  readonly hresult: Hresult;
  /** ReturnCode of the answer, where answer and number are the driver's. */
  readonly returnCode?: Hresult | undefined;
}

/**
 * A message that was refused, or an answer that is not believed, by the first check that it fails (ACH-16):
 *
 * - 'refused': the call failed (`hresult`). `returnCode` is there where the driver signed its refusal (ACH-27).
 * - 'omac': the answer's status is not verified: its OMAC is not the session's.
 * - 'type', 'handle', 'number': it answers a message of another type, to another channel, or with another number.
 * - 'return-code': its ReturnCode is not what the call returned (ACH-13).
 * - 'content': the driver signed it, but it answers about something else, or holds what no answer can.
 *
 * @example
 * ```ts
 * import { E_FAIL } from 'softumd/ddi';
 * import { AuthenticatedChannelClient, AuthenticatedChannelError } from 'softumd/player';
 *
 * // Software channels alone know this query.
 * function unrestricted(client: AuthenticatedChannelClient): number | undefined {
 *   try {
 *     return client.unrestrictedSharedResources();
 *   } catch (error) {
 *     if (error instanceof AuthenticatedChannelError && error.hresult === E_FAIL) return undefined;
 *     throw error;
 *   }
 * }
 * ```
 */
export class AuthenticatedChannelError extends Error {
  override readonly name = 'AuthenticatedChannelError';
  /** What the call returned. */
  readonly hresult: Hresult;
  /** ReturnCode of the answer; undefined where OMAC, type, handle or number are not those of this message. */
  readonly returnCode: Hresult | undefined;

  /** @param subject name of the message, or of the function */
  constructor(
    readonly reason: AuthenticatedChannelReason,
    readonly subject: string,
    message: string,
    { hresult, returnCode }: AuthenticatedChannelFacts,
  ) {
    super(`${subject}: ${message}`);
    this.hresult = hresult;
    this.returnCode = returnCode;
  }
}

/** The error for a call that failed. */
export function refusal(subject: string, facts: AuthenticatedChannelFacts): AuthenticatedChannelError {
  const signed = facts.returnCode === undefined ? '' : ', signed by the driver';
  const message = `expected success, received ${hresultText(facts.hresult)}${signed}`;
  return new AuthenticatedChannelError('refused', subject, message, facts);
}
