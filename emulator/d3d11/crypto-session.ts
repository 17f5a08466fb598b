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
import type { Cause, Refuse } from '../core/refusal-recorder.js';
import { notOffered } from './causes.js';
import type { D3D11Core } from './d3d11-core.js';
import type { Offer } from './offers.js';
import { isNullGuid, offerWith } from './offers.js';
import type { Device } from './state.js';
import { CryptoSession } from './state.js';

/** Above any address, so that a client that keeps fewer than 64 bits of a HANDLE is noticed (CSGH-2, D-62). */
const handleBase = 0xc0de_0000_0000_0000n;

const at = (address: number) => address as Address;

/** What of a session may not be offered. */
type Unoffered = 'CryptoType' | 'DecodeProfile' | 'KeyExchangeType';

/** What a session gets, or the member of pCreateData that asks for what is not offered (CCS-5, CCS-7, CCS-10, D-11). */
function findOffer(core: D3D11Core, pCreateData: Address): Offer | Unoffered {
  const { memory, policies } = core;
  const offer = policies.findCryptoType(core, at(pCreateData + CREATE.offset.CryptoType));
  if (!offer) return 'CryptoType';
  const pDecodeProfile = at(pCreateData + CREATE.offset.DecodeProfile);
  const withoutDecoding = isNullGuid(memory, pDecodeProfile); // CCS-4
  if (!withoutDecoding && !policies.supportsDecodeProfile(core, offer, pDecodeProfile))
    return 'DecodeProfile';
  const ofPair = offerWith(memory, offer, pDecodeProfile);
  const pKeyExchangeType = at(pCreateData + CREATE.offset.KeyExchangeType);
  return policies.supportsKeyExchange(core, ofPair, pKeyExchangeType) ? ofPair : 'KeyExchangeType';
}

function unoffered(core: D3D11Core, pCreateData: Address, member: Unoffered): Cause {
  const { memory, offers } = core;
  const pCryptoType = at(pCreateData + CREATE.offset.CryptoType);
  const ofType = offers.byType.get(offers.cryptoTypes.at(memory, pCryptoType)) ?? offers.union;
  const { acceptedExchanges } = offerWith(memory, ofType, at(pCreateData + CREATE.offset.DecodeProfile));
  const [offset, offered, clause] = {
    CryptoType: [CREATE.offset.CryptoType, offers.cryptoTypes, 'CCS-10, D-11'] as const,
    DecodeProfile: [CREATE.offset.DecodeProfile, ofType.decodeProfiles, 'CCS-5, D-11'] as const,
    KeyExchangeType: [CREATE.offset.KeyExchangeType, acceptedExchanges, 'CCS-7, D-11'] as const,
  }[member];
  return notOffered(core, { member, argument: 'pCreateData', clause }, offered, at(pCreateData + offset));
}

function create(
  core: D3D11Core,
  refuse: Refuse,
  device: Device,
  pCreateData: Address,
  hCryptoSession: HCryptoSession,
): Hresult {
  const offer = findOffer(core, pCreateData);
  if (typeof offer === 'string')
    return refuse(D3DDDIERR_UNSUPPORTEDCRYPTO, () => unoffered(core, pCreateData, offer));
  if (!core.allocations.take()) return refuse(E_OUTOFMEMORY, () => noMemory('CCS-11'));
  const kind = core.policies.sessionKind(
    core,
    offer,
    at(pCreateData + CREATE.offset.CryptoType),
    at(pCreateData + CREATE.offset.KeyExchangeType),
  );
  device.sessions.add(
    hCryptoSession,
    new CryptoSession(core, hCryptoSession, core.nextSerial(), offer, kind),
  );
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
        memory.writeU64(pHandle, handleBase + BigInt(session.serial));
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
