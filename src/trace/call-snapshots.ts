/** Pictures of a call: which bytes behind its pointers say what it was about. */
import type { FunctionDeclaration } from '../abi/index.js';
import { NULL } from '../abi/index.js';

/** Bytes behind a pointer at one moment; they are decoded only when somebody wants to read them. */
export type Picture = Uint8Array | 'unreadable';

/** No more elements of an array are copied than that: a trace is no dump. */
const mostElements = 8;

/** A pointer that has a picture: which argument it is, and how long what it points to. */
export interface PicturedPointer {
  readonly index: number;
  readonly elementBytes: number;
  /** Of an array: the argument that counts its elements. */
  readonly countIndex?: number;
}

/** The pointers of a function that have a picture, before a call or after it. Bytes without a structure have none. */
export function picturedPointers(
  { parameters }: Pick<FunctionDeclaration, 'parameters'>,
  way: 'in' | 'out',
): readonly PicturedPointer[] {
  return parameters.flatMap(({ direction, extent }, index) => {
    if (!extent || !('layout' in extent) || (direction !== way && direction !== 'inout')) return [];
    const { layout, countIn } = extent;
    const countIndex = parameters.findIndex(({ name }) => name === countIn);
    return [{ index, elementBytes: layout.size('x64'), ...(countIn !== undefined && { countIndex }) }];
  });
}

/** How many elements a picture has in a call with these arguments; undefined for a NULL pointer, which has none. */
export function picturedElements(
  { index, countIndex }: PicturedPointer,
  args: readonly unknown[],
): number | undefined {
  const pointer = args[index];
  if (typeof pointer !== 'number' || pointer === NULL) return undefined;
  if (countIndex === undefined) return 1;
  const count = Number(args[countIndex]);
  return Number.isInteger(count) ? Math.min(count, mostElements) : 0;
}
