/** Longer text is not shown: it may be a key. */
const mostCharacters = 60;

/** An argument in the words of a message: bytes are counted, never shown. */
export function describe(argument: unknown): string {
  if (argument === null || argument === undefined) return 'null';
  if (ArrayBuffer.isView(argument)) return `${argument.byteLength} bytes`;
  if (Array.isArray(argument)) return `an array of ${argument.length}`;
  if (typeof argument === 'object') {
    const tag: unknown = (argument as { readonly [Symbol.toStringTag]?: unknown })[Symbol.toStringTag];
    return typeof tag === 'string' ? `an ${tag}` : 'an object';
  }
  if (typeof argument === 'function') return 'a function';
  const plain = argument as string | number | bigint | boolean | symbol;
  if (typeof plain !== 'string') return String(plain);
  return plain.length > mostCharacters ? `text of ${plain.length} characters` : `'${plain}'`;
}
