import type { TableEntries } from '../../src/abi/index.js';
import { NULL } from '../../src/abi/index.js';
import { D3D11_1DDI_VIDEODEVICEFUNCS, E_INVALIDARG, EncryptionBlt } from '../../src/ddi/index.js';
import { checkBlt, IV_BYTES, runBlt } from './blt.js';
import { noIv } from './causes.js';
import type { D3D11Core } from './d3d11-core.js';

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
export function encryptionBltFunctions(core: D3D11Core): TableEntries<typeof D3D11_1DDI_VIDEODEVICEFUNCS> {
  const { memory, policies } = core;
  const refuse = core.refusals.of(EncryptionBlt);
  return core.ofDevice.guarded(D3D11_1DDI_VIDEODEVICEFUNCS, {
    pfnEncryptionBlt: (_device, session, source, target, IVSize, pIV) => {
      if (pIV === NULL) return refuse(E_INVALIDARG, () => noIv('D-20, EB-8'));
      const keyName = policies.encryptionBltKey(core, session);
      const cap = 'ENCRYPTED_READ_BACK';
      const blt = checkBlt(core, { refuse, session, source, target, IVSize, cap, keyName });
      if (typeof blt === 'number') return blt;
      const ivTarget = memory.range(pIV, IV_BYTES);
      const iv = policies.nextReadBackIv(core, session.readBackIv);
      const block = counterBlock(iv);
      const code = runBlt(core, blt, () => policies.contentStream(core, blt.key, block));
      ivTarget.set(block);
      session.readBackIv = iv;
      return code;
    },
  });
}
