import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import type { Koffi } from '../ffi/index.js';

/** Bytes that another process can read in a file, also after this one has died. */
export interface SharedFile {
  readonly buffer: ArrayBuffer;
  /** Says that these bytes have changed. */
  changed(offset: number, bytes: number): void;
}

const PROT_READ_WRITE = 3;
const MAP_SHARED = 1;

/** The file as memory: what is written is in the file at once, whatever becomes of this process. */
function mapFile(koffi: Koffi, descriptor: number, bytes: number): ArrayBuffer | undefined {
  if (process.platform === 'win32') return undefined;
  const parameters = ['uint64_t', 'uint64_t', 'int', 'int', 'int', 'int64_t'];
  const mmap = koffi.load(null).func('mmap', 'int64_t', parameters);
  const address = Number(mmap(0, bytes, PROT_READ_WRITE, MAP_SHARED, descriptor, 0));
  return address > 0 ? koffi.view(BigInt(address), bytes) : undefined;
}

/**
 * Opens a file of `bytes` zero bytes for sharing.
 * @param koffi without it, and on Windows, every change is a write to the file: some microseconds each
 */
export function openSharedFile(path: string, bytes: number, koffi: Koffi | undefined): SharedFile {
  const descriptor = openSync(path, 'w+');
  ftruncateSync(descriptor, bytes);
  const mapped = koffi && mapFile(koffi, descriptor, bytes);
  if (mapped) {
    closeSync(descriptor);
    return { buffer: mapped, changed: () => undefined };
  }
  const buffer = new ArrayBuffer(bytes);
  const changed = (offset: number, count: number) => {
    writeSync(descriptor, new Uint8Array(buffer, offset, count), 0, count, offset);
  };
  return { buffer, changed };
}
