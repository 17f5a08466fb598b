import type { DriverUnderTest, ProfileSwitches } from '../../driver/index.js';
import { DEFAULT_SWITCHES } from '../../driver/index.js';
import type { Hresult } from '../../abi/index.js';
import { failed, hresultText } from '../../abi/index.js';
import { hresultName } from '../../ddi/index.js';
import type { ClauseId } from '../rules/clauses/index.js';
import type { DecisionId, SwitchName } from '../rules/decisions.js';
import type { Rule } from '../rules/rule.js';
import { outcomeOf, ruleText, weightOf } from '../rules/rule.js';
import { CaseFailure, CaseSkip } from './outcome.js';

const codeText = (code: Hresult) => {
  const name = hresultName(code);
  return name === hresultText(code) ? name : `${name} (${hresultText(code)})`;
};

/** Codes as a person reads them, with `or` between. */
export function codesText(codes: readonly Hresult[]): string {
  return codes.length === 0 ? 'nothing' : codes.map(codeText).join(' or ');
}

/** Bytes as a person reads them, two digits each. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Passes judgement for one case. A violated MUST or SHOULD fails it. A violated decision, or IMPLIED clause, fails
 * it when the target declares a profile, and is a warning otherwise: an honest driver may differ there. Where nothing
 * obliges a driver, a MAY or a decision that only advises, it is a warning in any case.
 */
export class Judge {
  private readonly warned: string[] = [];

  constructor(readonly driver: DriverUnderTest) {}

  /** What was found to differ where that fails no case: on a target without a profile from what is decided. */
  get warnings(): readonly string[] {
    return this.warned;
  }

  /** The target's setting of a switch, or the default where it declares no profile. */
  setting<S extends SwitchName>(name: S): ProfileSwitches[S] {
    return (this.driver.profile ?? DEFAULT_SWITCHES)[name];
  }

  /** Ends the case as skipped. Skips are grouped by reason, so the reason names no case. */
  skip(reason: string): never {
    throw new CaseSkip(reason);
  }

  /** Says that a clause or decision is violated. Returns only where that is a warning. */
  violated(rule: Rule, message: string): void {
    const text = `${message}\n  ${ruleText(rule)}`;
    if (outcomeOf(weightOf(rule), this.driver.profile !== undefined) === 'fail') throw new CaseFailure(text);
    this.warned.push(text);
  }

  /** A condition that a clause demands. `message` says what was expected and what came. */
  expect(condition: boolean, clause: ClauseId, message: string): void {
    if (!condition) this.violated(clause, message);
  }

  /** A point that a decision settles. */
  decided(decision: DecisionId, condition: boolean, message: string): void {
    if (!condition) this.violated(decision, message);
  }

  /** A returned code, against those that a clause or decision allows. */
  expectCode(actual: Hresult, expected: readonly Hresult[], rule: Rule, what: string): void {
    if (expected.includes(actual)) return;
    this.violated(rule, `${what}: expected ${codesText(expected)}, received ${codeText(actual)}`);
  }

  /** A code that must be a failure, whichever. */
  expectFailed(actual: Hresult, rule: Rule, what: string): void {
    if (!failed(actual)) this.violated(rule, `${what}: expected a failure, received ${codeText(actual)}`);
  }

  expectBytes(actual: Uint8Array, expected: Uint8Array, rule: Rule, what: string): void {
    if (actual.length !== expected.length) {
      this.violated(rule, `${what}: expected ${expected.length} bytes, received ${actual.length}`);
      return;
    }
    const at = actual.findIndex((byte, index) => byte !== expected[index]);
    if (at < 0) return;
    const near = (bytes: Uint8Array) => hex(bytes.subarray(at, at + 16));
    this.violated(rule, `${what}: expected ${near(expected)}… at byte ${at}, received ${near(actual)}…`);
  }
}
