import { loadKoffi } from '../ffi/index.js';

/** Functions of OpenSSL's EVP interface, called as C calls them. Handles and addresses are numbers; int is 1 for success. */
export interface Evp {
  /** EVP_CIPHER_CTX_new. */
  readonly newContext: () => unknown;
  /** EVP_CIPHER_CTX_reset: overwrites the expanded key. */
  readonly reset: (context: unknown) => unknown;
  /** EVP_CIPHER_fetch. */
  readonly fetch: (library: 0, name: string, properties: 0) => unknown;
  /** EVP_EncryptInit_ex. */
  readonly init: (context: unknown, cipher: unknown, engine: 0, key: Uint8Array, iv: Uint8Array) => unknown;
  /** EVP_EncryptUpdate; `pWritten` is the address of an int. */
  readonly update: (context: unknown, to: number, pWritten: number, from: number, bytes: number) => unknown;
  /** Where an array lies. It may move or go once nothing in JavaScript holds it. */
  readonly addressOf: (bytes: Uint8Array) => number;
}

/** Looks the functions up; undefined where koffi is missing or Node does not export its OpenSSL. */
export function bindEvp(): Evp | undefined {
  const koffi = loadKoffi();
  if (koffi instanceof Error) return undefined;
  try {
    const lib = koffi.load(null);
    const [handle, pointer, address] = ['uint64_t', 'uint8_t *', 'uint64_t'];
    return {
      newContext: lib.func('EVP_CIPHER_CTX_new', handle, []),
      reset: lib.func('EVP_CIPHER_CTX_reset', 'int', [handle]),
      fetch: lib.func('EVP_CIPHER_fetch', handle, [handle, 'str', handle]),
      init: lib.func('EVP_EncryptInit_ex', 'int', [handle, handle, handle, pointer, pointer]),
      update: lib.func('EVP_EncryptUpdate', 'int', [handle, address, address, address, 'int']),
      addressOf: (bytes) => Number(koffi.address(bytes)),
    };
  } catch {
    return undefined;
  }
}

/** Looked up at the first use. */
const bound: { evp?: Evp | undefined } = {};

/**
 * The same, bound once for the process, as an import is: they are code and hold nothing of a driver's. V8 calls a C
 * function directly as long as a line of code calls this one and no other; with functions that each driver had bound
 * anew, rows of pictures took a third longer.
 */
export function evpFunctions(): Evp | undefined {
  if (!('evp' in bound)) bound.evp = bindEvp();
  return bound.evp;
}
