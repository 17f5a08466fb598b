import type { ComInterface, IDXGIAdapter1, IUnknown, Kernel } from '../runtime/d3d11/index.js';
import { failed, IDXGIAdapter3, IDXGIDevice, out } from '../runtime/d3d11/index.js';
import { HResultError } from './hresult-error.js';

/** Another interface of an object, with a reference. */
function query<I extends IUnknown>(call: string, object: IUnknown, { iid }: ComInterface<I>): I {
  const found = out<IUnknown>();
  const code = object.QueryInterface(iid, found);
  if (failed(code)) throw new HResultError(code, call, 'api REF-8', []);
  return found.value as I;
}

/** The adapter of a device, as a player walks to it (RC-01). */
export function adapterOf(call: string, device: IUnknown): IDXGIAdapter1 {
  const dxgiDevice = query(call, device, IDXGIDevice);
  const adapter = out<IDXGIAdapter1>();
  dxgiDevice.GetAdapter(adapter);
  dxgiDevice.Release();
  return adapter.value!;
}

/**
 * Settles at the next tear-down of an adapter's protection keys, as a player hears of it: by an event of
 * RegisterHardwareContentProtectionTeardownStatusEvent. The event is registered at once.
 */
export async function nextTearDown(call: string, { events }: Kernel, adapter: IUnknown): Promise<void> {
  const adapter3 = query(call, adapter, IDXGIAdapter3);
  const event = events.create();
  const cookie = out<number>();
  const code = adapter3.RegisterHardwareContentProtectionTeardownStatusEvent(event.handle, cookie);
  if (failed(code)) throw new HResultError(code, call, 'D-44', []);
  await event.wait();
  adapter3.UnregisterHardwareContentProtectionTeardownStatus(cookie.value!);
  adapter3.Release();
  events.close(event);
}
