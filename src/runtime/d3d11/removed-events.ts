import type { KernelEvent, Removal } from '../../host/index.js';

/**
 * RegisterDeviceRemovedEvent's events of one device: each is set once, when the device is removed, or at once where it is
 * already (DR-13). The end of a device sets none.
 */
export class RemovedEvents {
  private readonly registered = new Map<number, () => void>();
  private nextCookie = 1;

  constructor(private readonly removal: Removal) {}

  /** @returns the cookie to take it back with */
  register(event: KernelEvent): number {
    const cookie = this.nextCookie;
    this.nextCookie += 1;
    const stop = this.removal.onRemoved(() => {
      event.signal();
    });
    this.registered.set(cookie, stop);
    return cookie;
  }

  /** An unknown cookie takes nothing back. */
  unregister(cookie: number): void {
    this.registered.get(cookie)?.();
    this.registered.delete(cookie);
  }

  clear(): void {
    for (const stop of this.registered.values()) stop();
    this.registered.clear();
  }
}
