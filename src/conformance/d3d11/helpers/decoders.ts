/** Video decoders and their output views: what is offered, and objects of it. */
import type { Address, Guid, Hresult, StructValue } from '../../../abi/index.js';
import { failed } from '../../../abi/index.js';
import type {
  HDecode,
  HRTDecode,
  HRTVideoDecoderOutputView,
  HVideoDecoderOutputView,
} from '../../../ddi/index.js';
import {
  D3D10_DDI_BIND,
  D3D11_1DDI_VIDEO_DECODER_BUFFER_INFO as BUFFER_INFO,
  D3D11_1DDI_VIDEO_DECODER_CONFIG as CONFIG,
  D3D11_1DDI_VIDEO_DECODER_DESC as DESC,
  D3D11_1DDIARG_CREATEVIDEODECODER as CREATE,
  D3D11_1DDIARG_CREATEVIDEODECODEROUTPUTVIEW as CREATE_VIEW,
  DXGI_FORMAT,
  DXVA_NoEncrypt,
  GUID,
  guidName,
  S_OK,
} from '../../../ddi/index.js';
import type { DriverObject, HostDevice, ObjectKind } from '../../../host/index.js';
import { askTwice, expectSame } from '../../framework/output.js';
import type { D3D11Case } from '../fixture.js';
import { placeGuid } from './caps.js';
import { createObject } from './objects.js';
import type { TestResource } from './resources.js';
import { createSpecial } from './subresources.js';

export type DecoderDescription = StructValue<typeof DESC>;
export type BufferInfo = StructValue<typeof BUFFER_INFO>;

/** One configuration that a driver tells: what it says of protection, and all of its 100 bytes. */
export interface OfferedConfig {
  readonly encryption: Guid;
  readonly raw: number;
  readonly bytes: Uint8Array;
}

/** What a decoder is made for. */
export interface DecoderKind {
  readonly description: DecoderDescription;
  readonly config: OfferedConfig;
}

/** A live decoder. */
export interface TestDecoder {
  readonly device: HostDevice;
  readonly handle: HDecode;
  readonly kind: DecoderKind;
  readonly object: DriverObject<HDecode>;
}

/** A live output view, and the texture that it is of. */
export interface TestView {
  readonly device: HostDevice;
  readonly handle: HVideoDecoderOutputView;
  readonly object: DriverObject<HVideoDecoderOutputView>;
}

/** More than any driver has of anything that is counted here. */
const mostEntries = 256;

/** Every format there is; a profile that outputs none of them cannot be decoded with. */
const anyFormats = Array.from({ length: 132 }, (_, index) => index + 1);
const usualFormats: readonly number[] = [DXGI_FORMAT.NV12, DXGI_FORMAT.P010];

/** A count, written whole and twice the same. */
function countAt(t: D3D11Case, device: HostDevice, what: string, ask: (target: Address) => void): number {
  const output = askTwice(t, 4, 'UINT: pCount', (target) => {
    t.expectSuccess(device, what, () => {
      ask(target);
    });
  });
  expectSame(t, output, 'VDEC-10', what);
  const count = t.memory.readU32(output.address);
  t.expect(count < mostEntries, 'VDEC-10', `${what}: received ${count}`);
  return count;
}

/** GetVideoDecoderProfile at an index: a GUID of 16 bytes and nothing behind it (VDEC-10). */
export function profileAt(t: D3D11Case, device: HostDevice, index: number): Guid {
  const ask = t.video(device, 'pfnGetVideoDecoderProfile');
  const what = `GetVideoDecoderProfile, Index ${index}`;
  const output = askTwice(t, GUID.size('x64'), 'GUID: pGuid', (target) => {
    t.expectSuccess(device, what, () => {
      ask(device.hDevice, index, target);
    });
  });
  expectSame(t, output, 'VDEC-10', what);
  return GUID.read(t.memory, output.address, 'x64');
}

/** Every profile that the driver lists. */
export function decoderProfiles(t: D3D11Case, device: HostDevice): readonly Guid[] {
  const ask = t.video(device, 'pfnGetVideoDecoderProfileCount');
  t.video(device, 'pfnGetVideoDecoderProfile');
  const count = countAt(t, device, 'GetVideoDecoderProfileCount', (target) => {
    ask(device.hDevice, target);
  });
  return Array.from({ length: count }, (_, index) => profileAt(t, device, index));
}

/** CheckVideoDecoderFormat: a BOOL that is written whole, and no error (VDEC-11). */
export function isOutputFormat(t: D3D11Case, device: HostDevice, profile: Guid, format: number): boolean {
  const ask = t.video(device, 'pfnCheckVideoDecoderFormat');
  const pProfile = placeGuid(t, profile);
  const what = `CheckVideoDecoderFormat, ${guidName(profile)} to ${DXGI_FORMAT.text(format)}`;
  const output = askTwice(t, 4, 'BOOL: pSupported', (target) => {
    t.expectSuccess(device, what, () => {
      ask(device.hDevice, pProfile, format, target);
    });
  });
  expectSame(t, output, 'VDEC-11', what);
  return t.memory.readU32(output.address) !== 0;
}

/** A format that a profile can be decoded to, the usual ones first; undefined where there is none. */
export function outputFormatOf(t: D3D11Case, device: HostDevice, profile: Guid): number | undefined {
  return [...usualFormats, ...anyFormats].find((format) => isOutputFormat(t, device, profile, format));
}

/** What is to be decoded: a small picture. */
export const describe = (profile: Guid, format: number): DecoderDescription => ({
  ...{ Guid: profile, SampleWidth: 64, SampleHeight: 32 },
  OutputFormat: format,
});

/** Every profile that the driver lists, with a format to decode it to. */
export function decoderDescriptions(t: D3D11Case, device: HostDevice): readonly DecoderDescription[] {
  return decoderProfiles(t, device).map((profile) => {
    const format = outputFormatOf(t, device, profile);
    const text = `${guidName(profile)}: expected a format that it can be decoded to, received none`;
    if (format === undefined) t.violated('VDEC-11', text);
    return describe(profile, format ?? DXGI_FORMAT.NV12);
  });
}

/** Every configuration that goes with a description, each written whole and twice the same (VDEC-12). */
export function configsOf(
  t: D3D11Case,
  device: HostDevice,
  description: DecoderDescription,
): readonly OfferedConfig[] {
  const count = t.video(device, 'pfnGetVideoDecoderConfigCount');
  const ask = t.video(device, 'pfnGetVideoDecoderConfig');
  const pDecodeDesc = t.struct(DESC, description);
  const configs = countAt(t, device, 'GetVideoDecoderConfigCount', (target) => {
    count(device.hDevice, pDecodeDesc, target);
  });
  return Array.from({ length: configs }, (_, index) => {
    const what = `GetVideoDecoderConfig, ${guidName(description.Guid)}, Index ${index}`;
    const output = askTwice(t, CONFIG.bytes, CONFIG.name, (target) => {
      t.expectSuccess(device, what, () => {
        ask(device.hDevice, pDecodeDesc, index, target);
      });
    });
    expectSame(t, output, 'VDEC-12', what, CONFIG);
    const config = CONFIG.decode(t.memory, output.address);
    return {
      encryption: config.guidConfigBitstreamEncryption,
      raw: config.ConfigBitstreamRaw,
      bytes: t.memory.copyOut(output.address, CONFIG.bytes),
    };
  });
}

/** Every buffer that a decoder takes, as it is told. */
export function bufferInfosOf(
  t: D3D11Case,
  device: HostDevice,
  description: DecoderDescription,
): readonly BufferInfo[] {
  const count = t.video(device, 'pfnGetVideoDecoderBufferTypeCount');
  const ask = t.video(device, 'pfnGetVideoDecoderBufferInfo');
  const pDecodeDesc = t.struct(DESC, description);
  const types = countAt(t, device, 'GetVideoDecoderBufferTypeCount', (target) => {
    count(device.hDevice, pDecodeDesc, target);
  });
  return Array.from({ length: types }, (_, index) => {
    const what = `GetVideoDecoderBufferInfo, ${guidName(description.Guid)}, Index ${index}`;
    const output = askTwice(t, BUFFER_INFO.bytes, BUFFER_INFO.name, (target) => {
      t.expectSuccess(device, what, () => {
        ask(device.hDevice, pDecodeDesc, index, target);
      });
    });
    expectSame(t, output, 'VDEC-13', what, BUFFER_INFO);
    return BUFFER_INFO.decode(t.memory, output.address);
  });
}

/** A kind of decoder with one of these ways of encryption, of raw bitstreams; skips where the driver offers none. */
export function decoderKind(
  t: D3D11Case,
  device: HostDevice,
  encryptions: readonly Guid[] = [DXVA_NoEncrypt],
): DecoderKind {
  for (const description of decoderDescriptions(t, device)) {
    const configs = configsOf(t, device, description);
    const config = configs.find(({ encryption, raw }) => raw !== 0 && encryptions.includes(encryption));
    if (config) return { description, config };
  }
  return t.skip(
    `the driver offers no decoder of raw bitstreams with ${encryptions.map(guidName).join(' or ')}`,
  );
}

/** Decoders as the host makes them; a case is skipped where the driver leaves a function for it empty. */
const decoderObject = (t: D3D11Case): ObjectKind<HDecode, HRTDecode> => ({
  handleName: 'hDecoder',
  privateBytes: (device, pCreate) =>
    t.video(device, 'pfnCalcPrivateVideoDecoderSize')(device.hDevice, pCreate),
  create: (device, pCreate, hDecoder, hRTDecoder) =>
    t.video(device, 'pfnCreateVideoDecoder')(device.hDevice, pCreate, hDecoder, hRTDecoder),
  destroy: ({ video, hDevice }, hDecoder) => {
    video?.pfnDestroyVideoDecoder?.(hDevice, hDecoder);
  },
});

/** Size query, allocation, create (VDEC-1). A decoder that comes of it is destroyed at the end of the case. */
export function tryCreateDecoder(
  t: D3D11Case,
  device: HostDevice,
  kind: DecoderKind,
): { readonly code: Hresult; readonly decoder: TestDecoder } {
  const pCreate = t.allocate(CREATE.bytes, CREATE.name);
  DESC.encode(t.memory, pCreate, kind.description);
  t.memory.copyIn((pCreate + CREATE.offset.Config) as Address, kind.config.bytes);
  const runtimeHandle = 0xdec0_0001 as HRTDecode;
  const object = createObject(t, device, decoderObject(t), { pCreate, runtimeHandle });
  return { code: object.code, decoder: { device, handle: object.handle, kind, object } };
}

/** A decoder that works, of a kind that the driver offers. */
export function createDecoder(
  t: D3D11Case,
  device: HostDevice,
  kind: DecoderKind = decoderKind(t, device),
): TestDecoder {
  const { code, decoder } = tryCreateDecoder(t, device, kind);
  const { description, config } = kind;
  const what = `CreateVideoDecoder, ${guidName(description.Guid)} with ${guidName(config.encryption)}`;
  if (failed(code)) t.expectCode(code, [S_OK], 'VDEC-12', `${what}, as the driver offers it itself`);
  return decoder;
}

/** The call of DestroyVideoDecoder. Once it was made the case does not destroy the decoder again, even if it failed. */
export function destroyingDecoder(t: D3D11Case, { device, handle, object }: TestDecoder): () => void {
  const destroy = t.video(device, 'pfnDestroyVideoDecoder');
  return () => {
    object.discard();
    destroy(device.hDevice, handle);
  };
}

/** DestroyVideoDecoder, which lists no errors (VDEC-23). */
export function destroyDecoder(t: D3D11Case, decoder: TestDecoder): void {
  const errors = t.errorsOf(decoder.device, destroyingDecoder(t, decoder));
  t.expectErrors(errors, [], 'VDEC-23', 'DestroyVideoDecoder');
}

/** A texture that a decoder can output to; skips where the driver makes none. */
export function outputTexture(
  t: D3D11Case,
  device: HostDevice,
  description: DecoderDescription,
): TestResource {
  const { SampleWidth: width, SampleHeight: height, OutputFormat: format } = description;
  const what = `${DXGI_FORMAT.text(format)} texture to decode to`;
  const changes = { BindFlags: D3D10_DDI_BIND.DECODER };
  return createSpecial(t, device, { shape: { width, height, format }, usage: 'default', what }, changes);
}

const viewObject = (t: D3D11Case): ObjectKind<HVideoDecoderOutputView, HRTVideoDecoderOutputView> => ({
  handleName: 'hView',
  privateBytes: (device, pCreate) =>
    t.video(device, 'pfnCalcPrivateVideoDecoderOutputViewSize')(device.hDevice, pCreate),
  create: (device, pCreate, hView, hRTView) =>
    t.video(device, 'pfnCreateVideoDecoderOutputView')(device.hDevice, pCreate, hView, hRTView),
  destroy: ({ video, hDevice }, hView) => {
    video?.pfnDestroyVideoDecoderOutputView?.(hDevice, hView);
  },
});

/** Size query, allocation, create of a view of a texture (VDEC-1, VDEC-22), whatever comes of it. */
export function tryCreateView(
  t: D3D11Case,
  device: HostDevice,
  arguments_: Partial<StructValue<typeof CREATE_VIEW>>,
): { readonly code: Hresult; readonly view: TestView } {
  const pCreate = t.struct(CREATE_VIEW, { ArraySize: 1, ...arguments_ });
  const runtimeHandle = 0x71e0_0001 as HRTVideoDecoderOutputView;
  const object = createObject(t, device, viewObject(t), { pCreate, runtimeHandle });
  return { code: object.code, view: { device, handle: object.handle, object } };
}

/** A view that works, of a texture of its own. */
export function createView(t: D3D11Case, device: HostDevice, description: DecoderDescription): TestView {
  const { handle } = outputTexture(t, device, description);
  const { code, view } = tryCreateView(t, device, { hDrvResource: handle, DecodeProfile: description.Guid });
  t.expectCode(code, [S_OK], 'D-16', 'CreateVideoDecoderOutputView');
  return view;
}

/** The call of DestroyVideoDecoderOutputView. */
export function destroyingView(t: D3D11Case, { device, handle, object }: TestView): () => void {
  const destroy = t.video(device, 'pfnDestroyVideoDecoderOutputView');
  return () => {
    object.discard();
    destroy(device.hDevice, handle);
  };
}
