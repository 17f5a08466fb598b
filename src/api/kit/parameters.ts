/** Parameters of methods, by what a caller hands over. The pointers and types are those of the header. */
import type { ChosenExtent, Direction, Extent, FieldType, Guid, Parameter, Struct } from '../../abi/index.js';
import { behind, DWORD, pointer, UINT, ULONG, value as byValue } from '../../abi/index.js';
import type { InterfaceName, Interfaces } from './interfaces.js';
import type { IUnknown } from './iunknown.js';
import type { Out } from './out.js';
import { LPCSTR } from './pointers.js';

/** What a caller hands over for a parameter, which says how it is checked and what the body gets of it. */
export type Passing =
  /** A number, a BigInt, a GUID as text. */
  | { readonly as: 'value' }
  /** A structure as an object with its members. */
  | { readonly as: 'struct'; readonly struct: Struct }
  /** Structures side by side; `countIn` is the parameter that counts them, where one does. */
  | { readonly as: 'structs'; readonly struct: Struct; readonly countIn?: string }
  /** Values side by side. */
  | { readonly as: 'values'; readonly of: FieldType<unknown>; readonly countIn: string }
  /**
   * Bytes in a Uint8Array; `bytesIn` is the parameter that counts them, `exactly` how many there are, where that is fixed.
   * `orStruct` may come in their place as an object with its members: a structure with pointers has no bytes of its own.
   */
  | {
      readonly as: 'bytes';
      readonly bytesIn?: string;
      readonly exactly?: number;
      readonly orStruct?: Struct;
    }
  /** A cell for what the method writes: {@link Out}. */
  | { readonly as: 'out' }
  /** An object of this interface; `takes` is the base that also does, where real callers pass another kind (RC-03). */
  | {
      readonly as: 'object';
      readonly of: string;
      readonly takes?: string;
      readonly wrongDevice?: string | true;
    }
  /** Objects side by side. */
  | { readonly as: 'objects'; readonly of: string; readonly countIn: string }
  /** A cell for an object of this interface, or of the one that the parameter `iidIn` names. */
  | { readonly as: 'outObject'; readonly of: string }
  | { readonly as: 'outObject'; readonly iidIn: string }
  /** A cell for an array of objects, as many as the method makes. */
  | { readonly as: 'outObjects'; readonly of: string };

/** One parameter: as C sees it ({@link Parameter}), and as a caller here hands it over. */
export interface AnyApiParameter extends Parameter {
  readonly passing: Passing;
  /** The debug layer's message where this argument is wrong: another value or size than the method accepts. */
  readonly wrong?: string;
  /** The debug layer's message where this argument is null, where it is not the method's own. */
  readonly nullParam?: string;
}

/** The same with the type of what a caller hands over. */
export interface ApiParameter<T> extends AnyApiParameter {
  /** Only for the compiler. */
  readonly [passed]?: (value: T) => T;
}

declare const passed: unique symbol;

const behindIt = <T>(
  name: string,
  type: string,
  direction: Direction,
  extent: Extent,
  passing: Passing,
  wrong?: string,
): ApiParameter<T> => ({
  ...behind(name, pointer(type), direction, extent),
  passing,
  ...(wrong !== undefined && { wrong }),
});

/** A parameter passed by value. */
export function value<T>(name: string, type: FieldType<T>, wrong?: string): ApiParameter<T> {
  return { ...byValue(name, type), passing: { as: 'value' }, ...(wrong !== undefined && { wrong }) };
}

export const uint = (name: string, wrong?: string) => value(name, UINT, wrong);
export const ulong = (name: string, wrong?: string) => value(name, ULONG, wrong);
export const dword = (name: string, wrong?: string) => value(name, DWORD, wrong);

/** A value behind a pointer that the method reads: `const GUID*`, a REFIID. */
export function valueIn<T>(name: string, type: FieldType<T>, wrong?: string): ApiParameter<T> {
  return behindIt(name, `const ${type.name}*`, 'in', { layout: type }, { as: 'value' }, wrong);
}

/** A structure that the method reads. */
export function structIn<T extends object>(name: string, struct: Struct<T>, wrong?: string): ApiParameter<T> {
  const passing: Passing = { as: 'struct', struct: struct };
  return behindIt(name, `const ${struct.name}*`, 'in', { layout: struct }, passing, wrong);
}

/** Structures side by side that the method reads, as many as `countIn` says; without it as many as the body wants. */
export function structsIn<T extends object>(
  name: string,
  struct: Struct<T>,
  countIn?: string,
  wrong?: string,
): ApiParameter<readonly T[]> {
  const counted = countIn !== undefined && { countIn };
  const passing: Passing = { as: 'structs', struct: struct, ...counted };
  return behindIt(name, `const ${struct.name}*`, 'in', { layout: struct, ...counted }, passing, wrong);
}

/** Numbers side by side that the method reads. */
export function valuesIn<T>(name: string, type: FieldType<T>, countIn: string): ApiParameter<readonly T[]> {
  const passing: Passing = { as: 'values', of: type, countIn };
  return behindIt(name, `const ${type.name}*`, 'in', { layout: type, countIn }, passing);
}

const bytesBehind =
  (direction: Direction, type: string) => (name: string, bytesIn?: string, wrong?: string) => {
    const counted = bytesIn !== undefined && { bytesIn };
    const extent: Extent = bytesIn === undefined ? { opaque: true } : { bytesIn };
    return behindIt<Uint8Array>(name, type, direction, extent, { as: 'bytes', ...counted }, wrong);
  };

/** Bytes that the method reads; the parameter `bytesIn` counts them. Without it the body knows how many it needs. */
export const bytesIn = bytesBehind('in', 'const void*');
/** Bytes that the method writes. */
export const bytesOut = bytesBehind('out', 'void*');
/** Bytes that travel both ways. */
export const bytesInOut = bytesBehind('inout', 'void*');

/** The same, where some callers hand over a structure, whose pointers lead to further blocks. It is read and written. */
export function bytesOrStructInOut<T extends object>(
  name: string,
  bytesIn: string,
  struct: Struct<T>,
): ApiParameter<Uint8Array | T> {
  const passing: Passing = { as: 'bytes', bytesIn, orStruct: struct };
  return behindIt(name, 'void*', 'inout', { bytesIn }, passing);
}

/** Bytes that the method reads, where some callers hand over a structure, whose pointers lead to further blocks. */
export function bytesOrStructIn<T extends object>(
  name: string,
  bytesIn: string,
  struct: Struct<T>,
): ApiParameter<Uint8Array | T> {
  const passing: Passing = { as: 'bytes', bytesIn, orStruct: struct };
  return behindIt(name, 'const void*', 'in', { bytesIn }, passing);
}

/** Private data that the method writes: into bytes, or, where an object is stored, into a cell. */
export function dataOut(name: string): ApiParameter<Uint8Array | Out<IUnknown>> {
  return behindIt(name, 'void*', 'out', { opaque: true }, { as: 'out' });
}

/** A structure as its bytes, neither fewer nor more, that the method reads: a message that is signed as it lies. */
export function imageIn(name: string, type: FieldType<unknown>): ApiParameter<Uint8Array> {
  const passing: Passing = { as: 'bytes', exactly: type.size('x64') };
  return behindIt(name, `const ${type.name}*`, 'in', { layout: type }, passing);
}

/** The same, that the method writes. */
export function imageOut(name: string, type: FieldType<unknown>): ApiParameter<Uint8Array> {
  const passing: Passing = { as: 'bytes', exactly: type.size('x64') };
  return behindIt(name, `${type.name}*`, 'out', { layout: type }, passing);
}

/** What bytes look like that a member of their head chooses: `at` is the parameter that has it. */
export interface Message {
  readonly head: FieldType<unknown>;
  readonly layouts: ReadonlyMap<unknown, FieldType<unknown>>;
  readonly at: string;
  readonly member: string;
}

const messageExtent = ({ head, layouts, at, member }: Message): ChosenExtent => {
  const chosenBy = { at, member };
  return { head, layouts, chosenBy };
};

/** A message as its bytes, which the parameter `bytesIn` counts, that the method reads. */
export function messageIn(name: string, message: Message, bytesIn: string): ApiParameter<Uint8Array> {
  const extent: Extent = { ...messageExtent(message), bytesIn };
  return behindIt(name, 'const void*', 'in', extent, { as: 'bytes', bytesIn });
}

/** The same, that the method writes. */
export function messageOut(name: string, message: Message, bytesIn: string): ApiParameter<Uint8Array> {
  const extent: Extent = { ...messageExtent(message), bytesIn };
  return behindIt(name, 'void*', 'out', extent, { as: 'bytes', bytesIn });
}

/** The same, where all that is written is the head: neither fewer bytes nor more. */
export function messageHeadOut(name: string, message: Message): ApiParameter<Uint8Array> {
  const { head } = message;
  const passing: Passing = { as: 'bytes', exactly: head.size('x64') };
  return behindIt(name, `${head.name}*`, 'out', messageExtent(message), passing);
}

/** A value or structure that the method writes. */
export function valueOut<T>(name: string, type: FieldType<T>, wrong?: string): ApiParameter<Out<T>> {
  return behindIt(name, `${type.name}*`, 'out', { layout: type }, { as: 'out' }, wrong);
}

/** A structure that the method writes, and behind it what its pointers lead to; the parameter `bytesIn` counts all bytes. */
export function blockOut<T extends object>(
  name: string,
  struct: Struct<T>,
  bytesIn: string,
): ApiParameter<Out<T>> {
  return behindIt(name, `${struct.name}*`, 'out', { layout: struct, bytesIn }, { as: 'out' });
}

/** Text behind an LPCSTR, which ends with 0 in C. */
export function textIn(name: string): ApiParameter<string> {
  return value(name, LPCSTR);
}

/** A value that the method reads and writes. */
export function valueInOut<T>(name: string, type: FieldType<T>, wrong?: string): ApiParameter<Out<T>> {
  return behindIt(name, `${type.name}*`, 'inout', { layout: type }, { as: 'out' }, wrong);
}

/** A place where the method tells of bytes of its own: mapped memory, a certificate. */
export function pointerOut(name: string, bytesIn?: string): ApiParameter<Out<Uint8Array>> {
  const extent: Extent = bytesIn === undefined ? { opaque: true } : { bytesIn };
  return behindIt(name, 'void**', 'out', extent, { as: 'out' });
}

/**
 * An object that the method uses.
 * @param wrongDevice the debug layer's message where it belongs to another device; true where there is none and the
 *   device matters all the same
 */
export function object<N extends InterfaceName>(
  name: string,
  of: N,
  wrongDevice?: string | true,
): ApiParameter<Interfaces[N]> {
  const passing: Passing = {
    as: 'object',
    of,
    ...(wrongDevice !== undefined && { wrongDevice }),
  };
  return { ...byValue(name, pointer(`${of}*`)), passing };
}

/** An object of one interface, in whose place callers pass other objects of its base `takes`, as a cast in C does (RC-03). */
export function objectOrBase<N extends InterfaceName>(
  name: string,
  of: N,
  takes: InterfaceName,
  wrongDevice?: string | true,
): ApiParameter<Interfaces[N]> {
  const parameter = object(name, of, wrongDevice);
  return { ...parameter, passing: { ...parameter.passing, takes } as Passing };
}

/** Objects side by side. */
export function objects<N extends InterfaceName>(
  name: string,
  of: N,
  countIn: string,
): ApiParameter<readonly (Interfaces[N] | null)[]> {
  return behindIt(name, 'void*const*', 'in', { opaque: true }, { as: 'objects', of, countIn });
}

/** Where the method puts an object. The caller gets one reference with it (REF-1). */
export function objectOut<N extends InterfaceName>(name: string, of: N): ApiParameter<Out<Interfaces[N]>> {
  const passing: Passing = { as: 'outObject', of };
  return behindIt(name, 'void**', 'out', { opaque: true }, passing);
}

/** Where the method puts an object of the interface that the caller names in the parameter `iidIn`. */
export function objectOutBy(name: string, iidIn: string): ApiParameter<Out<IUnknown>> {
  return behindIt(name, 'void**', 'out', { opaque: true }, { as: 'outObject', iidIn });
}

/** Where the method puts an array of objects. The caller gets one reference with each (REF-1). */
export function objectsOut<N extends InterfaceName>(
  name: string,
  of: N,
): ApiParameter<Out<readonly Interfaces[N][]>> {
  const passing: Passing = { as: 'outObjects', of };
  return behindIt(name, 'void***', 'out', { opaque: true }, passing);
}

/** A pointer, or a handle, that may be null. */
export function optional<T>(parameter: ApiParameter<T>): ApiParameter<T | null> {
  return { ...parameter, optional: true } as unknown as ApiParameter<T | null>;
}

/** A pointer whose absence has a message of its own. */
export function nullParam<T>(name: string, parameter: ApiParameter<T>): ApiParameter<T> {
  return { ...parameter, nullParam: name };
}

/** REFIID, REFGUID: a GUID as text, in any usual form. */
export type RefGuid = Guid;
