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

type VideoEntries = TableEntries<typeof D3D11_1DDI_VIDEODEVICEFUNCS>;

/** Refuses an index that a list has not. */
function outOfRange(
  { refusals }: D3D11Core,
  declaration: FunctionDeclaration,
  what: string,
  { count, Index }: { readonly count: number; readonly Index: number },
): Hresult {
  return refusals.of(declaration)(E_INVALIDARG, () => noEntryAtIndex(what, count, Index));
}

function writeCount({ memory }: D3D11Core, pCount: Address, count: number): Hresult {
  memory.writeU32(pCount, count);
  return S_OK;
}

/** Which profiles there are, and what each can be decoded to (VDEC-9…VDEC-11). */
function profileQueries(core: D3D11Core): VideoEntries {
  const { memory, policies, profile } = core;
  const { decoders } = profile;
  return core.ofDevice.guarded(D3D11_1DDI_VIDEODEVICEFUNCS, {
    pfnGetVideoDecoderProfileCount: (_device, pCount) => writeCount(core, pCount, decoders.length),

    pfnGetVideoDecoderProfile: (_device, Index, pProfile) => {
      const decoder = decoders[Index];
      if (!decoder)
        return outOfRange(core, GetVideoDecoderProfile, 'decode profile', { count: decoders.length, Index });
      GUID.write(memory, pProfile, decoder.profile, 'x64'); // a GUID alone (VDEC-10)
      return S_OK;
    },

    pfnCheckVideoDecoderFormat: (_device, pDecoderProfile, Format, pSupported) => {
      const offer = decoderOffer(core, GUID.read(memory, pDecoderProfile, 'x64'));
      const isSupported = offer !== undefined && policies.decodesTo(offer, Format); // VDEC-11
      memory.writeU32(pSupported, isSupported ? 1 : 0);
      return S_OK;
    },
  });
}

/** What goes with a description: configurations (VDEC-12) and buffers (VDEC-13, VDEC-14). */
function descriptionQueries(core: D3D11Core): VideoEntries {
  const { memory, policies } = core;
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
  return core.ofDevice.guarded(D3D11_1DDI_VIDEODEVICEFUNCS, {
    pfnGetVideoDecoderConfigCount: (_device, pDecodeDesc, pCount) =>
      described(GetVideoDecoderConfigCount, pDecodeDesc, ({ configs }) =>
        writeCount(core, pCount, configs.length),
      ),

    pfnGetVideoDecoderConfig: (_device, pDecodeDesc, Index, pConfig) =>
      described(GetVideoDecoderConfig, pDecodeDesc, ({ configs }) => {
        const [config, count] = [configs[Index], configs.length];
        if (!config) return outOfRange(core, GetVideoDecoderConfig, 'configuration', { count, Index });
        memory.copyIn(pConfig, policies.decoderConfig(config));
        return S_OK;
      }),

    pfnGetVideoDecoderBufferTypeCount: (_device, pDecodeDesc, pCount) =>
      described(GetVideoDecoderBufferTypeCount, pDecodeDesc, () =>
        writeCount(core, pCount, bufferTypes.length),
      ),

    pfnGetVideoDecoderBufferInfo: (_device, pDecodeDesc, Index, pInfo) =>
      described(GetVideoDecoderBufferInfo, pDecodeDesc, (_offer, description) => {
        const [type, count] = [bufferTypes[Index], bufferTypes.length];
        if (type === undefined)
          return outOfRange(core, GetVideoDecoderBufferInfo, 'type of buffer', { count, Index });
        memory.copyIn(pInfo, BUFFER_INFO.toBytes(policies.decoderBufferInfo(description, type)));
        return S_OK;
      }),
  });
}

/**
 * What there is to decode with. Index and description are the runtime's to check (VDEC-9); what comes all the same is
 * refused, and nothing is written (D-08).
 */
export function decoderQueries(core: D3D11Core): VideoEntries {
  return { ...profileQueries(core), ...descriptionQueries(core) };
}
