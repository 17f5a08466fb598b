import type { CoppIdentity, EmulatedDriver } from '../../emulator/index.js';
import { createEmulatedDriver, defaultProfile } from '../../emulator/index.js';
import { keepMembersFromCopies, showBriefly } from '../brief.js';
import { encodeCertificateContainer, loadDriverIdentity, readPrivateKey } from '../certificate/index.js';
import { seededRandom } from '../crypto/index.js';
import type { CoppDriverCertificate, DriverCertificate, DriverOptions } from './driver-options.js';
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

/** What is read of the package's own files. Nothing of it can be changed, so that drivers may share it. */
const readTestIdentity = once(() => loadDriverIdentity(testCertificate()));
const readTestCopp = once(() => {
  const { privateKey, chain } = testCoppCertificate();
  return { privateKey: readPrivateKey(privateKey), chain };
});

/** A key and chain as the driver takes them. */
export function coppIdentityOf({ privateKey, chain }: CoppDriverCertificate): CoppIdentity {
  const certificate = typeof chain === 'string' ? new TextEncoder().encode(chain) : chain;
  return { privateKey: readPrivateKey(privateKey), certificate };
}

/** {@link createDriver} of options that are checked. */
export function driverOf({
  certificate,
  coppCertificate = readTestCopp(),
  profile: changes,
  seed,
  ...rest
}: DriverOptions): EmulatedDriver {
  const profile = { ...defaultProfile, ...changes };
  const { privateKey, chain } = certificate ? loadDriverIdentity(certificate) : readTestIdentity();
  const certificateChain = encodeCertificateContainer([...chain], profile.certificateContainer);
  const driver = createEmulatedDriver({
    ...(seed !== undefined && { random: seededRandom(`driver ${seed}`) }),
    ...rest,
    profile,
    identity: { privateKey, certificateChain },
    ...(coppCertificate && { coppIdentity: coppIdentityOf(coppCertificate) }),
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
