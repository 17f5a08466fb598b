import type { TableEntries } from '../../src/abi/index.js';
import type { DXGK_OPM_INTERFACE, Ntstatus } from '../../src/ddi/index.js';
import {
  DXGK_OPM_INTERFACE as TABLE,
  DXGKMDT_CERTIFICATE_TYPE as TYPE,
  DxgkDdiOPMGetCertificate,
  DxgkDdiOPMGetCertificateSize,
  NTSTATUSES as S,
  STATUS_SUCCESS,
} from '../../src/ddi/index.js';
import type { Refuse } from '../core/refusal-recorder.js';
import { certificateSize, noCertificate, scanFailed } from './causes.js';
import type { OpmCore } from './opm-core.js';

/** The code that says that there is no certificate of a type (OPM-39). */
const missing: ReadonlyMap<number, Ntstatus> = new Map([
  [TYPE.COPP, S.STATUS_GRAPHICS_COPP_NOT_SUPPORTED],
  [TYPE.UAB, S.STATUS_GRAPHICS_UAB_NOT_SUPPORTED],
]);

/** The chain of a type, or the code that says that there is none (OPM-39). */
function findChain(
  { opmPolicies, opmProfile, ...core }: OpmCore,
  refuse: Refuse,
  type: number,
): Uint8Array | Ntstatus {
  if (opmProfile.opm.hardwareScan === 'failed') return refuse(S.STATUS_GRAPHICS_PVP_HFS_FAILED, scanFailed);
  const semantics = type === TYPE.OPM ? 'OPM' : type === TYPE.COPP ? 'COPP' : undefined;
  const chain = semantics && opmPolicies.opmCertificate({ ...core, opmProfile }, semantics);
  if (chain) return chain;
  return refuse(missing.get(type) ?? S.STATUS_GRAPHICS_OPM_NOT_SUPPORTED, () => noCertificate(type));
}

/** DxgkDdiOPMGetCertificateSize and DxgkDdiOPMGetCertificate (OPM-2, OPM-39, D-05, D-06). */
export function certificateFunctions(core: OpmCore): TableEntries<typeof DXGK_OPM_INTERFACE> {
  const { memory, opmPolicies, refusals } = core;
  const [refuseSize, refuse] = [
    refusals.of(DxgkDdiOPMGetCertificateSize),
    refusals.of(DxgkDdiOPMGetCertificate),
  ];
  return core.ofAdapter.guarded(TABLE, {
    DxgkDdiOPMGetCertificateSize: (_adapter, type, pSize) => {
      const chain = findChain(core, refuseSize, type);
      if (typeof chain === 'number') return chain;
      memory.writeU32(pSize, chain.length);
      return STATUS_SUCCESS;
    },

    DxgkDdiOPMGetCertificate: (_adapter, type, bytes, pBuffer) => {
      const chain = findChain(core, refuse, type);
      if (typeof chain === 'number') return chain;
      if (!opmPolicies.isOpmCertificateSize(bytes, chain.length))
        return refuse(S.STATUS_GRAPHICS_PVP_INVALID_CERTIFICATE_LENGTH, () =>
          certificateSize(chain.length, bytes),
        );
      memory.copyIn(pBuffer, chain.subarray(0, bytes)); // never more than the caller has
      return STATUS_SUCCESS;
    },
  });
}
