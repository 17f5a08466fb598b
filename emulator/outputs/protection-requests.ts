import type { OutputProtection } from '../../src/driver/index.js';
import type { EmulatedClock } from '../core/clock.js';

/** Which of two levels of a protection is the stronger: positive where the first is. The interfaces differ (D-55). */
export type LevelOrder = (level: number, other: number) => number;

/** HDCP in either form: with it the link's receiver has to be asked. */
export const isHdcp = (protection: OutputProtection): boolean =>
  protection === 'HDCP' || protection === 'TYPE_ENFORCEMENT_HDCP';

/**
 * What open objects ask of one output. Who asks for a level counts at it, once (COPP-34). HDCP comes on after a delay of
 * the emulated clock (D-56); everything else takes effect at once.
 */
export class ProtectionRequests {
  private readonly requests = new Set<ProtectionRequest>();

  constructor(
    /** What the output has. */
    readonly protections: readonly OutputProtection[],
    private readonly clock: EmulatedClock,
    private readonly hdcpDelayMs: number,
    /** Whether a protection can be in effect at all now: not HDCP with a receiver that was revoked. */
    readonly canHold: (protection: OutputProtection) => boolean = () => true,
  ) {}

  /** A new asker, at level 0 of each protection. */
  open(): ProtectionRequest {
    const request = new ProtectionRequest(this, this.clock);
    this.requests.add(request);
    return request;
  }

  /** Ends an asker: its levels count no more (COPP-36). */
  close(request: ProtectionRequest): void {
    this.requests.delete(request);
  }

  /** The strongest level that anybody asks for now; 0 where nobody does. */
  strongest(protection: OutputProtection, order: LevelOrder): number {
    return this.levels(protection).reduce((best, level) => (order(level, best) > 0 ? level : best), 0);
  }

  /** The levels that are in effect, of everybody who asks. */
  levels(protection: OutputProtection): readonly number[] {
    return [...this.requests].map((request) => request.level(protection));
  }

  /** Whether anybody asks for a protection, in effect or not. */
  isAsked(protection: OutputProtection): boolean {
    return [...this.requests].some((request) => request.lastAsked(protection) > 0);
  }

  /** When what is asked for now takes effect. */
  dueAt(protection: OutputProtection): number {
    return this.clock.now + (isHdcp(protection) ? this.hdcpDelayMs : 0);
  }
}

/** A level that was asked for. Until it is due the protection is off, so that switching off is at once: only HDCP waits. */
interface Asked {
  readonly level: number;
  readonly due: number;
}

/** What one open object asks of an output. */
export class ProtectionRequest {
  private readonly asked = new Map<OutputProtection, Asked>();

  constructor(
    private readonly all: ProtectionRequests,
    private readonly clock: EmulatedClock,
  ) {}

  /** The level that is in effect; 0 until another was asked for (COPP-35). */
  level(protection: OutputProtection): number {
    const asked = this.asked.get(protection);
    return asked && asked.due <= this.clock.now && this.all.canHold(protection) ? asked.level : 0;
  }

  /** The level that was asked for last, in effect or not. */
  lastAsked(protection: OutputProtection): number {
    return this.asked.get(protection)?.level ?? 0;
  }

  /** Asks for a level of a protection that the output has. */
  ask(protection: OutputProtection, level: number): void {
    if (this.asked.get(protection)?.level === level) return; // it is on its way: asking again does not begin anew
    this.asked.set(protection, { level, due: this.all.dueAt(protection) });
  }

  /** Asks for nothing any more. */
  withdraw(): void {
    this.all.close(this);
  }
}
