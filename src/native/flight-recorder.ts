import type { FunctionDeclaration, Interposer, ReturnKind } from '../ddi/index.js';
import type { SharedFile } from './shared-file.js';

/**
 * The layout of a recording: 64-bit doubles, then names. A header (how many calls have begun in all, and how many before
 * the chapter that is being written), a ring of entries (the
 * number of the function's name, open or closed, how many arguments, the result, the arguments), and the names.
 */
const headerBytes = 128;
const entryDoubles = 16;
const entryBytes = 8 * entryDoubles;
const ringEntries = 32;
const namesOffset = headerBytes + ringEntries * entryBytes;
const nameBytes = 512;
const mostNames = 256;
export const RECORDING_BYTES = namesOffset + mostNames * nameBytes;

const argumentsAt = 4;
const mostArguments = entryDoubles - argumentsAt;
const state = { none: 0, open: 1, closed: 2 } as const;

/** Something that went on between runtime and driver. */
export interface RecordedCall {
  readonly functionName: string;
  readonly returns: ReturnKind;
  readonly parameters: readonly string[];
  readonly args: readonly number[];
  /** False while it was going on when the recording ended. */
  readonly ended: boolean;
  readonly result: number;
}

/** Writes down each call before it begins, where another process can read it when this one has died. */
export class FlightRecorder {
  private readonly doubles: Float64Array;
  private readonly numbers = new Map<string, number>();
  private begun = 0;

  constructor(private readonly file: SharedFile) {
    this.doubles = new Float64Array(file.buffer, 0, namesOffset / 8);
  }

  /** Hang it between runtime and driver. */
  readonly interposer: Interposer = (declaration, inner) => {
    const number = this.numberOf(declaration);
    return (...args) => {
      const entry = this.begin(number, args);
      const result = inner(...args);
      this.end(entry, result);
      return result;
    };
  };

  /** Something other than a call that can end the process; gives back what to do when it has not. */
  readonly watch = (what: string, args: readonly number[]): (() => void) => {
    const parameters = args.map(() => ({ name: '' }));
    const entry = this.begin(this.numberOf({ name: what, returns: 'VOID', parameters }), args);
    return () => {
      this.end(entry, undefined);
    };
  };

  /** Begins a chapter: what was written before does not belong to what is read from now on. */
  beginChapter(): void {
    this.doubles[1] = this.begun;
    this.file.changed(0, headerBytes);
  }

  private begin(number: number, args: readonly unknown[]): number {
    const { doubles } = this;
    const entry = headerBytes / 8 + (this.begun % ringEntries) * entryDoubles;
    const count = Math.min(args.length, mostArguments);
    doubles[entry] = number;
    doubles[entry + 2] = count;
    for (let index = 0; index < count; index += 1) doubles[entry + argumentsAt + index] = Number(args[index]);
    doubles[entry + 1] = state.open;
    this.begun += 1;
    doubles[0] = this.begun;
    this.file.changed(8 * entry, entryBytes);
    this.file.changed(0, 8);
    return entry;
  }

  private end(entry: number, result: unknown): void {
    this.doubles[entry + 3] = typeof result === 'number' ? result : 0;
    this.doubles[entry + 1] = state.closed;
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

/** Reads a recording: the last calls of the last chapter, oldest first. Empty for a file that nobody has written to. */
export function readRecording(bytes: Uint8Array): RecordedCall[] {
  if (bytes.length < RECORDING_BYTES) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const begun = view.getFloat64(0, true);
  const first = Math.max(view.getFloat64(8, true), begun - ringEntries);
  return Array.from({ length: begun - first }, (_, index) => {
    const offset = headerBytes + ((first + index) % ringEntries) * entryBytes;
    const double = (at: number) => view.getFloat64(offset + 8 * at, true);
    const nameOffset = namesOffset + double(0) * nameBytes;
    const text = new TextDecoder().decode(bytes.subarray(nameOffset, nameOffset + nameBytes));
    const [functionName = '', returns = 'VOID', ...parameters] = text
      .slice(0, text.indexOf('\0'))
      .split('\n');
    return {
      functionName,
      returns: returns as ReturnKind,
      parameters,
      args: Array.from({ length: double(2) }, (__, at) => double(argumentsAt + at)),
      ended: double(1) === state.closed,
      result: double(3),
    };
  });
}
