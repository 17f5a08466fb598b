import { stateOf } from '../api/kit/index.js';
import { showBriefly } from '../brief.js';
import type { PictureRows } from '../ddi/index.js';
import type {
  D3D11_BUFFER_DESC,
  D3D11_MAPPED_SUBRESOURCE,
  D3D11_TEXTURE2D_DESC,
  ID3D11Buffer,
  ID3D11DeviceContext,
  ID3D11Resource,
  ID3D11Texture2D,
  IDXGIResource,
} from '../runtime/d3d11/index.js';
import {
  D3D11_MAP,
  D3D11_MAP_FLAG,
  D3D11_RESOURCE_DIMENSION,
  DXGI_FORMAT,
  ID3D11Buffer as BufferInterface,
  ID3D11Texture2D as Texture2DInterface,
  IDXGIResource as DXGIResource,
  out,
} from '../runtime/d3d11/index.js';
import { rectangleRows, subresourceCount, subresourceRows } from '../runtime/d3d11/rules/index.js';
import { checkBytes, checkWholeNumber } from './arguments.js';
import type { Box, MapOptions } from './call-options.js';
import { checkCallOptions, mapSchema } from './call-options.js';
import type { Caller } from './hresult-error.js';
import { Mapping } from './mapping.js';

/** A buffer or texture of the API. */
type AnyResource = ID3D11Buffer | ID3D11Texture2D;

/**
 * How a resource was made, with the levels that it has: a buffer's description, or a texture's.
 *
 * @example
 * ```ts
 * import { createDevice, type ResourceDescription } from 'softumd';
 *
 * const description: ResourceDescription = createDevice().createBuffer('staging', 64).description;
 * console.log('ByteWidth' in description && description.ByteWidth); // 64
 * ```
 */
export type ResourceDescription = Readonly<D3D11_BUFFER_DESC> | Readonly<D3D11_TEXTURE2D_DESC>;

function known(rows: PictureRows | undefined, { Format }: Readonly<D3D11_TEXTURE2D_DESC>): PictureRows {
  if (rows) return rows;
  throw new RangeError(`Resource: expected a format whose layout is known, received ${Format}`);
}

/** One subresource as rows of picture: where the logical bytes lie between the padding. */
function rowsOf(desc: ResourceDescription, subresource: number): PictureRows {
  if ('ByteWidth' in desc) return { rows: 1, rowBytes: desc.ByteWidth };
  return known(subresourceRows(desc, subresource), desc);
}

/**
 * A buffer or texture. Its bytes are the logical ones: rows without padding, for NV12 those of Y, then UV.
 *
 * @example
 * ```ts
 * import { createDevice, type Resource } from 'softumd';
 *
 * const device = createDevice();
 * const picture: Resource = device.createNv12Texture('staging', { width: 4, height: 2 });
 * picture.write(new Uint8Array(picture.bytes).fill(0x80)); // 12 bytes: two rows of Y, one of UV
 * const bytes = picture.read();
 * ```
 */
export class Resource {
  static {
    showBriefly(this.prototype, 'Resource', ({ api, made }) => ({
      ...('ByteWidth' in made
        ? { kind: 'buffer', bytes: made.ByteWidth }
        : { kind: 'texture', format: DXGI_FORMAT.text(made.Format), size: `${made.Width}x${made.Height}` }),
      state: stateOf(api),
    }));
  }

  constructor(
    /** The same object in the emulated runtime. */
    readonly api: AnyResource,
    private readonly context: ID3D11DeviceContext,
    private readonly caller: Caller,
    /** What it was made by. */
    private readonly made: ResourceDescription,
  ) {}

  /** @throws HResultError once it was released */
  get description(): ResourceDescription {
    const described = out<D3D11_BUFFER_DESC | D3D11_TEXTURE2D_DESC>();
    this.caller.callEvenWhenRemoved('Resource.description', 'api DR-11', () => {
      this.api.GetDesc(described as never);
    });
    return described.value!;
  }

  /**
   * The handle by which other devices open it, 64 bits.
   * @throws HResultError E_INVALIDARG where it was made without `shared`
   */
  get sharedHandle(): bigint {
    const call = 'Resource.sharedHandle';
    const [resource, handle] = [out<IDXGIResource>(), out<bigint>()];
    this.caller.call(call, 'api REF', () => this.api.QueryInterface(DXGIResource.iid, resource));
    try {
      this.caller.call(call, 'GEN-6', () => resource.value!.GetSharedHandle(handle));
    } finally {
      resource.value!.Release();
    }
    return handle.value!;
  }

  /** How many subresources there are: levels times slices; 1 of a buffer. */
  get subresources(): number {
    const { description } = this;
    return 'ByteWidth' in description ? 1 : subresourceCount(description);
  }

  /** Logical bytes of subresource 0. */
  get bytes(): number {
    return this.bytesOf(0);
  }

  /** Logical bytes of one subresource: mip + slice * levels. */
  bytesOf(subresource: number): number {
    checkWholeNumber('Resource.bytesOf', 'subresource', subresource);
    const { rowBytes, rows } = rowsOf(this.description, subresource);
    return rowBytes * rows;
  }

  /**
   * Writes all bytes of a subresource, through Map; the resource is a staging one.
   * @throws HResultError when it cannot be mapped; TypeError when the amount is wrong
   */
  write(data: Uint8Array, subresource = 0): void {
    const call = 'Resource.write';
    checkWholeNumber(call, 'subresource', subresource);
    checkBytes(call, 'data', data, this.bytesOf(subresource));
    this.mapped(call, D3D11_MAP.WRITE, subresource, ({ bytes, rowPitch }, { rowBytes, rows }) => {
      for (let row = 0; row < rows; row += 1) {
        bytes.set(data.subarray(row * rowBytes, (row + 1) * rowBytes), row * rowPitch);
      }
    });
  }

  /** Reads all bytes of a subresource, through Map; the resource is a staging one. */
  read(subresource = 0): Uint8Array {
    const call = 'Resource.read';
    checkWholeNumber(call, 'subresource', subresource);
    const data = new Uint8Array(this.bytesOf(subresource));
    this.mapped(call, D3D11_MAP.READ, subresource, ({ bytes, rowPitch }, { rowBytes, rows }) => {
      for (let row = 0; row < rows; row += 1) {
        data.set(bytes.subarray(row * rowPitch, row * rowPitch + rowBytes), row * rowBytes);
      }
    });
    return data;
  }

  /**
   * Opens a subresource to the CPU.
   * @param mapType of D3D11_MAP; to read and write by default
   * @throws HResultError E_INVALIDARG for what the resource forbids (api MP-2 to MP-18); DXGI_ERROR_WAS_STILL_DRAWING
   *   where the GPU draws and `doNotWait` is set
   */
  map(mapType: number = D3D11_MAP.READ_WRITE, options: MapOptions = {}): Mapping {
    const call = 'Resource.map';
    checkWholeNumber(call, 'mapType', mapType);
    const { subresource = 0, doNotWait = false } = checkCallOptions(call, mapSchema, options);
    return this.mapping(call, mapType, subresource, doNotWait ? D3D11_MAP_FLAG.DO_NOT_WAIT : 0);
  }

  /** @throws HResultError E_INVALIDARG when it was released before; a map that is open is told as a warning */
  release(): void {
    this.caller.callEvenWhenRemoved('Resource.release', 'api REF-3', () => void this.api.Release());
  }

  private mapping(call: string, mapType: number, subresource: number, flags: number): Mapping {
    const { api, caller, context } = this;
    const mapped = out<D3D11_MAPPED_SUBRESOURCE>();
    caller.call(call, 'RES-8, RES-18', () => context.Map(api, subresource, mapType, flags, mapped));
    return new Mapping(mapped.value!, () => {
      caller.callEvenWhenRemoved('Mapping.unmap', 'RES-18', () => {
        context.Unmap(api, subresource);
      });
    });
  }

  private mapped(
    call: string,
    mapType: number,
    subresource: number,
    use: (mapping: Mapping, rows: PictureRows) => void,
  ): void {
    const mapping = this.mapping(call, mapType, subresource, 0);
    try {
      use(mapping, rowsOf(this.description, subresource));
    } finally {
      mapping.unmap();
    }
  }
}

/** A resource that came as ID3D11Resource, as the buffer or the texture that it is. */
export function openedResource(
  opened: ID3D11Resource,
  context: ID3D11DeviceContext,
  caller: Caller,
): Resource {
  const [dimension, api] = [out<number>(), out<AnyResource>()];
  opened.GetType(dimension);
  const isBuffer = dimension.value === D3D11_RESOURCE_DIMENSION.BUFFER;
  opened.QueryInterface(isBuffer ? BufferInterface.iid : Texture2DInterface.iid, api);
  opened.Release(); // of the two references that are held by now
  const made = out<D3D11_BUFFER_DESC | D3D11_TEXTURE2D_DESC>();
  api.value!.GetDesc(made as never);
  return new Resource(api.value!, context, caller, made.value!);
}

/** Bytes of a row, of a whole subresource or of a box in it: what an update without padding has. */
export function rowBytesOf({ description }: Resource, subresource: number, box: Box | undefined): number {
  if (!box) return rowsOf(description, subresource).rowBytes;
  const extent = { width: Math.max(0, box.right - box.left), height: 1 };
  if ('ByteWidth' in description) return extent.width;
  return known(rectangleRows(description.Format, extent), description).rowBytes;
}
