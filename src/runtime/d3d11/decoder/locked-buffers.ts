import type { Hresult } from '../../../abi/index.js';
import { failed } from '../../../abi/index.js';
import { D3D11_VIDEO_DECODER_BUFFER_TYPE as BUFFER_TYPE } from '../../../api/d3d11/index.js';
import type { Out } from '../../../api/kit/index.js';
import { DXGI_ERROR_INVALID_CALL } from '../../../ddi/index.js';
import type { RuntimeDevice } from '../runtime-device.js';
import { refuse } from './refuse.js';
import type { VideoDecoder } from './video-decoder.js';

/** Whether the API's enum has a type of buffer. */
export const isBufferType = (type: number) => type <= BUFFER_TYPE.HUFFMAN_TABLE;

/** ID3D11VideoContext::GetDecoderBuffer: a map of the decoder's resource (VDEC-7, api VI-4, VI-6). */
export function getDecoderBuffer(
  device: RuntimeDevice,
  decoder: VideoDecoder,
  Type: number,
  pBufferSize: Out<number>,
  ppBuffer: Out<Uint8Array>,
): Hresult {
  const call = 'ID3D11VideoContext::GetDecoderBuffer';
  const type = BUFFER_TYPE.text(Type);
  if (!isBufferType(Type))
    return refuse(device, call, { name: 'GETDECODERBUFFER_INVALIDTYPE', text: `Type: there is no ${type}` });
  const buffer = decoder.buffer(Type);
  if (!buffer) {
    const text = `Type: the decoder has no buffer for ${type}`;
    return refuse(device, call, { name: 'GETDECODERBUFFER_INVALIDBUFFER', text });
  }
  if (buffer.isLocked) {
    const mistake = { name: 'GETDECODERBUFFER_LOCKED', text: `Type: ${type} was not released` } as const;
    return refuse(device, call, mistake, DXGI_ERROR_INVALID_CALL);
  }
  const hresult = buffer.lock(call, ppBuffer);
  if (!failed(hresult)) pBufferSize.value = buffer.bytes;
  return hresult;
}

/** ID3D11VideoContext::ReleaseDecoderBuffer: the unmap (api VI-5). */
export function releaseDecoderBuffer(device: RuntimeDevice, decoder: VideoDecoder, Type: number): Hresult {
  const call = 'ID3D11VideoContext::ReleaseDecoderBuffer';
  const type = BUFFER_TYPE.text(Type);
  if (!isBufferType(Type))
    return refuse(device, call, {
      name: 'RELEASEDECODERBUFFER_INVALIDTYPE',
      text: `Type: there is no ${type}`,
    });
  const buffer = decoder.buffer(Type);
  if (buffer?.isLocked) return buffer.unlock(call);
  const mistake = { name: 'RELEASEDECODERBUFFER_NOTLOCKED', text: `Type: ${type} is not locked` } as const;
  return refuse(device, call, mistake, DXGI_ERROR_INVALID_CALL);
}
