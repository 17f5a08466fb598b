/** Resources that several devices have: the handle of one's own, and another device's by its handle. */
import type { Guid, Hresult } from '../../abi/index.js';
import { failed } from '../../abi/index.js';
import { D3D11_BUFFER_DESC, D3D11_RESOURCE_DIMENSION, D3D11_TEXTURE2D_DESC } from '../../api/d3d11/index.js';
import type { Implementor, Out } from '../../api/kit/index.js';
import type { HResource } from '../../ddi/index.js';
import { E_INVALIDARG, E_NOINTERFACE, OpenResource, S_FALSE } from '../../ddi/index.js';
import type { DriverObject, KernelResource } from '../../host/index.js';
import { openResource } from '../../host/index.js';
import type { ResourceMaker } from './create-resource.js';
import type { AnyResource } from './resource.js';
import { Buffer, Texture2D } from './resource.js';
import type { RuntimeDevice } from './runtime-device.js';

const call = 'ID3D11Device::OpenSharedResource';

/** The driver's half. */
function openAtDriver(
  runtime: RuntimeDevice,
  shared: KernelResource,
): { readonly hresult: Hresult; readonly object: DriverObject<HResource> | null } {
  const runtimeHandle = runtime.host.adapter.kernelResources.newRuntimeHandle();
  const object = openResource(runtime.host, shared, runtimeHandle);
  if (failed(object.code)) return { hresult: runtime.shortage(call, object.code), object: null };
  const hresult = runtime.judgeVoid(OpenResource, call);
  return { hresult, object: object.isLive ? object : null };
}

/** The runtime's own data of a shared resource: what it is, then its description as the API has it. */
function resourceOf(
  device: ResourceMaker,
  object: DriverObject<HResource>,
  [dimension, ...description]: Uint8Array,
): AnyResource {
  const parts = { device, runtime: device.runtime, object };
  const bytes = Uint8Array.from(description);
  return dimension === D3D11_RESOURCE_DIMENSION.BUFFER
    ? new Buffer({ ...parts, desc: D3D11_BUFFER_DESC.fromBytes(bytes) })
    : new Texture2D({ ...parts, desc: D3D11_TEXTURE2D_DESC.fromBytes(bytes) });
}

/** ID3D11Device::OpenSharedResource: a new object of this device, over the memory of another's. */
export function openSharedResource(
  device: ResourceMaker,
  hResource: bigint,
  iid: Guid,
  ppResource: Out<Implementor> | null,
): Hresult {
  const { runtime } = device;
  const shared = runtime.kernel.findShared(hResource);
  if (!shared) {
    const text = `hResource: 0x${hResource.toString(16)} is no live shared handle of this adapter`;
    runtime.complain(call, 'DEVICE_OPEN_SHARED_RESOURCE_INVALIDARG_RETURN', text, E_INVALIDARG);
    return E_INVALIDARG;
  }
  if (!ppResource) return S_FALSE;
  const { hresult, object } = openAtDriver(runtime, shared.resource);
  if (!object) return hresult;
  const resource = resourceOf(device, object, shared.runtimeData);
  resource.isDefined = true; // what another device has drawn nobody here knows
  if (!resource.com.view(iid)) {
    resource.com.AddRef();
    resource.com.Release();
    const text = `ReturnedInterface: the resource does not have ${iid}`;
    runtime.complain(call, 'DEVICE_OPEN_SHARED_RESOURCE_BADINTERFACE_RETURN', text, E_NOINTERFACE);
    return E_NOINTERFACE;
  }
  ppResource.value = resource;
  return hresult;
}
