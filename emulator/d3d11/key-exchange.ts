import type { Address, Hresult, TableEntries } from '../../src/abi/index.js';
import { D3D11_1DDI_VIDEODEVICEFUNCS, E_INVALIDARG, E_OUTOFMEMORY, S_OK } from '../../src/ddi/index.js';
import type { D3D11Core } from './d3d11-core.js';
import type { CryptoSession } from './state.js';

/** Opens the key buffer and installs what was in it; on any failure the old key stays (NCS-1, NCS-7, D-04, D-14). */
function negotiate(core: D3D11Core, session: CryptoSession, DataSize: number, pData: Address): Hresult {
  const { memory, policies, profile, allocations } = core;
  if (session.has('session') && profile.renegotiation === 'refuse') return E_INVALIDARG;
  if (!policies.isKeyBufferSize(DataSize, core, session)) return E_INVALIDARG; // NCS-8
  const { valid, message } = policies.unwrapSessionKey(core, memory.copyOut(pData, DataSize));
  if (!valid) return E_INVALIDARG; // one code for every cause (D-03)
  if (!allocations.take()) {
    message.fill(0);
    return E_OUTOFMEMORY;
  }
  session.clear();
  policies.installKey(core, session, message);
  message.fill(0);
  return S_OK;
}

/** NegotiateCryptoSessionKeyExchange; pData is in/out, but RSAES-OAEP writes nothing (NCS-4, NCS-10). */
export function keyExchangeFunctions(core: D3D11Core): TableEntries<typeof D3D11_1DDI_VIDEODEVICEFUNCS> {
  return core.ofDevice.guarded(D3D11_1DDI_VIDEODEVICEFUNCS, {
    pfnNegotiateCryptoSessionKeyExchange: (_device, session, DataSize, pData) =>
      negotiate(core, session, DataSize, pData),
  });
}
