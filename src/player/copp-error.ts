/**
 * Why a status reply is not to be believed, or says nothing. Programs branch on this, not on the text.
 *
 * @example
 * ```ts
 * import type { CoppReplyReason } from 'softumd/player';
 *
 * const tampered: readonly CoppReplyReason[] = ['mac', 'rapp'];
 * ```
 */
export type CoppReplyReason = 'mac' | 'rapp' | 'size' | 'unknown-query';

/**
 * A status reply that is refused: its MAC is not the driver's ('mac', COPP-24), it answers another request ('rapp',
 * COPP-23), it has not the size of its query's answer ('size'), or the driver says that it does not know the query
 * ('unknown-query': empty and signed, COPP-29, D-51).
 *
 * @example
 * ```ts
 * import { type CoppClient, CoppReplyError, type CoppStatusRequest } from 'softumd/player';
 *
 * function busType(client: CoppClient, request: CoppStatusRequest<number>, output: Uint8Array): number | undefined {
 *   try {
 *     return client.readReply(request, output).value;
 *   } catch (error) {
 *     if (error instanceof CoppReplyError && error.reason === 'unknown-query') return undefined;
 *     throw error;
 *   }
 * }
 * ```
 */
export class CoppReplyError extends Error {
  override readonly name = 'CoppReplyError';

  constructor(
    readonly reason: CoppReplyReason,
    message: string,
  ) {
    super(`status reply: ${message}`);
  }
}
