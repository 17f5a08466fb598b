import type { Address, Hresult, TableEntries } from '../../../src/abi/index.js';
import type { HVideoDecoderOutputView } from '../../../src/ddi/index.js';
import {
  CreateVideoDecoderOutputView,
  D3D11_1DDI_VIDEODEVICEFUNCS,
  D3D11_1DDIARG_CREATEVIDEODECODEROUTPUTVIEW as CREATE,
  E_INVALIDARG,
  E_OUTOFMEMORY,
  S_OK,
} from '../../../src/ddi/index.js';
import { noMemory } from '../../core/causes.js';
import { HANDLE_HEADER_BYTES } from '../../core/handle-table.js';
import type { Refuse } from '../../core/refusal-recorder.js';
import type { D3D11Core } from '../d3d11-core.js';
import type { Device } from '../state.js';
import { deadMember, noDecoderOutput, noSlices, profileNotOffered } from './causes.js';
import { decoderOffer } from './decoder-offers.js';

function create(
  core: D3D11Core,
  refuse: Refuse,
  device: Device,
  pCreateData: Address,
  hView: HVideoDecoderOutputView,
): Hresult {
  const { policies } = core;
  core.memory.range(pCreateData, CREATE.bytes); // whole, with what lies behind its last member
  const { hDrvResource, DecodeProfile, MipSlice, FirstArraySlice, ArraySize } = CREATE.decode(
    core.memory,
    pCreateData,
  );
  const resource = policies.findResource(core, device, hDrvResource);
  if (!resource) return refuse(E_INVALIDARG, () => deadMember('pCreateData', 'hDrvResource', 'D-09, VDEC-4'));
  const offer = decoderOffer(core, DecodeProfile);
  if (!offer) {
    const offered = core.profile.decoders.map(({ profile }) => profile);
    return refuse(E_INVALIDARG, () => profileNotOffered('pCreateData', offered, DecodeProfile));
  }
  const { levels, slices } = resource;
  if (MipSlice >= levels.length)
    return refuse(E_INVALIDARG, () => noSlices(`MipSlice below ${levels.length}`, String(MipSlice)));
  if (ArraySize === 0 || FirstArraySlice + ArraySize > slices)
    return refuse(E_INVALIDARG, () =>
      noSlices(`from 1 to ${slices} slices`, `${ArraySize} from ${FirstArraySlice} on`),
    );
  const { surface } = levels[MipSlice]!;
  if (!policies.decodesTo(offer, surface.format))
    return refuse(E_INVALIDARG, () => noDecoderOutput(offer.outputFormats, surface));
  if (!core.allocations.take()) return refuse(E_OUTOFMEMORY, () => noMemory('VDEC-21'));
  device.outputViews.add(hView, { hView, resource, slice: FirstArraySlice });
  return S_OK;
}

/** Output views of decoders: VDEC-21…VDEC-23. Bind flags are the runtime's to look at (VDEC-21). */
export function outputViewFunctions(core: D3D11Core): TableEntries<typeof D3D11_1DDI_VIDEODEVICEFUNCS> {
  const { ofDevice, refusals } = core;
  const refuse = refusals.of(CreateVideoDecoderOutputView);
  return {
    pfnCalcPrivateVideoDecoderOutputViewSize: () => HANDLE_HEADER_BYTES, // VDEC-2

    ...ofDevice.guarded(D3D11_1DDI_VIDEODEVICEFUNCS, {
      pfnCreateVideoDecoderOutputView: (device, pCreateData, hView) =>
        create(core, refuse, device, pCreateData, hView),
    }),

    ...ofDevice.evenWhenGone(D3D11_1DDI_VIDEODEVICEFUNCS, {
      pfnDestroyVideoDecoderOutputView: (device, { hView }) => {
        device.outputViews.remove(hView);
        return S_OK;
      },
    }),
  };
}
