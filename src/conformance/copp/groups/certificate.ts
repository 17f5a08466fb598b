import { constants, createHash, verify } from 'node:crypto';
import type { CoppCertificate, CoppCertificateChain } from '../../../certificate/copp/index.js';
import { CoppChainError, toKeyObject } from '../../../certificate/copp/index.js';
import { group } from '../../framework/group.js';
import { test } from '../../framework/test.js';
import { isClauseId } from '../../rules/clauses/index.js';
import type { CoppCase } from '../fixture.js';
import { copp } from '../fixture.js';
import { readChain } from '../helpers/certificate.js';
import { certificateLength, exchangedSession, keyExchange } from '../helpers/handshake.js';
import { openSession } from '../helpers/sessions.js';

const places = ['the driver’s certificate', 'the vendor’s certificate', 'the root certificate'] as const;

/** The certificates of the document that the driver gives out; skips the case where another case tells that it has none. */
function certificates(t: CoppCase): readonly CoppCertificate[] {
  const chain = readChain(t, exchangedSession(t).certificate);
  if (chain instanceof CoppChainError) return t.skip('the driver gives out no certificate chain');
  const { driver, vendor, root }: CoppCertificateChain = chain;
  return [driver, vendor, root];
}

/** Demands that the document can be read, as far as one clause says so; what others say, their cases tell. */
function expectReadable(t: CoppCase, clause: 'CERT-1' | 'CERT-2' | 'CERT-3' | 'CERT-4'): void {
  const chain = readChain(t, exchangedSession(t).certificate);
  if (!(chain instanceof CoppChainError)) return;
  // An element that is not there breaks the clause that speaks of it, and the document's form before all.
  const broken = isClauseId(chain.clause) && chain.clause !== 'CERT-10' ? chain.clause : 'CERT-1';
  if (broken !== clause) t.skip('the driver gives out no certificate chain');
  t.violated(clause, `COPPKeyExchange: the certificate chain: ${chain.message}`);
}

const sameKey = (one: CoppCertificate['publicKey'], other: CoppCertificate['publicKey']) =>
  Buffer.compare(one.modulus, other.modulus) === 0 && Buffer.compare(one.exponent, other.exponent) === 0;

function isSigned({ data, signature, signerKey }: CoppCertificate): boolean {
  try {
    const padding = constants.RSA_PKCS1_PSS_PADDING;
    return verify('sha1', data, { key: toKeyObject(signerKey), padding, saltLength: 0 }, signature);
  } catch {
    return false; // a key that Node does not take signed nothing
  }
}

/** COPPGetCertificateLength, and the chain that COPPKeyExchange gives out. Whom to trust is the application's. */
export const certificateGroup = group(
  'copp-certificate',
  'the certificate chain: its length, its form, who signed it',
  copp,
  [
    test('length', { clauses: ['COPP-1', 'COPP-12'] }).run((t) => {
      const lengths = [openSession(t), openSession(t)].map((session) => certificateLength(t, session));
      t.expect(
        lengths[0] === lengths[1],
        'COPP-1',
        `COPPGetCertificateLength: expected the same in every session, received ${lengths.join(' and ')}`,
      );
    }),
    test('all-of-it', { clauses: ['COPP-1'] }).run((t) => {
      // The same document over two patterns: a byte that is not written follows the pattern.
      const [first, second] = [0xa5, 0x5a].map((fill) => {
        const session = openSession(t);
        const bytes = certificateLength(t, session);
        const target = t.guarded(bytes, 'BYTE: pGHCertificate', fill);
        const random = t.allocate(16, 'GUID: pRandom');
        t.copp('COPPKeyExchange')(session.pThis, random, target.address);
        return target.read();
      });
      t.expectBytes(second!, first!, 'COPP-1', 'pGHCertificate of two sessions');
    }),
    test('per-output', { clauses: ['COPP-1'] }).run((t) => {
      for (const DevID of t.devices()) {
        const { certificate } = exchangedSession(t, DevID);
        t.expect(
          !(readChain(t, certificate) instanceof CoppChainError),
          'COPP-1',
          `DevID ${DevID}: expected a certificate chain`,
        );
      }
    }),
    test('ends-with-its-length', { clauses: ['COPP-1', 'CERT-1'] }).run((t) => {
      const session = openSession(t);
      const bytes = certificateLength(t, session);
      const { certificate } = keyExchange(t, session, bytes);
      t.expect(
        certificate.at(-1) !== 0,
        'CERT-1',
        'pGHCertificate: expected XML up to its last byte, received zeros',
      );
    }),
    test('well-formed', { clauses: ['CERT-1'] }).run((t) => {
      expectReadable(t, 'CERT-1');
    }),
    test('three-certificates', { clauses: ['CERT-2'] }).run((t) => {
      expectReadable(t, 'CERT-2');
    }),
    test('no-name-twice', { clauses: ['CERT-3'] }).run((t) => {
      expectReadable(t, 'CERT-3');
    }),
    test('key-sizes', { clauses: ['CERT-4'] }).run((t) => {
      expectReadable(t, 'CERT-4');
      certificates(t).forEach(({ publicKey: { modulus, exponent } }, index) => {
        const expected = index === 2 ? 128 : 256;
        const text = `${places[index]!}: expected a modulus of ${expected} bytes, received ${modulus.length}`;
        t.expect(modulus.length === expected && modulus[0] !== 0, 'CERT-4', text);
        t.expect(
          exponent.length <= 4,
          'CERT-4',
          `${places[index]!}: expected an exponent of 4 bytes at most`,
        );
      });
    }),
    test('usages', { clauses: ['CERT-5'] }).run((t) => {
      const all = certificates(t);
      all.forEach(({ keyUsage }, index) => {
        const usage = index === 0 ? 'EncryptKey' : 'SignCertificate';
        t.expect(keyUsage.has(usage), 'CERT-5', `${places[index]!}: expected KeyUsage/${usage} = 1`);
      });
      const isCopp = all[0]?.isCopp === true;
      t.expect(isCopp, 'CERT-5', `${places[0]}: expected Features/COPPCertificate = 1`);
    }),
    test('linked', { clauses: ['CERT-6'] }).run((t) => {
      const all = certificates(t);
      all.slice(0, 2).forEach(({ signerKey }, index) => {
        const text = `${places[index]!}: expected the key of ${places[index + 1]!} in KeyInfo`;
        t.expect(sameKey(signerKey, all[index + 1]!.publicKey), 'CERT-6', text);
      });
    }),
    test('digests', { clauses: ['CERT-7'] }).run((t) => {
      certificates(t).forEach(({ data, digest }, index) => {
        const expected = new Uint8Array(createHash('sha1').update(data).digest());
        t.expectBytes(digest, expected, 'CERT-7', `${places[index]!}: DigestValue`);
      });
    }),
    test('signatures', { clauses: ['CERT-8'] }).run((t) => {
      certificates(t).forEach((certificate, index) => {
        const text = `${places[index]!}: expected a signature of KeyInfo's key over Data`;
        t.expect(isSigned(certificate), 'CERT-8', text);
      });
    }),
  ],
);
