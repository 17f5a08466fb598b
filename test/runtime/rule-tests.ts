/** Tests of the rules of api.json, one a rule: a rule without a test is named, with the reason. */
import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';

interface RuleFact {
  readonly id: string;
  readonly area: string;
  readonly when: string;
}

const { rules } = JSON.parse(
  readFileSync(new URL('../../fixtures/reference/api.json', import.meta.url), 'utf8'),
) as { readonly rules: readonly RuleFact[] };

/**
 * Declares the tests of one area.
 * @param tests by rule id
 * @param left rules that have no test here, and why
 */
export function ruleTests(
  area: string,
  tests: Readonly<Record<string, () => void>>,
  left: Readonly<Record<string, string>> = {},
): void {
  const facts = rules.filter((rule) => rule.area === area);
  describe(`rules of the area ${area}`, () => {
    it('are all tested, or left out for a reason', () => {
      expect([...Object.keys(tests), ...Object.keys(left)].sort()).toEqual(facts.map(({ id }) => id).sort());
    });
    for (const { id, when } of facts) if (tests[id]) it(`${id}: ${when}`, tests[id]);
  });
}
