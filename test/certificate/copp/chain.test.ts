import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { XmlDocument } from 'libxml2-wasm';
import {
  CoppChainError,
  type CoppChainReason,
  coppKeyBlob,
  MICROSOFT_COPP_ROOT,
  readCoppCertificateChain,
  toKeyObject,
  validateCoppCertificateChain,
} from '../../../src/certificate/copp/index.js';
import { caught } from '../../support/caught.js';
import { fixtureText, toHex } from '../../crypto/fixtures.js';
import { chainBytes, golden, keys, trustedRoot, utf8 } from './golden.js';
import { runs } from '../../support/runs.js';

const example = golden.copp_cert_chain;
const goldenBytes = utf8(example.xml);
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

const validate = (bytes: Uint8Array, root = trustedRoot) => {
  validateCoppCertificateChain(readCoppCertificateChain(bytes), root);
};

/** Why a chain is refused: reason, clause, which certificate. */
function refusal(bytes: Uint8Array): string {
  const error = caught(() => {
    validate(bytes);
  });
  if (error === undefined) return 'accepted';
  if (!(error instanceof CoppChainError)) throw error as Error;
  return [error.reason, error.clause, ...(error.certificate === undefined ? [] : [error.certificate])].join(
    ' ',
  );
}

const replaced = (from: string | RegExp, to: string) => (text: string) => {
  const result = text.replace(from, to);
  if (result === text) throw new Error(`the fault ${to} was not made`);
  return result;
};
const inDocument = (from: string | RegExp, to: string) => utf8(replaced(from, to)(example.xml));
const inData = (index: number, from: string | RegExp, to: string) => {
  const data = [undefined, undefined, undefined].map((_, i) =>
    i === index ? replaced(from, to) : undefined,
  );
  return chainBytes({ data });
};
const inSignature = (index: number, from: string | RegExp, to: string) => {
  const signature = [undefined, undefined, undefined].map((_, i) =>
    i === index ? replaced(from, to) : undefined,
  );
  return chainBytes({ signature });
};

describe('the golden chain', () => {
  it('is accepted, and has the bytes, digests and signatures of the reference', () => {
    expect([goldenBytes.length, sha256(goldenBytes)]).toEqual([example.xml_len, example.xml_sha256]);
    const chain = readCoppCertificateChain(goldenBytes);
    const certificates = [chain.driver, chain.vendor, chain.root];
    expect(certificates.map(({ data }) => data.length)).toEqual(example.data_lens);
    expect(certificates.map(({ digest }) => toHex(digest))).toEqual(example.digests_hex);
    expect(certificates.map(({ signature }) => signature.length)).toEqual(example.sig_lens);
    expect(certificates.map(({ signature }) => sha256(signature))).toEqual(example.sig_sha256);
    expect(toHex(chain.driver.publicKey.modulus)).toBe(golden.testkey_driver.n);
    expect(refusal(goldenBytes)).toBe('accepted');
  });

  it('is what the builder of the test chains writes', () => {
    expect(new TextDecoder().decode(chainBytes())).toBe(example.xml);
  });

  it('takes the root as KeyObject, PEM text, PEM bytes and numbers, and no other key', () => {
    const pem = trustedRoot.export({ format: 'pem', type: 'spki' }).toString();
    const numbers = readCoppCertificateChain(goldenBytes).root.publicKey;
    const chain = readCoppCertificateChain(goldenBytes);
    for (const root of [trustedRoot, pem, utf8(pem), numbers, keys.root])
      expect(() => {
        validateCoppCertificateChain(chain, root);
      }).not.toThrow();
    for (const root of [keys.vendor, 'no key', new Uint8Array(3), undefined as unknown as string])
      expect(() => {
        validateCoppCertificateChain(chain, root);
      }).toThrow(TypeError);
  });

  it('is refused under another root', () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey;
    for (const root of [other, MICROSOFT_COPP_ROOT]) {
      const error = caught(() => {
        validateCoppCertificateChain(readCoppCertificateChain(goldenBytes), root);
      });
      expect(error).toMatchObject({ reason: 'untrusted-root', clause: 'CERT-9', certificate: 2 });
    }
  });

  it("has Microsoft's root as it is published", () => {
    expect(sha256(MICROSOFT_COPP_ROOT.modulus)).toBe(
      'ea251b48e95f034c0b4d253bf74605e1e14cca6a10b7697f6b7834b38d2f326b',
    );
  });
});

describe('validateCoppCertificateChain', () => {
  const usage = '<KeyUsage><EncryptKey>1</EncryptKey></KeyUsage>';
  const feature = '<COPPCertificate>1</COPPCertificate>';
  const modulus = /<Modulus>[^<]*<\/Modulus>/;
  const short = `<Modulus>${Buffer.alloc(255, 1).toString('base64')}</Modulus>`;
  const even = `<Modulus>${Buffer.alloc(256, 0xfe).toString('base64')}</Modulus>`;
  const longExponent = `<Exponent>${Buffer.from([1, 0, 0, 0, 1]).toString('base64')}</Exponent>`;
  it.each<[string, () => Uint8Array, `${CoppChainReason} ${string}`]>([
    ['bytes that are no UTF-8', () => new Uint8Array([...goldenBytes, 0xff]), 'encoding CERT-1'],
    ['another encoding declared', () => inDocument('utf-8', 'utf-16'), 'encoding CERT-1'],
    ['an end tag missing', () => inDocument('</CertificateCollection>', ''), 'xml CERT-1'],
    [
      'end tags exchanged',
      () => inDocument('</Reference></SignedInfo>', '</SignedInfo></Reference>'),
      'xml CERT-1',
    ],
    ['nothing', () => new Uint8Array(0), 'xml CERT-1'],
    ['two roots', () => inDocument('</CertificateCollection>', '</CertificateCollection><a/>'), 'xml CERT-1'],
    ['a document type', () => inDocument('?>', '?><!DOCTYPE CertificateCollection>'), 'xml CERT-1'],
    ['an entity that nobody declared', () => inDocument('Emu', '&emu;'), 'xml CERT-1'],
    ['a control character', () => inDocument('Emu', 'E\u0001u'), 'xml CERT-1'],
    ['an attribute twice', () => inDocument('Version=', 'Version="2.0" Version='), 'xml CERT-1'],
    [
      'another root element',
      () => inDocument(/CertificateCollection/g, 'Certificates'),
      'root-element CERT-1',
    ],
    ['Version 1.0', () => chainBytes({ version: '1.0' }), 'version CERT-1'],
    ['no Version', () => inDocument(' Version="2.0"', ''), 'version CERT-1'],
    ['a Version that is no number', () => chainBytes({ version: '2.x' }), 'version CERT-1'],
    [
      'two certificates',
      () => chainBytes({ certificates: (all) => all.slice(1) }),
      'certificate-count CERT-2',
    ],
    ['four', () => chainBytes({ certificates: (all) => [...all, all[2]!] }), 'certificate-count CERT-2'],
    [
      '1 and 2 swapped',
      () => chainBytes({ certificates: ([a, b, c]) => [b!, a!, c!] }),
      'key-usage CERT-5 0',
    ],
    ['2 and 3 swapped', () => chainBytes({ certificates: ([a, b, c]) => [a!, c!, b!] }), 'modulus CERT-4 1'],
    ['KeyUsage twice', () => inData(0, usage, usage + usage), 'duplicate CERT-3 0'],
    [
      'a child twice that no check names',
      () => inData(1, '<SecurityLevel>', '<SecurityLevel/><SecurityLevel>'),
      'duplicate CERT-3 1',
    ],
    [
      'EncryptKey twice',
      () => inData(0, '<EncryptKey>', '<EncryptKey>0</EncryptKey><EncryptKey>'),
      'duplicate CERT-3 0',
    ],
    ['a modulus of 255 bytes', () => inData(0, modulus, short), 'modulus CERT-4 0'],
    ['an even modulus', () => inData(0, modulus, even), 'modulus CERT-4 0'],
    ['a modulus that is no base64', () => inData(0, '<Modulus>', '<Modulus>!'), 'base64 CERT-4 0'],
    [
      'an exponent of 5 bytes',
      () => inData(0, /<Exponent>.*<\/Exponent>/, longExponent),
      'exponent CERT-4 0',
    ],
    ['EncryptKey 0', () => inData(0, '<EncryptKey>1', '<EncryptKey>0'), 'key-usage CERT-5 0'],
    [
      'a signer that may not sign',
      () => inData(1, '<SignCertificate>1', '<SignCertificate>0'),
      'key-usage CERT-5 1',
    ],
    [
      'a root that may not sign',
      () => inData(2, /<SignCertificate>1<\/SignCertificate>/, ''),
      'key-usage CERT-5 2',
    ],
    ['COPPCertificate 0', () => inData(0, feature, feature.replace('1', '0')), 'copp-feature CERT-5 0'],
    ['no COPPCertificate', () => inData(0, feature, ''), 'copp-feature CERT-5 0'],
    ['KeyInfo with the key of nobody', () => inSignature(0, modulus, even), 'key-link CERT-6 0'],
    ['KeyInfo with another exponent', () => inSignature(1, 'AQAB', 'Aw=='), 'key-link CERT-6 1'],
    ['a byte of Data', () => inDocument('Emu', 'Emv'), 'digest CERT-7 0'],
    ['white space in Data', () => inDocument('<SecurityLevel>0', '<SecurityLevel> 0'), 'digest CERT-7 0'],
    [
      'Data closed with a space, as canonical XML has it not',
      () => inDocument('</Data>', '</Data >'),
      'digest CERT-7 0',
    ],
    [
      'another signature',
      () => inSignature(0, /<SignatureValue>../, '<SignatureValue>AA'),
      'signature CERT-8 0',
    ],
    [
      'a signature of the root by another',
      () => inSignature(2, /<SignatureValue>../, '<SignatureValue>AA'),
      'signature CERT-8 2',
    ],
    ['no PublicKey', () => inData(0, /<PublicKey>.*<\/PublicKey>/, ''), 'missing CERT-10 0'],
    ['no KeyUsage', () => inData(0, usage, ''), 'missing CERT-10 0'],
    ['no Data', () => inDocument(/<Data>.*?<\/Data>/, ''), 'missing CERT-10 0'],
    ['no DigestValue', () => inSignature(1, /<DigestValue>.*<\/DigestValue>/, ''), 'missing CERT-10 1'],
    [
      'no SignatureValue',
      () => inSignature(1, /<SignatureValue>.*<\/SignatureValue>/, ''),
      'missing CERT-10 1',
    ],
    ['no KeyInfo', () => inSignature(2, /<KeyInfo>.*<\/KeyInfo>/, ''), 'missing CERT-10 2'],
  ])('refuses %s', (_fault, bytes, reason) => {
    expect(refusal(bytes())).toBe(reason);
  });

  const withNamespace = (text: string) => text.replace(/<(\/?)(?=\w)/g, '<$1c:');
  const declared = replaced('<c:Data>', '<c:Data xmlns:c="http://example.test/cert">');
  it.each<[string, () => Uint8Array]>([
    ['a later Version', () => chainBytes({ version: '10.1' })],
    ['a byte order mark', () => new Uint8Array([0xef, 0xbb, 0xbf, ...goldenBytes])],
    [
      'single quotes and no declaration',
      () => inDocument(/<\?.*\?><(\w+) Version="2.0">/, "<$1 Version='2.0'>"),
    ],
    [
      'line ends and white space around base64',
      () => inSignature(0, /(<SignatureValue>)(.{64})/, '$1\r\n $2\n'),
    ],
    [
      'elements that no check names, in letters of other scripts',
      () =>
        inData(0, '</Features>', '<Größe>\u{1f600} ж</Größe></Features><!-- ж --><Other a="&lt;">x</Other>'),
    ],
    [
      'another security level and manufacturer (CERT-11)',
      () => inData(1, /<SecurityLevel>.*<\/ManufacturerData>/, '<SecurityLevel>9</SecurityLevel>'),
    ],
    [
      'prefixes, hashed as they stand (O-AMB-16)',
      () => chainBytes({ data: [(text) => declared(withNamespace(text))] }),
    ],
    [
      'a namespace without a prefix',
      () => inDocument('<CertificateCollection', '<CertificateCollection xmlns="http://example.test"'),
    ],
    ['text in CDATA', () => inData(0, '<EncryptKey>1', '<EncryptKey><![CDATA[1]]>')],
  ])('accepts %s', (_form, bytes) => {
    expect(refusal(bytes())).toBe('accepted');
    expect(() => {
      XmlDocument.fromBuffer(bytes()).dispose();
    }).not.toThrow();
  });

  it('refuses a chain when the revocation list has the digest of any of its certificates (CERT-12)', () => {
    const chain = readCoppCertificateChain(goldenBytes);
    example.digests_hex.forEach((revoked, certificate) => {
      const isRevoked = (digest: Uint8Array) => toHex(digest) === revoked;
      const error = caught(() => {
        validateCoppCertificateChain(chain, trustedRoot, { isRevoked });
      });
      expect(error).toMatchObject({ reason: 'revoked', clause: 'CERT-12', certificate });
    });
  });

  it('refuses every change of a byte of Data', () => {
    const { driver, vendor, root } = readCoppCertificateChain(goldenBytes);
    const places = [driver, vendor, root].map(({ data }) => {
      const start = Buffer.from(goldenBytes).indexOf(data);
      return fc.nat({ max: data.length - 1 }).map((at) => start + at);
    });
    fc.assert(
      fc.property(fc.oneof(...places), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = new Uint8Array(goldenBytes);
        changed[at]! ^= change;
        expect(refusal(changed)).not.toBe('accepted');
      }),
      { numRuns: runs(300) },
    );
  });

  it('throws nothing but CoppChainError for bytes at random, and for documents with bytes at random', () => {
    const broken = fc
      .tuple(fc.nat({ max: goldenBytes.length }), fc.nat({ max: 40 }), fc.uint8Array({ maxLength: 40 }))
      .map(([at, cut, piece]) =>
        Buffer.concat([goldenBytes.subarray(0, at), piece, goldenBytes.subarray(at + cut)]),
      );
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), broken), (bytes) => {
        expect(typeof refusal(bytes)).toBe('string');
      }),
      { numRuns: runs(300) },
    );
  });

  it('refuses what is no bytes with a TypeError', () => {
    expect(() => readCoppCertificateChain(example.xml as unknown as Uint8Array)).toThrow(
      new TypeError('certificate: expected a Uint8Array, received string'),
    );
  });
});

describe('the committed chain', () => {
  const bytes = utf8(fixtureText('certificates/copp.xml'));
  const root = fixtureText('certificates/copp.root.pem');
  const key = fixtureText('certificates/copp.key.pem');

  it('is accepted under its root, and belongs to its key', () => {
    const chain = readCoppCertificateChain(bytes);
    expect(() => {
      validateCoppCertificateChain(chain, root);
    }).not.toThrow();
    expect(toKeyObject(chain.driver.publicKey).equals(createPublicKey(createPrivateKey(key)))).toBe(true);
  });

  it('says that it is for tests only', () => {
    expect([
      ...fixtureText('certificates/copp.xml').matchAll(/<ManufacturerName>SoftUMD TEST ONLY</g),
    ]).toHaveLength(3);
    expect(key).toMatch(/^SoftUMD TEST ONLY.*\n-----BEGIN PRIVATE KEY-----\n/);
    expect(root).toMatch(/^SoftUMD TEST ONLY.*\n-----BEGIN PUBLIC KEY-----\n/);
  });
});

describe('coppKeyBlob', () => {
  it('is the key as CryptoAPI imports it (CERT-15)', () => {
    const blob = Buffer.from(coppKeyBlob(readCoppCertificateChain(goldenBytes).driver.publicKey));
    expect(blob.subarray(0, 20).toString('hex')).toBe(
      '06020000' + '00a40000' + '52534131' + '00080000' + '01000100',
    );
    expect(Buffer.from(blob.subarray(20)).reverse().toString('hex')).toBe(golden.testkey_driver.n);
  });

  it('fills a short modulus with zeros, and takes no long one', () => {
    const exponent = new Uint8Array([3]);
    const blob = Buffer.from(coppKeyBlob({ modulus: new Uint8Array([1, 2]), exponent }));
    expect([blob.length, blob.subarray(16, 24).toString('hex')]).toEqual([276, '03000000' + '02010000']);
    expect(() => coppKeyBlob({ modulus: new Uint8Array(257), exponent })).toThrow(RangeError);
    expect(() => coppKeyBlob({ modulus: new Uint8Array(256), exponent: new Uint8Array(5) })).toThrow(
      RangeError,
    );
  });
});
