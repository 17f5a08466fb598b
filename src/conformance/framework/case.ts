import type { ClauseId } from '../rules/clauses/index.js';
import type { CaseContext } from '../d3d11/context.js';
import type { DecisionId } from '../rules/decisions.js';

/** A parameter's value, as it stands in case ids. */
export type ParameterValue = string | number | boolean;

/** Optional capabilities of a target that a case cannot do without. */
export type Capability = 'control' | 'oracle';

/** What a test checks. Cases cite all of it in reports. */
export interface TestBasis {
  readonly clauses: readonly [ClauseId, ...ClauseId[]];
  readonly decisions?: readonly DecisionId[];
  readonly needs?: readonly Capability[];
}

/** One case: a test with one set of parameters. */
export interface ConformanceCase {
  /** `group:test` or `group:test:param=value,param=value`; never changes between runs. */
  readonly id: string;
  readonly group: string;
  readonly test: string;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  readonly clauses: readonly ClauseId[];
  readonly decisions: readonly DecisionId[];
  readonly needs: readonly Capability[];
  readonly body: (t: CaseContext) => void;
}

/** The cases of one test, not yet in a group. */
export interface TestDefinition {
  readonly name: string;
  readonly basis: TestBasis;
  readonly variants: readonly TestVariant[];
}

interface TestVariant {
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  readonly body: (t: CaseContext) => void;
}

/** The cases of one area. */
export interface CaseGroup {
  readonly name: string;
  readonly about: string;
  readonly cases: readonly ConformanceCase[];
}

type ParameterLists = Readonly<Record<string, readonly ParameterValue[]>>;
type Chosen<L extends ParameterLists> = { readonly [K in keyof L]: L[K][number] };
type Body<P> = (t: CaseContext, parameters: P) => void;

/** A test that still wants its body, and may get parameters first. */
export interface TestBuilder {
  /** Runs the body once for each combination of the values. */
  params<const L extends ParameterLists>(lists: L): { run(body: Body<Chosen<L>>): TestDefinition };
  run(body: (t: CaseContext) => void): TestDefinition;
}

const namePattern = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const valuePattern = /^[A-Za-z0-9_.-]+$/;

function checkName(what: string, name: string): void {
  if (!namePattern.test(name)) {
    throw new TypeError(`${what}: expected lower-case words joined by hyphens, received '${name}'`);
  }
}

function combinations(test: string, lists: ParameterLists): Record<string, ParameterValue>[] {
  return Object.entries(lists).reduce<Record<string, ParameterValue>[]>(
    (sets, [name, values]) => {
      if (values.length === 0) throw new TypeError(`${test}: parameter ${name} has no values`);
      const stray = values.find((value) => !valuePattern.test(String(value)));
      if (stray !== undefined) throw new TypeError(`${test}: '${stray}' cannot stand in a case id`);
      return sets.flatMap((set) => values.map((value) => ({ ...set, [name]: value })));
    },
    [{}],
  );
}

/**
 * Declares a test.
 * @param basis the clauses that it checks, at least one
 * @throws TypeError when it has no clause or its name cannot stand in an id
 */
export function test(name: string, basis: TestBasis): TestBuilder {
  checkName('test', name);
  // A test that cites nothing judges by taste; the type says so too, but casts get past types.
  if ((basis.clauses as readonly ClauseId[]).length === 0) {
    throw new TypeError(`${name}: expected at least one clause, received none`);
  }
  return {
    params: <const L extends ParameterLists>(lists: L) => ({
      run: (body: Body<Chosen<L>>) => {
        const variant = (parameters: Record<string, ParameterValue>): TestVariant => ({
          parameters,
          body: (t) => {
            body(t, parameters as Chosen<L>);
          },
        });
        return { name, basis, variants: combinations(name, lists).map(variant) };
      },
    }),
    run: (body) => ({ name, basis, variants: [{ parameters: {}, body }] }),
  };
}

/** The id of a case. */
export function caseId(
  group: string,
  name: string,
  parameters: Readonly<Record<string, ParameterValue>>,
): string {
  const text = Object.entries(parameters).map(([key, value]) => `${key}=${value}`);
  return [group, name, ...(text.length > 0 ? [text.join(',')] : [])].join(':');
}

/** Throws when two cases have one id. */
export function rejectDuplicates(cases: readonly ConformanceCase[]): void {
  const seen = new Set<string>();
  for (const { id } of cases) {
    if (seen.has(id)) throw new TypeError(`case ids: expected each once, received '${id}' twice`);
    seen.add(id);
  }
}

/**
 * Puts tests together to a group.
 * @param about one line on what the group judges
 * @throws TypeError when two cases would have one id
 */
export function group(name: string, about: string, tests: readonly TestDefinition[]): CaseGroup {
  checkName('group', name);
  const cases = tests.flatMap(({ name: testName, basis, variants }) =>
    variants.map(({ parameters, body }) => ({
      id: caseId(name, testName, parameters),
      group: name,
      test: testName,
      parameters,
      clauses: basis.clauses,
      decisions: basis.decisions ?? [],
      needs: basis.needs ?? [],
      body,
    })),
  );
  rejectDuplicates(cases);
  return { name, about, cases };
}
