import type { Guid, Hresult } from '../../abi/index.js';
import type { HResource } from '../../ddi/index.js';
import {
  D3D10DDIRESOURCE_TYPE,
  DXGI_ERROR_DEVICE_REMOVED,
  E_INVALIDARG,
  E_NOINTERFACE,
  pictureRows,
  S_OK,
} from '../../ddi/index.js';
import type { DriverObject } from '../../host/index.js';
import { D3D11_USAGE, IID_ID3D11VideoDevice } from './constants.js';
import { D3D11DeviceContext } from './device-context.js';
import type { DdiResource } from './create-resource.js';
import { ddiBuffer, ddiTexture, makeResource } from './create-resource.js';
import type { InfoQueue } from './info-queue.js';
import type { Out } from '../out.js';
import type { D3D11_BUFFER_DESC, D3D11_SUBRESOURCE_DATA, D3D11_TEXTURE2D_DESC } from './resource.js';
import { D3D11Buffer, D3D11Texture2D } from './resource.js';
import type { RuntimeDevice } from './runtime-device.js';
import { D3D11VideoDevice } from './video-device.js';

/** ID3D11Device, as far as protected content needs it. */
export class D3D11Device {
  private readonly context: D3D11DeviceContext;

  constructor(private readonly runtime: RuntimeDevice) {
    this.context = new D3D11DeviceContext(runtime);
  }

  /** The debug layer's messages (ID3D11InfoQueue). */
  get infoQueue(): InfoQueue {
    return this.runtime.infoQueue;
  }

  GetImmediateContext(ppImmediateContext: Out<D3D11DeviceContext>): void {
    ppImmediateContext.value = this.context;
  }

  /** S_OK while the device lives, then why it does not (XLT-14, D-18). */
  GetDeviceRemovedReason(): Hresult {
    return this.runtime.removedReason;
  }

  /** ID3D11VideoDevice, or E_NOINTERFACE where the driver has no video table (D-19). */
  QueryInterface(riid: Guid, ppvObject: Out<D3D11VideoDevice>): Hresult {
    if (riid !== IID_ID3D11VideoDevice || !this.runtime.host.video) return E_NOINTERFACE;
    ppvObject.value = new D3D11VideoDevice(this.runtime);
    return S_OK;
  }

  CreateBuffer(
    pDesc: D3D11_BUFFER_DESC,
    pInitialData: D3D11_SUBRESOURCE_DATA | null,
    ppBuffer: Out<D3D11Buffer>,
  ): Hresult {
    const data = pInitialData && [pInitialData];
    return this.create('ID3D11Device::CreateBuffer', ddiBuffer(pDesc), data, (object) => {
      ppBuffer.value = new D3D11Buffer(this.runtime, object, pDesc);
      return ppBuffer.value;
    });
  }

  /** `pInitialData` has one entry for each array slice. */
  CreateTexture2D(
    pDesc: D3D11_TEXTURE2D_DESC,
    pInitialData: readonly D3D11_SUBRESOURCE_DATA[] | null,
    ppTexture2D: Out<D3D11Texture2D>,
  ): Hresult {
    return this.create('ID3D11Device::CreateTexture2D', ddiTexture(pDesc), pInitialData, (object) => {
      ppTexture2D.value = new D3D11Texture2D(this.runtime, object, pDesc);
      return ppTexture2D.value;
    });
  }

  /** Destroys the driver's device, after what is left of its objects (DEV-19). Calls that come later find it removed. */
  Release(): void {
    this.runtime.Release();
  }

  private create(
    call: string,
    resource: DdiResource,
    data: readonly D3D11_SUBRESOURCE_DATA[] | null,
    wrap: (object: DriverObject<HResource>) => D3D11Buffer | D3D11Texture2D,
  ): Hresult {
    if (this.runtime.isRemoved) return DXGI_ERROR_DEVICE_REMOVED;
    const mistake = mistakeIn(resource, data);
    if (mistake !== undefined) {
      this.runtime.infoQueue.addCallerCheck(call, mistake);
      return E_INVALIDARG;
    }
    return this.runtime.method(() => {
      const { hresult, object } = makeResource(this.runtime, call, resource, data);
      if (object) wrap(object).state.defined = data !== null;
      return hresult;
    });
  }
}

/** What the runtime validates before the driver sees it (RES-1, RES-5, RES-8, RES-12). */
function mistakeIn(
  resource: DdiResource,
  data: readonly D3D11_SUBRESOURCE_DATA[] | null,
): string | undefined {
  const { width, height, arraySize, mipLevels, usage, bindFlags, cpuAccessFlags } = resource;
  const wrong = Object.entries(resource).find(([, value]) => !isUint(value as number));
  if (wrong) return `${wrong[0]}: expected a whole number of 32 bits, received ${wrong[1]}`;
  if (!(width > 0) || !(height > 0) || !(arraySize > 0)) return 'every size is at least 1';
  if (mipLevels !== 1)
    return `mipLevels: expected 1, received ${mipLevels}: this runtime makes no mip chains`;
  if (usage === D3D11_USAGE.STAGING && bindFlags !== 0) return 'a STAGING resource has no bind flags';
  if (usage === D3D11_USAGE.STAGING && cpuAccessFlags === 0) return 'a STAGING resource has CPU access flags';
  if (usage === D3D11_USAGE.IMMUTABLE && !data) return 'an IMMUTABLE resource needs initial data';
  if (usage === D3D11_USAGE.DEFAULT && cpuAccessFlags !== 0)
    return 'a DEFAULT resource has no CPU access flags';
  if (data && data.length !== arraySize)
    return `initial data: expected ${arraySize} entries, received ${data.length}`;
  return data?.map((entry) => dataMistake(resource, entry)).find((mistake) => mistake !== undefined);
}

const isUint = (value: number) => Number.isInteger(value) && value >= 0 && value <= 0xffffffff;

/** Initial data that the driver would read past the end of; the runtime knows how much there is. */
function dataMistake(
  { dimension, format, width, height }: DdiResource,
  { pSysMem, SysMemPitch, SysMemSlicePitch }: D3D11_SUBRESOURCE_DATA,
): string | undefined {
  if (!isUint(SysMemPitch) || !isUint(SysMemSlicePitch))
    return 'initial data: pitches are whole numbers of 32 bits';
  const isBuffer = dimension === D3D10DDIRESOURCE_TYPE.BUFFER;
  const picture = isBuffer ? { rows: 1, rowBytes: width } : pictureRows(format, width, height);
  if (!picture) return undefined; // the driver knows what it needs, or refuses the format
  const needed = (picture.rows - 1) * SysMemPitch + picture.rowBytes;
  if (pSysMem.length >= needed) return undefined;
  return `initial data: expected at least ${needed} bytes, received ${pSysMem.length}`;
}
