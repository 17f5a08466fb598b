import { createHash, X509Certificate } from 'node:crypto';
import { fixtureText } from '../crypto/fixtures.js';

export const pem = {
  root: fixtureText('certificates/root.pem'),
  intermediate: fixtureText('certificates/intermediate.pem'),
  leaf: fixtureText('certificates/leaf.pem'),
  leafKey: fixtureText('certificates/leaf.key.pem'),
};

export const root = new X509Certificate(pem.root);
export const intermediate = new X509Certificate(pem.intermediate);
export const leaf = new X509Certificate(pem.leaf);

/** Bytes as text short enough to read in a failed test. */
export function digest(bytes: Uint8Array): string {
  return `${bytes.length} bytes, SHA-256 ${createHash('sha256').update(bytes).digest('hex')}`;
}

/** The certificates' bytes, for comparing: X509Certificate objects compare as empty ones. */
export function raws(certificates: readonly X509Certificate[]): string[] {
  return certificates.map(({ raw, subject }) => `${subject}: ${digest(raw)}`);
}
