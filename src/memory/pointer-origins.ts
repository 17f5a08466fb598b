import type { Address, Extent, FieldType, FunctionDeclaration, Memory, Parameter } from '../abi/index.js';
import { bytesAccess, membersOfType } from '../abi/index.js';

/** A pointer that an access can have gone through: a parameter, or a member of a structure that one leads to. */
export interface PointerOrigin {
  /** `pCreateResource->pInitialDataUP->pSysMem` */
  readonly path: string;
  readonly value: number;
}

/** A structure behind a pointer, and how it is reached. */
interface Target {
  readonly layout: FieldType<unknown>;
  readonly address: number;
  readonly path: string;
  /** Whether more of its kind may follow it, as many as the memory holds. */
  readonly isList: boolean;
}

/** No more elements of a list are looked at than that. */
const mostElements = 8;
/** No structure is looked into that is farther away: nothing here leads in a circle. */
const mostSteps = 3;

/** Pointers and handles. A SIZE_T is as long and a number too, but no address. */
function isPointer(type: FieldType<unknown>): boolean {
  return type.size('x64') === 8 && typeof type.zero === 'number' && type.name !== 'SIZE_T';
}

/** A copy of live bytes; undefined where they are not live, or the memory cannot know. Nothing is thrown. */
function liveBytes(memory: Memory, address: number, bytes: number): Uint8Array | undefined {
  const copy = new Uint8Array(bytes);
  const isCopied = memory.copyLive?.(address as Address, bytes, new DataView(copy.buffer), 0);
  return isCopied ? copy : undefined;
}

/** The pointers of a structure whose bytes these are, each with its path and type. */
function* pointersIn(
  layout: FieldType<unknown>,
  bytes: Uint8Array,
  offset: number,
  path: string,
): IterableIterator<PointerOrigin & { readonly type: FieldType<unknown> }> {
  for (const { name, type, offset: inside } of membersOfType(layout, 'x64')) {
    const at = (offset + inside) as Address;
    if (isPointer(type)) {
      yield { type, path: `${path}${name}`, value: type.read(bytesAccess(bytes), at, 'x64') as number };
    } else yield* pointersIn(type, bytes, at, `${path}${name}.`);
  }
}

/** The pointers of a structure, or of a list of them, and of what these point to. */
function* pointersBehind(memory: Memory, target: Target, steps = mostSteps): IterableIterator<PointerOrigin> {
  const { layout, address, path, isList } = target;
  const size = layout.size('x64');
  for (let index = 0; index < (isList ? mostElements : 1); index += 1) {
    const bytes = liveBytes(memory, address + index * size, size);
    if (!bytes) return;
    for (const pointer of pointersIn(layout, bytes, 0, index === 0 ? `${path}->` : `${path}[${index}].`)) {
      yield pointer;
      const { pointee } = pointer.type;
      if (!pointee || steps === 1) continue;
      const next = { layout: pointee, address: pointer.value, path: pointer.path, isList: true };
      yield* pointersBehind(memory, next, steps - 1);
    }
  }
}

/** What lies behind a pointer, where that is a structure: the declared one, or the one that an argument chooses. */
function structureBehind(
  extent: Extent,
  argumentOf: (name: string) => unknown,
): Pick<Target, 'layout' | 'isList'> | undefined {
  if ('layout' in extent) return { layout: extent.layout, isList: extent.countIn !== undefined };
  if (!('chosenBy' in extent) || extent.chosenBy.member !== undefined) return undefined;
  const layout = extent.layouts.get(argumentOf(extent.chosenBy.at));
  return layout && { layout, isList: false };
}

function* pointersOf(
  memory: Memory,
  { name, type, direction, extent }: Parameter,
  value: unknown,
  argumentOf: (name: string) => unknown,
): IterableIterator<PointerOrigin> {
  if (!isPointer(type) || typeof value !== 'number') return;
  yield { path: name, value };
  const structure = extent && direction !== 'out' ? structureBehind(extent, argumentOf) : undefined;
  if (structure) yield* pointersBehind(memory, { ...structure, address: value, path: name });
}

/**
 * Every pointer that a call with these arguments can have led through: its parameters, and by the declared layouts what
 * lies in the structures that the caller filled.
 */
export function* pointerOrigins(
  memory: Memory,
  { parameters }: FunctionDeclaration,
  args: readonly unknown[],
): IterableIterator<PointerOrigin> {
  const argumentOf = (name: string) => args[parameters.findIndex((parameter) => parameter.name === name)];
  for (const [index, parameter] of parameters.entries()) {
    const origins = pointersOf(memory, parameter, args[index], argumentOf);
    for (const origin of origins) if (origin.value !== 0) yield origin;
  }
}
