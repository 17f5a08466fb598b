/** The Direct3D 9 predecessor: d3dumddi.h, d3d9types.h, dxva. Where the D3D11.1 pages are silent they are read against it. */
import { D3D11_1DDI_OMAC } from '../d3d11/authenticated-channel-messages.js';
import { struct, enumeration, HANDLE, pointer, UINT, UINT32, ULONGLONG } from '../../abi/index.js';
import { GUID } from '../guid.js';

/** 16 bytes (x86 8). The driver returns hChannel (CAC-4). */
export const D3DDDIARG_CREATEAUTHENTICATEDCHANNEL = struct('D3DDDIARG_CREATEAUTHENTICATEDCHANNEL', {
  ChannelType: enumeration('DDIAUTHENTICATEDCHANNELTYPE', {}),
  hChannel: HANDLE,
});

/** 24 bytes (x86 12). NAC. */
export const D3DDDIARG_AUTHENTICATEDCHANNELKEYEXCHANGE = struct('D3DDDIARG_AUTHENTICATEDCHANNELKEYEXCHANGE', {
  hChannel: HANDLE,
  DataSize: UINT,
  pData: pointer('VOID*'),
});

/** 32 bytes (x86 16). QAC-11, QAC-12. */
export const D3DDDIARG_QUERYAUTHENTICATEDCHANNEL = struct('D3DDDIARG_QUERYAUTHENTICATEDCHANNEL', {
  InputSize: UINT,
  pInputData: pointer('const VOID*'),
  OutputSize: UINT,
  pOutputData: pointer('VOID*'),
});

/** 24 bytes (x86 12). CFG-16, CFG-18. */
export const D3DDDIARG_CONFIGUREAUTHENTICATEDCHANNEL = struct('D3DDDIARG_CONFIGUREAUTHENTICATEDCHANNEL', {
  InputSize: UINT,
  pInputData: pointer('const VOID*'),
  pOutputData: pointer('VOID*'),
});

/** 8 bytes (x86 4). DAC-2. */
export const D3DDDIARG_DESTROYAUTHENTICATEDCHANNEL = struct('D3DDDIARG_DESTROYAUTHENTICATEDCHANNEL', {
  hChannel: HANDLE,
});

/** 40 bytes (x86 36). No KeyExchangeType; the driver returns hCryptoSession (CCS-10). */
export const D3DDDIARG_CREATECRYPTOSESSION = struct('D3DDDIARG_CREATECRYPTOSESSION', {
  CryptoType: GUID,
  DecodeProfile: GUID,
  hCryptoSession: HANDLE,
});

/** 24 bytes (x86 12). NCS-11. */
export const D3DDDIARG_CRYPTOSESSIONKEYEXCHANGE = struct('D3DDDIARG_CRYPTOSESSIONKEYEXCHANGE', {
  hCryptoSession: HANDLE,
  DataSize: UINT,
  pData: pointer('VOID*'),
});

/** 8 bytes (x86 4). DCS. */
export const D3DDDIARG_DESTROYCRYPTOSESSION = struct('D3DDDIARG_DESTROYCRYPTOSESSION', {
  hCryptoSession: HANDLE,
});

/** 48 bytes (x86 28). pIV has no size (EB-12, EB-13). */
export const D3DDDIARG_ENCRYPTIONBLT = struct('D3DDDIARG_ENCRYPTIONBLT', {
  hCryptoSession: HANDLE,
  hSrcResource: HANDLE,
  SrcSubResourceIndex: UINT,
  hDstResource: HANDLE,
  DstSubResourceIndex: UINT,
  DstResourceSize: UINT,
  pIV: pointer('VOID*'),
});

/** 12 bytes. EBI. */
export const D3DDDIENCRYPTED_BLOCK_INFO = struct('D3DDDIENCRYPTED_BLOCK_INFO', {
  NumEncryptedBytesAtBeginning: UINT,
  NumBytesInSkipPattern: UINT,
  NumBytesInEncryptPattern: UINT,
});

/** 64 bytes (x86 36). No key or IV sizes (DB-13, DB-14). */
export const D3DDDIARG_DECRYPTIONBLT = struct('D3DDDIARG_DECRYPTIONBLT', {
  hCryptoSession: HANDLE,
  hSrcResource: HANDLE,
  SrcSubResourceIndex: UINT,
  hDstResource: HANDLE,
  DstSubResourceIndex: UINT,
  SrcResourceSize: UINT,
  pEncryptedBlockInfo: pointer('D3DDDIENCRYPTED_BLOCK_INFO*'),
  pContentKey: pointer('VOID*'),
  pIV: pointer('VOID*'),
});

/** 24 bytes (x86 16). D3D11.1 has nothing like it. */
export const D3DDDIARG_GETPITCH = struct('D3DDDIARG_GETPITCH', {
  hCryptoSession: HANDLE,
  hResource: HANDLE,
  SubResourceIndex: UINT,
  Pitch: UINT,
});

/** 24 bytes (x86 12). SSKR. */
export const D3DDDIARG_STARTSESSIONKEYREFRESH = struct('D3DDDIARG_STARTSESSIONKEYREFRESH', {
  hCryptoSession: HANDLE,
  pRandomNumber: pointer('VOID*'),
  RandomNumberSize: UINT,
});

/** 8 bytes (x86 4). FSKR. */
export const D3DDDIARG_FINISHSESSIONKEYREFRESH = struct('D3DDDIARG_FINISHSESSIONKEYREFRESH', {
  hCryptoSession: HANDLE,
});

/** 24 bytes (x86 12). GEBK. */
export const D3DDDIARG_GETENCRYPTIONBLTKEY = struct('D3DDDIARG_GETENCRYPTIONBLTKEY', {
  hCryptoSession: HANDLE,
  pReadBackKey: pointer('VOID*'),
  KeySize: UINT,
});

/** 32 bytes. What GetCaps type 42 is asked with (GCPC-6, GCPC-7). */
export const DDICONTENTPROTECTIONCAPS = struct('DDICONTENTPROTECTIONCAPS', {
  CryptoType: GUID,
  DecodeProfile: GUID,
});

/** 24 bytes. No union: both members are there (GCS-4). */
export const DDICERTIFICATEINFO = struct('DDICERTIFICATEINFO', {
  CertificateType: enumeration('D3DDDI_CERTIFICATETYPE', {}),
  ChannelType: enumeration('DDIAUTHENTICATEDCHANNELTYPE', {}),
  CryptoSessionType: GUID,
});

/** 16 bytes, 16-byte aligned. IV. */
export const DXVADDI_PVP_HW_IV = struct(
  'DXVADDI_PVP_HW_IV',
  {
    IV: ULONGLONG,
    Count: ULONGLONG,
  },
  { align: 16 },
);

/** 36 bytes, packed to 4 bytes. Names one exchange type instead of a count (GCKE-5). */
export const D3DCONTENTPROTECTIONCAPS = struct(
  'D3DCONTENTPROTECTIONCAPS',
  {
    Caps: UINT32,
    KeyExchangeType: GUID,
    BufferAlignmentStart: UINT,
    BlockAlignmentSize: UINT,
    ProtectedMemorySize: ULONGLONG,
  },
  { packing: 4 },
);

/** 32 bytes (x86 24), as the D3D11.1 structure: d3d9types.h packs for x86 alone, where it changes nothing (QAC-1). */
export const D3DAUTHENTICATEDCHANNEL_QUERY_INPUT = struct('D3DAUTHENTICATEDCHANNEL_QUERY_INPUT', {
  QueryType: GUID,
  hChannel: HANDLE,
  SequenceNumber: UINT,
});

/** 48 bytes (x86 40), as the D3D11.1 structure (CFG-1). */
export const D3DAUTHENTICATEDCHANNEL_CONFIGURE_INPUT = struct('D3DAUTHENTICATEDCHANNEL_CONFIGURE_INPUT', {
  omac: D3D11_1DDI_OMAC,
  ConfigureType: GUID,
  hChannel: HANDLE,
  SequenceNumber: UINT,
});
