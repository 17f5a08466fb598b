import type { KeyObject } from 'node:crypto';
import type { CoppCertificateChain } from '../../../certificate/copp/index.js';
import { CoppChainError, readCoppCertificateChain, toKeyObject } from '../../../certificate/copp/index.js';
import { CaseFailure } from '../../framework/outcome.js';
import type { CoppCase } from '../fixture.js';

/** A chain that was read, or why it cannot be. */
type ReadChain = CoppCertificateChain | CoppChainError;

function read(bytes: Uint8Array): ReadChain {
  try {
    return readCoppCertificateChain(bytes);
  } catch (error) {
    if (error instanceof CoppChainError) return error;
    throw error;
  }
}

/** Chains by their bytes: reading one costs more than all the rest of a short case. */
const chainsOfRun = () => new Map<string, ReadChain>();
const keysOfRun = () => new Map<string, KeyObject>();

const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

function remembered<T>(kept: Map<string, T>, bytes: Uint8Array, make: () => T): T {
  const text = textOf(bytes);
  const known = kept.get(text);
  if (known !== undefined) return known;
  const made = make();
  kept.set(text, made);
  return made;
}

/** The three certificates in these bytes, not trusted; an error where they are none. */
export function readChain(t: CoppCase, bytes: Uint8Array): ReadChain {
  return remembered(t.run.of(chainsOfRun), bytes, () => read(bytes));
}

/**
 * The key that start messages are encrypted with: the leaf's, whoever vouches for it. Fails the case where the document
 * has none, since nothing can be asked of the driver then.
 */
export function leafKey(t: CoppCase, bytes: Uint8Array): KeyObject {
  const chain = readChain(t, bytes);
  if (chain instanceof CoppChainError)
    throw new CaseFailure(`COPPKeyExchange: expected a certificate chain, received ${chain.message}`);
  return remembered(t.run.of(keysOfRun), bytes, () => toKeyObject(chain.driver.publicKey));
}
