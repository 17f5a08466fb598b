import type { EmulatedDriver } from '../../../emulator/index.js';
import type { Address } from '../../abi/index.js';
import type { HCryptoSession, HRTCryptoSession } from '../../ddi/index.js';
import {
  D3D11_1DDI_CRYPTO_TYPE_AES128_CTR,
  D3D11_1DDI_KEY_EXCHANGE_RSAES_OAEP,
  D3D11_1DDIARG_CREATECRYPTOSESSION,
} from '../../ddi/index.js';
import { createDriver } from '../../facade/index.js';
import type { DriverOptions } from '../../facade/index.js';
import type { HostDevice, VideoFunctions } from '../../host/index.js';
import { HostAdapter } from '../../host/index.js';

type Filled<T> = { [K in keyof T]: NonNullable<T[K]> };

/** An emulated driver with one device, called at its function tables: nothing of the runtime is measured. */
export interface Subject {
  readonly driver: EmulatedDriver;
  readonly device: HostDevice;
  readonly functions: Filled<HostDevice['functions']>;
  readonly video: Filled<VideoFunctions>;
  readonly pCreateData: Address;
  createSession(): HCryptoSession;
}

export const hRTCryptoSession = 0x5e55_0001 as HRTCryptoSession;

export function createSubject(options: DriverOptions = {}): Subject {
  const driver = createDriver({ seed: 'bench', ...options });
  const device = HostAdapter.open(driver).adapter!.createDevice().device!;
  const { memory } = driver;
  const struct = D3D11_1DDIARG_CREATECRYPTOSESSION;
  const pCreateData = memory.allocate(struct.bytes, struct.name);
  struct.encode(memory, pCreateData, {
    CryptoType: D3D11_1DDI_CRYPTO_TYPE_AES128_CTR,
    KeyExchangeType: D3D11_1DDI_KEY_EXCHANGE_RSAES_OAEP,
  });
  const video = device.video as Filled<VideoFunctions>;
  const functions = device.functions as Filled<HostDevice['functions']>;
  const createSession = () => {
    const bytes = video.pfnCalcPrivateCryptoSessionSize(device.hDevice, pCreateData);
    const hCryptoSession = memory.allocate(bytes, 'bench: session') as HCryptoSession;
    video.pfnCreateCryptoSession(device.hDevice, pCreateData, hCryptoSession, hRTCryptoSession);
    return hCryptoSession;
  };
  return { driver, device, functions, video, pCreateData, createSession };
}
