import type { EmulatedDriver } from '../../emulator/index.js';
import { stateOf } from '../api/kit/index.js';
import { implementationOf, objectOf } from '../api/kit/index.js';
import { showBriefly } from '../brief.js';
import type {
  DebugMessage,
  Hresult,
  ID3D11Buffer,
  ID3D11Device,
  ID3D11DeviceContext,
  ID3D11Resource,
  ID3D11Texture2D,
  Kernel,
} from '../runtime/d3d11/index.js';
import {
  DXGI_ERROR_DEVICE_REMOVED,
  endDevice,
  ID3D11Device4,
  ID3D11Resource as ResourceInterface,
  ID3D11VideoContext3,
  ID3D11VideoDevice2,
  infoQueueOf,
  liveObjectsOf,
  out,
  removeDevice,
  tearDown,
} from '../runtime/d3d11/index.js';
import type { ApiCall } from '../trace/index.js';
import type { ApiFaults, ApiWatch } from './api-watch.js';
import { checkBytes, checkCount, checkInstance, checkWholeNumber, wrongArgument } from './arguments.js';
import type { RegionSource, RegionTarget, TextureOptions, UpdateOptions } from './call-options.js';
import { regionArguments, updateArguments } from './copies.js';
import type { ResourceKind } from './create-resource.js';
import { bufferDesc, nv12, textureData, textureDesc } from './create-resource.js';
import { CryptoSession } from './crypto-session.js';
import { Caller } from './hresult-error.js';
import { leakedObjects, LeakError } from './leaks.js';
import { openedResource, Resource } from './resource.js';
import { adapterOf, nextTearDown } from './tear-down.js';
import { VideoContext } from './video-context.js';
import { VideoDevice } from './video-device.js';

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
  static {
    showBriefly(this.prototype, 'Device', ({ driver, api }) => ({
      driver: driver.name,
      state: stateOf(api),
    }));
  }

  readonly #kernel: Kernel;
  readonly #watch: ApiWatch;
  #video: VideoDevice | undefined;
  #contextOfVideo: VideoContext | undefined;
  readonly #api: ID3D11Device;
  readonly #driver: EmulatedDriver;
  readonly #context: ID3D11DeviceContext;
  readonly #caller: Caller;

  constructor(api: ID3D11Device, driver: EmulatedDriver, kernel: Kernel, watch: ApiWatch) {
    this.#api = api;
    this.#driver = driver;
    this.#kernel = kernel;
    this.#watch = watch;
    this.#caller = new Caller(api);
    const context = out<ID3D11DeviceContext>();
    api.GetImmediateContext(context);
    this.#context = context.value!;
  }

  /** The same object in the emulated runtime, with the API's own arguments. */
  get api(): ID3D11Device {
    return this.#api;
  }

  /** The driver underneath: its control removes devices, its oracle looks into protected memory. */
  get driver(): EmulatedDriver {
    return this.#driver;
  }

  /** @throws HResultError E_NOINTERFACE where the driver has no video functions (D-19) */
  get videoDevice(): VideoDevice {
    if (this.#video) return this.#video;
    const video = out<ID3D11VideoDevice2>();
    this.#caller.call('Device.videoDevice', 'D-19', () =>
      this.api.QueryInterface(ID3D11VideoDevice2.iid, video),
    );
    this.#video = new VideoDevice(video.value!, this.#caller, () => this.videoContext.api);
    return this.#video;
  }

  /** @throws HResultError E_NOINTERFACE where the driver has no video functions (D-19) */
  get videoContext(): VideoContext {
    if (this.#contextOfVideo) return this.#contextOfVideo;
    const video = out<ID3D11VideoContext3>();
    this.#caller.call('Device.videoContext', 'D-19', () =>
      this.#context.QueryInterface(ID3D11VideoContext3.iid, video),
    );
    this.#contextOfVideo = new VideoContext(video.value!, this.#caller, () => this.videoDevice);
    return this.#contextOfVideo;
  }

  /** A buffer of some bytes, or of the bytes given. */
  createBuffer(kind: ResourceKind, content: number | Uint8Array): Resource {
    const call = 'Device.createBuffer';
    const data = typeof content === 'number' ? null : checkBytes(call, 'content', content);
    const ByteWidth = data ? data.length : checkCount(call, 'content', content as number);
    const desc = bufferDesc(call, kind, ByteWidth);
    const buffer = out<ID3D11Buffer>();
    const initial = data && { pSysMem: data, SysMemPitch: data.length, SysMemSlicePitch: 0 };
    this.#caller.call(call, 'RES-2', () => this.api.CreateBuffer(desc, initial, buffer));
    return new Resource(buffer.value!, this.#context, this.#caller, desc);
  }

  /**
   * A texture of any format whose layout is known: NV12, P010, P016, YUY2, AYUV, B8G8R8A8, R8G8B8A8, R8. YUY2 cannot be
   * a render target, and so not `protected` (api CT-10).
   * @param content logical bytes of all subresources, the levels of the first slice first
   * @throws HResultError DXGI_ERROR_HW_PROTECTION_OUTOFMEMORY where one is `hardwareProtected` and there is no protected
   *   memory left
   */
  createTexture(kind: ResourceKind, options: TextureOptions, content?: Uint8Array): Resource {
    return this.texture('Device.createTexture', kind, options, content);
  }

  /** An NV12 texture; width and height are even (RES-12). */
  createNv12Texture(kind: ResourceKind, size: { readonly width: number; readonly height: number }): Resource {
    return this.texture('Device.createNv12Texture', kind, nv12(size));
  }

  /**
   * A resource that another device of the machine shares, on this one: over the same memory, whoever ends it first.
   * @param handle its `sharedHandle`
   * @throws HResultError E_INVALIDARG for a handle that is not live or another adapter's, and where the driver does not let
   *   this device's process open it (GEN-6)
   *
   * @example
   * ```ts
   * import { createMachine } from 'softumd';
   * import { DXGI_FORMAT } from 'softumd/d3d11';
   *
   * const machine = createMachine([{}]);
   * const first = machine.adapters[0]!.createDevice();
   * const options = { format: DXGI_FORMAT.NV12, width: 4, height: 2, shared: true };
   * const shared = first.createTexture('protected', options);
   * machine.enterProcess({ handle: 0x1f4n });
   * const opened = machine.adapters[0]!.createDevice().openSharedResource(shared.sharedHandle);
   * console.log(opened.bytes); // 12
   * ```
   */
  openSharedResource(handle: bigint): Resource {
    const call = 'Device.openSharedResource';
    if (typeof handle !== 'bigint') throw wrongArgument(call, 'handle', 'a handle of 64 bits', handle);
    const opened = out<ID3D11Resource>();
    this.#caller.call(call, 'GEN-6', () =>
      this.api.OpenSharedResource(handle, ResourceInterface.iid, opened),
    );
    return openedResource(opened.value!, this.#context, this.#caller);
  }

  /** CopyResource: same kind of resource, same size and format. */
  copyResource(destination: Resource, source: Resource): void {
    const call = 'Device.copyResource';
    const to = checkInstance(call, 'destination', Resource, destination);
    const from = checkInstance(call, 'source', Resource, source);
    this.#caller.callVoid(call, 'RES-28', () => {
      this.#context.CopyResource(to.api, from.api);
    });
  }

  /**
   * CopySubresourceRegion: a part of one subresource into another of the same typeless family.
   * @param to subresource 0 and its first texel by default
   * @param from all of subresource 0 by default
   */
  copyRegion(destination: Resource, to: RegionTarget, source: Resource, from: RegionSource = {}): void {
    const call = 'Device.copyRegion';
    const region = regionArguments(call, [destination, to], [source, from]);
    this.#caller.callVoid(call, 'RES-30, RES-31', () => {
      this.#context.CopySubresourceRegion(...region);
    });
  }

  /**
   * UpdateSubresource: bytes into a resource that the CPU cannot map, or into a part of it.
   * @throws HResultError for a staging resource, a box that reaches out, too few bytes (api US-1 to US-9)
   */
  updateResource(resource: Resource, bytes: Uint8Array, options: UpdateOptions = {}): void {
    const call = 'Device.updateResource';
    const update = updateArguments(call, resource, bytes, options);
    this.#caller.callVoid(call, 'RES-32', () => {
      this.#context.UpdateSubresource(...update);
    });
  }

  /** Sends what is queued to the GPU. */
  flush(): void {
    this.#caller.callVoid('Device.flush', 'api DR', () => {
      this.#context.Flush();
    });
  }

  /** D3D_FEATURE_LEVEL: the one that was chosen. */
  get featureLevel(): number {
    return this.api.GetFeatureLevel();
  }

  /** What the debug layer said so far. */
  get messages(): readonly DebugMessage[] {
    return infoQueueOf(this.api).messages();
  }

  /** The rules on the API of its machine. @throws TypeError where none were asked for */
  get faults(): ApiFaults {
    return this.#watch.faults;
  }

  /**
   * The newest calls of its machine, oldest first, as plain data: of whoever called the API, this facade too.
   * @throws TypeError where none are kept
   */
  get calls(): readonly ApiCall[] {
    return this.#watch.calls;
  }

  /** S_OK while the device lives, then why it was removed. */
  get removedReason(): Hresult {
    return this.api.GetDeviceRemovedReason();
  }

  /**
   * Settles once the device is removed, with the reason: at once where it is already. Told by
   * RegisterDeviceRemovedEvent, as a player is (api DR-13). {@link release} removes it as well.
   */
  async whenRemoved(): Promise<Hresult> {
    const { events } = this.#kernel;
    const event = events.create();
    const device4 = out<ID3D11Device4>();
    this.api.QueryInterface(ID3D11Device4.iid, device4);
    const cookie = out<number>();
    this.#caller.call('Device.whenRemoved', 'api DR-13', () =>
      device4.value!.RegisterDeviceRemovedEvent(event.handle, cookie),
    );
    device4.value!.Release();
    await event.wait();
    events.close(event);
    return this.removedReason;
  }

  /**
   * Removes this device and no other, as the system does.
   * @param reason what {@link removedReason} tells from now on: DXGI_ERROR_DEVICE_HUNG, _RESET, …
   */
  remove(reason: Hresult = DXGI_ERROR_DEVICE_REMOVED): void {
    if (typeof (reason as unknown) !== 'number')
      throw wrongArgument('Device.remove', 'reason', 'an HRESULT such as DXGI_ERROR_DEVICE_HUNG', reason);
    removeDevice(this.api, reason);
  }

  /**
   * Loses the keys of a session, or of all its sessions, and what lies in protected memory, as a changed display does
   * (D-44). Only sessions are concerned whose caps have HARDWARE_TEARDOWN.
   * @param status what `checkCryptoSessionStatus` tells from now on: KEY_AND_CONTENT_LOST by default
   *
   * @example
   * ```ts
   * import type { CryptoSession, Device } from 'softumd';
   * import { D3D11_CRYPTO_SESSION_STATUS } from 'softumd/d3d11';
   *
   * function loseKeyOf(device: Device, session: CryptoSession): boolean {
   *   device.tearDown(session, D3D11_CRYPTO_SESSION_STATUS.KEY_LOST);
   *   return device.videoContext.checkCryptoSessionStatus(session) === D3D11_CRYPTO_SESSION_STATUS.KEY_LOST;
   * }
   * ```
   */
  tearDown(session?: CryptoSession, status?: number): void {
    const call = 'Device.tearDown';
    const what =
      session === undefined ? this.api : checkInstance(call, 'session', CryptoSession, session).api;
    tearDown(what, status === undefined ? undefined : checkWholeNumber(call, 'status', status));
  }

  /**
   * Settles at the next tear-down of its adapter's protection keys, of whatever session. Told by an event that is
   * registered at once, as a player's is (RC-01).
   * @throws HResultError DXGI_ERROR_DEVICE_REMOVED, as a rejection, where the device is removed or released first
   */
  whenTornDown(): Promise<void> {
    const call = 'Device.whenTornDown';
    const adapter = adapterOf(call, this.api);
    const device = implementationOf(this.api) as ID3D11Device4; // nobody called it: no rule counts it, and no log has it
    const told = nextTearDown({
      ...{ call, kernel: this.#kernel, adapter },
      untilGone: (gone) => {
        const cookie = out<number>();
        device.RegisterDeviceRemovedEvent(gone.handle, cookie);
        return () => {
          device.UnregisterDeviceRemoved(cookie.value!);
        };
      },
      details: () => ({
        text: 'no tear-down came before the end of the device',
        removedReason: device.GetDeviceRemovedReason(),
      }),
    });
    adapter.Release(); // who waits holds it
    return told;
  }

  /**
   * Ends the device with all that was made of it, whoever still holds something. To them it is removed. In the API a
   * device ends with the last reference to it and to its children. What is left of its objects is told: a warning each.
   * @throws LeakError after the end, for what was left, where the device is `strict`
   */
  release(): void {
    const left = leakedObjects(liveObjectsOf(this.api));
    const { count } = infoQueueOf(this.api);
    endDevice(this.api);
    const isError = infoQueueOf(this.api)
      .since(count)
      .some(({ severity }) => severity === 'ERROR');
    if (isError && left.length > 0) throw new LeakError('Device.release', left);
  }

  /**
   * Holds that all sessions and resources of the device were released, all maps ended, and references to the device and
   * its context given back that somebody took through the API.
   * @throws LeakError naming what is left; where each was made with `creationStacks`
   */
  assertNoLeaks(): void {
    const objects = liveObjectsOf(this.api);
    const own = { device: this.#video ? 2 : 1, context: this.#contextOfVideo ? 2 : 1 };
    const left = objects.filter(({ kind, references }) => kind !== 'CONTEXT' || references > own.context);
    // Each object that callers hold, the context too, holds the device once (REF-2, REF-5).
    const holders = objects.filter(({ references }) => references > 0).length;
    const references = objectOf(this.api).referenceCount - holders;
    const devices = references > own.device ? [{ references: references - own.device, objects }] : [];
    if (left.length + devices.length > 0) throw new LeakError('Device.assertNoLeaks', left, devices);
  }

  private texture(call: string, kind: ResourceKind, options: TextureOptions, content?: Uint8Array): Resource {
    const desc = textureDesc(call, kind, options);
    const data = content === undefined ? null : textureData(call, desc, content);
    const texture = out<ID3D11Texture2D>();
    this.#caller.call(call, 'RES-2, RES-12', () => this.api.CreateTexture2D(desc, data, texture));
    return new Resource(texture.value!, this.#context, this.#caller, desc);
  }
}
