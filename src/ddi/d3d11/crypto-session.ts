/** Crypto sessions of d3d10umddi.h: clauses CPCS, CCS, DCS, CSGH, NCS, EB, DB. */
import {
  SIZE_T,
  VOID,
  behind,
  declare,
  value,
  struct,
  HANDLE,
  pointer,
  UINT,
  UINT64,
  made,
} from '../../abi/index.js';
import {
  HRESULT,
  D3DDDIERR_DEVICEREMOVED,
  D3DDDIERR_UNSUPPORTEDCRYPTO,
  E_INVALIDARG,
  E_OUTOFMEMORY,
  S_OK,
} from '../hresults.js';
import { hDevice } from './device.js';
import { D3D10DDI_HRESOURCE, D3D11_1DDI_HCRYPTOSESSION, D3D11_1DDI_HRTCRYPTOSESSION } from './handles.js';
import { GUID } from '../guid.js';
import { keyExchangeData } from './hw-protection.js';

/** 48 bytes: three GUIDs (CCS-4…CCS-7). */
export const D3D11_1DDIARG_CREATECRYPTOSESSION = struct('D3D11_1DDIARG_CREATECRYPTOSESSION', {
  CryptoType: GUID,
  DecodeProfile: GUID,
  KeyExchangeType: GUID,
});

/** 16 bytes: both halves big-endian in memory (IV-1), so these little-endian members are byte-reversed. */
export const D3D11_1DDI_AES_CTR_IV = struct('D3D11_1DDI_AES_CTR_IV', { IV: UINT64, Count: UINT64 });

/** 12 bytes (EBI). */
export const D3D11_1DDI_ENCRYPTED_BLOCK_INFO = struct('D3D11_1DDI_ENCRYPTED_BLOCK_INFO', {
  NumEncryptedBytesAtBeginning: UINT,
  NumBytesInSkipPattern: UINT,
  NumBytesInEncryptPattern: UINT,
});

const hCryptoSession = value('hCryptoSession', D3D11_1DDI_HCRYPTOSESSION);
const resource = <const Name extends string>(name: Name) => value(name, D3D10DDI_HRESOURCE);
const pCreateData = behind('pCreateData', pointer('const D3D11_1DDIARG_CREATECRYPTOSESSION*'), 'in', {
  layout: D3D11_1DDIARG_CREATECRYPTOSESSION,
});
const IVSize = value('IVSize', UINT);

/** CPCS-1…CPCS-4: private bytes that a session needs. Never fails. */
export const CalcPrivateCryptoSessionSize = declare({
  name: 'CalcPrivateCryptoSessionSize',
  typedef: 'PFND3D11_1DDI_CALCPRIVATECRYPTOSESSIONSIZE',
  clauses: 'CPCS',
  returns: SIZE_T,
  parameters: [hDevice, pCreateData],
});

/** CCS-1…CCS-13. hCryptoSession is the address of the private block (D-61). */
export const CreateCryptoSession = declare({
  name: 'CreateCryptoSession',
  typedef: 'PFND3D11_1DDI_CREATECRYPTOSESSION',
  clauses: 'CCS',
  returns: HRESULT,
  codes: [S_OK, D3DDDIERR_DEVICEREMOVED, D3DDDIERR_UNSUPPORTEDCRYPTO, E_OUTOFMEMORY],
  decidedCodes: [E_INVALIDARG],
  parameters: [
    hDevice,
    pCreateData,
    made('hCryptoSession', D3D11_1DDI_HCRYPTOSESSION),
    value('hRTCryptoSession', D3D11_1DDI_HRTCRYPTOSESSION),
  ],
});

/** DCS-1, DCS-2. */
export const DestroyCryptoSession = declare({
  name: 'DestroyCryptoSession',
  typedef: 'PFND3D11_1DDI_DESTROYCRYPTOSESSION',
  clauses: 'DCS',
  returns: VOID,
  decidedCodes: [E_INVALIDARG],
  parameters: [hDevice, hCryptoSession],
});

/** CSGH-1…CSGH-3: a HANDLE of the driver's choice, 64 bits. */
export const CryptoSessionGetHandle = declare({
  name: 'CryptoSessionGetHandle',
  typedef: 'PFND3D11_1DDI_CRYPTOSESSIONGETHANDLE',
  clauses: 'CSGH',
  returns: HRESULT,
  codes: [S_OK, D3DDDIERR_DEVICEREMOVED, E_OUTOFMEMORY],
  decidedCodes: [E_INVALIDARG],
  parameters: [hDevice, hCryptoSession, behind('pHandle', pointer('HANDLE*'), 'out', { layout: HANDLE })],
});

/** NCS-1…NCS-11. For RSAES-OAEP: 256 bytes, the wrapped 16-byte session key. The typedef is spelt so in the header. */
export const NegotiateCryptoSessionKeyExchange = declare({
  name: 'NegotiateCryptoSessionKeyExchange',
  typedef: 'PFND3D11_1DDI_NEGOTIATECRYPTOSESSIONKEYESCHANGE',
  clauses: 'NCS',
  returns: HRESULT,
  codes: [S_OK, E_INVALIDARG, E_OUTOFMEMORY],
  parameters: [hDevice, hCryptoSession, value('DataSize', UINT), keyExchangeData],
});

/** EB-1…EB-15. The driver writes pIV, const or not (EB-6, D-20). */
export const EncryptionBlt = declare({
  name: 'EncryptionBlt',
  typedef: 'PFND3D11_1DDI_ENCRYPTIONBLT',
  clauses: 'EB',
  returns: VOID,
  decidedCodes: [E_INVALIDARG, D3DDDIERR_DEVICEREMOVED],
  parameters: [
    hDevice,
    hCryptoSession,
    resource('hSrcResource'),
    resource('hDstResource'),
    IVSize,
    behind('pIV', pointer('const VOID*'), 'inout', { bytesIn: 'IVSize' }, true),
  ],
});

/** DB-1…DB-15. pIV is input here (DB-9, D-21). Const or not, a driver may write how it went into the block info (D-27). */
export const DecryptionBlt = declare({
  name: 'DecryptionBlt',
  typedef: 'PFND3D11_1DDI_DECRYPTIONBLT',
  clauses: 'DB',
  returns: VOID,
  decidedCodes: [E_INVALIDARG, D3DDDIERR_DEVICEREMOVED],
  parameters: [
    hDevice,
    hCryptoSession,
    resource('hSrcResource'),
    resource('hDstResource'),
    behind(
      'pEncryptedBlockInfo',
      pointer('const D3D11_1DDI_ENCRYPTED_BLOCK_INFO*'),
      'inout',
      { layout: D3D11_1DDI_ENCRYPTED_BLOCK_INFO },
      true,
    ),
    value('ContentKeySize', UINT),
    behind('pContentKey', pointer('const VOID*'), 'in', { bytesIn: 'ContentKeySize' }, true),
    IVSize,
    behind('pIV', pointer('const VOID*'), 'in', { bytesIn: 'IVSize' }, true),
  ],
});
