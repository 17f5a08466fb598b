import type { DriverUnderTest, ProfileSwitches } from '../../driver/index.js';
import { DEFAULT_SWITCHES } from '../../driver/index.js';
import type { Hresult } from '../../abi/index.js';
import { failed, hresultText } from '../../abi/index.js';
import type { Ntstatus } from '../../ddi/index.js';
import { hresultName } from '../../ddi/index.js';
import type { ClauseId } from '../rules/clauses/index.js';
import type { DecisionId, SwitchName } from '../rules/decisions.js';
import type { Rule } from '../rules/rule.js';
import { outcomeOf, ruleText, weightOf } from '../rules/rule.js';
import { CaseFailure, CaseSkip } from './outcome.js';

/** What functions answer: one kind in all of a chapter. */
export type Code = Hresult | Ntstatus;

/** The header's name of a code, or its number where none is known. */
export type CodeName = (code: Code) => string;

const codeText = (code: Code, nameOf: CodeName) => {
  const [name, number] = [nameOf(code), hresultText(code as Hresult)];
  return name === number ? name : `${name} (${number})`;
};

const nameOfHresult: CodeName = (code) => hresultName(code as Hresult);

/** Codes as a person reads them, with `or` between; HRESULTs unless told otherwise. */
export function codesText(codes: readonly Code[], nameOf = nameOfHresult): string {
  return codes.length === 0 ? 'nothing' : codes.map((code) => codeText(code, nameOf)).join(' or ');
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
  /** How the codes of this chapter's functions are named. */
  protected readonly codeName: CodeName = nameOfHresult;

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
  expectCode<C extends Code>(actual: C, expected: readonly NoInfer<C>[], rule: Rule, what: string): void {
    if (expected.includes(actual)) return;
    const [right, received] = [expected, [actual]].map((codes) => codesText(codes, this.codeName));
    this.violated(rule, `${what}: expected ${right}, received ${received}`);
  }

  /** A code that must be a failure, whichever. */
  expectFailed(actual: Code, rule: Rule, what: string): void {
    if (failed(actual as Hresult)) return; // the severity bit, which both kinds have there
    this.violated(rule, `${what}: expected a failure, received ${codesText([actual], this.codeName)}`);
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
