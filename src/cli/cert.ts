import type { X509Certificate } from 'node:crypto';
import { Command, Option } from 'commander';
import { encodeCertificateContainer } from '../certificate/index.js';
import { D3D11_1DDI_CRYPTO_TYPE_AES128_CTR, D3D11_1DDI_KEY_EXCHANGE_RSAES_OAEP } from '../ddi/index.js';
import { createDevice } from '../facade/index.js';
import { readCertificateChain } from '../player/index.js';
import type { Cli } from './cli.js';
import { rootKey, servedDocument, showDocument } from './copp-cert.js';
import { UsageError, writeResult } from './cli.js';

const formats = ['pem', 'p7b', 'xml'] as const;

interface CertOptions {
  readonly format?: (typeof formats)[number];
  /** COPP's chain instead of the crypto sessions'. */
  readonly copp?: boolean;
  readonly output?: string;
}

const examples = `
Examples:
  softumd cert                                     show the chain, leaf first
  softumd cert --format pem                        PEM, leaf first, to standard output
  softumd cert --format p7b --output driver.p7b    PKCS#7 in DER
  softumd cert --copp                              show COPP's chain, which is an XML document
  softumd cert --copp --format xml                 the document
  softumd cert --copp --format pem > root.pem      its root's public key, for a CoppClient to trust`;

/** The chain as a player sees it: asked for from a crypto session. Leaf first. */
function servedChain(): readonly X509Certificate[] {
  const device = createDevice();
  try {
    const [type, exchange] = [D3D11_1DDI_CRYPTO_TYPE_AES128_CTR, D3D11_1DDI_KEY_EXCHANGE_RSAES_OAEP];
    const session = device.videoDevice.createCryptoSession(type, null, exchange);
    const bytes = session.getCertificate();
    session.release();
    return readCertificateChain(bytes).certificates;
  } finally {
    device.release();
  }
}

const oneLine = (name: string) => name.replaceAll('\n', ', ');

function describe(certificate: X509Certificate): string {
  const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey;
  const bits = asymmetricKeyDetails?.modulusLength ?? '';
  const rows = {
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    serial: certificate.serialNumber,
    valid: `${certificate.validFrom} to ${certificate.validTo}`,
    key: `${(asymmetricKeyType ?? 'unknown').toUpperCase()} ${bits}`.trim(),
    'SHA-256': certificate.fingerprint256,
  };
  return Object.entries(rows)
    .map(([name, text]) => `  ${name.padEnd(8)} ${text}\n`)
    .join('');
}

function show(chain: readonly X509Certificate[]): string {
  const role = (index: number) =>
    index === 0 ? 'leaf' : index === chain.length - 1 ? 'root' : 'intermediate';
  return chain.map((certificate, index) => `${role(index)}\n${describe(certificate)}`).join('\n');
}

function render(chain: readonly X509Certificate[], format: CertOptions['format']): string | Uint8Array {
  if (format === 'pem') return chain.map(String).join('');
  if (format === 'p7b') return encodeCertificateContainer(chain, 'pkcs7');
  return show(chain);
}

/** @throws UsageError for a format that the chain has not */
function renderCopp(format: CertOptions['format']): string | Uint8Array {
  if (format === 'p7b')
    throw new UsageError("--format p7b: COPP's chain is no PKCS#7; there are xml and pem");
  const document = servedDocument();
  if (format === 'xml') return document;
  return format === 'pem' ? rootKey(document) : showDocument(document);
}

/** `softumd cert`. */
export function certCommand(cli: Cli): Command {
  return new Command('cert')
    .description('show or export the certificate chain that the embedded driver serves')
    .addOption(new Option('--format <name>', 'export instead of showing').choices(formats))
    .option('--copp', "COPP's chain instead of the crypto sessions'")
    .option('--output <file>', 'write to a file')
    .addHelpText('after', examples)
    .action(({ format, output, copp }: CertOptions) => {
      if (copp) {
        writeResult(cli.io, renderCopp(format), output);
        return;
      }
      if (format === 'xml')
        throw new UsageError("--format xml: only COPP's chain is an XML document (--copp)");
      if (format === 'p7b' && output === undefined && cli.io.stdout.isTTY)
        throw new UsageError('--format p7b is binary: name a file with --output, or redirect it');
      writeResult(cli.io, render(servedChain(), format), output);
    });
}
