import { createRequire } from 'node:module';

/** A type as koffi takes it: the name of a C type, or what one of koffi's own functions made. */
export type CType = string | object;

/** A C function, ready to be called. Pointers go in as numbers or typed arrays, and come out as BigInt. */
export type CFunction = (...args: unknown[]) => unknown;

export interface CLibrary {
  /** Throws when the library has no such symbol. */
  func(name: string, result: CType, parameters: readonly CType[]): CFunction;
}

/** As much of koffi as is used here. Declared by us: the package is optional, and so are its types. */
export interface Koffi {
  /**
   * With null: the process itself.
   * @param options deep: what the library calls, it looks for in itself and its own libraries first
   */
  load(path: string | null, options?: { readonly deep: boolean }): CLibrary;
  proto(result: CType, parameters: readonly CType[]): object;
  pointer(type: CType): object;
  decode(pointer: bigint, type: CType): unknown;
  register(callback: (...args: never[]) => unknown, type: CType): bigint;
  unregister(callback: bigint): void;
  view(pointer: bigint, bytes: number): ArrayBuffer;
  address(bytes: Uint8Array): bigint;
}

/** Koffi, or why there is none: it is an optional dependency, with a binary for each platform. */
export function loadKoffi(): Koffi | Error {
  try {
    // Required, not imported: it may be missing, and those who need it are synchronous.
    return createRequire(import.meta.url)('koffi') as Koffi;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
