/** The functions of the COPP device, of which the facts have the pages' names, parameters and codes. */
import { describe, expect, it } from '@jest/globals';
import type { FunctionDeclaration, HRESULTS } from 'softumd/ddi';
import * as ddi from 'softumd/ddi';
import { exported, opmFacts } from './facts.js';

interface CoppFact {
  readonly name: string;
  readonly layer?: string;
  readonly returns: string;
  readonly params: readonly { readonly name: string; readonly type: string; readonly dir: string }[];
  readonly listed_codes: readonly (keyof typeof HRESULTS)[];
}

interface TableFact {
  readonly size_x64: number;
  readonly size_x86: number;
  readonly members: readonly {
    readonly name: string;
    readonly offset_x64: number;
    readonly offset_x86: number;
  }[];
}

const { functions, tables } = opmFacts as unknown as {
  readonly functions: readonly CoppFact[];
  readonly tables: Readonly<Record<string, TableFact>>;
};
const facts = functions.filter(({ layer }) => layer === 'copp-ddi');

describe('the functions of COPP against the facts', () => {
  it.each(facts.map((fact) => [fact.name, fact] as const))('%s', (name, fact) => {
    const { parameters, returns, codes, clauses, typedef } = exported[name] as FunctionDeclaration;
    expect(returns.name).toBe(fact.returns);
    expect(clauses).toBe('COPP');
    expect(parameters.map(({ name: one, type, direction = 'in' }) => [one, type.name, direction])).toEqual(
      fact.params.map((param) => [param.name, param.type, param.dir]),
    );
    expect([...codes].sort()).toEqual(fact.listed_codes.map((code) => ddi.HRESULTS[code]).sort());
    expect(typedef).toContain('SOFTUMD');
  });

  it('are seven, in the table of our own shape', () => {
    const fact = tables['COPP_DDI']!;
    expect(facts.map(({ name }) => name)).toEqual(ddi.COPP_DDI.slots);
    expect(ddi.COPP_DDI.bytes).toBe(fact.size_x64);
    const [x64, x86] = [ddi.COPP_DDI.offsets('x64'), ddi.COPP_DDI.offsets('x86')];
    expect(ddi.COPP_DDI.slots.map((slot) => [slot, x64[slot], x86[slot]])).toEqual(
      fact.members.map(({ name, offset_x64, offset_x86 }) => [name, offset_x64, offset_x86]),
    );
    for (const [slot, { name }] of Object.entries(ddi.COPP_DDI.functions)) expect(name).toBe(slot);
  });
});
