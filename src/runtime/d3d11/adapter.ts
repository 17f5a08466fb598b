import type { D3D11Driver } from '../../driver/index.js';
import type { Hresult } from '../../abi/index.js';
import {
  DXGI_ERROR_DEVICE_REMOVED,
  DXGI_ERROR_UNSUPPORTED,
  D3D11_1_DDI_SUPPORTED,
  E_OUTOFMEMORY,
  S_OK,
} from '../../ddi/index.js';
import { failed } from '../../abi/index.js';
import { HostAdapter, orOutOfMemory } from '../../host/index.js';
import { D3D11Device } from './device.js';
import type { Parent } from '../objects.js';
import { Children } from '../objects.js';
import type { Out } from '../out.js';
import { RuntimeDevice } from './runtime-device.js';

/** A display adapter with a driver of this kind: what the runtime opens, once, and makes devices of. */
export class D3D11Adapter {
  private readonly owner: Parent = { children: new Children() };
  private released = false;

  private constructor(private readonly host: HostAdapter) {}

  /**
   * Opens a driver: OpenAdapter10_2, then its versions (device-ddi §0).
   * @returns S_OK; DXGI_ERROR_UNSUPPORTED for a driver without D3D11.1; or what the driver's entry answered
   */
  static open(driver: D3D11Driver, ppAdapter: Out<D3D11Adapter>): Hresult {
    const { hresult, adapter } = HostAdapter.open(driver);
    if (!adapter) return hresult;
    const versions = orOutOfMemory(
      () => adapter.supportedVersions(),
      () => null,
    );
    if (!versions?.includes(D3D11_1_DDI_SUPPORTED)) {
      adapter.close();
      return versions ? DXGI_ERROR_UNSUPPORTED : E_OUTOFMEMORY;
    }
    ppAdapter.value = new D3D11Adapter(adapter);
    return S_OK;
  }

  /** D3D11CreateDevice. Any number of devices; none sees another's objects (DEV-10, DEV-11). */
  CreateDevice(ppDevice: Out<D3D11Device>): Hresult {
    if (this.released) return DXGI_ERROR_DEVICE_REMOVED;
    const { hresult, device } = this.host.createDevice();
    if (!device || failed(hresult)) return hresult;
    ppDevice.value = new D3D11Device(new RuntimeDevice(this.owner, device));
    return S_OK;
  }

  /** Closes the adapter; devices that are left are destroyed first (OPN-9). */
  Release(): void {
    if (this.released) return;
    this.released = true;
    this.owner.children.release();
    this.host.close();
  }
}
