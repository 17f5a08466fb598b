import type { TableEntries } from '../../src/abi/index.js';
import { NULL } from '../../src/abi/index.js';
import { D3D11_1DDI_VIDEODEVICEFUNCS, DecryptionBlt, E_INVALIDARG } from '../../src/ddi/index.js';
import { checkBlt, IV_BYTES, runBlt } from './blt.js';
import { ivSeenBefore, noIv, notWithoutCap } from './causes.js';
import type { D3D11Core } from './d3d11-core.js';

// No profile has the caps that go with them: PARTIAL_DECRYPTION and CONTENT_KEY are not emulated.
const blockInfo = () => notWithoutCap('pEncryptedBlockInfo', 'PARTIAL_DECRYPTION', 'DB-4');
const contentKey = () => notWithoutCap('pContentKey', 'CONTENT_KEY', 'DB-7');

/**
 * DecryptionBlt: encrypted bytes, decrypted with the session key into a protected surface (DB-2, DB-6), whole surfaces
 * only (DB-11). The caller gives the IV (DB-9, D-21), and AES128_CTR does not go without one (DB-10).
 */
export function decryptionBltFunctions(core: D3D11Core): TableEntries<typeof D3D11_1DDI_VIDEODEVICEFUNCS> {
  const { memory, policies } = core;
  const refuse = core.refusals.of(DecryptionBlt);
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
      if (pIV === NULL) return refuse(E_INVALIDARG, () => noIv('D-21, DB-10'));
      const notAllowed =
        pEncryptedBlockInfo !== NULL ? blockInfo : pContentKey !== NULL ? contentKey : undefined;
      const cap = 'DECRYPTION_BLT';
      const blt = checkBlt(core, {
        refuse,
        session,
        source,
        target,
        IVSize,
        cap,
        keyName: 'session',
        notAllowed,
      });
      if (typeof blt === 'number') return blt;
      const iv = memory.copyOut(pIV, IV_BYTES);
      if (!policies.takesIv(core, session, iv)) return refuse(E_INVALIDARG, ivSeenBefore);
      return runBlt(core, blt, policies.contentStream(core, blt.key, iv));
    },
  });
}
