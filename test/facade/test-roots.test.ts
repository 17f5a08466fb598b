import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { createDevice, createOutputs, testCoppRoot, testRoot } from 'softumd';
import { D3D11_CRYPTO_TYPE_AES128_CTR, D3D11_KEY_EXCHANGE_RSAES_OAEP } from 'softumd/d3d11';
import {
  CoppClient,
  MICROSOFT_COPP_ROOT,
  readCertificateChain,
  validateCertificateChain,
} from 'softumd/player';

const file = (name: string) =>
  readFileSync(new URL(`../../fixtures/certificates/${name}`, import.meta.url), 'utf8');

describe('the roots of the certificates for tests', () => {
  it('are those in the files, which `npm run certificates` writes: copy them here when it has', () => {
    expect(testRoot).toBe(file('root.pem'));
    expect(testCoppRoot).toBe(file('copp.root.pem'));
  });

  it('are what a player trusts: the chain of a crypto session', () => {
    const { videoDevice } = createDevice();
    const session = videoDevice.createCryptoSession(
      D3D11_CRYPTO_TYPE_AES128_CTR,
      null,
      D3D11_KEY_EXCHANGE_RSAES_OAEP,
    );
    const chain = readCertificateChain(session.getCertificate());
    expect(() => {
      validateCertificateChain(chain, testRoot);
    }).not.toThrow();
    expect(() => {
      validateCertificateChain(chain, file('leaf.pem'));
    }).toThrow();
  });

  it("are what a player trusts: COPP's chain", () => {
    const copp = createOutputs().monitors[0]!.outputs[0]!.certifiedOutputProtection();
    const { random: driverRandom, certificate } = copp.keyExchange();
    expect(() => new CoppClient({ driverRandom, certificate, trustedRoot: testCoppRoot })).not.toThrow();
    expect(() => new CoppClient({ driverRandom, certificate, trustedRoot: MICROSOFT_COPP_ROOT })).toThrow();
  });
});
