import { readFileSync } from 'node:fs';

/** A file of fixtures/, as text. */
export function fixtureText(path: string): string {
  return readFileSync(new URL(`../../fixtures/${path}`, import.meta.url), 'utf8');
}

/** Known answers from fixtures/vectors. Every file there names its source, or it is of no use. */
export function vectors(name: string): unknown {
  const read: unknown = JSON.parse(fixtureText(`vectors/${name}.json`));
  if (!Object.hasOwn(read as object, 'source'))
    throw new Error(`fixtures/vectors/${name}.json names no source`);
  return read;
}

/** Bytes from hexadecimal text. */
export function hex(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'hex'));
}

/** Bytes as hexadecimal text. */
export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
