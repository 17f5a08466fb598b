import type { Guid } from '../abi/index.js';
import { isGuid } from '../abi/index.js';
import { isBytes } from '../api/kit/index.js';
import { describeValue } from '../options/index.js';

/** A TypeError that names the argument, what was expected and what came. */
export function wrongArgument(
  call: string,
  argument: string,
  expected: string,
  received: unknown,
): TypeError {
  return new TypeError(`${call}: ${argument}: expected ${expected}, received ${describeValue(received)}`);
}

export function checkGuid(call: string, argument: string, value: Guid): Guid {
  if (isGuid(value)) return value;
  throw wrongArgument(call, argument, 'a GUID such as D3D11_CRYPTO_TYPE_AES128_CTR', value);
}

export function checkOptionalGuid(call: string, argument: string, value: Guid | null): Guid | null {
  return value === null ? null : checkGuid(call, argument, value);
}

export function checkBytes(call: string, argument: string, value: Uint8Array, bytes?: number): Uint8Array {
  if (!isBytes(value)) throw wrongArgument(call, argument, 'a Uint8Array', value);
  if (bytes === undefined || value.length === bytes) return value;
  throw wrongArgument(call, argument, `${bytes} bytes`, value.length);
}

export function checkInstance<T>(
  call: string,
  argument: string,
  type: abstract new (...args: never[]) => T,
  value: unknown,
): T {
  if (value instanceof type) return value;
  throw wrongArgument(call, argument, `a ${type.name}`, value);
}

export const isWholeNumber = (value: unknown) => Number.isInteger(value) && (value as number) >= 0;
export const isCount = (value: unknown) => isWholeNumber(value) && value !== 0;

export function checkCount(call: string, argument: string, value: number): number {
  if (isCount(value)) return value;
  throw wrongArgument(call, argument, 'a whole number above 0', value);
}

export function checkWholeNumber(call: string, argument: string, value: number): number {
  if (isWholeNumber(value)) return value;
  throw wrongArgument(call, argument, 'a whole number from 0', value);
}
