/** The tables against api.json: which rules there are, where they come from, which message each has. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { valuesByName } from '../../../../src/abi/index.js';
import { D3D11_MESSAGE_ID } from '../../../../src/api/d3d11/index.js';
import {
  copyResourceRules,
  copySubresourceRegionRules,
  createBufferReturn,
  createBufferRules,
  createTexture2DReturn,
  createTexture2DRules,
  inferredRules,
  mapRules,
  skippedRules,
  unmapRules,
  updateSubresourceRules,
} from '../../../../src/runtime/d3d11/rules/index.js';

interface RuleFact {
  readonly id: string;
  readonly area: string;
  readonly evidence: string;
  readonly debug: readonly { readonly name: string; readonly id: number }[];
}

const { rules: facts } = JSON.parse(
  readFileSync(new URL('../../../../fixtures/reference/api.json', import.meta.url), 'utf8'),
) as { rules: readonly RuleFact[] };

const tables = {
  createBufferRules,
  createTexture2DRules,
  mapRules,
  unmapRules,
  copyResourceRules,
  copySubresourceRegionRules,
  updateSubresourceRules,
};
const rows = [...Object.values(tables).flat(), createBufferReturn, createTexture2DReturn];
const inTables = new Set<string>(rows.map(({ id }) => id));

/** Rules that no table has, and why. */
const elsewhere: Readonly<Record<string, string>> = {
  'CB-1': 'a null pointer: the guard of the declaration',
  'CB-2': 'S_FALSE after all checks: the method',
  'CB-18': 'allowed: create-buffer.test.ts',
  'CB-21': 'allowed: keptBufferDesc',
  'CB-25': 'allowed: create-buffer.test.ts',
  'CB-28': 'no memory: the method and the driver',
  'CT-1': 'a null pointer: the guard of the declaration',
  'CT-2': 'S_FALSE after all checks: the method',
  'CT-5': 'allowed: keptTexture2DDesc',
  'CT-22': 'a layout: subresources.test.ts',
  'CT-27': 'allowed: create-texture2d.test.ts',
  'CT-30': 'allowed here; a rule of shader-resource views, which are not emulated',
  'CT-33': 'allowed: create-texture2d.test.ts',
  'CT-35': 'no promise of memory, nothing to refuse',
  'CT-45': 'no memory: the method and the driver',
  'CT-47': 'WARP and REF before Windows 8, which are not emulated',
  'MP-1': 'a null pointer: the guard of the declaration',
  'MP-9': 'allowed: map.test.ts',
  'MP-15': 'the driver says so',
  'MP-17': 'allowed: map.test.ts',
  'MP-19': "the driver's pitches",
  'MP-20': "the driver's pitches",
  'MP-21': "the driver's pitches; mappedBytes has one for all planes",
  'MP-24': 'allowed: map.test.ts; what is seen is for whoever has deferred contexts',
  'MP-25': 'removal: the method',
  'MP-26': 'removal: the method',
  'MP-27': 'no memory: the method and the driver',
  'MP-28': 'another device: the guard of the declaration',
  'UM-3': 'resource facts have the mappings of the context that is called',
  'UM-4': 'removal: the method',
  'CP-13': 'allowed: copy.test.ts',
  'CP-17': 'coordinates of buffers: copy.test.ts',
  'US-9': 'a null pointer: the guard of the declaration',
};

/** Messages of a rule that no row has, and why. */
const leftOut: Readonly<Record<string, string>> = {
  'CT-18 CREATETEXTURE2D_INVALIDSAMPLES': 'CT-8 says it of every usage but default',
  'CT-25 CREATETEXTURE2D_INVALIDUSAGE': 'one case: it is the array that is wrong',
  'CT-34 CREATETEXTURE2D_INVALIDCPUACCESSFLAGS': 'CT-14 to CT-18 leave CPU access to dynamic and staging',
  'CT-40 CREATETEXTURE2D_INVALIDMISCFLAGS': 'one case: it is ArraySize that is wrong',
  'MP-2 TEXTURE2D_MAP_INVALIDSUBRESOURCE': "Direct3D 10's, where Map was a method of the texture",
  'UM-1 BUFFER_UNMAP_NOTMAPPED': "Direct3D 10's, where Unmap was a method of the buffer",
  'UM-1 TEXTURE2D_UNMAP_NOTMAPPED': "Direct3D 10's, where Unmap was a method of the texture",
};

/** A row that another rule brings about: CP-16 says "as CopyResource", and CP-8 is what can be switched off. */
const borrowed = new Set(['CP-8 COPYSUBRESOURCEREGION_INVALIDDESTINATIONSTATE']);

const ours = facts.filter(({ area }) => ['CB', 'CT', 'MP', 'UM', 'CP', 'US'].includes(area));

describe('the rules of resources against api.json', () => {
  it.each(ours.map((fact) => [fact.id, fact] as const))('%s is in a table, or elsewhere', (id) => {
    expect([inTables.has(id), id in elsewhere]).toContain(true);
    expect([inTables.has(id), id in elsewhere]).toContain(false);
  });

  it.each(Object.entries(tables))('%s: evidence and messages are those of the facts', (_name, table) => {
    for (const { id, evidence, message } of table) {
      const fact = facts.find((one) => one.id === id)!;
      expect([id, evidence]).toEqual([id, fact.evidence]);
      if (borrowed.has(`${id} ${String(message)}`)) continue;
      if (fact.debug.length === 0) expect([id, message]).toEqual([id, null]);
      else expect(fact.debug.map(({ name }) => name)).toContain(message);
    }
  });

  it('has every message of a rule in a row, but those that are left out', () => {
    const used = new Set(rows.map(({ id, message }) => `${id} ${String(message)}`));
    const stated = ours
      .filter(({ id }) => inTables.has(id))
      .flatMap(({ id, debug }) => debug.map(({ name }) => `${id} ${name}`));
    expect(stated.filter((one) => !used.has(one)).sort()).toEqual(Object.keys(leftOut).sort());
  });

  it('has the numbers of the messages', () => {
    const known = valuesByName(D3D11_MESSAGE_ID);
    for (const { debug } of ours)
      for (const { name, id } of debug) expect([name, known[name]]).toEqual([name, id]);
  });

  it('has the messages that close a refused creation', () => {
    for (const { id, evidence, message } of [createBufferReturn, createTexture2DReturn]) {
      const fact = facts.find((one) => one.id === id)!;
      expect([evidence, [message]]).toEqual([fact.evidence, fact.debug.map(({ name }) => name)]);
    }
  });

  // Order is undocumented: that of the ids, but for what a comment in the table gives a reason for.
  it.each(Object.entries(tables))('%s: is in the order of the ids', (_name, table) => {
    const moved = ['CT-9', 'UM-2', 'VW-8', 'CP-8'];
    const ids = table.map(({ id }) => id).filter((id) => table === copyResourceRules || !moved.includes(id));
    const numbers = ids.map((id) => Number(id.split('-')[1]));
    expect(numbers).toEqual([...numbers].sort((one, other) => one - other));
  });
});

describe('switches', () => {
  const stated = ours
    .filter(({ id, evidence }) => evidence === 'inferred' && inTables.has(id))
    .map(({ id }) => id);

  it('are there for what is inferred', () => {
    expect([...inferredRules].sort()).toEqual([...stated].sort());
    expect([...skippedRules(stated)]).toEqual(stated);
    expect(skippedRules([]).size).toBe(0);
  });

  it.each(['CB-3', 'CT-33', 'MP-22', 'no such rule'])('are not there for %s', (id) => {
    expect(() => skippedRules(['CB-8', id])).toThrow(TypeError);
    expect(() => skippedRules(['CB-8', id])).toThrow(`${id} cannot be switched off; these can: CB-8, CB-9`);
  });
});
