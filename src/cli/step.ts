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
