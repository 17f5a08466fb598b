import { readFileSync } from 'node:fs';

/** A file of fixtures/, as text. */
export function fixtureText(path: string): string {
  return readFileSync(new URL(`../../fixtures/${path}`, import.meta.url), 'utf8');
}

/** Known answers from fixtures/vectors. Every file there names its source, or it is of no use. */
export function vectors<T>(name: string): T {
  const read = JSON.parse(fixtureText(`vectors/${name}.json`)) as { source?: string };
  if (!read.source) throw new Error(`fixtures/vectors/${name}.json names no source`);
  return read as T;
}

/** Bytes from hexadecimal text. */
export function hex(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'hex'));
}

/** Bytes as hexadecimal text. */
export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
