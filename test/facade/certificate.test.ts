import 'reflect-metadata';
import { KeyObject, webcrypto, X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import * as x509 from '@peculiar/x509';
import { createDevice } from 'softumd';
import { D3D11_CRYPTO_TYPE_AES128_CTR, D3D11_KEY_EXCHANGE_RSAES_OAEP } from 'softumd/d3d11';
import { readCertificateChain, wrapSessionKey } from 'softumd/player';
import { raws } from '../certificate/test-chain.js';

const signing = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
const rsa2048 = { ...signing, modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) };

/** A leaf, who issued it, and the leaf's key: none of them is the package's. */
async function ownChain() {
  x509.cryptoProvider.set(webcrypto as never);
  const newKeys = () => webcrypto.subtle.generateKey(rsa2048, true, ['sign', 'verify']);
  const [issuerKeys, leafKeys] = [await newKeys(), await newKeys()];
  const [issuer, subject] = ['CN=An issuer of my own', 'CN=A driver of my own'];
  const certify = async (name: string, publicKey: webcrypto.CryptoKey, ca: boolean) => {
    const { rawData } = await x509.X509CertificateGenerator.create({
      subject: name,
      issuer,
      serialNumber: ca ? '01' : '02',
      signingAlgorithm: signing,
      publicKey,
      signingKey: issuerKeys.privateKey,
      extensions: [new x509.BasicConstraintsExtension(ca, undefined, true)],
    });
    return new X509Certificate(new Uint8Array(rawData));
  };
  return {
    root: await certify(issuer, issuerKeys.publicKey, true),
    leaf: await certify(subject, leafKeys.publicKey, false),
    privateKey: KeyObject.from(leafKeys.privateKey),
  };
}

/** The object identifier of PKCS #7's signedData, 1.2.840.113549.1.7.2, in DER. */
const signedData = Buffer.from('06092a864886f70d010702', 'hex');

/** What a container consists of: a PKCS #7 message or bare certificates, in which order, and nothing else. */
function shapeOf(container: Buffer, chain: Readonly<Record<'leaf' | 'root', X509Certificate>>) {
  const isMessage = container.subarray(0, 20).includes(signedData);
  const parts = (['leaf', 'root'] as const)
    .map((name) => ({ name, at: container.indexOf(chain[name].raw) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at)
    .map(({ name }) => name);
  const bytes = parts.reduce((sum, name) => sum + chain[name].raw.length, 0);
  return { isMessage, parts, isBare: bytes === container.length };
}

const shapes = {
  pkcs7: { isMessage: true, parts: ['root', 'leaf'], isBare: false },
  'pkcs7-leaf-first': { isMessage: true, parts: ['leaf', 'root'], isBare: false },
  'der-chain': { isMessage: false, parts: ['leaf', 'root'], isBare: true },
  leaf: { isMessage: false, parts: ['leaf'], isBare: true },
};

describe('a certificate of one’s own', () => {
  const own = {} as Awaited<ReturnType<typeof ownChain>>;
  beforeAll(async () => {
    Object.assign(own, await ownChain());
  });

  it.each(['pkcs7', 'pkcs7-leaf-first', 'der-chain', 'leaf'] as const)(
    'is served as %s (D-05), and its key opens what is wrapped for it',
    (certificateContainer) => {
      const { root, leaf, privateKey } = own;
      const { driver, videoDevice, videoContext } = createDevice({
        certificate: { privateKey, chain: [root, leaf] },
        profile: { certificateContainer },
      });
      const session = videoDevice.createCryptoSession(
        D3D11_CRYPTO_TYPE_AES128_CTR,
        null,
        D3D11_KEY_EXCHANGE_RSAES_OAEP,
      );
      const container = Buffer.from(session.getCertificate());
      expect(shapeOf(container, own)).toEqual(shapes[certificateContainer]);
      const served = readCertificateChain(container);
      expect(raws(served.certificates)).toEqual(
        raws(certificateContainer === 'leaf' ? [leaf] : [leaf, root]),
      );
      const sessionKey = new Uint8Array(webcrypto.getRandomValues(new Uint8Array(16)));
      videoContext.negotiateCryptoSessionKeyExchange(session, wrapSessionKey(served.leaf, sessionKey));
      expect(driver.oracle.remembers(sessionKey)).toBe(true);
    },
  );
});
