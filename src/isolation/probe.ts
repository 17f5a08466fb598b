import type { DriverUnderTest } from '../driver/index.js';
import { hasEntry } from '../driver/index.js';
import { D3D11_1_DDI_INTERFACE, hresultName } from '../ddi/index.js';
import { failed } from '../abi/index.js';
import { HostAdapter } from '../host/index.js';
import { DriverLoadError } from '../native/driver-load-error.js';

const hex = (version: bigint) => `0x${version.toString(16).padStart(16, '0').toUpperCase()}`;

/** Interface of an entry of the list (OPN-13). */
const spoken = BigInt(D3D11_1_DDI_INTERFACE);

/** Adapter functions without which there is no device, and no case that says anything. */
const indispensable = ['pfnCalcPrivateDeviceSize', 'pfnCreateDevice'] as const;

/**
 * Opens the driver once, before any case: a driver that does not open, cannot make devices, or does not speak the
 * suite's version, fails every case for one reason, which is better said once.
 * @throws DriverLoadError one line on what to do
 */
export function probe(driver: DriverUnderTest): void {
  if (!hasEntry(driver, 'OpenAdapter10_2')) return; // a driver of other interfaces, whose cases say what is there
  const { hresult, adapter } = HostAdapter.open(driver);
  if (!adapter || failed(hresult)) {
    throw new DriverLoadError(
      `'${driver.name}': OpenAdapter10_2 answered ${hresultName(hresult)}: it must succeed before anything can be tested`,
    );
  }
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
