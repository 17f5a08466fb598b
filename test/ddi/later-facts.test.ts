/** What is declared of driver-header and api, whose most part is not: their values and slots. */
import { describe, expect, it } from '@jest/globals';
import * as ddi from 'softumd/ddi';
import * as d3d11 from 'softumd/d3d11';
import { enumNames } from './enum-names.js';
import type { ValueFact } from './facts.js';
import { apiFacts, exported, headerFacts, tables } from './facts.js';

/** The exports of enums that have other names than the header's types. */
const apiEnums: Readonly<Record<string, readonly [object: string, prefix: RegExp]>> = {
  D3D11_BIND_FLAG: ['D3D11_BIND', /^D3D11_BIND_/],
  D3D11_RESOURCE_MISC_FLAG: ['D3D11_RESOURCE_MISC_FLAG', /^D3D11_RESOURCE_MISC_/],
  D3D11_CONTENT_PROTECTION_CAPS: ['D3D11_CONTENT_PROTECTION_CAPS', /^D3D11_CONTENT_PROTECTION_CAPS_/],
  D3D11_AUTHENTICATED_CHANNEL_TYPE: ['D3D11_AUTHENTICATED_CHANNEL_TYPE', /^D3D11_AUTHENTICATED_CHANNEL_/],
};

const members = (fact: (typeof apiFacts.enums)[number]): readonly ValueFact[] =>
  fact.members ?? fact.values ?? [];

describe('enums of the API', () => {
  const facts = apiFacts.enums.filter(({ name }) => name in apiEnums);

  it.each(facts.map((fact) => [fact.name, fact] as const))('%s', (name, fact) => {
    const [object, prefix] = apiEnums[name]!;
    const stated = members(fact).map((member) => [member.name.replace(prefix, ''), member.value]);
    expect(exported[object]).toEqual(Object.fromEntries(stated));
  });
});

describe('enums of the DDI', () => {
  const factNames = (name: string) =>
    [name, `${name} (subset)`].filter((candidate) => candidate in enumNames);
  const facts = headerFacts.enums.flatMap((fact) =>
    factNames(fact.name).map((name) => [name, fact] as const),
  );

  it.each(facts)('%s: every member that is declared', (name, fact) => {
    const { object, strip = /^/, renamed = {} } = enumNames[name]!;
    const stated = members(fact).map((member) => [
      renamed[member.name] ?? member.name.replace(strip, ''),
      member.value,
    ]);
    expect(Object.fromEntries(stated)).toMatchObject(exported[object] as object);
  });

  it('are found by their names', () => {
    expect(facts.map(([name]) => name)).toEqual(
      expect.arrayContaining(['D3D10_2DDICAPS_TYPE', 'DXGI_FORMAT (subset)']),
    );
  });
});

describe('codes, ids and slots', () => {
  it('has the codes of the API by their values', () => {
    const known: Readonly<Record<string, number>> = ddi.HRESULTS;
    const stated = apiFacts.hresults.filter(({ name }) => name in known);
    expect(stated.map(({ name }) => name)).toContain('DXGI_ERROR_DEVICE_REMOVED');
    for (const { name, value } of stated) expect([name, known[name]]).toEqual([name, Number(value)]);
  });

  it('has every debug-layer id as d3d11sdklayers.h has it', () => {
    expect(apiFacts.message_ids).toMatchObject(d3d11.D3D11_MESSAGE_ID);
  });

  it('has the ids of the interfaces that a device is asked for', () => {
    const known: Readonly<Record<string, unknown>> = { ...d3d11 };
    const stated = apiFacts.interfaces.filter(({ name }) => `IID_${name}` in known);
    expect(stated.map(({ name }) => name)).toContain('ID3D11VideoContext');
    for (const { name, iid } of stated)
      expect([name, known[`IID_${name}`]]).toEqual([name, iid.toLowerCase()]);
  });

  // A later header has more callbacks behind those that are declared.
  const stated = tables.filter(({ name }) => name in headerFacts.function_tables);

  it.each(stated.map((table) => [table.name, table] as const))(
    '%s: slot after slot',
    (name, { slots, functions }) => {
      const facts = headerFacts.function_tables[name]!.slice(0, slots.length);
      expect(facts.map((fact) => fact.name)).toEqual([...slots]);
      for (const { name: slot, typedef } of facts)
        if (typedef && functions[slot]) expect([slot, functions[slot].typedef]).toEqual([slot, typedef]);
    },
  );
});
