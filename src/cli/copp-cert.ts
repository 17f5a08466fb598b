import { createHash } from 'node:crypto';
import { toKeyObject } from '../certificate/copp/index.js';
import { createOutputs } from '../facade/index.js';
import type { CoppCertificate } from '../player/index.js';
import { readCoppCertificateChain } from '../player/index.js';

/** COPP's chain as a player gets it: the XML document that KeyExchange returns. */
export function servedDocument(): Uint8Array {
  const outputs = createOutputs();
  try {
    return outputs.monitors[0]!.outputs[0]!.certifiedOutputProtection().keyExchange().certificate;
  } finally {
    outputs.release();
  }
}

function describe({ publicKey, keyUsage, isCopp, data, signature }: CoppCertificate): string {
  const rows = {
    key: `RSA ${8 * publicKey.modulus.length}`,
    usage: [...keyUsage, ...(isCopp ? ['COPPCertificate'] : [])].join(', '),
    signed: `RSASSA-PSS, SHA-1, ${signature.length} bytes`,
    // The number that a revocation list has of it (CERT-12).
    'SHA-1': createHash('sha1').update(data).digest('hex'),
  };
  return Object.entries(rows)
    .map(([name, text]) => `  ${name.padEnd(8)} ${text}\n`)
    .join('');
}

/** A document's certificates as a person reads them. */
export function showDocument(document: Uint8Array): string {
  const { driver, vendor, root } = readCoppCertificateChain(document);
  return Object.entries({ driver, vendor, root })
    .map(([role, certificate]) => `${role}\n${describe(certificate)}`)
    .join('\n');
}

/** The public key of a document's root as PEM: what a player is told to trust. */
export function rootKey(document: Uint8Array): string {
  const { publicKey } = readCoppCertificateChain(document).root;
  return String(toKeyObject(publicKey).export({ type: 'spki', format: 'pem' }));
}
