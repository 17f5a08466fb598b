/** A log of the last calls, which are told from their declarations when somebody asks. */
import type { Memory, FunctionDeclaration, Address, Interposer } from '../abi/index.js';
import type { Picture, PicturedPointer } from './call-snapshots.js';
import { picturedElements, picturedPointers } from './call-snapshots.js';
import type { ToldCall } from './call-text.js';
import { callText } from './call-text.js';
import { SetErrorCb } from '../ddi/index.js';

function take(memory: Memory, address: number, bytes: number): Picture {
  try {
    return memory.copyOut(address as Address, bytes);
  } catch {
    return 'unreadable'; // a wild pointer: the call under trace is to trip over it, not the trace
  }
}

/** One call: what went in, copied at that moment, and what came back. Cheap to take, dear to read. */
class CallRecord {
  private readonly pictures: readonly (Picture | undefined)[];
  private outs: readonly (Picture | undefined)[] = [];
  private end: ToldCall['end'];
  /** Set by the log when the call reported an error through pfnSetErrorCb (ERR-1). */
  reportedError = false;

  /** @param depth how many calls are open around this one */
  constructor(
    private readonly memory: Memory,
    private readonly declaration: FunctionDeclaration,
    private readonly args: readonly unknown[],
    private readonly depth: number,
  ) {
    this.pictures = this.behind('in');
  }

  returned(result: unknown): void {
    this.end = { result };
    const { returns } = this.declaration;
    const bad = returns.failed ? returns.failed(result) : this.reportedError;
    if (!bad) this.outs = this.behind('out');
  }

  threw(error: unknown): void {
    this.end = { threw: error instanceof Error ? error.name : String(error) };
  }

  text(): string {
    const { declaration, args, pictures, outs, end, depth } = this;
    return callText({ declaration, args, before: pictures, after: outs, end, depth });
  }

  /** Copies what lies behind the pointers that travel this way, by parameter. */
  private behind(way: 'in' | 'out'): readonly (Picture | undefined)[] {
    const pictures: (Picture | undefined)[] = [];
    for (const pointer of picturedPointers(this.declaration, way)) {
      pictures[pointer.index] = this.pictureOf(pointer);
    }
    return pictures;
  }

  private pictureOf(pointer: PicturedPointer): Picture | undefined {
    const elements = picturedElements(pointer, this.args);
    if (elements === undefined) return undefined;
    return take(this.memory, this.args[pointer.index] as number, elements * pointer.elementBytes);
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
  const begin = (memory: Memory, declaration: FunctionDeclaration, args: readonly unknown[]) => {
    if (declaration.name === SetErrorCb.name) for (const record of open) record.reportedError = true;
    const record = new CallRecord(memory, declaration, args, open.length);
    records.push(record);
    if (records.length > keep) records.shift();
    open.push(record);
    return record;
  };
  return {
    interposer: (declaration, inner, { memory }) => {
      return (...args) => {
        const record = begin(memory, declaration, args);
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
