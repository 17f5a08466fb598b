import type { Guid } from '../../../abi/index.js';
import { guid } from '../../../abi/index.js';

/** A GUID is compared as four 32-bit words (D-63). */
export const guidWords = [0, 1, 2, 3] as const;

/** Where the eight hex digits of each word stand in a GUID's text without dashes. */
const digitsOfWord = 8;

/**
 * A GUID that differs from another in one bit of one 32-bit word.
 * @example
 * const nearly = nearMiss(usualKind.cryptoType, 3);
 */
export function nearMiss(right: Guid, word: (typeof guidWords)[number]): Guid {
  const digits = right.replaceAll('-', '');
  const at = word * digitsOfWord + 3;
  const flipped = (parseInt(digits[at]!, 16) ^ 1).toString(16);
  const wrong = digits.slice(0, at) + flipped + digits.slice(at + 1);
  return guid(wrong.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'));
}
