import type { KernelEvent } from '../host/index.js';

/**
 * Events that somebody registered, by cookies: each is set when what it was registered for happens, until it is taken
 * back. RegisterDeviceRemovedEvent's of a device (DR-13), RegisterHardwareContentProtectionTeardownStatusEvent's of an
 * adapter object.
 */
export class RegisteredEvents {
  private readonly registered = new Map<number, () => void>();
  private nextCookie = 1;

  /** @param listen tells a listener of each time from now on; returns what ends it */
  constructor(private readonly listen: (tell: () => void) => () => void) {}

  /** @returns the cookie to take it back with */
  register(event: KernelEvent): number {
    const cookie = this.nextCookie;
    this.nextCookie += 1;
    const stop = this.listen(() => {
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
