import { describe, expect, it } from '@jest/globals';
import { loaderOptions } from '../../src/isolation/loader-options.js';

describe('what a driver’s process takes over of node’s options', () => {
  it.each([
    [['-e', 'runIsolated()'], []],
    [
      ['--input-type=module', '--eval', 'x', '--import', 'tsx'],
      ['--import', 'tsx'],
    ],
    [['-p', '1', '--test', '--watch', '--inspect=9229', '--inspect-brk'], []],
    [
      ['-r', './hook.cjs', '--loader=ts', '--conditions', 'dev'],
      ['-r', './hook.cjs', '--loader=ts', '--conditions', 'dev'],
    ],
    [
      ['--experimental-strip-types', '--disable-warning=X', '--no-warnings'],
      ['--experimental-strip-types', '--disable-warning=X', '--no-warnings'],
    ],
    [['--import'], ['--import']],
  ])('%j: %j', (given, kept) => {
    expect(loaderOptions(given)).toEqual(kept);
  });
});
