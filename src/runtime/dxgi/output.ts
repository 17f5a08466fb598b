import type { Hresult } from '../../abi/index.js';
import type { DXGI_OUTPUT_DESC } from '../../api/dxgi/index.js';
import { DXGI_MODE_ROTATION, IDXGIOutput6 } from '../../api/dxgi/index.js';
import type { Implementation, Implementor, Offer, Out } from '../../api/kit/index.js';
import { offer } from '../../api/kit/index.js';
import { S_OK } from '../../ddi/index.js';
import type { MonitorIdentity } from '../../host/index.js';
import { OwnDxgiObject } from './object.js';
import type { System } from './system.js';

/** IDXGIOutput: what a monitor hangs on. */
export class Output extends OwnDxgiObject implements Implementation<IDXGIOutput6> {
  constructor(
    system: System,
    adapter: Implementor,
    private readonly monitor: MonitorIdentity,
  ) {
    super(system, adapter);
  }

  protected override offers(): readonly Offer[] {
    return [offer(IDXGIOutput6, this)];
  }

  GetDesc(pDesc: Out<DXGI_OUTPUT_DESC>): Hresult {
    const { deviceName, handle, left, top, width, height } = this.monitor;
    pDesc.value = {
      DeviceName: deviceName,
      DesktopCoordinates: { left, top, right: left + width, bottom: top + height },
      AttachedToDesktop: 1,
      Rotation: DXGI_MODE_ROTATION.IDENTITY,
      Monitor: handle,
    };
    return S_OK;
  }
}
