import type { KeyObject } from 'node:crypto';
import type { EmulatedDriver, EmulatedDriverOptions, EmulatedProfile } from '../../emulator/index.js';
import { createEmulatedDriver, defaultProfile } from '../../emulator/index.js';
import type { CertificateInput } from '../certificate/index.js';
import { encodeCertificateContainer, loadDriverIdentity } from '../certificate/index.js';
import { seededRandom } from '../crypto/index.js';
import { readPackageText } from './package-files.js';

/** The key and chain that a driver proves itself with, in whatever form they come. */
export interface DriverCertificate {
  /** RSA-2048: a KeyObject, PEM text, or PEM or DER bytes. */
  readonly privateKey: KeyObject | string | Uint8Array;
  /** The leaf and what issued it, in any order: X509Certificates, PEM or DER. */
  readonly chain: CertificateInput | readonly CertificateInput[];
}

export interface DriverOptions extends Omit<EmulatedDriverOptions, 'identity' | 'profile'> {
  /** The driver's certificate. By default the test chain that is shipped with the package. */
  readonly certificate?: DriverCertificate;
  /** What the driver offers and how it decides open points: any entries other than the default profile's. */
  readonly profile?: Partial<EmulatedProfile>;
  /** Makes every byte of the driver's random numbers repeat (D-60). Ignored where `random` is given. */
  readonly seed?: string | number;
}

/** The certificate chain of the package: "SoftUMD TEST ONLY". */
export function testCertificate(): DriverCertificate {
  const read = (name: string) => readPackageText(`fixtures/certificates/${name}.pem`);
  return { privateKey: read('leaf.key'), chain: [read('leaf'), read('intermediate'), read('root')] };
}

/**
 * Puts an emulated driver together: profile, certificate in the profile's container (D-05), random source.
 * @throws CertificateChainError when key and chain do not go together
 */
export function createDriver(options: DriverOptions = {}): EmulatedDriver {
  const { certificate = testCertificate(), profile: changes, seed, ...rest } = options;
  const profile = { ...defaultProfile, ...changes };
  const { privateKey, chain } = loadDriverIdentity(certificate);
  const certificateChain = encodeCertificateContainer([...chain], profile.certificateContainer);
  const random = rest.random ?? (seed === undefined ? undefined : seededRandom(`driver ${seed}`));
  return createEmulatedDriver({
    ...rest,
    ...(random && { random }),
    profile,
    identity: { privateKey, certificateChain },
  });
}
