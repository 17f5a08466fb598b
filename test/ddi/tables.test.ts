import { describe, expect, it } from '@jest/globals';
import * as ddi from 'softumd/ddi';
import { d3d11Facts, deviceFacts, tables } from './facts.js';

const facts = Object.entries({ ...d3d11Facts.function_tables, ...deviceFacts.function_tables });
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
    const sizes = Object.entries(deviceFacts.table_sizes_x64).filter(([name]) =>
      tables.some((table) => table.name === name),
    );
    expect(sizes.map(([name]) => name).sort()).toEqual([
      'D3D11DDI_CORELAYER_DEVICECALLBACKS',
      'D3D11_1DDI_DEVICEFUNCS',
      'D3D11_1DDI_VIDEODEVICEFUNCS',
      'D3DDDI_ADAPTERCALLBACKS',
      'D3DDDI_DEVICECALLBACKS',
      'D3DWDDM2_0DDI_CORELAYER_DEVICECALLBACKS',
      'D3DWDDM2_0DDI_DEVICEFUNCS',
      'D3DWDDM2_0DDI_VIDEODEVICEFUNCS',
      'D3DWDDM2_1DDI_VIDEODEVICEFUNCS',
      'D3DWDDM2_2DDI_CORELAYER_DEVICECALLBACKS',
      'D3DWDDM2_2DDI_DEVICEFUNCS',
    ]);
    for (const [name, bytes] of sizes) expect([name, tableNamed(name).bytes]).toEqual([name, bytes]);
  });

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
    expect(names(ddi.RS4_0_VIDEODEVICEFUNCS, slot)).toEqual(before);
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
});
