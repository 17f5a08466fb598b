import type { HCOPPSession } from '../../src/ddi/index.js';
import { E_INVALIDARG, E_POINTER, E_UNEXPECTED } from '../../src/ddi/index.js';
import type { Surroundings } from '../core/driver-interface.js';
import type { Checks, Prologue } from '../core/prologue.js';
import { createPrologue } from '../core/prologue.js';
import { outputsInterface } from '../outputs/interface.js';
import type { CoppIdentity } from './identity.js';
import type { CoppPolicies } from './policies.js';
import type { CoppProfile } from './profile-schema.js';
import type { CoppSession } from './state.js';
import type { CoppBase } from './state.js';
import { coppSessionKind } from './state.js';

/** The objects that functions of this interface get for handles. */
export interface CoppObjects {
  readonly COPP_DeviceData: CoppSession;
}

/** COPP of one driver. */
export interface CoppCore extends CoppBase {
  readonly policies: CoppPolicies;
  /** For functions of a session. */
  readonly ofSession: Prologue<CoppObjects>;
}

/**
 * A page names E_POINTER for a NULL output pointer, a template for a missing device object; NULL inputs get it too.
 * A session is never gone: what happens to its output it is told by flags (COPP-31).
 */
function sessionChecks(core: CoppBase): Checks<CoppSession, CoppBase> {
  const { coppSessions, handles, refusals } = core;
  return {
    core,
    owners: coppSessions,
    objects: {},
    isVacant: (block) => handles.isVacant(block),
    isGone: () => false,
    codes: () => ({ nullPointer: E_POINTER, deadHandle: E_INVALIDARG, removed: E_UNEXPECTED }),
    refusals,
    handles,
    reporter: () => () => undefined, // no function is VOID
  };
}

/** Puts the interface's state together. */
export function createCoppCore(
  { core, policies, profile, of }: Surroundings<CoppPolicies, CoppProfile>,
  coppIdentity: CoppIdentity,
): CoppCore {
  const base: CoppBase = {
    ...core,
    profile,
    outputs: of(outputsInterface),
    coppIdentity,
    coppSessions: core.handles.create<HCOPPSession, CoppSession>(coppSessionKind),
  };
  return { ...base, policies, ofSession: createPrologue(sessionChecks(base)) };
}
