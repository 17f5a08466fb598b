import { describe, expect, it } from '@jest/globals';
import type { CoppCase } from '../../../src/conformance/index.js';
import {
  activeSession,
  allCases,
  copp,
  group,
  openSession,
  runConformance,
  test,
} from '../../../src/conformance/index.js';
import type { Address, Interposer } from '../../../src/abi/index.js';
import { COPP_DDI, SOFTUMDARG_OPENCOPP, SoftUMDOpenCOPP } from '../../../src/ddi/index.js';
import { createDriver } from '../../../src/facade/index.js';
import { on } from '../../../src/trace/index.js';
import { undeclared } from '../drivers.js';

/** What a body, run on the embedded driver with something between, comes to. */
function outcomeOf(body: (t: CoppCase) => void, interposer?: Interposer) {
  const { cases } = group('made', 'about', copp, [test('here', { clauses: ['COPP-12'] }).run(body)]);
  const driver = () => createDriver({ seed: 1, ...(interposer && { interposer }) });
  return runConformance({ driver, cases }).cases[0]!;
}

const afterEntry = (spoil: (pOpenData: Address, write: (at: number, value: bigint) => void) => void) =>
  on(SoftUMDOpenCOPP, {
    after: ({ args: [pOpenData], process: { memory } }) => {
      spoil(pOpenData, (at, value) => {
        memory.writeU64(at as Address, value);
      });
    },
  });

const coppCases = allCases().filter(({ fixture }) => fixture.name === 'copp');

describe('a driver without the entry of COPP', () => {
  it('skips every case, for one reason', () => {
    const driver = () => {
      const { name, memory, code, OpenAdapter10_2 } = undeclared({});
      return { name, memory, code, OpenAdapter10_2: OpenAdapter10_2! };
    };
    const { cases, summary } = runConformance({ driver, cases: coppCases });
    const needing = new Set(coppCases.filter(({ needs }) => needs.length > 0).map(({ id }) => id));
    const reasons = cases.filter(({ id }) => !needing.has(id)).map(({ message }) => message);
    expect(summary).toMatchObject({ skipped: coppCases.length });
    expect(new Set(reasons)).toEqual(new Set(['the driver has no SoftUMDOpenCOPP']));
  });
});

describe('what a driver of COPP leaves empty', () => {
  it('skips what wants it', () => {
    const interposer = afterEntry((pOpenData, write) => {
      write(pOpenData + SOFTUMDARG_OPENCOPP.offset.PrivateSessionSize, 16n); // Devices: 0
    });
    const body = (t: CoppCase) => t.devices();
    expect(outcomeOf(body)).toMatchObject({ outcome: 'pass' });
    expect(outcomeOf(body, interposer)).toMatchObject({
      outcome: 'skip',
      message: 'the driver has COPP on no output',
    });
  });

  it('is named by its slot', () => {
    const interposer = on(SoftUMDOpenCOPP, {
      after: ({ args: [pOpenData], process: { memory } }) => {
        const { pCOPPFuncs } = SOFTUMDARG_OPENCOPP.decode(memory, pOpenData);
        memory.writeU64((pCOPPFuncs + COPP_DDI.offset('COPPCommand')) as Address, 0n);
      },
    });
    const body = (t: CoppCase) => t.copp('COPPCommand');
    expect(outcomeOf(body, interposer)).toMatchObject({
      outcome: 'skip',
      message: 'the driver leaves COPPCommand empty',
    });
    expect(outcomeOf((t) => t.copp('COPPQueryStatus'), interposer)).toMatchObject({ outcome: 'pass' });
  });
});

describe('the sessions of a case', () => {
  it('are closed at its end, the newest first', () => {
    const closed: unknown[] = [];
    const opened: unknown[] = [];
    const watching: Interposer = ({ name }, inner) =>
      name === 'COPPCloseVideoSession'
        ? (...args) => {
            closed.push(args[0]);
            return inner(...args);
          }
        : inner;
    const { outcome } = outcomeOf((t) => {
      opened.push(openSession(t).pThis, activeSession(t).pThis);
    }, watching);
    expect(outcome).toBe('pass');
    expect(closed).toEqual([...opened].reverse());
  });
});
