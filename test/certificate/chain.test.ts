import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type CertificateChain,
  CertificateChainError,
  type CertificateChainReason,
  CertificateFormatError,
  encodeCertificateContainer,
  orderCertificates,
  readCertificateChain,
  validateCertificateChain,
} from '../../src/certificate/index.js';
import { digest, intermediate, leaf, pem, raws, root } from './test-chain.js';
import { fixtureText } from '../crypto/fixtures.js';

const chain = [leaf, intermediate, root];
const containers = ['pkcs7', 'pkcs7-leaf-first', 'der-chain'] as const;
const wellOrdered = orderCertificates(chain);

/** Why something is refused. */
function reasonOf(action: () => unknown): CertificateChainReason | 'accepted' {
  try {
    action();
  } catch (error) {
    if (error instanceof CertificateChainError) return error.reason;
    throw error;
  }
  return 'accepted';
}

/** A certificate with one byte of its signature changed. */
function withBrokenSignature(certificate: X509Certificate): X509Certificate {
  const raw = new Uint8Array(certificate.raw);
  raw[raw.length - 1]! ^= 1;
  return new X509Certificate(raw);
}

const judge = (bag: readonly X509Certificate[], at?: Date) =>
  reasonOf(() => {
    validateCertificateChain(orderCertificates(bag), root, at ? { at } : {});
  });

describe('readCertificateChain', () => {
  it('finds the leaf in any order and container', () => {
    const shuffled = fc.shuffledSubarray(chain, { minLength: 3 });
    fc.assert(
      fc.property(shuffled, fc.constantFrom(...containers), (certificates, container) => {
        const read = readCertificateChain(encodeCertificateContainer(certificates, container));
        expect(raws([read.leaf])).toEqual(raws([leaf]));
        expect(raws(read.certificates)).toEqual(raws(chain));
        expect(raws(read.intermediates)).toEqual(raws([intermediate]));
        expect(read.root && digest(read.root.raw)).toBe(digest(root.raw));
      }),
    );
  });

  it('does without a root, with a leaf alone, and with twins', () => {
    const rootless = readCertificateChain(encodeCertificateContainer([intermediate, leaf], 'der-chain'));
    expect(raws(rootless.certificates)).toEqual(raws([leaf, intermediate]));
    expect(rootless).not.toHaveProperty('root');
    const alone = readCertificateChain(encodeCertificateContainer([leaf], 'leaf'));
    expect(raws(alone.certificates)).toEqual(raws([leaf]));
    expect(alone.intermediates).toHaveLength(0);
    const twins = encodeCertificateContainer([leaf, root, leaf, intermediate, intermediate], 'der-chain');
    expect(raws(readCertificateChain(twins).certificates)).toEqual(raws(chain));
  });

  it('throws nothing but CertificateFormatError for bytes at random', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(() => readCertificateChain(bytes)).toThrow(CertificateFormatError);
      }),
    );
  });

  it('refuses a bag with no leaf, or two', () => {
    expect(reasonOf(() => orderCertificates([]))).toBe('empty');
    expect(reasonOf(() => orderCertificates([leaf, root]))).toBe('leaf-ambiguous');
  });
});

describe('validateCertificateChain', () => {
  it('accepts the test chain, with its root or without, whatever form the trusted root has', () => {
    expect(judge(chain)).toBe('accepted');
    expect(judge([leaf, intermediate])).toBe('accepted');
    for (const trusted of [root, pem.root, root.raw, new Uint8Array(Buffer.from(pem.root))]) {
      expect(() => {
        validateCertificateChain(wellOrdered, trusted);
      }).not.toThrow();
    }
  });

  it('looks at the time it is told', () => {
    expect(judge(chain, new Date('2020-01-01T00:00:00Z'))).toBe('accepted');
    expect(judge(chain, new Date('9999-12-31T23:59:59Z'))).toBe('accepted');
    expect(judge(chain, new Date('2019-12-31T23:59:59Z'))).toBe('not-yet-valid');
    expect(judge(chain, new Date(Date.UTC(10000, 0, 1)))).toBe('expired');
  });

  it('refuses a signature that is wrong anywhere', () => {
    expect(judge([withBrokenSignature(leaf), intermediate, root])).toBe('signature');
    expect(judge([leaf, withBrokenSignature(intermediate), root])).toBe('signature');
    expect(judge([leaf, intermediate, withBrokenSignature(root)])).toBe('untrusted-root');
    const broken = withBrokenSignature(root);
    expect(
      reasonOf(() => {
        validateCertificateChain(wellOrdered, broken);
      }),
    ).toBe('untrusted-root');
    expect(
      reasonOf(() => {
        validateCertificateChain(orderCertificates([leaf, intermediate]), broken);
      }),
    ).toBe('signature');
  });

  it('refuses gaps, and chains put together by hand in a wrong order', () => {
    expect(judge([leaf])).toBe('untrusted-root');
    expect(judge([intermediate, root])).toBe('leaf-is-ca');
    expect(judge([root])).toBe('leaf-is-ca');
    const doubled: CertificateChain = {
      certificates: chain,
      leaf,
      intermediates: [intermediate, intermediate],
      root,
    };
    expect(
      reasonOf(() => {
        validateCertificateChain(doubled, root);
      }),
    ).toBe('issuer');
  });

  it('refuses a trusted root that is none, in words', () => {
    const validate = (trusted: unknown) => () => {
      validateCertificateChain(wellOrdered, trusted as string);
    };
    expect(validate(7)).toThrow(TypeError);
    expect(validate(null)).toThrow(/trustedRoot: expected an X509Certificate, .*, received null/);
    expect(validate('text')).toThrow(CertificateFormatError);
    expect(validate(pem.root + pem.leaf)).toThrow('trustedRoot: expected one certificate, received 2');
    expect(() => {
      validateCertificateChain(wellOrdered, root, { at: new Date(NaN) });
    }).toThrow(TypeError);
  });
});

describe('validateCertificateChain against certificates of others', () => {
  const other = (name: string) => new X509Certificate(fixtureText(`certificates/faulty/${name}.pem`));
  const others = {
    root: other('root'),
    leaf: other('leaf'),
    namesake: other('namesake'),
    leafOfNamesake: other('leaf-of-namesake'),
    noCa: other('no-ca'),
    leafOfNoCa: other('leaf-of-no-ca'),
    shortKeyLeaf: other('short-key-leaf'),
    curveLeaf: other('curve-leaf'),
  };
  const judgeOthers = (bag: readonly X509Certificate[]) =>
    reasonOf(() => {
      validateCertificateChain(orderCertificates(bag), others.root);
    });

  it('accepts a leaf right under the root', () => {
    expect(judgeOthers([others.leaf, others.root])).toBe('accepted');
    expect(judgeOthers([others.leaf])).toBe('accepted');
  });

  it('refuses another root of the same name', () => {
    expect(judgeOthers([others.leafOfNamesake, others.namesake])).toBe('untrusted-root');
    expect(judgeOthers([others.leafOfNamesake])).toBe('signature');
  });

  it('is not misled by a namesake that lies beside the true issuer', () => {
    expect(judgeOthers([others.namesake, others.leaf, others.root])).toBe('accepted');
    expect(judgeOthers([others.root, others.leaf, others.namesake])).toBe('accepted');
  });

  it('refuses an issuer that is no CA', () => {
    expect(judgeOthers([others.leafOfNoCa, others.noCa, others.root])).toBe('not-ca');
  });

  it('refuses a leaf whose key is not RSA-2048', () => {
    expect(judgeOthers([others.shortKeyLeaf, others.root])).toBe('leaf-key');
    expect(judgeOthers([others.curveLeaf, others.root])).toBe('leaf-key');
  });

  it('finds the certificate and its name in the error', () => {
    try {
      validateCertificateChain(orderCertificates([others.shortKeyLeaf, others.root]), others.root);
    } catch (error) {
      expect(error).toMatchObject({
        name: 'CertificateChainError',
        reason: 'leaf-key',
        certificate: others.shortKeyLeaf,
      });
      expect(String(error)).toMatch(/expected an RSA key of 2048 bits, received rsa 1024 \(certificate CN=/);
    }
    expect.assertions(2);
  });
});
