import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { faultyNamedDrivers } from '../../../src/cli/drivers.js';
import {
  allCases,
  type ClauseId,
  CLAUSES,
  runConformance,
  SET_ASIDE,
} from '../../../src/conformance/index.js';

/** Every clause that binds the driver and is not set aside with a reason. */
const binding = (Object.keys(CLAUSES) as ClauseId[]).filter(
  (id) => CLAUSES[id].actor === 'driver' && !(id in SET_ASIDE),
);

/** The code of the driver: itself, its ciphers, its declarations. */
function driverCode(): string {
  const folders = ['emulator', 'src/crypto', 'src/ddi'];
  return folders
    .flatMap((name) => {
      const folder = fileURLToPath(new URL(`../../../${name}/`, import.meta.url));
      const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
      return files
        .filter((file) => file.endsWith('.ts'))
        .map((file) => readFileSync(join(folder, file), 'utf8'));
    })
    .join('\n');
}

describe('each clause that binds the driver and is not set aside', () => {
  const cases = allCases();
  const faulty = faultyNamedDrivers();
  const citing = (id: ClauseId) => cases.filter(({ clauses }) => clauses.includes(id));

  it('is cited, spelt out, in the code of the driver', () => {
    const code = driverCode();
    expect(binding.filter((id) => !new RegExp(`\\b${id}\\b`).test(code))).toEqual([]);
    expect(binding).not.toEqual([]);
  });

  it('is cited in a case', () => {
    expect(binding.filter((id) => citing(id).length === 0)).toEqual([]);
  });

  it('is broken by a faulty driver, which fails a case that cites the clause', () => {
    const unbroken = binding.filter((id) => {
      const breaking = faulty.filter(({ breaks }) => breaks.includes(id));
      return !breaking.some(({ create }) =>
        citing(id).some((one) => runConformance({ driver: create, cases: [one] }).summary.failed > 0),
      );
    });
    expect(unbroken).toEqual([]);
  });
});
