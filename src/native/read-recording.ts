import type { Snapshot } from '../trace/index.js';
import {
  entry,
  entryAt,
  header,
  mostArguments,
  mostOutermost,
  mostSnapshotBytes,
  nameBytes,
  namesOffset,
  noSnapshot,
  RECORDING_BYTES,
  ringEntries,
  state,
} from './recording-layout.js';

/** Something that went on between runtime and driver. */
export interface RecordedCall {
  readonly functionName: string;
  /** The name of the function's type in the header; empty for what is no function. */
  readonly typedef: string;
  /** The C name of what it returns. */
  readonly returns: string;
  readonly parameters: readonly string[];
  /** A BigInt where it went in as one. */
  readonly args: readonly (number | bigint)[];
  /** What lay behind pointers before the call and after it, by argument, where that was kept. */
  readonly before: readonly (Snapshot | undefined)[];
  readonly after: readonly (Snapshot | undefined)[];
  /** How many calls were open around it. */
  readonly depth: number;
  /** False while it was going on when the recording ended. */
  readonly ended: boolean;
  /** Set when it ended in an exception, which only JavaScript does. */
  readonly threw?: true;
  readonly result: number;
}

/** Which chapter a recording ends in: 0 before the first, and in a file that nobody has written to. */
export function chapterOf(bytes: Uint8Array): number {
  return bytes.length < RECORDING_BYTES ? 0 : doublesOf(bytes)(header.chapter);
}

type Doubles = (at: number) => number;

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array) =>
  new DataView(buffer, byteOffset, byteLength);

function doublesOf(bytes: Uint8Array): Doubles {
  const view = viewOf(bytes);
  return (at) => view.getFloat64(8 * at, true);
}

/** An argument of the entry at `at`. */
function argumentAt(bytes: Uint8Array, double: Doubles, at: number, index: number): number | bigint {
  const place = at + entry.args + index;
  if (double(at + entry.before + index) !== noSnapshot.bits) return double(place);
  return viewOf(bytes).getBigUint64(8 * place, true);
}

/** A function by its number. */
function namedAt(bytes: Uint8Array, number: number) {
  const offset = namesOffset + number * nameBytes;
  const text = new TextDecoder().decode(bytes.subarray(offset, offset + nameBytes));
  const [functionName = '', typedef = '', returns = 'VOID', ...parameters] = text
    .slice(0, text.indexOf('\0'))
    .split('\n');
  return { functionName, typedef, returns, parameters };
}

/** The snapshots of an entry, those from before the call and then those from after it. */
function snapshotsAt(bytes: Uint8Array, double: Doubles, at: number, count: number) {
  const start = 8 * (at + entry.snapshots);
  let end = start;
  const taken = (length: number): Snapshot | undefined => {
    if (length === noSnapshot.unreadable) return 'unreadable';
    if (!(length >= 0 && end + length <= start + mostSnapshotBytes)) return undefined;
    end += length;
    return bytes.slice(end - length, end);
  };
  const all = (lengths: number) =>
    Array.from({ length: count }, (_, index) => taken(double(lengths + index)));
  const before = all(at + entry.before);
  return { before, after: all(at + entry.after) };
}

function callAt(bytes: Uint8Array, double: Doubles, call: number): RecordedCall {
  const at = entryAt(call);
  const how = double(at + entry.state);
  const count = Math.min(double(at + entry.count), mostArguments);
  return {
    ...namedAt(bytes, double(at + entry.number)),
    args: Array.from({ length: count }, (_, index) => argumentAt(bytes, double, at, index)),
    ...snapshotsAt(bytes, double, at, count),
    depth: double(at + entry.depth),
    ended: how !== state.open,
    ...(how === state.threw && { threw: true }),
    result: double(at + entry.result),
  };
}

/** Reads a recording: the last calls of the last chapter, oldest first. Empty for a file that nobody has written to. */
export function readRecording(bytes: Uint8Array): RecordedCall[] {
  if (bytes.length < RECORDING_BYTES) return [];
  const double = doublesOf(bytes);
  const begun = double(header.begun);
  const chapter = double(header.chapterBegun);
  const first = Math.max(chapter, begun - ringEntries);
  const lost = { args: [], before: [], after: [], ended: false, result: 0 };
  // A call that goes on while others come and go inside it loses its entry to them, and its arguments with it.
  const around = Array.from({ length: Math.min(double(header.depth), mostOutermost) }, (_, depth) => depth)
    .map((depth) => ({ depth, at: header.outermost + 2 * depth }))
    .filter(({ at }) => double(at) >= chapter && double(at) < first)
    .map(({ depth, at }) => ({ ...namedAt(bytes, double(at + 1)), ...lost, depth }));
  const last = Array.from({ length: begun - first }, (_, index) => callAt(bytes, double, first + index));
  return [...around, ...last];
}
