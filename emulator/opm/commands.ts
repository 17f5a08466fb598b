import type { Guid } from '../../src/abi/index.js';
import type { Ntstatus } from '../../src/ddi/index.js';
import {
  DXVA_COPPSetSignalingCmdData,
  NTSTATUSES as S,
  OPM_CGMSA as CGMSA,
  OPM_GUIDS as G,
  OPM_SET_ACP_AND_CGMSA_SIGNALING_PARAMETERS as SIGNALING,
  OPM_SET_HDCP_SRM_PARAMETERS as SRM,
  OPM_SET_PROTECTION_LEVEL_PARAMETERS as LEVEL,
  STATUS_SUCCESS,
} from '../../src/ddi/index.js';
import type { OutputProtection } from '../../src/driver/index.js';
import type { Cause, Refuse } from '../core/refusal-recorder.js';
import { changedSignaling } from '../copp/signaling.js';
import type { Output } from '../outputs/output.js';
import { isHdcp } from '../outputs/protection-requests.js';
import {
  malformedSrm,
  modeTooLarge,
  noEngine,
  noHdcp,
  noLevel,
  noRedistributionControl,
  noSignaling,
  otherSrmVersion,
  reservedFields,
} from './causes.js';
import { findProtection } from './find-protection.js';
import type { OpmCore } from './opm-core.js';
import { demandsRedistributionControl } from './protection-types.js';
import type { ProtectedOutput, Semantics } from './state.js';

/** What a command is carried out with. */
interface Asked {
  readonly core: OpmCore;
  readonly object: ProtectedOutput;
  readonly output: Output;
  /** abParameters. */
  readonly parameters: Uint8Array;
  /** The additional parameters, which only an SRM has. */
  readonly more: Uint8Array;
  readonly refuse: Refuse;
}

/** One command: the semantics that have it, how many bytes of parameters it has, and what it does. */
export interface Command {
  readonly of: readonly Semantics[];
  readonly parametersBytes: number;
  readonly takesMore: boolean;
  /** Looks into the content and carries it out, or changes nothing. */
  readonly carryOut: (asked: Asked) => Ntstatus;
}

const invalid = S.STATUS_GRAPHICS_OPM_INVALID_CONFIGURATION_REQUEST;

/** The code that a level is refused with, and why. Nothing is refused yet: a command of the best effort goes on without. */
interface Hindrance {
  readonly code: Ntstatus;
  readonly cause: () => Cause;
}

/** What stands in the way of a level, if anything does (OPM-32, OPM-45). */
function hindrance(
  { core, output }: Asked,
  protection: OutputProtection,
  level: number,
): Hindrance | undefined {
  const { opmPolicies, outputs } = core;
  if (level > 0 && !opmPolicies.opmModeCarries(output, protection))
    return {
      code: S.STATUS_GRAPHICS_OPM_RESOLUTION_TOO_HIGH,
      cause: () => modeTooLarge(output, protection),
    };
  if (demandsRedistributionControl(protection, level) && !opmPolicies.canControlRedistribution(output))
    return { code: invalid, cause: noRedistributionControl };
  if (level > 0 && isHdcp(protection) && !opmPolicies.hasOpmHdcpEngine(core, output))
    return {
      code: S.STATUS_GRAPHICS_OPM_ALL_HDCP_HARDWARE_ALREADY_IN_USE,
      cause: () => noEngine(outputs.hdcpEngines),
    };
  return undefined;
}

/** What a command of the best effort still asks for, where its level is hindered (OPM-45). */
function nextBest(asked: Asked, protection: OutputProtection, level: number): number {
  const plain = (level & ~CGMSA.REDISTRIBUTION_CONTROL_REQUIRED) >>> 0;
  const isPlainPossible =
    demandsRedistributionControl(protection, level) && hindrance(asked, protection, plain) === undefined;
  return isPlainPossible ? plain : asked.object.request.lastAsked(protection);
}

/** SET_PROTECTION_LEVEL, and its variant that does what it can (OPM-31, OPM-32, OPM-45). */
function setLevel(asked: Asked, isBestEffort: boolean): Ntstatus {
  const { core, object, parameters, refuse } = asked;
  const { opmPolicies } = core;
  const { ulProtectionType, ulProtectionLevel, Reserved, Reserved2 } = LEVEL.fromBytes(parameters);
  const protection = findProtection(core, refuse, object, ulProtectionType, invalid);
  if (typeof protection === 'number') return protection;
  if (!opmPolicies.isOpmLevel(protection, ulProtectionLevel, object.semantics))
    return refuse(invalid, () => noLevel(protection, ulProtectionLevel));
  if (!opmPolicies.areOpmReserved(Reserved, Reserved2)) return refuse(invalid, reservedFields);
  const hindered = hindrance(asked, protection, ulProtectionLevel);
  if (hindered && !isBestEffort) return refuse(hindered.code, hindered.cause);
  const level = !hindered ? ulProtectionLevel : nextBest(asked, protection, ulProtectionLevel);
  opmPolicies.setOpmLevel(object, protection, level);
  return STATUS_SUCCESS;
}

/** Of COPP semantics, whose structure is byte for byte COPP's. */
function setSignaling({ output, parameters, refuse }: Asked): Ntstatus {
  const changed = changedSignaling(output, DXVA_COPPSetSignalingCmdData.fromBytes(parameters));
  if (output.tvStandards === 0 || !changed)
    return refuse(S.STATUS_GRAPHICS_OPM_SIGNALING_NOT_SUPPORTED, noSignaling);
  output.signaling = changed;
  return STATUS_SUCCESS;
}

/** Checks an SRM and keeps it, whether HDCP is on or not (OPM-30). */
function setSrm({ core, output, parameters, more, refuse }: Asked): Ntstatus {
  const { opmPolicies } = core;
  if (!output.has('HDCP')) return refuse(S.STATUS_GRAPHICS_OPM_OUTPUT_DOES_NOT_SUPPORT_HDCP, noHdcp);
  const srm = opmPolicies.readOpmSrm(more);
  if (!srm) return refuse(S.STATUS_GRAPHICS_OPM_INVALID_SRM, () => malformedSrm('AdditionalParameters'));
  const { ulSRMVersion } = SRM.fromBytes(parameters);
  if (srm.version !== ulSRMVersion)
    return refuse(S.STATUS_GRAPHICS_OPM_INVALID_SRM, () => otherSrmVersion(srm.version, ulSRMVersion));
  opmPolicies.setOpmSrm(output, srm);
  return STATUS_SUCCESS;
}

const both: readonly Semantics[] = ['OPM', 'COPP'];
const level = { of: both, parametersBytes: LEVEL.bytes, takesMore: false };

/** Every command (3.6 of the dossier). */
export const commands: ReadonlyMap<Guid, Command> = new Map<Guid, Command>([
  [G.OPM_SET_PROTECTION_LEVEL, { ...level, carryOut: (asked) => setLevel(asked, false) }],
  [G.OPM_SET_PROTECTION_LEVEL_ACCORDING_TO_CSS_DVD, { ...level, carryOut: (asked) => setLevel(asked, true) }],
  [
    G.OPM_SET_ACP_AND_CGMSA_SIGNALING,
    { of: ['COPP'], parametersBytes: SIGNALING.bytes, takesMore: false, carryOut: setSignaling },
  ],
  [G.OPM_SET_HDCP_SRM, { of: ['OPM'], parametersBytes: SRM.bytes, takesMore: true, carryOut: setSrm }],
]);
