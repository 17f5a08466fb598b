/** Every emulated method of every object, from the declarations, with arguments that can be. */
import type { IUnknown } from 'softumd/d3d11';
import * as d3d11 from 'softumd/d3d11';
import type { AnyApiParameter, AnyComInterface, ComMethod } from '../../../src/api/kit/index.js';
import { implementationOf, objectOf, vtableMethods } from '../../../src/api/kit/index.js';
import { bufferDesc, decoderDesc, everyObject, Machine, textureDesc, viewDesc } from './machine.js';

const { out } = d3d11;

/** A machine with two devices, and an object of every kind of the first, which has the debug layer's interfaces too. */
export function everyObjectOfMachine() {
  const machine = new Machine();
  const device = machine.device(d3d11.D3D11_CREATE_DEVICE_FLAG.DEBUG);
  const adapter = machine.adapter();
  const output = out<d3d11.IDXGIOutput>();
  adapter.EnumOutputs(0, output);
  const event = machine.kernel.events.create();
  const objects = { ...everyObject(device), factory: machine.factory(), adapter, output: output.value! };
  return { machine, device, event, objects, otherDevice: machine.device() };
}

export type Everything = ReturnType<typeof everyObjectOfMachine>;
export type ObjectName = keyof Everything['objects'];

export const objectNames: readonly ObjectName[] = [
  ...(['device', 'context', 'buffer', 'texture', 'query', 'session', 'channel', 'decoder', 'view'] as const),
  ...(['factory', 'adapter', 'output'] as const),
];

/** Those that belong to a device. */
export const namesOfDevice = objectNames.slice(0, 9);

export const declarations = Object.values(d3d11).filter(
  (value): value is d3d11.ComInterface<IUnknown> =>
    typeof value === 'object' && 'iid' in value && 'methods' in value,
);

/** The newest interfaces that an object has: their vtables hold every method. */
export function newestViewsOf(object: IUnknown): { declaration: AnyComInterface; view: IUnknown }[] {
  const had = declarations.flatMap((declaration) => {
    const cell = out<IUnknown>();
    return object.QueryInterface(declaration.iid, cell) === d3d11.S_OK
      ? [{ declaration: declaration, view: cell.value! }]
      : [];
  });
  return had.filter(({ declaration }) => !had.some((other) => other.declaration.base === declaration));
}

/** One method of one object, to be called with any arguments. */
export interface Callable {
  readonly method: ComMethod;
  readonly call: (...args: readonly unknown[]) => unknown;
}

/** Every method of an object that something here emulates; those of IUnknown once. */
export function methodsOf(object: IUnknown): readonly Callable[] {
  const all = newestViewsOf(object).flatMap(({ declaration, view }) =>
    vtableMethods(declaration).flatMap((method): Callable[] => {
      const body: object = method.slot < 3 ? objectOf(view) : implementationOf(view);
      if (method.opaque || !(method.member in body)) return [];
      const call = (...args: readonly unknown[]) =>
        (view as unknown as Record<string, (...each: readonly unknown[]) => unknown>)[method.member]!(
          ...args,
        );
      return [{ method, call }];
    }),
  );
  return all.filter(({ method }, at) => all.findIndex((other) => other.method === method) === at);
}

/** Values of parameters by name, where 0 or the like is not what a player gives. */
const values: Readonly<Record<string, unknown>> = {
  riid: d3d11.IUnknown.iid,
  IVSize: 16,
  ContentKeySize: 16,
  AdapterLuid: { LowPart: 1, HighPart: 0 },
  SampleCount: 1,
  Format: d3d11.DXGI_FORMAT.NV12,
  pCryptoType: d3d11.D3D11_CRYPTO_TYPE_AES128_CTR,
  pKeyExchangeType: d3d11.D3D11_KEY_EXCHANGE_RSAES_OAEP,
  pEncryptedBlockInfo: null,
  RandomNumberSize: 16,
  KeySize: 16,
  Size: 8,
  CertificateSize: 8,
  ChannelType: d3d11.D3D11_AUTHENTICATED_CHANNEL_TYPE.DRIVER_SOFTWARE,
  DataSize: 8,
  PrivateInputSize: 4,
  InputSize: 56,
  OutputSize: 80,
  FeatureSupportDataSize: 8,
  MapType: d3d11.D3D11_MAP.READ,
  pDecoderProfile: decoderDesc.Guid,
  SampleWidth: 64,
  SampleHeight: 32,
  NumBuffers: 1,
};

const structs: Readonly<Record<string, object>> = {
  D3D11_BUFFER_DESC: bufferDesc,
  D3D11_TEXTURE2D_DESC: textureDesc,
  D3D11_INFO_QUEUE_FILTER: d3d11.D3D11_INFO_QUEUE_FILTER.zero,
  D3D11_QUERY_DESC: { Query: d3d11.D3D11_QUERY.EVENT, MiscFlags: 0 },
  D3D11_VIDEO_DECODER_DESC: decoderDesc,
  D3D11_VIDEO_DECODER_CONFIG: d3d11.D3D11_VIDEO_DECODER_CONFIG.zero,
  D3D11_VIDEO_DECODER_OUTPUT_VIEW_DESC: viewDesc(),
  D3D11_VIDEO_DECODER_EXTENSION: d3d11.D3D11_VIDEO_DECODER_EXTENSION.zero,
  D3D11_VIDEO_SAMPLE_DESC: d3d11.D3D11_VIDEO_SAMPLE_DESC.zero,
  DXGI_RATIONAL: d3d11.DXGI_RATIONAL.zero,
};

/** Buffers of a frame, of which each method takes one. */
const bufferStructs: Readonly<Record<string, readonly object[]>> = {
  D3D11_VIDEO_DECODER_BUFFER_DESC: [d3d11.D3D11_VIDEO_DECODER_BUFFER_DESC.zero],
  D3D11_VIDEO_DECODER_BUFFER_DESC1: [d3d11.D3D11_VIDEO_DECODER_BUFFER_DESC1.zero],
  D3D11_VIDEO_DECODER_BUFFER_DESC2: [d3d11.D3D11_VIDEO_DECODER_BUFFER_DESC2.zero],
};

/** An object that a parameter takes. */
export function objectFor(name: string, { objects }: Pick<Everything, 'objects'>): IUnknown {
  if (name === 'ID3D11Asynchronous') return objects.query;
  if (name === 'ID3D11CryptoSession') return objects.session;
  if (name === 'ID3D11AuthenticatedChannel') return objects.channel;
  if (name === 'ID3D11Texture2D') return objects.texture;
  if (name === 'ID3D11VideoDecoder') return objects.decoder;
  if (name === 'ID3D11VideoDecoderOutputView') return objects.view;
  return objects.buffer;
}

function argumentFor({ name, passing, type, optional, extent }: AnyApiParameter, world: Everything): unknown {
  if (name in values && !(passing.as === 'out')) return values[name];
  if (name === 'hEvent') return world.event.handle;
  const layout = extent && 'layout' in extent ? extent.layout : type;
  switch (passing.as) {
    case 'value':
      return layout.zero;
    case 'struct':
      return structs[passing.struct.name] ?? null;
    case 'structs':
      return bufferStructs[passing.struct.name] ?? null;
    case 'values':
    case 'objects':
      return null;
    case 'bytes':
      return new Uint8Array(passing.exactly ?? 4096);
    case 'out':
    case 'outObject':
    case 'outObjects':
      return out();
    case 'object':
      return optional && passing.of === 'IUnknown' ? null : objectFor(passing.of, world);
  }
}

/** Arguments that can be: the checks of the declaration let them through. */
export function argumentsFor({ parameters }: Pick<ComMethod, 'parameters'>, world: Everything): unknown[] {
  return parameters.map((parameter) => argumentFor(parameter, world));
}
