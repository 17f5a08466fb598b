/** A declaration that does not fit its interface does not compile, either way; and what a declaration comes to. */
import { expect, it } from '@jest/globals';
import { derivesFrom, IUnknown, slotCount, vtableMethods } from '../../../src/api/kit/index.js';
import { complaints } from '../../support/compile.js';
import { Lamp, Lantern } from '../toy.js';

const imports = `
import type { Guid, Hresult } from '../src/abi/index.js';
import { GUID } from '../src/ddi/index.js';
import type { ApiFunction, ComInterface, Implementation, Implementor, ComObject, Out } from '../src/api/kit/index.js';
import { apiFunction, bytesOut, comInterface, hresult, IUnknown, nothing, object, objectOut, offer, opaque, optional, returning, uint, valueIn, valueOut } from '../src/api/kit/index.js';
import { Lamp, ToyLamp, World } from './api/toy.js';
interface Bulb extends IUnknown {
  Screw(Turns: number, Kind: Guid | null, pOther: Lamp, ppOut: Out<Lamp>): Hresult;
  Break(): void;
}
const screw = hresult([uint('Turns'), optional(valueIn('Kind', GUID)), object('pOther', 'Lamp'), objectOut('ppOut', 'Lamp')]);
const iid = '11111111-2222-3333-4444-000000000000';
`;

const declared = (members: string) =>
  `${imports}export const Bulb: ComInterface<Bulb> = comInterface<Bulb, IUnknown>('Bulb', iid, IUnknown, { ${members} });`;

const implemented = (
  body: string,
) => `${imports}class Neon implements Implementation<Lamp, 'Shine' | 'GetLevel' | 'GetKind' | 'Twin'> {
  readonly com!: ComObject;
  ${body}
}
export const made = () => offer<Lamp, 'Shine' | 'GetLevel' | 'GetKind' | 'Twin'>(Lamp, new Neon());`;

const right = {
  fits: declared('Screw: screw, Break: nothing([])'),
  'a class fits': implemented(
    'GetName(NameSize: number, pName: Uint8Array): Hresult { return (NameSize + pName.length) as Hresult; }',
  ),
  'a function fits': `${imports}export const f: ApiFunction<(Turns: number) => Hresult> = apiFunction<(Turns: number) => Hresult>('f', hresult([uint('Turns')]));`,
};

const wrong = {
  'a parameter is missing': declared(
    `Screw: hresult([uint('Turns'), optional(valueIn('Kind', GUID)), object('pOther', 'Lamp')]), Break: nothing([])`,
  ),
  'a parameter is too many': declared(`Screw: screw, Break: nothing([uint('Force')])`),
  'a type is wrong': declared(
    `Screw: hresult([bytesOut('Turns'), optional(valueIn('Kind', GUID)), object('pOther', 'Lamp'), objectOut('ppOut', 'Lamp')]), Break: nothing([])`,
  ),
  'an interface is wrong': declared(
    `Screw: hresult([uint('Turns'), optional(valueIn('Kind', GUID)), object('pOther', 'IUnknown'), objectOut('ppOut', 'Lamp')]), Break: nothing([])`,
  ),
  'the declaration allows null, the interface does not': declared(
    `Screw: hresult([uint('Turns'), optional(valueIn('Kind', GUID)), optional(object('pOther', 'Lamp')), objectOut('ppOut', 'Lamp')]), Break: nothing([])`,
  ),
  'the interface allows null, the declaration does not': declared(
    `Screw: hresult([uint('Turns'), valueIn('Kind', GUID), object('pOther', 'Lamp'), objectOut('ppOut', 'Lamp')]), Break: nothing([])`,
  ),
  'the result is wrong': declared('Screw: screw, Break: hresult([])'),
  'a method is missing': declared('Screw: screw'),
  'a method is too many': declared('Screw: screw, Break: nothing([]), Glow: nothing([])'),
  'a name of no interface': declared(
    `Screw: hresult([uint('Turns'), optional(valueIn('Kind', GUID)), object('pOther', 'Torch'), objectOut('ppOut', 'Lamp')]), Break: nothing([])`,
  ),
  'a class lacks a method': implemented(''),
  'a class wants another type': implemented(
    'GetName(NameSize: string, pName: Uint8Array): Hresult { return (NameSize.length + pName.length) as Hresult; }',
  ),
  'a function does not fit': `${imports}export const f: ApiFunction<(Turns: number) => Hresult> = apiFunction<(Turns: number) => Hresult>('f', hresult([]));`,
};

it('compiles where declaration and interface say the same, and nowhere else', () => {
  const said = complaints({ ...right, ...wrong });
  expect(Object.keys(said).sort()).toEqual(Object.keys(wrong).sort());
}, 120_000);

it('counts slots from QueryInterface on, those of the bases first', () => {
  expect(vtableMethods(Lantern).map(({ name, slot }) => [slot, name])).toEqual([
    [0, 'IUnknown::QueryInterface'],
    [1, 'IUnknown::AddRef'],
    [2, 'IUnknown::Release'],
    [3, 'Lamp::GetName'],
    [4, 'Lamp::Shine'],
    [5, 'Lamp::GetLevel'],
    [6, 'Lamp::GetKind'],
    [7, 'Lamp::Twin'],
    [8, 'Lamp::Paint'],
    [9, 'Lantern::Carry'],
    [10, 'Lantern::Forget'],
  ]);
  expect([slotCount(null), slotCount(IUnknown), slotCount(Lantern)]).toEqual([0, 3, 11]);
});

it('knows which interface derives from which', () => {
  expect([derivesFrom(Lantern, Lamp), derivesFrom(Lantern, IUnknown), derivesFrom(Lamp, Lamp)]).toEqual([
    true,
    true,
    true,
  ]);
  expect(derivesFrom(Lamp, Lantern)).toBe(false);
});
