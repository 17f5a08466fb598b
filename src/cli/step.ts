import type { Hresult } from '../abi/index.js';
import { failed } from '../abi/index.js';
import { hresultName } from '../ddi/index.js';

/** One line of a demo: who does what, and how it ended. */
export interface Step {
  readonly who: 'player' | 'driver' | 'user' | 'check';
  readonly what: string;
  /** How a call of the API ended: an HRESULT, or that it is void; undefined for what is no call. */
  readonly result?: string;
  readonly note?: string;
}

/** A demo in which a call failed: the step was reported, nothing more follows. */
export class DemoFailed extends Error {
  override readonly name = 'DemoFailed';
}

/** A step as a line. */
export function stepLine({ who, what, result, note }: Step, number: number): string {
  const answer = result === undefined ? '' : ` → ${result}`;
  const remark = note === undefined ? '' : `   ${note}`;
  return `${String(number).padStart(3)}  ${who.padEnd(6)}  ${what}${answer}${remark}\n`;
}

/** Tells the steps of a demo. */
export class Narrator {
  constructor(private readonly report: (step: Step) => void) {}

  player(what: string, note: string): void {
    this.report({ who: 'player', what, note });
  }

  user(what: string): void {
    this.report({ who: 'user', what });
  }

  check(what: string, note: string): void {
    this.report({ who: 'check', what, note });
  }

  /** A call of the API and what it returned, which may be a failure. */
  driver(what: string, hresult: Hresult, note = ''): void {
    this.report({ who: 'driver', what, result: hresultName(hresult), ...(note !== '' && { note }) });
  }

  /** A call that has to succeed. @throws DemoFailed where it does not */
  must(what: string, hresult: Hresult, note?: string): void {
    this.driver(what, hresult, note);
    if (failed(hresult)) throw new DemoFailed(what);
  }

  /** One of many calls like it, which is told where it fails. @throws DemoFailed then */
  quietly(what: string, hresult: Hresult): void {
    if (failed(hresult)) this.must(what, hresult);
  }
}
