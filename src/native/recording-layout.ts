/**
 * The layout of a recording: 64-bit doubles, then names. A header (how many calls have begun in all, and how many before
 * the chapter that is being written; which chapter that is; how many calls are open, and the outermost of them with
 * which call it is and the number of its name), a ring of entries, and the names.
 */
export const headerBytes = 128;
export const header = { begun: 0, chapterBegun: 1, chapter: 2, depth: 3, outermost: 4 } as const;
export const mostOutermost = 6;

/** More than any function has. */
export const mostArguments = 12;
/** All that is kept of what lies behind the pointers of one call. */
export const mostSnapshotBytes = 256;

/**
 * An entry, in doubles: the number of the function's name, open or closed, how many arguments, the result, how many
 * calls are open around it; the arguments; for each of them how many bytes of a snapshot there are from before the call,
 * and how many from after it; the snapshots one behind the other, those from before first.
 */
export const entry = {
  number: 0,
  state: 1,
  count: 2,
  result: 3,
  depth: 4,
  args: 5,
  before: 5 + mostArguments,
  after: 5 + 2 * mostArguments,
  snapshots: 5 + 3 * mostArguments,
} as const;
const entryDoubles = entry.snapshots + mostSnapshotBytes / 8;
export const entryBytes = 8 * entryDoubles;
export const ringEntries = 32;

export const state = { open: 1, closed: 2, threw: 3 } as const;

/**
 * In place of a count of bytes: there is no snapshot; there cannot be one; the argument is no double but 64 bits as they
 * are, since a HANDLE can be past 2^53 (D-62).
 */
export const noSnapshot = { none: -1, unreadable: -2, bits: -3 } as const;

export const namesOffset = headerBytes + ringEntries * entryBytes;
export const nameBytes = 512;
export const mostNames = 256;
export const RECORDING_BYTES = namesOffset + mostNames * nameBytes;

/** Where a call's entry begins, in doubles. */
export const entryAt = (call: number): number => headerBytes / 8 + (call % ringEntries) * entryDoubles;
