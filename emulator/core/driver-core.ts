import type { CodeSpace, DdiFunction, FunctionDeclaration, Memory } from '../../src/abi/index.js';
import type { CryptoEngine, RandomSource } from '../../src/crypto/index.js';
import type { AllocationGate } from './allocation-gate.js';
import type { EmulatedClock } from './clock.js';
import type { Incident } from './handle-table.js';
import type { HandleTables } from './handle-tables.js';
import type { DriverIdentity } from './identity.js';
import type { KeySlab } from './key-slab.js';
import type { RefusalRecorder } from './refusal-recorder.js';

/** All that one driver has, whatever its interfaces are, and shares with no other. */
export interface DriverCore {
  readonly memory: Memory;
  readonly code: CodeSpace;
  readonly engine: CryptoEngine;
  readonly random: RandomSource;
  readonly identity: DriverIdentity;
  readonly allocations: AllocationGate;
  readonly clock: EmulatedClock;
  readonly keys: KeySlab;
  readonly handles: HandleTables;
  readonly refusals: RefusalRecorder;
  readonly report: (incident: Incident) => void;
  /** Ever growing; makes each session's HANDLE its own (CSGH-1). */
  nextSerial(): number;
  /** A function that stands in no table, with what is put between in front of it. */
  intercept<D extends FunctionDeclaration>(declaration: D, implementation: DdiFunction<D>): DdiFunction<D>;
}
