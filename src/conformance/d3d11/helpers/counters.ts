/** IV and Count as the 16 bytes of D3D11_AES_CTR_IV: both big-endian (IV-1, IV-2). */
export function counterBlock(iv: bigint, count: bigint): Uint8Array {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, iv);
  view.setBigUint64(8, count);
  return bytes;
}
