import { bytesOfRuns, cutRuns, gather, type Run, scatter } from './runs.js';
import { secretBytes } from './secret-bytes.js';

/**
 * What a library that answers with new memory is handed at a time. It stays in the processor's cache; from 128 KiB on the C
 * library has the system make pages anew for each answer, which takes longer than the cipher.
 */
const pieceBytes = 64 * 1024;

/**
 * Sends runs through a cipher that answers with new memory: a piece of a long run as it lies, short ones side by side.
 * @param update the cipher, asked for one piece after another; each but the last is a multiple of 16 bytes
 */
export function inPieces(
  input: Uint8Array,
  output: Uint8Array,
  runs: readonly Run[],
  update: (piece: Uint8Array) => Uint8Array,
): void {
  let rest = runs;
  while (rest.length > 0) {
    const [piece, others] = cutRuns(rest, pieceBytes);
    const [only, ...more] = piece;
    if (only && more.length === 0)
      output.set(update(input.subarray(only.offset, only.offset + only.bytes)), only.offset);
    else updateTogether(input, output, piece, update);
    rest = others;
  }
}

/** Leaves no content behind: it may be what a surface protects. */
function updateTogether(
  input: Uint8Array,
  output: Uint8Array,
  runs: readonly Run[],
  update: (piece: Uint8Array) => Uint8Array,
): void {
  const together = secretBytes(bytesOfRuns(runs));
  gather(input, runs, together);
  const answer = update(together);
  scatter(answer, output, runs);
  answer.fill(0);
  together.fill(0);
}
