/** The API's twins of what a player writes for crypto sessions: d3d11.h, d3d11_1.h, d3d9types.h. */
import { struct, pointer, UINT, UINT64 } from '../../abi/index.js';

/** 48 bytes (x86 24). d3d11_1.h; the DDI has other members at these places (VDBF-5). */
export const D3D11_VIDEO_DECODER_BEGIN_FRAME_CRYPTO_SESSION = struct(
  'D3D11_VIDEO_DECODER_BEGIN_FRAME_CRYPTO_SESSION',
  {
    pCryptoSession: pointer('ID3D11CryptoSession*'),
    BlobSize: UINT,
    pBlob: pointer('void*'),
    pKeyInfoId: pointer('GUID*'),
    PrivateDataSize: UINT,
    pPrivateData: pointer('void*'),
  },
);

/** 16 bytes. Big-endian in memory, as the DDI's (IV-1). */
export const D3D_AES_CTR_IV = struct('D3D_AES_CTR_IV', {
  IV: UINT64,
  Count: UINT64,
});

/** 12 bytes. EBI. */
export const D3D_ENCRYPTED_BLOCK_INFO = struct('D3D_ENCRYPTED_BLOCK_INFO', {
  NumEncryptedBytesAtBeginning: UINT,
  NumBytesInSkipPattern: UINT,
  NumBytesInEncryptPattern: UINT,
});
