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

/** IV in bytes 0…7 and Count 0 in bytes 8…15, both big-endian (IV-1, IV-2). */
function counterBlock(iv: bigint): Uint8Array {
  const block = new Uint8Array(IV_BYTES);
  new DataView(block.buffer).setBigUint64(0, iv);
  return block;
}

/**
 * EncryptionBlt: a protected surface, encrypted into a staging one; the driver chooses and writes the IV (EB-1, EB-6, D-20).
 * Nothing is stretched or converted (EB-5), and AES128_CTR does not go without pIV (EB-8).
 */
export function encryptionBltFunctions(core: DriverCore): TableEntries<typeof D3D11_1DDI_VIDEODEVICEFUNCS> {
  const { memory, parts } = core;
  return {
    pfnEncryptionBlt: (hDevice, hCryptoSession, hSrcResource, hDstResource, IVSize, pIV) => {
      inVoid(core, hDevice, (device) => {
        if (pIV === NULL) return E_INVALIDARG;
        const cap = CAPS.ENCRYPTED_READ_BACK;
        const request = { hCryptoSession, hSrcResource, hDstResource, IVSize, cap, allowedByCaps: true };
        const blt = checkBlt(core, device, request);
        if (typeof blt === 'number') return blt;
        const ivTarget = memory.range(pIV, IV_BYTES);
        const iv = parts.nextReadBackIv(core, blt.session.readBackIv);
        const block = counterBlock(iv);
        const code = runBlt(core, blt, parts.contentStream(core, blt.key, block));
        ivTarget.set(block);
        blt.session.readBackIv = iv;
        return code;
      });
    },
  };
}
