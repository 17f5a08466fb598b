import type { ClauseId } from '../rules/clauses/index.js';
import type { DecisionId } from '../rules/decisions.js';
import type { Case } from './case.js';
import type { CaseParameters, ParameterValue } from './case-id.js';
import { checkName } from './case-id.js';
import type { Capability, Needing } from './fixture.js';

/**
 * What a test checks. Its cases cite all of it in reports.
 * @example
 * const basis: TestBasis = { clauses: ['NCS-7'], decisions: ['D-14'], needs: ['control'] };
 */
export interface TestBasis<N extends Capability = Capability> {
  readonly clauses: readonly [ClauseId, ...ClauseId[]];
  readonly decisions?: readonly DecisionId[];
  /** Capabilities without which the test's cases are skipped. In the body they are there, not optional. */
  readonly needs?: readonly N[];
  /** The caller breaks the runtime's own contract: no rule obliges a driver to survive that (D-67). */
  readonly hostile?: boolean;
  /** It takes a second or more: faulty drivers that break nothing of what it cites are not asked. */
  readonly long?: boolean;
  /** Duties of the runtime that the caller breaks on purpose, and that the driver has to bear: its caller is not hostile. */
  readonly callerBreaks?: readonly ClauseId[];
}

/**
 * The cases of one test for fixtures that make an `F`, not yet in a group.
 * @example
 * const definition: TestDefinition<D3D11Case> = test('opens', { clauses: ['OPN-3'] }).run((t) => {
 *   t.adapter();
 * });
 */
export interface TestDefinition<F extends Case = Case> {
  readonly name: string;
  readonly basis: TestBasis;
  readonly variants: readonly TestVariant<F>[];
}

/** A test's body with one set of parameters. */
export interface TestVariant<F extends Case> {
  readonly parameters: CaseParameters;
  readonly body: (t: F) => void;
}

type ParameterLists = Readonly<Record<string, readonly ParameterValue[]>>;
type Chosen<L extends ParameterLists> = { readonly [K in keyof L]: L[K][number] };
type Body<F extends Case, N extends Capability, P> = (t: Needing<F, N>, parameters: P) => void;

/**
 * A test that still wants its body, and may get parameters first. The group that it stands in says what `t` is.
 * @example
 * const builder: TestBuilder<'control'> = test('device-removed', { clauses: ['ERR-4'], needs: ['control'] });
 */
export interface TestBuilder<N extends Capability> {
  /** Runs the body once for each combination of the values. */
  params<const L extends ParameterLists>(
    lists: L,
  ): { run<F extends Case = Case>(body: Body<F, N, Chosen<L>>): TestDefinition<F> };
  run<F extends Case = Case>(body: (t: Needing<F, N>) => void): TestDefinition<F>;
}

const valuePattern = /^[A-Za-z0-9_.-]+$/;

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
 * Declares a test. What its body gets as `t` comes from the fixture of the group that it stands in; a test that stands
 * alone says it itself: `.run((t: D3D11Case) => …)`.
 * @param basis the clauses that it checks, at least one
 * @throws TypeError when it has no clause or its name cannot stand in an id
 * @example
 * const sizes = test('wrong-size', { clauses: ['NCS-7'], needs: ['control'] })
 *   .params({ bytes: [0, 255] })
 *   .run((t: D3D11Case, { bytes }) => {
 *     const session = createSession(t, t.device());
 *     t.expectFailed(negotiateBytes(t, session, new Uint8Array(bytes)), 'NCS-7', `DataSize ${bytes}`);
 *   });
 */
export function test<const N extends Capability = never>(name: string, basis: TestBasis<N>): TestBuilder<N> {
  checkName('test', name);
  // The type demands a clause too, but JavaScript and casts get past types.
  if ((basis.clauses as readonly ClauseId[]).length === 0) {
    throw new TypeError(`${name}: expected at least one clause, received none`);
  }
  return {
    params: <const L extends ParameterLists>(lists: L) => ({
      run: <F extends Case>(body: Body<F, N, Chosen<L>>) => ({
        name,
        basis,
        variants: combinations(name, lists).map((parameters) => ({
          parameters,
          // The runner has seen to `needs` before it calls.
          body: (t: F) => {
            body(t as Needing<F, N>, parameters as Chosen<L>);
          },
        })),
      }),
    }),
    run: <F extends Case>(body: (t: Needing<F, N>) => void) => ({
      name,
      basis,
      variants: [{ parameters: {}, body: body as (t: F) => void }],
    }),
  };
}
