import type { RandomSource } from '../../crypto/index.js';
import { seededRandom } from '../../crypto/index.js';
import type { Address, Memory, Struct } from '../../abi/index.js';
import { NULL, SIZE_T } from '../../abi/index.js';
import type { DriverUnderTest } from '../../driver/index.js';
import type { CallLog } from '../../trace/index.js';
import { chain, createCallLog, interposeDriver } from '../../trace/index.js';
import { functionUse } from './function-use.js';
import { Judge } from './judge.js';
import { CaseFailure, CaseSkip } from './outcome.js';
import type { RunMemory } from './run-memory.js';

/** What guards are filled with: not zero, and no common pattern of drivers. */
const guardByte = 0xa5;
const guardBytes = 32;

/**
 * Memory with guard bytes before and behind, to see what is written there.
 * @example
 * const target = t.guarded(8, 'HANDLE: pHandle');
 * t.expect(target.guardsIntact(), 'CSGH-1', 'pHandle: expected 8 bytes written, received more');
 */
export interface GuardedBytes {
  readonly address: Address;
  /** What every byte was before. */
  readonly fill: number;
  /** What lies there now. */
  read(): Uint8Array;
  /** True while neither guard has changed. */
  guardsIntact(): boolean;
}

/**
 * What a case is made of.
 * @example
 * const create = (setup: CaseSetup) => new Case(setup);
 */
export interface CaseSetup {
  /** Made for this case, so that none sees another's traces. */
  readonly driver: DriverUnderTest;
  /** The case's id. */
  readonly id: string;
  readonly run: RunMemory;
}

/**
 * One case while it runs: a driver, memory, assertions, clean-up. It knows no interface; the case of a fixture is a class
 * over it.
 * @example
 * const place = t.place(new Uint8Array(16), 'BYTE: pData');
 * t.expectBytes(t.memory.copyOut(place, 16), new Uint8Array(16), 'NCS-10', 'pData');
 */
export class Case extends Judge {
  readonly id: string;
  readonly run: RunMemory;
  /** The player's randomness: the same for each run of this case. */
  readonly random: RandomSource;
  /** The driver with every call in either direction logged. Calls go through this one. */
  readonly observed: DriverUnderTest;
  private readonly cleanUps: (() => void)[] = [];
  private readonly log: CallLog = createCallLog();
  private readonly missed = new Set<string>();

  constructor({ driver, id, run }: CaseSetup) {
    super(driver);
    this.id = id;
    this.run = run;
    this.random = seededRandom(id);
    const { interposer } = this.log;
    const calls = chain(interposer, functionUse(run).interposer);
    this.observed = interposeDriver(driver, { calls, callbacks: interposer });
  }

  get memory(): Memory {
    return this.driver.memory;
  }

  /** The last calls between the suite and the driver, as text. */
  calls(): string[] {
    return this.log.lines();
  }

  /** Why steps were left out, each reason once: a case that passed saw less than it can see. */
  get leftOut(): readonly string[] {
    return [...this.missed];
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

  /** What is in a slot of a driver's table; skips the case where the slot is empty. */
  filled<Entry>(slot: string, entry: Entry): NonNullable<Entry> {
    return entry ?? this.skip(`the driver leaves ${slot} empty`);
  }

  /** Runs at the end of the case, in LIFO order. */
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
    if (address === NULL) throw new CaseFailure(`no memory for ${SIZE_T.text(bytes)} bytes: ${label}`);
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
    // Checked for every case: one whose subject is something else does not ask for the guards.
    this.atEnd(() => {
      if (!guards.every(intact))
        throw new CaseFailure(`${label}: expected nothing written beside its ${bytes} bytes`);
    });
    return {
      address,
      fill,
      read: () => this.memory.copyOut(address, bytes),
      guardsIntact: () => guards.every(intact),
    };
  }
}
