import type { Address, Hresult, TableEntries } from '../../src/abi/index.js';
import { D3D11_1DDI_VIDEODEVICEFUNCS, E_INVALIDARG, GetEncryptionBltKey, S_OK } from '../../src/ddi/index.js';
import type { Refuse } from '../core/refusal-recorder.js';
import { keySize, lacksCap, noSessionKey } from './causes.js';
import type { D3D11Core } from './d3d11-core.js';
import type { CryptoSession } from './state.js';

/** A new key (GEBK-1), with an IV sequence of its own (D-25), wrapped for the caller (GEBK-2). */
function getKey(
  core: D3D11Core,
  refuse: Refuse,
  session: CryptoSession,
  KeySize: number,
  pReadbackKey: Address,
): Hresult {
  const { memory, policies } = core;
  const noCap = lacksCap(session, 'ENCRYPTED_READ_BACK_KEY');
  if (noCap) return refuse(E_INVALIDARG, noCap);
  if (!session.has('session')) return refuse(E_INVALIDARG, () => noSessionKey(session)); // D-10
  if (!policies.isKeySize(KeySize))
    return refuse(E_INVALIDARG, () => keySize('KeySize', 'D-26, GEBK-3', KeySize));
  const target = memory.range(pReadbackKey, KeySize);
  const key = policies.readBackKey(core, session);
  target.set(policies.wrapReadBackKey(core, session, key).subarray(0, KeySize));
  policies.installReadBackKey(core, session, key);
  key.fill(0);
  return S_OK;
}

/** GetEncryptionBltKey: the key that EncryptionBlt encrypts with from now on (GEBK-5). */
export function readBackKeyFunctions(core: D3D11Core): TableEntries<typeof D3D11_1DDI_VIDEODEVICEFUNCS> {
  const refuse = core.refusals.of(GetEncryptionBltKey);
  return core.ofDevice.guarded(D3D11_1DDI_VIDEODEVICEFUNCS, {
    pfnGetEncryptionBltKey: (_device, session, KeySize, pReadbackKey) =>
      getKey(core, refuse, session, KeySize, pReadbackKey),
  });
}
