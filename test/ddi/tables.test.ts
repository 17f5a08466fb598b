import { describe, expect, it } from '@jest/globals';
import * as ddi from 'softumd/ddi';
import { d3d11Facts, deviceFacts, tables } from './facts.js';

const { table_names: fullNames = {} } = d3d11Facts;
const facts = Object.entries({ ...d3d11Facts.function_tables, ...deviceFacts.function_tables }).map(
  ([name, slots]) => [fullNames[name] ?? name, slots] as const,
);
const tableNamed = (name: string) => tables.find((table) => table.name === name)!;

describe('function tables against the facts', () => {
  it.each(facts)('%s: every slot at its place', (name, slots) => {
    const table = tableNamed(name);
    const places = Object.entries(table.offsets('x64')).map(([slot, x64]) => [
      slot,
      x64,
      table.offsets('x86')[slot],
    ]);
    expect(places).toEqual(
      slots.map(({ name: slot, offset_x64, offset_x86 }) => [slot, offset_x64, offset_x86]),
    );
    expect(table.bytes).toBe(slots.length * 8);
  });

  it.each(facts)('%s: every declared function has the type of its slot', (name, slots) => {
    const table = tableNamed(name);
    for (const [slot, { typedef }] of Object.entries(table.functions)) {
      const fact = slots.find((candidate) => candidate.name === slot);
      expect([slot, fact !== undefined]).toEqual([slot, true]);
      if (fact?.typedef !== undefined) expect([slot, typedef]).toEqual([slot, fact.typedef]);
    }
  });

  it('has the documented sizes', () => {
    const sizes = new Map(Object.entries(deviceFacts.table_sizes_x64));
    const stated = tables.filter(({ name }) => sizes.has(name));
    expect(stated).toContain(ddi.D3D11_1DDI_VIDEODEVICEFUNCS);
    expect(stated.map(({ name, bytes }) => [name, bytes])).toEqual(
      stated.map(({ name }) => [name, sizes.get(name)]),
    );
  });

  it.each(d3d11Facts.video_tables.map((fact) => [fact.constant, fact] as const))(
    '%s asks for the table that it stands for',
    (constant, { sub_object_id, table, slots, bytes_x64 }) => {
      expect(ddi.VIDEO_FUNCTIONS.constants.values[constant]).toBe(sub_object_id);
      expect(tableNamed(table)).toMatchObject({ bytes: bytes_x64 });
      expect(tableNamed(table).slots).toHaveLength(slots);
    },
  );

  it.each([
    ['pfnGetContentProtectionCaps', 464],
    ['pfnCreateCryptoSession', 488],
    ['pfnNegotiateCryptoSessionKeyExchange', 520],
    ['pfnDecryptionBlt', 536],
    ['pfnCryptoSessionGetHandle', 624],
  ] as const)('%s lies at %i of every video table', (slot, offset) => {
    expect(ddi.D3D11_1DDI_VIDEODEVICEFUNCS.offset(slot)).toBe(offset);
    expect(ddi.D3DWDDM2_4DDI_VIDEODEVICEFUNCS.offset(slot)).toBe(offset);
  });

  it('changes the signature of slot 520 in WDDM 2.4 (NCX-3), and of slot 384 of the device in WDDM 2.0', () => {
    const slot = 'pfnNegotiateCryptoSessionKeyExchange';
    const names = (table: ddi.TableDeclaration, key: string) =>
      table.functions[key]!.parameters.map(({ name }) => name);
    const before = ['hDevice', 'hCryptoSession', 'DataSize', 'pData'];
    expect(names(ddi.D3D11_1DDI_VIDEODEVICEFUNCS, slot)).toEqual(before);
    expect(names(ddi.D3DWDDM2_1DDI_VIDEODEVICEFUNCS, slot)).toEqual(before);
    expect(names(ddi.D3DWDDM2_4DDI_VIDEODEVICEFUNCS_RS4_0, slot)).toEqual(before);
    expect(names(ddi.D3DWDDM2_4DDI_VIDEODEVICEFUNCS, slot)).toEqual([
      'hDevice',
      'hCryptoSession',
      'flags',
      'DataSize',
      'pData',
    ]);
    expect(names(ddi.D3D11_1DDI_DEVICEFUNCS, 'pfnFlush')).toHaveLength(2);
    expect(names(ddi.D3DWDDM2_0DDI_DEVICEFUNCS, 'pfnFlush')).toHaveLength(3);
  });

  it('changes what slot 88, BeginFrame, takes: twice, in the two tables of WDDM 2.4 (VDEC-25)', () => {
    const takes = (table: ddi.TableDeclaration) =>
      table.functions['pfnVideoDecoderBeginFrame']!.parameters.at(-1)!.type.name;
    const before = 'const D3D11_1DDIARG_VIDEODECODERBEGINFRAME*';
    expect(takes(ddi.D3D11_1DDI_VIDEODEVICEFUNCS)).toBe(before);
    expect(takes(ddi.D3DWDDM2_1DDI_VIDEODEVICEFUNCS)).toBe(before);
    const since2_4 = 'const D3DWDDM2_4DDIARG_VIDEODECODERBEGINFRAME*';
    expect(takes(ddi.D3DWDDM2_4DDI_VIDEODEVICEFUNCS)).toBe(since2_4);
    expect(takes(ddi.D3DWDDM2_4DDI_VIDEODEVICEFUNCS_RS4_0)).toBe(since2_4.replace('*', '_RS4_0*'));
  });
});
