import type { Address } from '../abi/index.js';
import type { Koffi } from '../ffi/index.js';

/** A block of this process's memory with its address: bytes that C and JavaScript both see. */
export interface NativeBlock {
  readonly address: Address;
  readonly buffer: ArrayBuffer;
}

/**
 * `bytes` zeroed bytes. JavaScript allocates them and C is told the address, which never changes for a buffer that is
 * not resizable: so it works alike on every system, and pages that nobody touches cost nothing.
 */
export function allocateBlock(koffi: Koffi, bytes: number): NativeBlock {
  const buffer = new ArrayBuffer(bytes);
  return { address: Number(koffi.address(new Uint8Array(buffer))) as Address, buffer };
}
