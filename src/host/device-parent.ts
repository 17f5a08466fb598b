import type { FunctionTable } from '../abi/index.js';
import type { D3D10_2DDI_ADAPTERFUNCS, HAdapter, HRTCoreLayer } from '../ddi/index.js';
import type { D3D11Driver } from '../driver/index.js';
import type { CallbackTables } from './callbacks.js';
import type { KernelResources } from './kernel-resources.js';

/** What a device needs of the adapter that it is made on. */
export interface DeviceParent {
  readonly driver: D3D11Driver;
  readonly hAdapter: HAdapter;
  readonly functions: FunctionTable<typeof D3D10_2DDI_ADAPTERFUNCS>;
  readonly callbacks: CallbackTables;
  /** What its driver has announced to the kernel. */
  readonly kernelResources: KernelResources;
  /** Sends no more errors to the device with this handle. */
  forget(hRTCoreLayer: HRTCoreLayer): void;
}
