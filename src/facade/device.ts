import type { EmulatedDriver } from '../../emulator/index.js';
import type {
  DebugMessage,
  Hresult,
  ID3D11Buffer,
  ID3D11Device,
  ID3D11DeviceContext,
  ID3D11Texture2D,
} from '../runtime/d3d11/index.js';
import {
  D3D11_BIND,
  D3D11_CPU_ACCESS,
  D3D11_USAGE,
  DXGI_FORMAT,
  DXGI_ERROR_DEVICE_REMOVED,
  endDevice,
  ID3D11VideoContext,
  ID3D11VideoDevice,
  infoQueueOf,
  out,
  removeDevice,
} from '../runtime/d3d11/index.js';
import { checkBytes, checkCount, checkInstance } from './arguments.js';
import { Caller } from './hresult-error.js';
import { Resource } from './resource.js';
import { VideoContext, VideoDevice } from './video.js';

/**
 * `staging`: the CPU reads and writes it. `protected`: a render target that only blts and copies reach.
 *
 * @example
 * ```ts
 * import { createDevice, type ResourceKind } from 'softumd';
 *
 * const device = createDevice();
 * const kinds: ResourceKind[] = ['staging', 'protected'];
 * const [source, surface] = kinds.map((kind) => device.createBuffer(kind, 4096));
 * ```
 */
export type ResourceKind = 'staging' | 'protected';

const kinds = {
  staging: {
    Usage: D3D11_USAGE.STAGING,
    BindFlags: 0,
    CPUAccessFlags: D3D11_CPU_ACCESS.READ | D3D11_CPU_ACCESS.WRITE,
  },
  protected: { Usage: D3D11_USAGE.DEFAULT, BindFlags: D3D11_BIND.RENDER_TARGET, CPUAccessFlags: 0 },
} as const;

/**
 * One emulated Direct3D 11 device: driver, runtime, and the objects that tests are written with.
 *
 * @example
 * ```ts
 * import { createDevice, type Device } from 'softumd';
 * import { DXGI_ERROR_DEVICE_REMOVED } from 'softumd/d3d11';
 *
 * const device: Device = createDevice();
 * device.remove();
 * try {
 *   device.createBuffer('staging', 16);
 * } catch {
 *   console.log(device.removedReason === DXGI_ERROR_DEVICE_REMOVED); // true
 * }
 * ```
 */
export class Device {
  private video: VideoDevice | undefined;
  private contextOfVideo: VideoContext | undefined;
  private readonly context: ID3D11DeviceContext;
  private readonly caller: Caller;

  constructor(
    /** The same object in the emulated runtime, with the API's own arguments. */
    readonly api: ID3D11Device,
    /** The driver underneath: its control removes devices, its oracle looks into protected memory. */
    readonly driver: EmulatedDriver,
  ) {
    this.caller = new Caller(api);
    const context = out<ID3D11DeviceContext>();
    api.GetImmediateContext(context);
    this.context = context.value!;
  }

  /** @throws HResultError E_NOINTERFACE where the driver has no video functions (D-19) */
  get videoDevice(): VideoDevice {
    if (this.video) return this.video;
    const video = out<ID3D11VideoDevice>();
    this.caller.call('Device.videoDevice', 'D-19', () =>
      this.api.QueryInterface(ID3D11VideoDevice.iid, video),
    );
    this.video = new VideoDevice(video.value!, this.caller);
    return this.video;
  }

  /** @throws HResultError E_NOINTERFACE where the driver has no video functions (D-19) */
  get videoContext(): VideoContext {
    if (this.contextOfVideo) return this.contextOfVideo;
    const video = out<ID3D11VideoContext>();
    this.caller.call('Device.videoContext', 'D-19', () =>
      this.context.QueryInterface(ID3D11VideoContext.iid, video),
    );
    this.contextOfVideo = new VideoContext(video.value!, this.caller);
    return this.contextOfVideo;
  }

  /** A buffer of some bytes, or of the bytes given. */
  createBuffer(kind: ResourceKind, content: number | Uint8Array): Resource {
    const call = 'Device.createBuffer';
    const data = typeof content === 'number' ? null : checkBytes(call, 'content', content);
    const ByteWidth = data ? data.length : checkCount(call, 'content', content as number);
    const buffer = out<ID3D11Buffer>();
    const desc = { ByteWidth, ...kinds[kind], MiscFlags: 0, StructureByteStride: 0 };
    const initial = data && { pSysMem: data, SysMemPitch: data.length, SysMemSlicePitch: 0 };
    this.caller.call(call, 'RES-2', () => this.api.CreateBuffer(desc, initial, buffer));
    return new Resource(buffer.value!, this.context, this.caller);
  }

  /** An NV12 texture; width and height are even (RES-12). */
  createNv12Texture(kind: ResourceKind, size: { readonly width: number; readonly height: number }): Resource {
    const call = 'Device.createNv12Texture';
    const texture = out<ID3D11Texture2D>();
    const desc = {
      Width: checkCount(call, 'width', size.width),
      Height: checkCount(call, 'height', size.height),
      MipLevels: 1,
      ArraySize: 1,
      Format: DXGI_FORMAT.NV12,
      SampleDesc: { Count: 1, Quality: 0 },
      ...kinds[kind],
      MiscFlags: 0,
    };
    this.caller.call(call, 'RES-2, RES-12', () => this.api.CreateTexture2D(desc, null, texture));
    return new Resource(texture.value!, this.context, this.caller);
  }

  /** CopyResource: same kind of resource, same size and format. */
  copyResource(destination: Resource, source: Resource): void {
    const call = 'Device.copyResource';
    const to = checkInstance(call, 'destination', Resource, destination);
    const from = checkInstance(call, 'source', Resource, source);
    this.caller.callVoid(call, 'RES-28', () => {
      this.context.CopyResource(to.api, from.api);
    });
  }

  /** What the debug layer said so far. */
  get messages(): readonly DebugMessage[] {
    return infoQueueOf(this.api).messages();
  }

  /** S_OK while the device lives, then why it was removed. */
  get removedReason(): Hresult {
    return this.api.GetDeviceRemovedReason();
  }

  /**
   * Removes this device and no other, as the system does.
   * @param reason what {@link removedReason} tells from now on: DXGI_ERROR_DEVICE_HUNG, _RESET, …
   */
  remove(reason: Hresult = DXGI_ERROR_DEVICE_REMOVED): void {
    removeDevice(this.api, reason);
  }

  /**
   * Ends the device with all that was made of it, whoever still holds something. To them it is removed. In the API a
   * device ends with the last reference to it and to its children.
   */
  release(): void {
    endDevice(this.api);
  }
}
