import type { Address, Hresult, TableEntries } from '../../src/abi/index.js';
import type { HCryptoSession } from '../../src/ddi/index.js';
import {
  CreateCryptoSession,
  D3D11_1DDIARG_CREATECRYPTOSESSION as CREATE,
  D3D11_1DDI_VIDEODEVICEFUNCS,
  D3DDDIERR_UNSUPPORTEDCRYPTO,
  E_OUTOFMEMORY,
  S_OK,
} from '../../src/ddi/index.js';
import { noMemory } from '../core/causes.js';
import { HANDLE_HEADER_BYTES } from '../core/handle-table.js';
import type { Refuse } from '../core/refusal-recorder.js';
import type { D3D11Core } from './d3d11-core.js';
import type { SessionTypes } from './session-offer.js';
import { findSessionOffer, notOfferedToSession } from './session-offer.js';
import type { Device } from './state.js';
import { CryptoSession } from './state.js';

/** Above any address, so that a client that keeps fewer than 64 bits of a HANDLE is noticed (CSGH-2, D-62). */
const handleBase = 0xc0de_0000_0000_0000n;

/** The handle that the application uses to tie the session to a decoder (CSGH-1). */
export const sessionHandle = ({ serial }: CryptoSession): bigint => handleBase + BigInt(serial);

const at = (address: number) => address as Address;

/** Where the GUIDs of pCreateData lie. */
const typesOf = (pCreateData: Address): SessionTypes => ({
  CryptoType: at(pCreateData + CREATE.offset.CryptoType),
  DecodeProfile: at(pCreateData + CREATE.offset.DecodeProfile),
  KeyExchangeType: at(pCreateData + CREATE.offset.KeyExchangeType),
});

function create(
  core: D3D11Core,
  refuse: Refuse,
  device: Device,
  pCreateData: Address,
  hCryptoSession: HCryptoSession,
): Hresult {
  const types = typesOf(pCreateData);
  const offer = findSessionOffer(core, types);
  if (typeof offer === 'string')
    return refuse(D3DDDIERR_UNSUPPORTEDCRYPTO, () => notOfferedToSession(core, types, offer, 'pCreateData'));
  if (!core.allocations.take()) return refuse(E_OUTOFMEMORY, () => noMemory('CCS-11'));
  const kind = core.policies.sessionKind(core, offer, types.CryptoType, types.KeyExchangeType);
  const session = new CryptoSession(core, hCryptoSession, core.nextSerial(), offer, kind);
  core.policies.startSession(core, session);
  device.sessions.add(hCryptoSession, session);
  return S_OK;
}

/** CalcPrivateCryptoSessionSize, CreateCryptoSession, DestroyCryptoSession, CryptoSessionGetHandle. */
export function cryptoSessionFunctions(core: D3D11Core): TableEntries<typeof D3D11_1DDI_VIDEODEVICEFUNCS> {
  const { memory, policies, ofDevice } = core;
  const refuse = core.refusals.of(CreateCryptoSession);
  return {
    pfnCalcPrivateCryptoSessionSize: () => HANDLE_HEADER_BYTES, // CPCS-1, CPCS-3; filled in any case (CPCS-4, SUB-11)

    ...ofDevice.guarded(D3D11_1DDI_VIDEODEVICEFUNCS, {
      // hRTCryptoSession is only for calls back, of which there are none (CCS-12).
      pfnCreateCryptoSession: (device, pCreateData, hCryptoSession) =>
        create(core, refuse, device, pCreateData, hCryptoSession),

      pfnCryptoSessionGetHandle: (_device, session, pHandle) => {
        memory.writeU64(pHandle, sessionHandle(session));
        return S_OK;
      },
    }),

    ...ofDevice.evenWhenGone(D3D11_1DDI_VIDEODEVICEFUNCS, {
      pfnDestroyCryptoSession: (device, session) => {
        policies.endSessionUses(device, session); // D-36
        session.clear(); // DCS-1, DCS-2
        policies.forgetSession(device, session.hCryptoSession);
        return S_OK;
      },
    }),
  };
}
