/** Output views of a video decoder: d3d10umddi.h, clauses VDEC-21…VDEC-23. */
import { SIZE_T, VOID, behind, declare, value, struct, pointer, UINT, made } from '../../abi/index.js';
import { HRESULT, D3DDDIERR_DEVICEREMOVED, E_INVALIDARG, E_OUTOFMEMORY, S_OK } from '../hresults.js';
import { hDevice } from './device.js';
import {
  D3D10DDI_HRESOURCE,
  D3D11_1DDI_HRTVIDEODECODEROUTPUTVIEW,
  D3D11_1DDI_HVIDEODECODEROUTPUTVIEW,
} from './handles.js';
import { GUID } from '../guid.js';

/** 40 bytes (x86 32). MipSlice 0, ArraySize 1 (VDEC-22). */
export const D3D11_1DDIARG_CREATEVIDEODECODEROUTPUTVIEW = struct(
  'D3D11_1DDIARG_CREATEVIDEODECODEROUTPUTVIEW',
  {
    hDrvResource: D3D10DDI_HRESOURCE,
    DecodeProfile: GUID,
    MipSlice: UINT,
    FirstArraySlice: UINT,
    ArraySize: UINT,
  },
);

const hView = value('hView', D3D11_1DDI_HVIDEODECODEROUTPUTVIEW);
const pCreateData = behind(
  'pCreateData',
  pointer('const D3D11_1DDIARG_CREATEVIDEODECODEROUTPUTVIEW*'),
  'in',
  {
    layout: D3D11_1DDIARG_CREATEVIDEODECODEROUTPUTVIEW,
  },
);

/** VDEC-1, VDEC-2. Never fails. */
export const CalcPrivateVideoDecoderOutputViewSize = declare({
  name: 'CalcPrivateVideoDecoderOutputViewSize',
  typedef: 'PFND3D11_1DDI_CALCPRIVATEVIDEODECODEROUTPUTVIEWSIZE',
  clauses: 'VDEC',
  returns: SIZE_T,
  parameters: [hDevice, pCreateData],
});

/** VDEC-21, VDEC-22. */
export const CreateVideoDecoderOutputView = declare({
  name: 'CreateVideoDecoderOutputView',
  typedef: 'PFND3D11_1DDI_CREATEVIDEODECODEROUTPUTVIEW',
  clauses: 'VDEC',
  returns: HRESULT,
  codes: [S_OK, D3DDDIERR_DEVICEREMOVED, E_OUTOFMEMORY],
  decidedCodes: [E_INVALIDARG],
  parameters: [
    hDevice,
    pCreateData,
    made('hView', D3D11_1DDI_HVIDEODECODEROUTPUTVIEW),
    value('hRTView', D3D11_1DDI_HRTVIDEODECODEROUTPUTVIEW),
  ],
});

/** VDEC-23. */
export const DestroyVideoDecoderOutputView = declare({
  name: 'DestroyVideoDecoderOutputView',
  typedef: 'PFND3D11_1DDI_DESTROYVIDEODECODEROUTPUTVIEW',
  clauses: 'VDEC',
  returns: VOID,
  decidedCodes: [E_INVALIDARG],
  parameters: [hDevice, hView],
});
