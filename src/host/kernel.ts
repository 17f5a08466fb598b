import type { Hresult } from '../abi/index.js';
import type { ProcessIdentity } from '../driver/index.js';
import type { AdapterSetup } from './kernel-adapter.js';
import { KernelAdapter } from './kernel-adapter.js';
import type { KernelDevice } from './kernel-device.js';
import { KernelEvents } from './kernel-events.js';
import { SharedHandles } from './shared-handles.js';

/** The adapters of one machine, and what happens to them that no driver decides. */
export class Kernel {
  readonly events = new KernelEvents();
  private readonly sharedHandles = new SharedHandles();
  private readonly list: KernelAdapter[];

  /** @param setups the adapters, in the order in which they are enumerated: that of the primary desktop first */
  constructor(setups: readonly AdapterSetup[]) {
    // LUIDs are chosen anew at every start of a system; these are small, so that a trace can be read.
    this.list = setups.map(
      (setup, index) => new KernelAdapter(setup, BigInt(0x10000 + index), this.sharedHandles),
    );
  }

  /** Those that are in the machine. */
  get adapters(): readonly KernelAdapter[] {
    return this.list.filter(({ isGone }) => !isGone);
  }

  /** The devices that processes have, those of adapters that are gone too. */
  get devices(): readonly KernelDevice[] {
    return this.list.flatMap(({ devices }) => devices);
  }

  /** Lets devices that are made from now on belong to a process, as their drivers see it (GEN-6). */
  enterProcess(process: ProcessIdentity): void {
    for (const adapter of this.list) adapter.enterProcess(process);
  }

  /** Puts the system to sleep and wakes it up: every adapter loses its protection keys (D-44). Devices live on. */
  suspend(): void {
    for (const adapter of this.adapters) adapter.tearDown();
  }

  /**
   * Ends every protected output in its driver, as a lock, a switch of sessions and a mode change of the system's do (OPM-40):
   * who has one makes a new one.
   */
  switchSession(): void {
    for (const { opm } of this.adapters) opm.destroyAll();
  }

  /**
   * Removes devices, at once and for everybody who holds them.
   * @param reason what GetDeviceRemovedReason answers: DXGI_ERROR_DEVICE_HUNG, _REMOVED, _RESET, …
   * @param device one of them; all devices of all adapters where it is left out
   */
  removeDevice({ reason, device }: { readonly reason: Hresult; readonly device?: KernelDevice }): void {
    for (const adapter of this.list) adapter.removeDevices(reason, device);
  }
}
