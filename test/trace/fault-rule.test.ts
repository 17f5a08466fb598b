/** What a rule may say, and what is said of one that did not come true. */
import { describe, expect, it } from '@jest/globals';
import { CreateCryptoSession, createFaults, E_FAIL, E_PENDING, type FaultRule, S_OK } from 'softumd/ddi';
import { caught } from '../support/caught.js';

const call = 'CreateCryptoSession';

/** A function under these rules, and what `verify` says after some calls of it. */
function ruled(...rules: readonly FaultRule[]) {
  const faults = createFaults(rules);
  const create = faults.interposer(CreateCryptoSession, () => S_OK);
  const codes = (times: number) => Array.from({ length: times }, () => create(0, 0, 0, 0));
  const complaint = () =>
    caught(() => {
      faults.verify();
    });
  return { faults, codes, complaint };
}

describe('a rule', () => {
  it('answers the first calls and no other', () => {
    const { codes, complaint } = ruled({ call, first: 3, answer: E_PENDING });
    expect(codes(5)).toEqual([E_PENDING, E_PENDING, E_PENDING, S_OK, S_OK]);
    expect(complaint()).toBeUndefined();
  });

  it('answers every call until it is stopped', () => {
    const { faults, codes, complaint } = ruled();
    const rule = faults.add({ call, every: true, answer: E_FAIL });
    expect(codes(3)).toEqual([E_FAIL, E_FAIL, E_FAIL]);
    rule.stop();
    rule.stop(); // once is enough
    expect(codes(2)).toEqual([S_OK, S_OK]);
    expect(complaint()).toBeUndefined();
  });

  it('that was stopped has to have answered once', () => {
    const { faults, codes, complaint } = ruled({ call, nth: 4, answer: E_PENDING });
    const rule = faults.add({ call, first: 3, answer: E_FAIL });
    codes(1);
    rule.stop();
    codes(3);
    expect(complaint()).toBeUndefined();
    faults.add({ call, every: true, answer: E_FAIL }).stop();
    codes(1);
    expect(String(complaint())).toContain(
      `did not fire: call 1 of ${call} never came before it was stopped, there were 0`,
    );
  });

  it.each<[FaultRule, number, string]>([
    [{ call, nth: 3, answer: E_FAIL }, 2, `did not fire: call 3 of ${call} never came, there were 2`],
    [{ call, every: true, answer: E_FAIL }, 0, `did not fire: call 1 of ${call} never came, there were 0`],
    [{ call, first: 3, answer: E_FAIL }, 0, `did not fire: call 1 of ${call} never came, there were 0`],
    [{ call, first: 3, answer: E_FAIL }, 2, `answered 2 of 3 calls: there were 2 of ${call}`],
  ])('is named where it did not come true: %j after %i calls', (rule, times, why) => {
    const { codes, complaint } = ruled(rule);
    codes(times);
    expect(complaint()).toMatchObject({
      name: 'FaultNotFired',
      message: `fault ${JSON.stringify(rule)} ${why}`,
    });
  });

  it('is named where another took its calls', () => {
    const other = ruled({ call, every: true, answer: E_FAIL }, { call, nth: 1, answer: E_PENDING });
    other.codes(2);
    expect(String(other.complaint())).toMatch(/did not fire: another rule answered$/);
    const some = ruled({ call, nth: 2, answer: E_FAIL }, { call, first: 3, answer: E_PENDING });
    expect(some.codes(4)).toEqual([E_PENDING, E_FAIL, E_PENDING, S_OK]);
    expect(String(some.complaint())).toMatch(
      /answered 2 of 3 calls: there were 4 of \w+, and another rule answered some of them$/,
    );
  });

  it.each<[object, string]>([
    [{ nth: 1, first: 2 }, 'fault on Flush: expected one of nth, first, every, received nth and first'],
    [
      { first: 1, every: true },
      'fault on Flush: expected one of nth, first, every, received first and every',
    ],
    [{ every: false }, 'fault on Flush: every: expected true, received false'],
    [{ nht: 2 }, 'fault: nht: unknown member of a rule; did you mean nth?'],
    [
      { function: 'Flush' },
      'fault: function: unknown member of a rule; there are call, answer, nth, first, every',
    ],
  ])('with %j is a TypeError', (members, text) => {
    const rule = { call: 'Flush', answer: 0, ...members } as FaultRule;
    expect(caught(() => createFaults([rule]))).toEqual(new TypeError(text));
  });

  it.each(['nth', 'first'])('takes a whole number from 1 for %s', (name) => {
    for (const wrong of [0, -1, 1.5, Number.NaN, '2'])
      expect(caught(() => createFaults([{ call: 'Flush', answer: 0, [name]: wrong }]))).toEqual(
        new RangeError(`fault on Flush: ${name}: expected a whole number from 1, received ${wrong}`),
      );
    expect(() => createFaults([{ call: 'Flush', answer: 0, [name]: undefined }])).not.toThrow();
  });

  it('has one count, which the compiler knows', () => {
    // @ts-expect-error: nth or first
    const both: FaultRule = { call, nth: 1, first: 2, answer: E_FAIL };
    // @ts-expect-error: every is true or left out
    const not: FaultRule = { call, every: false, answer: E_FAIL };
    expect([both, not]).toHaveLength(2);
  });
});
