import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { readCertificateContainer } from '../../src/certificate/index.js';
import { fixtureText } from '../crypto/fixtures.js';
import { runCli } from './run.js';

const chain = ['leaf', 'intermediate', 'root'].map(
  (name) => new X509Certificate(fixtureText(`certificates/${name}.pem`)),
);
const prints = (certificates: readonly X509Certificate[]) =>
  certificates.map(({ fingerprint256 }) => fingerprint256);

describe('softumd cert', () => {
  it('shows the chain that the driver serves, leaf first', async () => {
    const { code, out } = await runCli(['cert']);
    expect(code).toBe(0);
    expect(out.match(/^\w+$/gm)).toEqual(['leaf', 'intermediate', 'root']);
    expect([...out.matchAll(/SHA-256 +(\S+)/g)].map(([, print]) => print)).toEqual(prints(chain));
    const [leaf] = chain;
    expect(out).toContain(`  subject  ${leaf!.subject}\n`);
    expect(out).toContain(`  serial   ${leaf!.serialNumber}\n`);
    expect(out).toContain(`  valid    ${leaf!.validFrom} to ${leaf!.validTo}\n`);
    expect(out).toContain('  key      RSA 2048\n');
  });

  it('exports PEM, leaf first', async () => {
    const { code, out } = await runCli(['cert', '--format', 'pem']);
    expect(code).toBe(0);
    expect(out).toBe(chain.map(String).join(''));
  });

  it('exports PKCS#7 in DER, but not onto a terminal', async () => {
    const { code, bytes } = await runCli(['cert', '--format', 'p7b']);
    expect(code).toBe(0);
    expect(prints(readCertificateContainer(bytes)).sort()).toEqual(prints(chain).sort());
    expect(await runCli(['cert', '--format', 'p7b'], { isTTY: true })).toMatchObject({ code: 2, out: '' });
  });
});
