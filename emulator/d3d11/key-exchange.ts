import type { Address, Hresult, TableEntries } from '../../src/abi/index.js';
import {
  D3D11_1DDI_VIDEODEVICEFUNCS,
  D3DWDDM2_4DDI_CRYPTO_SESSION_KEY_EXCHANGE_FLAGS as FLAGS,
  D3DWDDM2_4DDI_VIDEODEVICEFUNCS,
  E_INVALIDARG,
  E_OUTOFMEMORY,
  NegotiateCryptoSessionKeyExchange,
  NegotiateCryptoSessionKeyExchangeMT,
  NegotiateCryptoSessionKeyExchange_WDDM2_4,
  S_OK,
} from '../../src/ddi/index.js';
import { noMemory } from '../core/causes.js';
import type { Refuse } from '../core/refusal-recorder.js';
import { keyBufferSize, keyExchangeFlags, negotiatedAlready } from './causes.js';
import type { Body } from '../core/prologue.js';
import type { D3D11Core, D3D11Objects } from './d3d11-core.js';
import { keysLost, noKeyBuffer } from './hardware/causes.js';
import { exchangeMessage } from './hardware/hw-protection.js';
import { keyBufferCause } from './key-buffer-cause.js';
import type { CryptoSession } from './state.js';

/** What a key exchange is by where the session's keys come from (NCS-1, CCS-9, D-65); after a tear-down none (D-44). */
function negotiate(
  core: D3D11Core,
  refuse: Refuse,
  session: CryptoSession,
  DataSize: number,
  pData: Address,
): Hresult {
  if (core.policies.isLost(session)) return refuse(E_INVALIDARG, () => keysLost(session));
  switch (session.kind) {
    case 'RSAES_OAEP':
      return takeKey(core, refuse, session, DataSize, pData);
    case 'HW_PROTECTION':
      return exchangeMessage(core, refuse, DataSize, pData);
    case 'hardware key':
      return refuse(E_INVALIDARG, noKeyBuffer);
  }
}

/** Opens the key buffer and installs what was in it; on any failure the old key stays (NCS-1, NCS-7, D-04, D-14). */
function takeKey(
  core: D3D11Core,
  refuse: Refuse,
  session: CryptoSession,
  DataSize: number,
  pData: Address,
): Hresult {
  const { memory, policies, profile, allocations } = core;
  if (session.has('session') && profile.renegotiation === 'refuse')
    return refuse(E_INVALIDARG, negotiatedAlready);
  if (!policies.isKeyBufferSize(DataSize, core, session))
    return refuse(E_INVALIDARG, () => keyBufferSize(DataSize)); // NCS-8
  const ciphertext = memory.copyOut(pData, DataSize);
  const { valid, message } = policies.unwrapSessionKey(core, ciphertext);
  if (!valid) return refuse(E_INVALIDARG, () => keyBufferCause(core, ciphertext)); // one code for every cause (D-03)
  if (!allocations.take()) {
    message.fill(0);
    return refuse(E_OUTOFMEMORY, () => noMemory('NCS-7'));
  }
  session.clear();
  core.usedIvs.forget(session);
  policies.installKey(core, session, message);
  message.fill(0);
  return S_OK;
}

/** NegotiateCryptoSessionKeyExchange; pData is in/out: RSAES-OAEP writes nothing (NCS-4), HW_PROTECTION its Status (NCS-10). */
export function keyExchangeFunctions(core: D3D11Core): TableEntries<typeof D3D11_1DDI_VIDEODEVICEFUNCS> {
  const refuse = core.refusals.of(NegotiateCryptoSessionKeyExchange);
  return core.ofDevice.guarded(D3D11_1DDI_VIDEODEVICEFUNCS, {
    pfnNegotiateCryptoSessionKeyExchange: (_device, session, DataSize, pData) =>
      negotiate(core, refuse, session, DataSize, pData),
  });
}

/** The same with flags, of which there is none, in both slots of WDDM 2.4 (NCX-1…NCX-3, D-43). */
export function keyExchangeFunctions2_4(
  core: D3D11Core,
): Pick<
  TableEntries<typeof D3DWDDM2_4DDI_VIDEODEVICEFUNCS>,
  'pfnNegotiateCryptoSessionKeyExchange' | 'pfnNegotiateCryptoSessionKeyExchangeMT'
> {
  const withFlags = (declaration: typeof NegotiateCryptoSessionKeyExchangeMT) => {
    const refuse = core.refusals.of(declaration);
    const body: Body<typeof NegotiateCryptoSessionKeyExchangeMT, D3D11Objects> = (
      _device,
      session,
      flags,
      DataSize,
      pData,
    ) => {
      if (flags !== FLAGS.NONE) return refuse(E_INVALIDARG, () => keyExchangeFlags(flags));
      return negotiate(core, refuse, session, DataSize, pData);
    };
    return body;
  };
  return core.ofDevice.guarded(D3DWDDM2_4DDI_VIDEODEVICEFUNCS, {
    pfnNegotiateCryptoSessionKeyExchange: withFlags(NegotiateCryptoSessionKeyExchange_WDDM2_4),
    pfnNegotiateCryptoSessionKeyExchangeMT: withFlags(NegotiateCryptoSessionKeyExchangeMT),
  });
}
