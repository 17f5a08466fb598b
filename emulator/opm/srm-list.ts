import type { TableEntries } from '../../src/abi/index.js';
import { NULL } from '../../src/abi/index.js';
import {
  DXGK_OPM_INTERFACE_3 as TABLE,
  DxgkDdiOPMGetSrmListVersion,
  DxgkDdiOPMSetSrmList,
  NTSTATUSES as S,
  STATUS_SUCCESS,
} from '../../src/ddi/index.js';
import { malformedSrm, noSrmYet, versionBuffer } from './causes.js';
import type { OpmCore } from './opm-core.js';

const versionBytes = 4;

/**
 * DxgkDdiOPMSetSrmList and DxgkDdiOPMGetSrmListVersion, of the whole adapter (OPM-49). The list's format is not public: here it
 * is one SRM, put in force on every output, and its version a ULONG.
 */
export function srmListFunctions(
  core: OpmCore,
): Pick<TableEntries<typeof TABLE>, 'DxgkDdiOPMSetSrmList' | 'DxgkDdiOPMGetSrmListVersion'> {
  const { memory, opmPolicies, outputs, refusals } = core;
  const refuseSet = refusals.of(DxgkDdiOPMSetSrmList);
  const refuseGet = refusals.of(DxgkDdiOPMGetSrmListVersion);
  const newest = () =>
    outputs.all
      .map(({ srm }) => srm?.version)
      .reduce<number | undefined>(
        (one, other) => (other === undefined || (one !== undefined && one >= other) ? one : other),
        undefined,
      );
  return core.ofAdapter.guarded(TABLE, {
    DxgkDdiOPMSetSrmList: (_adapter, bytes, pList) => {
      const srm = opmPolicies.readOpmSrm(memory.copyOut(pList, bytes));
      if (!srm) return refuseSet(S.STATUS_GRAPHICS_OPM_INVALID_SRM, () => malformedSrm('SrmListBuffer'));
      for (const output of outputs.all) opmPolicies.setOpmSrm(output, srm);
      return STATUS_SUCCESS;
    },

    DxgkDdiOPMGetSrmListVersion: (_adapter, pSize, pVersion) => {
      const version = newest();
      if (version === undefined)
        return refuseGet(S.STATUS_GRAPHICS_OPM_HDCP_SRM_NEVER_SET, () => noSrmYet('SrmListVersionBuffer'));
      const room = memory.readU32(pSize);
      if (pVersion === NULL || room < versionBytes) {
        memory.writeU32(pSize, versionBytes); // what is needed, as for every size that is in and out
        return refuseGet(S.STATUS_BUFFER_TOO_SMALL, () => versionBuffer(versionBytes, room));
      }
      memory.range(pVersion, versionBytes);
      memory.writeU32(pSize, versionBytes);
      memory.writeU32(pVersion, version);
      return STATUS_SUCCESS;
    },
  });
}
