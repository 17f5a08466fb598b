import { showBriefly } from '../brief.js';
import type { D3D11_MAPPED_SUBRESOURCE } from '../runtime/d3d11/index.js';

/**
 * A subresource that is open to the CPU. The bytes lie as the driver keeps them, with its pitches; after `unmap()` they
 * are nobody's, and the array is empty.
 *
 * @example
 * ```ts
 * import { createDevice, type Mapping } from 'softumd';
 *
 * const picture = createDevice().createNv12Texture('staging', { width: 4, height: 2 });
 * const mapping: Mapping = picture.map();
 * mapping.bytes[mapping.rowPitch] = 0x10; // the first texel of the second row
 * mapping.unmap();
 * console.log(picture.read()[4], mapping.bytes.length); // 16 0
 * ```
 */
export class Mapping {
  static {
    showBriefly(this.prototype, 'Mapping', ({ bytes, rowPitch }) => ({ bytes: bytes.length, rowPitch }));
  }

  readonly bytes: Uint8Array;
  /** Bytes from one row to the next, in every plane. */
  readonly rowPitch: number;
  /** Bytes of the subresource as the driver tells them. */
  readonly depthPitch: number;

  constructor(
    { pData, RowPitch, DepthPitch }: D3D11_MAPPED_SUBRESOURCE,
    /**
     * Ends it: what was written gets into the resource. Legal on a removed device, where it gets nowhere (api UM-4).
     * @throws HResultError when it was ended before
     */
    readonly unmap: () => void,
  ) {
    this.bytes = pData!; // a map that succeeds gives bytes (api MP-21)
    this.rowPitch = RowPitch;
    this.depthPitch = DepthPitch;
  }
}
