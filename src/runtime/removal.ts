import type { Hresult } from '../abi/index.js';
import { S_OK } from '../ddi/index.js';

/** Whether a device still lives, and why not (D-18). */
export class Removal {
  private why: Hresult = S_OK;

  /** S_OK while the device lives, then why it was removed: the first reason stays. */
  get reason(): Hresult {
    return this.why;
  }

  get isRemoved(): boolean {
    return this.why !== S_OK;
  }

  remove(reason: Hresult): void {
    if (!this.isRemoved) this.why = reason;
  }
}
