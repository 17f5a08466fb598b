import type { ConformanceCase } from '../../src/conformance/index.js';
import { allCases } from '../../src/conformance/index.js';

/** Whether this is `npm run long`, which has time for what `npm test` does of a part. */
export const isLong = process.env['SOFTUMD_LONG'] !== undefined;

/** All cases but the long ones: thousands of times what others do once. */
export const quickCases = (): readonly ConformanceCase[] => allCases().filter(({ long }) => !long);

/** Those of Direct3D 11 among cases. */
export const ofD3D11 = (cases: readonly ConformanceCase[]): readonly ConformanceCase[] =>
  cases.filter(({ fixture }) => fixture.name === 'd3d11');

/**
 * One of every so many cases, by its place among them; all of them in `npm run long`.
 * @param rest which: of `every` drivers, each with another `rest`, one has each case
 */
export const oneOf = (
  every: number,
  cases: readonly ConformanceCase[],
  rest = 0,
): readonly ConformanceCase[] =>
  isLong ? cases : cases.filter((_, index) => index % every === rest % every);

const testOf = ({ id }: ConformanceCase) => id.split(':').slice(0, 2).join(':');

/** Of each test the case with its first parameters, and on request that with its last: every body, not every value. */
export function ofEachTest(
  which: 'first' | 'first and last',
  cases = quickCases(),
): readonly ConformanceCase[] {
  const first = new Map([...cases].reverse().map((one) => [testOf(one), one]));
  const last = new Map(cases.map((one) => [testOf(one), one]));
  const isChosen = (one: ConformanceCase) =>
    first.get(testOf(one)) === one || (which === 'first and last' && last.get(testOf(one)) === one);
  return cases.filter(isChosen);
}
