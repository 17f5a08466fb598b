import { type Hresult, hresultText } from '../abi/index.js';
import { describeValue } from '../crypto/check.js';
import { hresultName } from '../ddi/hresults.js';

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

const codeText = (hresult: Hresult): string => {
  const [name, number] = [hresultName(hresult), hresultText(hresult)];
  return name === number ? number : `${name} (${number})`;
};

/**
 * The error for a call that failed.
 * @param hint what the caller may have missed
 */
export function refusal(
  subject: string,
  facts: AuthenticatedChannelFacts,
  hint?: string,
): AuthenticatedChannelError {
  const signed = facts.returnCode === undefined ? '' : ', signed by the driver';
  const message = `expected success, received ${codeText(facts.hresult)}${signed}`;
  const told = hint === undefined ? message : `${message}: ${hint}`;
  return new AuthenticatedChannelError('refused', subject, told, facts);
}

/** The code that a transport's function returned. @throws TypeError where it is none: the transport is another object */
export function codeOf(call: string, answer: Hresult): Hresult {
  if (typeof answer === 'number') return answer;
  throw new TypeError(
    `transport.${call}: expected an HRESULT, received ${describeValue(answer)}; a channel of softumd has its transport as .transport`,
  );
}
