import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createDevice } from 'softumd';
import { D3D11_CRYPTO_TYPE_AES128_CTR, D3D11_KEY_EXCHANGE_RSAES_OAEP } from 'softumd/d3d11';
import {
  type CertificateContainer,
  CertificateFormatError,
  encodeCertificateContainer,
  readCertificateContainer,
} from '../../src/certificate/index.js';
import { fixtureText, toHex } from '../crypto/fixtures.js';
import { openssl, opensslReason, withOpenssl } from '../crypto/openssl.js';
import { digest, intermediate, leaf, pem, raws, root } from './test-chain.js';
import { runs } from '../support/runs.js';

const chain = [leaf, intermediate, root];
const inside: Record<CertificateContainer, X509Certificate[]> = {
  pkcs7: [root, intermediate, leaf],
  'pkcs7-leaf-first': chain,
  'der-chain': chain,
  leaf: [leaf],
};
const containers = Object.keys(inside) as CertificateContainer[];

/** Reads bytes that are broken, and returns the error. */
function refusal(bytes: Uint8Array): CertificateFormatError {
  try {
    readCertificateContainer(bytes);
  } catch (error) {
    if (error instanceof CertificateFormatError) return error;
    throw error;
  }
  throw new Error('expected a refusal');
}

describe('certificate containers (D-05)', () => {
  it.each(containers)('%s comes back byte for byte, in its own order', (container) => {
    const bytes = encodeCertificateContainer(chain, container);
    expect(raws(readCertificateContainer(bytes))).toEqual(raws(inside[container]));
    expect(raws(readCertificateContainer(Buffer.from(bytes)))).toEqual(raws(inside[container]));
    const room = new Uint8Array(bytes.length + 9);
    room.set(bytes, 5);
    expect(raws(readCertificateContainer(room.subarray(5, 5 + bytes.length)))).toEqual(
      raws(inside[container]),
    );
  });

  it('pkcs7 depends on which certificate is the leaf, not on the order of the others; the leaf is last', () => {
    const bytes = toHex(encodeCertificateContainer(chain, 'pkcs7'));
    expect(toHex(encodeCertificateContainer([leaf, root, intermediate], 'pkcs7')) === bytes).toBe(true);
    expect(bytes.endsWith(`${leaf.raw.toString('hex')}3100`)).toBe(true);
  });

  withOpenssl.each([
    ['pkcs7', pem.root + pem.intermediate + pem.leaf],
    ['pkcs7-leaf-first', pem.leaf + pem.intermediate + pem.root],
  ] as const)(
    `%s is what openssl crl2pkcs7 makes, and openssl reads it${opensslReason}`,
    (container, text) => {
      const args = ['crl2pkcs7', '-nocrl', '-certfile', 'chain.pem', '-outform', 'DER'];
      const known = openssl(args, undefined, { 'chain.pem': text });
      const made = encodeCertificateContainer(chain, container);
      expect(digest(made)).toBe(digest(known));
      const printed = Buffer.from(openssl(['pkcs7', '-inform', 'DER', '-print_certs'], made)).toString();
      expect(printed.match(/BEGIN CERTIFICATE/g)).toHaveLength(3);
    },
  );

  describe('of a chain whose leaf is shorter than its issuers', () => {
    const own = (name: string) => new X509Certificate(fixtureText(`certificates/short-leaf/${name}.pem`));
    const [shortRoot, shortIntermediate, shortLeaf] = [own('root'), own('intermediate'), own('leaf')];
    const shortChain = [shortLeaf, shortIntermediate, shortRoot];

    it('pkcs7 goes from root to leaf all the same, and pkcs7-leaf-first from leaf to root', () => {
      expect(shortLeaf.raw.length).toBeLessThan(Math.min(shortRoot.raw.length, shortIntermediate.raw.length));
      expect(raws(readCertificateContainer(encodeCertificateContainer(shortChain, 'pkcs7')))).toEqual(
        raws([shortRoot, shortIntermediate, shortLeaf]),
      );
      const leafFirst = encodeCertificateContainer(shortChain, 'pkcs7-leaf-first');
      expect(raws(readCertificateContainer(leafFirst))).toEqual(raws(shortChain));
    });

    it('pkcs7 is DER where the leaf is last in DER’s order, whatever comes before it', () => {
      // The root of another chain is longer than this one's intermediate.
      expect(shortRoot.raw.length).toBeGreaterThan(intermediate.raw.length);
      expect(shortRoot.raw.length).toBeGreaterThan(leaf.raw.length);
      const first = encodeCertificateContainer([shortRoot, leaf, root, intermediate], 'pkcs7');
      expect(raws(readCertificateContainer(first))).toEqual(raws([root, intermediate, leaf, shortRoot]));
    });

    withOpenssl(`openssl finds them in that order${opensslReason}`, () => {
      const made = encodeCertificateContainer(shortChain, 'pkcs7');
      const printed = Buffer.from(openssl(['pkcs7', '-inform', 'DER', '-print_certs', '-noout'], made));
      const subjects = [...printed.toString().matchAll(/^subject=CN ?= ?SoftUMD TEST ONLY (\w+)/gm)];
      expect(subjects.map(([, name]) => name)).toEqual(['root', 'intermediate', 'leaf']);
    });

    it('a driver serves them in that order', () => {
      const { videoDevice } = createDevice({ certificate: { privateKey: pem.leafKey, chain: shortChain } });
      const session = videoDevice.createCryptoSession(
        D3D11_CRYPTO_TYPE_AES128_CTR,
        null,
        D3D11_KEY_EXCHANGE_RSAES_OAEP,
      );
      const served = readCertificateContainer(session.getCertificate());
      expect(raws(served)).toEqual(raws([shortRoot, shortIntermediate, shortLeaf]));
    });
  });

  it('der-chain and leaf are the certificates and nothing else', () => {
    const row = Buffer.concat([leaf.raw, intermediate.raw, root.raw]);
    expect(digest(encodeCertificateContainer(chain, 'der-chain'))).toBe(digest(row));
    expect(digest(encodeCertificateContainer(chain, 'leaf'))).toBe(digest(leaf.raw));
  });

  it('refuses an empty chain and an unknown container', () => {
    expect(() => encodeCertificateContainer([], 'pkcs7')).toThrow(
      new RangeError('chain: expected at least one certificate, received none'),
    );
    expect(() => encodeCertificateContainer(chain, 'pfx' as CertificateContainer)).toThrow(TypeError);
    expect(() => readCertificateContainer('text' as unknown as Uint8Array)).toThrow(
      new TypeError('bytes: expected a Uint8Array, received string'),
    );
  });
});

describe('broken certificate containers', () => {
  it('are refused at the byte where they break', () => {
    const pkcs7 = encodeCertificateContainer(chain, 'pkcs7');
    const row = encodeCertificateContainer(chain, 'der-chain');
    expect(refusal(new Uint8Array(0))).toMatchObject({ offset: 0, expected: 'a DER element' });
    expect(refusal(new Uint8Array(100))).toMatchObject({ offset: 0 });
    expect(refusal(pkcs7.subarray(0, -1))).toMatchObject({ offset: 0 });
    expect(refusal(new Uint8Array([...pkcs7, 0]))).toMatchObject({
      offset: pkcs7.length,
      expected: 'the end of the container',
      message: `certificates: expected the end of the container at byte ${pkcs7.length}, received 1 more bytes`,
    });
    expect(refusal(new Uint8Array([...row, 0x30]))).toMatchObject({ offset: row.length });
    expect(refusal(row.subarray(0, -1))).toMatchObject({ offset: leaf.raw.length + intermediate.raw.length });
  });

  it('are refused where a part is another than it should be', () => {
    const tlv = (tag: string, ...parts: string[]): string => {
      const value = parts.join('');
      return tag + (value.length / 2).toString(16).padStart(2, '0') + value;
    };
    const signedId = '06092a864886f70d010702';
    const data = tlv('30', '06092a864886f70d010701');
    const refuse = (text: string) => refusal(new Uint8Array(Buffer.from(text, 'hex')));
    const holding = (...certificates: string[]) =>
      refuse(tlv('30', signedId, tlv('a0', tlv('30', '020101', '3100', data, ...certificates, '3100'))));

    const otherType = refuse(tlv('30', '06092a864886f70d010701', 'a000'));
    expect(otherType).toMatchObject({ offset: 2, expected: 'object identifier 1.2.840.113549.1.7.2' });
    expect(otherType.message).toMatch(/received 1\.2\.840\.113549\.1\.7\.1$/);
    const empty = refuse(tlv('30', signedId));
    expect(empty).toMatchObject({ offset: 13, expected: 'the content of SignedData, tag [0]' });
    expect(holding()).toMatchObject({ offset: 35, expected: 'the certificates of SignedData, tag [0]' });
    expect(holding('a000')).toMatchObject({ offset: 37, expected: 'a certificate' });
    expect(holding('a003020107')).toMatchObject({ offset: 37, expected: 'a certificate' });
    expect(holding('a0023000')).toMatchObject({ offset: 37, expected: 'an X.509 certificate' });
    expect(refuse(tlv('30', '020101'))).toMatchObject({ offset: 0 });
  });

  it('throw nothing but CertificateFormatError, whatever the bytes', () => {
    const survive = (bytes: Uint8Array): void => {
      try {
        readCertificateContainer(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(CertificateFormatError);
        expect((error as CertificateFormatError).offset).toBeLessThanOrEqual(bytes.length);
      }
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), survive), { numRuns: runs(500) });
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 120 }).map((b) => new Uint8Array([0x30, b.length, ...b])),
        survive,
      ),
    );
    const known = fc
      .constantFrom(...containers)
      .map((container) => encodeCertificateContainer(chain, container));
    const damage = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(known, damage, fc.nat(), (bytes, places, cut) => {
        for (const [at, value] of places) bytes[at % bytes.length] = value;
        survive(bytes);
        survive(bytes.subarray(0, cut % bytes.length));
      }),
      { numRuns: runs(500) },
    );
  });

  it('are refused however deep they are nested', () => {
    let nested = Buffer.alloc(0);
    for (let i = 0; i < 3000; i++) {
      const size = Buffer.from([0x30, 0x82, nested.length >> 8, nested.length & 0xff]);
      nested = Buffer.concat([size, nested]);
    }
    expect(refusal(nested)).toBeInstanceOf(CertificateFormatError);
    expect(refusal(Buffer.from('3080060931000000', 'hex'))).toBeInstanceOf(CertificateFormatError);
  });
});
