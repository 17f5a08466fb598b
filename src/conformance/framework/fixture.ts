import type { FunctionDeclaration } from '../../abi/index.js';
import type { DriverUnderTest } from '../../driver/index.js';
import type { Case, CaseSetup } from './case.js';

/**
 * Optional capabilities of a target that a test cannot do without.
 * @example
 * const needs: readonly Capability[] = ['control', 'oracle'];
 */
export type Capability = 'control' | 'oracle';

/**
 * What the cases of a group run on. A chapter of the suite has one: it opens the driver by the chapter's entry, and its
 * case holds what the helpers of the chapter take first.
 * @example
 * class SessionCase extends D3D11Case {
 *   readonly session = () => createSession(this, this.device());
 * }
 * const session: Fixture<SessionCase> = {
 *   ...d3d11,
 *   name: 'd3d11 session',
 *   create: (setup) => new SessionCase(setup),
 * };
 */
export interface Fixture<F extends Case = Case> {
  /** The chapter's name, which tells its cases apart: `allCases().filter(({ fixture }) => fixture.name === 'd3d11')`. */
  readonly name: string;
  /** The functions that only open the driver: in a failure's last calls they are one line. */
  readonly opening?: readonly FunctionDeclaration[];
  /** Why this driver has nothing for these cases to run on, and so is skipped; undefined where it has. */
  readonly requires?: (driver: DriverUnderTest) => string | undefined;
  /** Makes what the case's body gets. It calls no function of the driver: that is left to the body. */
  readonly create: (setup: CaseSetup) => F;
}

/**
 * A case whose test names `needs`: these capabilities of its driver are there.
 * @example
 * function expectGone(t: Needing<D3D11Case, 'control'>): void {
 *   t.driver.control.removeDevice();
 * }
 */
export type Needing<F extends Case, N extends Capability> = F & {
  readonly driver: Required<Pick<DriverUnderTest, N>>;
};
