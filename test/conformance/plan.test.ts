import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { faultyNamedDrivers } from '../../src/cli/drivers.js';
import {
  allGroups,
  caseRunner,
  citesAny,
  CLAUSES,
  DECISIONS,
  SET_ASIDE,
} from '../../src/conformance/index.js';
import { readKillPairs } from './kill-pairs.js';
import { isLong } from './some-cases.js';

/** The chapters that have a plan beside their groups, in the order of the suite. */
const chapters = ['d3d11', 'copp', 'opm'];
const planOf = (chapter: string) =>
  readFileSync(new URL(`../../src/conformance/${chapter}/groups/README.md`, import.meta.url), 'utf8');
const sectionsOf = (text: string) =>
  text
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const at = section.indexOf('\n');
      return { name: section.slice(0, at), body: section.slice(at).trim() };
    });
const sections = chapters.flatMap((chapter) => sectionsOf(planOf(chapter)));
const faultsOf = (body: string) =>
  [...body.split('**Faults:**')[1]!.matchAll(/`([^`]+)`/g)].map(([, one]) => one!);
const rulesOf = (body: string) => body.match(/\b[A-Z]+-\d+\b/g) ?? [];

describe('the test plan beside the groups', () => {
  it('is there for every chapter', () => {
    const fixtures = new Set(allGroups().flatMap(({ cases }) => cases.map(({ fixture }) => fixture.name)));
    expect([...fixtures]).toEqual(chapters);
  });

  it('has a section for each group, in their order, and no other', () => {
    expect(sections.map(({ name }) => name)).toEqual(allGroups().map(({ name }) => name));
  });

  it.each(sections.map(({ name, body }) => [name, body]))(
    '%s: says what it is about, how, what may go wrong, what is left out, and which faults were tried',
    (_name, body) => {
      const [about, ...parts] = body.split(/\*\*(.*?):\*\*/);
      expect(parts.filter((_, index) => index % 2 === 0)).toEqual(['Method', 'Risks', 'Left out', 'Faults']);
      const texts = [about!, ...parts.filter((_, index) => index % 2 === 1)];
      expect(texts.filter((text) => !/\S+ \S+|`\S+`/.test(text))).toEqual([]);
    },
  );

  it.each(sections.map(({ name, body }) => [name, body]))('%s: cites what there is', (_name, body) => {
    const stray = rulesOf(body).filter((id) => !(id in CLAUSES) && !(id in DECISIONS));
    expect(stray).toEqual([]);
  });

  it('has a word on every clause that is set aside', () => {
    const spoken = sections.flatMap(({ body }) => rulesOf(body));
    expect(Object.keys(SET_ASIDE).filter((id) => !spoken.includes(id))).toEqual([]);
  });

  /** Of each group the faults that its section names, with the cases of the group that cite what they break. */
  const named = () => {
    const faulty = new Map(faultyNamedDrivers().map((driver) => [driver.name, driver]));
    return allGroups().flatMap(({ name, cases }, index) =>
      faultsOf(sections[index]!.body).map((fault) => {
        const driver = faulty.get(fault);
        const citing = cases.filter((one) => citesAny(one, driver?.breaks ?? []));
        return { told: `${name}: ${fault}`, fault, driver, citing };
      }),
    );
  };

  it('names no fault but those that break what a case of the group cites', () => {
    const stray = named().filter(({ driver, citing }) => !driver || citing.length === 0);
    expect(stray.map(({ told }) => told)).toEqual([]);
  });

  (isLong ? it : it.skip)('names no fault but those that the group catches (npm run long)', () => {
    const pairs = readKillPairs();
    const isCaught = ({ fault, driver, citing }: ReturnType<typeof named>[number]) => {
      if (!driver) return false;
      // A pair holds: the suite's own test sees to that.
      if (citing.some(({ id }) => pairs[id] === fault)) return true;
      const run = caseRunner(driver.create);
      // Of an advisory decision a warning is the most that there is (D-26), as in the pairs.
      return citing.some((one) => ['fail', 'warn'].includes(run(one).result.outcome));
    };
    const idle = named().filter((one) => !isCaught(one));
    expect(idle.map(({ told }) => told)).toEqual([]);
  });

  it('names every faulty driver somewhere', () => {
    const named = new Set(sections.flatMap(({ body }) => faultsOf(body)));
    const missing = faultyNamedDrivers().filter(({ name }) => !named.has(name));
    expect(missing.map(({ name }) => name)).toEqual([]);
  });
});
