import type { TableEntries } from '../../src/abi/index.js';
import { NULL } from '../../src/abi/index.js';
import {
  D3D11_1DDI_CONTENT_PROTECTION_CAPS as CAPS,
  D3D11_1DDI_VIDEODEVICEFUNCS,
  E_INVALIDARG,
} from '../../src/ddi/index.js';
import { checkBlt, IV_BYTES, runBlt } from './blt.js';
import type { D3D11Core } from './d3d11-core.js';

/**
 * DecryptionBlt: encrypted bytes, decrypted with the session key into a protected surface (DB-2, DB-6), whole surfaces
 * only (DB-11). The caller gives the IV (DB-9, D-21), and AES128_CTR does not go without one (DB-10).
 */
export function decryptionBltFunctions(core: D3D11Core): TableEntries<typeof D3D11_1DDI_VIDEODEVICEFUNCS> {
  const { memory, policies } = core;
  return core.ofDevice.guarded(D3D11_1DDI_VIDEODEVICEFUNCS, {
    pfnDecryptionBlt: (
      _device,
      session,
      source,
      target,
      pEncryptedBlockInfo,
      _ContentKeySize,
      pContentKey,
      IVSize,
      pIV,
    ) => {
      if (pIV === NULL) return E_INVALIDARG;
      // No profile has the caps that go with them: PARTIAL_DECRYPTION and CONTENT_KEY are not emulated (DB-4, DB-7).
      const allowedByCaps = pEncryptedBlockInfo === NULL && pContentKey === NULL;
      const cap = CAPS.DECRYPTION_BLT;
      const blt = checkBlt(core, { session, source, target, IVSize, cap, allowedByCaps });
      if (typeof blt === 'number') return blt;
      return runBlt(core, blt, policies.contentStream(core, blt.key, memory.copyOut(pIV, IV_BYTES)));
    },
  });
}
