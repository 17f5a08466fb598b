import type { Address, Hresult, TableEntries } from '../../src/abi/index.js';
import {
  type D3D11_1DDI_VIDEODEVICEFUNCS,
  E_INVALIDARG,
  E_OUTOFMEMORY,
  NegotiateCryptoSessionKeyExchange,
  S_OK,
} from '../../src/ddi/index.js';
import { NULL } from '../../src/abi/index.js';
import { dropKey } from './crypto-session.js';
import { removedCode } from './set-error.js';
import type { CryptoSession, DriverCore } from './state.js';

/** Opens the key buffer and installs what was in it; on any failure the old key stays (NCS-1, D-04, D-14). */
function installKey(core: DriverCore, session: CryptoSession, pData: Address, DataSize: number): Hresult {
  const { memory, parts, profile, allocations } = core;
  if (session.keyPlace !== undefined && profile.renegotiation === 'refuse') return E_INVALIDARG;
  if (!parts.isKeyBufferSize(DataSize, core, session)) return E_INVALIDARG; // NCS-8
  const { valid, message } = parts.unwrapSessionKey(core, memory.copyOut(pData, DataSize));
  if (!valid) return E_INVALIDARG; // one code for every cause (D-03)
  if (!allocations.take()) {
    message.fill(0);
    return E_OUTOFMEMORY;
  }
  dropKey(core, session);
  parts.installKey(core, session, message);
  message.fill(0);
  return S_OK;
}

/** NegotiateCryptoSessionKeyExchange; pData is in/out, but RSAES-OAEP writes nothing (NCS-4, NCS-7, NCS-10). */
export function keyExchangeFunctions(core: DriverCore): TableEntries<typeof D3D11_1DDI_VIDEODEVICEFUNCS> {
  const { devices, parts } = core;
  return {
    pfnNegotiateCryptoSessionKeyExchange: (hDevice, hCryptoSession, DataSize, pData) => {
      if (pData === NULL) return E_INVALIDARG;
      const device = devices.find(hDevice);
      const session = device && parts.findSession(core, device, hCryptoSession);
      if (!session) return E_INVALIDARG; // CCS-3, D-09
      if (parts.refusesWhenRemoved(device)) return removedCode(NegotiateCryptoSessionKeyExchange);
      return installKey(core, session, pData, DataSize);
    },
  };
}
