import type { FunctionDeclaration } from '../../src/abi/index.js';
import type { Refusal, RefusalsControl } from '../../src/driver/index.js';

/** What is wrong with a refused call; which function was called is known already. */
export type Cause = Omit<Refusal, 'function'>;

/** The cause of a refusal; a function where it is looked for only when somebody asks (D-03). */
export type FoundCause = Cause | (() => Cause);

/** Answers a refused call: with the code, whose cause is put together only where causes are kept. */
export type Refuse = <Code extends number>(code: Code, cause: () => FoundCause) => Code;

/**
 * Why the last call that a driver refused was refused, for the test that asks (D-03). Nothing is kept, and no cause put
 * together, unless it was asked for.
 */
export class RefusalRecorder implements RefusalsControl {
  private isKept = false;
  private last: { readonly function: string; readonly cause: FoundCause } | undefined = undefined;

  keep(wanted: boolean): void {
    this.isKept = wanted;
    if (!wanted) this.last = undefined;
  }

  take(ofFunction?: string): Refusal | null {
    const { last } = this;
    if (last === undefined || (ofFunction !== undefined && last.function !== ofFunction)) return null;
    this.last = undefined;
    return { function: last.function, ...(typeof last.cause === 'function' ? last.cause() : last.cause) };
  }

  /** How the calls of one function are refused. */
  of({ name }: FunctionDeclaration): Refuse {
    return (code, cause) => {
      if (this.isKept) this.last = { function: name, cause: cause() };
      return code;
    };
  }
}
