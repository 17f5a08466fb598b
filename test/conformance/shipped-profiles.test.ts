import { describe, expect, it } from '@jest/globals';
import type { ConformanceCase } from '../../src/conformance/index.js';
import { runConformance } from '../../src/conformance/index.js';
import { loadDriverIdentity } from '../../src/certificate/index.js';
import { createDriver, profileNames } from '../../src/facade/index.js';
import { testCertificate } from '../../src/facade/create-driver.js';
import { isLong, ofD3D11, ofEachTest, oneOf, quickCases } from './some-cases.js';

const certificate = loadDriverIdentity(testCertificate());

/** All that can depend on a profile: other chapters know no crypto type. */
const asked: readonly ConformanceCase[] = isLong ? quickCases() : ofD3D11(ofEachTest('first'));

/** Those that are least like the default; all of them take a minute, which `npm run long` has. */
const unlikeTheDefault = ['hardware-drm', 'no-protection'];

describe('the profiles that are shipped', () => {
  it('are all asked, sooner or later', () => {
    expect(profileNames()).toEqual(expect.arrayContaining(unlikeTheDefault));
  });

  /** Each case is asked of one of the two, and of all in `npm run long`. */
  const chosen = (isLong ? profileNames() : unlikeTheDefault).map(
    (profile, index) => [profile, oneOf(2, asked, index)] as const,
  );

  it.each(chosen)('%s passes the suite, with a reason for each case that it skips', (profile, some) => {
    const driver = () => createDriver({ seed: 1, certificate, profile });
    const { cases } = runConformance({ driver, cases: some });
    const odd = cases.filter(({ outcome }) => outcome !== 'pass' && outcome !== 'skip');
    expect(odd.map(({ id, message }) => `${id}: ${message ?? ''}`)).toEqual([]);
    const skipped = cases.filter(({ outcome }) => outcome === 'skip');
    expect(skipped.filter(({ message }) => !message?.startsWith('the driver'))).toEqual([]);
  });
});
