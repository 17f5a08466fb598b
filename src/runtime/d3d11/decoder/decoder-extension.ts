/** What a driver's decoder has besides frames (VDEC-24). */
import type { Address, Hresult, StructValue } from '../../../abi/index.js';
import { failed, NULL } from '../../../abi/index.js';
import type { D3D11_VIDEO_DECODER_EXTENSION, ID3D11Resource } from '../../../api/d3d11/index.js';
import { implementationOf, objectOf } from '../../../api/kit/index.js';
import {
  D3D10DDI_HRESOURCE,
  D3D11_1DDIARG_VIDEODECODEREXTENSION,
  VideoDecoderExtension,
} from '../../../ddi/index.js';
import { Blocks, withStruct } from '../../../host/index.js';
import { notInDriver } from '../hardware-session.js';
import type { AnyResource } from '../resource.js';
import type { RuntimeDevice } from '../runtime-device.js';
import { copied } from './frame-key.js';
import { refuse } from './refuse.js';
import type { VideoDecoder } from './video-decoder.js';

/** The resources of an extension, or what is wrong with one of them. */
function resourcesOf(
  device: RuntimeDevice,
  count: number,
  list: readonly (ID3D11Resource | null)[] | null,
): readonly AnyResource[] | string {
  const resources: AnyResource[] = [];
  for (let at = 0; at < count; at += 1) {
    const view = list?.[at] ?? null;
    if (!view) return `ppResourceList: element ${at} of ${count} is null`;
    const { environment, isEnded } = objectOf(view);
    if (environment !== device) return `ppResourceList: element ${at} belongs to another device`;
    if (isEnded) return `ppResourceList: element ${at} has been released`;
    resources.push(implementationOf(view) as AnyResource);
  }
  return resources;
}

/** ID3D11VideoContext::DecoderExtension: what comes of it is the driver's own affair (VDEC-24). */
export function decoderExtension(
  device: RuntimeDevice,
  decoder: VideoDecoder,
  data: D3D11_VIDEO_DECODER_EXTENSION,
): Hresult {
  const call = 'ID3D11VideoContext::DecoderExtension';
  const { memory, host, video } = device;
  const extension = video.pfnVideoDecoderExtension;
  if (!extension) return notInDriver(device, call);
  const { pPrivateInputData, PrivateInputDataSize, pPrivateOutputData, PrivateOutputDataSize } = data;
  const resources = resourcesOf(device, data.ResourceCount, data.ppResourceList);
  if (typeof resources === 'string')
    return refuse(device, call, { name: 'DECODEREXTENSION_INVALIDRESOURCE', text: resources });
  const isShort =
    (pPrivateInputData?.length ?? 0) < PrivateInputDataSize ||
    (pPrivateOutputData?.length ?? 0) < PrivateOutputDataSize;
  if (isShort) {
    const text = `pExtensionData: fewer bytes than the sizes ${PrivateInputDataSize} and ${PrivateOutputDataSize}`;
    return refuse(device, call, { name: 'SHORT_BUFFER', text });
  }
  return withExtension(device, data, resources, (argument) => {
    const layout = D3D11_1DDIARG_VIDEODECODEREXTENSION;
    return withStruct(memory, layout, argument, (pExtensionData) => {
      const answer = extension(host.hDevice, decoder.driverHandle, pExtensionData);
      const code = device.judge(VideoDecoderExtension, call, answer);
      const output = argument.pPrivateOutputData;
      if (!failed(code) && output !== NULL)
        pPrivateOutputData?.set(memory.copyOut(output, PrivateOutputDataSize));
      return code;
    });
  });
}

/** Runs `use` with what the structure leads to in the shared memory. */
function withExtension(
  device: RuntimeDevice,
  data: D3D11_VIDEO_DECODER_EXTENSION,
  resources: readonly AnyResource[],
  use: (argument: StructValue<typeof D3D11_1DDIARG_VIDEODECODEREXTENSION>) => Hresult,
): Hresult {
  const { memory } = device;
  const { Function, PrivateInputDataSize, PrivateOutputDataSize } = data;
  const { pPrivateInputData: input, pPrivateOutputData: output } = data;
  const blocks = new Blocks(memory);
  try {
    const handleBytes = D3D10DDI_HRESOURCE.size('x64');
    const list = resources.length === 0 ? NULL : blocks.add(resources.length * handleBytes, 'pResourceList');
    resources.forEach(({ hResource }, at) => {
      D3D10DDI_HRESOURCE.write(memory, (list + at * handleBytes) as Address, hResource, 'x64');
    });
    return use({
      Function,
      pPrivateInputData: copied(device, blocks, input, PrivateInputDataSize, 'pPrivateInputData'),
      PrivateInputDataSize,
      pPrivateOutputData: copied(device, blocks, output, PrivateOutputDataSize, 'pPrivateOutputData'),
      PrivateOutputDataSize,
      ResourceCount: resources.length,
      pResourceList: list,
    });
  } finally {
    blocks.free();
  }
}
