import type { OutputProtection } from '../../src/driver/index.js';
import type { EmulatedClock } from '../core/clock.js';

/** A level that was asked for and is not there yet. */
interface Pending {
  readonly level: number;
  readonly due: number;
}

/** Which of two levels of a protection is the stronger: positive where the first is. The interfaces differ (D-55). */
export type LevelOrder = (level: number, other: number) => number;

/**
 * The levels that open objects ask of one output: a use counter for each level of each protection (COPP-34). HDCP comes
 * on after a delay of the emulated clock (D-56); everything else takes effect at once.
 */
export class ProtectionRequests {
  private readonly requests = new Set<ProtectionRequest>();
  private readonly counters = new Map<OutputProtection, Map<number, number>>();

  constructor(
    readonly protections: readonly OutputProtection[],
    private readonly clock: EmulatedClock,
    private readonly hdcpDelayMs: number,
  ) {
    for (const protection of protections) this.counters.set(protection, new Map());
  }

  /** A new asker, which counts at level 0 of each protection that the output has. */
  open(): ProtectionRequest {
    const request = new ProtectionRequest(this);
    this.requests.add(request);
    for (const protection of this.protections) this.count(protection, 0, 1);
    return request;
  }

  /** Ends an asker: its levels count no more (COPP-36). */
  close(request: ProtectionRequest): void {
    if (!this.requests.delete(request)) return;
    for (const protection of this.protections) this.count(protection, request.current(protection), -1);
  }

  /** The strongest level that anybody asks for now; 0 where nobody does. */
  strongest(protection: OutputProtection, order: LevelOrder): number {
    this.settle();
    const levels = [...(this.counters.get(protection) ?? [])]
      .filter(([, uses]) => uses > 0)
      .map(([level]) => level);
    return levels.reduce((best, level) => (order(level, best) > 0 ? level : best), 0);
  }

  /** When a level that is asked for now takes effect. */
  dueAt(protection: OutputProtection, level: number): number {
    return this.clock.now + (protection === 'HDCP' && level > 0 ? this.hdcpDelayMs : 0);
  }

  /** Lets what is due take effect. */
  settle(): void {
    for (const request of this.requests) request.settle(this.clock.now);
  }

  /** Moves one use from a level to another. */
  move(protection: OutputProtection, from: number, to: number): void {
    this.count(protection, from, -1);
    this.count(protection, to, 1);
  }

  private count(protection: OutputProtection, level: number, by: number): void {
    const uses = this.counters.get(protection);
    uses?.set(level, (uses.get(level) ?? 0) + by);
  }
}

/** What one open object asks of an output. */
export class ProtectionRequest {
  private readonly levels = new Map<OutputProtection, number>();
  private readonly pending = new Map<OutputProtection, Pending>();

  constructor(private readonly all: ProtectionRequests) {}

  /** The level that is in effect; 0 until another was asked for (COPP-35). */
  level(protection: OutputProtection): number {
    this.all.settle();
    return this.current(protection);
  }

  /** The level as it was when time was looked at last. */
  current(protection: OutputProtection): number {
    return this.levels.get(protection) ?? 0;
  }

  /** Asks for a level of a protection that the output has. */
  ask(protection: OutputProtection, level: number): void {
    this.all.settle();
    const waiting = this.pending.get(protection);
    if (waiting?.level === level) return; // it is on its way: asking again does not begin anew
    this.pending.delete(protection);
    if (this.current(protection) === level) return;
    this.pending.set(protection, { level, due: this.all.dueAt(protection, level) });
    this.all.settle();
  }

  /** Lets what is due by a time take effect. */
  settle(now: number): void {
    for (const [protection, { level, due }] of this.pending) {
      if (due > now) continue;
      this.pending.delete(protection);
      this.all.move(protection, this.current(protection), level);
      this.levels.set(protection, level);
    }
  }

  /** Asks for nothing any more. */
  withdraw(): void {
    this.all.close(this);
  }
}
