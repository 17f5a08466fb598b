import type { ApiInterposer, Environment } from '../../api/kit/index.js';
import { plainVtables, Vtables } from '../../api/kit/index.js';
import { DXGI_ERROR_DEVICE_REMOVED } from '../../ddi/index.js';
import type { Kernel } from '../../host/index.js';

/** One machine's runtime: what the objects of DXGI share, which belong to no device. */
export class System implements Environment {
  readonly isRemoved = false;
  readonly removedCode = DXGI_ERROR_DEVICE_REMOVED;
  readonly vtables: Vtables;

  /**
   * @param complain where it is said what a caller did wrong
   * @param interposer what stands between callers and every method of the API
   */
  constructor(
    readonly kernel: Kernel,
    readonly complain: Environment['complain'],
    interposer?: ApiInterposer,
  ) {
    this.vtables = interposer ? new Vtables(interposer) : plainVtables;
  }
}
