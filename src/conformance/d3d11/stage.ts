import type { RandomSource } from '../../crypto/index.js';
import { seededRandom } from '../../crypto/index.js';
import type { Address, Hresult, Memory, Struct } from '../../abi/index.js';
import type { CallLog } from '../../trace/index.js';
import type { DriverUnderTest } from '../../driver/index.js';
import { hasEntry } from '../../driver/index.js';
import { createCallLog } from '../../trace/index.js';
import { NULL } from '../../abi/index.js';
import type { DeviceFunctions, HostDevice, VideoFunctions } from '../../host/index.js';
import { HostAdapter } from '../../host/index.js';
import type { CertificateChain } from '../../player/index.js';
import { logged } from '../framework/call-log.js';
import type { ClauseId } from '../rules/clauses/index.js';
import { codesText, Judge } from '../framework/judge.js';
import { CaseFailure, CaseSkip } from '../framework/outcome.js';

/** What a guard byte is filled with: not zero, and no common pattern of drivers. */
const guardByte = 0xa5;
const guardBytes = 32;

/** What the cases of one run need not find out anew. Nothing in it depends on the case. */
export interface RunMemory {
  /** Chains by their bytes: reading one costs more than all the rest of a short case. */
  readonly chains: Map<string, CertificateChain>;
}

/** Memory with guard bytes before and behind, to see what is written there. */
export interface GuardedBytes {
  readonly address: Address;
  /** What lies there now. */
  read(): Uint8Array;
  /** True while neither guard has changed. */
  guardsIntact(): boolean;
}

/** What a case runs on: an adapter, devices and memory of its own, all given back at its end. */
export class Stage extends Judge {
  /** The player's randomness: the same for each run of this case. */
  readonly random: RandomSource;
  /** The driver as the host gets it: what goes on between the two is logged. */
  readonly observed: DriverUnderTest;
  private readonly cleanUps: (() => void)[] = [];
  private readonly log: CallLog = createCallLog();
  private readonly destroyed = new Set<HostDevice>();
  private readonly missed = new Set<string>();
  private opened: HostAdapter | undefined;

  constructor(
    driver: DriverUnderTest,
    readonly caseId: string,
    readonly run: RunMemory,
  ) {
    super(driver);
    this.random = seededRandom(caseId);
    this.observed = logged(driver, this.log);
  }

  /** The last calls between runtime and driver, as text. */
  calls(): string[] {
    return this.log.lines();
  }

  get memory(): Memory {
    return this.driver.memory;
  }

  /** Why steps were left out, each reason once: a case that passed saw less than it can see. */
  get leftOut(): readonly string[] {
    return [...this.missed];
  }

  /** Runs at the end of the case, last come first served. */
  atEnd(cleanUp: () => void): void {
    this.cleanUps.push(cleanUp);
  }

  /** Gives everything back. Goes on after an error and throws the first one in the end. */
  cleanUp(): void {
    const errors: unknown[] = [];
    for (let next = this.cleanUps.pop(); next; next = this.cleanUps.pop()) {
      try {
        next();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }

  /** Zeroed memory until the end of the case. */
  allocate(bytes: number, label: string): Address {
    const address = this.memory.allocate(bytes, label);
    if (address === NULL) throw new CaseFailure(`no memory for ${bytes} bytes: ${label}`);
    this.atEnd(() => {
      this.memory.free(address);
    });
    return address;
  }

  /** These bytes in memory. */
  place(bytes: Uint8Array, label: string): Address {
    const address = this.allocate(bytes.length, label);
    this.memory.copyIn(address, bytes);
    return address;
  }

  /** A structure in memory. */
  struct<T extends object>(layout: Struct<T>, value: Partial<T>): Address {
    const address = this.allocate(layout.bytes, layout.name);
    layout.encode(this.memory, address, value);
    return address;
  }

  /** `bytes` bytes filled with `fill`, guarded on both sides. */
  guarded(bytes: number, label: string, fill = guardByte): GuardedBytes {
    const start = this.place(new Uint8Array(bytes + 2 * guardBytes).fill(fill), label);
    const guards = [start, start + guardBytes + bytes] as Address[];
    const intact = (at: Address) => this.memory.copyOut(at, guardBytes).every((byte) => byte === fill);
    const address = (start + guardBytes) as Address;
    // Asked for every one in the end: a case may be after something else.
    this.atEnd(() => {
      if (!guards.every(intact))
        throw new CaseFailure(`${label}: expected nothing written beside its ${bytes} bytes`);
    });
    return {
      address,
      read: () => this.memory.copyOut(address, bytes),
      guardsIntact: () => guards.every(intact),
    };
  }

  /** Opens the driver, once a case. */
  adapter(): HostAdapter {
    this.opened ??= this.openAdapter();
    return this.opened;
  }

  /** Opens the driver anew (OPN-5). */
  openAdapter(): HostAdapter {
    const { observed } = this;
    if (!hasEntry(observed, 'OpenAdapter10_2')) return this.skip('the driver has no OpenAdapter10_2');
    const { hresult, adapter } = HostAdapter.open(observed);
    if (!adapter)
      throw new CaseFailure(`OpenAdapter10_2: expected success, received ${codesText([hresult])}`);
    this.atEnd(() => {
      adapter.close();
      const [stray] = adapter.takeStrayErrors();
      if (!stray) return;
      const text = `pfnSetErrorCb with ${codesText([stray.code])}: expected the hRTCoreLayer of a device, received 0x${stray.hRTCoreLayer.toString(16)}`;
      this.violated('DEV-18', text);
    });
    return adapter;
  }

  /** A new device, its tables read. */
  device(adapter = this.adapter()): HostDevice {
    for (const slot of ['pfnCalcPrivateDeviceSize', 'pfnCreateDevice'] as const)
      if (!adapter.functions[slot]) this.skip(`the driver leaves ${slot} empty`);
    const { hresult, device } = adapter.createDevice();
    if (!device) throw new CaseFailure(`CreateDevice: expected success, received ${codesText([hresult])}`);
    this.atEnd(() => {
      device.destroy();
    });
    return device;
  }

  /** DestroyDevice, now instead of at the end of the case. What was made on the device is not destroyed any more. */
  destroyDevice(device: HostDevice): void {
    this.destroyed.add(device);
    device.destroy();
  }

  isLive(device: HostDevice): boolean {
    return !this.destroyed.has(device);
  }

  /** Another device of the same adapter. */
  secondDevice(): HostDevice {
    return this.device();
  }

  /**
   * A step that a case can do without: undefined where it wants what the driver does not offer. Cases take it for what
   * can be seen besides their subject, so that a driver is judged by the functions that it has.
   */
  whereOffered<R>(step: () => R): R | undefined {
    try {
      return step();
    } catch (error) {
      if (!(error instanceof CaseSkip)) throw error;
      this.missed.add(error.message);
      return undefined;
    }
  }

  /** A function of the video table; skips the case where the slot is empty. */
  video<Slot extends keyof VideoFunctions>(
    device: HostDevice,
    slot: Slot,
  ): NonNullable<VideoFunctions[Slot]> {
    if (!device.video) return this.skip('the driver has no D3D11.1 video function table');
    return device.video[slot] ?? this.skip(`the driver leaves ${slot} empty`);
  }

  /** A function of the device table; skips the case where the slot is empty. */
  core<Slot extends keyof DeviceFunctions>(
    device: HostDevice,
    slot: Slot,
  ): NonNullable<DeviceFunctions[Slot]> {
    return device.functions[slot] ?? this.skip(`the driver leaves ${slot} empty`);
  }

  /** What a call passes to pfnSetErrorCb; empty means that it succeeded (ERR-1). */
  errorsOf(device: HostDevice, call: () => void): readonly Hresult[] {
    device.takeErrors();
    call();
    return device.takeErrors();
  }

  /** A VOID function that must succeed, which is to report nothing. */
  expectSuccess(device: HostDevice, what: string, call: () => void): void {
    const errors = this.errorsOf(device, call);
    this.expect(errors.length === 0, 'ERR-1', `${what}: expected no error, received ${codesText(errors)}`);
  }

  /** How a VOID function failed, where its page says which code it reports; none means that it must succeed. */
  expectErrors(errors: readonly Hresult[], codes: readonly Hresult[], clause: ClauseId, what: string): void {
    const right = errors.every((error) => codes.includes(error)) && errors.length > 0 === codes.length > 0;
    const text = `${what}: expected ${codesText(codes)} through pfnSetErrorCb, received ${codesText(errors)}`;
    this.expect(right, clause, text);
  }

  /** How a VOID function failed: as the profile's switch says (D-08), with one of these codes. */
  decidedErrors(errors: readonly Hresult[], codes: readonly Hresult[], what: string): void {
    const silent = this.setting('voidFailure') === 'silent';
    const right = silent ? errors.length === 0 : errors.length > 0 && errors.every((e) => codes.includes(e));
    const expected = silent ? 'no call' : codesText(codes);
    this.decided(
      'D-08',
      right,
      `${what}: expected ${expected} through pfnSetErrorCb, received ${codesText(errors)}`,
    );
  }
}
