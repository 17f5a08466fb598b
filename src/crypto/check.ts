import { KeyObject } from 'node:crypto';

/** Says what a value is in the words of an error text. Never its content: it may be a key. */
export function describeValue(value: unknown): string {
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (value instanceof KeyObject)
    return `a ${value.type} key${value.asymmetricKeyType ? ` (${value.asymmetricKeyType})` : ''}`;
  if (value === null) return 'null';
  if (typeof value === 'number') return `the number ${value}`;
  if (typeof value !== 'object') return typeof value;
  const made: unknown = (value as { constructor?: unknown }).constructor;
  return `an object (${typeof made === 'function' ? made.name : 'without a constructor'})`;
}

/**
 * Asserts that an argument is bytes, and exactly `length` of them when a length is given.
 * @throws TypeError when it is not a Uint8Array
 * @throws RangeError when it has another length
 */
export function checkBytes(argument: string, value: unknown, length?: number): asserts value is Uint8Array {
  if (!(value instanceof Uint8Array)) {
    const size = length === undefined ? '' : ` of ${length} bytes`;
    throw new TypeError(`${argument}: expected a Uint8Array${size}, received ${describeValue(value)}`);
  }
  if (length !== undefined && value.length !== length) {
    throw new RangeError(`${argument}: expected ${length} bytes, received ${value.length}`);
  }
}

/**
 * Asserts that an argument is an RSA key; a private key serves as a public one too, as it holds one.
 * @throws TypeError when it is anything else
 */
export function checkRsaKey(
  argument: string,
  key: unknown,
  type: 'private' | 'public',
): asserts key is KeyObject {
  const usable =
    key instanceof KeyObject && key.asymmetricKeyType === 'rsa' && (key.type === type || type === 'public');
  if (!usable)
    throw new TypeError(`${argument}: expected an RSA ${type} KeyObject, received ${describeValue(key)}`);
}
