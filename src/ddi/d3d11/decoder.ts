/** Making video decoders and asking what there is: d3d10umddi.h, clauses VDEC. */
import {
  SIZE_T,
  VOID,
  behind,
  declare,
  value,
  struct,
  BOOL,
  named,
  HANDLE,
  pointer,
  UINT,
  USHORT,
  made,
} from '../../abi/index.js';
import { HRESULT, D3DDDIERR_DEVICEREMOVED, E_INVALIDARG, E_OUTOFMEMORY, S_OK } from '../hresults.js';
import { DXGI_FORMAT } from './dxgi-format.js';
import { hDevice } from './device.js';
import { D3D11_1DDI_VIDEO_DECODER_BUFFER_TYPE } from './enums-decoder.js';
import { D3D10_DDI_RESOURCE_USAGE } from './enums-resource.js';
import { D3D11_1DDI_HDECODE, D3D11_1DDI_HRTDECODE } from './handles.js';
import { GUID } from '../guid.js';

/** 28 bytes. Profile, picture size, format (VDEC-9). */
export const D3D11_1DDI_VIDEO_DECODER_DESC = struct('D3D11_1DDI_VIDEO_DECODER_DESC', {
  Guid: GUID,
  SampleWidth: UINT,
  SampleHeight: UINT,
  OutputFormat: DXGI_FORMAT,
});

/** 100 bytes. guidConfigBitstreamEncryption comes first (VDEC-12). */
export const D3D11_1DDI_VIDEO_DECODER_CONFIG = struct('D3D11_1DDI_VIDEO_DECODER_CONFIG', {
  guidConfigBitstreamEncryption: GUID,
  guidConfigMBcontrolEncryption: GUID,
  guidConfigResidDiffEncryption: GUID,
  ConfigBitstreamRaw: UINT,
  ConfigMBcontrolRasterOrder: UINT,
  ConfigResidDiffHost: UINT,
  ConfigSpatialResid8: UINT,
  ConfigResid8Subtraction: UINT,
  ConfigSpatialHost8or9Clipping: UINT,
  ConfigSpatialResidInterleaved: UINT,
  ConfigIntraResidUnsigned: UINT,
  ConfigResidDiffAccelerator: UINT,
  ConfigHostInverseScan: UINT,
  ConfigSpecificIDCT: UINT,
  Config4GroupedCoefs: UINT,
  ConfigMinRenderTargetBuffCount: USHORT,
  ConfigDecoderSpecific: USHORT,
});

/** 128 bytes. VDEC-1. */
export const D3D11_1DDIARG_CREATEVIDEODECODER = struct('D3D11_1DDIARG_CREATEVIDEODECODER', {
  Desc: D3D11_1DDI_VIDEO_DECODER_DESC,
  Config: D3D11_1DDI_VIDEO_DECODER_CONFIG,
});

/** 12 bytes. Usage is a resource usage (VDEC-13). */
export const D3D11_1DDI_VIDEO_DECODER_BUFFER_INFO = struct('D3D11_1DDI_VIDEO_DECODER_BUFFER_INFO', {
  Type: D3D11_1DDI_VIDEO_DECODER_BUFFER_TYPE,
  Size: UINT,
  Usage: named(UINT, D3D10_DDI_RESOURCE_USAGE),
});

const voidCodes = [E_INVALIDARG, D3DDDIERR_DEVICEREMOVED];
const pCount = behind('pCount', pointer('UINT*'), 'out', { layout: UINT });
const pDecodeDesc = behind('pDecodeDesc', pointer('const D3D11_1DDI_VIDEO_DECODER_DESC*'), 'in', {
  layout: D3D11_1DDI_VIDEO_DECODER_DESC,
});
const pCreateData = behind('pCreateData', pointer('const D3D11_1DDIARG_CREATEVIDEODECODER*'), 'in', {
  layout: D3D11_1DDIARG_CREATEVIDEODECODER,
});
const index = value('Index', UINT);

export const hDecoder = value('hDecoder', D3D11_1DDI_HDECODE);

/** VDEC-9. */
export const GetVideoDecoderProfileCount = declare({
  name: 'GetVideoDecoderProfileCount',
  typedef: 'PFND3D11_1DDI_GETVIDEODECODERPROFILECOUNT',
  clauses: 'VDEC',
  returns: VOID,
  decidedCodes: voidCodes,
  parameters: [hDevice, pCount],
});

/** VDEC-9, VDEC-10. */
export const GetVideoDecoderProfile = declare({
  name: 'GetVideoDecoderProfile',
  typedef: 'PFND3D11_1DDI_GETVIDEODECODERPROFILE',
  clauses: 'VDEC',
  returns: VOID,
  decidedCodes: voidCodes,
  parameters: [hDevice, index, behind('pProfile', pointer('GUID*'), 'out', { layout: GUID })],
});

/** VDEC-11. */
export const CheckVideoDecoderFormat = declare({
  name: 'CheckVideoDecoderFormat',
  typedef: 'PFND3D11_1DDI_CHECKVIDEODECODERFORMAT',
  clauses: 'VDEC',
  returns: VOID,
  decidedCodes: voidCodes,
  parameters: [
    hDevice,
    behind('pDecoderProfile', pointer('const GUID*'), 'in', { layout: GUID }),
    value('Format', DXGI_FORMAT),
    behind('pSupported', pointer('BOOL*'), 'out', { layout: BOOL }),
  ],
});

/** VDEC-9. */
export const GetVideoDecoderConfigCount = declare({
  name: 'GetVideoDecoderConfigCount',
  typedef: 'PFND3D11_1DDI_GETVIDEODECODERCONFIGCOUNT',
  clauses: 'VDEC',
  returns: VOID,
  decidedCodes: voidCodes,
  parameters: [hDevice, pDecodeDesc, pCount],
});

/** VDEC-9, VDEC-12. */
export const GetVideoDecoderConfig = declare({
  name: 'GetVideoDecoderConfig',
  typedef: 'PFND3D11_1DDI_GETVIDEODECODERCONFIG',
  clauses: 'VDEC',
  returns: VOID,
  decidedCodes: voidCodes,
  parameters: [
    hDevice,
    pDecodeDesc,
    index,
    behind('pConfig', pointer('D3D11_1DDI_VIDEO_DECODER_CONFIG*'), 'out', {
      layout: D3D11_1DDI_VIDEO_DECODER_CONFIG,
    }),
  ],
});

/** VDEC-9. */
export const GetVideoDecoderBufferTypeCount = declare({
  name: 'GetVideoDecoderBufferTypeCount',
  typedef: 'PFND3D11_1DDI_GETVIDEODECODERBUFFERTYPECOUNT',
  clauses: 'VDEC',
  returns: VOID,
  decidedCodes: voidCodes,
  parameters: [hDevice, pDecodeDesc, pCount],
});

/** VDEC-9, VDEC-13, VDEC-14. */
export const GetVideoDecoderBufferInfo = declare({
  name: 'GetVideoDecoderBufferInfo',
  typedef: 'PFND3D11_1DDI_GETVIDEODECODERBUFFERINFO',
  clauses: 'VDEC',
  returns: VOID,
  decidedCodes: voidCodes,
  parameters: [
    hDevice,
    pDecodeDesc,
    index,
    behind('pInfo', pointer('D3D11_1DDI_VIDEO_DECODER_BUFFER_INFO*'), 'out', {
      layout: D3D11_1DDI_VIDEO_DECODER_BUFFER_INFO,
    }),
  ],
});

/** VDEC-1, VDEC-2. Never fails. */
export const CalcPrivateVideoDecoderSize = declare({
  name: 'CalcPrivateVideoDecoderSize',
  typedef: 'PFND3D11_1DDI_CALCPRIVATEVIDEODECODERSIZE',
  clauses: 'VDEC',
  returns: SIZE_T,
  parameters: [hDevice, pCreateData],
});

/** VDEC-1, VDEC-3…VDEC-8. */
export const CreateVideoDecoder = declare({
  name: 'CreateVideoDecoder',
  typedef: 'PFND3D11_1DDI_CREATEVIDEODECODER',
  clauses: 'VDEC',
  returns: HRESULT,
  codes: [S_OK, D3DDDIERR_DEVICEREMOVED, E_OUTOFMEMORY],
  decidedCodes: [E_INVALIDARG],
  parameters: [
    hDevice,
    pCreateData,
    made('hDecoder', D3D11_1DDI_HDECODE),
    value('hRTDecode', D3D11_1DDI_HRTDECODE),
  ],
});

/** VDEC-23. */
export const DestroyVideoDecoder = declare({
  name: 'DestroyVideoDecoder',
  typedef: 'PFND3D11_1DDI_DESTROYVIDEODECODER',
  clauses: 'VDEC',
  returns: VOID,
  decidedCodes: [E_INVALIDARG],
  parameters: [hDevice, hDecoder],
});

/** VDGH-1…VDGH-3: a HANDLE of the driver's choice, 64 bits. */
export const VideoDecoderGetHandle = declare({
  name: 'VideoDecoderGetHandle',
  typedef: 'PFND3D11_1DDI_VIDEODECODERGETHANDLE',
  clauses: 'VDGH',
  returns: HRESULT,
  codes: [S_OK, D3DDDIERR_DEVICEREMOVED, E_OUTOFMEMORY],
  decidedCodes: [E_INVALIDARG],
  parameters: [
    hDevice,
    hDecoder,
    behind('pContentProtectionHandle', pointer('HANDLE*'), 'out', { layout: HANDLE }),
  ],
});
