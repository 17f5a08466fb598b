import { describe, expect, it } from '@jest/globals';
import type { OpmCase } from '../../../src/conformance/index.js';
import {
  activeOutput,
  allCases,
  createdOutput,
  group,
  opm,
  runConformance,
  test,
} from '../../../src/conformance/index.js';
import type { Interposer } from '../../../src/abi/index.js';
import {
  DxgkDdiOPMCreateProtectedOutput,
  NTSTATUSES,
  OPM_VIDEO_OUTPUT_SEMANTICS as VOS,
  STATUS_SUCCESS,
} from '../../../src/ddi/index.js';
import { createDriver } from '../../../src/facade/index.js';
import { on } from '../../../src/trace/index.js';
import { undeclared } from '../drivers.js';

/** What a body, run on the embedded driver with something between, comes to. */
function outcomeOf(body: (t: OpmCase) => void, interposer?: Interposer) {
  const { cases } = group('made', 'about', opm, [test('here', { clauses: ['OPM-38'] }).run(body)]);
  const driver = () => createDriver({ seed: 1, ...(interposer && { interposer }) });
  return runConformance({ driver, cases }).cases[0]!;
}

const opmCases = allCases().filter(({ fixture }) => fixture.name === 'opm');

describe('a driver without the entry of OPM', () => {
  it('skips every case, for one reason', () => {
    const driver = () => {
      const { name, memory, code, OpenAdapter10_2 } = undeclared({});
      return { name, memory, code, OpenAdapter10_2: OpenAdapter10_2! };
    };
    const { cases, summary } = runConformance({ driver, cases: opmCases });
    const needing = new Set(opmCases.filter(({ needs }) => needs.length > 0).map(({ id }) => id));
    const reasons = cases.filter(({ id }) => !needing.has(id)).map(({ message }) => message);
    expect(summary).toMatchObject({ skipped: opmCases.length });
    expect(new Set(reasons)).toEqual(new Set(['the driver has no SoftUMDOpenOPM']));
  });
});

describe('what a driver of OPM leaves out', () => {
  it('skips what wants it: an output with COPP semantics', () => {
    const interposer = on(DxgkDdiOPMCreateProtectedOutput, {
      before: ({ args: [, , semantics] }) =>
        semantics === VOS.COPP ? { answer: NTSTATUSES.STATUS_GRAPHICS_COPP_NOT_SUPPORTED } : undefined,
    });
    expect(outcomeOf((t) => createdOutput(t, 'COPP'))).toMatchObject({ outcome: 'pass' });
    expect(outcomeOf((t) => createdOutput(t, 'OPM'), interposer)).toMatchObject({ outcome: 'pass' });
    expect(outcomeOf((t) => createdOutput(t, 'COPP'), interposer)).toMatchObject({
      outcome: 'skip',
      message: 'the driver has no output with COPP semantics',
    });
  });

  it('is named by its slot: the SRM list of version 1', () => {
    const body = (t: OpmCase) => t.opm('DxgkDdiOPMSetSrmList', t.openHost([1]));
    expect(outcomeOf(body)).toMatchObject({
      outcome: 'skip',
      message: 'the driver leaves DxgkDdiOPMSetSrmList empty',
    });
  });
});

describe('codes in messages', () => {
  it('are told by the names of ntstatus.h', () => {
    const { message } = outcomeOf((t) => {
      const code = NTSTATUSES.STATUS_GRAPHICS_OPM_INVALID_SRM;
      t.expectCode(code, [STATUS_SUCCESS], 'OPM-40', 'the call');
    });
    expect(message).toContain(
      'the call: expected STATUS_SUCCESS (0x00000000), received STATUS_GRAPHICS_OPM_INVALID_SRM (0xC01E0512)',
    );
  });
});

describe('the protected outputs of a case', () => {
  it('are destroyed at its end, the newest first', () => {
    const [created, destroyed]: [unknown[], unknown[]] = [[], []];
    const watching: Interposer = ({ name }, inner) =>
      name === 'DxgkDdiOPMDestroyProtectedOutput'
        ? (...args) => {
            destroyed.push(args[1]);
            return inner(...args);
          }
        : inner;
    const { outcome } = outcomeOf((t) => {
      created.push(createdOutput(t).handle, activeOutput(t).handle);
    }, watching);
    expect(outcome).toBe('pass');
    expect(destroyed.slice(-2)).toEqual([...created].reverse());
  });
});
