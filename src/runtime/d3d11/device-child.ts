import type { FunctionDeclaration, Guid, Handle, Hresult } from '../../abi/index.js';
import type { ID3D11DeviceChild } from '../../api/d3d11/index.js';
import type { Implementation, Implementor, Offer, Out } from '../../api/kit/index.js';
import { ComObject } from '../../api/kit/index.js';
import type { DriverObject } from '../../host/index.js';
import { PrivateData } from '../private-data.js';
import { WKPDID_D3DDebugObjectName } from './constants.js';
import type { Child, LiveKind } from './debug-layer/index.js';
import type { Destroyable, RuntimeDevice } from './runtime-device.js';

/** ID3D11DeviceChild: what all objects of a device do. While callers hold it, it holds the device (REF-2, REF-3). */
export abstract class DeviceChild implements Implementation<ID3D11DeviceChild>, Child {
  readonly com: ComObject;
  readonly privateData = new PrivateData((what, text) => {
    const name = what === 'room' ? 'GETPRIVATEDATA_MOREDATA' : 'ARGUMENT';
    this.runtime.complain('ID3D11DeviceChild::GetPrivateData', name, text);
  });

  constructor(
    readonly device: Implementor,
    readonly runtime: RuntimeDevice,
  ) {
    this.com = new ComObject(runtime, this.offers(), {
      first: () => {
        device.com.AddRef();
      },
      last: () => {
        this.unreferenced();
        device.com.Release();
      },
    });
    runtime.live.add(this);
  }

  /** What messages call its kind. */
  abstract get liveKind(): LiveKind;

  get referenceCount(): number {
    return this.com.referenceCount;
  }

  get debugName(): string | null {
    return this.privateData.text(WKPDID_D3DDebugObjectName);
  }

  /** Only resources have them. */
  get mappedSubresources(): readonly number[] {
    return [];
  }

  /** Its interfaces. */
  protected abstract offers(): readonly Offer[];

  /** What happens when callers let go of it. */
  protected unreferenced(): void {
    this.runtime.live.remove(this);
    this.privateData.clear();
    this.com.end();
  }

  GetDevice(ppDevice: Out<Implementor>): void {
    ppDevice.value = this.device;
  }

  GetPrivateData(guid: Guid, pDataSize: Out<number>, pData: Uint8Array | Out<unknown> | null): Hresult {
    return this.privateData.get(guid, pDataSize, pData);
  }

  SetPrivateData(guid: Guid, DataSize: number, pData: Uint8Array | null): Hresult {
    return this.privateData.set(guid, DataSize, pData);
  }

  SetPrivateDataInterface(guid: Guid, pData: Implementor | null): Hresult {
    return this.privateData.setInterface(guid, pData);
  }
}

/** How an object of a driver ends: the driver's function, and the API's method that calls it. */
export interface ObjectEnd {
  readonly declaration: FunctionDeclaration;
  readonly call: string;
}

/** A child with an object of the driver's behind it. */
export abstract class DriverChild<H extends Handle> extends DeviceChild implements Destroyable {
  constructor(
    device: Implementor,
    runtime: RuntimeDevice,
    private readonly object: DriverObject<H>,
    private readonly destruction: ObjectEnd,
  ) {
    super(device, runtime);
    runtime.adopt(this);
  }

  /** The driver's handle of it. */
  get driverHandle(): H {
    return this.object.handle;
  }

  /** The runtime's own handle of it, by which the kernel knows what is shared. */
  protected get runtimeHandle(): Handle {
    return this.object.runtimeHandle;
  }

  /** Destroys the driver's object, also on a removed device (D-15), and frees its private memory. Once. */
  destroy(): void {
    if (!this.object.isLive) return;
    this.runtime.abandon(this);
    this.object.destroy();
    this.runtime.judgeVoid(this.destruction.declaration, this.destruction.call);
  }

  protected override unreferenced(): void {
    this.destroy();
    super.unreferenced();
  }
}
