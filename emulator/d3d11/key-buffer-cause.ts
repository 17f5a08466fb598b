import type { OaepFault } from '../../src/crypto/index.js';
import { findOaepFault, RSA_BLOCK_BYTES } from '../../src/crypto/index.js';
import { KEY_BYTES } from '../core/key-slab.js';
import type { Cause } from '../core/refusal-recorder.js';
import type { D3D11Core } from './d3d11-core.js';

const hashNames = { sha512: 'SHA-512', sha256: 'SHA-256', sha1: 'SHA-1' };

/** What is wrong, the clause that says how it has to be, and what came where that may be told. */
type Told = readonly [rule: string, clause: string, received?: string | undefined];

function told(fault: OaepFault): Told {
  switch (fault.kind) {
    case 'not-below-modulus':
      return ['the key buffer is no number below the modulus', 'NCS-3'];
    case 'hash': {
      const [label, mgf1] = [hashNames[fault.labelHash], hashNames[fault.mgf1Hash]];
      return ['OAEP with another hash', 'D-01, NCS-5', `${label} for the label, ${mgf1} in MGF1`];
    }
    case 'label':
      return ['OAEP with a label', 'D-01, NCS-5'];
    case 'message-length':
      return ['the message is no session key', 'D-02, NCS-6', `${fault.bytes} bytes`];
    case 'pkcs1-v1.5':
      return ['PKCS #1 v1.5 padding', 'D-01, NCS-2'];
    case 'first-byte':
      return ['the first byte of the OAEP encoding is not 0', 'NCS-2, NCS-8'];
    case 'padding':
      return ['OAEP without the zeros and the 01 byte before the message', 'NCS-2, NCS-8'];
    case 'reversed': {
      const rule = 'the bytes are in reversed order';
      if (fault.besides === null) return [rule, 'D-01', 'little-endian'];
      const [also, clause, received] = told(fault.besides);
      return [`${rule}; besides, ${also}`, `D-01, ${clause}`, received];
    }
    case 'unknown':
      return ['damaged, or made for another certificate', 'NCS-2, NCS-8'];
  }
}

/**
 * Why a key buffer was not opened. Only the ciphertext is kept; what is wrong is looked for when somebody asks (D-03).
 * @param ciphertext the driver's own copy
 */
export function keyBufferCause(
  { engine, identity, profile }: D3D11Core,
  ciphertext: Uint8Array,
): () => Cause {
  return () => {
    const { oaepHash } = profile;
    const expected = { hash: oaepHash, messageBytes: KEY_BYTES };
    // A driver that takes other sizes has a fault of its own, and its buffer no block to look into.
    const isBlock = ciphertext.length === RSA_BLOCK_BYTES;
    const fault: OaepFault = isBlock
      ? findOaepFault(engine, identity.privateKey, ciphertext, expected)
      : { kind: 'unknown' };
    const [rule, clause, received] = told(fault);
    const hash = hashNames[oaepHash];
    return {
      rule,
      clause,
      argument: 'pData',
      expected: `${KEY_BYTES} bytes by RSAES-OAEP, ${hash} for an empty label and in MGF1, big-endian`,
      ...(received !== undefined && { received }),
    };
  };
}
