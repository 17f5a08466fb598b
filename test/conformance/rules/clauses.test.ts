import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  allCases,
  CLAUSES,
  DECISIONS,
  DEFAULT_SWITCHES,
  isClauseId,
  ruleText,
  SET_ASIDE,
} from '../../../src/conformance/index.js';
import { defaultProfile } from '../../../emulator/index.js';
import { sourceText } from '../../support/source-text.js';

interface ReferenceClause {
  readonly id: string;
  readonly actor: string;
  readonly level: string;
  readonly text: string;
}

const reference = ['d3d11-ddi', 'device-ddi', 'opm-copp'].flatMap((name) => {
  const url = new URL(`../../../fixtures/reference/${name}.json`, import.meta.url);
  return (JSON.parse(readFileSync(url, 'utf8')) as { clauses: ReferenceClause[] }).clauses;
});
const idGroup = (id: string) => id.split('-')[0]!;
const groups =
  'OPN DEV SUB RES ERR GCPC GCKE CPCS CCS DCS GCS GC CSGH NCS SSKR FSKR GEBK EB DB EBI IV NCX GDHK CCSS GCPD HWP SHP XLT VDEC VDGH VDBF GEN CPAC CAC DAC NAC QAC CFG ACH COPP CERT OPM'.split(
    ' ',
  );

describe('the clause registry', () => {
  it('has every clause of its groups, as the reference has it, and no other', () => {
    const expected = reference
      .filter(({ id }) => groups.includes(idGroup(id)))
      .map(({ id, actor, level, text }) => [id, { actor, level, text }] as const);
    expect(CLAUSES).toEqual(Object.fromEntries(expected));
    for (const group of groups) expect(expected.filter(([id]) => idGroup(id) === group)).not.toEqual([]);
  });

  it('is spelt out with the id', () => {
    const { text } = reference.find(({ id }) => id === 'NCS-6')!;
    expect(ruleText('NCS-6')).toBe(`[NCS-6] ${text}`);
    expect(ruleText('D-04')).toBe(`[D-04] ${DECISIONS['D-04'].text}`);
  });

  it('has each clause that binds the driver in a case or set aside with a reason, never both', () => {
    const cited = new Set<string>(allCases().flatMap(({ clauses }) => clauses));
    const binding = Object.entries(CLAUSES).flatMap(([id, { actor }]) => (actor === 'driver' ? [id] : []));
    const aside = new Map(Object.entries(SET_ASIDE));
    expect(binding.filter((id) => !cited.has(id) && !aside.has(id))).toEqual([]);
    expect([...aside.keys()].filter((id) => cited.has(id) || !binding.includes(id))).toEqual([]);
    expect([...aside.values()].filter((reason) => !/^[A-Z].* .*\.$/.test(reason))).toEqual([]);
    expect(aside.get('OPN-1')).toMatch(/loading a library/);
  });

  it('knows its ids', () => {
    expect(isClauseId('NCS-6')).toBe(true);
    expect(isClauseId('NCS-99')).toBe(false);
    expect(isClauseId('toString')).toBe(false);
  });
});

describe('the decisions', () => {
  it('are numbered, in order, each a sentence', () => {
    const ids = Object.keys(DECISIONS);
    expect(ids.filter((id) => !/^D-\d\d$/.test(id))).toEqual([]);
    expect(ids).toEqual([...ids].sort());
    expect(Object.values(DECISIONS).filter(({ text }) => !/^[A-Z\d].* .*\.$/.test(text))).toEqual([]);
  });

  it('are all that the code names', () => {
    const named = new Set(sourceText('emulator', 'src', 'fixtures').match(/\bD-\d\d\b/g));
    expect([...named].filter((id) => !(id in DECISIONS))).toEqual([]);
    expect([...named]).toContain('D-16');
  });

  it('name each switch of a profile once', () => {
    const named = Object.values(DECISIONS).flatMap((decision) => decision.switch ?? []);
    expect([...named].sort()).toEqual(Object.keys(DEFAULT_SWITCHES).sort());
  });

  it('say what a driver without a profile is measured by, which is what the emulated driver declares', () => {
    expect(defaultProfile).toMatchObject(DEFAULT_SWITCHES);
    expect(DEFAULT_SWITCHES).toMatchObject({
      oaepHash: 'sha512',
      renegotiation: 'replace',
      ctrCarry: 'count',
    });
  });
});

describe('the cases', () => {
  it('cite at least one clause that binds the driver, or a decision', () => {
    const idle = allCases().filter(
      ({ clauses, decisions }) =>
        decisions.length === 0 && !clauses.some((id) => CLAUSES[id].actor === 'driver'),
    );
    expect(idle.map(({ id }) => id)).toEqual([]);
  });

  it('have ids that never change between two listings, each once', () => {
    const ids = allCases().map(({ id }) => id);
    expect(allCases().map(({ id }) => id)).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain('negotiate:wrong-size:bytes=255');
    expect(ids).toContain('ownership:forged:how=copied,through=negotiate');
    expect(ids).toContain('device:independent');
  });
});
