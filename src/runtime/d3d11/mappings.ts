/** Subresources as the CPU has them between Map and Unmap. */
import type { Address, Memory } from '../../abi/index.js';
import { D3D11_MAP } from '../../api/d3d11/index.js';

/** One subresource, mapped: memory of the caller's, beside that of the resource. */
export interface Mapping {
  /** What the caller reads and writes. After Unmap nothing is behind it any more. */
  readonly bytes: Uint8Array;
  readonly mapType: number;
  /** Where the driver keeps the subresource. */
  readonly pData: Address;
}

/** Takes an array's memory away: it is empty from then on, and what is written to it goes nowhere. */
function detach(bytes: Uint8Array): void {
  structuredClone(bytes.buffer, { transfer: [bytes.buffer as ArrayBuffer] });
}

/**
 * The subresources of one resource that are mapped. The caller gets bytes of its own, copied when the subresource is
 * mapped for reading and copied back when it was mapped for writing: a pointer that is used after Unmap changes nothing.
 */
export class Mappings {
  private readonly mapped = new Map<number, Mapping>();

  has(subresource: number): boolean {
    return this.mapped.has(subresource);
  }

  /** How a subresource is mapped; D3D11_MAP. */
  typeOf(subresource: number): number {
    return this.mapped.get(subresource)?.mapType ?? 0;
  }

  /** Those that are mapped. */
  get subresources(): ReadonlySet<number> {
    return new Set(this.mapped.keys());
  }

  /** How many subresources are mapped. */
  get size(): number {
    return this.mapped.size;
  }

  /** Bytes for the caller. Those of a map that discards are fresh; what was in the resource is gone. */
  begin(memory: Memory, subresource: number, mapType: number, pData: Address, byteCount: number): Uint8Array {
    const bytes =
      mapType === D3D11_MAP.WRITE_DISCARD ? new Uint8Array(byteCount) : memory.copyOut(pData, byteCount);
    this.mapped.set(subresource, { bytes, mapType, pData });
    return bytes;
  }

  /** Writes the bytes back where the caller may have written, and takes them away. */
  finish(memory: Memory, subresource: number): void {
    const mapping = this.mapped.get(subresource);
    if (!mapping) return;
    if (mapping.mapType !== D3D11_MAP.READ) memory.copyIn(mapping.pData, mapping.bytes);
    this.drop(subresource);
  }

  /** Takes the bytes of a subresource away without writing them back: the device is removed (XLT-11). */
  drop(subresource: number): void {
    const mapping = this.mapped.get(subresource);
    if (!mapping) return;
    this.mapped.delete(subresource);
    detach(mapping.bytes);
  }
}
