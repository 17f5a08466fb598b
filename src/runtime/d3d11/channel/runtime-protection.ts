/** A process: the window manager's, or one with a handle (CFG-17). */
export interface ProcessIdentity {
  /** D3D11_1DDI_AUTHENTICATED_PROCESS_IDENTIFIER_TYPE. */
  readonly type: number;
  /** 0 for the window manager. */
  readonly handle: bigint;
}

/** The first of the numbers that the runtime gives its own channels: no driver's. */
const firstHandle = 0xd3d1_1000_0000_0001n;

/** What channels of the runtime's own have set on a device. */
export class RuntimeProtection {
  private readonly flags = new Map<object, number>();
  private readonly allowed: ProcessIdentity[] = [];
  private made = 0n;

  /** A number for a channel. */
  nextHandle(): bigint {
    this.made += 1n;
    return firstHandle + this.made - 1n;
  }

  /** Each channel keeps its own flags, so that none switches off what another has on (CFG-18). */
  protect(channel: object, flags: number): void {
    this.flags.set(channel, flags);
  }

  /** A channel ended: its flags go, the processes stay (D-36). */
  forget(channel: object): void {
    this.flags.delete(channel);
  }

  /** The flags in effect: those of all channels. */
  get protectionFlags(): number {
    return [...this.flags.values()].reduce((all, one) => all | one, 0);
  }

  /** Processes that may open what is shared, in the order in which they were allowed to. */
  get processes(): readonly ProcessIdentity[] {
    return this.allowed;
  }

  /** Lets a process open what is shared (CFG-17). */
  allow(process: ProcessIdentity): void {
    if (this.indexOf(process) < 0) this.allowed.push(process);
  }

  /** Takes that back. */
  deny(process: ProcessIdentity): void {
    const index = this.indexOf(process);
    if (index >= 0) this.allowed.splice(index, 1);
  }

  private indexOf({ type, handle }: ProcessIdentity): number {
    return this.allowed.findIndex((one) => one.type === type && one.handle === handle);
  }
}
