import type { ComInterface, IDXGIAdapter1, IUnknown, Kernel, KernelEvent } from '../runtime/d3d11/index.js';
import {
  DXGI_ERROR_DEVICE_REMOVED,
  failed,
  IDXGIAdapter3,
  IDXGIDevice,
  out,
} from '../runtime/d3d11/index.js';
import type { ErrorDetails } from './hresult-error.js';
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

/** What somebody waits for, and how he hears that it cannot come any more. */
export interface TearDownWait {
  /** The facade's method. */
  readonly call: string;
  readonly kernel: Kernel;
  readonly adapter: IUnknown;
  /** Has the event set when what waits is gone; returns what takes that back. */
  readonly untilGone: (gone: KernelEvent) => () => void;
  /** What is gone, and why. */
  readonly details: () => ErrorDetails;
}

async function settle({ call, kernel, adapter, untilGone, details }: TearDownWait): Promise<void> {
  const { events } = kernel;
  const adapter3 = query(call, adapter, IDXGIAdapter3);
  const [tornDown, gone] = [events.create(), events.create()];
  const cookie = out<number>();
  const code = adapter3.RegisterHardwareContentProtectionTeardownStatusEvent(tornDown.handle, cookie);
  if (failed(code)) throw new HResultError(code, call, 'D-44', []);
  const takeBack = untilGone(gone);
  await Promise.race([tornDown.wait(), gone.wait()]);
  takeBack();
  adapter3.UnregisterHardwareContentProtectionTeardownStatus(cookie.value!);
  adapter3.Release();
  for (const event of [tornDown, gone]) events.close(event);
  if (!tornDown.isSet) throw new HResultError(DXGI_ERROR_DEVICE_REMOVED, call, 'D-44', [], details());
}

/**
 * Settles at the next tear-down of an adapter's protection keys, as a player hears of it: by an event of
 * RegisterHardwareContentProtectionTeardownStatusEvent. The event is registered at once. Rejects with an HResultError once
 * what waits is gone; to whoever does not wait that is no unhandled rejection.
 */
export function nextTearDown(wait: TearDownWait): Promise<void> {
  const told = settle(wait);
  told.catch(() => undefined);
  return told;
}
