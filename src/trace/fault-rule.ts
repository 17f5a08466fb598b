/** A rule that a call is answered by, and what is said of one that did not come true. */
import type { FunctionDeclaration } from '../abi/index.js';
import { failed, hresult, hresultText, SIZE_T } from '../abi/index.js';
import type { AnyApiParameter } from '../api/kit/index.js';
import { isComMethod } from '../api/kit/index.js';
import { HRESULT } from '../ddi/index.js';
import { nearest } from '../options/nearest.js';
import type { FunctionName } from './function-names.js';
import { functionNamed } from './function-names.js';

/** Which calls a rule answers, counted from when it was made: one of these, and the next call where there is none. */
export type FaultCount =
  | {
      /** This call alone; 1, the next, unless told otherwise. */
      readonly nth?: number;
      readonly first?: never;
      readonly every?: never;
    }
  | {
      /** So many calls, from the next one on. */
      readonly first: number;
      readonly nth?: never;
      readonly every?: never;
    }
  | {
      /** All of them, until the rule is stopped. */
      readonly every: true;
      readonly nth?: never;
      readonly first?: never;
    };

/**
 * One fault: calls of a function get this answer, and the function never hears of them.
 *
 * @example
 * ```ts
 * import { createDevice } from 'softumd';
 * import { createFaults, E_OUTOFMEMORY, type FaultRule } from 'softumd/ddi';
 *
 * const second: FaultRule = { call: 'CreateCryptoSession', nth: 2, answer: E_OUTOFMEMORY };
 * createDevice({ interposer: createFaults([second]).interposer });
 * ```
 */
export type FaultRule<Name extends FunctionName = FunctionName> = FaultCount & {
  /**
   * The name of the declaration: `CreateCryptoSession` of a driver, `ID3D11VideoDevice::CreateCryptoSession` of the API.
   * What is inherited has the name of the interface that declares it: `ID3D11DeviceChild::GetDevice`.
   */
  readonly call: Name;
  /**
   * What the caller gets: a 32-bit code, signed or unsigned (D-63); of a size query the bytes. A driver's VOID function
   * reports its code to pfnSetErrorCb (ERR-1). Of a method of the API places for objects get null and all else stays; one
   * that returns nothing is dropped, and the debug layer has an error with the code.
   */
  readonly answer: number;
};

/** What answers a function can give: what they are, the least, and the first beyond them. */
function answersOf({ returns }: FunctionDeclaration): readonly [what: string, least: number, below: number] {
  if (returns === SIZE_T) return ['a whole number of bytes', 0, Infinity];
  if (typeof returns.zero === 'bigint') return ['a whole number of 64 bits', 0, 2 ** 64];
  return ['a 32-bit code, signed or unsigned', -(2 ** 31), 2 ** 32];
}

/** Where a call that succeeds leaves something. */
const isLeftEmpty = ({ passing: { as }, optional = false }: AnyApiParameter) =>
  as.startsWith('outObject') || (as === 'out' && !optional);

/** The answer as the interface has it: an unsigned code (D-63), or a count. */
function answerOf({ call, answer }: FaultRule): number | bigint {
  const declaration = functionNamed('fault: call', call);
  const [what, least, below] = answersOf(declaration);
  if (!Number.isInteger(answer) || !(answer >= least) || answer >= below)
    throw new RangeError(`fault on ${call}: answer: expected ${what}, received ${String(answer)}`);
  if (isComMethod(declaration) && declaration.returns === HRESULT && !failed(hresult(answer))) {
    const left = declaration.parameters.find(isLeftEmpty);
    if (left)
      throw new RangeError(
        `fault on ${call}: answer: expected a failure, received ${hresultText(hresult(answer))}: ${left.name} would be left empty`,
      );
  }
  if (typeof declaration.returns.zero === 'bigint') return BigInt(answer);
  return declaration.returns === SIZE_T ? answer : hresult(answer);
}

const counts = ['nth', 'first', 'every'] as const;
const memberNames: readonly string[] = ['call', 'answer', ...counts];

function checkMembers(rule: FaultRule): void {
  const unknown = Object.keys(rule).find((name) => !memberNames.includes(name));
  if (unknown === undefined) return;
  const [meant] = nearest(memberNames, unknown, 1);
  const hint = meant === undefined ? `there are ${memberNames.join(', ')}` : `did you mean ${meant}?`;
  throw new TypeError(`fault: ${unknown}: unknown member of a rule; ${hint}`);
}

/** The first and the last call that a rule answers, counted from 1. */
function answeredCalls(rule: FaultRule): readonly [from: number, to: number] {
  const given = counts.filter((name) => rule[name] !== undefined);
  const [name = 'nth'] = given;
  if (given.length > 1)
    throw new TypeError(
      `fault on ${rule.call}: expected one of ${counts.join(', ')}, received ${given.join(' and ')}`,
    );
  if (name === 'every') {
    if (rule.every) return [1, Infinity];
    throw new TypeError(`fault on ${rule.call}: every: expected true, received ${String(rule.every)}`);
  }
  const count = rule[name] ?? 1;
  if (!Number.isInteger(count) || count < 1)
    throw new RangeError(`fault on ${rule.call}: ${name}: expected a whole number from 1, received ${count}`);
  return [name === 'first' ? 1 : count, count];
}

/** A rule with the calls that it has seen. */
export class StandingRule {
  /** What its calls get. */
  readonly answer: number | bigint;
  private readonly from: number;
  private readonly to: number;
  private seen = 0;
  private fired = 0;
  private isStopped = false;

  /**
   * @throws TypeError when the call is no declared function, or a member is unknown or one too many
   * @throws RangeError when the answer is none that the function can give, or a count no whole number from 1
   */
  constructor(readonly rule: FaultRule) {
    checkMembers(rule);
    this.answer = answerOf(rule);
    [this.from, this.to] = answeredCalls(rule);
  }

  /** Counts a call, and says whether it is one that this rule answers. */
  counts(): boolean {
    if (this.isStopped) return false;
    this.seen += 1;
    return this.seen >= this.from && this.seen <= this.to;
  }

  /** It has answered a call. */
  fire(): void {
    this.fired += 1;
  }

  stop(): void {
    this.isStopped = true;
  }

  /**
   * What a test that relies on it should know: undefined where all came true. One that was stopped has to have answered
   * once.
   * @param isKnown whether the function was ever there to be called
   */
  complaint(isKnown: boolean): string | undefined {
    const { rule, seen, fired, to } = this;
    const { call, first } = rule;
    if (fired === 0) return `did not fire: ${this.reason(isKnown)}`;
    if (first === undefined || this.isStopped || fired === first) return undefined;
    const others = fired < seen ? ', and another rule answered some of them' : '';
    return `answered ${fired} of ${to} calls: there were ${seen} of ${call}${others}`;
  }

  private reason(isKnown: boolean): string {
    const { rule, seen, from } = this;
    const { call } = rule;
    if (!isKnown)
      return isComMethod(functionNamed('fault: call', call))
        ? `nobody had an object with ${call}, or the interposer does not hang on the API`
        : `the driver has no function ${call}`;
    if (seen >= from) return 'another rule answered';
    return `call ${from} of ${call} never came${this.isStopped ? ' before it was stopped' : ''}, there were ${seen}`;
  }
}
