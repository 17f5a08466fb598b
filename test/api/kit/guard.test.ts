/** What stands in front of every implementation: the checks, their order, and what they answer. */
import { describe, expect, it } from '@jest/globals';
import { runInNewContext } from 'node:vm';
import { guid, OutOfMemory } from '../../../src/abi/index.js';
import type { Guid } from '../../../src/abi/index.js';
import { apiFunction, guard, hresult, objectOut, out, uint } from '../../../src/api/kit/index.js';
import type { Implementor, Out } from '../../../src/api/kit/index.js';
import type { Hresult } from '../../../src/abi/index.js';
import {
  DXGI_ERROR_DEVICE_REMOVED,
  E_INVALIDARG,
  E_NOTIMPL,
  E_OUTOFMEMORY,
  S_OK,
} from '../../../src/ddi/index.js';
import { lampOf, ToyLamp, ToyLantern, World } from '../toy.js';
import type { Lamp, Lantern } from '../toy.js';

const any = (value: unknown) => value as never;
const kind = guid('11111111-2222-3333-4444-aaaaaaaaaaaa');

describe('the guard', () => {
  it('hands a right call to the body, objects unwrapped, and says nothing', () => {
    const world = new World();
    const [one, other] = [lampOf(world), lampOf(world)];
    const [name, iv] = [new Uint8Array(4), new Uint8Array(16)];
    expect(one.view.GetName(3, name)).toBe(S_OK);
    expect([...name]).toEqual([0x61, 0x61, 0x61, 0]);
    one.view.Shine(other.view, 7, 16, iv);
    expect([one.lamp.level, other.lamp.level, iv[0]]).toEqual([0, 7, 1]);
    expect(world.said).toEqual([]);
  });

  it.each([
    ['null', (view: Lamp) => view.GetName(1, any(null)), 'GETNAME_NULLPARAM', 'pName is null'],
    ['undefined', (view: Lamp) => view.GetName(1, any(undefined)), 'GETNAME_NULLPARAM', 'pName is null'],
    [
      'too few bytes',
      (view: Lamp) => view.GetName(5, new Uint8Array(4)),
      'GETNAME_WRONGSIZE',
      'pName: expected at least the 5 bytes that NameSize says, received 4',
    ],
    [
      'a number that is text',
      (view: Lamp) => view.GetName(any('5'), new Uint8Array(8)),
      'GETNAME_WRONGSIZE',
      "NameSize: expected a whole number of 32 bits, received '5'",
    ],
    [
      'no number at all',
      (view: Lamp) => view.GetName(any(undefined), new Uint8Array(8)),
      'GETNAME_WRONGSIZE',
      'NameSize: expected a whole number of 32 bits, received null',
    ],
    [
      'a negative number',
      (view: Lamp) => view.GetName(-1, new Uint8Array(8)),
      'GETNAME_WRONGSIZE',
      'NameSize: expected a whole number of 32 bits, received -1',
    ],
    [
      'text for bytes',
      (view: Lamp) => view.GetName(1, any('secret')),
      'ARGUMENT',
      "pName: expected a Uint8Array, received 'secret'",
    ],
    [
      'a DataView',
      (view: Lamp) => view.GetName(1, any(new DataView(new ArrayBuffer(8)))),
      'ARGUMENT',
      'pName: expected a Uint8Array, received 8 bytes',
    ],
    [
      'no GUID',
      (view: Lamp) => view.Twin(any('lamp'), out()),
      'ARGUMENT',
      "Kind: expected a GUID, received 'lamp'",
    ],
    [
      'no place for an object',
      (view: Lamp) => view.Twin(null, any(null)),
      'TWIN_NULLPARAM',
      'ppLamp is null',
    ],
  ] as const)('refuses %s', (_what, call, message, text) => {
    const world = new World();
    const { lamp, view } = lampOf(world);
    expect(call(view)).toBe(E_INVALIDARG);
    expect(world.said.map((said) => [said.message, said.text])).toEqual([[message, text]]);
    expect(world.said[0]!.call).toMatch(/^Lamp::/);
    expect(lamp.level).toBe(0);
  });

  it('refuses objects of another interface, of another device, and released ones', () => {
    const [world, elsewhere] = [new World(), new World()];
    const [one, far, dead] = [lampOf(world), lampOf(elsewhere), lampOf(world)];
    dead.view.Release();
    for (const other of [any({}), any('lamp'), far.view, dead.view]) one.view.Shine(other, 1, 0, null);
    expect(world.said.map(({ message, text }) => [message, text])).toEqual([
      ['ARGUMENT', 'pOther: expected an Lamp, received an object'],
      ['ARGUMENT', "pOther: expected an Lamp, received 'lamp'"],
      ['SHINE_WRONGDEVICE', 'pOther belongs to another device'],
      ['RELEASED_OBJECT', 'pOther has been released'],
    ]);
    expect([one.lamp.level, far.lamp.level, dead.lamp.level]).toEqual([0, 0, 0]);
  });

  it('lets optional pointers be null or missing', () => {
    const { lamp, view } = lampOf(new World());
    view.Shine(null, 1, 16, null);
    view.Shine(any(undefined), 2, 16, any(undefined));
    expect(lamp.level).toBe(3);
  });

  it('takes a GUID in any usual form, and hands on the one that compares', () => {
    const world = new World();
    const { lamp, view } = lampOf(world);
    const got: (Guid | null)[] = [];
    lamp.Twin = (asked) => {
      got.push(asked);
      return S_OK;
    };
    for (const form of [kind, kind.toUpperCase(), `{${kind}}`, any(undefined)])
      expect(view.Twin(any(form), out())).toBe(S_OK);
    expect(got).toEqual([kind, kind, kind, null]);
  });

  it('takes bytes of another realm', () => {
    const { view } = lampOf(new World());
    const foreign = runInNewContext('new Uint8Array(4)') as Uint8Array;
    expect(view.GetName(4, foreign)).toBe(S_OK);
    expect(foreign[3]).toBe(0x61);
  });

  it('looks at arrays of objects one by one', () => {
    const [world, elsewhere] = [new World(), new World()];
    const lantern = new ToyLantern(world);
    const view = lantern.com.take('Lantern') as Lantern;
    const [one, far, dead] = [lampOf(world), lampOf(elsewhere), lampOf(world)];
    dead.view.Release();
    expect(view.Carry(2, [one.view, null], [1, 2])).toBe(S_OK);
    expect(lantern.carried).toEqual([one.lamp, null]);
    expect(view.Carry(2, null, [1, 2])).toBe(S_OK);
    expect(lantern.carried).toEqual([]);
    expect(view.Carry(1, any([{}]), [1])).toBe(E_INVALIDARG);
    expect(view.Carry(1, any(one.view), [1])).toBe(E_INVALIDARG);
    expect(view.Carry(1, [dead.view], [1])).toBe(E_INVALIDARG);
    expect(view.Carry(2, [one.view], [1, 2])).toBe(E_INVALIDARG);
    expect(view.Carry(1, [one.view], [-1])).toBe(E_INVALIDARG);
    expect(view.Carry(1, [far.view], [1])).toBe(S_OK); // the device of these is the body's affair
    expect(world.said.map(({ message, text }) => [message, text])).toEqual([
      ['ARGUMENT', 'ppLamps: [0]: expected an Lamp, received an object'],
      ['ARGUMENT', 'ppLamps: expected an array of objects, received an Lamp'],
      ['RELEASED_OBJECT', 'ppLamps has been released'],
      ['CARRY_WRONGCOUNT', 'ppLamps: expected at least the 2 elements that Lamps says, received 1'],
      ['ARGUMENT', 'Steps: [0]: expected a whole number of 32 bits, received -1'],
    ]);
  });

  it('checks in one order', () => {
    const [world, elsewhere] = [new World(), new World()];
    const [one, far, dead] = [lampOf(world), lampOf(elsewhere), lampOf(world)];
    dead.view.Release();
    world.isRemoved = true;
    const short = new Uint8Array(1);
    const { view } = one;
    view.Shine(far.view, any('x'), 9, short); // type before other device
    view.Shine(far.view, 1, 9, short); // other device before size
    view.Shine(dead.view, 1, 9, short); // released before size
    view.Shine(null, 1, 9, short); // size before removed
    view.Shine(null, 1, 1, short); // removed says nothing
    expect(world.said.map(({ text }) => text.replace(/[,:].*/, ''))).toEqual([
      'Level',
      'pOther belongs to another device',
      'pOther has been released',
      'pIV',
    ]);
    expect(view.GetName(any('x'), any(null))).toBe(E_INVALIDARG); // null before type
    expect(world.said.at(-1)!.text).toBe('pName is null');
    expect(view.GetName(1, short)).toBe(DXGI_ERROR_DEVICE_REMOVED);
    view.Release();
    expect(view.GetName(1, any(null))).toBe(E_INVALIDARG); // ended before null
    expect(world.said.at(-1)!.text).toBe('the object has been released');
    expect(one.lamp.level).toBe(0);
  });

  it('takes a view for no place', () => {
    const world = new World();
    const { view } = lampOf(world);
    expect(view.Twin(null, any(view))).toBe(E_INVALIDARG);
    expect(world.said[0]!.text).toBe(
      'ppLamp: expected an object with a place for the value, received an Lamp',
    );
  });

  it('clears places for objects whatever else is wrong, and no other place', () => {
    const world = new World();
    const { lamp, view } = lampOf(world);
    const before = lampOf(world).view;
    const place: Out<Lamp> = { value: before };
    expect(view.Twin(any('x'), place)).toBe(E_INVALIDARG);
    expect(place.value).toBeNull();
    lamp.Twin = (_kind: Guid | null, ppLamp: Out<Implementor>) => {
      ppLamp.value = new ToyLamp(world);
      return E_NOTIMPL;
    };
    place.value = before;
    expect(view.Twin(null, place)).toBe(E_NOTIMPL);
    expect(place.value).toBeNull();
    const found: Out<Guid> = { value: kind };
    view.Release();
    view.GetKind(found);
    expect(found.value).toBe(kind);
  });

  it('answers for a removed device where the declaration does not say otherwise', () => {
    const world = new World();
    const { lamp, view } = lampOf(world);
    world.isRemoved = true;
    lamp.level = 5;
    expect(view.GetLevel()).toBe(5);
    expect(view.Twin(null, out())).toBe(DXGI_ERROR_DEVICE_REMOVED);
    view.Shine(null, 1, 0, null);
    expect([lamp.level, world.said]).toEqual([5, []]);
  });

  it('answers out of memory, and passes every other error on', () => {
    const world = new World();
    const { lamp, view } = lampOf(world);
    lamp.GetName = () => {
      throw new OutOfMemory('16 bytes');
    };
    expect(view.GetName(1, new Uint8Array(1))).toBe(E_OUTOFMEMORY);
    expect(world.said).toEqual([{ call: 'Lamp::GetName', message: 'OUT_OF_MEMORY', text: '16 bytes' }]);
    lamp.GetName = () => {
      throw new RangeError('a mistake');
    };
    expect(() => view.GetName(1, new Uint8Array(1))).toThrow(new RangeError('a mistake'));
  });

  it('never shows bytes', () => {
    const world = new World();
    const { view } = lampOf(world);
    view.GetName(any(new Uint8Array([0x53, 0x45])), new Uint8Array(1));
    view.GetName(any('k'.repeat(61)), new Uint8Array(1));
    expect(world.said.map(({ text }) => text)).toEqual([
      'NameSize: expected a whole number of 32 bits, received 2 bytes',
      'NameSize: expected a whole number of 32 bits, received text of 61 characters',
    ]);
  });
});

describe('a method without its object', () => {
  it('is a mistake of the program, and says which method', () => {
    const { view } = lampOf(new World());
    const level: (this: unknown) => number = Reflect.get<Lamp, 'GetLevel'>(view, 'GetLevel');
    const expected = new TypeError('Lamp::GetLevel: expected an object of the API, received null');
    expect(() => level.call(undefined)).toThrow(expected);
    expect(() => level.call({})).toThrow('Lamp::GetLevel: expected an object of the API, received an object');
  });
});

describe('a function of a library', () => {
  type MakeLamp = (Level: number, ppLamp: Out<Lamp>) => Hresult;
  const MakeLamp = apiFunction<MakeLamp>('MakeLamp', hresult([uint('Level'), objectOut('ppLamp', 'Lamp')]));

  it('has the same checks in front of it, and no This', () => {
    const environment = new World();
    const body = (Level: number, ppLamp: Out<Implementor>) => {
      const made = new ToyLamp(environment);
      made.level = Level;
      ppLamp.value = made;
      return S_OK;
    };
    const place = out<Lamp>();
    const call = (...args: unknown[]) =>
      guard(MakeLamp).call({ environment, isEnded: false }, { MakeLamp: body }, ...args);
    expect(call(6, place)).toBe(S_OK);
    expect(place.value!.GetLevel()).toBe(6);
    expect(place.value!.Release()).toBe(0);
    expect(call('6', place)).toBe(E_INVALIDARG);
    expect(call(6, null)).toBe(E_INVALIDARG);
    expect(place.value).toBeNull();
    expect(environment.said.map((said) => said.call)).toEqual(['MakeLamp', 'MakeLamp']);
  });
});
