import type { Hresult } from '../../abi/index.js';
import { HANDLE } from '../../abi/index.js';
import type { ComInterface, Out } from '../kit/index.js';
import { comInterface, evenWhenRemoved, hresult, valueOut } from '../kit/index.js';
import { ID3D11DeviceChild } from './device-child.js';
import { D3D11_VIDEO_DECODER_CONFIG, D3D11_VIDEO_DECODER_DESC } from './video-structs.js';

/** ID3D11VideoDecoder: a decoder. */
export interface ID3D11VideoDecoder extends ID3D11DeviceChild {
  /** Copies of what it was made with. @returns S_OK; E_INVALIDARG */
  GetCreationParameters(
    pVideoDesc: Out<D3D11_VIDEO_DECODER_DESC>,
    pConfig: Out<D3D11_VIDEO_DECODER_CONFIG>,
  ): Hresult;
  /** The driver's number for it, for messages of a channel. @returns S_OK; E_INVALIDARG; DXGI_ERROR_DEVICE_REMOVED */
  GetDriverHandle(pDriverHandle: Out<bigint>): Hresult;
}

export const ID3D11VideoDecoder: ComInterface<ID3D11VideoDecoder> = comInterface<
  ID3D11VideoDecoder,
  ID3D11DeviceChild
>('ID3D11VideoDecoder', '3c9c5b51-995d-48d1-9b8d-fa5caeded65c', ID3D11DeviceChild, {
  GetCreationParameters: evenWhenRemoved(
    hresult(
      [valueOut('pVideoDesc', D3D11_VIDEO_DECODER_DESC), valueOut('pConfig', D3D11_VIDEO_DECODER_CONFIG)],
      'GETDECODERCREATIONPARAMS_NULLPARAM',
    ),
  ),
  GetDriverHandle: hresult([valueOut('pDriverHandle', HANDLE)], 'GETDECODERDRIVERHANDLE_NULLPARAM'),
});
