import { createCipheriv } from 'node:crypto';

/** A counter block for each 16 bytes of key stream: Count wraps in its own 64 bits, or carries into IV (D-22). */
function* counterBlocks(iv: Uint8Array, carry: 'count' | 'block'): Generator<Buffer> {
  const first = Buffer.from(iv);
  let [high, low] = [first.readBigUInt64BE(0), first.readBigUInt64BE(8)];
  for (;;) {
    const block = Buffer.alloc(16);
    block.writeBigUInt64BE(high, 0);
    block.writeBigUInt64BE(low, 8);
    yield block;
    low = BigInt.asUintN(64, low + 1n);
    if (low === 0n && carry === 'block') high = BigInt.asUintN(64, high + 1n);
  }
}

/** The bytes of a key stream, one after another: each block is a counter block, encrypted by AES-128-ECB. */
function* keyStream(key: Uint8Array, iv: Uint8Array, carry: 'count' | 'block'): Generator<number> {
  for (const block of counterBlocks(iv, carry)) {
    const cipher = createCipheriv('aes-128-ecb', key, null).setAutoPadding(false);
    yield* cipher.update(block);
  }
}

/** Whether each byte is encrypted, read off from the beginning as the structure's page tells it (EBI-1…EBI-4). */
function* encryptedOrNot([beginning, skip, encrypt]: BlockInfo): Generator<boolean> {
  for (let left = beginning; left > 0; left -= 1) yield true;
  for (;;) {
    for (let left = skip; left > 0; left -= 1) yield false;
    for (let left = encrypt; left > 0; left -= 1) yield true;
    if (encrypt === 0) yield false; // D-23, and where there is no pattern at all
  }
}

/** NumEncryptedBytesAtBeginning, NumBytesInSkipPattern, NumBytesInEncryptPattern. */
export type BlockInfo = readonly [beginning: number, skip: number, encrypt: number];

export interface PartialModel {
  readonly key: Uint8Array;
  readonly iv: Uint8Array;
  readonly info: BlockInfo;
  readonly keystream?: 'encrypted-only' | 'whole-buffer';
  readonly carry?: 'count' | 'block';
}

/** Encrypts or decrypts a partly encrypted buffer, a byte at a time. Knows nothing of runs, rows or pieces. */
export function applyPartly(data: Uint8Array, model: PartialModel): Uint8Array {
  const { key, iv, info, keystream = 'encrypted-only', carry = 'count' } = model;
  const stream = keyStream(key, iv, carry);
  const pattern = encryptedOrNot(info);
  return data.map((byte) => {
    const isEncrypted = pattern.next().value as boolean;
    if (!isEncrypted && keystream === 'encrypted-only') return byte;
    const mask = stream.next().value as number;
    return isEncrypted ? byte ^ mask : byte;
  });
}
