import type { Address, FunctionDeclaration, Memory, Interposer } from '../abi/index.js';
import type { SnapshotPointer } from '../trace/index.js';
import { snapshotElements, snapshotPointers } from '../trace/index.js';
import { SetErrorCb } from '../ddi/index.js';
import {
  entry,
  entryAt,
  entryBytes,
  header,
  headerBytes,
  mostArguments,
  mostNames,
  mostOutermost,
  mostSnapshotBytes,
  nameBytes,
  namesOffset,
  noSnapshot,
  ringEntries,
  state,
} from './recording-layout.js';
import type { SharedFile } from './shared-file.js';

/** A function that has a name in the file. */
interface Known {
  readonly number: number;
  /** Its pointers with something to keep from before a call, and from after it. */
  readonly before: readonly SnapshotPointer[];
  readonly after: readonly SnapshotPointer[];
}

/** Writes down each call before it begins, where another process can read it when this one has died. */
export class FlightRecorder {
  private readonly doubles: Float64Array;
  private readonly bits: BigUint64Array;
  private readonly bytes: DataView;
  private readonly known = new Map<FunctionDeclaration | string, Known>();
  private begun = 0;
  private depth = 0;
  /** How many errors the driver has reported through pfnSetErrorCb (ERR-1). */
  private errors = 0;

  constructor(private readonly file: SharedFile) {
    this.doubles = new Float64Array(file.buffer, 0, namesOffset / 8);
    this.bits = new BigUint64Array(file.buffer, 0, namesOffset / 8);
    this.bytes = new DataView(file.buffer, 0, namesOffset);
  }

  /** Hang it between runtime and driver. */
  readonly interposer: Interposer = (declaration, inner, { memory }) => {
    const known = this.functionOf(declaration);
    const isReport = declaration.name === SetErrorCb.name;
    return (...args) => {
      if (isReport) this.errors += 1;
      const { errors } = this;
      const call = this.begin(known.number, args, known.before, memory);
      let ended: number = state.threw;
      let result: unknown;
      try {
        result = inner(...args);
        ended = state.closed;
        const isBad = declaration.returns.failed?.(result) ?? this.errors > errors;
        if (known.after.length > 0 && !isBad) this.takeAfter(call, args, known.after, memory);
        return result;
      } finally {
        this.end(call, ended, result);
      }
    };
  };

  /** Records what is no call and can end the process too, a read of its memory. Returns what says that it has not. */
  readonly watch = (what: string, args: readonly number[]): (() => void) => {
    const { number } = this.known.get(what) ?? this.name(what, [what, '', 'VOID', ...args.map(() => '')]);
    const call = this.begin(number, args);
    return () => {
      this.end(call, state.closed, undefined);
    };
  };

  /** Begins a chapter: what was written before does not belong to what is read from now on. */
  beginChapter(): void {
    this.doubles[header.chapterBegun] = this.begun;
    this.doubles[header.chapter]! += 1;
    this.file.changed(0, headerBytes);
  }

  /** Gives back which call of all this is. */
  private begin(
    number: number,
    args: readonly unknown[],
    pointers: readonly SnapshotPointer[] = [],
    memory?: Memory,
  ): number {
    const { doubles } = this;
    const call = this.begun;
    const at = entryAt(call);
    const count = Math.min(args.length, mostArguments);
    doubles[at + entry.number] = number;
    doubles[at + entry.count] = count;
    for (let index = 0; index < count; index += 1) {
      const value = args[index];
      if (typeof value === 'bigint') this.bits[at + entry.args + index] = value;
      else doubles[at + entry.args + index] = Number(value);
      doubles[at + entry.before + index] = typeof value === 'bigint' ? noSnapshot.bits : noSnapshot.none;
      doubles[at + entry.after + index] = noSnapshot.none;
    }
    if (memory && pointers.length > 0) this.take(at, at + entry.before, 0, args, pointers, memory);
    doubles[at + entry.depth] = this.depth;
    doubles[at + entry.state] = state.open;
    if (this.depth < mostOutermost) {
      doubles[header.outermost + 2 * this.depth] = call;
      doubles[header.outermost + 2 * this.depth + 1] = number;
    }
    doubles[header.depth] = this.depth += 1;
    doubles[header.begun] = this.begun += 1;
    this.file.changed(8 * at, entryBytes);
    this.file.changed(0, headerBytes);
    return call;
  }

  /**
   * Copies what lies behind pointers into an entry, as much as there is room for.
   * @param lengths where the entry has their lengths
   * @param used how much of the room for snapshots is taken
   */
  private take(
    at: number,
    lengths: number,
    used: number,
    args: readonly unknown[],
    pointers: readonly SnapshotPointer[],
    memory: Memory,
  ): void {
    let end = used;
    for (const pointer of pointers) {
      const { index, elementBytes } = pointer;
      const elements = snapshotElements(pointer, args);
      if (elements === undefined) continue;
      const bytes = elementBytes * Math.min(elements, Math.floor((mostSnapshotBytes - end) / elementBytes));
      if (bytes === 0 && elements > 0) continue;
      const place = 8 * (at + entry.snapshots) + end;
      const copied = memory.copyLive?.(args[index] as Address, bytes, this.bytes, place);
      if (copied === true) end += bytes;
      if (copied !== undefined) this.doubles[lengths + index] = copied ? bytes : noSnapshot.unreadable;
    }
  }

  /** Copies what a call has brought back, behind what it was given. */
  private takeAfter(
    call: number,
    args: readonly unknown[],
    pointers: readonly SnapshotPointer[],
    memory: Memory,
  ): void {
    if (this.isLost(call)) return;
    const at = entryAt(call);
    let used = 0;
    for (let index = 0; index < args.length && index < mostArguments; index += 1) {
      used += Math.max(0, this.doubles[at + entry.before + index]!);
    }
    this.take(at, at + entry.after, used, args, pointers, memory);
  }

  private end(call: number, how: number, result: unknown): void {
    this.doubles[header.depth] = this.depth -= 1;
    if (this.isLost(call)) {
      this.file.changed(0, headerBytes);
      return;
    }
    const at = entryAt(call);
    this.doubles[at + entry.result] = typeof result === 'number' ? result : 0;
    this.doubles[at + entry.state] = how;
    this.file.changed(8 * at, entryBytes);
  }

  /** Its entry is another call's by now; only the header knows that it is still going on. */
  private isLost(call: number): boolean {
    return call < this.begun - ringEntries;
  }

  private functionOf(declaration: FunctionDeclaration): Known {
    const known = this.known.get(declaration);
    if (known) return known;
    const { name, typedef, returns, parameters } = declaration;
    const names = [name, typedef, returns.name, ...parameters.map((parameter) => parameter.name)];
    const before = snapshotPointers(declaration, 'in');
    return this.name(declaration, names, before, snapshotPointers(declaration, 'out'));
  }

  /** Gives a function the number under which it stands in the ring; its name goes to the file once. */
  private name(
    key: FunctionDeclaration | string,
    names: readonly string[],
    before: readonly SnapshotPointer[] = [],
    after: readonly SnapshotPointer[] = [],
  ): Known {
    const number = Math.min(this.known.size, mostNames - 1);
    const known = { number, before, after };
    this.known.set(key, known);
    const offset = namesOffset + number * nameBytes;
    const room = new Uint8Array(this.file.buffer, offset, nameBytes);
    room.fill(0);
    new TextEncoder().encodeInto(names.join('\n'), room.subarray(0, nameBytes - 1));
    this.file.changed(offset, nameBytes);
    return known;
  }
}
