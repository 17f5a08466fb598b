import {
  D3D11_BUFFER_DESC as BUFFER_DESC,
  D3D11_RESOURCE_DIMENSION,
  D3D11_TEXTURE2D_DESC as TEXTURE2D_DESC,
} from '../../api/d3d11/index.js';
import type { D3D11_BUFFER_DESC, D3D11_TEXTURE2D_DESC, ID3D11Resource } from '../../api/d3d11/index.js';
import { ID3D11Buffer, ID3D11Texture2D } from '../../api/d3d11/index.js';
import type { DXGI_SURFACE_DESC } from '../../api/dxgi/index.js';
import { IDXGIResource1, IDXGISurface2 } from '../../api/dxgi/index.js';
import type { Implementation, Implementor, Offer, Out } from '../../api/kit/index.js';
import { offer } from '../../api/kit/index.js';
import type { HResource, HRTResource, PictureRows } from '../../ddi/index.js';
import { D3D11_RESOURCE_MISC_FLAG, DestroyResource } from '../../ddi/index.js';
import type { DriverObject } from '../../host/index.js';
import type { NotOfDxgiResource } from '../dxgi/resource.js';
import { DxgiResource, DxgiSurface } from '../dxgi/resource.js';
import { DriverChild } from './device-child.js';
import { unmap } from './map.js';
import { Mappings } from './mappings.js';
import type { ResourceFacts } from './rules/index.js';
import { subresourceRows } from './rules/index.js';
import type { RuntimeDevice } from './runtime-device.js';

const destruction = { declaration: DestroyResource, call: 'ID3D11Resource::Release' };

/** What both kinds of description have. */
interface Description {
  readonly Usage: number;
  readonly BindFlags: number;
  readonly CPUAccessFlags: number;
  readonly MiscFlags: number;
}

/** What a resource is made of: a device's, the driver's object behind it, and the description with the real counts. */
export interface ResourceParts<Desc> {
  readonly device: Implementor;
  readonly runtime: RuntimeDevice;
  readonly object: DriverObject<HResource>;
  readonly desc: Desc;
}

/** ID3D11Resource: a buffer or a texture of one device. */
export abstract class Resource<Desc extends Description = Description>
  extends DriverChild<HResource>
  implements Implementation<ID3D11Resource>
{
  readonly mappings = new Mappings();
  readonly desc: Desc;
  /** False until something was written: reading it before is a warning of the debug layer. */
  isDefined = false;
  private evictionPriority = 0x78000000; // DXGI_RESOURCE_PRIORITY_NORMAL

  constructor({ device, runtime, object, desc }: ResourceParts<Desc>) {
    super(device, runtime, object, destruction);
    this.desc = desc;
  }

  /** The driver's handle of it. */
  get hResource(): HResource {
    return this.driverHandle;
  }

  /** Format and size, for "equal format and size" (EB-15, DB-15): a buffer's format is 0. */
  abstract get shape(): readonly [format: number, width: number, height: number];
  abstract get sampleCount(): number;
  /** How many subresources there are: as many mip levels as each slice has. */
  abstract get subresources(): number;
  abstract get dimension(): number;
  /** The rows of picture of a subresource; one for a buffer. */
  abstract rowsOf(subresource: number): PictureRows;

  /** What a blt moves: subresource 0 without its padding (D-24). */
  get logicalBytes(): number {
    const { rows, rowBytes } = this.rowsOf(0);
    return rows * rowBytes;
  }

  /** The handle by which other devices open it; undefined where it is not shared, or the driver did not announce it. */
  sharedHandle(): bigint | undefined {
    if ((this.desc.MiscFlags & D3D11_RESOURCE_MISC_FLAG.SHARED) === 0) return undefined;
    const runtimeData = Uint8Array.of(this.dimension, ...this.descriptionBytes());
    return this.runtime.kernel.share(this.runtimeHandle as HRTResource, runtimeData);
  }

  /** The description as the API's structure has it. */
  protected abstract descriptionBytes(): Uint8Array;

  /** What rules have to know of it. */
  abstract get facts(): ResourceFacts;

  override get mappedSubresources(): readonly number[] {
    return [...this.mappings.subresources];
  }

  /** How many bytes a mapped subresource has: all planes, whatever the driver says of the depth (MP-21). */
  mappedBytes(subresource: number, RowPitch: number, DepthPitch: number): number {
    const { rows, rowBytes } = this.rowsOf(subresource);
    return Math.max(DepthPitch, rows > 1 ? RowPitch * rows : rowBytes);
  }

  GetType(pResourceDimension: Out<number>): void {
    pResourceDimension.value = this.dimension;
  }

  SetEvictionPriority(EvictionPriority: number): void {
    this.evictionPriority = EvictionPriority;
  }

  GetEvictionPriority(): number {
    return this.evictionPriority;
  }

  /** Every map has its unmap, those that the caller forgot too (RES-21). */
  override destroy(): void {
    const mapped = this.mappedSubresources.join(', ');
    if (mapped !== '' && !this.runtime.isEnded)
      this.runtime.messages.add(destruction.call, 'RELEASED_WHILE_MAPPED', `subresource ${mapped}`);
    for (const subresource of this.mappings.subresources)
      unmap(this.runtime, this as unknown as AnyResource, subresource);
    super.destroy();
  }
}

/** ID3D11Buffer. */
export class Buffer extends Resource<D3D11_BUFFER_DESC> implements Implementation<ID3D11Buffer> {
  get liveKind() {
    return 'BUFFER' as const;
  }

  protected override offers(): readonly Offer[] {
    return [
      offer(ID3D11Buffer, this),
      offer<IDXGIResource1, NotOfDxgiResource>(IDXGIResource1, new DxgiResource(this)),
    ];
  }

  get shape(): readonly [number, number, number] {
    return [0, this.desc.ByteWidth, 1];
  }

  get sampleCount(): number {
    return 1;
  }

  get subresources(): number {
    return 1;
  }

  get dimension(): number {
    return D3D11_RESOURCE_DIMENSION.BUFFER;
  }

  get facts(): ResourceFacts {
    return {
      dimension: D3D11_RESOURCE_DIMENSION.BUFFER,
      desc: this.desc,
      mapped: this.mappings.subresources,
    };
  }

  protected override descriptionBytes(): Uint8Array {
    return BUFFER_DESC.toBytes(this.desc);
  }

  rowsOf(): PictureRows {
    return { rows: 1, rowBytes: this.desc.ByteWidth };
  }

  GetDesc(pDesc: Out<D3D11_BUFFER_DESC>): void {
    pDesc.value = { ...this.desc };
  }
}

/** ID3D11Texture2D. */
export class Texture2D extends Resource<D3D11_TEXTURE2D_DESC> implements Implementation<ID3D11Texture2D> {
  get liveKind() {
    return 'TEXTURE2D' as const;
  }

  /** With a surface where it is one picture alone (REF-15). */
  protected override offers(): readonly Offer[] {
    return [
      offer(ID3D11Texture2D, this),
      offer<IDXGIResource1, NotOfDxgiResource>(IDXGIResource1, new DxgiResource(this)),
      { ...offer(IDXGISurface2, new DxgiSurface(this)), isThere: () => this.subresources === 1 },
    ];
  }

  get shape(): readonly [number, number, number] {
    const { Format, Width, Height } = this.desc;
    return [Format, Width, Height];
  }

  get sampleCount(): number {
    return this.desc.SampleDesc.Count;
  }

  get subresources(): number {
    return this.desc.ArraySize * this.desc.MipLevels;
  }

  get dimension(): number {
    return D3D11_RESOURCE_DIMENSION.TEXTURE2D;
  }

  protected override descriptionBytes(): Uint8Array {
    return TEXTURE2D_DESC.toBytes(this.desc);
  }

  get facts(): ResourceFacts {
    return {
      dimension: D3D11_RESOURCE_DIMENSION.TEXTURE2D,
      desc: this.desc,
      mapped: this.mappings.subresources,
    };
  }

  rowsOf(subresource: number): PictureRows {
    return subresourceRows(this.desc, subresource) ?? { rows: 1, rowBytes: 0 };
  }

  GetDesc(pDesc: Out<D3D11_TEXTURE2D_DESC>): void {
    pDesc.value = { ...this.desc, SampleDesc: { ...this.desc.SampleDesc } };
  }

  /** As IDXGISurface tells it. */
  get surface(): DXGI_SURFACE_DESC {
    const { Width, Height, Format, SampleDesc } = this.desc;
    return { Width, Height, Format, SampleDesc: { ...SampleDesc } };
  }
}

/** A buffer or texture. */
export type AnyResource = Buffer | Texture2D;
