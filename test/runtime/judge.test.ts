import { describe, expect, it } from '@jest/globals';
import type { Hresult } from 'softumd/ddi';
import { declare, HRESULT, hresult, S_OK, VOID } from 'softumd/ddi';
import type { CodeRules, Complaints, CriticalVoid } from '../../src/runtime/judge.js';
import { Judge } from '../../src/runtime/judge.js';
import { Removal } from '../../src/host/index.js';

/** Codes of no interface that there is. */
const [GONE, GONE_API, BROKEN, BUSY, BUSY_API, SMALL, REFUSED] = [1, 2, 3, 4, 5, 6, 7].map((low) =>
  hresult(0xc000_0000 + low),
) as [Hresult, Hresult, Hresult, Hresult, Hresult, Hresult, Hresult];
const rules: CodeRules = {
  removedAtDriver: GONE,
  removed: GONE_API,
  driverError: BROKEN,
  translations: new Map([[BUSY, BUSY_API]]),
};
const common = { typedef: 'PFN', clauses: 'X', parameters: [] } as const;
const codes = [S_OK, BUSY, SMALL];
const Returns = declare({ ...common, name: 'Returns', returns: HRESULT, codes, decidedCodes: [REFUSED] });
const Reports = declare({
  ...common,
  name: 'Reports',
  returns: VOID,
  codes: [BUSY],
  decidedCodes: [REFUSED],
});

/** A judge over a driver that has reported some codes, and reports others when it is asked whether it still lives. */
function judge(
  reported: readonly Hresult[] = [],
  whenProbed: readonly Hresult[] = [],
  criticalVoid?: CriticalVoid,
) {
  const errors = [...reported];
  const said: unknown[] = [];
  const removal = new Removal();
  const device = {
    takeErrors: () => errors.splice(0),
    probe: () => void errors.push(...whenProbed),
  };
  const complaints: Complaints = {
    refused: ({ call, code }, answer) => void said.push(['refused', call, code, answer]),
    brokeRule: ({ declaration, call, code }, isKept) =>
      void said.push(['broke', declaration.name, call, code, isKept ? 'kept' : 'lost']),
  };
  const one = new Judge(rules, device, removal, complaints, criticalVoid);
  return { one, removal, said };
}

describe('a judge', () => {
  it.each([
    ['a code that the function lists', S_OK, S_OK],
    ['a failure that it lists', SMALL, SMALL],
    ['a code that a decision adds', REFUSED, REFUSED],
    ['a code that the API has another number for', BUSY, BUSY_API],
  ])('passes %s', (_what, code, answer) => {
    const { one, removal, said } = judge();
    expect([one.returned(Returns, 'Api::Call', code), removal.reason]).toEqual([answer, S_OK]);
    expect(said).toEqual(code === S_OK ? [] : [['refused', 'Api::Call', code, answer]]);
  });

  it('loses the device for a code that the function may not return, and says so', () => {
    const { one, removal, said } = judge();
    expect([one.returned(Returns, 'Api::Call', BROKEN), removal.reason]).toEqual([GONE_API, BROKEN]);
    expect(said).toEqual([['broke', 'Returns', 'Api::Call', BROKEN, 'lost']]);
  });

  it('hears the removal in a code, in a report, and from a driver that it asks after a failure', () => {
    const ways = [
      (one: Judge) => one.returned(Returns, 'Api::Call', GONE),
      (one: Judge) => one.reported(Reports, 'Api::Call'),
    ] as const;
    for (const [way, reported] of [
      [ways[0], []],
      [ways[1], [GONE]],
    ] as const) {
      const { one, removal, said } = judge(reported);
      expect([way(one), removal.reason, said]).toEqual([GONE_API, GONE_API, []]);
    }
    const asked = judge([], [GONE]);
    expect(asked.one.returned(Returns, 'Api::Call', SMALL)).toBe(GONE_API);
    expect(asked.removal.reason).toBe(GONE_API);
    const unasked = judge([], [GONE]);
    expect([unasked.one.returned(Returns, 'Api::Call', S_OK), unasked.removal.reason]).toEqual([S_OK, S_OK]);
  });

  it('takes what was reported for what a function came to, whatever it returned', () => {
    expect(judge([SMALL]).one.returned(Returns, 'Api::Call', S_OK)).toBe(SMALL);
    expect(judge([BROKEN]).one.returned(Returns, 'Api::Call', S_OK)).toBe(GONE_API);
  });

  it('judges VOID functions by what they report: nothing is success, and no decision adds a code (D-08)', () => {
    expect(judge().one.reported(Reports, 'Api::Call')).toBe(S_OK);
    expect(judge([BUSY]).one.reported(Reports, 'Api::Call')).toBe(BUSY_API);
    const { one, removal, said } = judge([REFUSED]);
    expect([one.reported(Reports, 'Api::Call'), removal.reason]).toEqual([GONE_API, BROKEN]);
    expect(said).toEqual([['broke', 'Reports', 'Api::Call', REFUSED, 'lost']]);
  });

  it('keeps the device of a VOID function that fails as it may not, where that is to be diagnosed (D-08)', () => {
    const { one, removal, said } = judge([REFUSED], [], 'diagnose');
    expect([one.reported(Reports, 'Api::Call'), removal.reason]).toEqual([REFUSED, S_OK]);
    expect(said).toEqual([['broke', 'Reports', 'Api::Call', REFUSED, 'kept']]);
    const allowed = judge([BUSY], [], 'diagnose');
    expect([allowed.one.reported(Reports, 'Api::Call'), allowed.removal.reason]).toEqual([BUSY_API, S_OK]);
    const gone = judge([GONE], [], 'diagnose');
    expect([gone.one.reported(Reports, 'Api::Call'), gone.removal.reason]).toEqual([GONE_API, GONE_API]);
    const returned = judge([], [], 'diagnose');
    expect(returned.one.returned(Returns, 'Api::Call', BROKEN)).toBe(GONE_API); // it is of VOID functions alone
  });
});

describe('a removal', () => {
  it('keeps its first reason', () => {
    const removal = new Removal();
    expect([removal.isRemoved, removal.reason]).toEqual([false, S_OK]);
    removal.remove(BROKEN);
    removal.remove(GONE_API);
    expect([removal.isRemoved, removal.reason]).toEqual([true, BROKEN]);
  });
});
