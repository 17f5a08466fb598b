import type { PictureRows } from '../ddi/index.js';
import { pictureRows } from '../ddi/index.js';
import type {
  D3D11_BUFFER_DESC,
  D3D11_MAPPED_SUBRESOURCE,
  D3D11_TEXTURE2D_DESC,
  ID3D11Buffer,
  ID3D11DeviceContext,
  ID3D11Texture2D,
} from '../runtime/d3d11/index.js';
import { D3D11_MAP, out } from '../runtime/d3d11/index.js';
import { checkBytes } from './arguments.js';
import type { Caller } from './hresult-error.js';

/** A buffer or texture of the API. */
type AnyResource = ID3D11Buffer | ID3D11Texture2D;

/** One subresource as rows of picture: where the logical bytes lie between the padding. */
function rowsOf(resource: AnyResource): PictureRows {
  const described = out<D3D11_BUFFER_DESC | D3D11_TEXTURE2D_DESC>();
  resource.GetDesc(described as never);
  const desc = described.value!;
  if ('ByteWidth' in desc) return { rows: 1, rowBytes: desc.ByteWidth };
  const picture = pictureRows(desc.Format, desc.Width, desc.Height);
  if (picture) return picture;
  throw new RangeError(`Resource: expected a format whose layout is known, received ${desc.Format}`);
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
  constructor(
    /** The same object in the emulated runtime. */
    readonly api: AnyResource,
    private readonly context: ID3D11DeviceContext,
    private readonly caller: Caller,
  ) {}

  /** Logical bytes of subresource 0. */
  get bytes(): number {
    const { rowBytes, rows } = rowsOf(this.api);
    return rowBytes * rows;
  }

  /**
   * Writes all bytes, through Map; the resource is a staging one.
   * @throws HResultError when it cannot be mapped; TypeError when the amount is wrong
   */
  write(data: Uint8Array): void {
    checkBytes('Resource.write', 'data', data, this.bytes);
    this.mapped('Resource.write', D3D11_MAP.WRITE, ({ pData, RowPitch }, { rowBytes, rows }) => {
      for (let row = 0; row < rows; row += 1) {
        pData!.set(data.subarray(row * rowBytes, (row + 1) * rowBytes), row * RowPitch);
      }
    });
  }

  /** Reads all bytes, through Map; the resource is a staging one. */
  read(): Uint8Array {
    const data = new Uint8Array(this.bytes);
    this.mapped('Resource.read', D3D11_MAP.READ, ({ pData, RowPitch }, { rowBytes, rows }) => {
      for (let row = 0; row < rows; row += 1) {
        data.set(pData!.subarray(row * RowPitch, row * RowPitch + rowBytes), row * rowBytes);
      }
    });
    return data;
  }

  release(): void {
    this.api.Release();
  }

  private mapped(
    call: string,
    mapType: number,
    use: (mapped: D3D11_MAPPED_SUBRESOURCE, rows: PictureRows) => void,
  ): void {
    const mapped = out<D3D11_MAPPED_SUBRESOURCE>();
    this.caller.call(call, 'RES-8, RES-18', () => this.context.Map(this.api, 0, mapType, 0, mapped));
    try {
      use(mapped.value!, rowsOf(this.api));
    } finally {
      this.context.Unmap(this.api, 0);
    }
  }
}
