/** What is declared of driver-header and api, whose most part is not: their values and slots. */
import { describe, expect, it } from '@jest/globals';
import * as ddi from 'softumd/ddi';
import * as d3d11 from 'softumd/d3d11';
import { apiFacts, headerFacts, named, tables } from './facts.js';

const declared = new Map(named.map(({ constants }) => [constants.name, constants.values]));

const statedBy = ({ members, values }: (typeof apiFacts.enums)[number]) =>
  Object.fromEntries((members ?? values ?? []).map(({ name, value }) => [name, value]));

describe('enums of the API', () => {
  const facts = apiFacts.enums.filter(({ name }) => declared.has(name) && /^D3D11_|^DXGI_FORMAT$/.test(name));

  it.each(facts.map((fact) => [fact.name, fact] as const))('%s', (name, fact) => {
    expect(declared.get(name)).toEqual(statedBy(fact));
  });

  it('are found by their names', () => {
    expect(facts.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'D3D11_BIND_FLAG',
        'D3D11_RESOURCE_MISC_FLAG',
        'D3D11_CONTENT_PROTECTION_CAPS',
        'D3D11_AUTHENTICATED_CHANNEL_TYPE',
        'DXGI_FORMAT',
      ]),
    );
  });
});

describe('enums of the DDI', () => {
  const facts = headerFacts.enums.filter(({ name }) => declared.has(name));

  it.each(facts.map((fact) => [fact.name, fact] as const))(
    '%s: every member that is declared',
    (name, fact) => {
      expect(statedBy(fact)).toMatchObject(declared.get(name)!);
    },
  );

  it('are found by their names', () => {
    expect(facts.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['D3D10_2DDICAPS_TYPE', 'DXGI_FORMAT']),
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
    expect(apiFacts.message_ids).toMatchObject(ddi.valuesByName(d3d11.D3D11_MESSAGE_ID));
  });

  it('has the ids of the interfaces that a device is asked for', () => {
    const known: Readonly<Record<string, unknown>> = { ...d3d11 };
    const stated = apiFacts.interfaces.filter(({ name }) => name in known);
    expect(stated.map(({ name }) => name)).toContain('ID3D11VideoContext');
    for (const { name, iid } of stated)
      expect([name, known[name]]).toMatchObject([name, { iid: iid.toLowerCase() }]);
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
