import { createDriver, type DriverOptions } from 'softumd';
import type {
  CallerCheckName,
  D3D11_BUFFER_DESC,
  D3D11_TEXTURE2D_DESC,
  Guid,
  Hresult,
  ID3D11Buffer,
  ID3D11CryptoSession,
  ID3D11Device,
  ID3D11DeviceContext,
  ID3D11Resource,
  ID3D11Texture2D,
  IDXGIAdapter1,
  Libraries,
  MessageName,
  MessageStore,
  Out,
} from 'softumd/d3d11';
import * as d3d11 from 'softumd/d3d11';
import type { DdiFunction, FunctionDeclaration, HResource, Interposer } from 'softumd/ddi';
import type { EmulatedDriver } from 'softumd/emulator';
import { readCertificateChain, wrapSessionKey } from 'softumd/player';
import { adapterSetups, machineWith } from '../../../src/facade/machine.js';

const { D3D11_BIND, D3D11_CPU_ACCESS, D3D11_USAGE, infoQueueOf, out, S_OK } = d3d11;

/** Runs `instead` in place of one function of the driver; `inner` is the driver's own. */
export function replacing(
  name: string,
  instead: (inner: DdiFunction<FunctionDeclaration>, ...args: never[]) => unknown,
): Interposer {
  return (declaration, inner) =>
    declaration.name === name ? (...args) => instead(inner, ...(args as never[])) : inner;
}

export interface Kind {
  readonly Usage: number;
  readonly BindFlags: number;
  readonly CPUAccessFlags: number;
  readonly MiscFlags: number;
}

export const staging: Kind = {
  Usage: D3D11_USAGE.STAGING,
  BindFlags: 0,
  CPUAccessFlags: D3D11_CPU_ACCESS.READ | D3D11_CPU_ACCESS.WRITE,
  MiscFlags: 0,
};
export const target: Kind = {
  Usage: D3D11_USAGE.DEFAULT,
  BindFlags: D3D11_BIND.RENDER_TARGET,
  CPUAccessFlags: 0,
  MiscFlags: 0,
};
export const plain: Kind = { Usage: D3D11_USAGE.DEFAULT, BindFlags: 0, CPUAccessFlags: 0, MiscFlags: 0 };
export const dynamic: Kind = {
  Usage: D3D11_USAGE.DYNAMIC,
  BindFlags: D3D11_BIND.SHADER_RESOURCE,
  CPUAccessFlags: D3D11_CPU_ACCESS.WRITE,
  MiscFlags: 0,
};

/** A dynamic buffer that may be mapped without overwriting, which one for shaders may not (MP-10). */
export const dynamicVertices: Kind = { ...dynamic, BindFlags: D3D11_BIND.VERTEX_BUFFER };
/** A format of one plane: NV12 has no staging arrays. */
export const packed = { Format: d3d11.DXGI_FORMAT.YUY2 };

export const bufferDesc = (kind: Kind, ByteWidth = 64): D3D11_BUFFER_DESC => ({
  ByteWidth,
  ...kind,
  StructureByteStride: 0,
});

export const textureDesc = (
  kind: Kind,
  changes: Partial<D3D11_TEXTURE2D_DESC> = {},
): D3D11_TEXTURE2D_DESC => ({
  Width: 8,
  Height: 4,
  MipLevels: 1,
  ArraySize: 1,
  Format: d3d11.DXGI_FORMAT.NV12,
  SampleDesc: { Count: 1, Quality: 0 },
  ...kind,
  ...changes,
});

function made<T>(code: Hresult, made: Out<T>): T {
  if (code !== S_OK) throw new Error(`expected S_OK, received 0x${code.toString(16)}`);
  return made.value!;
}

/** D3D11CreateDevice as most players call it, on one adapter: no flags, no levels, D3D11_SDK_VERSION. */
export function createDeviceOn(
  { D3D11CreateDevice }: Libraries,
  adapter: IDXGIAdapter1 | null,
  ppDevice: Out<ID3D11Device> | null,
): Hresult {
  const type = adapter ? d3d11.D3D_DRIVER_TYPE.UNKNOWN : d3d11.D3D_DRIVER_TYPE.HARDWARE;
  return D3D11CreateDevice(adapter, type, 0n, 0, null, 0, 7, ppDevice, null, null);
}

/** A device of a player, with everything that it is made of, by the API's own names. */
export class Player {
  readonly driver: EmulatedDriver;
  readonly memory;
  readonly libraries: Libraries;
  readonly adapter: IDXGIAdapter1;
  readonly device;
  readonly context;
  readonly video;
  readonly videoContext;

  /** @param other what is there already */
  constructor(
    options: DriverOptions = {},
    other?: Partial<Pick<Player, 'driver' | 'libraries' | 'adapter'>>,
  ) {
    this.driver = other?.driver ?? createDriver(options);
    this.memory = this.driver.memory;
    this.libraries = other?.libraries ?? machineWith([this.driver]);
    this.adapter = other?.adapter ?? this.enumerate();
    const device = out<ID3D11Device>();
    this.device = made(createDeviceOn(this.libraries, this.adapter, device), device);
    const context = out<ID3D11DeviceContext>();
    this.device.GetImmediateContext(context);
    this.context = context.value!;
    const video = out<d3d11.ID3D11VideoDevice>();
    this.video = made(this.device.QueryInterface(d3d11.ID3D11VideoDevice.iid, video), video);
    const videoContext = out<d3d11.ID3D11VideoContext>();
    this.videoContext = made(
      this.context.QueryInterface(d3d11.ID3D11VideoContext.iid, videoContext),
      videoContext,
    );
  }

  private enumerate(): IDXGIAdapter1 {
    const [factory, adapter] = [out<d3d11.IDXGIFactory1>(), out<IDXGIAdapter1>()];
    made(this.libraries.CreateDXGIFactory1(d3d11.IDXGIFactory1.iid, factory), factory);
    made(factory.value!.EnumAdapters1(0, adapter), adapter);
    factory.value!.Release();
    return adapter.value!;
  }

  /** Gives back what it holds itself: all but what callers made of it. */
  release(): void {
    for (const held of [this.videoContext, this.video, this.context, this.device]) held.Release();
  }

  /** A device of the same adapter. */
  sibling(): Player {
    return new Player({}, this);
  }

  session(
    profile: Guid | null = null,
    exchange: Guid = d3d11.D3D11_KEY_EXCHANGE_RSAES_OAEP,
  ): ID3D11CryptoSession {
    const session = out<ID3D11CryptoSession>();
    return made(
      this.video.CreateCryptoSession(d3d11.D3D11_CRYPTO_TYPE_AES128_CTR, profile, exchange, session),
      session,
    );
  }

  certificate(session: ID3D11CryptoSession): Uint8Array {
    const size = out<number>();
    made(session.GetCertificateSize(size), size);
    const certificate = new Uint8Array(size.value!);
    made(session.GetCertificate(certificate.length, certificate), {});
    return certificate;
  }

  keyedSession(key: Uint8Array): ID3D11CryptoSession {
    const session = this.session();
    made(this.negotiate(session, key), {});
    return session;
  }

  negotiate(session: ID3D11CryptoSession, key: Uint8Array): Hresult {
    const keyBuffer = wrapSessionKey(readCertificateChain(this.certificate(session)).leaf, key);
    return this.videoContext.NegotiateCryptoSessionKeyExchange(session, 256, keyBuffer);
  }

  buffer(kind: Kind, content: number | Uint8Array = 64): ID3D11Buffer {
    const buffer = out<ID3D11Buffer>();
    const data =
      typeof content === 'number' ? null : { pSysMem: content, SysMemPitch: 0, SysMemSlicePitch: 0 };
    const bytes = typeof content === 'number' ? content : content.length;
    return made(this.device.CreateBuffer(bufferDesc(kind, bytes), data, buffer), buffer);
  }

  texture(kind: Kind, changes: Partial<D3D11_TEXTURE2D_DESC> = {}): ID3D11Texture2D {
    const texture = out<ID3D11Texture2D>();
    return made(this.device.CreateTexture2D(textureDesc(kind, changes), null, texture), texture);
  }

  map(resource: ID3D11Resource, mapType: number = d3d11.D3D11_MAP.READ_WRITE): Uint8Array {
    const mapped = out<d3d11.D3D11_MAPPED_SUBRESOURCE>();
    return made(this.context.Map(resource, 0, mapType, 0, mapped), mapped).pData!;
  }

  read(resource: ID3D11Resource): Uint8Array {
    const bytes = this.map(resource, d3d11.D3D11_MAP.READ).slice();
    this.context.Unmap(resource, 0);
    return bytes;
  }

  get infoQueue(): MessageStore {
    return infoQueueOf(this.device);
  }

  /** What the driver has of a resource now. */
  bytesAtDriver(resource: ID3D11Resource): Uint8Array {
    const { hDevice, handle } = d3d11.driverHandlesOf<HResource>(resource);
    return this.driver.oracle.resourceBytes(hDevice, handle)!;
  }

  get reason(): Hresult {
    return this.device.GetDeviceRemovedReason();
  }

  /** What the debug layer said during a call: of each message the id's name, or that of a check of our own, and the id. */
  said(call: () => void): (readonly [MessageName | CallerCheckName | null, number])[] {
    const before = this.infoQueue.count;
    call();
    return this.infoQueue.since(before).map(({ name, check, id }) => [name ?? check, id] as const);
  }

  /** The texts of the same. */
  texts(call: () => void): string[] {
    const before = this.infoQueue.count;
    call();
    return this.infoQueue.since(before).map(({ text }) => text);
  }
}

/** A player over a driver that gives no control, as those of others: its own reports alone tell of a removal. */
export function playerOfForeignDriver(): Player {
  const driver = createDriver();
  const { name, memory, code, OpenAdapter10_2 } = driver;
  const setup = { ...adapterSetups([driver])[0]!, driver: { name, memory, code, OpenAdapter10_2 } };
  return new Player({}, { driver, libraries: d3d11.loadLibraries({ adapters: [setup] }) });
}

/** A player and its parts. */
export function spread(options: DriverOptions = {}) {
  const player = new Player(options);
  const { video, videoContext, driver } = player;
  return {
    player,
    video,
    videoContext,
    driver,
    said: player.said.bind(player),
    texts: player.texts.bind(player),
  };
}

/** A message of a check of our own, as {@link Player.said} tells it. */
export const checked = (name: CallerCheckName) => [name, d3d11.callerCheckId(name)] as const;

/** A buffer in the place of a texture, as known clients pass it to blts (RC-03). */
export const asTexture = (buffer: ID3D11Buffer) => buffer as unknown as ID3D11Texture2D;

/** Text that is no GUID as the API's type has it. */
export const notGuids = ['AES', '9B6BD711-4F74-41C9-9E7B', ''] as Guid[];
