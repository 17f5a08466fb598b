/** What is handed to a decoder between the begin and the end of a frame, in the three forms of the API (VDEC-15, VDEC-19). */
import type { Address, FunctionDeclaration, Hresult, Struct } from '../../../abi/index.js';
import { NULL } from '../../../abi/index.js';
import type {
  D3D11_VIDEO_DECODER_BUFFER_DESC,
  D3D11_VIDEO_DECODER_BUFFER_DESC1,
  D3D11_VIDEO_DECODER_BUFFER_DESC2,
} from '../../../api/d3d11/index.js';
import {
  D3D11_VIDEO_DECODER_BUFFER_TYPE as BUFFER_TYPE,
  D3D11_VIDEO_DECODER_SUB_SAMPLE_MAPPING_BLOCK as SUB_SAMPLE,
} from '../../../api/d3d11/index.js';
import {
  D3D11_1DDI_VIDEO_DECODER_BUFFER_DESC,
  D3DWDDM2_0DDI_VIDEO_DECODER_BUFFER_DESC1,
  D3DWDDM2_4DDI_VIDEO_DECODER_BUFFER_DESC,
  type HDecode,
  type HDevice,
  VideoDecoderSubmitBuffers,
  VideoDecoderSubmitBuffers1,
  VideoDecoderSubmitBuffers2,
} from '../../../ddi/index.js';
import { Blocks } from '../../../host/index.js';
import { notInDriver } from '../hardware-session.js';
import type { RuntimeDevice } from '../runtime-device.js';
import { ddiBufferType } from './decoder-buffer.js';
import { copied } from './frame-key.js';
import { isBufferType } from './locked-buffers.js';
import type { Mistake } from './refuse.js';
import { refuse } from './refuse.js';
import type { VideoDecoder } from './video-decoder.js';

/** What all three forms have. */
type Described = Pick<
  D3D11_VIDEO_DECODER_BUFFER_DESC,
  'BufferType' | 'DataOffset' | 'DataSize' | 'pIV' | 'IVSize'
>;

/** The two later forms. */
type Mapped = Described &
  Pick<D3D11_VIDEO_DECODER_BUFFER_DESC1, 'pSubSampleMappingBlock' | 'SubSampleMappingCount'>;

/** How one form gets to the driver. */
interface Form<Desc, Ddi extends object> {
  readonly struct: Struct<Ddi>;
  readonly declaration: FunctionDeclaration;
  readonly send: (hDevice: HDevice, hDecoder: HDecode, BufferCount: number, pBufferDesc: Address) => Hresult;
  /** The members that not all forms have. */
  readonly members: (desc: Desc, blocks: Blocks) => Partial<Ddi>;
}

/** One call: of the API's method, on a decoder, with so many descriptions. */
interface Submission<Desc> {
  readonly call: string;
  readonly decoder: VideoDecoder;
  readonly descs: readonly Desc[];
}

/** What is wrong with one description, as far as it can be seen without the driver. */
function mistakeOf(
  decoder: VideoDecoder,
  { BufferType, DataOffset, DataSize, pIV, IVSize }: Described,
): Mistake | undefined {
  const type = BUFFER_TYPE.text(BufferType);
  const buffer = isBufferType(BufferType) ? decoder.buffer(BufferType) : undefined;
  if (!buffer)
    return {
      name: 'SUBMITDECODERBUFFERS_INVALIDTYPE',
      text: `BufferType: the decoder has no buffer for ${type}`,
    };
  if (DataOffset + DataSize > buffer.bytes) {
    const text = `${type}: ${DataSize} bytes from ${DataOffset} on are more than the ${buffer.bytes} of the buffer`;
    return { name: 'SHORT_BUFFER', text };
  }
  if (!pIV || pIV.length >= IVSize) return undefined;
  return { name: 'SHORT_BUFFER', text: `${type}: pIV has ${pIV.length} bytes, and IVSize is ${IVSize}` };
}

function mapMistake(desc: Mapped): Mistake | undefined {
  const { pSubSampleMappingBlock: map, SubSampleMappingCount: count } = desc;
  if ((map?.length ?? 0) >= count) return undefined;
  const text = `pSubSampleMappingBlock: expected at least the ${count} elements that SubSampleMappingCount says, received ${map?.length ?? 'null'}`;
  return { name: 'SHORT_BUFFER', text };
}

/** Says what is worth a word and is the driver's affair: a sum that is not that of the buffer (RC-04). */
function adviseOnMap({ messages }: RuntimeDevice, call: string, desc: Mapped): void {
  const { BufferType, DataSize, pSubSampleMappingBlock: map, SubSampleMappingCount: count } = desc;
  if (!map || count === 0) return;
  const sum = map
    .slice(0, count)
    .reduce((bytes, { ClearSize, EncryptedSize }) => bytes + ClearSize + EncryptedSize, 0);
  if (sum === DataSize) return;
  const text = `${BUFFER_TYPE.text(BufferType)}: the sub-samples are ${sum} bytes, and DataSize is ${DataSize}`;
  messages.add(call, 'SUB_SAMPLE_SUM', text);
}

function submissionMistake({ decoder, descs }: Submission<Described>): Mistake | undefined {
  if (decoder.openFrames === 0) return { name: 'NO_FRAME', text: 'DecoderBeginFrame did not come before' };
  if (descs.length === 0) return { name: 'ARGUMENT', text: 'NumBuffers: expected at least 1, received 0' };
  for (const desc of descs) {
    const mistake = mistakeOf(decoder, desc);
    if (mistake) return mistake;
  }
  return undefined;
}

/** Writes descriptions in the DDI's form and hands them over. */
function submit<Desc extends Described, Ddi extends object>(
  device: RuntimeDevice,
  { call, decoder, descs }: Submission<Desc>,
  { struct, declaration, send, members }: Form<Desc, Ddi>,
): Hresult {
  const { memory, host, messages } = device;
  for (const { BufferType } of descs) {
    if (!decoder.buffer(BufferType)?.isLocked) continue;
    const text = `${BUFFER_TYPE.text(BufferType)}: ReleaseDecoderBuffer did not come before (api VI-7)`;
    messages.add(call, 'DECODER_BUFFER_LOCKED', text);
  }
  const blocks = new Blocks(memory);
  try {
    const pBufferDesc = blocks.add(struct.bytes * descs.length, struct.name);
    descs.forEach((desc, at) => {
      const { BufferType, DataOffset, DataSize, pIV, IVSize } = desc;
      const value = {
        ...members(desc, blocks),
        hResource: decoder.buffer(BufferType)!.hResource,
        BufferType: ddiBufferType(BufferType),
        ...{ DataOffset, DataSize },
        pIV: copied(device, blocks, pIV, IVSize, 'pIV'),
        IVSize: pIV ? IVSize : 0,
      };
      struct.encode(memory, (pBufferDesc + at * struct.bytes) as Address, value);
    });
    const answer = send(host.hDevice, decoder.driverHandle, descs.length, pBufferDesc);
    return device.judge(declaration, call, answer);
  } finally {
    blocks.free();
  }
}

/** ID3D11VideoContext::SubmitDecoderBuffers. */
export function submitDecoderBuffers(
  device: RuntimeDevice,
  decoder: VideoDecoder,
  descs: readonly D3D11_VIDEO_DECODER_BUFFER_DESC[],
): Hresult {
  const call = 'ID3D11VideoContext::SubmitDecoderBuffers';
  const send = device.video.pfnVideoDecoderSubmitBuffers;
  if (!send) return notInDriver(device, call);
  const mistake = submissionMistake({ call, decoder, descs });
  if (mistake) return refuse(device, call, mistake);
  return submit(
    device,
    { call, decoder, descs },
    {
      struct: D3D11_1DDI_VIDEO_DECODER_BUFFER_DESC,
      declaration: VideoDecoderSubmitBuffers,
      send,
      members: (desc) => ({
        BufferIndex: desc.BufferIndex,
        FirstMBaddress: desc.FirstMBaddress,
        NumMBsInBuffer: desc.NumMBsInBuffer,
        Width: desc.Width,
        Height: desc.Height,
        Stride: desc.Stride,
        ReservedBits: desc.ReservedBits,
        PartialEncryption: desc.PartialEncryption,
        EncryptedBlockInfo: desc.EncryptedBlockInfo,
      }),
    },
  );
}

/** A map in the shared memory; the DDI's elements are those of the API. */
function subSampleMap({ memory }: RuntimeDevice, blocks: Blocks, desc: Mapped) {
  const { pSubSampleMappingBlock: map, SubSampleMappingCount } = desc;
  if (!map || SubSampleMappingCount === 0) return { pSubSampleMappingBlock: NULL, SubSampleMappingCount: 0 };
  const pSubSampleMappingBlock = blocks.add(
    SUB_SAMPLE.bytes * SubSampleMappingCount,
    'pSubSampleMappingBlock',
  );
  map.slice(0, SubSampleMappingCount).forEach((subSample, at) => {
    SUB_SAMPLE.encode(memory, (pSubSampleMappingBlock + at * SUB_SAMPLE.bytes) as Address, subSample);
  });
  return { pSubSampleMappingBlock, SubSampleMappingCount };
}

/** ID3D11VideoContext1::SubmitDecoderBuffers1: slot 664, or the form of it that stands there from 1803 on. */
export function submitDecoderBuffers1(
  device: RuntimeDevice,
  decoder: VideoDecoder,
  descs: readonly D3D11_VIDEO_DECODER_BUFFER_DESC1[],
): Hresult {
  const noPattern = { cBlocksStripeEncrypted: 0, cBlocksStripeClear: 0 };
  return submitMapped(device, {
    call: 'ID3D11VideoContext1::SubmitDecoderBuffers1',
    decoder,
    descs: descs.map((desc) => ({ ...desc, ...noPattern })),
  });
}

/** ID3D11VideoContext3::SubmitDecoderBuffers2: what has no pattern goes through the slot before 1803 as well. */
export function submitDecoderBuffers2(
  device: RuntimeDevice,
  decoder: VideoDecoder,
  descs: readonly D3D11_VIDEO_DECODER_BUFFER_DESC2[],
): Hresult {
  return submitMapped(device, { call: 'ID3D11VideoContext3::SubmitDecoderBuffers2', decoder, descs });
}

function submitMapped(
  device: RuntimeDevice,
  submission: Submission<D3D11_VIDEO_DECODER_BUFFER_DESC2>,
): Hresult {
  const { call, descs } = submission;
  const { pfnVideoDecoderSubmitBuffers1: send1, pfnVideoDecoderSubmitBuffers2: send2 } = device.video;
  const hasPattern = descs.some(
    ({ cBlocksStripeEncrypted, cBlocksStripeClear }) => cBlocksStripeEncrypted + cBlocksStripeClear > 0,
  );
  const mistake = submissionMistake(submission) ?? descs.map(mapMistake).find((one) => one !== undefined);
  if (!send2 && (!send1 || hasPattern)) return notInDriver(device, call);
  if (mistake) return refuse(device, call, mistake);
  for (const desc of descs) adviseOnMap(device, call, desc);
  if (send2)
    return submit(device, submission, {
      struct: D3DWDDM2_4DDI_VIDEO_DECODER_BUFFER_DESC,
      declaration: VideoDecoderSubmitBuffers2,
      send: send2,
      members: (desc, blocks) => ({
        ...subSampleMap(device, blocks, desc),
        cBlocksStripeEncrypted: desc.cBlocksStripeEncrypted,
        cBlocksStripeClear: desc.cBlocksStripeClear,
      }),
    });
  return submit(device, submission, {
    struct: D3DWDDM2_0DDI_VIDEO_DECODER_BUFFER_DESC1,
    declaration: VideoDecoderSubmitBuffers1,
    send: send1!,
    members: (desc, blocks) => subSampleMap(device, blocks, desc),
  });
}
