/** Longer text is not shown: it may be a key. */
const mostCharacters = 60;

/** A value in the words of an error text: small ones themselves, of large ones only what they are. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string')
    return value.length > mostCharacters ? `text of ${value.length} characters` : `'${value}'`;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  const made: unknown = (value as { readonly constructor?: unknown }).constructor;
  return typeof made === 'function' && made !== Object ? made.name : 'an object';
}
