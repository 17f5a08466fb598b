/** A log of the last calls. Of a driver's calls bytes are taken, and text is made of them when somebody asks. */
import type { Memory, FunctionDeclaration, Address, Besides, Interposer } from '../abi/index.js';
import type { ComMethod } from '../api/kit/index.js';
import { isComMethod } from '../api/kit/index.js';
import type { Snapshot, SnapshotPointer } from './call-snapshots.js';
import { snapshotElements, snapshotPointers } from './call-snapshots.js';
import type { ApiCall } from './api-call.js';
import { ApiCallRecord } from './api-call-record.js';
import { ObjectNumbers, toldMethod } from './api-call-text.js';
import type { CallRecord } from './call-record.js';
import { nameOf } from './call-record.js';
import type { ToldCall } from './call-text.js';
import { callText } from './call-text.js';
import { Newest } from './newest.js';
import { SetErrorCb } from '../ddi/index.js';

function take(memory: Memory | undefined, address: number, bytes: number): Snapshot {
  try {
    return memory?.copyOut(address as Address, bytes) ?? 'unreadable';
  } catch {
    return 'unreadable'; // a wild pointer: the call under trace is to trip over it, not the trace
  }
}

/** A function, and the pointers that snapshots are taken of at each call. */
interface Watched {
  readonly declaration: FunctionDeclaration;
  readonly ins: readonly SnapshotPointer[];
  readonly outs: readonly SnapshotPointer[];
}

/** One call of a driver. */
class DriverCallRecord implements CallRecord {
  private readonly before: readonly (Snapshot | undefined)[];
  private after: readonly (Snapshot | undefined)[] = [];
  private end: ToldCall['end'];
  private hasReported = false;

  /** @param depth how many calls are open around this one */
  constructor(
    private readonly memory: Memory | undefined,
    private readonly watched: Watched,
    private readonly args: readonly unknown[],
    private readonly depth: number,
  ) {
    this.before = this.snapshots(watched.ins);
  }

  returned(result: unknown): void {
    this.end = { result };
    const { returns } = this.watched.declaration;
    const bad = returns.failed ? returns.failed(result) : this.hasReported;
    if (!bad) this.after = this.snapshots(this.watched.outs);
  }

  threw(error: unknown): void {
    this.end = { threw: nameOf(error) };
  }

  reportedError(): void {
    this.hasReported = true;
  }

  text(): string {
    const { watched, args, before, after, end, depth } = this;
    return callText({ declaration: watched.declaration, args, before, after, end, depth });
  }

  /** Copies what lies behind these pointers, by parameter. */
  private snapshots(pointers: readonly SnapshotPointer[]): readonly (Snapshot | undefined)[] {
    const snapshots: (Snapshot | undefined)[] = [];
    for (const pointer of pointers) {
      const elements = snapshotElements(pointer, this.args);
      if (elements === undefined) continue;
      const { index, elementBytes } = pointer;
      snapshots[index] = take(this.memory, this.args[index] as number, elements * elementBytes);
    }
    return snapshots;
  }
}

/** The last calls through an interposer. */
export interface CallLog {
  /**
   * Hang it on a driver's tables, on the API, or on both: the driver's calls then stand below the API's that led to them.
   * The outermost place sees what the caller sees.
   */
  readonly interposer: Interposer<Besides>;
  /** The calls as text, oldest first; a call within a call stands below it, further in. */
  lines(): string[];
  /** Those of them that are the API's, as plain data. */
  calls(): ApiCall[];
}

/** What is known of a function is looked up at its first call. */
function lookUpOnce<D, T>(make: (declaration: D) => T): (declaration: D) => T {
  const known = new Map<D, T>();
  return (declaration) => {
    const made = known.get(declaration) ?? make(declaration);
    known.set(declaration, made);
    return made;
  };
}

/** Makes the records of one log. */
function recordMaker() {
  const numbers = new ObjectNumbers();
  const told = lookUpOnce((method: ComMethod) => toldMethod(method, numbers));
  const watched = lookUpOnce((declaration: FunctionDeclaration): Watched => ({
    declaration,
    ins: snapshotPointers(declaration, 'in'),
    outs: snapshotPointers(declaration, 'out'),
  }));
  return (
    called: FunctionDeclaration,
    memory: Memory | undefined,
    args: readonly unknown[],
    place: Pick<ApiCall, 'index' | 'depth'>,
  ): CallRecord =>
    isComMethod(called)
      ? new ApiCallRecord(told(called), args, place)
      : new DriverCallRecord(memory, watched(called), args, place.depth);
}

/**
 * A log that keeps the last `keep` calls.
 *
 * @example
 * ```ts
 * import { createDevice } from 'softumd';
 * import { createCallLog } from 'softumd/ddi';
 *
 * const log = createCallLog(100);
 * createDevice({ apiInterposer: log.interposer }).createBuffer('staging', 4096);
 * console.log(log.lines().at(-1)); // ID3D11Device::CreateBuffer(This: ID3D11Device #3, pDesc: { … }, …) = S_OK; …
 * ```
 * @throws RangeError when it is to keep none
 */
export function createCallLog(keep = 20): CallLog {
  const records = new Newest<CallRecord>(keep);
  let count = 0;
  const open: CallRecord[] = [];
  const recordOf = recordMaker();
  const begin = (called: FunctionDeclaration, memory: Memory | undefined, args: readonly unknown[]) => {
    if (called.name === SetErrorCb.name) for (const record of open) record.reportedError?.();
    count += 1;
    const record = recordOf(called, memory, args, { index: count, depth: open.length });
    records.add(record);
    open.push(record);
    return record;
  };
  return {
    interposer: (declaration, inner, process) => {
      return (...args) => {
        const record = begin(declaration, process?.memory, args);
        try {
          const result = inner(...args);
          record.returned(result);
          return result;
        } catch (error) {
          record.threw(error);
          throw error;
        } finally {
          open.pop();
        }
      };
    },
    lines: () => records.list().map((record) => record.text()),
    calls: () => records.list().flatMap((record) => (record instanceof ApiCallRecord ? [record.data()] : [])),
  };
}
