import { describe, expect, it } from '@jest/globals';
import type { Case, TestBasis } from '../../../src/conformance/index.js';
import {
  CLAUSES,
  DECISIONS,
  group,
  killMatrix,
  renderJson,
  renderJUnit,
  renderPretty,
  renderTap,
  runConformance,
  test,
} from '../../../src/conformance/index.js';
import type { DriverUnderTest } from '../../../src/driver/index.js';
import { S_OK } from '../../../src/ddi/index.js';
import { createDriver } from '../../../src/facade/index.js';
import { emptyDriver } from '../drivers.js';
import { plain } from './plain.js';
import { reportOf, result } from './report.js';

const { profile } = createDriver();
const declared: Partial<DriverUnderTest> = { profile };

/** What becomes of a case on a foreign driver, and on one that declares a profile. */
function outcomes(basis: TestBasis, body: (t: Case) => void): string[] {
  const { cases } = group('made', 'about', plain, [test('here', basis).run(body)]);
  return [{}, declared].map(
    (more) => runConformance({ driver: () => emptyDriver(more), cases }).cases[0]!.outcome,
  );
}

const crash = (t: Case) => {
  t.memory.readU8(1 as never);
};

describe('a crash', () => {
  it('fails where a MUST or SHOULD of the driver is among what the case was checking', () => {
    expect(outcomes({ clauses: ['NCS-7'], decisions: ['D-13'] }, crash)).toEqual(['fail', 'fail']);
    expect(outcomes({ clauses: ['NCS-8', 'CCS-3'] }, crash)).toEqual(['fail', 'fail']);
  });

  it('fails with a profile and warns without, where the case was checking what is decided or implied', () => {
    expect([CLAUSES['DEV-11'].actor, CLAUSES['NCS-8'].level]).toEqual(['application', 'IMPLIED']);
    expect(outcomes({ clauses: ['NCS-8'] }, crash)).toEqual(['warn', 'fail']);
    // A MUST that binds somebody else says nothing of the driver.
    expect(outcomes({ clauses: ['DEV-11'], decisions: ['D-09'] }, crash)).toEqual(['warn', 'fail']);
  });

  it('warns where the case was checking a MAY, or what is only advised', () => {
    expect(CLAUSES['GCPC-9']).toMatchObject({ actor: 'driver', level: 'MAY' });
    expect(outcomes({ clauses: ['GCPC-9'] }, crash)).toEqual(['warn', 'warn']);
    expect(outcomes({ clauses: ['GCPC-9'], decisions: ['D-26'] }, crash)).toEqual(['warn', 'warn']);
  });

  it('that warns has its last calls, what was found before it, and is worse than a skip', () => {
    const { cases } = group('made', 'about', plain, [
      test('here', { clauses: ['NCS-8'] }).run((t) => {
        t.violated('D-09', 'first');
        crash(t);
      }),
      test('late', { clauses: ['NCS-8'] }).run((t) => {
        t.atEnd(() => {
          crash(t);
        });
        t.skip('nothing here');
      }),
    ]);
    const [early, late] = runConformance({ driver: () => emptyDriver(), cases }).cases;
    expect(early).toMatchObject({ outcome: 'warn', calls: [] });
    expect(early!.message).toMatch(/^first\n.*\nthrown during the case: AccessViolation: /);
    expect(late).toMatchObject({ outcome: 'warn', calls: [], message: expect.stringContaining('thrown') });
  });
});

describe('a rule', () => {
  const violate = (rule: 'D-09' | 'D-26' | 'GCPC-9' | 'NCS-6') => (t: Case) => {
    t.violated(rule, 'bad');
  };

  it.each([
    ['NCS-6', ['fail', 'fail']],
    ['D-09', ['warn', 'fail']],
    ['D-26', ['warn', 'warn']],
    ['GCPC-9', ['warn', 'warn']],
  ] as const)('%s: %j on a foreign driver and on one with a profile', (rule, expected) => {
    expect(outcomes({ clauses: ['NCS-1'] }, violate(rule))).toEqual(expected);
  });

  it('that only advises is so as data, and few are', () => {
    const advisory = Object.entries(DECISIONS).flatMap(([id, { level }]) => (level ? [id] : []));
    expect(advisory).toContain('D-26');
    expect(advisory).not.toContain('D-09');
  });

  it('that only warns still proves a case: of a driver that breaks it', () => {
    const [good, faulty] = [reportOf([result('made:here', 'pass')]), reportOf([result('made:here', 'warn')])];
    const { survivors, unproven } = killMatrix(good, [{ name: 'one', breaks: ['D-03'], report: faulty }]);
    expect([survivors, unproven]).toEqual([[], []]);
  });
});

describe('a hostile caller', () => {
  const basis = { clauses: ['NCS-7'], decisions: ['D-13'], hostile: true } as const;

  it('never does worse than warn on a foreign driver, and judges one with a profile as any other does', () => {
    expect(outcomes(basis, crash)).toEqual(['warn', 'fail']);
    const wrongCode = (t: Case) => {
      t.expectFailed(S_OK, 'NCS-7', 'NULL');
    };
    expect(outcomes(basis, wrongCode)).toEqual(['warn', 'fail']);
    const spoilt = (t: Case) => {
      const target = t.guarded(8, 'target');
      t.memory.writeU8((target.address + 8) as never, 1);
    };
    expect(outcomes(basis, spoilt)).toEqual(['warn', 'fail']);
    expect(outcomes({ ...basis, hostile: false }, spoilt)).toEqual(['fail', 'fail']);
    expect(outcomes(basis, (t) => t.skip('nothing here'))).toEqual(['skip', 'skip']);
    expect(outcomes(basis, () => undefined)).toEqual(['pass', 'pass']);
  });

  it('is named in every report, whatever came of the case', async () => {
    const named = ['pass', 'fail', 'warn', 'skip'] as const;
    for (const outcome of named) {
      const calm = reportOf([result('made:here', outcome, { message: 'so it was' })]);
      const hostile = reportOf([result('made:here', outcome, { message: 'so it was', hostile: true })]);
      const told = async (report: typeof calm) => [
        renderPretty(report),
        await renderJUnit(report),
        renderTap(report),
      ];
      for (const text of await told(hostile)) expect(text).toContain('hostile caller (D-67)');
      for (const text of await told(calm)) expect(text).not.toContain('hostile');
      expect(JSON.parse(renderJson(hostile))).toMatchObject({ cases: [{ hostile: true }] });
      expect(renderJson(calm)).not.toContain('hostile');
    }
  });
});
