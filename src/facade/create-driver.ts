import type { CoppIdentity, DriverIdentity, EmulatedDriver } from '../../emulator/index.js';
import { createEmulatedDriver, defaultProfile } from '../../emulator/index.js';
import { keepMembersFromCopies, showBriefly } from '../brief.js';
import type { CertificateContainer } from '../certificate/index.js';
import { encodeCertificateContainer, loadDriverIdentity, readPrivateKey } from '../certificate/index.js';
import { seededRandom } from '../crypto/index.js';
import type {
  CheckedDriverOptions,
  CoppDriverCertificate,
  DriverCertificate,
  DriverOptions,
} from './driver-options.js';
import { checkDriverOptions } from './driver-options.js';
import { readPackageText } from '../package-files.js';

/** The certificate chain of the package: "SoftUMD TEST ONLY". */
export function testCertificate(): DriverCertificate {
  const read = (name: string) => readPackageText(`fixtures/certificates/${name}.pem`);
  return { privateKey: read('leaf.key'), chain: [read('leaf'), read('intermediate'), read('root')] };
}

/** COPP's certificate chain of the package, for tests alone as well. */
export function testCoppCertificate(): CoppDriverCertificate {
  const read = (name: string) => readPackageText(`fixtures/certificates/${name}`);
  return { privateKey: read('copp.key.pem'), chain: read('copp.xml') };
}

/** Makes a value when it is first wanted, and once: keys and certificates cost more to read than a driver to make. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** What is read of the package's own files. Drivers share it: keys cannot be changed, and of bytes each gets a copy. */
const readTestIdentity = once(() => loadDriverIdentity(testCertificate()));
const packTestChain = once(() =>
  encodeCertificateContainer([...readTestIdentity().chain], defaultProfile.certificateContainer),
);
const readTestCopp = once(() => coppIdentityOf(testCoppCertificate()));

/** A key and chain as the driver takes them. */
export function coppIdentityOf({ privateKey, chain }: CoppDriverCertificate): CoppIdentity {
  const certificate = typeof chain === 'string' ? new TextEncoder().encode(chain) : chain;
  return { privateKey: readPrivateKey(privateKey), certificate };
}

/** The driver's key, and its chain in the profile's container (D-05). */
function identityOf(
  certificate: DriverCertificate | undefined,
  container: CertificateContainer,
): DriverIdentity {
  const { privateKey, chain } = certificate ? loadDriverIdentity(certificate) : readTestIdentity();
  const isPacked = !certificate && container === defaultProfile.certificateContainer;
  const certificateChain = isPacked
    ? packTestChain().slice()
    : encodeCertificateContainer([...chain], container);
  return { privateKey, certificateChain };
}

/** COPP's, of the package where nothing is said; null for none. */
function ownCoppIdentity(certificate: CoppDriverCertificate | null | undefined): CoppIdentity | undefined {
  if (certificate) return coppIdentityOf(certificate);
  if (certificate === null) return undefined;
  const shared = readTestCopp();
  return { ...shared, certificate: shared.certificate.slice() };
}

/** {@link createDriver} of options that are checked. */
export function driverOf({
  certificate,
  coppCertificate,
  profile: changes,
  seed,
  ...rest
}: CheckedDriverOptions): EmulatedDriver {
  const profile = { ...defaultProfile, ...changes };
  const coppIdentity = ownCoppIdentity(coppCertificate);
  const driver = createEmulatedDriver({
    ...(seed !== undefined && { random: seededRandom(`driver ${seed}`) }),
    ...rest,
    profile,
    identity: identityOf(certificate, profile.certificateContainer),
    ...(coppIdentity && { coppIdentity }),
  });
  showBriefly(driver, 'EmulatedDriver', ({ name }) => ({ name }));
  keepMembersFromCopies(driver);
  return driver;
}

/**
 * Puts an emulated driver together: profile, certificate in the profile's container (D-05), random source.
 * @throws TypeError when an option is unknown, or none that can be
 * @throws CertificateChainError when key and chain do not go together
 *
 * @example
 * ```ts
 * import { createDriver } from 'softumd';
 * import { D3D_DRIVER_TYPE, failed, type ID3D11Device, loadLibraries, out } from 'softumd/d3d11';
 *
 * const driver = createDriver({ seed: 1 });
 * const { D3D11CreateDevice } = loadLibraries({
 *   adapters: [{ driver, identity: driver.profile.adapter, monitors: [] }],
 * });
 * const device = out<ID3D11Device>();
 * const code = D3D11CreateDevice(null, D3D_DRIVER_TYPE.HARDWARE, 0n, 0, null, 0, 7, device, null, null);
 * if (failed(code)) throw new Error('no device');
 * ```
 */
export function createDriver(options: DriverOptions = {}): EmulatedDriver {
  return driverOf(checkDriverOptions('createDriver', options));
}
