import type { Hresult } from '../../abi/index.js';
import type { IDXGIDevice4 } from '../../api/dxgi/index.js';
import type { Implementation, Implementor, KitCheck, Out } from '../../api/kit/index.js';
import { E_INVALIDARG, S_OK } from '../../ddi/index.js';
import type { PrivateData } from '../private-data.js';
import { DxgiObject } from './object.js';

/** A device of Direct3D, as DXGI sees it. */
export interface DeviceOfAdapter extends Implementor {
  readonly adapter: Implementor;
  readonly privateData: PrivateData;
}

/** Declared, and not emulated: surfaces, residency, events of a queue that is always empty. */
export type NotOfDxgiDevice = 'CreateSurface' | 'EnqueueSetEvent';

/** IDXGIDevice: the same object as ID3D11Device. */
export class DxgiDevice extends DxgiObject implements Implementation<IDXGIDevice4, NotOfDxgiDevice> {
  private priority = 0;
  private latencyFrames = 3;

  constructor(private readonly device: DeviceOfAdapter) {
    super();
  }

  get com() {
    return this.device.com;
  }

  get privateData() {
    return this.device.privateData;
  }

  protected get parent(): Implementor {
    return this.device.adapter;
  }

  GetAdapter(pAdapter: Out<Implementor>): Hresult {
    pAdapter.value = this.device.adapter;
    return S_OK;
  }

  /** @returns E_INVALIDARG outside -7 to 7 */
  SetGPUThreadPriority(Priority: number): Hresult {
    if (Priority < -7 || Priority > 7)
      return this.refuse('SetGPUThreadPriority', `Priority: expected -7 to 7, received ${Priority}`);
    this.priority = Priority;
    return S_OK;
  }

  GetGPUThreadPriority(pPriority: Out<number>): Hresult {
    pPriority.value = this.priority;
    return S_OK;
  }

  SetMaximumFrameLatency(MaxLatency: number): Hresult {
    if (MaxLatency > 16)
      return this.refuse('SetMaximumFrameLatency', `MaxLatency: expected 0 to 16, received ${MaxLatency}`);
    this.latencyFrames = MaxLatency === 0 ? 3 : MaxLatency;
    return S_OK;
  }

  GetMaximumFrameLatency(pMaxLatency: Out<number>): Hresult {
    pMaxLatency.value = this.latencyFrames;
    return S_OK;
  }

  /** Nothing is kept that could be given back. */
  Trim(): void {
    // Nothing to do.
  }

  private refuse(method: string, text: string): Hresult {
    const check: KitCheck = 'ARGUMENT';
    this.com.environment.complain(`IDXGIDevice::${method}`, check, text, E_INVALIDARG);
    return E_INVALIDARG;
  }
}
