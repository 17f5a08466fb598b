import { type CryptoEngine, nobleEngine, opensslEngine } from '../../src/crypto/index.js';

/** Every test of the primitives runs against each of these. */
export const engines: readonly { name: string; engine: CryptoEngine }[] = [
  { name: 'noble', engine: nobleEngine() },
  { name: 'openssl', engine: opensslEngine({ inPlace: false }) },
  { name: 'openssl in place', engine: opensslEngine() },
];
