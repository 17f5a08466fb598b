import type { Address, Hresult, TableEntries } from '../../src/abi/index.js';
import {
  D3D11_1DDI_VIDEODEVICEFUNCS,
  D3DWDDM2_4DDI_CRYPTO_SESSION_KEY_EXCHANGE_FLAGS as FLAGS,
  D3DWDDM2_4DDI_VIDEODEVICEFUNCS,
  E_INVALIDARG,
  NegotiateCryptoSessionKeyExchange,
  NegotiateCryptoSessionKeyExchangeMT,
  NegotiateCryptoSessionKeyExchange_WDDM2_4,
} from '../../src/ddi/index.js';
import type { Refuse } from '../core/refusal-recorder.js';
import { keyBufferSize, keyExchangeFlags, negotiatedAlready } from './causes.js';
import type { Body } from '../core/prologue.js';
import type { D3D11Core, D3D11Objects } from './d3d11-core.js';
import { keysLost, noKeyBuffer } from './hardware/causes.js';
import { exchangeMessage } from './hardware/hw-protection.js';
import type { CryptoSession } from './state.js';
import type { KeyExchange } from './take-key.js';
import { takeKey } from './take-key.js';

const ofSessions = (core: D3D11Core): KeyExchange<CryptoSession> => ({
  isSize: (DataSize, session) => core.policies.isKeyBufferSize(DataSize, core, session), // NCS-8
  unwrap: (keyBuffer) => core.policies.unwrapSessionKey(core, keyBuffer),
  install: (session, key) => {
    core.usedIvs.forget(session);
    core.policies.installKey(core, session, key);
  },
  negotiatedAlready,
  keyBufferSize,
  memoryClause: 'NCS-7',
});

/** What a key exchange is by where the session's keys come from (NCS-1, CCS-9, D-65); after a tear-down none (D-44). */
function negotiation(core: D3D11Core) {
  const exchange = ofSessions(core);
  return (refuse: Refuse, session: CryptoSession, DataSize: number, pData: Address): Hresult => {
    if (core.policies.isLost(session)) return refuse(E_INVALIDARG, () => keysLost(session));
    switch (session.kind) {
      case 'RSAES_OAEP':
        return takeKey(core, refuse, exchange, session, DataSize, pData);
      case 'HW_PROTECTION':
        return exchangeMessage(core, refuse, DataSize, pData);
      case 'hardware key':
        return refuse(E_INVALIDARG, noKeyBuffer);
    }
  };
}

/** NegotiateCryptoSessionKeyExchange; pData is in/out: RSAES-OAEP writes nothing (NCS-4), HW_PROTECTION its Status (NCS-10). */
export function keyExchangeFunctions(core: D3D11Core): TableEntries<typeof D3D11_1DDI_VIDEODEVICEFUNCS> {
  const negotiate = negotiation(core);
  const refuse = core.refusals.of(NegotiateCryptoSessionKeyExchange);
  return core.ofDevice.guarded(D3D11_1DDI_VIDEODEVICEFUNCS, {
    pfnNegotiateCryptoSessionKeyExchange: (_device, session, DataSize, pData) =>
      negotiate(refuse, session, DataSize, pData),
  });
}

/** The same with flags, of which there is none, in both slots of WDDM 2.4 (NCX-1…NCX-3, D-43). */
export function keyExchangeFunctions2_4(
  core: D3D11Core,
): Pick<
  TableEntries<typeof D3DWDDM2_4DDI_VIDEODEVICEFUNCS>,
  'pfnNegotiateCryptoSessionKeyExchange' | 'pfnNegotiateCryptoSessionKeyExchangeMT'
> {
  const negotiate = negotiation(core);
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
      return negotiate(refuse, session, DataSize, pData);
    };
    return body;
  };
  return core.ofDevice.guarded(D3DWDDM2_4DDI_VIDEODEVICEFUNCS, {
    pfnNegotiateCryptoSessionKeyExchange: withFlags(NegotiateCryptoSessionKeyExchange_WDDM2_4),
    pfnNegotiateCryptoSessionKeyExchangeMT: withFlags(NegotiateCryptoSessionKeyExchangeMT),
  });
}
