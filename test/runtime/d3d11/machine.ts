/** A machine with emulated adapters, a device as a player makes it, and every object that a device has. */
import type { DriverOptions } from 'softumd';
import { createDriver } from 'softumd';
import type { Hresult, ID3D11Device, ID3D11DeviceContext, IUnknown, Libraries, Out } from 'softumd/d3d11';
import * as d3d11 from 'softumd/d3d11';
import { interposeDriver } from 'softumd/trace';
import { adapterSetups } from '../../../src/facade/machine.js';

const { out, S_OK } = d3d11;
const HARDWARE = 1;

/** What an out-parameter holds after a call that has to succeed. */
export function made<T>(code: Hresult, cell: Out<T>): T {
  if (code !== S_OK) throw new Error(`expected S_OK, received 0x${code.toString(16)}`);
  return cell.value!;
}

/** A machine with these drivers, the calls of the first written down. */
export class Machine {
  readonly libraries: Libraries;
  /** The names of the functions of drivers that were called, in order. */
  readonly driverCalls: string[] = [];
  readonly drivers;

  constructor(...options: readonly DriverOptions[]) {
    this.drivers = (options.length > 0 ? options : [{}]).map((each) => createDriver(each));
    const adapters = this.drivers.map((driver) => {
      const noted = interposeDriver(driver, {
        calls:
          (declaration, inner) =>
          (...args) => {
            this.driverCalls.push(declaration.name);
            return inner(...args);
          },
      });
      return { ...adapterSetups([driver])[0]!, driver: noted };
    });
    this.libraries = d3d11.loadLibraries({ adapters });
  }

  get kernel() {
    return this.libraries.kernel;
  }

  /** How many blocks live in the memory of the first driver. */
  get liveBlocks(): number {
    return this.drivers[0]!.memory.live().length;
  }

  factory(): d3d11.IDXGIFactory1 {
    const factory = out<d3d11.IDXGIFactory1>();
    return made(this.libraries.CreateDXGIFactory1(d3d11.IDXGIFactory1.iid, factory), factory);
  }

  adapter(index = 0): d3d11.IDXGIAdapter1 {
    const factory = this.factory();
    const adapter = out<d3d11.IDXGIAdapter1>();
    const code = factory.EnumAdapters1(index, adapter);
    factory.Release();
    return made(code, adapter);
  }

  /** A device of the first adapter, with one reference. */
  device(flags = 0): ID3D11Device {
    const device = out<ID3D11Device>();
    const { D3D11CreateDevice } = this.libraries;
    return made(D3D11CreateDevice(null, HARDWARE, 0n, flags, null, 0, 7, device, null, null), device);
  }

  /** A device of one adapter. */
  deviceOn(index: number): ID3D11Device {
    const adapter = this.adapter(index);
    const device = out<ID3D11Device>();
    const { D3D11CreateDevice } = this.libraries;
    const code = D3D11CreateDevice(adapter, 0, 0n, 0, null, 0, 7, device, null, null);
    adapter.Release();
    return made(code, device);
  }
}

/** How many references callers hold. */
export function references(object: IUnknown): number {
  object.AddRef();
  return object.Release();
}

/** Another interface of the object, with a reference. */
export function query<I extends IUnknown>(object: IUnknown, { iid }: d3d11.ComInterface<I>): I {
  const cell = out<IUnknown>();
  return made(object.QueryInterface(iid, cell), cell) as I;
}

export function contextOf(device: ID3D11Device): ID3D11DeviceContext {
  const context = out<ID3D11DeviceContext>();
  device.GetImmediateContext(context);
  return context.value!;
}

export const bufferDesc: d3d11.D3D11_BUFFER_DESC = {
  ByteWidth: 64,
  Usage: d3d11.D3D11_USAGE.STAGING,
  BindFlags: 0,
  CPUAccessFlags: d3d11.D3D11_CPU_ACCESS.READ | d3d11.D3D11_CPU_ACCESS.WRITE,
  MiscFlags: 0,
  StructureByteStride: 0,
};

export const textureDesc: d3d11.D3D11_TEXTURE2D_DESC = {
  Width: 16,
  Height: 16,
  MipLevels: 1,
  ArraySize: 1,
  Format: d3d11.DXGI_FORMAT.NV12,
  SampleDesc: { Count: 1, Quality: 0 },
  Usage: d3d11.D3D11_USAGE.DEFAULT,
  BindFlags: d3d11.D3D11_BIND.RENDER_TARGET,
  CPUAccessFlags: 0,
  MiscFlags: 0,
};

export function createBuffer(
  device: ID3D11Device,
  changes: Partial<d3d11.D3D11_BUFFER_DESC> = {},
): d3d11.ID3D11Buffer {
  const buffer = out<d3d11.ID3D11Buffer>();
  return made(device.CreateBuffer({ ...bufferDesc, ...changes }, null, buffer), buffer);
}

export function createTexture(
  device: ID3D11Device,
  changes: Partial<d3d11.D3D11_TEXTURE2D_DESC> = {},
): d3d11.ID3D11Texture2D {
  const texture = out<d3d11.ID3D11Texture2D>();
  return made(device.CreateTexture2D({ ...textureDesc, ...changes }, null, texture), texture);
}

export function createQuery(device: ID3D11Device): d3d11.ID3D11Query {
  const event = out<d3d11.ID3D11Query>();
  return made(device.CreateQuery({ Query: d3d11.D3D11_QUERY.EVENT, MiscFlags: 0 }, event), event);
}

export function createSession(device: ID3D11Device): d3d11.ID3D11CryptoSession {
  const session = out<d3d11.ID3D11CryptoSession>();
  const video = query(device, d3d11.ID3D11VideoDevice);
  const { D3D11_CRYPTO_TYPE_AES128_CTR: CTR, D3D11_KEY_EXCHANGE_RSAES_OAEP: OAEP } = d3d11;
  const code = video.CreateCryptoSession(CTR, null, OAEP, session);
  video.Release();
  return made(code, session);
}

/** A channel to the driver in software, unless another type is asked for. */
export function createChannel(
  device: ID3D11Device,
  type: number = d3d11.D3D11_AUTHENTICATED_CHANNEL_TYPE.DRIVER_SOFTWARE,
): d3d11.ID3D11AuthenticatedChannel {
  const channel = out<d3d11.ID3D11AuthenticatedChannel>();
  const video = query(device, d3d11.ID3D11VideoDevice);
  const code = video.CreateAuthenticatedChannel(type, channel);
  video.Release();
  return made(code, channel);
}

export const decoderDesc: d3d11.D3D11_VIDEO_DECODER_DESC = {
  Guid: d3d11.D3D11_DECODER_PROFILE_H264_VLD_NOFGT,
  SampleWidth: 64,
  SampleHeight: 32,
  OutputFormat: d3d11.DXGI_FORMAT.NV12,
};

/** The first configuration for that: without encryption, as every driver's. */
export function decoderConfig(device: ID3D11Device): d3d11.D3D11_VIDEO_DECODER_CONFIG {
  const config = out<d3d11.D3D11_VIDEO_DECODER_CONFIG>();
  const video = query(device, d3d11.ID3D11VideoDevice);
  const code = video.GetVideoDecoderConfig(decoderDesc, 0, config);
  video.Release();
  return made(code, config);
}

export function createDecoder(device: ID3D11Device): d3d11.ID3D11VideoDecoder {
  const decoder = out<d3d11.ID3D11VideoDecoder>();
  const video = query(device, d3d11.ID3D11VideoDevice);
  const code = video.CreateVideoDecoder(decoderDesc, decoderConfig(device), decoder);
  video.Release();
  return made(code, decoder);
}

export const viewDesc = (ArraySlice = 0): d3d11.D3D11_VIDEO_DECODER_OUTPUT_VIEW_DESC => ({
  DecodeProfile: decoderDesc.Guid,
  ViewDimension: d3d11.D3D11_VDOV_DIMENSION.TEXTURE2D,
  Texture2D: { ArraySlice },
});

/** A view of a texture that it alone holds. */
export function createDecoderView(device: ID3D11Device): d3d11.ID3D11VideoDecoderOutputView {
  const texture = createTexture(device, { BindFlags: d3d11.D3D11_BIND.DECODER });
  const view = out<d3d11.ID3D11VideoDecoderOutputView>();
  const video = query(device, d3d11.ID3D11VideoDevice);
  const code = video.CreateVideoDecoderOutputView(texture, viewDesc(), view);
  video.Release();
  texture.Release();
  return made(code, view);
}

/** One of each kind of object that hangs on a device, the device first; each with one reference, the device with more. */
export function everyObject(device: ID3D11Device) {
  return {
    device,
    context: contextOf(device),
    buffer: createBuffer(device),
    texture: createTexture(device),
    query: createQuery(device),
    session: createSession(device),
    channel: createChannel(device),
    decoder: createDecoder(device),
    view: createDecoderView(device),
  };
}
