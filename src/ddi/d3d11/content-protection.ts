/** Content-protection caps and certificates of d3d10umddi.h: clauses GCPC, GCKE, GCS, GC. */
import {
  VOID,
  arm,
  behind,
  declare,
  value,
  overlay,
  struct,
  when,
  pointer,
  UINT,
  UINT64,
} from '../../abi/index.js';
import {
  HRESULT,
  D3DDDIERR_DEVICEREMOVED,
  D3DDDIERR_UNSUPPORTEDCRYPTO,
  E_INVALIDARG,
  S_OK,
} from '../hresults.js';
import { D3D11_1DDI_CONTENT_PROTECTION_CAPS } from './caps.js';
import { hDevice } from './device.js';
import { D3D11_1DDI_AUTHENTICATED_CHANNEL_TYPE, D3D11_1DDI_CERTIFICATE_TYPE } from './enums-channel.js';
import { GUID } from '../guid.js';

/** 24 bytes (GCPC-1). ProtectedMemorySize is 64 bits wide (D-62). */
export const D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS = struct('D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS', {
  Caps: D3D11_1DDI_CONTENT_PROTECTION_CAPS,
  KeyExchangeTypeCount: UINT,
  BlockAlignmentSize: UINT,
  ProtectedMemorySize: UINT64,
});

/** 20 bytes: CertificateType chooses the arm of the union (GCS-3). */
export const D3D11_1DDI_CERTIFICATE_INFO = struct('D3D11_1DDI_CERTIFICATE_INFO', {
  CertificateType: D3D11_1DDI_CERTIFICATE_TYPE,
  ChannelType: arm(
    D3D11_1DDI_AUTHENTICATED_CHANNEL_TYPE,
    when('CertificateType', D3D11_1DDI_CERTIFICATE_TYPE.AUTHENTICATED_CHANNEL),
  ),
  CryptoSessionType: overlay(
    'ChannelType',
    GUID,
    when('CertificateType', D3D11_1DDI_CERTIFICATE_TYPE.CRYPTO_SESSION),
  ),
});

const guidPointer = <const Name extends string>(name: Name) =>
  behind(name, pointer('const GUID*'), 'in', { layout: GUID });
const pCertificateInfo = behind('pCertificateInfo', pointer('const D3D11_1DDI_CERTIFICATE_INFO*'), 'in', {
  layout: D3D11_1DDI_CERTIFICATE_INFO,
});

/** GCPC-1…GCPC-13. D3DDDIERR_UNSUPPORTEDCRYPTO is what the page calls D3DERR_INVALID_CRYPTO (D-11, D-12). */
export const GetContentProtectionCaps = declare({
  name: 'GetContentProtectionCaps',
  typedef: 'PFND3D11_1DDI_GETCONTENTPROTECTIONCAPS',
  clauses: 'GCPC',
  returns: HRESULT,
  codes: [S_OK, D3DDDIERR_UNSUPPORTEDCRYPTO],
  decidedCodes: [E_INVALIDARG],
  parameters: [
    hDevice,
    guidPointer('pCryptoType'),
    guidPointer('pDecodeProfile'),
    behind('pCaps', pointer('D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS*'), 'out', {
      layout: D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS,
    }),
  ],
});

/** GCKE-1…GCKE-5. */
export const GetCryptoKeyExchangeType = declare({
  name: 'GetCryptoKeyExchangeType',
  typedef: 'PFND3D11_1DDI_GETCRYPTOKEYEXCHANGETYPE',
  clauses: 'GCKE',
  returns: HRESULT,
  codes: [S_OK, D3DDDIERR_UNSUPPORTEDCRYPTO],
  decidedCodes: [E_INVALIDARG],
  parameters: [
    hDevice,
    guidPointer('pCryptoType'),
    guidPointer('pDecodeProfile'),
    value('Index', UINT),
    behind('pKeyExchangeType', pointer('GUID*'), 'out', { layout: GUID }),
  ],
});

/** GCS-1…GCS-4. VOID: fails as D-08 says. */
export const GetCertificateSize = declare({
  name: 'GetCertificateSize',
  typedef: 'PFND3D11_1DDI_GETCERTIFICATESIZE',
  clauses: 'GCS',
  returns: VOID,
  decidedCodes: [E_INVALIDARG, D3DDDIERR_UNSUPPORTEDCRYPTO, D3DDDIERR_DEVICEREMOVED],
  parameters: [
    hDevice,
    pCertificateInfo,
    behind('pCertificateSize', pointer('UINT*'), 'out', { layout: UINT }),
  ],
});

/** GC-1…GC-6. A size below the chain's is refused and nothing is written (D-06). */
export const GetCertificate = declare({
  name: 'GetCertificate',
  typedef: 'PFND3D11_1DDI_GETCERTIFICATE',
  clauses: 'GC',
  returns: VOID,
  decidedCodes: [E_INVALIDARG, D3DDDIERR_UNSUPPORTEDCRYPTO, D3DDDIERR_DEVICEREMOVED],
  parameters: [
    hDevice,
    pCertificateInfo,
    value('CertificateSize', UINT),
    behind('pCertificate', pointer('BYTE*'), 'out', { bytesIn: 'CertificateSize' }),
  ],
});
