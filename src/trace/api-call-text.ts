/** A method of the API as a person reads its calls: values by name, objects by number, bytes as a count, messages by GUID. */
import type { Address, ChosenExtent, Direction, FieldType } from '../abi/index.js';
import { byteCount, bytesAccess } from '../abi/index.js';
import { asGuid, faultFinder } from '../api/kit/argument-checks.js';
import { describe } from '../api/kit/describe.js';
import type { AnyApiParameter, ComMethod, Out } from '../api/kit/index.js';
import { hasThis, isBytes, objectOf } from '../api/kit/index.js';
import { apiGuidName, withApiNames } from './api-declarations.js';

/** No more elements of an array are told: a trace is no dump. */
const mostElements = 8;

/**
 * The numbers of objects, in the order in which they are first seen. All interfaces of an object have the same one. It
 * keeps no object alive.
 */
export class ObjectNumbers {
  private readonly numbers = new WeakMap<object, number>();
  private last = 0;

  /** `ID3D11Device #1`; undefined for what is no object of the API. */
  name(view: unknown): string | undefined {
    if (typeof view !== 'object' || view === null) return undefined;
    const object = objectOf(view) as object | undefined;
    if (object === undefined) return undefined;
    const number = this.numbers.get(object) ?? (this.last += 1);
    this.numbers.set(object, number);
    return `${(view as { readonly [Symbol.toStringTag]: string })[Symbol.toStringTag]} #${number}`;
  }
}

/** How a value is told; undefined where there is nothing to tell. */
type Teller = (value: unknown, args: ReadonlyMap<string, unknown>) => string | undefined;

/** One parameter: its argument before the call, and what the call left there. */
interface ToldParameter {
  readonly before: Teller;
  readonly after: Teller;
}

const isNull = (value: unknown) => value === null || value === undefined;
const isOut = ({ passing: { as } }: AnyApiParameter) => as.startsWith('out');
const layoutOf = ({ type, extent }: AnyApiParameter) => (extent && 'layout' in extent ? extent.layout : type);

/** Bytes, and what came in their place: that may be a key as well. */
const bytesText = (value: unknown) => {
  if (isBytes(value)) return byteCount(value.length);
  return typeof value === 'string' ? `text of ${value.length} characters` : describe(value);
};

/** Whether a structure came where others hand over bytes. */
const isStructInstead = ({ passing }: AnyApiParameter, value: unknown) =>
  passing.as === 'bytes' && passing.orStruct !== undefined && typeof value === 'object' && !isBytes(value);

const elementsText = (values: readonly unknown[], textOf: (value: unknown) => string) => {
  const told = values.slice(0, mostElements).map(textOf);
  return `[${[...told, ...(values.length > mostElements ? ['…'] : [])].join(', ')}]`;
};

const textOf =
  (type: FieldType<unknown>) =>
  (value: unknown): string => {
    const guid = type.name === 'GUID' ? asGuid(value) : undefined;
    return guid === undefined ? type.text(value) : apiGuidName(guid);
  };

/** An argument that is what its parameter takes. */
function takenText({ passing, ...parameter }: AnyApiParameter, numbers: ObjectNumbers) {
  const objectText = (value: unknown) => (value === null ? 'NULL' : (numbers.name(value) ?? describe(value)));
  if (passing.as === 'object') return objectText;
  if (passing.as === 'objects') return (value: unknown) => elementsText(value as unknown[], objectText);
  if (passing.as === 'bytes') return passing.orStruct ? textOf(passing.orStruct) : bytesText;
  const element = textOf(layoutOf({ passing, ...parameter }));
  if (passing.as !== 'structs' && passing.as !== 'values') return element;
  return (value: unknown) => elementsText(value as unknown[], element);
}

/** What a cell holds. A method may have left there whatever was there before. */
function cellText(parameter: AnyApiParameter, numbers: ObjectNumbers): Teller {
  const known =
    parameter.extent && 'layout' in parameter.extent ? textOf(parameter.extent.layout) : bytesText;
  const told = (value: unknown) => numbers.name(value) ?? known(value);
  return (cell) => {
    if (isNull(cell) || isBytes(cell)) return undefined; // bytes have been counted before the call
    const { value } = cell as Out<unknown>;
    if (value === undefined) return undefined;
    if (value === null) return 'NULL';
    try {
      return Array.isArray(value) ? elementsText(value, told) : told(value);
    } catch {
      return describe(value);
    }
  };
}

const start = 0 as Address;

/** A layout's value at the start of bytes; undefined where they are no bytes, or too few. */
function readAt(layout: FieldType<unknown> | undefined, bytes: unknown): object | undefined {
  if (!layout || !isBytes(bytes) || bytes.length < layout.size('x64')) return undefined;
  return layout.read(bytesAccess(bytes), start, 'x64') as object;
}

/** A message by the GUID of its head, whose secrets its layouts count; bytes that are none are counted. */
function messageText({ chosenBy, layouts, head }: ChosenExtent, all: readonly AnyApiParameter[]): Teller {
  const extent = all.find(({ name }) => name === chosenBy.at)?.extent;
  const chooserHead = extent && 'chosenBy' in extent ? extent.head : undefined;
  return (value, args) => {
    const chooser = readAt(chooserHead, args.get(chosenBy.at)) as
      Readonly<Record<string, unknown>> | undefined;
    const layout = chooser && layouts.get(chooser[chosenBy.member!]);
    const told = [layout, head].find((each) => each && readAt(each, value));
    return told ? withApiNames(told.text(readAt(told, value))) : bytesText(value);
  };
}

/** Parameters whose bytes are a message: what went in before the call, what came out after it. */
function toldMessage(
  direction: Direction | undefined,
  extent: ChosenExtent,
  all: readonly AnyApiParameter[],
): ToldParameter {
  const known = messageText(extent, all);
  const textOfIt: Teller = (value, args) => (isNull(value) ? 'NULL' : known(value, args));
  if (direction === 'in') return { before: textOfIt, after: () => undefined };
  return { before: (value) => (isNull(value) ? 'NULL' : bytesText(value)), after: known };
}

function toldParameter(
  parameter: AnyApiParameter,
  numbers: ObjectNumbers,
  all: readonly AnyApiParameter[],
): ToldParameter {
  const { extent, direction } = parameter;
  if (extent && 'chosenBy' in extent) return toldMessage(direction, extent, all);
  if (isOut(parameter)) {
    const after = cellText(parameter, numbers);
    const isRead = parameter.direction === 'inout';
    const before: Teller = (value, args) => {
      if (isNull(value)) return 'NULL';
      if (isBytes(value)) return bytesText(value);
      return isRead ? after(value, args) : undefined;
    };
    return { before, after };
  }
  const faultOf = faultFinder(parameter);
  const taken = takenText(parameter, numbers);
  const isOfBytes = parameter.passing.as === 'bytes';
  const before: Teller = (value) => {
    if (isNull(value)) return 'NULL';
    if (isOfBytes && !isStructInstead(parameter, value)) return bytesText(value);
    return faultOf(value) === undefined ? taken(value) : describe(value);
  };
  return { before, after: () => undefined };
}

/** A parameter's name, and what is told of it. */
export type ToldValue = readonly [name: string, text: string];

/** A method, and how its calls are told. */
export interface ToldMethod {
  readonly method: ComMethod;
  /** The object that it is called on; null of a library's function. */
  on(args: readonly unknown[]): string | null;
  /** The arguments as they are now; of a method that nothing emulates none. */
  before(args: readonly unknown[]): readonly ToldValue[];
  /** What lies now where the method writes. */
  after(args: readonly unknown[]): readonly ToldValue[];
}

/** The functions take a call's arguments with This first. */
export function toldMethod(method: ComMethod, numbers: ObjectNumbers): ToldMethod {
  const parameters = method.parameters.map((one) => ({
    name: one.name,
    ...toldParameter(one, numbers, method.parameters),
  }));
  const first = hasThis(method) ? 1 : 0;
  const told = (way: 'before' | 'after') => (args: readonly unknown[]) => {
    const named = new Map(parameters.map(({ name }, index) => [name, args[first + index]]));
    return parameters.flatMap((parameter): ToldValue[] => {
      const text = parameter[way](named.get(parameter.name), named);
      return text === undefined ? [] : [[parameter.name, text]];
    });
  };
  return {
    method,
    on: ([This]) => (first === 1 ? (numbers.name(This) ?? describe(This)) : null),
    before: told('before'),
    after: told('after'),
  };
}
