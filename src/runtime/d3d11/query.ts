import type { D3D11_QUERY_DESC } from '../../api/d3d11/index.js';
import { ID3D11Query } from '../../api/d3d11/index.js';
import type { Implementation, Implementor, Offer, Out } from '../../api/kit/index.js';
import { offer } from '../../api/kit/index.js';
import { DeviceChild } from './device-child.js';
import type { RuntimeDevice } from './runtime-device.js';

/** ID3D11Query, of events: whether what was asked of the device before End is done. Here everything is, at once. */
export class Query extends DeviceChild implements Implementation<ID3D11Query> {
  /** True from End on. */
  isIssued = false;

  constructor(
    device: Implementor,
    runtime: RuntimeDevice,
    readonly desc: D3D11_QUERY_DESC,
  ) {
    super(device, runtime);
  }

  get liveKind() {
    return 'QUERY' as const;
  }

  protected override offers(): readonly Offer[] {
    return [offer(ID3D11Query, this)];
  }

  /** A BOOL. */
  GetDataSize(): number {
    return 4;
  }

  GetDesc(pDesc: Out<D3D11_QUERY_DESC>): void {
    pDesc.value = { ...this.desc };
  }
}
