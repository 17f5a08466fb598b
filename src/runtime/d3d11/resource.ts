import type { HResource } from '../../ddi/index.js';
import { DestroyResource } from '../../ddi/index.js';
import type { DriverObject } from '../../host/index.js';
import { DeviceChild } from './device-child.js';
import type { RuntimeDevice } from './runtime-device.js';

const destruction = { declaration: DestroyResource, call: 'ID3D11Resource::Release' };

export interface D3D11_BUFFER_DESC {
  readonly ByteWidth: number;
  readonly Usage: number;
  readonly BindFlags: number;
  readonly CPUAccessFlags: number;
  readonly MiscFlags: number;
  readonly StructureByteStride: number;
}

export interface D3D11_TEXTURE2D_DESC {
  readonly Width: number;
  readonly Height: number;
  readonly MipLevels: number;
  readonly ArraySize: number;
  readonly Format: number;
  readonly SampleDesc: { readonly Count: number; readonly Quality: number };
  readonly Usage: number;
  readonly BindFlags: number;
  readonly CPUAccessFlags: number;
  readonly MiscFlags: number;
}

export interface D3D11_SUBRESOURCE_DATA {
  readonly pSysMem: Uint8Array;
  readonly SysMemPitch: number;
  readonly SysMemSlicePitch: number;
}

/** What the runtime keeps of a resource beside its description. */
interface ResourceState {
  mapped: Set<number>;
  /** False until something was written: reading it before is a warning of the debug layer. */
  defined: boolean;
}

/** ID3D11Resource: a buffer or a texture of one device. */
abstract class D3D11Resource<
  Desc extends { readonly Usage: number; readonly BindFlags: number; readonly CPUAccessFlags: number },
> extends DeviceChild<HResource> {
  readonly state: ResourceState = { mapped: new Set(), defined: false };

  constructor(
    device: RuntimeDevice,
    object: DriverObject<HResource>,
    private readonly desc: Desc,
  ) {
    super(device, object, destruction);
  }

  /** The driver's handle of it. */
  get hResource(): HResource {
    return this.handle;
  }

  GetDesc(): Desc {
    return this.desc;
  }

  /** Format and size, for "equal format and size" (EB-15, DB-15). */
  abstract shape(): readonly number[];
  abstract sampleCount(): number;
  /** How many subresources there are: one a slice, without mip chains (RES-25). */
  abstract arraySize(): number;
}

export class D3D11Buffer extends D3D11Resource<D3D11_BUFFER_DESC> {
  shape(): readonly number[] {
    return [0, this.GetDesc().ByteWidth];
  }

  sampleCount(): number {
    return 1;
  }

  arraySize(): number {
    return 1;
  }
}

export class D3D11Texture2D extends D3D11Resource<D3D11_TEXTURE2D_DESC> {
  shape(): readonly number[] {
    const { Format, Width, Height } = this.GetDesc();
    return [Format, Width, Height];
  }

  sampleCount(): number {
    return this.GetDesc().SampleDesc.Count;
  }

  arraySize(): number {
    return this.GetDesc().ArraySize;
  }
}

export type AnyResource = D3D11Buffer | D3D11Texture2D;
