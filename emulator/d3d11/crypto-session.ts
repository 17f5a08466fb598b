import type { Address, Hresult, TableEntries } from '../../src/abi/index.js';
import { HANDLE } from '../../src/abi/index.js';
import type { HCryptoSession } from '../../src/ddi/index.js';
import {
  D3D11_1DDIARG_CREATECRYPTOSESSION as CREATE,
  D3D11_1DDI_VIDEODEVICEFUNCS,
  D3DDDIERR_UNSUPPORTEDCRYPTO,
  E_OUTOFMEMORY,
  S_OK,
} from '../../src/ddi/index.js';
import { HANDLE_HEADER_BYTES } from '../core/handle-table.js';
import type { D3D11Core } from './d3d11-core.js';
import { isNullGuid } from './offers.js';
import type { Device } from './state.js';
import { CryptoSession } from './state.js';

/** Above any address, so that a client that keeps fewer than 64 bits of a HANDLE is noticed (CSGH-2, D-62). */
const handleBase = 0xc0de_0000_0000_0000n;

const at = (address: number) => address as Address;

/** Whether what pCreateData asks for is offered (CCS-5, CCS-7, CCS-10, D-11). */
function isOffered(core: D3D11Core, pCreateData: Address): boolean {
  const { memory, policies } = core;
  const offer = policies.findCryptoType(core, at(pCreateData + CREATE.offset.CryptoType));
  if (!offer) return false;
  const pDecodeProfile = at(pCreateData + CREATE.offset.DecodeProfile);
  const withoutDecoding = isNullGuid(memory, pDecodeProfile); // CCS-4
  if (!withoutDecoding && !policies.supportsDecodeProfile(core, offer, pDecodeProfile)) return false;
  return policies.supportsKeyExchange(core, offer, at(pCreateData + CREATE.offset.KeyExchangeType));
}

function create(
  core: D3D11Core,
  device: Device,
  pCreateData: Address,
  hCryptoSession: HCryptoSession,
): Hresult {
  if (!isOffered(core, pCreateData)) return D3DDDIERR_UNSUPPORTEDCRYPTO;
  if (!core.allocations.take()) return E_OUTOFMEMORY; // CCS-11
  device.sessions.add(hCryptoSession, new CryptoSession(core, hCryptoSession, core.nextSerial()));
  return S_OK;
}

/** CalcPrivateCryptoSessionSize, CreateCryptoSession, DestroyCryptoSession, CryptoSessionGetHandle. */
export function cryptoSessionFunctions(core: D3D11Core): TableEntries<typeof D3D11_1DDI_VIDEODEVICEFUNCS> {
  const { memory, policies, ofDevice } = core;
  return {
    pfnCalcPrivateCryptoSessionSize: () => HANDLE_HEADER_BYTES, // CPCS-1, CPCS-3; filled in any case (CPCS-4, SUB-11)

    ...ofDevice.guarded(D3D11_1DDI_VIDEODEVICEFUNCS, {
      // hRTCryptoSession is only for calls back, of which there are none (CCS-12).
      pfnCreateCryptoSession: (device, pCreateData, hCryptoSession) =>
        create(core, device, pCreateData, hCryptoSession),

      pfnCryptoSessionGetHandle: (_device, session, pHandle) => {
        HANDLE.write(memory, pHandle, handleBase + BigInt(session.serial), 'x64');
        return S_OK;
      },
    }),

    ...ofDevice.evenWhenGone(D3D11_1DDI_VIDEODEVICEFUNCS, {
      pfnDestroyCryptoSession: (device, session) => {
        session.clear(); // DCS-1, DCS-2
        policies.forgetSession(device, session.hCryptoSession);
        return S_OK;
      },
    }),
  };
}
