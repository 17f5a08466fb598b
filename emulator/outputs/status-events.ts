import type { OutputEvent } from '../../src/driver/index.js';

/** What has happened to an output since one open object was told last. */
export class StatusEvents {
  private readonly pending = new Set<OutputEvent>();

  add(event: OutputEvent): void {
    this.pending.add(event);
  }

  /** What there is to tell, left for the next time. */
  peek(): ReadonlySet<OutputEvent> {
    return new Set(this.pending);
  }

  /** What there is to tell, once: it is not told again until it recurs (COPP-31). */
  take(): ReadonlySet<OutputEvent> {
    const taken = this.peek();
    this.pending.clear();
    return taken;
  }
}
