import type { DisplayMode, OutputEvent, OutputProtection } from '../../src/driver/index.js';
import type { EmulatedClock } from '../core/clock.js';
import type { OutputProfile } from './profile-schema.js';
import { TV_STANDARDS } from './profile-schema.js';
import type { ProtectionRequest } from './protection-requests.js';
import { isHdcp, ProtectionRequests } from './protection-requests.js';
import type { Srm } from './srm.js';
import { StatusEvents } from './status-events.js';

/** What an analog output signals besides its protections: the last that anybody set. */
export interface Signaling {
  /** One bit of the standards that the output has, or 0. */
  readonly activeStandard: number;
  /** Three fields of 3 bits. */
  readonly aspectRatios: readonly number[];
}

/** What hangs on an output, where it knows HDCP. */
export type HdcpReceiver = NonNullable<OutputProfile['hdcpReceiver']>;

/** One output: a connector with what hangs on it, which every open object shares (COPP-44). */
export class Output {
  /** Its place among all outputs; -1 for one that is not the adapter's own. */
  readonly index: number;
  /** What tells it from every other output, to channels and to OPM alike: 64 bits, unless told above any 32 (ACH-24, D-62). */
  readonly id: bigint;
  mode: DisplayMode;
  connected: boolean;
  signaling: Signaling = { activeStandard: 0, aspectRatios: [0, 0, 0] };
  readonly requests: ProtectionRequests;
  /** What is asked for outside of every open object, as a display-settings call does (COPP-33). */
  readonly outside: ProtectionRequest;
  /** Bits of the standards that the output has. */
  readonly tvStandards: number;
  private readonly told = new Set<StatusEvents>();
  #srm: Srm | undefined;

  constructor(
    {
      index,
      id = 0x0d15_9a70_0000_0000n + BigInt(index),
    }: { readonly index: number; readonly id?: bigint | undefined },
    readonly monitor: string,
    readonly profile: OutputProfile,
    clock: EmulatedClock,
    hdcpDelayMs: number,
  ) {
    this.index = index;
    this.id = id;
    this.mode = profile.mode;
    this.connected = profile.connected;
    const protections = profile.protections.map(({ type }) => type);
    this.requests = new ProtectionRequests(
      protections,
      clock,
      hdcpDelayMs,
      (protection) => !isHdcp(protection) || !this.isRevoked,
    );
    this.outside = this.requests.open();
    this.tvStandards = profile.tvStandards.reduce(
      (bits, name) => bits | (1 << TV_STANDARDS.indexOf(name)),
      0,
    );
  }

  /** What is attached and knows HDCP. */
  get hdcpReceiver(): HdcpReceiver | null {
    return this.connected ? this.profile.hdcpReceiver : null;
  }

  /** The system renewability message in force; undefined before the first. */
  get srm(): Srm | undefined {
    return this.#srm;
  }

  /** Keeps an SRM, unless one that is as new is there. Who has HDCP on with what it revokes is told (OPM-35). */
  renew(srm: Srm): void {
    if (this.#srm && srm.version <= this.#srm.version) return;
    this.#srm = srm;
    this.checkReceiver();
  }

  /** Whether the receiver, or what is behind it, was revoked. */
  get isRevoked(): boolean {
    const { hdcpReceiver } = this;
    if (!hdcpReceiver || !this.#srm) return false;
    return [hdcpReceiver.ksv, ...(hdcpReceiver.behind ?? [])].some((ksv) => this.#srm!.revoked.has(ksv));
  }

  /** Makes somebody ask for a level of a protection that the output has; who is open is told where it cannot be. */
  ask(request: ProtectionRequest, protection: OutputProtection, level: number): void {
    request.ask(protection, level);
    if (isHdcp(protection) && level > 0) this.checkReceiver();
  }

  /** Tells those who are open when HDCP is asked for and cannot be, since the receiver was revoked (OPM-35). */
  checkReceiver(): void {
    const isAsked = this.requests.isAsked('HDCP') || this.requests.isAsked('TYPE_ENFORCEMENT_HDCP');
    if (isAsked && this.isRevoked) this.raise('REVOKED');
  }

  get openObjects(): number {
    return this.told.size;
  }

  has(protection: OutputProtection): boolean {
    return this.requests.protections.includes(protection);
  }

  /** Whether the present mode can be protected so (COPP-20). */
  carries(protection: OutputProtection): boolean {
    return this.profile.protections.some(
      ({ type, maxWidth = Infinity, maxHeight = Infinity }) =>
        type === protection && this.mode.width <= maxWidth && this.mode.height <= maxHeight,
    );
  }

  /** Events for a new open object. */
  watch(): StatusEvents {
    const events = new StatusEvents();
    this.told.add(events);
    return events;
  }

  /** The object has been closed. */
  unwatch(events: StatusEvents): void {
    this.told.delete(events);
  }

  /** Tells every open object of an event. */
  raise(event: OutputEvent): void {
    for (const events of this.told) events.add(event);
  }
}
