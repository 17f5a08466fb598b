import type { ApiInterposer, Environment } from '../../api/kit/index.js';
import { plainVtables, Vtables } from '../../api/kit/index.js';
import { DXGI_ERROR_DEVICE_REMOVED } from '../../ddi/index.js';
import type { Kernel } from '../../host/index.js';

/** What DXGI found wrong with a call; its debug layer has no ids here. */
export interface DxgiMessage {
  readonly severity: 'ERROR';
  /** The id's name in d3d11sdklayers.h, without its prefix, or that of a check of SoftUMD's own. */
  readonly name: string;
  readonly call: string;
  readonly text: string;
}

/** How many messages are kept: the newest ones. */
const mostStored = 1024;

/** One machine's runtime: what the objects of DXGI share, which belong to no device. */
export class System implements Environment {
  readonly isRemoved = false;
  readonly removedCode = DXGI_ERROR_DEVICE_REMOVED;
  readonly vtables: Vtables;
  readonly messages: DxgiMessage[] = [];

  /** @param interposer what stands between callers and every method of the API */
  constructor(
    readonly kernel: Kernel,
    interposer?: ApiInterposer,
  ) {
    this.vtables = interposer ? new Vtables(interposer) : plainVtables;
  }

  complain(call: string, name: string, text: string): void {
    this.messages.push({ severity: 'ERROR', name, call, text });
    if (this.messages.length > mostStored) this.messages.shift();
  }
}
