/** Counts and lifetimes, QueryInterface, and the views that callers hold. */
import { describe, expect, it } from '@jest/globals';
import { ComObject, IUnknown, offer, out, Vtables } from '../../../src/api/kit/index.js';
import type { ApiInterposer, Implementation } from '../../../src/api/kit/index.js';
import { E_INVALIDARG, E_NOINTERFACE, E_NOTIMPL, E_POINTER, S_OK } from '../../../src/ddi/index.js';
import { Lamp, lampOf, Lantern, ToyLamp, ToyLantern, World } from '../toy.js';

const any = (value: unknown) => value as never;

describe('counts', () => {
  it('begin with none, and tell their owner of the first reference and of the last', () => {
    const told: string[] = [];
    const com = new ComObject(new World(), [], {
      first: () => told.push('first'),
      last: () => told.push('last'),
    });
    expect(com.referenceCount).toBe(0);
    expect([com.AddRef(), com.AddRef(), com.Release(), com.Release(), com.AddRef()]).toEqual([1, 2, 1, 0, 1]);
    expect(told).toEqual(['first', 'last', 'first']);
  });

  it('cannot fall below 0: that is a mistake of the caller', () => {
    const world = new World();
    const com = new ComObject(world, []);
    expect([com.Release(), com.referenceCount]).toEqual([0, 0]);
    expect(world.said).toEqual([
      { call: 'IUnknown::Release', message: 'OVER_RELEASED', text: 'there is no reference left to release' },
    ]);
  });

  it('answer nothing more on an object that has ended', () => {
    const world = new World();
    const { lamp, view } = lampOf(world);
    expect(view.Release()).toBe(0);
    expect(lamp.com.isEnded).toBe(true);
    expect([view.AddRef(), view.Release(), view.GetLevel()]).toEqual([0, 0, 0]);
    expect(view.QueryInterface(IUnknown.iid, out())).toBe(E_INVALIDARG);
    expect(world.said.map(({ text }) => text)).toEqual(Array(4).fill('the object has been released'));
  });

  it('go up by one with every object that is handed out (REF-1)', () => {
    const { lamp, view } = lampOf(new World());
    const place = out<IUnknown>();
    view.QueryInterface(Lamp.iid, place);
    expect(lamp.com.referenceCount).toBe(2);
    expect(place.value!.Release()).toBe(1);
    const twin = out<Lamp>();
    view.Twin(null, twin);
    expect([twin.value!.Release(), lamp.com.referenceCount]).toEqual([0, 1]);
  });
});

describe('QueryInterface', () => {
  const lantern = () => {
    const made = new ToyLantern(new World());
    return { made, view: made.com.take('Lantern') as Lantern };
  };

  it('finds every interface from every other, and always the same views (REF-7)', () => {
    const { view } = lantern();
    const iids = [IUnknown.iid, Lamp.iid, Lantern.iid];
    const from = (start: IUnknown) =>
      iids.map((iid) => {
        const place = out<IUnknown>();
        expect(start.QueryInterface(iid, place)).toBe(S_OK);
        return place.value!;
      });
    const found = from(view);
    expect(found[2]).toBe(view);
    for (const each of found) expect(from(each)).toEqual(found);
    for (const each of found) for (const [at, one] of from(each).entries()) expect(one).toBe(found[at]);
  });

  it('has one IUnknown for interfaces of different classes', () => {
    const world = new World();
    const shade: Pick<ToyLamp, 'com'> & { GetLevel(): number } = { com: any(undefined), GetLevel: () => 9 };
    const com: ComObject = new ComObject(world, [
      { declaration: Lantern, implementation: {} },
      { declaration: Lamp, implementation: shade },
    ]);
    const identity = (name: string) => {
      const place = out<IUnknown>();
      com.take(name)!.QueryInterface(IUnknown.iid, place);
      return place.value;
    };
    expect(identity('Lantern')).toBe(identity('Lamp'));
  });

  it('answers E_NOINTERFACE, and null, for what the object lacks (REF-8)', () => {
    const { lamp, view } = lampOf(new World());
    const place = { value: view as IUnknown };
    expect(view.QueryInterface(Lantern.iid, place)).toBe(E_NOINTERFACE);
    expect([place.value, lamp.com.referenceCount]).toEqual([null, 1]);
  });

  it('answers E_POINTER without a place or an IID (REF-9)', () => {
    const { view } = lampOf(new World());
    expect(view.QueryInterface(Lamp.iid, any(null))).toBe(E_POINTER);
    expect(view.QueryInterface(any(null), out())).toBe(E_POINTER);
  });

  it('takes an IID in capitals, and answers on a removed device', () => {
    const world = new World();
    const { view } = lampOf(world);
    world.isRemoved = true;
    const place = out<IUnknown>();
    expect(view.QueryInterface(any(`{${Lamp.iid.toUpperCase()}}`), place)).toBe(S_OK);
    expect(place.value).toBe(view);
  });
});

describe('views', () => {
  it('are frozen, and so is what they inherit', () => {
    const { view } = lampOf(new World());
    for (let each: object = view; each !== Object.prototype; each = Object.getPrototypeOf(each) as object)
      expect(Object.isFrozen(each)).toBe(true);
  });

  it('are one an object and interface, by name and by IID', () => {
    const { lamp, view } = lampOf(new World());
    expect(lamp.com.take(Lamp.iid)).toBe(view);
    expect(lamp.com.take('Lamp')).toBe(view);
    expect(lamp.com.take('IUnknown')).not.toBe(view);
    expect(lampOf(new World()).view).not.toBe(view);
    expect(lamp.com.take('Lantern')).toBeUndefined();
  });

  it('share the methods of their interface', () => {
    const world = new World();
    const [one, other] = [lampOf(world).view, lampOf(world).view];
    expect(Object.getPrototypeOf(one)).toBe(Object.getPrototypeOf(other));
    expect(Object.keys(one)).toEqual([]);
    expect(Object.prototype.toString.call(one)).toBe('[object Lamp]');
  });

  it('of a derived interface are taken where the base is wanted, not the other way', () => {
    const world = new World();
    const lantern = new ToyLantern(world);
    const view = lantern.com.take('Lantern') as Lantern;
    const { lamp, view: plain } = lampOf(world);
    plain.Shine(view, 4, 0, null);
    expect([lantern.level, lamp.level]).toEqual([4, 0]);
    expect(plain.QueryInterface(Lantern.iid, out())).toBe(E_NOINTERFACE);
  });

  it('name a slot that is not emulated, and answer E_NOTIMPL whatever it gets', () => {
    const world = new World();
    const { view } = lampOf(world);
    expect([view.Paint(), view.Paint({}, 'x', null)]).toEqual([E_NOTIMPL, E_NOTIMPL]);
    expect(world.said[0]).toEqual({
      call: 'Lamp::Paint',
      message: 'NOT_EMULATED',
      text: 'SoftUMD does not emulate this method',
    });
  });

  it('answer so for a method that an implementation leaves out', () => {
    const world = new World();
    const view = new ToyLantern(world).com.take('Lantern') as Lantern;
    expect(view.Forget()).toBe(E_NOTIMPL);
    expect(world.said.map(({ call }) => call)).toEqual(['Lantern::Forget']);
  });
});

describe('an interposer', () => {
  it('sees each call with This first, before the checks, and what it comes to', () => {
    const seen: unknown[][] = [];
    const interposer: ApiInterposer = (declaration, inner) =>
      ((...args: never[]) => {
        const answer: unknown = inner(...args);
        seen.push([declaration.name, ...args, answer]);
        return answer;
      }) as never;
    const { view } = lampOf(new World(new Vtables(interposer)));
    const name = new Uint8Array(1);
    view.GetName(1, name);
    view.GetName(any('1'), name);
    view.AddRef();
    expect(seen).toEqual([
      ['Lamp::GetName', view, 1, name, S_OK],
      ['Lamp::GetName', view, '1', name, E_INVALIDARG],
      ['IUnknown::AddRef', view, 2],
    ]);
  });

  it('may answer itself', () => {
    const interposer: ApiInterposer = (declaration, inner) =>
      declaration.name === 'Lamp::GetLevel' ? () => 77 : inner;
    const { lamp, view } = lampOf(new World(new Vtables(interposer)));
    view.Shine(null, 3, 0, null);
    expect([view.GetLevel(), lamp.level]).toEqual([77, 3]);
  });
});

it('an offer holds a class against its interface', () => {
  const world = new World();
  const implementation: Implementation<Lamp> = new ToyLamp(world);
  expect(offer(Lamp, implementation).declaration).toBe(Lamp);
});
