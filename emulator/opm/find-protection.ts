import { NTSTATUSES as S } from '../../src/ddi/index.js';
import type { Ntstatus } from '../../src/ddi/index.js';
import type { OutputProtection } from '../../src/driver/index.js';
import type { Refuse } from '../core/refusal-recorder.js';
import { noProtection, noType, otherSemantics } from './causes.js';
import type { OpmCore } from './opm-core.js';
import { protectionType } from './protection-types.js';
import type { ProtectedOutput, Semantics } from './state.js';

/** The code for what belongs to other semantics than an object has (DDI-N6). */
export const codeOfOther = (has: Semantics): Ntstatus =>
  has === 'OPM'
    ? S.STATUS_GRAPHICS_OPM_PROTECTED_OUTPUT_DOES_NOT_HAVE_COPP_SEMANTICS
    : S.STATUS_GRAPHICS_OPM_PROTECTED_OUTPUT_DOES_NOT_HAVE_OPM_SEMANTICS;

/** The codes that name a protection; there is none for the others. */
const named: Partial<Record<OutputProtection, Ntstatus>> = {
  HDCP: S.STATUS_GRAPHICS_OPM_OUTPUT_DOES_NOT_SUPPORT_HDCP,
  ACP: S.STATUS_GRAPHICS_OPM_OUTPUT_DOES_NOT_SUPPORT_ACP,
  CGMSA: S.STATUS_GRAPHICS_OPM_OUTPUT_DOES_NOT_SUPPORT_CGMSA,
};

/**
 * The protection that a message names (OPM-21, OPM-22, OPM-44, D-54), or the code that it is refused with.
 * @param invalid the code for what is no type at all: that of requests, or that of commands
 */
export function findProtection(
  { opmPolicies, opmProfile }: OpmCore,
  refuse: Refuse,
  object: ProtectedOutput,
  bit: number,
  invalid: Ntstatus,
): OutputProtection | Ntstatus {
  const type = protectionType(bit);
  if (!type) return refuse(invalid, () => noType(bit));
  const { protection, of, isAnalog } = type;
  const { semantics } = object;
  if (!opmPolicies.opmAllows(object, of))
    return refuse(codeOfOther(semantics), () => otherSemantics(semantics, protection));
  const isRefused = isAnalog && semantics === 'OPM' && opmProfile.opmAnalog === 'refuse'; // D-54
  const has = opmPolicies.opmOutput(object).requests.protections;
  if (!isRefused && has.includes(protection)) return protection;
  return refuse(named[protection] ?? invalid, () => noProtection(has, protection));
}
