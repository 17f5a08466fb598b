import type { Hresult } from '../../../abi/index.js';
import type { ID3D11Debug } from '../../../api/d3d11/index.js';
import type { Implementation, Implementor } from '../../../api/kit/index.js';
import { S_OK } from '../../../ddi/index.js';
import type { LiveObjects } from './live-objects.js';
import { reportLiveObjects } from './live-report.js';
import type { MessageStore } from './message-store.js';

/** What ID3D11Debug belongs to: the device. */
export interface DebugOwner extends Implementor {
  readonly runtime: { readonly messages: MessageStore; readonly live: LiveObjects };
}

/** ID3D11Debug: what is alive. There are no draws here and no swap chains, so that the rest is stored and told alone. */
export class Debug implements Implementation<ID3D11Debug> {
  private featureMask = 0;
  private delayMilliseconds = 0;

  constructor(private readonly owner: DebugOwner) {}

  get com() {
    return this.owner.com;
  }

  SetFeatureMask(mask: number): Hresult {
    this.featureMask = mask;
    return S_OK;
  }

  GetFeatureMask(): number {
    return this.featureMask;
  }

  SetPresentPerRenderOpDelay(milliseconds: number): Hresult {
    this.delayMilliseconds = milliseconds;
    return S_OK;
  }

  GetPresentPerRenderOpDelay(): number {
    return this.delayMilliseconds;
  }

  /** There is none to set. */
  SetSwapChain(): Hresult {
    return S_OK;
  }

  GetSwapChain(): Hresult {
    return S_OK; // null, as the place was cleared
  }

  ValidateContext(): Hresult {
    return S_OK;
  }

  ReportLiveDeviceObjects(flags: number): Hresult {
    const { messages, live } = this.owner.runtime;
    reportLiveObjects(messages, this.com.referenceCount, live.list(), flags);
    return S_OK;
  }

  ValidateContextForDispatch(): Hresult {
    return S_OK;
  }
}
