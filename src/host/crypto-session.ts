import type { HCryptoSession, HRTCryptoSession } from '../ddi/index.js';
import { D3DDDIERR_UNSUPPORTEDCRYPTO } from '../ddi/index.js';
import type { ObjectKind } from './objects.js';

/** Crypto sessions (CPCS, CCS, DCS); the arguments are a D3D11_1DDIARG_CREATECRYPTOSESSION. */
export const cryptoSessionKind: ObjectKind<HCryptoSession, HRTCryptoSession> = {
  handleName: 'hCryptoSession',
  privateBytes: ({ video, hDevice }, pCreate) => video?.pfnCalcPrivateCryptoSessionSize?.(hDevice, pCreate),
  create: ({ video, hDevice }, pCreate, hCryptoSession, hRTCryptoSession) =>
    video?.pfnCreateCryptoSession?.(hDevice, pCreate, hCryptoSession, hRTCryptoSession) ??
    D3DDDIERR_UNSUPPORTEDCRYPTO,
  destroy: ({ video, hDevice }, hCryptoSession) => {
    video?.pfnDestroyCryptoSession?.(hDevice, hCryptoSession);
  },
};
