import type { KernelEvent, TearDowns } from '../../host/index.js';

/**
 * RegisterHardwareContentProtectionTeardownStatusEvent's events of one adapter object: each tear-down sets every
 * registered one once. They are there until they are taken back.
 */
export class TearDownEvents {
  private readonly registered = new Map<number, () => void>();
  private nextCookie = 1;

  constructor(private readonly tearDowns: TearDowns) {}

  /** @returns the cookie to take it back with */
  register(event: KernelEvent): number {
    const cookie = this.nextCookie;
    this.nextCookie += 1;
    const stop = this.tearDowns.listen(() => {
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
