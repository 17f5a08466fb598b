/** The functions of OPM that a display miniport has, of which the facts have dispmprt.h's names, types and codes. */
import { describe, expect, it } from '@jest/globals';
import type { FunctionDeclaration, TableDeclaration } from 'softumd/ddi';
import * as ddi from 'softumd/ddi';
import type { StructFact } from './facts.js';
import { exported, functions as declared, opmFacts, shapeOf, shapeOfFact, tables } from './facts.js';

interface OpmFact {
  readonly name: string;
  readonly layer?: string;
  readonly typedef: string;
  readonly returns: string;
  readonly params: readonly {
    readonly name: string;
    readonly type: string;
    readonly dir: string;
    readonly optional?: true;
  }[];
  readonly listed_codes: readonly string[];
  readonly tables?: readonly { readonly table: string; readonly offset_x64: number }[];
}

interface TableFact {
  readonly size_x64: number;
  readonly size_x86: number;
  readonly version: number;
  readonly guid: string;
  readonly members: readonly {
    readonly name: string;
    readonly offset_x64: number;
    readonly offset_x86: number;
  }[];
}

const {
  functions,
  tables: tableFacts,
  type_aliases: twins,
} = opmFacts as unknown as {
  readonly functions: readonly OpmFact[];
  readonly tables: Readonly<Record<string, TableFact>>;
  readonly type_aliases: Readonly<Record<string, string>>;
};
const facts = functions.filter(({ layer, name }) => layer === 'kernel-ddi' && !name.endsWith('JTP'));

/** A type of dispmprt.h as it is declared here: pointers without P, opmapi.h's structures, numbers for enums. */
function ours(type: string): string {
  const spelt = type
    .replace(/^CONST PVOID$/, 'void*')
    .replace(/^(const )?P(VOID|ULONG|HANDLE|DXGKMDT_\w+|QUERY_INTERFACE)$/, '$1$2*')
    .replace('VOID', 'void');
  if (/^(?:DXGKMDT|D3DDDI)_\w+$/.test(spelt) && !(spelt in twins)) return 'UINT';
  return spelt.replace(/\w+/g, (word) => twins[word] ?? word);
}

/** Codes that are in no header (DDI-N5). */
const isNowhere = (code: string) => code === 'STATUS_GRAPHICS_OPM_MONITOR_DOES_NOT_SUPPORT_HDCP';

describe('the functions of OPM against the facts', () => {
  it('are fifteen', () => {
    expect(facts).toHaveLength(15);
    const names = declared.filter(({ clauses }) => clauses === 'OPM').map(({ name }) => name);
    expect(names.sort()).toEqual([...facts.map(({ name }) => name), 'SoftUMDOpenOPM'].sort());
  });

  it.each(facts.map((fact) => [fact.name, fact] as const))('%s', (name, fact) => {
    const { parameters, returns, codes, typedef } = exported[name] as FunctionDeclaration;
    expect([typedef, returns.name]).toEqual([fact.typedef, fact.returns]);
    expect(
      parameters.map(({ name: one, type, direction = 'in', optional }) => [
        one,
        type.name,
        direction,
        // Those of the interface get a NULL Context (DDI-N4); that a version may be asked for its size is ours to decide.
        Boolean(optional) && one !== 'Context' && one !== 'SrmListVersionBuffer',
      ]),
    ).toEqual(fact.params.map((one) => [one.name, ours(one.type), one.dir, one.optional ?? false]));
    const listed = fact.listed_codes.filter((code) => !isNowhere(code));
    expect(codes.map((code) => ddi.ntstatusName(code as ddi.Ntstatus)).sort()).toEqual([...listed].sort());
  });
});

describe('the tables of OPM against the facts', () => {
  const known = [
    ['DXGK_OPM_INTERFACE', 1],
    ['DXGK_OPM_INTERFACE_3', 4],
  ] as const;

  it.each(known)('%s: head and slots at their places, version %i', (name, version) => {
    const fact = tableFacts[name]!;
    const table = exported[name] as TableDeclaration;
    const [x64, x86] = [shapeOf(table, 'x64'), shapeOf(table, 'x86')];
    expect([x64.size, x86.size, table.bytes]).toEqual([fact.size_x64, fact.size_x86, fact.size_x64]);
    expect(Object.keys(x64.members).map((one) => [one, x64.members[one]![0], x86.members[one]![0]])).toEqual(
      fact.members.map(({ name: one, offset_x64, offset_x86 }) => [one, offset_x64, offset_x86]),
    );
    for (const [slot, { name: one }] of Object.entries(table.functions)) expect(one).toBe(slot);
    expect(fact.version).toBe(version);
    expect(ddi.OPM_INTERFACES[version]).toEqual({
      guid: ddi.OPM_GUIDS[fact.guid as keyof typeof ddi.OPM_GUIDS],
      table,
    });
  });

  it('are the only ones with a head', () => {
    expect(tables.filter(({ head }) => head).map(({ name }) => name)).toEqual(known.map(([name]) => name));
  });

  it.each(['QUERY_INTERFACE', 'QUERY_INTERFACE__x86'])('%s', (name) => {
    const abi = name.endsWith('x86') ? 'x86' : 'x64';
    const fact = opmFacts.structs.find((one) => one.name === name) as StructFact;
    expect(shapeOf(ddi.QUERY_INTERFACE, abi)).toEqual(shapeOfFact(fact, abi));
  });
});
