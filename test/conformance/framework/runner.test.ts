import { describe, expect, it, jest } from '@jest/globals';
import type { Case, D3D11Case, Fixture, TestBasis } from '../../../src/conformance/index.js';
import {
  CaseFailure,
  d3d11,
  group,
  keyedSession,
  negotiateBytes,
  ruleText,
  runConformance,
  test,
} from '../../../src/conformance/index.js';
import type { DriverUnderTest } from '../../../src/driver/index.js';
import { E_FAIL, E_INVALIDARG, S_OK } from '../../../src/ddi/index.js';
import { createDriver } from '../../../src/facade/index.js';
import { emptyDriver } from '../drivers.js';
import { plain } from './plain.js';

const { profile, control } = createDriver();

/** Runs one case that is made here and returns what the runner says of it. */
function outcomeOf(
  body: (t: Case) => void,
  {
    basis = {},
    driver = {},
    fixture = plain,
  }: { basis?: Partial<TestBasis>; driver?: Partial<DriverUnderTest>; fixture?: Fixture } = {},
) {
  const { cases } = group('made', 'about', fixture, [
    test('here', { clauses: ['NCS-6'], ...basis }).run(body),
  ]);
  const report = runConformance({ driver: () => emptyDriver(driver), cases });
  return report.cases[0]!;
}

describe('outcomes', () => {
  it('pass a case that comes to its end, with its clauses, its time and no message', () => {
    expect(outcomeOf(() => undefined, { basis: { decisions: ['D-02'] } })).toEqual({
      id: 'made:here',
      outcome: 'pass',
      clauses: ['NCS-6'],
      decisions: ['D-02'],
      milliseconds: expect.any(Number),
    });
  });

  it('fail what violates a MUST, saying expected, received and the clause', () => {
    const { outcome, message } = outcomeOf((t) => {
      t.expectCode(E_FAIL, [S_OK, E_INVALIDARG], 'NCS-6', 'the call');
    });
    expect(outcome).toBe('fail');
    expect(message).toBe(
      'the call: expected S_OK (0x00000000) or E_INVALIDARG (0x80070057), received E_FAIL (0x80004005)\n' +
        `  ${ruleText('NCS-6')}`,
    );
  });

  it('show bytes from the first difference on', () => {
    const { message } = outcomeOf((t) => {
      t.expectBytes(new Uint8Array([1, 2, 3]), new Uint8Array([1, 2, 4]), 'NCS-6', 'data');
    });
    expect(message).toContain('data: expected 04… at byte 2, received 03…');
    const shorter = outcomeOf((t) => {
      t.expectBytes(new Uint8Array(2), new Uint8Array(3), 'NCS-6', 'data');
    });
    expect(shorter.message).toContain('data: expected 3 bytes, received 2');
  });

  it.each(['D-09', 'NCS-8'] as const)('warn of %s without a profile, fail with one', (rule) => {
    const body = (t: Case) => {
      t.violated(rule, 'first');
      t.violated(rule, 'second');
    };
    const warned = outcomeOf(body);
    expect(warned.outcome).toBe('warn');
    expect(warned.message).toMatch(/^first\n.*\nsecond\n/);
    const failed = outcomeOf(body, { driver: { profile } });
    expect(failed.outcome).toBe('fail');
    expect(failed.message).not.toContain('second');
  });

  it('fail a SHOULD of the driver even without a profile', () => {
    const { outcome } = outcomeOf((t) => {
      t.expectFailed(S_OK, 'CCS-3', 'the call');
    });
    expect(outcome).toBe('fail');
  });

  it('read switches from the profile, and the defaults without one', () => {
    const seen: string[] = [];
    const body = (t: Case) => seen.push(t.setting('ctrCarry'));
    outcomeOf(body);
    outcomeOf(body, { driver: { profile: { ...profile, ctrCarry: 'block' } } });
    expect(seen).toEqual(['count', 'block']);
  });

  it('skip with a reason', () => {
    const skipped = outcomeOf((t) => t.skip('no reason'));
    expect(skipped).toMatchObject({ outcome: 'skip', message: 'no reason' });
  });

  it('let the worst outcome win: a warning before a skip, a failure in the clean-up after a pass', () => {
    const warned = outcomeOf((t) => {
      t.violated('D-09', 'warned');
      t.skip('then skipped');
    });
    expect(warned.outcome).toBe('warn');
    const failed = outcomeOf((t) => {
      t.atEnd(() => {
        throw new Error('while destroying');
      });
    });
    expect(failed).toMatchObject({ outcome: 'fail', message: expect.stringContaining('while destroying') });
  });

  it('fail what throws, whatever it throws', () => {
    const thrown = outcomeOf((t) => {
      t.memory.readU8(1 as never);
    });
    expect(thrown.outcome).toBe('fail');
    expect(thrown.message).toMatch(/AccessViolation: .*0x1/);
    const { message } = outcomeOf(() => {
      throw 'text'; // eslint-disable-line @typescript-eslint/only-throw-error -- a driver may
    });
    expect(message).toContain('text');
  });

  it('fail a case whose driver cannot be made, or opened', () => {
    const { cases } = group('made', 'about', d3d11, [
      test('here', { clauses: ['NCS-1'] }).run((t) => t.device()),
    ]);
    const unmade = () => {
      throw new Error('no such library');
    };
    expect(runConformance({ driver: unmade, cases }).cases[0]).toMatchObject({
      outcome: 'fail',
      message: expect.stringContaining('no such library'),
    });
    expect(runConformance({ driver: emptyDriver, cases }).cases[0]).toMatchObject({
      outcome: 'fail',
      message: 'OpenAdapter10_2: expected success, received E_OUTOFMEMORY (0x8007000E)',
    });
  });

  it('skip what needs a capability that the driver lacks, naming it, without running it', () => {
    let ran = 0;
    const body = () => {
      ran += 1;
    };
    const basis = { needs: ['control'] } as const;
    expect(outcomeOf(body, { basis })).toMatchObject({
      outcome: 'skip',
      message: 'the driver has no control (to remove its device, to fail an allocation)',
    });
    expect(ran).toBe(0);
    expect(outcomeOf(body, { basis, driver: { control } }).outcome).toBe('pass');
    expect(ran).toBe(1);
  });
});

describe('what a fixture requires', () => {
  const requires = ({ name }: DriverUnderTest) =>
    name === 'of outputs' ? undefined : 'the driver has no outputs';
  const created: string[] = [];
  const fixture: Fixture = {
    ...plain,
    requires,
    create: (setup) => {
      created.push(setup.id);
      return plain.create(setup);
    },
  };

  it('is asked before a case is made: its reason skips it', () => {
    expect(outcomeOf(() => undefined, { fixture })).toMatchObject({
      outcome: 'skip',
      message: 'the driver has no outputs',
    });
    expect(created).toEqual([]);
    expect(outcomeOf(() => undefined, { fixture, driver: { name: 'of outputs' } }).outcome).toBe('pass');
    expect(created).toEqual(['made:here']);
  });

  it('is asked after what the test needs, which says more', () => {
    const { message } = outcomeOf(() => undefined, { fixture, basis: { needs: ['oracle'] } });
    expect(message).toBe('the driver has no oracle (to look at its keys and resources)');
  });

  it('fails the case when it throws, as does a case that cannot be made', () => {
    const broken = (): never => {
      throw new CaseFailure('broken');
    };
    const body = () => undefined;
    expect(outcomeOf(body, { fixture: { ...plain, requires: broken } })).toMatchObject({ outcome: 'fail' });
    expect(outcomeOf(body, { fixture: { ...plain, create: broken } })).toMatchObject({ outcome: 'fail' });
  });

  it('is of Direct3D 11 its entry', () => {
    const { name, memory, code } = emptyDriver();
    const { cases } = group('made', 'about', d3d11, [
      test('here', { clauses: ['OPN-3'] }).run(() => undefined),
    ]);
    const outcome = (driver: DriverUnderTest) => runConformance({ driver: () => driver, cases }).cases[0];
    expect(outcome({ name, memory, code })).toMatchObject({
      outcome: 'skip',
      message: 'the driver has no OpenAdapter10_2',
    });
    expect(outcome(createDriver())).toMatchObject({ outcome: 'pass' });
  });
});

describe('the calls of a failed case', () => {
  const certificate = createDriver();
  const driver = () => certificate;
  const callsOf = (body: (t: D3D11Case) => void) => {
    const { cases } = group('made', 'about', d3d11, [test('here', { clauses: ['NCS-6'] }).run(body)]);
    return runConformance({ driver, cases }).cases[0]!.calls;
  };
  const names = (calls: readonly string[] = []) => calls.map((call) => call.slice(0, call.indexOf('(')));

  it('are what runtime and driver said to each other, up to the failure', () => {
    const calls = callsOf((t) => {
      const { session } = keyedSession(t);
      negotiateBytes(t, session, new Uint8Array(255).fill(0x5e));
      t.video(session.device, 'pfnGetCertificateSize')(session.device.hDevice, 0 as never, 0 as never);
      t.violated('NCS-6', 'bad');
    });
    expect(names(calls).slice(0, 3)).toEqual(['OpenAdapter10_2', 'CalcPrivateDeviceSize', 'CreateDevice']);
    expect(names(calls).slice(-4)).toEqual([
      'NegotiateCryptoSessionKeyExchange',
      'NegotiateCryptoSessionKeyExchange',
      'GetCertificateSize',
      '  SetErrorCb',
    ]);
    expect(calls!.at(-3)).toMatch(/DataSize: 0xff, pData: 0x\w+ -> 255 bytes\) = E_INVALIDARG$/);
    expect(calls!.join()).not.toMatch(/5e5e/);
  });

  it('say how many of them only opened the driver, by the fixture', () => {
    const body = (t: D3D11Case) => {
      const device = t.device();
      t.core(device, 'pfnFlush')(device.hDevice, 0);
      t.violated('NCS-6', 'bad');
    };
    const openingOf = (fixture: Fixture<D3D11Case>) => {
      const { cases } = group('made', 'about', fixture, [test('here', { clauses: ['NCS-6'] }).run(body)]);
      const { calls = [], openingCalls } = runConformance({ driver, cases }).cases[0]!;
      return [names(calls).at(openingCalls ?? 0), openingCalls];
    };
    expect(openingOf(d3d11)).toEqual(['Flush', d3d11.opening!.length]);
    const [entry] = d3d11.opening!;
    expect(openingOf({ ...d3d11, opening: [entry!] })).toEqual(['CalcPrivateDeviceSize', 1]);
    expect(openingOf({ name: 'silent', create: d3d11.create })).toEqual(['OpenAdapter10_2', undefined]);
  });

  it('are the last twenty', () => {
    const calls = callsOf((t) => {
      const device = t.device();
      for (let count = 0; count < 50; count += 1) t.core(device, 'pfnFlush')(device.hDevice, count);
      t.violated('NCS-6', 'bad');
    });
    expect(calls).toHaveLength(20);
    expect(calls!.at(-1)).toMatch(/^Flush\(.*FlushFlags: UNLESS_NO_COMMANDS \| 0x30\) = TRUE$/);
  });

  it('are there when the driver throws, and not for a case that passes or is skipped', () => {
    const thrown = callsOf((t) => {
      const device = t.device();
      t.video(device, 'pfnGetCertificateSize')(device.hDevice, 3 as never, 3 as never);
    });
    expect(thrown!.at(-1)).toMatch(/^GetCertificateSize\(.* -> unreadable.* threw AccessViolation$/);
    expect(callsOf((t) => t.device())).toBeUndefined();
    expect(callsOf((t) => (t.device(), t.skip('why')))).toBeUndefined();
  });
});

describe('runConformance', () => {
  it('gives each case a fresh driver, counts, and tells of progress', () => {
    const made: DriverUnderTest[] = [];
    const used: DriverUnderTest[] = [];
    const use = (t: Case) => {
      used.push(t.driver);
    };
    const { cases } = group('made', 'about', plain, [
      test('one', { clauses: ['NCS-1'] }).run(use),
      test('two', { clauses: ['NCS-1'] }).run((t) => t.skip('why')),
      test('three', { clauses: ['NCS-1'] }).run((t) => {
        t.violated('NCS-1', 'bad');
      }),
      test('four', { clauses: ['NCS-1'] }).run(use),
    ]);
    const progress: string[] = [];
    const report = runConformance({
      driver: () => {
        made.push(emptyDriver());
        return made.at(-1)!;
      },
      cases,
      onProgress: ({ id, outcome }, done, of) => progress.push(`${done}/${of} ${id} ${outcome}`),
    });
    expect(report.summary).toEqual({ passed: 2, failed: 1, warned: 0, skipped: 1 });
    expect(report.driver).toBe('empty');
    expect(new Set(made).size).toBe(4);
    expect(used).toEqual([made[0], made[3]]);
    expect(progress).toEqual([
      '1/4 made:one pass',
      '2/4 made:two skip',
      '3/4 made:three fail',
      '4/4 made:four pass',
    ]);
  });

  it('times each case with the making of its driver and the clean-up', () => {
    const clock = { now: 0 };
    const now = jest.spyOn(performance, 'now').mockImplementation(() => clock.now);
    const body = (t: Case) => {
      clock.now += 10;
      t.atEnd(() => {
        clock.now += 100;
      });
    };
    const driver = () => {
      clock.now += 1;
      return emptyDriver();
    };
    const { cases } = group('made', 'about', plain, [test('one', { clauses: ['NCS-1'] }).run(body)]);
    try {
      expect(runConformance({ driver, cases }).cases[0]!.milliseconds).toBe(111);
    } finally {
      now.mockRestore();
    }
  });

  it("repeats the player's random numbers for a case, and not those of another", () => {
    const drawn: string[] = [];
    const draw = (t: Case) => {
      drawn.push(Buffer.from(t.random.bytes(8)).toString('hex'));
    };
    const { cases } = group('made', 'about', plain, [
      test('one', { clauses: ['NCS-1'] }).run(draw),
      test('two', { clauses: ['NCS-1'] }).run(draw),
    ]);
    runConformance({ driver: emptyDriver, cases });
    runConformance({ driver: emptyDriver, cases });
    expect(drawn[2]).toBe(drawn[0]);
    expect(drawn[1]).not.toBe(drawn[0]);
  });

  it('gives back all memory, in LIFO order, whatever a case did', () => {
    const { cases } = group('made', 'about', d3d11, [
      test('one', { clauses: ['NCS-1'] }).run((t) => {
        keyedSession(t);
        t.violated('NCS-1', 'bad');
      }),
    ]);
    const driver = createDriver();
    const { cases: results } = runConformance({ driver: () => driver, cases });
    expect(results[0]!.message).toContain('bad');
    expect(driver.memory.live()).toEqual([]);
  });
});
