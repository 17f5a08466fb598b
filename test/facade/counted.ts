/** Bytes that differ from their neighbours: 1, 2, 3, …, round and round. */
export function counted(bytes: number, from = 1): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, index) => (from + index) % 251);
}
