/**
 * Why an answer cannot be read. Programs branch on this, not on the text.
 *
 * @example
 * ```ts
 * import type { HwProtectionResultReason } from 'softumd/player';
 *
 * const aboutSizes: readonly HwProtectionResultReason[] = ['room', 'private-size', 'result-size'];
 * ```
 */
export type HwProtectionResultReason = 'room' | 'private-size' | 'result-size';

/**
 * An output block whose sizes do not add up: it is too short for the regions that it names ('room'), its
 * PrivateDataSize is not the driver's ('private-size'), or the result is longer than MaxHWProtectionDataSize
 * ('result-size', HWP-2). Status is in the message still.
 *
 * @example
 * ```ts
 * import { type HwProtectionMessage, HwProtectionResultError, readHwProtectionResult } from 'softumd/player';
 *
 * function isBelievable(message: HwProtectionMessage, privateOutputBytes: number): boolean {
 *   try {
 *     return readHwProtectionResult(message, privateOutputBytes).data.length >= 0;
 *   } catch (error) {
 *     if (error instanceof HwProtectionResultError) return false;
 *     throw error;
 *   }
 * }
 * ```
 */
export class HwProtectionResultError extends Error {
  override readonly name = 'HwProtectionResultError';

  constructor(
    readonly reason: HwProtectionResultReason,
    message: string,
  ) {
    super(`HW_PROTECTION result: ${message}`);
  }
}
