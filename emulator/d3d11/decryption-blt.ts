import type { TableEntries } from '../../src/abi/index.js';
import {
  D3D11_1DDI_CONTENT_PROTECTION_CAPS as CAPS,
  type D3D11_1DDI_VIDEODEVICEFUNCS,
  E_INVALIDARG,
} from '../../src/ddi/index.js';
import { NULL } from '../../src/abi/index.js';
import { checkBlt, IV_BYTES, runBlt } from './blt.js';
import { inVoid } from './set-error.js';
import type { DriverCore } from './state.js';

/**
 * DecryptionBlt: encrypted bytes, decrypted with the session key into a protected surface (DB-2, DB-6), whole surfaces
 * only (DB-11). The caller gives the IV (DB-9, D-21), and AES128_CTR does not go without one (DB-10).
 */
export function decryptionBltFunctions(core: DriverCore): TableEntries<typeof D3D11_1DDI_VIDEODEVICEFUNCS> {
  const { memory, parts, profile } = core;
  return {
    pfnDecryptionBlt: (
      hDevice,
      hCryptoSession,
      hSrcResource,
      hDstResource,
      pEncryptedBlockInfo,
      _ContentKeySize,
      pContentKey,
      IVSize,
      pIV,
    ) => {
      inVoid(core, hDevice, (device) => {
        if (pIV === NULL) return E_INVALIDARG;
        const blockInfoAllowed =
          pEncryptedBlockInfo === NULL || (profile.caps & CAPS.PARTIAL_DECRYPTION) !== 0; // DB-4
        const contentKeyAllowed = pContentKey === NULL || (profile.caps & CAPS.CONTENT_KEY) !== 0; // DB-7
        const blt = checkBlt(core, device, {
          hCryptoSession,
          hSrcResource,
          hDstResource,
          IVSize,
          cap: CAPS.DECRYPTION_BLT,
          allowedByCaps: blockInfoAllowed && contentKeyAllowed,
        });
        if (typeof blt === 'number') return blt;
        return runBlt(core, blt, parts.contentStream(core, blt.key, memory.copyOut(pIV, IV_BYTES)));
      });
    },
  };
}
