/** Faults on demand: a function answers what a test says instead of doing its work. */
import type { Besides, FunctionDeclaration, Interposer } from '../abi/index.js';
import { hresult, VOID } from '../abi/index.js';
import { isComMethod } from '../api/kit/index.js';
import { answerMethod } from './api-answer.js';
import { createErrorReporter } from './error-reporter.js';
import type { FaultRule } from './fault-rule.js';
import { StandingRule } from './fault-rule.js';
import { chain, onEvery } from './interpose.js';

/** A rule that was made, to take it back. */
export interface AddedFault {
  /** The calls from now on do their work. `verify` still asks that it answered one before. */
  stop(): void;
}

/** Rules, and whether they came true. */
export interface Faults {
  /**
   * For `createDevice({ interposer })`, rules on the driver's functions; for `createDevice({ apiInterposer })`, rules on
   * the API's. Of one `Faults` for one driver.
   */
  readonly interposer: Interposer<Besides>;
  /**
   * Makes a further rule; its calls are counted from now on.
   * @throws TypeError, RangeError as {@link createFaults}
   */
  add(rule: FaultRule): AddedFault;
  /**
   * @throws FaultNotFired naming the first rule that did not come true: a test that relies on it tests nothing. One of
   *   `nth` or `every` has to have answered once, one of `first` all its calls.
   */
  verify(): void;
}

/** A rule did not come true. */
export class FaultNotFired extends Error {
  override readonly name = 'FaultNotFired';
}

/** Gives calls the answer that is due, as their border has it. */
function answering(
  due: (declaration: FunctionDeclaration) => number | bigint | undefined,
  reporter: ReturnType<typeof createErrorReporter>,
): Interposer<Besides> {
  return onEvery<Besides>({
    before: ({ declaration, args, process }) => {
      const answer = due(declaration);
      if (answer === undefined) return undefined;
      if (isComMethod(declaration)) return { answer: answerMethod(declaration, args, answer) };
      if (declaration.returns !== VOID) return { answer };
      if (process) reporter.report(process, args[0], hresult(Number(answer)));
      return { answer: undefined };
    },
  });
}

/**
 * Makes faults: `createFaults([{ call: 'CreateCryptoSession', nth: 2, answer: E_OUTOFMEMORY }])`. Each rule counts every
 * call of its function; where several are due, the one that was made first answers.
 *
 * @example
 * ```ts
 * import { createDevice } from 'softumd';
 * import { createFaults, E_OUTOFMEMORY } from 'softumd/ddi';
 *
 * const faults = createFaults([{ call: 'CreateCryptoSession', first: 2, answer: E_OUTOFMEMORY }]);
 * const device = createDevice({ interposer: faults.interposer });
 * const noMemory = faults.add({ call: 'CreateResource', every: true, answer: E_OUTOFMEMORY });
 * noMemory.stop();
 * ```
 * @throws TypeError when a rule's call is no declared function, or it has a member too many
 * @throws RangeError when a rule's answer is none that its function can give, or a count no whole number from 1
 */
export function createFaults(rules: readonly FaultRule[] = []): Faults {
  const standing = rules.map((rule) => new StandingRule(rule));
  const known = new Set<string>();
  const reporter = createErrorReporter();
  const due = ({ name }: FunctionDeclaration) => {
    const [found] = standing.filter((one) => one.rule.call === name && one.counts());
    found?.fire();
    return found?.answer;
  };
  const note: Interposer<Besides> = (declaration, inner, process) => {
    known.add(declaration.name);
    return process ? reporter.interposer(declaration, inner, process) : inner;
  };
  return {
    interposer: chain<Besides>(answering(due, reporter), note),
    add: (rule) => {
      const added = new StandingRule(rule);
      standing.push(added);
      return {
        stop: () => {
          added.stop();
        },
      };
    },
    verify: () => {
      for (const one of standing) {
        const complaint = one.complaint(known.has(one.rule.call));
        if (complaint !== undefined)
          throw new FaultNotFired(`fault ${JSON.stringify({ ...one.rule })} ${complaint}`);
      }
    },
  };
}
