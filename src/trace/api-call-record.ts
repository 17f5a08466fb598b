import { resultFailed, VOID } from '../abi/index.js';
import type { ApiCall } from './api-call.js';
import { withText } from './api-call.js';
import type { ApiFunctionName } from './api-declarations.js';
import type { ToldMethod, ToldValue } from './api-call-text.js';
import type { CallRecord } from './call-record.js';
import { nameOf } from './call-record.js';
import { valueText } from './call-text.js';

const byName = (values: readonly ToldValue[]) => Object.freeze(Object.fromEntries(values));

/** One call of the API. Its values are told at once: callers may change what they passed, and nothing of theirs is kept. */
export class ApiCallRecord implements CallRecord {
  private readonly on: string | null;
  private readonly ins: readonly ToldValue[];
  private outs: readonly ToldValue[] = [];
  private result: ApiCall['result'];

  /**
   * @param args This first
   * @param place how many calls there were before, this one counted, and how many are open around it
   */
  constructor(
    private readonly told: ToldMethod,
    private args: readonly unknown[],
    private readonly place: Pick<ApiCall, 'index' | 'depth'>,
  ) {
    this.on = told.on(args);
    this.ins = told.before(args);
  }

  returned(result: unknown): void {
    const { told, args } = this;
    const { returns } = told.method;
    this.result = returns === VOID ? null : this.resultOf(result);
    if (!resultFailed(returns, result)) this.outs = told.after(args);
    this.args = [];
  }

  threw(error: unknown): void {
    this.result = Object.freeze({ threw: nameOf(error) });
    this.args = [];
  }

  data(): ApiCall {
    const { told, place, on, ins, outs, result } = this;
    const call = told.method.name as ApiFunctionName;
    const known = { ...place, call, on, arguments: byName(ins), result, wrote: byName(outs) };
    return withText(known, told.method.opaque === true);
  }

  text(): string {
    return this.data().text;
  }

  private resultOf(result: unknown): ApiCall['result'] {
    const name = valueText(this.told.method.returns, result);
    return Object.freeze({ name, value: typeof result === 'number' ? result : String(result) });
  }
}
