import { NTSTATUSES as S } from '../../src/ddi/index.js';
import type { Surroundings } from '../core/driver-interface.js';
import type { Checks, Prologue } from '../core/prologue.js';
import { createPrologue } from '../core/prologue.js';
import type { CoppIdentity } from '../copp/identity.js';
import { outputsInterface } from '../outputs/interface.js';
import type { OpmPolicies } from './policies.js';
import type { OpmProfile } from './profile-schema.js';
import type { OpmBase, ProtectedOutput } from './state.js';
import { OpmAdapter } from './state.js';

/** The objects that functions of this interface get for handles. */
export interface OpmObjects {
  readonly 'void*': OpmAdapter;
  readonly HANDLE: ProtectedOutput;
}

/** OPM of one driver. */
export interface OpmCore extends OpmBase {
  readonly opmPolicies: OpmPolicies;
  /** For functions of the adapter, and of its protected outputs. */
  readonly ofAdapter: Prologue<OpmObjects>;
}

type Find = (core: OpmBase, adapter: OpmAdapter, handle: never) => ProtectedOutput | undefined;

/** A display that goes away is told by flags (OPM-34); the adapter itself is never gone. */
function adapterChecks(core: OpmBase, policies: OpmPolicies): Checks<OpmAdapter, OpmBase> {
  const { adapter, refusals } = core;
  const find: Find = (_core, _adapter, handle: bigint) => policies.findProtectedOutput(core, handle);
  return {
    core,
    owners: { find: (context) => (context === adapter.context ? adapter : undefined) },
    objects: { HANDLE: find },
    isVacant: () => true,
    isGone: () => false,
    codes: () => ({
      nullPointer: S.STATUS_GRAPHICS_INVALID_POINTER,
      deadHandle: S.STATUS_GRAPHICS_OPM_INVALID_HANDLE,
      removed: S.STATUS_GRAPHICS_OPM_DRIVER_INTERNAL_ERROR,
    }),
    refusals,
    handles: {
      whatIs: (handle) => (handle === 0 ? 'NULL' : 'nothing that this driver has made, or destroyed'),
    },
    reporter: () => () => undefined, // no function that has a context is VOID
  };
}

/** Puts the interface's state together. */
export function createOpmCore(
  { core, policies, profile, of }: Surroundings<OpmPolicies, OpmProfile>,
  coppIdentity: CoppIdentity | undefined,
): OpmCore {
  const base: OpmBase = {
    ...core,
    opmProfile: profile,
    outputs: of(outputsInterface),
    coppIdentity,
    adapter: new OpmAdapter(),
  };
  return { ...base, opmPolicies: policies, ofAdapter: createPrologue(adapterChecks(base, policies)) };
}
