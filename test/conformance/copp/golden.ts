import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';

type Example = Readonly<Record<string, string>>;

/** The worked examples of fixtures/reference/opm-copp.json: nothing of ours computed them. */
const { examples } = JSON.parse(
  readFileSync(new URL('../../../fixtures/reference/opm-copp.json', import.meta.url), 'utf8'),
) as { readonly examples: Readonly<Record<string, Example>> };

export const example = (name: string): Example => examples[name]!;

export const bytesOf = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));

/** The driver's public key of the examples. */
export function driverKey() {
  const { n } = example('testkey_driver');
  const text = (hex: string) => Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  return createPublicKey({
    key: { kty: 'RSA', n: text(n!).toString('base64url'), e: 'AQAB' },
    format: 'jwk',
  });
}

const plaintext = bytesOf(example('copp_handshake')['plaintext']!);

/** What the start message of the examples says. */
export const started = {
  random: plaintext.slice(0, 16),
  KDI: plaintext.slice(16, 32),
  statusNumber: 0x11223344,
  commandNumber: 0x55667788,
} as const;

/** 4096 bytes that begin so. */
export function structureOf(hex: string): Uint8Array {
  const bytes = new Uint8Array(4096);
  bytes.set(bytesOf(hex));
  return bytes;
}
