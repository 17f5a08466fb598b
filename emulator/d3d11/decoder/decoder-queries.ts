import type { Address, FunctionDeclaration, Hresult, TableEntries } from '../../../src/abi/index.js';
import {
  D3D11_1DDI_VIDEO_DECODER_BUFFER_INFO as BUFFER_INFO,
  D3D11_1DDI_VIDEO_DECODER_DESC as DESC,
  D3D11_1DDI_VIDEODEVICEFUNCS,
  E_INVALIDARG,
  GetVideoDecoderBufferInfo,
  GetVideoDecoderBufferTypeCount,
  GetVideoDecoderConfig,
  GetVideoDecoderConfigCount,
  GetVideoDecoderProfile,
  GUID,
  S_OK,
} from '../../../src/ddi/index.js';
import type { Cause } from '../../core/refusal-recorder.js';
import type { D3D11Core } from '../d3d11-core.js';
import { formatNotOffered, noEntryAtIndex, profileNotOffered } from './causes.js';
import type { DecoderDescription } from './decoder-offers.js';
import { bufferTypes, decoderOffer } from './decoder-offers.js';
import type { DecoderOffer } from './profile-schema.js';

/** What goes with a description, or why it is none that the driver decodes. */
export function offerFor(
  core: D3D11Core,
  { Guid, OutputFormat }: DecoderDescription,
  argument: string,
): DecoderOffer | (() => Cause) {
  const offer = decoderOffer(core, Guid);
  if (!offer) {
    const offered = core.profile.decoders.map(({ profile }) => profile);
    return () => profileNotOffered(argument, offered, Guid);
  }
  if (!core.policies.decodesTo(offer, OutputFormat))
    return () => formatNotOffered(argument, offer.outputFormats, OutputFormat);
  return offer;
}

/**
 * What there is to decode with. Index and description are the runtime's to check (VDEC-9); what comes all the same is
 * refused, and nothing is written (D-08).
 */
export function decoderQueries(core: D3D11Core): TableEntries<typeof D3D11_1DDI_VIDEODEVICEFUNCS> {
  const { memory, policies, profile } = core;
  const { decoders } = profile;

  /** A function that is asked about a description. */
  const described = (
    declaration: FunctionDeclaration,
    pDecodeDesc: Address,
    answer: (offer: DecoderOffer, description: DecoderDescription) => Hresult,
  ): Hresult => {
    const description = DESC.decode(memory, pDecodeDesc);
    const offer = offerFor(core, description, 'pDecodeDesc');
    if (typeof offer === 'function') return core.refusals.of(declaration)(E_INVALIDARG, offer);
    return answer(offer, description);
  };
  const writeCount = (pCount: Address, count: number) => {
    memory.writeU32(pCount, count);
    return S_OK;
  };
  const outOfRange = (declaration: FunctionDeclaration, what: string, count: number, index: number) =>
    core.refusals.of(declaration)(E_INVALIDARG, () => noEntryAtIndex(what, count, index));

  return core.ofDevice.guarded(D3D11_1DDI_VIDEODEVICEFUNCS, {
    pfnGetVideoDecoderProfileCount: (_device, pCount) => writeCount(pCount, decoders.length),

    pfnGetVideoDecoderProfile: (_device, Index, pProfile) => {
      const decoder = decoders[Index];
      if (!decoder) return outOfRange(GetVideoDecoderProfile, 'decode profile', decoders.length, Index);
      GUID.write(memory, pProfile, decoder.profile, 'x64'); // a GUID alone (VDEC-10)
      return S_OK;
    },

    pfnCheckVideoDecoderFormat: (_device, pDecoderProfile, Format, pSupported) => {
      const offer = decoderOffer(core, GUID.read(memory, pDecoderProfile, 'x64'));
      const isSupported = offer !== undefined && policies.decodesTo(offer, Format); // VDEC-11
      memory.writeU32(pSupported, isSupported ? 1 : 0);
      return S_OK;
    },

    pfnGetVideoDecoderConfigCount: (_device, pDecodeDesc, pCount) =>
      described(GetVideoDecoderConfigCount, pDecodeDesc, ({ configs }) => writeCount(pCount, configs.length)),

    pfnGetVideoDecoderConfig: (_device, pDecodeDesc, Index, pConfig) =>
      described(GetVideoDecoderConfig, pDecodeDesc, ({ configs }) => {
        const config = configs[Index];
        if (!config) return outOfRange(GetVideoDecoderConfig, 'configuration', configs.length, Index);
        memory.copyIn(pConfig, policies.decoderConfig(config));
        return S_OK;
      }),

    pfnGetVideoDecoderBufferTypeCount: (_device, pDecodeDesc, pCount) =>
      described(GetVideoDecoderBufferTypeCount, pDecodeDesc, () => writeCount(pCount, bufferTypes.length)),

    pfnGetVideoDecoderBufferInfo: (_device, pDecodeDesc, Index, pInfo) =>
      described(GetVideoDecoderBufferInfo, pDecodeDesc, (_offer, description) => {
        const type = bufferTypes[Index];
        if (type === undefined)
          return outOfRange(GetVideoDecoderBufferInfo, 'type of buffer', bufferTypes.length, Index);
        memory.copyIn(pInfo, BUFFER_INFO.toBytes(policies.decoderBufferInfo(description, type)));
        return S_OK;
      }),
  });
}
