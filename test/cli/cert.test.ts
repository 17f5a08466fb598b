import { createHash, createPublicKey, X509Certificate } from 'node:crypto';
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

describe('softumd cert --copp', () => {
  it('shows the three certificates, with the numbers that a revocation list has of them', async () => {
    const { code, out } = await runCli(['cert', '--copp']);
    expect(code).toBe(0);
    expect(out.match(/^\w+$/gm)).toEqual(['driver', 'vendor', 'root']);
    expect([...out.matchAll(/key +(.+)/g)].map(([, key]) => key)).toEqual([
      'RSA 2048',
      'RSA 2048',
      'RSA 1024',
    ]);
    const data = fixtureText('certificates/copp.xml').match(/<Data>.*?<\/Data>/gs)!;
    expect([...out.matchAll(/SHA-1 +(\S{40})$/gm)].map(([, digest]) => digest)).toEqual(
      data.map((text) => createHash('sha1').update(text).digest('hex')),
    );
  });

  it('exports the document, and the key to trust', async () => {
    const { out } = await runCli(['cert', '--copp', '--format', 'xml']);
    expect(out).toBe(fixtureText('certificates/copp.xml'));
    const key = createPublicKey((await runCli(['cert', '--copp', '--format', 'pem'])).out);
    expect(key.equals(createPublicKey(fixtureText('certificates/copp.root.pem')))).toBe(true);
  });

  it.each([
    [['--copp', '--format', 'p7b'], 'there are xml and pem'],
    [['--format', 'xml'], '--copp'],
  ])('refuses %j in one line', async (options, said) => {
    const { code, out, err } = await runCli(['cert', ...options]);
    expect({ code, out, lines: err.trim().split('\n').length }).toEqual({ code: 2, out: '', lines: 1 });
    expect(err).toContain(said);
  });
});
