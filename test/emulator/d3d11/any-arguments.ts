import fc from 'fast-check';
import type { Address, FieldType, FunctionDeclaration, Struct } from 'softumd/ddi';
import { NULL } from 'softumd/ddi';
import { anyValueOf } from '../../support/any-struct.js';
import type { Bench } from './bench.js';

/** Where what a pointer leads to lies: nowhere, in a block of its own that may be too short, or in a resource. */
type Place =
  | { readonly in: 'nowhere'; readonly address: number }
  | { readonly in: 'block'; readonly missingBytes: number }
  | { readonly in: 'resource'; readonly parameter: string; readonly at: number };

const handles = ['good', 'null', 'dead', 'other device', 'forged'] as const;
/** Which handle an argument is. */
export type WhichHandle = (typeof handles)[number];

/** An argument, before there is memory for it. */
type AnyArgument =
  | { readonly as: 'number'; readonly value: number }
  | { readonly as: 'handle'; readonly which: WhichHandle }
  | { readonly as: 'pointer'; readonly place: Place; readonly content: Uint8Array };

/** What a call is given, by parameter. */
export type AnyArguments = Readonly<Record<string, AnyArgument>>;

/** Any values of a structure, beside small ones: numbers that mean something to small resources. */
function anyContent(layout: FieldType<unknown>): fc.Arbitrary<Uint8Array> {
  if (!('members' in layout)) throw new TypeError(`${layout.name}: expected a structure`);
  const struct = layout as FieldType<unknown> & Struct;
  const members = struct.members.map(({ name }) => [name, fc.nat({ max: 70 })] as const);
  const small = fc.record(Object.fromEntries(members), { requiredKeys: [] });
  return fc
    .tuple(anyValueOf(struct), small)
    .map((both) => struct.toBytes(Object.assign({}, ...both) as object));
}

/** @param resources parameters that pointers may lead into, of so many bytes */
function anyPointer(
  content: fc.Arbitrary<Uint8Array>,
  resources: readonly string[],
  resourceBytes: number,
): fc.Arbitrary<AnyArgument> {
  const place = fc.oneof<fc.MaybeWeightedArbitrary<Place>[]>(
    { weight: 6, arbitrary: fc.constant({ in: 'block', missingBytes: 0 }) },
    {
      weight: 1,
      arbitrary: fc.record({ in: fc.constant('block'), missingBytes: fc.integer({ min: 1, max: 15 }) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ in: fc.constant('nowhere'), address: fc.constantFrom(1, 0x7fff_ffff_fff0) }),
    },
    { weight: 2, arbitrary: fc.constant({ in: 'nowhere', address: NULL }) },
    {
      weight: 3,
      arbitrary: fc.record({
        in: fc.constant('resource'),
        parameter: fc.constantFrom(...resources),
        at: fc.nat({ max: resourceBytes }),
      }),
    },
  );
  return fc.record({ as: fc.constant('pointer'), place, content });
}

const anyNumber = fc.oneof(
  { weight: 8, arbitrary: fc.constant(16) },
  { weight: 1, arbitrary: fc.constantFrom(0, 1, 8, 15, 17, 32) },
  { weight: 1, arbitrary: fc.nat({ max: 0xffff_ffff }) },
);
const anyHandle = fc.oneof(
  { weight: 40, arbitrary: fc.constant('good' as const) },
  { weight: 1, arbitrary: fc.constantFrom(...handles) },
);

/**
 * Arguments for a function, made from its declaration alone: handles, numbers, pointers to structures with any values or to
 * 16 bytes. Most are right, each for itself; together they need not add up.
 * @param resourceBytes of each resource that the function is given
 */
export function anyArgumentsOf(
  { parameters }: FunctionDeclaration,
  resourceBytes: number,
): fc.Arbitrary<AnyArguments> {
  const resources = parameters.map(({ name }) => name).filter((name) => name.endsWith('Resource'));
  const argument = ({ type, direction, extent }: FunctionDeclaration['parameters'][number]) => {
    if (direction === undefined && type.size('x64') === 4)
      return fc.record({ as: fc.constant('number' as const), value: anyNumber });
    if (direction === undefined) return fc.record({ as: fc.constant('handle' as const), which: anyHandle });
    const sixteenBytes = fc.uint8Array({ minLength: 16, maxLength: 16 });
    const content = extent && 'layout' in extent ? anyContent(extent.layout) : sixteenBytes;
    return anyPointer(content, resources, resourceBytes);
  };
  return fc.record(Object.fromEntries(parameters.map((one) => [one.name, argument(one)])));
}

/** What the handles of a call are, and where resources lie. */
export interface Surroundings {
  readonly resourceBytes: number;
  handle(parameter: string, which: WhichHandle): number;
  dataOf(resource: string): Address;
}

/** The arguments, in memory; and what gives their blocks back. */
export function placed(
  bench: Bench,
  { parameters }: FunctionDeclaration,
  all: AnyArguments,
  around: Surroundings,
): { readonly args: readonly number[]; readonly blocks: readonly Address[] } {
  const blocks: Address[] = [];
  const addressOf = (place: Place, content: Uint8Array): number => {
    if (place.in === 'nowhere') return place.address;
    if (place.in === 'block') {
      const block = bench.bytes(content.subarray(0, Math.max(1, content.length - place.missingBytes)));
      blocks.push(block);
      return block;
    }
    const address = (around.dataOf(place.parameter) + place.at) as Address;
    const room = around.resourceBytes - place.at;
    if (room > 0) bench.memory.copyIn(address, content.subarray(0, room));
    return address;
  };
  const args = parameters.map(({ name }) => {
    const argument = all[name]!;
    if (argument.as === 'number') return argument.value;
    if (argument.as === 'handle') return around.handle(name, argument.which);
    return addressOf(argument.place, argument.content);
  });
  return { args, blocks };
}
