/** An event of the system: set by somebody, and waited for by somebody else. */
export class KernelEvent {
  private set = false;
  private readonly waiting: (() => void)[] = [];

  /** @param handle what functions of the API take, 64 bits */
  constructor(readonly handle: bigint) {}

  get isSet(): boolean {
    return this.set;
  }

  /** SetEvent: whoever waits goes on. */
  signal(): void {
    this.set = true;
    for (const goOn of this.waiting.splice(0)) goOn();
  }

  /** ResetEvent. */
  reset(): void {
    this.set = false;
  }

  /** Settles once the event is set: at once where it is already. */
  wait(): Promise<void> {
    return this.set ? Promise.resolve() : new Promise((goOn) => this.waiting.push(goOn));
  }
}

/** The events of one machine, by their handles. */
export class KernelEvents {
  private readonly events = new Map<bigint, KernelEvent>();
  private next = 0x1000n;

  /** CreateEvent: not set, and reset by hand. */
  create(): KernelEvent {
    const event = new KernelEvent(this.next);
    this.next += 4n; // as Windows numbers handles
    this.events.set(event.handle, event);
    return event;
  }

  find(handle: bigint): KernelEvent | undefined {
    return this.events.get(handle);
  }

  /** CloseHandle. */
  close({ handle }: KernelEvent): void {
    this.events.delete(handle);
  }
}
