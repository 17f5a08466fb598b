/** Decoding a frame: d3d10umddi.h, clauses VDBF, VDEC. */
import { VOID, array, behind, declare, value, struct, BOOL, pointer, UINT, UINT64 } from '../../abi/index.js';
import {
  HRESULT,
  D3DDDIERR_DEVICEREMOVED,
  D3DDDIERR_WASSTILLDRAWING,
  E_INVALIDARG,
  E_OUTOFMEMORY,
  E_PENDING,
  S_OK,
} from '../hresults.js';
import { D3D11_1DDI_ENCRYPTED_BLOCK_INFO } from './crypto-session.js';
import { hDecoder } from './decoder.js';
import { hDevice } from './device.js';
import { D3D11_1DDI_VIDEO_DECODER_BUFFER_TYPE } from './enums-decoder.js';
import {
  D3D10DDI_HRESOURCE,
  D3D11_1DDI_HCRYPTOSESSION,
  D3D11_1DDI_HVIDEODECODEROUTPUTVIEW,
} from './handles.js';

/** 24 bytes (x86 12). What pContentKey means: VDBF-1…VDBF-3, D-28. */
export const D3D11_1DDIARG_VIDEODECODERBEGINFRAME = struct('D3D11_1DDIARG_VIDEODECODERBEGINFRAME', {
  hOutputView: D3D11_1DDI_HVIDEODECODEROUTPUTVIEW,
  pContentKey: pointer('const void*'),
  ContentKeySize: UINT,
});

/** 80 bytes (x86 68). One compressed buffer; pIV NULL is clear (VDEC-17, IV-7). The tag says DECODERR in the header. */
export const D3D11_1DDI_VIDEO_DECODER_BUFFER_DESC = struct('D3D11_1DDI_VIDEO_DECODER_BUFFER_DESC', {
  hResource: D3D10DDI_HRESOURCE,
  BufferType: D3D11_1DDI_VIDEO_DECODER_BUFFER_TYPE,
  BufferIndex: UINT,
  DataOffset: UINT,
  DataSize: UINT,
  FirstMBaddress: UINT,
  NumMBsInBuffer: UINT,
  Width: UINT,
  Height: UINT,
  Stride: UINT,
  ReservedBits: UINT,
  pIV: pointer('void*'),
  IVSize: UINT,
  PartialEncryption: BOOL,
  EncryptedBlockInfo: D3D11_1DDI_ENCRYPTED_BLOCK_INFO,
});

/** 8 bytes. Clear bytes, then encrypted ones. */
export const D3DWDDM2_0DDI_VIDEO_DECODER_SUB_SAMPLE_MAPPING_BLOCK = struct(
  'D3DWDDM2_0DDI_VIDEO_DECODER_SUB_SAMPLE_MAPPING_BLOCK',
  {
    ClearSize: UINT,
    EncryptedSize: UINT,
  },
);

/** 56 bytes (x86 32). WDDM 2.0: DataOffset is zero. */
export const D3DWDDM2_0DDI_VIDEO_DECODER_BUFFER_DESC1 = struct('D3DWDDM2_0DDI_VIDEO_DECODER_BUFFER_DESC1', {
  hResource: D3D10DDI_HRESOURCE,
  BufferType: D3D11_1DDI_VIDEO_DECODER_BUFFER_TYPE,
  DataOffset: UINT,
  DataSize: UINT,
  pIV: pointer('void*'),
  IVSize: UINT,
  pSubSampleMappingBlock: pointer('D3DWDDM2_0DDI_VIDEO_DECODER_SUB_SAMPLE_MAPPING_BLOCK*'),
  SubSampleMappingCount: UINT,
});

/** 64 bytes (x86 40). WDDM 2.4: both stripe counts are zero, or none is. */
export const D3DWDDM2_4DDI_VIDEO_DECODER_BUFFER_DESC = struct('D3DWDDM2_4DDI_VIDEO_DECODER_BUFFER_DESC', {
  hResource: D3D10DDI_HRESOURCE,
  BufferType: D3D11_1DDI_VIDEO_DECODER_BUFFER_TYPE,
  DataOffset: UINT,
  DataSize: UINT,
  pIV: pointer('void*'),
  IVSize: UINT,
  pSubSampleMappingBlock: pointer('D3DWDDM2_0DDI_VIDEO_DECODER_SUB_SAMPLE_MAPPING_BLOCK*'),
  SubSampleMappingCount: UINT,
  cBlocksStripeEncrypted: UINT,
  cBlocksStripeClear: UINT,
});

/** 48 bytes (x86 24). Behind pContentKey with HW_CENC (VDBF-5, VDBF-6). */
export const D3DWDDM2_0DDI_VIDEO_DECODER_BEGIN_FRAME_CRYPTO_SESSION = struct(
  'D3DWDDM2_0DDI_VIDEO_DECODER_BEGIN_FRAME_CRYPTO_SESSION',
  {
    hCryptoSession: D3D11_1DDI_HCRYPTOSESSION,
    pBlob: pointer('void*'),
    BlobSize: UINT,
    pKeyInfoId: pointer('GUID*'),
    pPrivateData: pointer('void*'),
    PrivateDataSize: UINT,
  },
);

/** 16 bytes (x86 8). One component's; a disabled one is zero (VDEC-25). */
export const D3DWDDM2_4DDI_VIDEO_DECODER_HISTOGRAM = struct('D3DWDDM2_4DDI_VIDEO_DECODER_HISTOGRAM', {
  Offset: UINT,
  hBuffer: D3D10DDI_HRESOURCE,
});

/** 16 bytes, x86 too: the form of Windows 10 1803, whose wider Offset is aligned to 8. */
export const D3DWDDM2_4DDI_VIDEO_DECODER_HISTOGRAM_RS4_0 = struct(
  'D3DWDDM2_4DDI_VIDEO_DECODER_HISTOGRAM_RS4_0',
  {
    Offset: UINT64,
    hBuffer: D3D10DDI_HRESOURCE,
  },
);

/** 88 bytes (x86 44). WDDM 2.4: four histograms after the 24 bytes of 11.1 (VDEC-25). */
export const D3DWDDM2_4DDIARG_VIDEODECODERBEGINFRAME = struct('D3DWDDM2_4DDIARG_VIDEODECODERBEGINFRAME', {
  hOutputView: D3D11_1DDI_HVIDEODECODEROUTPUTVIEW,
  pContentKey: pointer('const void*'),
  ContentKeySize: UINT,
  Histograms: array(D3DWDDM2_4DDI_VIDEO_DECODER_HISTOGRAM, 4),
});

/** 88 bytes (x86 80). */
export const D3DWDDM2_4DDIARG_VIDEODECODERBEGINFRAME_RS4_0 = struct(
  'D3DWDDM2_4DDIARG_VIDEODECODERBEGINFRAME_RS4_0',
  {
    hOutputView: D3D11_1DDI_HVIDEODECODEROUTPUTVIEW,
    pContentKey: pointer('const void*'),
    ContentKeySize: UINT,
    Histograms: array(D3DWDDM2_4DDI_VIDEO_DECODER_HISTOGRAM_RS4_0, 4),
  },
);

/** 48 bytes (x86 28). Function numbers are the driver's own (VDEC-24). */
export const D3D11_1DDIARG_VIDEODECODEREXTENSION = struct('D3D11_1DDIARG_VIDEODECODEREXTENSION', {
  Function: UINT,
  pPrivateInputData: pointer('void*'),
  PrivateInputDataSize: UINT,
  pPrivateOutputData: pointer('void*'),
  PrivateOutputDataSize: UINT,
  ResourceCount: UINT,
  pResourceList: pointer('D3D10DDI_HRESOURCE*'),
});

/** VDBF-1…VDBF-8. WASSTILLDRAWING and E_PENDING say busy (VDBF-8, D-17). The header names no parameter. */
export const VideoDecoderBeginFrame = declare({
  name: 'VideoDecoderBeginFrame',
  typedef: 'PFND3D11_1DDI_VIDEODECODERBEGINFRAME',
  clauses: 'VDBF',
  returns: HRESULT,
  codes: [S_OK, E_OUTOFMEMORY],
  decidedCodes: [E_INVALIDARG, D3DDDIERR_WASSTILLDRAWING, E_PENDING],
  parameters: [
    hDevice,
    hDecoder,
    behind('pBeginFrame', pointer('const D3D11_1DDIARG_VIDEODECODERBEGINFRAME*'), 'in', {
      layout: D3D11_1DDIARG_VIDEODECODERBEGINFRAME,
    }),
  ],
});

/** WDDM 2.4: the same slot 88 with histograms behind the content key (VDEC-25). */
export const VideoDecoderBeginFrame_WDDM2_4 = declare({
  ...VideoDecoderBeginFrame,
  typedef: 'PFND3DWDDM2_4DDI_VIDEODECODERBEGINFRAME',
  parameters: [
    hDevice,
    hDecoder,
    behind('pBeginFrame', pointer('const D3DWDDM2_4DDIARG_VIDEODECODERBEGINFRAME*'), 'in', {
      layout: D3DWDDM2_4DDIARG_VIDEODECODERBEGINFRAME,
    }),
  ],
});

/** Slot 88 of Windows 10 1803's table. */
export const VideoDecoderBeginFrame_RS4_0 = declare({
  ...VideoDecoderBeginFrame,
  typedef: 'PFND3DWDDM2_4DDI_VIDEODECODERBEGINFRAME_RS4_0',
  parameters: [
    hDevice,
    hDecoder,
    behind('pBeginFrame', pointer('const D3DWDDM2_4DDIARG_VIDEODECODERBEGINFRAME_RS4_0*'), 'in', {
      layout: D3DWDDM2_4DDIARG_VIDEODECODERBEGINFRAME_RS4_0,
    }),
  ],
});

/** VDEC-20. */
export const VideoDecoderEndFrame = declare({
  name: 'VideoDecoderEndFrame',
  typedef: 'PFND3D11_1DDI_VIDEODECODERENDFRAME',
  clauses: 'VDEC',
  returns: VOID,
  decidedCodes: [E_INVALIDARG, D3DDDIERR_DEVICEREMOVED],
  parameters: [hDevice, hDecoder],
});

/** VDEC-15…VDEC-18. */
export const VideoDecoderSubmitBuffers = declare({
  name: 'VideoDecoderSubmitBuffers',
  typedef: 'PFND3D11_1DDI_VIDEODECODERSUBMITBUFFERS',
  clauses: 'VDEC',
  returns: HRESULT,
  codes: [S_OK, E_OUTOFMEMORY],
  decidedCodes: [E_INVALIDARG],
  parameters: [
    hDevice,
    hDecoder,
    value('BufferCount', UINT),
    behind('pBufferDesc', pointer('const D3D11_1DDI_VIDEO_DECODER_BUFFER_DESC*'), 'in', {
      layout: D3D11_1DDI_VIDEO_DECODER_BUFFER_DESC,
      countIn: 'BufferCount',
    }),
  ],
});

/** VDEC-19: WDDM 2.0, slot 664. */
export const VideoDecoderSubmitBuffers1 = declare({
  name: 'VideoDecoderSubmitBuffers1',
  typedef: 'PFND3DWDDM2_0DDI_VIDEODECODERSUBMITBUFFERS1',
  clauses: 'VDEC',
  returns: HRESULT,
  codes: [S_OK, E_OUTOFMEMORY],
  decidedCodes: [E_INVALIDARG],
  parameters: [
    hDevice,
    hDecoder,
    value('BufferCount', UINT),
    behind('pBufferDesc', pointer('const D3DWDDM2_0DDI_VIDEO_DECODER_BUFFER_DESC1*'), 'in', {
      layout: D3DWDDM2_0DDI_VIDEO_DECODER_BUFFER_DESC1,
      countIn: 'BufferCount',
    }),
  ],
});

/** WDDM 2.4: the same slot 664 with longer descriptions. */
export const VideoDecoderSubmitBuffers2 = declare({
  name: 'VideoDecoderSubmitBuffers2',
  typedef: 'PFND3DWDDM2_4DDI_VIDEODECODERSUBMITBUFFERS',
  clauses: 'VDEC',
  returns: HRESULT,
  codes: [S_OK, E_OUTOFMEMORY],
  decidedCodes: [E_INVALIDARG],
  parameters: [
    hDevice,
    hDecoder,
    value('BufferCount', UINT),
    behind('pBufferDesc', pointer('const D3DWDDM2_4DDI_VIDEO_DECODER_BUFFER_DESC*'), 'in', {
      layout: D3DWDDM2_4DDI_VIDEO_DECODER_BUFFER_DESC,
      countIn: 'BufferCount',
    }),
  ],
});

/** VDEC-24. */
export const VideoDecoderExtension = declare({
  name: 'VideoDecoderExtension',
  typedef: 'PFND3D11_1DDI_VIDEODECODEREXTENSION',
  clauses: 'VDEC',
  returns: HRESULT,
  codes: [S_OK, D3DDDIERR_DEVICEREMOVED, E_INVALIDARG, E_OUTOFMEMORY],
  parameters: [
    hDevice,
    hDecoder,
    behind('pExtensionData', pointer('const D3D11_1DDIARG_VIDEODECODEREXTENSION*'), 'in', {
      layout: D3D11_1DDIARG_VIDEODECODEREXTENSION,
    }),
  ],
});
