import type { FunctionDeclaration, Interposer, ReturnKind } from '../ddi/index.js';
import type { SharedFile } from './shared-file.js';

/**
 * The layout of a recording: 64-bit doubles, then names. A header (how many calls have begun in all, and how many before
 * the chapter that is being written; which chapter that is; how many calls are open, and the outermost of them with
 * which call it is and the number of its name), a ring of entries (the number of the function's name, open or closed,
 * how many arguments, the result, the arguments), and the names.
 */
const headerBytes = 128;
const chapterAt = 2;
const depthAt = 3;
const outermostAt = 4;
const mostOutermost = 6;
const entryDoubles = 16;
const entryBytes = 8 * entryDoubles;
const ringEntries = 32;
const namesOffset = headerBytes + ringEntries * entryBytes;
const nameBytes = 512;
const mostNames = 256;
export const RECORDING_BYTES = namesOffset + mostNames * nameBytes;

const argumentsAt = 4;
const mostArguments = entryDoubles - argumentsAt;
const state = { open: 1, closed: 2, threw: 3 } as const;

/** Where a call's entry begins, in doubles. */
const entryAt = (call: number) => headerBytes / 8 + (call % ringEntries) * entryDoubles;

/** Something that went on between runtime and driver. */
export interface RecordedCall {
  readonly functionName: string;
  readonly returns: ReturnKind;
  readonly parameters: readonly string[];
  readonly args: readonly number[];
  /** False while it was going on when the recording ended. */
  readonly ended: boolean;
  /** Set when it ended in an exception, which only JavaScript does. */
  readonly threw?: true;
  readonly result: number;
}

/** Writes down each call before it begins, where another process can read it when this one has died. */
export class FlightRecorder {
  private readonly doubles: Float64Array;
  private readonly numbers = new Map<string, number>();
  private begun = 0;
  private depth = 0;

  constructor(private readonly file: SharedFile) {
    this.doubles = new Float64Array(file.buffer, 0, namesOffset / 8);
  }

  /** Hang it between runtime and driver. */
  readonly interposer: Interposer = (declaration, inner) => {
    const number = this.numberOf(declaration);
    return (...args) => {
      const call = this.begin(number, args);
      let ended: number = state.threw;
      let result: ReturnType<typeof inner> | undefined;
      try {
        result = inner(...args);
        ended = state.closed;
        return result;
      } finally {
        this.end(call, ended, result);
      }
    };
  };

  /** Something other than a call that can end the process; gives back what to do when it has not. */
  readonly watch = (what: string, args: readonly number[]): (() => void) => {
    const parameters = args.map(() => ({ name: '' }));
    const call = this.begin(this.numberOf({ name: what, returns: 'VOID', parameters }), args);
    return () => {
      this.end(call, state.closed, undefined);
    };
  };

  /** Begins a chapter: what was written before does not belong to what is read from now on. */
  beginChapter(): void {
    this.doubles[1] = this.begun;
    this.doubles[chapterAt]! += 1;
    this.file.changed(0, headerBytes);
  }

  /** Gives back which call of all this is. */
  private begin(number: number, args: readonly unknown[]): number {
    const { doubles } = this;
    const call = this.begun;
    const entry = entryAt(call);
    const count = Math.min(args.length, mostArguments);
    doubles[entry] = number;
    doubles[entry + 2] = count;
    for (let index = 0; index < count; index += 1) doubles[entry + argumentsAt + index] = Number(args[index]);
    doubles[entry + 1] = state.open;
    if (this.depth < mostOutermost) {
      doubles[outermostAt + 2 * this.depth] = call;
      doubles[outermostAt + 2 * this.depth + 1] = number;
    }
    doubles[depthAt] = this.depth += 1;
    doubles[0] = this.begun += 1;
    this.file.changed(8 * entry, entryBytes);
    this.file.changed(0, headerBytes);
    return call;
  }

  private end(call: number, how: number, result: unknown): void {
    this.doubles[depthAt] = this.depth -= 1;
    if (call < this.begun - ringEntries) {
      // Its entry is another call's by now; only the header knew that it was still going on.
      this.file.changed(0, headerBytes);
      return;
    }
    const entry = entryAt(call);
    this.doubles[entry + 3] = typeof result === 'number' ? result : 0;
    this.doubles[entry + 1] = how;
    this.file.changed(8 * entry, entryBytes);
  }

  /** The number under which a function stands in the ring; its name goes to the file once. */
  private numberOf(declaration: NamedFunction): number {
    const { name, returns, parameters } = declaration;
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    const number = Math.min(this.numbers.size, mostNames - 1);
    this.numbers.set(name, number);
    const text = [name, returns, ...parameters.map((parameter) => parameter.name)].join('\n');
    const offset = namesOffset + number * nameBytes;
    const room = new Uint8Array(this.file.buffer, offset, nameBytes);
    room.fill(0);
    new TextEncoder().encodeInto(text, room.subarray(0, nameBytes - 1));
    this.file.changed(offset, nameBytes);
    return number;
  }
}

type NamedFunction = Pick<FunctionDeclaration, 'name' | 'returns'> & {
  readonly parameters: readonly { readonly name: string }[];
};

/** Which chapter a recording ends in: 0 before the first, and in a file that nobody has written to. */
export function chapterOf(bytes: Uint8Array): number {
  return bytes.length < RECORDING_BYTES ? 0 : doublesOf(bytes)(chapterAt);
}

function doublesOf(bytes: Uint8Array): (at: number) => number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return (at) => view.getFloat64(8 * at, true);
}

/** A function by its number. */
function namedAt(bytes: Uint8Array, number: number) {
  const offset = namesOffset + number * nameBytes;
  const text = new TextDecoder().decode(bytes.subarray(offset, offset + nameBytes));
  const [functionName = '', returns = 'VOID', ...parameters] = text.slice(0, text.indexOf('\0')).split('\n');
  return { functionName, returns: returns as ReturnKind, parameters };
}

/** Reads a recording: the last calls of the last chapter, oldest first. Empty for a file that nobody has written to. */
export function readRecording(bytes: Uint8Array): RecordedCall[] {
  if (bytes.length < RECORDING_BYTES) return [];
  const double = doublesOf(bytes);
  const begun = double(0);
  const chapter = double(1);
  const first = Math.max(chapter, begun - ringEntries);
  // A call that goes on while others come and go inside it loses its entry to them, and its arguments with it.
  const around = Array.from(
    { length: Math.min(double(depthAt), mostOutermost) },
    (_, at) => outermostAt + 2 * at,
  )
    .filter((at) => double(at) >= chapter && double(at) < first)
    .map((at) => ({ ...namedAt(bytes, double(at + 1)), args: [], ended: false, result: 0 }));
  const last = Array.from({ length: begun - first }, (_, index): RecordedCall => {
    const entry = entryAt(first + index);
    const how = double(entry + 1);
    return {
      ...namedAt(bytes, double(entry)),
      args: Array.from({ length: double(entry + 2) }, (__, at) => double(entry + argumentsAt + at)),
      ended: how !== state.open,
      ...(how === state.threw && { threw: true }),
      result: double(entry + 3),
    };
  });
  return [...around, ...last];
}
