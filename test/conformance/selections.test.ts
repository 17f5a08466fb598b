import { describe, expect, it } from '@jest/globals';
import { allCases, expandSelections, SELECTIONS, selectCases } from '../../src/conformance/index.js';

describe('saved selections', () => {
  it("have the four parts of Microsoft's own test", () => {
    const parts = SELECTIONS.flatMap(({ about }) => /\(HCK: (\w+)\)/.exec(about)?.[1] ?? []);
    expect(parts.sort()).toEqual(['CPAuthChannelAPI', 'CrossProc', 'Cryptosession', 'DriverProtections']);
  });

  it('name cases in each of their queries, or say why they cannot', () => {
    for (const { queries, missing } of SELECTIONS) {
      const idle = queries.filter((query) => selectCases(allCases(), [query]).length === 0);
      expect(idle).toEqual([]);
      expect(queries.length > 0 || missing !== undefined).toBe(true);
    }
  });

  it("ask of COPP what Microsoft's smoke test asks: its functions, CGMS-A with ACP, HDCP", () => {
    const cases = selectCases(allCases(), expandSelections(['@copp-smoke']));
    expect(new Set(cases.map(({ fixture }) => fixture.name))).toEqual(new Set(['copp']));
    const types = cases.flatMap(({ parameters }) => parameters['type'] ?? []);
    expect(new Set(types)).toEqual(new Set(['HDCP']));
    expect(cases.map(({ id }) => id)).toContain('copp-client:cgmsa-with-acp');
    expect(cases.length).toBeLessThan(allCases().length / 20);
  });

  it('ask of OPM the same: its interfaces, CGMS-A with ACP, HDCP', () => {
    const cases = selectCases(allCases(), expandSelections(['@opm-smoke']));
    expect(new Set(cases.map(({ group }) => group))).toEqual(
      new Set(['opm-interface', 'opm-states', 'opm-client']),
    );
    const ids = cases.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['opm-interface:any-version', 'opm-client:cgmsa-with-acp']));
    expect(ids.filter((id) => id.startsWith('opm-client:hdcp'))).toHaveLength(2);
    expect(cases.length).toBeLessThan(allCases().length / 20);
  });

  it('stand among other queries', () => {
    const expanded = expandSelections(['device', '@crypto-session', 'NCS-6']);
    const ids = selectCases(allCases(), expanded).map(({ group }) => group);
    expect(new Set(ids)).toEqual(
      new Set(['device', ...SELECTIONS.find(({ name }) => name === 'crypto-session')!.queries]),
    );
    expect([expanded[0], expanded.at(-1)]).toEqual(['device', 'NCS-6']);
  });

  it.each([
    ['@crypto-sesion', "no selection '@crypto-sesion'; did you mean @crypto-session?"],
    ['@', "no selection '@'; there are @crypto-session, "],
    ['@cross-process', '@cross-process cannot be run yet: the suite has no cases for shared resources'],
  ])('refuse %s in words', (query, message) => {
    expect(() => expandSelections([query])).toThrow(RangeError);
    expect(() => expandSelections([query])).toThrow(message);
  });
});
