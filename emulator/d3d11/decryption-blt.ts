import type { Address, Hresult, TableEntries } from '../../src/abi/index.js';
import { NULL } from '../../src/abi/index.js';
import type { D3D11_1DDI_VIDEODEVICEFUNCS } from '../../src/ddi/index.js';
import { DecryptionBlt, E_INVALIDARG } from '../../src/ddi/index.js';
import type { Refuse } from '../core/refusal-recorder.js';
import { withBlockInfoStatus } from './block-info-status.js';
import type { Blt } from './blt.js';
import { checkBlt, IV_BYTES, runBlt } from './blt.js';
import { contentKeySize, counterSeenBefore, noIv } from './causes.js';
import type { D3D11Core } from './d3d11-core.js';
import type { CryptoSession } from './state.js';

/** What DecryptionBlt is told of the content, besides where it lies. */
interface ContentArguments {
  readonly pEncryptedBlockInfo: Address;
  readonly ContentKeySize: number;
  readonly pContentKey: Address;
  readonly pIV: Address;
}

/** Reads all that the caller gave, each once, before anything is written: it may lie in the surfaces themselves. */
function decrypt(
  core: D3D11Core,
  refuse: Refuse,
  session: CryptoSession,
  blt: Blt,
  { pEncryptedBlockInfo, ContentKeySize, pContentKey, pIV }: ContentArguments,
): Hresult {
  const { memory, policies } = core;
  if (pContentKey !== NULL && !policies.isContentKeySize(ContentKeySize))
    return refuse(E_INVALIDARG, () => contentKeySize(ContentKeySize));
  const info = policies.readBlockInfo(core, pEncryptedBlockInfo);
  const wrapped = pContentKey === NULL ? undefined : memory.copyOut(pContentKey, ContentKeySize);
  const iv = memory.copyOut(pIV, IV_BYTES);
  const { logicalBytes } = blt.source.surface;
  if (!policies.takesIv(core, session, { iv, info, logicalBytes, contentKey: wrapped }))
    return refuse(E_INVALIDARG, counterSeenBefore);
  if (!wrapped) return runBlt(core, blt, () => policies.contentStream(core, blt.key, iv), info);
  const contentKey = policies.unwrapContentKey(core, blt.key, wrapped);
  try {
    return runBlt(core, blt, () => policies.contentStream(core, contentKey, iv), info);
  } finally {
    contentKey.fill(0);
  }
}

/**
 * DecryptionBlt: encrypted bytes, decrypted into a protected surface with the session key, or with a content key that is
 * wrapped under it (DB-2, DB-5, DB-6); of a buffer that is encrypted in parts, those (EBI). Whole surfaces only (DB-11).
 * The caller gives the IV (DB-9, D-21), and AES128_CTR does not go without one (DB-10).
 */
export function decryptionBltFunctions(core: D3D11Core): TableEntries<typeof D3D11_1DDI_VIDEODEVICEFUNCS> {
  const refuse = core.refusals.of(DecryptionBlt);
  return withBlockInfoStatus(core, {
    pfnDecryptionBlt: (
      _device,
      session,
      source,
      target,
      pEncryptedBlockInfo,
      ContentKeySize,
      pContentKey,
      IVSize,
      pIV,
    ) => {
      if (pIV === NULL) return refuse(E_INVALIDARG, () => noIv('D-21, DB-10'));
      const blt = checkBlt(core, {
        ...{ refuse, session, source, target, IVSize, cap: 'DECRYPTION_BLT', keyName: 'session' },
        optional: [
          {
            argument: 'pEncryptedBlockInfo',
            isGiven: pEncryptedBlockInfo !== NULL,
            cap: 'PARTIAL_DECRYPTION',
            clause: 'DB-4',
          },
          { argument: 'pContentKey', isGiven: pContentKey !== NULL, cap: 'CONTENT_KEY', clause: 'DB-7' },
        ],
      });
      if (typeof blt === 'number') return blt;
      return decrypt(core, refuse, session, blt, { pEncryptedBlockInfo, ContentKeySize, pContentKey, pIV });
    },
  });
}
