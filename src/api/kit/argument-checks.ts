/** Whether an argument is what its parameter takes, and what is expected where it is not. */
import type { Address, FieldType, Guid, Struct } from '../../abi/index.js';
import { bytesAccess, guid, isGuid, LayoutError } from '../../abi/index.js';
import { GUID } from '../../ddi/index.js';
import { describe } from './describe.js';
import type { Out } from './out.js';
import type { AnyApiParameter } from './parameters.js';
import { brandOf } from './view-members.js';

/** What is wrong with an argument, or undefined where nothing is. */
export type Fault = string | undefined;

const start = 0 as Address;

/** Bytes, also those of another realm. */
export const isBytes = (argument: unknown): argument is Uint8Array =>
  ArrayBuffer.isView(argument) && 'BYTES_PER_ELEMENT' in argument && argument.BYTES_PER_ELEMENT === 1;

const isObject = (argument: unknown): argument is object => typeof argument === 'object' && argument !== null;

/** A place that a method can write to: a view, which is frozen, is none. */
export const isCell = (argument: unknown): argument is Out<unknown> =>
  isObject(argument) && Object.isExtensible(argument);

/** A fault with what came instead. */
export const told = (fault: string, argument: unknown): string =>
  fault.includes('received') ? fault : `${fault}, received ${describe(argument)}`;

/** A GUID in any usual form as the one that all comparisons use; undefined where it is none. */
export function asGuid(argument: unknown): Guid | undefined {
  if (isGuid(argument)) return argument;
  try {
    return guid(String(argument));
  } catch {
    return undefined;
  }
}

/** Tries a value on its type, member by member, as it would be written into memory. */
function writeFault(type: FieldType<unknown>, argument: unknown): Fault {
  try {
    type.write(bytesAccess(new Uint8Array(type.size('x64'))), start, argument, 'x64');
    return undefined;
  } catch (error) {
    if (!(error instanceof LayoutError)) return `expected ${type.name}`;
    const { path, expected, received } = error;
    return `${path.length > 0 ? `${path.join('.')}: ` : ''}expected ${expected}, received ${received}`;
  }
}

/** Names a member that a structure should have and lacks. Written into memory it would be zero; a caller forgot it. */
function missingFault(type: FieldType<unknown>, argument: unknown): Fault {
  if (!('members' in type) || !isCell(argument)) return undefined;
  for (const { name, type: inner, overlays } of (type as Struct).members) {
    const member = (argument as Readonly<Record<string, unknown>>)[name];
    if (member === undefined && overlays === undefined)
      return `${name}: expected ${inner.name}, received nothing`;
    const fault = missingFault(inner, member);
    if (fault !== undefined) return `${name}.${fault}`;
  }
  return undefined;
}

/** Whether a type is a number of 32 bits without sign, which most are. */
function isUnsigned32(type: FieldType<unknown>): boolean {
  return (
    type.size('x64') === 4 &&
    typeof type.zero === 'number' &&
    writeFault(type, 0xffffffff) === undefined &&
    writeFault(type, -1) !== undefined
  );
}

function valueFault(type: FieldType<unknown>): (argument: unknown) => Fault {
  if (type.name === GUID.name)
    return (argument) => (asGuid(argument) === undefined ? 'expected a GUID' : undefined);
  if (typeof type.zero === 'bigint')
    return (argument) => (typeof argument === 'bigint' ? writeFault(type, argument) : 'expected a BigInt');
  if ('members' in type) return structFault(type);
  if (!isUnsigned32(type)) return (argument) => writeFault(type, argument);
  return (argument) =>
    typeof argument === 'number' && argument >>> 0 === argument
      ? undefined
      : 'expected a whole number of 32 bits';
}

function eachFault(argument: unknown, what: string, faultOf: (element: unknown) => Fault): Fault {
  if (!Array.isArray(argument)) return `expected an array of ${what}`;
  for (const [index, element] of argument.entries()) {
    const fault = faultOf(element);
    if (fault !== undefined) return `[${index}]: ${told(fault, element)}`;
  }
  return undefined;
}

const structFault = (struct: FieldType<unknown>) => (argument: unknown) =>
  isObject(argument)
    ? (missingFault(struct, argument) ?? writeFault(struct, argument))
    : `expected a ${struct.name}`;

function bytesFault(exactly: number | undefined): (argument: unknown) => Fault {
  if (exactly === undefined) return (argument) => (isBytes(argument) ? undefined : 'expected a Uint8Array');
  return (argument) =>
    isBytes(argument) && argument.length === exactly
      ? undefined
      : `expected a Uint8Array of ${exactly} bytes`;
}

/** Bytes, or a structure in their place; what is neither should have been bytes. */
function bytesOrStructFault(struct: FieldType<unknown>): (argument: unknown) => Fault {
  const faultOf = structFault(struct);
  return (argument) => {
    if (isBytes(argument)) return undefined;
    return isObject(argument) && !ArrayBuffer.isView(argument)
      ? faultOf(argument)
      : `expected a Uint8Array or a ${struct.name}`;
  };
}

function viewFault(of: string): (argument: unknown) => Fault {
  const brand = brandOf(of);
  return (argument) => (isObject(argument) && brand in argument ? undefined : `expected an ${of}`);
}

/** The check of one parameter's arguments, null apart. */
export function faultFinder({ type, extent, passing }: AnyApiParameter): (argument: unknown) => Fault {
  switch (passing.as) {
    case 'value':
      return valueFault(extent && 'layout' in extent ? extent.layout : type);
    case 'struct':
      return structFault(passing.struct);
    case 'structs': {
      const { struct } = passing;
      return (argument) => eachFault(argument, struct.name, structFault(struct));
    }
    case 'values':
      return (argument) => eachFault(argument, passing.of.name, valueFault(passing.of));
    case 'bytes':
      return passing.orStruct ? bytesOrStructFault(passing.orStruct) : bytesFault(passing.exactly);
    case 'out':
    case 'outObject':
    case 'outObjects':
      return (argument) => (isCell(argument) ? undefined : 'expected an object with a place for the value');
    case 'object':
      return viewFault(passing.takes ?? passing.of);
    case 'objects': {
      const faultOf = viewFault(passing.of);
      return (argument) =>
        eachFault(argument, 'objects', (element) => (element === null ? undefined : faultOf(element)));
    }
  }
}

/** How many elements or bytes an argument has, where another parameter counts them; undefined where none does. */
export function countedBy({ passing }: AnyApiParameter): string | undefined {
  if (passing.as === 'bytes') return passing.bytesIn;
  if (passing.as === 'structs' || passing.as === 'values' || passing.as === 'objects') return passing.countIn;
  return undefined;
}
