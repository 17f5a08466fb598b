import type { Address, TableEntries } from '../../src/abi/index.js';
import type { Ntstatus } from '../../src/ddi/index.js';
import {
  DXGK_OPM_INTERFACE as TABLE,
  DxgkDdiOPMCreateProtectedOutput,
  DxgkDdiOPMGetRandomNumber,
  NTSTATUSES as S,
  OPM_VIDEO_OUTPUT_SEMANTICS as VOS,
  STATUS_NO_MEMORY,
  STATUS_SUCCESS,
} from '../../src/ddi/index.js';
import { noMemory } from '../core/causes.js';
import type { Refuse } from '../core/refusal-recorder.js';
import type { Output } from '../outputs/output.js';
import { noSemantics, noTarget, randomGiven, spreadOver } from './causes.js';
import type { OpmCore } from './opm-core.js';
import type { Semantics } from './state.js';
import { ProtectedOutput } from './state.js';

/** The semantics that a number stands for, where the output has them (OPM-38). */
function semanticsOf({ coppIdentity }: OpmCore, { profile }: Output, number: number): Semantics | undefined {
  if (number === VOS.OPM) return (profile.opm ?? true) ? 'OPM' : undefined;
  if (number === VOS.COPP) return profile.copp && coppIdentity ? 'COPP' : undefined;
  return undefined;
}

/** Makes a protected output on a connector. The handle is written before anything changes, as it may not be writable. */
export function createOn(
  core: OpmCore,
  refuse: Refuse,
  output: Output,
  number: number,
  pHandle: Address,
): Ntstatus {
  const { memory, adapter, allocations } = core;
  const semantics = semanticsOf(core, output, number);
  if (!semantics) {
    const code =
      number === VOS.COPP ? S.STATUS_GRAPHICS_COPP_NOT_SUPPORTED : S.STATUS_GRAPHICS_OPM_NOT_SUPPORTED;
    return refuse(code, () => noSemantics(number));
  }
  memory.range(pHandle, 8);
  if (!allocations.take()) return refuse(STATUS_NO_MEMORY, () => noMemory('OPM-38'));
  const handle = adapter.newHandle(core.nextSerial());
  memory.writeU64(pHandle, handle);
  adapter.protectedOutputs.set(handle, new ProtectedOutput(core, handle, semantics, output));
  return STATUS_SUCCESS;
}

/** Creation, random number and end of protected outputs (OPM-1, OPM-3, OPM-38, OPM-40). */
export function protectedOutputFunctions(core: OpmCore): TableEntries<typeof TABLE> {
  const { memory, opmPolicies, adapter, outputs, refusals } = core;
  const refuseCreate = refusals.of(DxgkDdiOPMCreateProtectedOutput);
  const refuseRandom = refusals.of(DxgkDdiOPMGetRandomNumber);
  return core.ofAdapter.guarded(TABLE, {
    DxgkDdiOPMCreateProtectedOutput: (_adapter, VidPnTargetId, semantics, pHandle) => {
      const output = outputs.at(VidPnTargetId);
      if (!output)
        return refuseCreate(S.STATUS_GRAPHICS_OPM_NO_PROTECTED_OUTPUTS_EXIST, () =>
          noTarget(outputs.all.length, VidPnTargetId),
        );
      if (opmPolicies.isOpmSpread(core)) {
        const isSpan = outputs.multiMonitorMode === 'span';
        return refuseCreate(
          isSpan ? S.STATUS_GRAPHICS_OPM_SPANNING_MODE_ENABLED : S.STATUS_GRAPHICS_OPM_THEATER_MODE_ENABLED,
          () => spreadOver(outputs.multiMonitorMode),
        );
      }
      return createOn(core, refuseCreate, output, semantics, pHandle);
    },

    DxgkDdiOPMGetRandomNumber: (_adapter, object, pRandom) => {
      if (!opmPolicies.mayGiveOpmRandom(object))
        return refuseRandom(S.STATUS_GRAPHICS_OPM_DRIVER_INTERNAL_ERROR, randomGiven);
      const random = opmPolicies.opmRandom(core, object);
      memory.copyIn(pRandom, random);
      object.issuedRandom = random;
      return STATUS_SUCCESS;
    },

    DxgkDdiOPMDestroyProtectedOutput: (_adapter, object) => {
      opmPolicies.withdrawOpm(object);
      object.output.unwatch(object.events);
      object.clear();
      adapter.protectedOutputs.delete(object.handle);
      return STATUS_SUCCESS;
    },
  });
}
