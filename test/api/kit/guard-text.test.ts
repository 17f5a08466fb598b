/** The compiled checks against the loop that says what they mean. */
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { vtableMethods } from '../../../src/api/kit/index.js';
import type { ComMethod, Guarded } from '../../../src/api/kit/index.js';
import { isPlain, unrolled } from '../../../src/api/kit/guard-text.js';
import { guard, looped, planOf } from '../../../src/api/kit/guard.js';
import { Lamp, lampOf, World } from '../toy.js';

const methods = vtableMethods(Lamp).filter(({ opaque }) => !opaque);

/** Every kind of argument, in the world of one call; the same twice for two worlds that begin alike. */
const makers: readonly ((world: World, elsewhere: World) => unknown)[] = [
  () => null,
  () => undefined,
  () => 0,
  () => 3,
  () => -1,
  () => 1.5,
  () => 2 ** 32,
  () => 7n,
  () => 'lamp',
  () => Lamp.iid.toUpperCase(),
  () => '99999999-2222-3333-4444-555555555555',
  () => ({}),
  () => ({ value: 'before' }),
  () => [],
  () => new Uint8Array(2),
  () => new Uint8Array(3),
  (world) => lampOf(world).view,
  (_world, elsewhere) => lampOf(elsewhere).view,
  (world) => {
    const { view } = lampOf(world);
    view.Release();
    return view;
  },
];

interface Setting {
  readonly isRemoved: boolean;
  readonly isEnded: boolean;
}

/** A view as what it shows, so that those of two worlds compare. */
function plain(thing: unknown): unknown {
  if (typeof thing !== 'object' || thing === null) return thing;
  if (Symbol.toStringTag in thing && !(thing instanceof Uint8Array))
    return `a ${String(thing[Symbol.toStringTag])}`;
  if ('value' in thing) return { value: plain(thing.value) };
  return thing;
}

/** Everything that one call changes and answers. */
function outcome(method: ComMethod, isCompiled: boolean, chosen: readonly number[], setting: Setting) {
  const [world, elsewhere] = [new World(), new World()];
  const { lamp, view } = lampOf(world);
  const args = planOf(method).parameters.map(({ accepts }, at) => {
    const make = makers[chosen[at]!] ?? makers.slice(2).find((one) => accepts(one(world, elsewhere)))!;
    return make(world, elsewhere);
  });
  if (setting.isEnded) view.Release();
  world.isRemoved = setting.isRemoved;
  const call: Guarded['call'] = isCompiled ? (...all) => guard(method).call(...all) : looped(planOf(method));
  const target = method.slot < 3 ? lamp.com : lamp;
  const answer = call(lamp.com, target, ...args);
  return {
    ...{ answer, said: world.said, args: args.map(plain), level: lamp.level },
    references: lamp.com.referenceCount,
  };
}

it('come to the same for every combination of arguments', () => {
  // Most arguments fit, so that every check comes to be the first to fail; -1 is one that does.
  const choice = fc.oneof({ weight: 2, arbitrary: fc.constant(-1) }, fc.nat({ max: makers.length - 1 }));
  fc.assert(
    fc.property(
      fc.constantFrom(...methods),
      fc.array(choice, { minLength: 4, maxLength: 4 }),
      fc.record({ isRemoved: fc.boolean(), isEnded: fc.boolean() }),
      (method, chosen, setting) => {
        expect(outcome(method, true, chosen, setting)).toEqual(outcome(method, false, chosen, setting));
      },
    ),
    { numRuns: 2000 },
  );
});

it('are compiled for all of them', () => {
  for (const method of methods) {
    const plan = planOf(method);
    expect([method.name, isPlain(plan)]).toEqual([method.name, true]);
    expect(() => unrolled(plan, () => undefined)).not.toThrow();
  }
});
