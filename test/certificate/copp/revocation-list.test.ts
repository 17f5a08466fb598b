import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  certificateOf,
  collectionOf,
  makeCoppChain,
  signPss,
} from '../../../fixtures/certificates/copp-chain.mjs';
import {
  CoppChainError,
  newerRevocationList,
  readCoppCertificateChain,
  readCoppRevocationList,
  validateCoppCertificateChain,
} from '../../../src/certificate/copp/index.js';
import { caught } from '../../support/caught.js';
import { openssl, opensslReason, withOpenssl } from '../../crypto/openssl.js';
import { chainBytes, golden, keys, trustedRoot, utf8 } from './golden.js';

const signer = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;

/** The Data of a certificate that signs lists; `key` is its own. */
function listData(key: KeyObject, usage = '<SignCRL>1</SignCRL>'): string {
  const chain = makeCoppChain({ ...keys, root: key }, { name: 'Emu', model: 'List' });
  const data = /<Data>(?:(?!<Data>).)*<\/Data>(?=<Signature>(?:(?!<Data>).)*$)/.exec(chain)![0];
  return data.replace('<SignCertificate>1</SignCertificate><SignCRL>1</SignCRL>', usage);
}

const rootCertificate = certificateOf(listData(keys.root, '<SignCertificate>1</SignCertificate>'), keys.root);
const signerCertificate = certificateOf(listData(signer), keys.root);

interface ListParts {
  readonly version?: number;
  readonly digests?: readonly string[];
  readonly certificates?: readonly string[];
  readonly key?: KeyObject;
  readonly type?: number;
}

const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

function listBytes({
  version = 1,
  digests = [],
  certificates = [signerCertificate],
  key = signer,
  type = 2,
}: ListParts) {
  const xml = utf8(collectionOf(certificates));
  const head = [u32(version), u32(digests.length), ...digests.map((digest) => Buffer.from(digest, 'hex'))];
  const signed = Buffer.concat([...head, u32(xml.length), xml, Buffer.from([type, 0, 0])]);
  signed.writeUInt16BE(key.asymmetricKeyDetails!.modulusLength! / 8, signed.length - 2);
  return new Uint8Array(Buffer.concat([signed, signPss(signed, key)]));
}

const refusal = (bytes: Uint8Array): string => {
  const error = caught(() => readCoppRevocationList(bytes, trustedRoot));
  if (error === undefined) return 'accepted';
  if (!(error instanceof CoppChainError)) throw error as Error;
  return `${error.reason} ${error.clause}`;
};

describe('readCoppRevocationList', () => {
  const digests = golden.copp_cert_chain.digests_hex;

  it('reads version and digests, and a chain with one of them is refused (CERT-12)', () => {
    const chain = readCoppCertificateChain(chainBytes());
    const validate = (revoked: readonly string[]) => () => {
      const { isRevoked } = readCoppRevocationList(listBytes({ digests: revoked }), trustedRoot);
      validateCoppCertificateChain(chain, trustedRoot, { isRevoked });
    };
    const stranger = createHash('sha1').update('another').digest('hex');
    expect(validate([])).not.toThrow();
    expect(validate([stranger])).not.toThrow();
    for (const digest of digests)
      expect(caught(validate([stranger, digest]))).toMatchObject({ reason: 'revoked' });
    const list = readCoppRevocationList(listBytes({ version: 0xfffffffe, digests }), trustedRoot);
    expect(list.version).toBe(0xfffffffe);
    expect(list.digests.map((digest) => Buffer.from(digest).toString('hex'))).toEqual(digests);
  });

  it('takes a list with the root behind its certificate, and one that the root signed itself', () => {
    expect(refusal(listBytes({ certificates: [signerCertificate, rootCertificate] }))).toBe('accepted');
    const root = certificateOf(listData(keys.root), keys.root);
    expect(refusal(listBytes({ certificates: [root], key: keys.root }))).toBe('accepted');
  });

  const other = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
  const whole = listBytes({ digests });
  it.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(0), 'list-format CERT-13'],
    [
      'a count that promises more',
      new Uint8Array([0, 0, 0, 1, 0xff, 0xff, 0xff, 0xff]),
      'list-format CERT-13',
    ],
    ['one byte less', whole.subarray(0, -1), 'list-format CERT-13'],
    ['one byte more', new Uint8Array([...whole, 0]), 'list-format CERT-13'],
    ['another signature type', listBytes({ type: 1 }), 'list-format CERT-13'],
    ["another's signature", listBytes({ key: other }), 'list-signature CERT-13'],
    ['no certificate', listBytes({ certificates: [] }), 'list-certificate CERT-14'],
    [
      'a certificate of another root',
      listBytes({ certificates: [certificateOf(listData(signer), other)] }),
      'list-certificate CERT-14',
    ],
    [
      "the vendor's certificate between",
      listBytes({ certificates: [signerCertificate, rootCertificate, rootCertificate] }),
      'list-certificate CERT-14',
    ],
    [
      'a certificate that may not sign lists',
      listBytes({
        certificates: [certificateOf(listData(signer, '<SignCertificate>1</SignCertificate>'), keys.root)],
      }),
      'key-usage CERT-5',
    ],
    [
      'a key of 2048 bits',
      listBytes({ certificates: [certificateOf(listData(keys.vendor), keys.root)], key: keys.vendor }),
      'modulus CERT-4',
    ],
  ])('refuses %s', (_fault, bytes, reason) => {
    expect(refusal(bytes)).toBe(reason);
  });

  it('refuses every change of a byte', () => {
    fc.assert(
      fc.property(fc.nat({ max: whole.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = new Uint8Array(whole);
        changed[at]! ^= change;
        expect(refusal(changed)).not.toBe('accepted');
      }),
      { numRuns: 200 },
    );
  });

  withOpenssl(`is signed as the openssl command verifies it${opensslReason}`, () => {
    const files = {
      'key.pem': signer.export({ format: 'pem', type: 'pkcs8' }).toString(),
      list: whole.subarray(0, -128),
      signature: whole.subarray(-128),
    };
    const pss = ['-sha1', '-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:0'];
    const said = openssl(
      ['dgst', ...pss, '-prverify', 'key.pem', '-signature', 'signature', 'list'],
      undefined,
      files,
    );
    expect(Buffer.from(said).toString()).toContain('Verified OK');
  });
});

describe('newerRevocationList', () => {
  it('keeps the greater version, as unsigned numbers, and of two the first (CERT-14)', () => {
    const [old, twin, high] = [1, 1, 0x80000000].map((version) =>
      readCoppRevocationList(listBytes({ version }), trustedRoot),
    );
    expect(newerRevocationList(undefined, old!)).toBe(old);
    expect(newerRevocationList(old, high!)).toBe(high);
    expect(newerRevocationList(high, old!)).toBe(high);
    expect(newerRevocationList(old, twin!)).toBe(old);
  });
});
