import type { HDecode, HRTDecode, HRTVideoDecoderOutputView, HVideoDecoderOutputView } from '../ddi/index.js';
import { E_INVALIDARG } from '../ddi/index.js';
import type { ObjectKind } from './objects.js';

/** Video decoders (VDEC-1, VDEC-23); the arguments are a D3D11_1DDIARG_CREATEVIDEODECODER. */
export const decoderKind: ObjectKind<HDecode, HRTDecode> = {
  handleName: 'hDecoder',
  privateBytes: ({ video, hDevice }, pCreate) => video?.pfnCalcPrivateVideoDecoderSize?.(hDevice, pCreate),
  create: ({ video, hDevice }, pCreate, hDecoder, hRTDecode) =>
    video?.pfnCreateVideoDecoder?.(hDevice, pCreate, hDecoder, hRTDecode) ?? E_INVALIDARG,
  destroy: ({ video, hDevice }, hDecoder) => {
    video?.pfnDestroyVideoDecoder?.(hDevice, hDecoder);
  },
};

/** Output views of decoders (VDEC-21…VDEC-23); the arguments are a D3D11_1DDIARG_CREATEVIDEODECODEROUTPUTVIEW. */
export const decoderOutputViewKind: ObjectKind<HVideoDecoderOutputView, HRTVideoDecoderOutputView> = {
  handleName: 'hView',
  privateBytes: ({ video, hDevice }, pCreate) =>
    video?.pfnCalcPrivateVideoDecoderOutputViewSize?.(hDevice, pCreate),
  create: ({ video, hDevice }, pCreate, hView, hRTView) =>
    video?.pfnCreateVideoDecoderOutputView?.(hDevice, pCreate, hView, hRTView) ?? E_INVALIDARG,
  destroy: ({ video, hDevice }, hView) => {
    video?.pfnDestroyVideoDecoderOutputView?.(hDevice, hView);
  },
};
