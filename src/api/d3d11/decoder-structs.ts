/** What a frame is handed to a decoder in: d3d11.h, d3d11_1.h, d3d11_4.h. */
import type { StructValue } from '../../abi/index.js';
import { BOOL, struct, UINT } from '../../abi/index.js';
import { GUID } from '../../ddi/index.js';
import { bytesPointer, objectPointer, valuePointer, valuesPointer } from '../kit/index.js';
import { D3D11_ENCRYPTED_BLOCK_INFO } from './video-structs.js';
import { D3D11_VIDEO_DECODER_BUFFER_TYPE } from './video-values.js';

/** 72 bytes (x86 64). One compressed buffer; pIV is null where it is in clear, else EncryptedBlockInfo counts with PartialEncryption. */
export const D3D11_VIDEO_DECODER_BUFFER_DESC = struct('D3D11_VIDEO_DECODER_BUFFER_DESC', {
  BufferType: D3D11_VIDEO_DECODER_BUFFER_TYPE,
  BufferIndex: UINT,
  DataOffset: UINT,
  DataSize: UINT,
  FirstMBaddress: UINT,
  NumMBsInBuffer: UINT,
  Width: UINT,
  Height: UINT,
  Stride: UINT,
  ReservedBits: UINT,
  pIV: bytesPointer,
  IVSize: UINT,
  PartialEncryption: BOOL,
  EncryptedBlockInfo: D3D11_ENCRYPTED_BLOCK_INFO,
});
export type D3D11_VIDEO_DECODER_BUFFER_DESC = StructValue<typeof D3D11_VIDEO_DECODER_BUFFER_DESC>;

/** 8 bytes. Clear bytes, then encrypted ones. */
export const D3D11_VIDEO_DECODER_SUB_SAMPLE_MAPPING_BLOCK = struct(
  'D3D11_VIDEO_DECODER_SUB_SAMPLE_MAPPING_BLOCK',
  { ClearSize: UINT, EncryptedSize: UINT },
);
export type D3D11_VIDEO_DECODER_SUB_SAMPLE_MAPPING_BLOCK = StructValue<
  typeof D3D11_VIDEO_DECODER_SUB_SAMPLE_MAPPING_BLOCK
>;

const bufferDesc1Members = {
  BufferType: D3D11_VIDEO_DECODER_BUFFER_TYPE,
  DataOffset: UINT,
  DataSize: UINT,
  pIV: bytesPointer,
  IVSize: UINT,
  pSubSampleMappingBlock: valuesPointer(D3D11_VIDEO_DECODER_SUB_SAMPLE_MAPPING_BLOCK),
  SubSampleMappingCount: UINT,
};

/** 48 bytes (x86 28). Sub-samples; without a map all of the buffer is encrypted, where pIV says that it is. */
export const D3D11_VIDEO_DECODER_BUFFER_DESC1 = struct(
  'D3D11_VIDEO_DECODER_BUFFER_DESC1',
  bufferDesc1Members,
);
export type D3D11_VIDEO_DECODER_BUFFER_DESC1 = StructValue<typeof D3D11_VIDEO_DECODER_BUFFER_DESC1>;

/** 56 bytes (x86 36). The same with a pattern, in blocks of 16 bytes: both counts are zero, or none is. */
export const D3D11_VIDEO_DECODER_BUFFER_DESC2 = struct('D3D11_VIDEO_DECODER_BUFFER_DESC2', {
  ...bufferDesc1Members,
  cBlocksStripeEncrypted: UINT,
  cBlocksStripeClear: UINT,
});
export type D3D11_VIDEO_DECODER_BUFFER_DESC2 = StructValue<typeof D3D11_VIDEO_DECODER_BUFFER_DESC2>;

/** 48 bytes (x86 28). Function numbers are the driver's own (VDEC-24). */
export const D3D11_VIDEO_DECODER_EXTENSION = struct('D3D11_VIDEO_DECODER_EXTENSION', {
  Function: UINT,
  pPrivateInputData: bytesPointer,
  PrivateInputDataSize: UINT,
  pPrivateOutputData: bytesPointer,
  PrivateOutputDataSize: UINT,
  ResourceCount: UINT,
  ppResourceList: valuesPointer(objectPointer('ID3D11Resource')),
});
export type D3D11_VIDEO_DECODER_EXTENSION = StructValue<typeof D3D11_VIDEO_DECODER_EXTENSION>;

/**
 * 48 bytes (x86 24). The session and key of one frame, in the place of a content key (VDBF-5): pBlob a wrapped content
 * key, pKeyInfoId the id of a key of the trusted environment.
 */
export const D3D11_VIDEO_DECODER_BEGIN_FRAME_CRYPTO_SESSION = struct(
  'D3D11_VIDEO_DECODER_BEGIN_FRAME_CRYPTO_SESSION',
  {
    pCryptoSession: objectPointer('ID3D11CryptoSession'),
    BlobSize: UINT,
    pBlob: bytesPointer,
    pKeyInfoId: valuePointer(GUID),
    PrivateDataSize: UINT,
    pPrivateData: bytesPointer,
  },
);
export type D3D11_VIDEO_DECODER_BEGIN_FRAME_CRYPTO_SESSION = StructValue<
  typeof D3D11_VIDEO_DECODER_BEGIN_FRAME_CRYPTO_SESSION
>;
