import type { Address, Hresult, TableEntries } from '../../../src/abi/index.js';
import type { HDecode } from '../../../src/ddi/index.js';
import {
  CreateVideoDecoder,
  D3D11_1DDI_VIDEODEVICEFUNCS,
  D3D11_1DDIARG_CREATEVIDEODECODER as CREATE,
  D3D11_1DDIARG_VIDEODECODEREXTENSION as EXTENSION,
  E_INVALIDARG,
  E_OUTOFMEMORY,
  S_OK,
  VideoDecoderExtension,
} from '../../../src/ddi/index.js';
import { noMemory } from '../../core/causes.js';
import { HANDLE_HEADER_BYTES } from '../../core/handle-table.js';
import type { Refuse } from '../../core/refusal-recorder.js';
import type { D3D11Core } from '../d3d11-core.js';
import type { Device } from '../state.js';
import { configNotOffered, noExtension, noPicture } from './causes.js';
import { decoderQueries, offerFor } from './decoder-queries.js';
import type { Decoder } from './state.js';
import { endDecoder } from './end-decoder.js';

/** Above any address, so that a client that keeps fewer than 64 bits of a HANDLE is noticed (VDGH-2, D-62). */
const handleBase = 0xdec0_0000_0000_0000n;

/** The handle that the application uses to tie the decoder to a session (VDGH-1). */
export const decoderHandle = ({ serial }: Decoder): bigint => handleBase + BigInt(serial);

/** CreateVideoDecoder: of what the queries tell, and of nothing else (VDEC-3, VDEC-5). */
function create(
  core: D3D11Core,
  refuse: Refuse,
  device: Device,
  pCreateData: Address,
  hDecoder: HDecode,
): Hresult {
  const { memory, policies } = core;
  const { Desc } = CREATE.decode(memory, pCreateData);
  const offer = offerFor(core, Desc, 'pCreateData');
  if (typeof offer === 'function') return refuse(E_INVALIDARG, offer);
  const { SampleWidth, SampleHeight } = Desc;
  if (SampleWidth === 0 || SampleHeight === 0)
    return refuse(E_INVALIDARG, () => noPicture(SampleWidth, SampleHeight));
  const configBytes = CREATE.bytes - CREATE.offset.Config;
  const given = memory.copyOut((pCreateData + CREATE.offset.Config) as Address, configBytes);
  const config = policies.findDecoderConfig(offer, given);
  if (!config) return refuse(E_INVALIDARG, configNotOffered);
  if (!core.allocations.take()) return refuse(E_OUTOFMEMORY, () => noMemory('VDEC-1'));
  device.decoders.add(hDecoder, {
    ...{ hDecoder, serial: core.nextSerial(), profile: offer.profile, config },
    ...{ session: undefined, frame: undefined, decoded: undefined },
  });
  return S_OK;
}

/** What there is to decode with, and decoders: VDEC-1…VDEC-14, VDEC-23, VDEC-24, VDGH. */
export function decoderFunctions(core: D3D11Core): TableEntries<typeof D3D11_1DDI_VIDEODEVICEFUNCS> {
  const { memory, ofDevice, policies, refusals } = core;
  const refuseCreate = refusals.of(CreateVideoDecoder);
  const refuseExtension = refusals.of(VideoDecoderExtension);
  return {
    ...decoderQueries(core),

    pfnCalcPrivateVideoDecoderSize: () => HANDLE_HEADER_BYTES, // VDEC-2

    ...ofDevice.guarded(D3D11_1DDI_VIDEODEVICEFUNCS, {
      pfnCreateVideoDecoder: (device, pCreateData, hDecoder) =>
        create(core, refuseCreate, device, pCreateData, hDecoder),

      pfnVideoDecoderGetHandle: (_device, decoder, pContentProtectionHandle) => {
        memory.writeU64(pContentProtectionHandle, decoderHandle(decoder)); // VDGH-1
        return S_OK;
      },

      // Function numbers are the driver's own, and this one has none (VDEC-24).
      pfnVideoDecoderExtension: (_device, _decoder, pExtensionData) => {
        const { Function } = EXTENSION.decode(memory, pExtensionData);
        return refuseExtension(E_INVALIDARG, () => noExtension(Function));
      },
    }),

    ...ofDevice.evenWhenGone(D3D11_1DDI_VIDEODEVICEFUNCS, {
      pfnDestroyVideoDecoder: (device, decoder) => {
        endDecoder(decoder);
        policies.forgetDecoder(device, decoder.hDecoder);
        return S_OK;
      },
    }),
  };
}
