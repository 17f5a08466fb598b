/** Frames of video decoders: begun, given buffers in each form of the interface, ended, and what came out of them. */
import type { Address, Hresult } from '../../../abi/index.js';
import { NULL } from '../../../abi/index.js';
import type { Rule } from '../../rules/rule.js';
import type { HResource } from '../../../ddi/index.js';
import {
  D3D10_DDI_CPU_ACCESS,
  D3D10_DDI_MAP,
  D3D10_DDI_RESOURCE_USAGE,
  D3D11_1DDI_VIDEO_DECODER_BUFFER_DESC as DESC,
  D3D11_1DDI_VIDEO_DECODER_BUFFER_TYPE as BUFFER_TYPE,
  D3DWDDM2_0DDI_VIDEO_DECODER_BUFFER_DESC1 as DESC_2_0,
  D3DWDDM2_0DDI_VIDEO_DECODER_SUB_SAMPLE_MAPPING_BLOCK as SUB_SAMPLE,
  D3DWDDM2_4DDI_VIDEO_DECODER_BUFFER_DESC as DESC_2_4,
  D3DWDDM2_4DDIARG_VIDEODECODERBEGINFRAME as BEGIN,
  S_OK,
} from '../../../ddi/index.js';
import type { HostDevice } from '../../../host/index.js';
import type { DecodedBuffer } from '../../../driver/index.js';
import type { D3D11Case } from '../fixture.js';
import type { TestDecoder, TestView } from './decoders.js';
import { createView } from './decoders.js';
import type { TestResource } from './resources.js';
import type { MapSlots } from './subresources.js';
import { createSpecial, withSubresource, writeRows } from './subresources.js';

/** SubmitBuffers of D3D11.1, SubmitBuffers1 of WDDM 2.0, SubmitBuffers2 of WDDM 2.4 (VDEC-19). */
export type BufferForm = '11.1' | '2.0' | '2.4';

/** Clear and encrypted bytes of one sub-sample. */
export type SubSample = readonly [clear: number, encrypted: number];

/** A compressed buffer, and what is said of it. */
export interface SubmittedBuffer {
  readonly data: Uint8Array;
  /** D3D11_1DDI_VIDEO_DECODER_BUFFER_TYPE; BITSTREAM unless told. */
  readonly type?: number;
  /** The bytes behind pIV; NULL where it is left out, which is clear (VDEC-17). */
  readonly iv?: Uint8Array;
  /** D3D11.1: NumEncryptedBytesAtBeginning, NumBytesInSkipPattern, NumBytesInEncryptPattern. */
  readonly blockInfo?: readonly [number, number, number];
  /** WDDM 2.0 and 2.4. */
  readonly subSamples?: readonly SubSample[];
  /** WDDM 2.4: encrypted and clear blocks. */
  readonly stripes?: readonly [encrypted: number, clear: number];
  /** DataSize, where it is to differ from the bytes. */
  readonly dataSize?: number;
  /** A resource to name instead of one that is made for the data. */
  readonly hResource?: HResource;
}

/** How a dynamic buffer is written (RES-18). */
const discarding: MapSlots = {
  map: 'pfnDynamicResourceMapDiscard',
  unmap: 'pfnDynamicResourceUnmap',
  how: D3D10_DDI_MAP.WRITE_DISCARD,
};

/** A compressed buffer as a runtime makes and fills it: of its type, dynamic, mapped (VDEC-7). */
export function createDecoderBuffer(
  t: D3D11Case,
  device: HostDevice,
  { data, type = BUFFER_TYPE.BITSTREAM }: Pick<SubmittedBuffer, 'data' | 'type'>,
): TestResource {
  const shape = { bytes: Math.max(data.length, 16) };
  const changes = {
    Usage: D3D10_DDI_RESOURCE_USAGE.DYNAMIC,
    BindFlags: 0,
    MapFlags: D3D10_DDI_CPU_ACCESS.WRITE,
    DecoderBufferType: type,
  };
  const what = 'dynamic buffer for a decoder';
  const buffer = createSpecial(t, device, { shape, usage: 'default', what }, changes);
  const padded = new Uint8Array(shape.bytes);
  padded.set(data);
  withSubresource(t, buffer, { slots: discarding }, (mapping) => {
    writeRows(t, shape, mapping, padded);
  });
  return buffer;
}

/** What BeginFrame is given. */
export interface FrameArguments {
  readonly view: Pick<TestView, 'handle'>;
  /** The bytes behind pContentKey; NULL where it is left out. */
  readonly key?: Uint8Array | undefined;
}

/** VideoDecoderBeginFrame, with the 88 bytes of WDDM 2.4, of which older forms read the first 24 (VDEC-25). */
export function beginFrame(t: D3D11Case, decoder: TestDecoder, { view, key }: FrameArguments): Hresult {
  const { device, handle } = decoder;
  const call = t.video(device, 'pfnVideoDecoderBeginFrame');
  const pBeginFrame = t.struct(BEGIN, {
    hOutputView: view.handle,
    pContentKey: key ? t.place(key, 'BYTE: pContentKey') : NULL,
    ContentKeySize: key?.length ?? 0,
  });
  return call(device.hDevice, handle, pBeginFrame);
}

/** VideoDecoderEndFrame: what it reported. */
export function endFrame(t: D3D11Case, { device, handle }: TestDecoder): readonly Hresult[] {
  const call = t.video(device, 'pfnVideoDecoderEndFrame');
  return t.errorsOf(device, () => {
    call(device.hDevice, handle);
  });
}

/** The members that every form has, their memory filled. */
function commonMembers(t: D3D11Case, device: HostDevice, buffer: SubmittedBuffer) {
  const { data, iv, type = BUFFER_TYPE.BITSTREAM, dataSize = data.length } = buffer;
  return {
    hResource: buffer.hResource ?? createDecoderBuffer(t, device, buffer).handle,
    BufferType: type,
    DataSize: dataSize,
    pIV: iv ? t.place(iv, 'VOID: pIV') : NULL,
    IVSize: iv?.length ?? 0,
  };
}

function mapMembers(t: D3D11Case, { subSamples }: SubmittedBuffer) {
  if (!subSamples) return { pSubSampleMappingBlock: NULL, SubSampleMappingCount: 0 };
  const blocks = subSamples.map(([ClearSize, EncryptedSize]) =>
    SUB_SAMPLE.toBytes({ ClearSize, EncryptedSize }),
  );
  return {
    pSubSampleMappingBlock: t.place(Buffer.concat(blocks), SUB_SAMPLE.name),
    SubSampleMappingCount: blocks.length,
  };
}

/** A description in its form. */
const describers = {
  '11.1': (t: D3D11Case, device: HostDevice, buffer: SubmittedBuffer) => {
    const [beginning = 0, skip = 0, encrypt = 0] = buffer.blockInfo ?? [];
    return DESC.toBytes({
      ...commonMembers(t, device, buffer),
      PartialEncryption: buffer.blockInfo ? 1 : 0,
      EncryptedBlockInfo: {
        NumEncryptedBytesAtBeginning: beginning,
        NumBytesInSkipPattern: skip,
        NumBytesInEncryptPattern: encrypt,
      },
    });
  },
  '2.0': (t: D3D11Case, device: HostDevice, buffer: SubmittedBuffer) =>
    DESC_2_0.toBytes({ ...commonMembers(t, device, buffer), ...mapMembers(t, buffer) }),
  '2.4': (t: D3D11Case, device: HostDevice, buffer: SubmittedBuffer) => {
    const [cBlocksStripeEncrypted = 0, cBlocksStripeClear = 0] = buffer.stripes ?? [];
    const stripes = { cBlocksStripeEncrypted, cBlocksStripeClear };
    return DESC_2_4.toBytes({ ...commonMembers(t, device, buffer), ...mapMembers(t, buffer), ...stripes });
  },
} as const;

const submitSlots = {
  '11.1': 'pfnVideoDecoderSubmitBuffers',
  '2.0': 'pfnVideoDecoderSubmitBuffers1',
  '2.4': 'pfnVideoDecoderSubmitBuffers2',
} as const;

/** VideoDecoderSubmitBuffers in one of its forms, all buffers in one call. */
export function submitBuffers(
  t: D3D11Case,
  { device, handle }: TestDecoder,
  buffers: readonly SubmittedBuffer[],
  form: BufferForm = '11.1',
): Hresult {
  const call = t.video(device, submitSlots[form]);
  const descriptions = buffers.map((buffer) => describers[form](t, device, buffer));
  const pBufferDesc: Address = t.place(Buffer.concat(descriptions), 'descriptions of buffers');
  return call(device.hDevice, handle, buffers.length, pBufferDesc);
}

/** What a decoder got for its last frame. A step that is left out where the driver has no oracle for it. */
export function decodedBuffers(
  t: D3D11Case,
  { device, handle }: TestDecoder,
): readonly DecodedBuffer[] | undefined {
  return t.whereOffered(() => {
    const look = t.driver.oracle?.decodedBuffers?.bind(t.driver.oracle);
    if (!look) return t.skip('the driver has no oracle.decodedBuffers');
    return look(device.hDevice, handle) ?? [];
  });
}

/** Demands what a decoder got for its last frame: these buffers, in clear, in their order. */
export function expectDecoded(
  t: D3D11Case,
  decoder: TestDecoder,
  expected: readonly Uint8Array[],
  rule: Rule,
  what: string,
): void {
  const decoded = decodedBuffers(t, decoder);
  if (!decoded) return;
  if (decoded.length !== expected.length) {
    t.violated(rule, `${what}: expected ${expected.length} buffers decoded, received ${decoded.length}`);
    return;
  }
  expected.forEach((bytes, index) => {
    t.expectBytes(decoded[index]!.bytes, bytes, rule, `${what}: buffer ${index + 1}`);
  });
}

/** EndFrame, which must succeed. */
export function finishFrame(t: D3D11Case, decoder: TestDecoder, what: string): void {
  t.expectErrors(endFrame(t, decoder), [], 'VDEC-20', `${what}: VideoDecoderEndFrame`);
}

/** Begins a frame, which must succeed. */
export function startFrame(
  t: D3D11Case,
  decoder: TestDecoder,
  { view, key, what = 'a frame' }: Partial<FrameArguments> & { readonly what?: string } = {},
): void {
  const frame = { view: view ?? createView(t, decoder.device, decoder.kind.description), key };
  t.expectCode(beginFrame(t, decoder, frame), [S_OK], 'VDEC-16', `${what}: VideoDecoderBeginFrame`);
}

/** Demands that a decoder is live and in no frame: one of a buffer in clear begins, ends, and is what it was. */
export function expectFrame(t: D3D11Case, decoder: TestDecoder, rule: Rule, what: string): void {
  t.whereOffered(() => {
    const data = t.random.bytes(100);
    const view = createView(t, decoder.device, decoder.kind.description);
    t.expectCode(beginFrame(t, decoder, { view }), [S_OK], rule, `${what}: VideoDecoderBeginFrame`);
    const code = submitBuffers(t, decoder, [{ data }]);
    t.expectCode(code, [S_OK], rule, `${what}: VideoDecoderSubmitBuffers`);
    const errors = endFrame(t, decoder);
    t.expectErrors(errors, [], 'VDEC-20', `${what}: VideoDecoderEndFrame`);
    expectDecoded(t, decoder, [data], rule, what);
  });
}
