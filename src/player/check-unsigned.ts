import { describeValue } from '../crypto/check.js';

/**
 * Asserts that an argument is what a UINT can hold.
 * @throws TypeError when it is not
 */
export function checkUnsigned32(argument: string, value: unknown): void {
  if (typeof value === 'number' && value >>> 0 === value) return;
  throw new TypeError(`${argument}: expected a whole number of 32 bits, received ${describeValue(value)}`);
}
