import { createDriver, type DriverOptions } from 'softumd';
import type {
  AnyResource,
  D3D11_BUFFER_DESC,
  D3D11_TEXTURE2D_DESC,
  D3D11CryptoSession,
  Guid,
  Hresult,
  MessageName,
} from 'softumd/d3d11';
import * as d3d11 from 'softumd/d3d11';
import type { DdiFunction, FunctionDeclaration, Interposer } from 'softumd/ddi';
import type { EmulatedDriver } from 'softumd/emulator';
import { readCertificateChain, wrapSessionKey } from 'softumd/player';

const { D3D11_BIND, D3D11_CPU_ACCESS, D3D11_USAGE, out, S_OK } = d3d11;

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

function made<T>(code: Hresult, made: { value?: T }): T {
  if (code !== S_OK) throw new Error(`expected S_OK, received 0x${code.toString(16)}`);
  return made.value!;
}

/** A device of a player, with everything that it is made of, by the API's own names. */
export class Player {
  readonly driver: EmulatedDriver;
  readonly memory;
  readonly adapter: d3d11.D3D11Adapter;
  readonly device;
  readonly context;
  readonly video;
  readonly videoContext;

  constructor(options: DriverOptions = {}, other?: Player) {
    this.driver = other?.driver ?? createDriver(options);
    this.memory = this.driver.memory;
    this.adapter = other?.adapter ?? this.open();
    const device = out<d3d11.D3D11Device>();
    this.device = made(this.adapter.CreateDevice(device), device);
    const context = out<d3d11.D3D11DeviceContext>();
    this.device.GetImmediateContext(context);
    this.context = context.value!;
    const video = out<d3d11.D3D11VideoDevice>();
    this.video = made(this.device.QueryInterface(d3d11.IID_ID3D11VideoDevice, video), video);
    const videoContext = out<d3d11.D3D11VideoContext>();
    this.videoContext = made(
      this.context.QueryInterface(d3d11.IID_ID3D11VideoContext, videoContext),
      videoContext,
    );
  }

  private open(): d3d11.D3D11Adapter {
    const adapter = out<d3d11.D3D11Adapter>();
    return made(d3d11.D3D11Adapter.open(this.driver, adapter), adapter);
  }

  /** A device of the same adapter. */
  sibling(): Player {
    return new Player({}, this);
  }

  session(
    profile: Guid | null = null,
    exchange: Guid = d3d11.D3D11_KEY_EXCHANGE_RSAES_OAEP,
  ): D3D11CryptoSession {
    const session = out<D3D11CryptoSession>();
    return made(
      this.video.CreateCryptoSession(d3d11.D3D11_CRYPTO_TYPE_AES128_CTR, profile, exchange, session),
      session,
    );
  }

  certificate(session: D3D11CryptoSession): Uint8Array {
    const size = out<number>();
    made(session.GetCertificateSize(size), size);
    const certificate = new Uint8Array(size.value!);
    made(session.GetCertificate(certificate.length, certificate), {});
    return certificate;
  }

  keyedSession(key: Uint8Array): D3D11CryptoSession {
    const session = this.session();
    made(this.negotiate(session, key), {});
    return session;
  }

  negotiate(session: D3D11CryptoSession, key: Uint8Array): Hresult {
    const keyBuffer = wrapSessionKey(readCertificateChain(this.certificate(session)).leaf, key);
    return this.videoContext.NegotiateCryptoSessionKeyExchange(session, 256, keyBuffer);
  }

  buffer(kind: Kind, content: number | Uint8Array = 64): d3d11.D3D11Buffer {
    const buffer = out<d3d11.D3D11Buffer>();
    const data =
      typeof content === 'number' ? null : { pSysMem: content, SysMemPitch: 0, SysMemSlicePitch: 0 };
    const bytes = typeof content === 'number' ? content : content.length;
    return made(this.device.CreateBuffer(bufferDesc(kind, bytes), data, buffer), buffer);
  }

  texture(kind: Kind, changes: Partial<D3D11_TEXTURE2D_DESC> = {}): d3d11.D3D11Texture2D {
    const texture = out<d3d11.D3D11Texture2D>();
    return made(this.device.CreateTexture2D(textureDesc(kind, changes), null, texture), texture);
  }

  map(resource: AnyResource, mapType: number = d3d11.D3D11_MAP.READ_WRITE): Uint8Array {
    const mapped = out<d3d11.D3D11_MAPPED_SUBRESOURCE>();
    return made(this.context.Map(resource, 0, mapType, 0, mapped), mapped).pData;
  }

  read(resource: AnyResource): Uint8Array {
    const bytes = this.map(resource, d3d11.D3D11_MAP.READ).slice();
    this.context.Unmap(resource, 0);
    return bytes;
  }

  get reason(): Hresult {
    return this.device.GetDeviceRemovedReason();
  }

  /** What the debug layer said during a call: name, id and severity of each message. */
  said(call: () => void): (readonly [MessageName | null, number | null])[] {
    const before = this.device.infoQueue.count;
    call();
    return this.device.infoQueue.since(before).map(({ name, id }) => [name, id] as const);
  }

  /** The texts of the same. */
  texts(call: () => void): string[] {
    const before = this.device.infoQueue.count;
    call();
    return this.device.infoQueue.since(before).map(({ text }) => text);
  }
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

/** Text that is no GUID as the API's type has it. */
export const notGuids = ['AES', '{9B6BD711-4F74-41C9-9E7B-0BE2D7D93B4F}', ''] as Guid[];
