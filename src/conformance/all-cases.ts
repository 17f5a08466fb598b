import { coppGroups } from './copp/groups/index.js';
import { d3d11Groups } from './d3d11/groups/index.js';
import { rejectDuplicates } from './framework/case-id.js';
import type { CaseGroup, ConformanceCase } from './framework/group.js';
import { opmGroups } from './opm/groups/index.js';

/**
 * Every group of the suite, chapter by chapter. A chapter that is added is named here and nowhere else.
 * @example
 * const names = allGroups().map(({ name }) => name); // ['adapter', 'device', …]
 */
export function allGroups(): readonly CaseGroup[] {
  return [...d3d11Groups, ...coppGroups, ...opmGroups];
}

/**
 * Every case of the suite.
 * @example
 * const { summary } = runConformance({ driver: () => createDriver(), cases: allCases() });
 */
export function allCases(): readonly ConformanceCase[] {
  const cases = allGroups().flatMap((group) => group.cases);
  rejectDuplicates(cases);
  return cases;
}
