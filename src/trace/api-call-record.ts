import { resultFailed } from '../abi/index.js';
import type { ToldMethod } from './api-call-text.js';
import type { CallRecord } from './call-record.js';
import { nameOf } from './call-record.js';
import type { ToldCall } from './call-text.js';
import { callLine, endText } from './call-text.js';

/** One call of the API. Its text is made at once: callers may change what they passed, and nothing of theirs is kept. */
export class ApiCallRecord implements CallRecord {
  private readonly ins: readonly string[];
  private outs: readonly string[] = [];
  private end: ToldCall['end'];

  /** @param args This first */
  constructor(
    private readonly told: ToldMethod,
    private args: readonly unknown[],
    private readonly depth: number,
  ) {
    this.ins = told.before(args);
  }

  returned(result: unknown): void {
    this.end = { result };
    if (!resultFailed(this.told.method.returns, result)) this.outs = this.told.after(this.args);
    this.args = [];
  }

  threw(error: unknown): void {
    this.end = { threw: nameOf(error) };
    this.args = [];
  }

  text(): string {
    const { told, depth, ins, outs, end } = this;
    const { name, returns } = told.method;
    return callLine(name, depth, [ins, endText(returns, end), outs]);
  }
}
