import type { FieldType } from './scalars.js';
import { bytes } from './scalars.js';

/**
 * A variable tail: the header declares `declared` bytes, and as many as other members say lie there. The structure
 * decodes and encodes the declared ones; the rest lies from the member's offset on, past the structure's size.
 */
export function tail(declared: number): FieldType<Uint8Array> {
  return { ...bytes(declared), isTail: true };
}
