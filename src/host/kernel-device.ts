import type { Hresult } from '../abi/index.js';
import { failed, hresultText } from '../abi/index.js';
import type { HRTResource } from '../ddi/index.js';
import { D3DDDIERR_DEVICEREMOVED, DXGI_ERROR_DEVICE_REMOVED, S_OK } from '../ddi/index.js';
import type { TearDown } from '../driver/index.js';
import type { HostDevice } from './host-device.js';
import type { SharedHandles, SharedResource } from './shared-handles.js';
import type { TearDowns } from './tear-downs.js';

/** Whether a device still lives, why not, and who wants to hear of it (D-18). */
export class Removal {
  private why: Hresult = S_OK;
  private readonly listeners = new Set<(reason: Hresult) => void>();

  /** S_OK while the device lives, then why it was removed: the first reason stays (api DR-17). */
  get reason(): Hresult {
    return this.why;
  }

  get isRemoved(): boolean {
    return this.why !== S_OK;
  }

  /** @throws RangeError for a code that is no failure */
  remove(reason: Hresult): void {
    if (!failed(reason)) throw new RangeError(`reason: expected a failure, received ${hresultText(reason)}`);
    if (this.isRemoved) return;
    this.why = reason;
    for (const listener of [...this.listeners]) listener(reason);
  }

  /** Calls the listener once, when the device is removed: at once where it is already. Returns how to take it back. */
  onRemoved(listener: (reason: Hresult) => void): () => void {
    if (this.isRemoved) listener(this.why);
    else this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }
}

/** The adapter of a device, as the device needs it. */
export interface DeviceOwner {
  readonly tearDowns: TearDowns;
  readonly sharedHandles: SharedHandles;
  /** Its process has destroyed it. */
  ended(device: KernelDevice): void;
  tearDown(which: TearDown): void;
}

/** A device of a process as the kernel knows it. */
export class KernelDevice {
  readonly removal = new Removal();

  /**
   * @param pipelineLevels what the driver has: 1 << D3D11DDI_3DPIPELINELEVEL, one bit each
   */
  constructor(
    readonly host: HostDevice,
    readonly pipelineLevels: number,
    private readonly owner: DeviceOwner,
  ) {
    // A driver may say so at any time, not only while it is called.
    host.onError((code) => {
      if (code === D3DDDIERR_DEVICEREMOVED) this.removal.remove(DXGI_ERROR_DEVICE_REMOVED);
    });
  }

  /** Removes it: the reason first, so that it stands before the driver says its own; then the driver, where it can be told. */
  remove(reason: Hresult): void {
    if (this.host.isDestroyed) return;
    this.removal.remove(reason);
    this.host.adapter.driver.control?.removeDevice({ hDevice: this.host.hDevice });
  }

  /**
   * The global handle of one of its resources.
   * @param runtimeData what the runtime that opens it has to know
   * @returns undefined for a resource that the driver has not announced
   */
  share(hRTResource: HRTResource, runtimeData: Uint8Array): bigint | undefined {
    const { kernelResources } = this.host.adapter;
    const resource = kernelResources.find(hRTResource);
    if (!resource) return undefined;
    const isHeld = () => kernelResources.isHeld(resource);
    return this.owner.sharedHandles.of({ resource, runtimeData, isHeld });
  }

  /** The resource of a live global handle, where it is one of this device's adapter. */
  findShared(handle: bigint): SharedResource | undefined {
    const shared = this.owner.sharedHandles.find(handle);
    return shared && this.host.adapter.kernelResources.isHeld(shared.resource) ? shared : undefined;
  }

  /** Those of its adapter. */
  get tearDowns(): TearDowns {
    return this.owner.tearDowns;
  }

  /**
   * Loses the keys of one of its sessions, or of all of them (D-44); the adapter tells of it.
   * @param status what CheckCryptoSessionStatus answers from then on, unless it is KEY_AND_CONTENT_LOST
   */
  tearDown(which: Omit<TearDown, 'hDevice'> = {}): void {
    if (this.host.isDestroyed) return;
    this.owner.tearDown({ ...which, hDevice: this.host.hDevice });
  }

  /** Destroys the driver's device, once. */
  destroy(): void {
    if (this.host.isDestroyed) return;
    this.host.destroy();
    this.owner.ended(this);
  }
}
