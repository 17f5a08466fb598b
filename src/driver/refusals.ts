/** Why a driver refused a call, as plain data: what a test may know and the interface never tells (D-03). */
export interface Refusal {
  /** The function of the DDI: `DecryptionBlt`. */
  readonly function: string;
  /** What is wrong, in words: `there is no session key`. */
  readonly rule: string;
  /** The clauses and decisions behind it: `NCS-8`, `D-10`. */
  readonly clause: string;
  /** The parameter that is wrong, where one is. */
  readonly argument?: string;
  readonly expected?: string;
  readonly received?: string;
}

/** A cause in one line. */
export function refusalText({ rule, clause, argument, expected, received }: Refusal): string {
  const of = argument === undefined ? '' : `${argument}: `;
  const wanted = expected === undefined ? '' : `, expected ${expected}`;
  const came = received === undefined ? '' : `, received ${received}`;
  return `${of}${rule}${wanted}${came} (${clause})`;
}

/** What an emulated driver says of its refusals to a test that asks. */
export interface RefusalsControl {
  /** Keeps the causes of refusals from now on, or no more. They are not kept unless a test asks for it (D-03). */
  keep(wanted: boolean): void;
  /**
   * The cause of the last refusal, once; null where none was kept, or it was taken already. Of a key buffer it is found
   * out only now, from a copy of the ciphertext that was kept (D-03).
   * @param ofFunction only where the function of this name was the last that refused
   */
  take(ofFunction?: string): Refusal | null;
}
