import type { Address, Hresult, TableEntries } from '../../src/abi/index.js';
import type { HCryptoSession } from '../../src/ddi/index.js';
import {
  CreateCryptoSession,
  CryptoSessionGetHandle,
  D3D11_1DDIARG_CREATECRYPTOSESSION as CREATE,
  type D3D11_1DDI_VIDEODEVICEFUNCS,
  D3DDDIERR_UNSUPPORTEDCRYPTO,
  E_INVALIDARG,
  E_OUTOFMEMORY,
  S_OK,
} from '../../src/ddi/index.js';
import { HANDLE, NULL } from '../../src/abi/index.js';
import { HANDLE_HEADER_BYTES } from '../core/handle-table.js';
import { isNullGuid } from './offers.js';
import { inVoid, removedCode } from './set-error.js';
import type { CryptoSession, Device, DriverCore } from './state.js';

/** Above any address, so that a client that keeps fewer than 64 bits of a HANDLE is noticed (CSGH-2, D-62). */
const handleBase = 0xc0de_0000_0000_0000n;

const at = (address: number) => address as Address;

/** Forgets a session's key: overwrites it and gives its place back (DCS-2). */
export function dropKey(core: DriverCore, session: CryptoSession): void {
  if (session.keyPlace === undefined) return;
  core.parts.wipeKey(core.keys.key(session.keyPlace));
  core.keys.release(session.keyPlace);
  session.keyPlace = undefined;
  session.readBackIv = undefined;
}

/** Whether what pCreateData asks for is offered (CCS-5, CCS-7, CCS-10, D-11). */
function isOffered(core: DriverCore, pCreateData: Address): boolean {
  const { memory, parts } = core;
  const offer = parts.findCryptoType(core, at(pCreateData + CREATE.offset.CryptoType));
  if (!offer) return false;
  const pDecodeProfile = at(pCreateData + CREATE.offset.DecodeProfile);
  const withoutDecoding = isNullGuid(memory, pDecodeProfile); // CCS-4
  if (!withoutDecoding && !parts.supportsDecodeProfile(core, offer, pDecodeProfile)) return false;
  return parts.supportsKeyExchange(core, offer, at(pCreateData + CREATE.offset.KeyExchangeType));
}

function create(
  core: DriverCore,
  device: Device,
  pCreateData: Address,
  hCryptoSession: HCryptoSession,
): Hresult {
  if (!isOffered(core, pCreateData)) return D3DDDIERR_UNSUPPORTEDCRYPTO;
  if (!core.allocations.take()) return E_OUTOFMEMORY; // CCS-11
  device.sessions.add(hCryptoSession, {
    hCryptoSession,
    serial: core.nextSerial(),
    keyPlace: undefined,
    readBackIv: undefined,
  });
  return S_OK;
}

/** CalcPrivateCryptoSessionSize, CreateCryptoSession, DestroyCryptoSession, CryptoSessionGetHandle. */
export function cryptoSessionFunctions(core: DriverCore): TableEntries<typeof D3D11_1DDI_VIDEODEVICEFUNCS> {
  const { memory, devices, parts } = core;
  return {
    pfnCalcPrivateCryptoSessionSize: () => HANDLE_HEADER_BYTES, // CPCS-1, CPCS-3; filled in any case (CPCS-4, SUB-11)

    // hRTCryptoSession is only for calls back, of which there are none (CCS-12).
    pfnCreateCryptoSession: (hDevice, pCreateData, hCryptoSession) => {
      if (pCreateData === NULL || hCryptoSession === NULL) return E_INVALIDARG;
      const device = devices.find(hDevice);
      if (!device || device.sessions.find(hCryptoSession)) return E_INVALIDARG;
      if (parts.refusesWhenRemoved(device)) return removedCode(CreateCryptoSession);
      return create(core, device, pCreateData, hCryptoSession);
    },

    pfnDestroyCryptoSession: (hDevice, hCryptoSession) => {
      inVoid(core, hDevice, (device) => {
        const session = parts.findSession(core, device, hCryptoSession);
        if (!session) return E_INVALIDARG;
        dropKey(core, session); // DCS-1, DCS-2
        parts.forgetSession(device, hCryptoSession);
        return S_OK; // also on a removed device (D-15)
      });
    },

    pfnCryptoSessionGetHandle: (hDevice, hCryptoSession, pHandle) => {
      if (pHandle === NULL) return E_INVALIDARG;
      const device = devices.find(hDevice);
      const session = device && parts.findSession(core, device, hCryptoSession);
      if (!session) return E_INVALIDARG;
      if (parts.refusesWhenRemoved(device)) return removedCode(CryptoSessionGetHandle);
      HANDLE.write(memory, pHandle, handleBase + BigInt(session.serial), 'x64');
      return S_OK;
    },
  };
}
