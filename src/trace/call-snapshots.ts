/** Snapshots of a call: which bytes behind its pointers say what it was about. */
import type { Extent, FieldType, FunctionDeclaration, Struct } from '../abi/index.js';
import { membersOfType, NULL } from '../abi/index.js';

/** Bytes behind a pointer at one moment; they are decoded only when somebody wants to read them. */
export type Snapshot = Uint8Array | 'unreadable';

/** No more elements of an array are copied than that: a trace is no dump. */
const mostElements = 8;

/** A pointer that snapshots are taken of: which argument it is, and how much of what it points to is copied. */
export interface SnapshotPointer {
  readonly index: number;
  readonly elementBytes: number;
  /** The argument that counts the elements, where there is not just one. */
  readonly countIndex?: number;
  /** So many elements are copied at most. */
  readonly most: number;
  /** The counts that choose a layout, where counts do: bytes of any other number are not copied. They may be a key. */
  readonly told?: ReadonlySet<unknown>;
}

const isStructure = (layout: FieldType<unknown>): layout is Struct => 'members' in layout;

/**
 * Bytes of a layout that a trace has anything to tell of: a structure's last member, where that is plain bytes, is told
 * as a number of them. The 4096 bytes of a command of COPP begin with 40 that say what it is.
 */
function toldBytes(layout: FieldType<unknown>): number {
  const last = isStructure(layout) ? membersOfType(layout, 'x64').at(-1) : undefined;
  const isPlain = last?.type.zero instanceof Uint8Array && last.overlays === undefined;
  return isPlain && last.offset > 0 ? last.offset : layout.size('x64');
}

/** A snapshot of one element with as many bytes as its layout: those that {@link toldBytes} left out are zeros. */
export function wholeElement(layout: FieldType<unknown>, snapshot: Uint8Array): Uint8Array {
  if (snapshot.length >= layout.size('x64') || snapshot.length !== toldBytes(layout)) return snapshot;
  const whole = new Uint8Array(layout.size('x64'));
  whole.set(snapshot);
  return whole;
}

/** What is copied of an extent: elements of how many bytes, how many at most, and the parameter that counts them. */
function elementsOf(extent: Extent, isShort: boolean) {
  if ('layout' in extent) {
    const { layout, countIn } = extent;
    const elementBytes = isShort && countIn === undefined ? toldBytes(layout) : layout.size('x64');
    return { elementBytes, most: countIn === undefined ? 1 : mostElements, countIn, told: undefined };
  }
  if (!('chosenBy' in extent)) return undefined;
  // Which layout it is nobody asks now: that takes reading.
  const { chosenBy, layouts, head, bytesIn } = extent;
  const sizes = [...layouts.values(), ...(head ? [head] : [])].map((layout) => layout.size('x64'));
  const longest = Math.max(0, ...sizes);
  if (bytesIn === undefined) return { elementBytes: longest, most: 1, countIn: undefined, told: undefined };
  const told = chosenBy.at === bytesIn && !head ? new Set(layouts.keys()) : undefined;
  return { elementBytes: 1, most: longest, countIn: bytesIn, told };
}

/** The pointers of a function that snapshots are taken of, before a call or after it. Bytes without a layout have none. */
export function snapshotPointers(
  { parameters }: Pick<FunctionDeclaration, 'parameters'>,
  way: 'in' | 'out',
): readonly SnapshotPointer[] {
  return parameters.flatMap(({ direction, extent }, index) => {
    // Of what travels both ways all is kept: what has changed is told.
    const elements = extent && elementsOf(extent, direction !== 'inout');
    if (!elements || (direction !== way && direction !== 'inout')) return [];
    const { elementBytes, most, countIn, told } = elements;
    const countIndex = parameters.findIndex(({ name }) => name === countIn);
    const counted = { ...(countIn !== undefined && { countIndex }), ...(told && { told }) };
    return [{ index, elementBytes, most, ...counted }];
  });
}

/** How many elements a snapshot has in a call with these arguments; undefined for a NULL pointer, which has none. */
export function snapshotElements(
  { index, countIndex, most, told }: SnapshotPointer,
  args: readonly unknown[],
): number | undefined {
  const pointer = args[index];
  if (typeof pointer !== 'number' || pointer === NULL) return undefined;
  if (countIndex === undefined) return 1;
  const count = Number(args[countIndex]);
  if (told && !told.has(count)) return 0;
  return Number.isInteger(count) && count > 0 ? Math.min(count, most) : 0;
}
