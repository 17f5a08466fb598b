import { type Hresult, hresultText } from '../abi/index.js';
import { hresultName } from '../ddi/hresults.js';

/**
 * Why a call of IOPMVideoOutput had no effect, or its answer is not to be believed. Programs branch on this, not on the
 * text.
 *
 * @example
 * ```ts
 * import type { OpmReason } from 'softumd/player';
 *
 * // Stop showing content (OPM-14). 'refused' says no more than that this call failed.
 * const tampered: readonly OpmReason[] = ['omac', 'size', 'random'];
 * ```
 */
export type OpmReason = 'refused' | 'omac' | 'size' | 'random';

/**
 * An answer that is not believed, by the first check that it fails (OPM-14), or a call of `opmOutputOfApi` that failed:
 *
 * - 'refused': the call failed, with `hresult`.
 * - 'omac': the answer's OMAC is not the session's (OPM-13).
 * - 'size': it has not exactly the size of its request's answer (OPM-25).
 * - 'random': it answers another request: the random number is not the request's.
 *
 * @example
 * ```ts
 * import { ERROR_GRAPHICS_OPM_HDCP_SRM_NEVER_SET } from 'softumd/ddi';
 * import { OpmError, type OpmSession } from 'softumd/player';
 *
 * function srmVersion(session: OpmSession): number | undefined {
 *   try {
 *     return session.currentHdcpSrmVersion().value;
 *   } catch (error) {
 *     if (error instanceof OpmError && error.hresult === ERROR_GRAPHICS_OPM_HDCP_SRM_NEVER_SET) return undefined;
 *     throw error;
 *   }
 * }
 * ```
 */
export class OpmError extends Error {
  override readonly name = 'OpmError';

  /**
   * @param subject name of the request, or of the function
   * @param hresult what the call returned, where it was refused
   */
  constructor(
    readonly reason: OpmReason,
    readonly subject: string,
    message: string,
    readonly hresult?: Hresult,
  ) {
    super(`${subject}: ${message}`);
  }
}

/** The error for a call that failed. */
export function refused(subject: string, hresult: Hresult): OpmError {
  const [name, number] = [hresultName(hresult), hresultText(hresult)];
  const code = name === number ? number : `${name} (${number})`;
  return new OpmError('refused', subject, `expected success, received ${code}`, hresult);
}
