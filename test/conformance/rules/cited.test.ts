import { describe, expect, it } from '@jest/globals';
import { faultyNamedDrivers } from '../../../src/cli/drivers.js';
import { allCases, caseRunner, type ClauseId, CLAUSES, SET_ASIDE } from '../../../src/conformance/index.js';
import { sourceText } from '../../support/source-text.js';
import { readKillPairs } from '../kill-pairs.js';

/** Every clause that binds the driver and is not set aside with a reason. */
const binding = (Object.keys(CLAUSES) as ClauseId[]).filter(
  (id) => CLAUSES[id].actor === 'driver' && !(id in SET_ASIDE),
);

describe('each clause that binds the driver and is not set aside', () => {
  const cases = allCases();
  const faulty = faultyNamedDrivers();
  const pairs = readKillPairs();
  const citing = (id: ClauseId) => cases.filter(({ clauses }) => clauses.includes(id));

  it('is cited, spelt out, in the code of the driver', () => {
    // The driver itself, its ciphers, its declarations.
    const code = sourceText('emulator', 'src/crypto', 'src/ddi');
    expect(binding.filter((id) => !new RegExp(`\\b${id}\\b`).test(code))).toEqual([]);
    expect(binding).not.toEqual([]);
  });

  it('is cited in a case', () => {
    expect(binding.filter((id) => citing(id).length === 0)).toEqual([]);
  });

  it('is broken by a faulty driver, which fails a case that cites the clause', () => {
    const unbroken = binding.filter((id) => {
      const breaking = faulty.filter(({ breaks }) => breaks.includes(id));
      return !breaking.some(({ name, create }) => {
        // A pair holds: the suite's own test sees to that.
        if (citing(id).some((one) => pairs[one.id] === name)) return true;
        const run = caseRunner(create);
        return citing(id).some((one) => run(one).result.outcome === 'fail');
      });
    });
    expect(unbroken).toEqual([]);
  });
});
