import { describe, expect, it } from '@jest/globals';
import * as ddi from 'softumd/ddi';
import { D3D11_MESSAGE_ID } from 'softumd/d3d11';
import type { ValueFact } from './facts.js';
import { allFacts, d3d11Facts, deviceFacts, named } from './facts.js';
import { oddFacts } from './enum-names.js';

const enums = allFacts.flatMap((file) => file.enums);
const membersOf = (fact: (typeof enums)[number]): readonly ValueFact[] => fact.members ?? fact.values ?? [];

/** A version number of 64 bits stands in the facts as text. */
const numberOf = ({ value }: ValueFact) => (typeof value === 'string' ? BigInt(value) : value);

const declaredNames = new Map(named.map(({ constants }) => [constants.name, constants]));
const withoutRemark = (name: string) => name.replace(/ \(.*\)$/, '');

/**
 * Whether a fact's name of a value is that of a declared one: d3d10umddi.h's in full; of the others the facts have the
 * part that the short name has too, sometimes in other letters.
 */
const isName = (fact: string, full: string, short: string) =>
  fact === full || fact.toLowerCase() === short.toLowerCase();

describe('enums against the facts', () => {
  const listed = enums.filter(({ name }) => name !== 'COPP_NoProtectionLevelAvailable');

  it.each(listed.map((fact) => [fact.name, fact] as const))('%s', (name, fact) => {
    const odd = oddFacts[name];
    const { values, shortNames } = declaredNames.get(odd?.declared ?? withoutRemark(name))!;
    const full = Object.keys(values);
    const found = membersOf(fact).map((member) => {
      const said = odd?.members?.[member.name] ?? withoutRemark(member.name);
      const names = full.filter((one) => isName(said, one, shortNames[one]!));
      expect([said, names.map((one) => values[one])]).toEqual([said, [numberOf(member)]]);
      return names[0]!;
    });
    if (odd?.isSubset) expect(full).toEqual(expect.arrayContaining(found));
    else expect([...full].sort()).toEqual(found.sort());
  });

  it('has d3d10umddi.h in full names', () => {
    for (const fact of [...d3d11Facts.enums, ...deviceFacts.enums])
      for (const { name } of membersOf(fact))
        expect(named.some(({ constants }) => withoutRemark(name) in constants.values)).toBe(true);
  });

  it('has the level that COPP answers for a type without one', () => {
    const fact = enums.find(({ name }) => name === 'COPP_NoProtectionLevelAvailable')!;
    expect(membersOf(fact).map(numberOf)).toEqual([ddi.COPP_NoProtectionLevelAvailable]);
  });

  it('finds the values of D3D11.1 among them', () => {
    expect(ddi.D3D11_1_DDI_SUPPORTED).toBe(BigInt(ddi.D3D11_1_DDI_INTERFACE) << 32n);
    expect(ddi.D3D11_1DDI_VIDEO_FUNCTIONS).toBe(2);
    expect(ddi.D3DWDDM2_0DDI_RESOURCE_MISC_HW_PROTECTED).toBe(0x10000);
  });
});

describe('GUIDs against the facts', () => {
  const known: Readonly<Record<string, string>> = { ...ddi.GUIDS, ...ddi.OPM_GUIDS, ...ddi.API_GUIDS };
  const facts = allFacts.flatMap((file) => file.guids ?? []);

  it.each(facts.map(({ name, guid }) => [name, guid] as const))('%s', (name, guid) => {
    expect(known[name.replace(/ \(.*/, '')]).toBe(guid.toLowerCase());
  });

  it('has no name twice', () => {
    const names = [ddi.GUIDS, ddi.OPM_GUIDS, ddi.API_GUIDS].flatMap((guids) => Object.keys(guids));
    expect(names).toEqual([...new Set(names)]);
  });

  it('names a GUID by the DDI, then by OPM', () => {
    expect(ddi.guidName(ddi.API_GUIDS.D3D11_KEY_EXCHANGE_RSAES_OAEP)).toBe(
      'D3D11_1DDI_KEY_EXCHANGE_RSAES_OAEP',
    );
    expect(ddi.guidName(ddi.DXVA_COPPSetProtectionLevel)).toBe('OPM_SET_PROTECTION_LEVEL');
  });
});

describe('codes against the facts', () => {
  const known: Readonly<Record<string, number>> = { ...ddi.HRESULTS, ...ddi.NTSTATUSES };

  it('has every HRESULT and NTSTATUS with its value', () => {
    for (const { name, value } of allFacts.flatMap((file) => file.hresults))
      expect([name, known[name.replace('(', '_').replace(')', '')]]).toEqual([name, Number(value)]);
  });

  it('reads OPM codes by name', () => {
    expect(ddi.hresultName(ddi.hresult(0xc026251d))).toBe('ERROR_GRAPHICS_OPM_INVALID_INFORMATION_REQUEST');
  });

  it('has the debug-layer ids of the device and decoder calls', () => {
    const ids: Readonly<Record<string, number>> = ddi.valuesByName(D3D11_MESSAGE_ID);
    for (const { name, value } of deviceFacts.messages)
      expect([name, ids[name.replace('D3D11_MESSAGE_ID_', '')]]).toEqual([name, value]);
  });
});
