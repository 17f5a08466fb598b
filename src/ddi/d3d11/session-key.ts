/** Session keys after the first exchange: d3d10umddi.h, clauses SSKR, FSKR, GEBK, NCX. */
import { VOID, alias, behind, declare, value, pointer, UINT } from '../../abi/index.js';
import { HRESULT, D3DDDIERR_DEVICEREMOVED, E_INVALIDARG, E_OUTOFMEMORY, S_OK } from '../hresults.js';
import { hDevice } from './device.js';
import { D3DWDDM2_4DDI_CRYPTO_SESSION_KEY_EXCHANGE_FLAGS } from './enums-crypto-session.js';
import { D3D11_1DDI_HCRYPTOSESSION } from './handles.js';
import { keyExchangeData } from './hw-protection.js';

const hCryptoSession = value('hCryptoSession', D3D11_1DDI_HCRYPTOSESSION);
const voidCodes = [E_INVALIDARG, D3DDDIERR_DEVICEREMOVED];

/** SSKR-1…SSKR-5: makes a random number, keeps it and returns it. Its size is the key's (D-26). */
export const StartSessionKeyRefresh = declare({
  name: 'StartSessionKeyRefresh',
  typedef: 'PFND3D11_1DDI_STARTSESSIONKEYREFRESH',
  clauses: 'SSKR',
  returns: VOID,
  decidedCodes: voidCodes,
  parameters: [
    hDevice,
    hCryptoSession,
    value('RandomNumberSize', UINT),
    behind('pRandomNumber', pointer('VOID*'), 'out', { bytesIn: 'RandomNumberSize' }),
  ],
});

/** FSKR-1…FSKR-3: from here on the key is the old one XOR that number. */
export const FinishSessionKeyRefresh = declare({
  name: 'FinishSessionKeyRefresh',
  typedef: 'PFND3D11_1DDI_FINISHSESSIONKEYREFRESH',
  clauses: 'FSKR',
  returns: VOID,
  decidedCodes: voidCodes,
  parameters: [hDevice, hCryptoSession],
});

/** GEBK-1…GEBK-5: a new key for reading back, wrapped in AES-ECB under the session key (D-25). */
export const GetEncryptionBltKey = declare({
  name: 'GetEncryptionBltKey',
  typedef: 'PFND3D11_1DDI_GETENCRYPTIONBLTKEY',
  clauses: 'GEBK',
  returns: VOID,
  decidedCodes: voidCodes,
  parameters: [
    hDevice,
    hCryptoSession,
    value('KeySize', UINT),
    behind('pReadbackKey', pointer('VOID*'), 'out', { bytesIn: 'KeySize' }),
  ],
});

/** NCX-1…NCX-4, WDDM 2.4: slot 520 with one parameter more than before it (NCX-3). A flag is refused (D-43). */
export const NegotiateCryptoSessionKeyExchange_WDDM2_4 = declare({
  name: 'NegotiateCryptoSessionKeyExchange',
  typedef: 'PFND3DWDDM2_4DDI_NEGOTIATECRYPTOSESSIONKEYEXCHANGE',
  clauses: 'NCX',
  returns: HRESULT,
  codes: [S_OK, E_INVALIDARG, E_OUTOFMEMORY],
  parameters: [
    hDevice,
    hCryptoSession,
    value('flags', D3DWDDM2_4DDI_CRYPTO_SESSION_KEY_EXCHANGE_FLAGS),
    value('DataSize', UINT),
    keyExchangeData,
  ],
});

/** NCX-4: the free-threaded form, slot 768. */
export const NegotiateCryptoSessionKeyExchangeMT = alias(
  'NegotiateCryptoSessionKeyExchangeMT',
  NegotiateCryptoSessionKeyExchange_WDDM2_4,
);
