import type { Guid, Hresult } from '../../abi/index.js';
import { IDXGIFactory1, IDXGIFactory7 } from '../../api/dxgi/index.js';
import type { Implementation, Implementor, Offer, Out } from '../../api/kit/index.js';
import { offer } from '../../api/kit/index.js';
import { DXGI_ERROR_NOT_FOUND, S_OK } from '../../ddi/index.js';
import type { KernelAdapter } from '../../host/index.js';
import type { LUID } from '../../api/windows-types.js';
import { Adapter } from './adapter.js';
import { OwnDxgiObject } from './object.js';
import type { System } from './system.js';

/** IDXGIFactory: the adapters as they were when it was made (api §4.5). */
export class Factory extends OwnDxgiObject implements Implementation<IDXGIFactory7> {
  private readonly adapters: readonly KernelAdapter[];

  /**
   * @param isOfDxgi10 made by CreateDXGIFactory: it has every version but IDXGIFactory1 (DX-1)
   * @param flags DXGI_CREATE_FACTORY_…
   */
  constructor(
    system: System,
    private readonly isOfDxgi10: boolean,
    private readonly flags: number,
  ) {
    super(system, null);
    this.adapters = system.kernel.adapters;
  }

  protected override offers(): readonly Offer[] {
    return [
      {
        ...offer(IDXGIFactory7, this),
        isThere: (wanted) => !this.isOfDxgi10 || wanted.name !== IDXGIFactory1.name,
      },
    ];
  }

  EnumAdapters(Adapter_: number, ppAdapter: Out<Implementor>): Hresult {
    return this.give(this.adapters[Adapter_], ppAdapter);
  }

  EnumAdapters1(Adapter_: number, ppAdapter: Out<Implementor>): Hresult {
    return this.give(this.adapters[Adapter_], ppAdapter);
  }

  EnumAdapterByGpuPreference(
    Adapter_: number,
    _GpuPreference: number,
    _riid: Guid,
    ppvAdapter: Out<Implementor>,
  ): Hresult {
    return this.give(this.adapters[Adapter_], ppvAdapter);
  }

  EnumAdapterByLuid(AdapterLuid: LUID, _riid: Guid, ppvAdapter: Out<Implementor>): Hresult {
    const luid = (BigInt(AdapterLuid.HighPart) << 32n) | BigInt(AdapterLuid.LowPart);
    return this.give(
      this.adapters.find((adapter) => adapter.luid === luid),
      ppvAdapter,
    );
  }

  /** FALSE once an adapter came or went: then a new factory tells. */
  IsCurrent(): number {
    return this.adapters.some(({ isGone }) => isGone) ? 0 : 1;
  }

  GetCreationFlags(): number {
    return this.flags;
  }

  private give(adapter: KernelAdapter | undefined, ppAdapter: Out<Implementor>): Hresult {
    if (!adapter) return DXGI_ERROR_NOT_FOUND;
    ppAdapter.value = new Adapter(this.system, this, adapter);
    return S_OK;
  }
}
