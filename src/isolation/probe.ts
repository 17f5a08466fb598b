import type { CoppDriver, D3D11Driver, DriverUnderTest, OpmDriver } from '../driver/index.js';
import { hasEntry } from '../driver/index.js';
import { D3D11_1_DDI_INTERFACE, hresultName, ntstatusName } from '../ddi/index.js';
import { failed } from '../abi/index.js';
import { HostAdapter, HostCopp, HostOpm } from '../host/index.js';
import { DriverLoadError } from '../native/driver-load-error.js';

const hex = (version: bigint) => `0x${version.toString(16).padStart(16, '0').toUpperCase()}`;

/** Interface of an entry of the list (OPN-13). */
const spoken = BigInt(D3D11_1_DDI_INTERFACE);

/** Adapter functions without which there is no device, and no case that says anything. */
const indispensable = ['pfnCalcPrivateDeviceSize', 'pfnCreateDevice'] as const;

function notOpened(driver: DriverUnderTest, entry: string, code: string): DriverLoadError {
  const said = `'${driver.name}': ${entry} answered ${code}`;
  return new DriverLoadError(`${said}: it must succeed before anything can be tested`);
}

function probeD3D11(driver: D3D11Driver): void {
  const { hresult, adapter } = HostAdapter.open(driver);
  if (!adapter || failed(hresult)) throw notOpened(driver, 'OpenAdapter10_2', hresultName(hresult));
  const versions = adapter.supportedVersions();
  const empty = indispensable.find((slot) => !adapter.functions[slot]);
  adapter.close();
  if (empty) {
    throw new DriverLoadError(
      `'${driver.name}' leaves ${empty} empty: without devices nothing can be tested`,
    );
  }
  if (versions.length > 0 && !versions.some((version) => version >> 32n === spoken)) {
    throw new DriverLoadError(
      `'${driver.name}' supports ${versions.map(hex).join(', ')}, and the suite speaks D3D11.1: add ${hex(spoken << 32n)} to what GetSupportedVersions lists`,
    );
  }
}

/** Graphics devices that the entry can tell of: the bits of a word. */
const mostDevices = 32;

function probeCopp(driver: CoppDriver): void {
  const { hresult, copp } = HostCopp.open(driver);
  if (!copp) throw notOpened(driver, 'SoftUMDOpenCOPP', hresultName(hresult));
  if (!copp.functions.COPPOpenVideoSession) {
    throw new DriverLoadError(
      `'${driver.name}' leaves COPPOpenVideoSession empty: without sessions nothing can be tested`,
    );
  }
  if (!Array.from({ length: mostDevices }, (_, DevID) => copp.hasDevice(DevID)).includes(true)) {
    throw new DriverLoadError(
      `'${driver.name}' says that no graphics device has COPP: set bit n of Devices for each DevID n that has`,
    );
  }
}

function probeOpm(driver: OpmDriver): void {
  const { status, opm } = HostOpm.open(driver);
  if (!opm) throw notOpened(driver, 'SoftUMDOpenOPM, or its DxgkDdiQueryInterface,', ntstatusName(status));
  const { functions, targets } = opm;
  opm.close();
  if (!functions.DxgkDdiOPMCreateProtectedOutput) {
    throw new DriverLoadError(
      `'${driver.name}' leaves DxgkDdiOPMCreateProtectedOutput empty: without protected outputs nothing can be tested`,
    );
  }
  if (targets.length === 0) {
    throw new DriverLoadError(
      `'${driver.name}' says that there is no target: set bit n of Targets for each VidPnTargetId n that there is`,
    );
  }
}

/**
 * Opens the driver once, before any case: a driver that does not open, cannot make devices, or does not speak the
 * suite's version, fails every case for one reason, which is better said once. Of a driver with several entries the first
 * is opened alone: another that is not there yet keeps nobody from testing what is.
 * @throws DriverLoadError one line on what to do
 */
export function probe(driver: DriverUnderTest): void {
  if (hasEntry(driver, 'OpenAdapter10_2')) probeD3D11(driver);
  else if (hasEntry(driver, 'SoftUMDOpenCOPP')) probeCopp(driver);
  else if (hasEntry(driver, 'SoftUMDOpenOPM')) probeOpm(driver);
}
