import { checkBytes } from './check.js';
import { BLOCK_BYTES } from './counter-block.js';
import { inPieces } from './ctr-pieces.js';
import { checkRuns, type Run } from './runs.js';

/** A decryption at work: it goes on from piece to piece, each a multiple of 16 bytes and none of them empty. */
export interface RunningCbc {
  update(piece: Uint8Array): Uint8Array;
  /** Leaves nothing of the key behind. */
  end(): void;
}

/**
 * AES-128-CBC over runs of whole blocks, as {@link CryptoEngine.cbcDecrypt} promises it.
 * @param begin starts a decryption that goes on from piece to piece
 */
export function decryptRuns(
  key: Uint8Array,
  iv: Uint8Array,
  input: Uint8Array,
  output: Uint8Array,
  runs: readonly Run[],
  begin: () => RunningCbc,
): void {
  checkBytes('key', key, 16);
  checkBytes('iv', iv, BLOCK_BYTES);
  checkBytes('input', input);
  checkBytes('output', output, input.length);
  checkRuns(runs, input.length);
  const odd = runs.find(({ bytes }) => bytes % BLOCK_BYTES !== 0);
  if (odd) throw new RangeError(`runs: expected multiples of 16 bytes, received ${odd.bytes} bytes`);
  const some = runs.filter(({ bytes }) => bytes > 0);
  if (some.length === 0) return;
  const running = begin();
  inPieces(input, output, some, (piece) => running.update(piece));
  running.end();
}
