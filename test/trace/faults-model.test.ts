/** Any sequence of rules, calls and stops, against a model that keeps a list of what happened. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type AddedFault,
  CreateCryptoSession,
  createFaults,
  type FaultCount,
  type FunctionDeclaration,
  GetContentProtectionCaps,
} from 'softumd/ddi';
import { ID3D11VideoDevice } from 'softumd/d3d11';
import { caught } from '../support/caught.js';

const [onApi] = ID3D11VideoDevice.methods.filter(({ member }) => member === 'CreateCryptoSession');
const functions: readonly FunctionDeclaration[] = [CreateCryptoSession, GetContentProtectionCaps, onApi!];

type Step =
  | { readonly do: 'call'; readonly at: number }
  | { readonly do: 'add'; readonly at: number; readonly count: FaultCount }
  | { readonly do: 'stop'; readonly rule: number };

const at = fc.integer({ min: 0, max: functions.length - 1 });
const few = fc.integer({ min: 1, max: 4 });
const count: fc.Arbitrary<FaultCount> = fc.oneof(
  fc.constant({}),
  few.map((nth) => ({ nth })),
  few.map((first) => ({ first })),
  fc.constant({ every: true as const }),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: at.map((one): Step => ({ do: 'call', at: one })) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('add' as const), at, count }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('stop' as const), rule: fc.integer({ min: 0, max: 5 }) }),
  },
);

/** What the steps come to, by the words of the documentation alone. Rule n answers n + 1; what no rule answers is 0. */
function expected(steps: readonly Step[]) {
  const rules = steps.flatMap((one, time) => (one.do === 'add' ? [{ ...one, time }] : []));
  const stopTime = (rule: number) => {
    const time = steps.findIndex(
      (one, index) => one.do === 'stop' && one.rule === rule && index > (rules[rule]?.time ?? Infinity),
    );
    return time < 0 ? Infinity : time;
  };
  /** Which call of its function it is to a rule that was made at this time. */
  const ordinal = (time: number, of: number, madeAt: number) =>
    steps.slice(madeAt, time + 1).filter((one) => one.do === 'call' && one.at === of).length;
  const isDue = (rule: number, time: number) => {
    const {
      count: { nth, first, every },
      at: of,
      time: madeAt,
    } = rules[rule]!;
    const called = steps[time]!;
    if (called.do !== 'call' || called.at !== of || time < madeAt || time > stopTime(rule)) return false;
    const number = ordinal(time, of, madeAt);
    return every ?? (first === undefined ? number === (nth ?? 1) : number <= first);
  };
  const answers = steps.flatMap((one, time) =>
    one.do === 'call' ? [rules.findIndex((_, rule) => isDue(rule, time)) + 1] : [],
  );
  const unfulfilled = rules.findIndex(({ count: { first } }, rule) => {
    const fired = answers.filter((answer) => answer === rule + 1).length;
    return fired === 0 || (first !== undefined && stopTime(rule) === Infinity && fired < first);
  });
  return { answers, unfulfilled };
}

/** Rules on calls that make objects give failures alone. */
const failure = 2 ** 31;

function observed(steps: readonly Step[]) {
  const faults = createFaults();
  const calls = functions.map((one) => faults.interposer(one, () => 0));
  const made: AddedFault[] = [];
  const answers = steps.flatMap((one): unknown[] => {
    if (one.do === 'call') return [(calls[one.at]!({}, null, null, null, {}) as number) % failure];
    if (one.do === 'stop') made[one.rule]?.stop();
    else
      made.push(
        faults.add({
          call: functions[one.at]!.name as never,
          ...one.count,
          answer: failure + made.length + 1,
        }),
      );
    return [];
  });
  const complaint = caught(() => {
    faults.verify();
  });
  const named = /"answer":(\d+)/.exec(String(complaint))?.[1];
  return { answers, unfulfilled: named === undefined ? -1 : (Number(named) % failure) - 1 };
}

describe('rules of faults', () => {
  it('answer the calls that they name, the rule made first before all others, until they are stopped', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        expect(observed(steps)).toEqual(expected(steps));
      }),
    );
  });
});
