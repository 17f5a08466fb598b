/**
 * Zeros to put a secret into and to overwrite afterwards. They lie outside the JavaScript heap: a `new Uint8Array(16)`
 * may lie on it (V8 does so up to 64 bytes), where the garbage collector moves it and leaves the old bytes behind.
 */
export function secretBytes(bytes: number): Uint8Array {
  return new Uint8Array(new ArrayBuffer(bytes));
}
