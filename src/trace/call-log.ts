/** A log of the last calls. Taking it is cheap; text is made of it, from the declarations, when somebody asks. */
import type { Memory, FunctionDeclaration, Address, Interposer } from '../abi/index.js';
import type { Snapshot, SnapshotPointer } from './call-snapshots.js';
import { snapshotElements, snapshotPointers } from './call-snapshots.js';
import type { ToldCall } from './call-text.js';
import { callText } from './call-text.js';
import { SetErrorCb } from '../ddi/index.js';

function take(memory: Memory, address: number, bytes: number): Snapshot {
  try {
    return memory.copyOut(address as Address, bytes);
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

/** One call: what went in, copied at that moment, and what came back. */
class CallRecord {
  private readonly before: readonly (Snapshot | undefined)[];
  private after: readonly (Snapshot | undefined)[] = [];
  private end: ToldCall['end'];
  /** Set by the log when the call reported an error through pfnSetErrorCb (ERR-1). */
  reportedError = false;

  /** @param depth how many calls are open around this one */
  constructor(
    private readonly memory: Memory,
    private readonly watched: Watched,
    private readonly args: readonly unknown[],
    private readonly depth: number,
  ) {
    this.before = this.snapshots(watched.ins);
  }

  returned(result: unknown): void {
    this.end = { result };
    const { returns } = this.watched.declaration;
    const bad = returns.failed ? returns.failed(result) : this.reportedError;
    if (!bad) this.after = this.snapshots(this.watched.outs);
  }

  threw(error: unknown): void {
    this.end = { threw: error instanceof Error ? error.name : String(error) };
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
  /** Hang it on tables; the outermost place sees what the caller sees. */
  readonly interposer: Interposer;
  /** The calls as text, oldest first; a call within a call stands below it, further in. */
  lines(): string[];
}

/** A log that keeps the last `keep` calls. */
export function createCallLog(keep = 20): CallLog {
  const records: CallRecord[] = [];
  const open: CallRecord[] = [];
  const watched = new Map<FunctionDeclaration, Watched>();
  const watch = (declaration: FunctionDeclaration): Watched => {
    const known = watched.get(declaration);
    if (known) return known;
    const [ins, outs] = [snapshotPointers(declaration, 'in'), snapshotPointers(declaration, 'out')];
    const made = { declaration, ins, outs };
    watched.set(declaration, made);
    return made;
  };
  const begin = (memory: Memory, called: Watched, args: readonly unknown[]) => {
    if (called.declaration.name === SetErrorCb.name) for (const record of open) record.reportedError = true;
    const record = new CallRecord(memory, called, args, open.length);
    records.push(record);
    if (records.length > keep) records.shift();
    open.push(record);
    return record;
  };
  return {
    interposer: (declaration, inner, { memory }) => {
      return (...args) => {
        const record = begin(memory, watch(declaration), args);
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
    lines: () => records.map((record) => record.text()),
  };
}
