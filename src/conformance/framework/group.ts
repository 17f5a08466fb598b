import type { ClauseId } from '../rules/clauses/index.js';
import type { DecisionId } from '../rules/decisions.js';
import type { Case, CaseSetup } from './case.js';
import type { CaseParameters } from './case-id.js';
import { caseId, checkName, rejectDuplicates } from './case-id.js';
import type { Capability, Fixture } from './fixture.js';
import type { TestDefinition } from './test.js';

/**
 * A case on a driver, ready to run.
 * @example
 * const driver = createDriver();
 * const prepared: PreparedCase = allCases()[0]!.prepare({ driver, run: new RunMemory() });
 * prepared.run();
 * prepared.case.cleanUp();
 */
export interface PreparedCase {
  readonly case: Case;
  readonly run: () => void;
}

/**
 * One case: a test with one set of parameters. The runner takes it whatever its fixture is.
 * @example
 * const citing = (one: ConformanceCase) => one.clauses.includes('NCS-6');
 * const cases = allCases().filter(citing);
 */
export interface ConformanceCase {
  /** `group:test` or `group:test:param=value,param=value`; never changes between runs. */
  readonly id: string;
  readonly group: string;
  readonly test: string;
  readonly parameters: CaseParameters;
  readonly clauses: readonly ClauseId[];
  readonly decisions: readonly DecisionId[];
  readonly needs: readonly Capability[];
  /** Whether its caller breaks the runtime's own contract (D-67). */
  readonly hostile: boolean;
  /** Whether it takes a second or more. */
  readonly long: boolean;
  /** Duties of the runtime that its caller breaks on purpose, and that the driver has to bear. */
  readonly callerBreaks: readonly ClauseId[];
  readonly fixture: Fixture;
  /** Makes the fixture's case on this driver. Nothing is called yet. */
  readonly prepare: (setup: Omit<CaseSetup, 'id'>) => PreparedCase;
}

/**
 * The cases of one area.
 * @example
 * const told = ({ name, about, cases }: CaseGroup) => `${name}: ${about} (${cases.length} cases)`;
 */
export interface CaseGroup {
  readonly name: string;
  readonly about: string;
  readonly cases: readonly ConformanceCase[];
}

function casesOf<F extends Case>(
  group: string,
  fixture: Fixture<F>,
  { name, basis, variants }: TestDefinition<F>,
): ConformanceCase[] {
  return variants.map(({ parameters, body }) => {
    const id = caseId(group, name, parameters);
    return {
      ...{ id, group, test: name, parameters, fixture },
      clauses: basis.clauses,
      decisions: basis.decisions ?? [],
      needs: basis.needs ?? [],
      hostile: basis.hostile ?? false,
      long: basis.long ?? false,
      callerBreaks: basis.callerBreaks ?? [],
      prepare: (setup) => {
        const t = fixture.create({ ...setup, id });
        return {
          case: t,
          run: () => {
            body(t);
          },
        };
      },
    };
  });
}

/**
 * Puts tests together to a group.
 * @param about one line on what the group judges
 * @param fixture what its cases run on, and with it what the tests' bodies get
 * @throws TypeError when two cases would have one id
 * @example
 * const mine = group('mine', 'what the others leave out', d3d11, [
 *   test('two-devices', { clauses: ['DEV-10'] }).run((t) => {
 *     const [first, second] = [t.device(), t.device()];
 *     t.expect(first.hDevice !== second.hDevice, 'DEV-10', 'two devices: received one handle twice');
 *   }),
 * ]);
 * const report = runConformance({ driver: () => createDriver(), cases: mine.cases });
 */
export function group<F extends Case>(
  name: string,
  about: string,
  fixture: Fixture<F>,
  tests: readonly TestDefinition<F>[],
): CaseGroup {
  checkName('group', name);
  const cases = tests.flatMap((one) => casesOf(name, fixture, one));
  rejectDuplicates(cases);
  return { name, about, cases };
}
