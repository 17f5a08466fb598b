/** Faults on demand: a function answers what a test says instead of doing its work. */
import { SIZE_T, VOID, failed, hresult } from '../abi/index.js';
import type {
  Memory,
  FunctionDeclaration,
  Process,
  Address,
  Besides,
  Hresult,
  Interposer,
} from '../abi/index.js';
import { isComMethod } from '../api/kit/index.js';
import { CreateDevice, D3D10DDIARG_CREATEDEVICE, SetErrorCb } from '../ddi/index.js';
import { chain, on, onEvery } from './interpose.js';
import { answerMethod } from './api-answer.js';
import type { FunctionName } from './function-names.js';
import { functionNamed } from './function-names.js';
import type { HRTCoreLayer } from '../ddi/index.js';

/** One fault: the nth call of a function, counted from when the rule was made, gets this answer. */
export interface FaultRule {
  /**
   * The name of the declaration: `CreateCryptoSession` of a driver, `ID3D11VideoDevice::CreateCryptoSession` of the API.
   * What is inherited has the name of the interface that declares it: `ID3D11DeviceChild::GetDevice`.
   */
  readonly function: FunctionName;
  /** Which call fails; 1, the next, unless told otherwise. */
  readonly call?: number;
  /**
   * What the caller gets, and the function never hears of it: a 32-bit code, signed or unsigned (D-63); of a size query
   * the bytes. A driver's VOID function reports its code to pfnSetErrorCb (ERR-1). Of a method of the API places for
   * objects get null and all else stays; one that returns nothing is dropped, and the debug layer has an error with the
   * code.
   */
  readonly answer: number;
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
  add(rule: FaultRule): void;
  /** @throws FaultNotFired naming the first rule whose call never came: a test that relies on it tests nothing */
  verify(): void;
}

/** A rule did not come true. */
export class FaultNotFired extends Error {
  override readonly name = 'FaultNotFired';
}

interface Pending {
  readonly rule: FaultRule;
  readonly answer: number | bigint;
  seen: number;
}

/** What answers a function can give: what they are, the least, and the first beyond them. */
function answersOf({ returns }: FunctionDeclaration): readonly [what: string, least: number, below: number] {
  if (returns === SIZE_T) return ['a whole number of bytes', 0, Infinity];
  if (typeof returns.zero === 'bigint') return ['a whole number of 64 bits', 0, 2 ** 64];
  return ['a 32-bit code, signed or unsigned', -(2 ** 31), 2 ** 32];
}

/** The answer as the interface has it: an unsigned code (D-63), or a count. */
function answerOf({ function: name, answer }: FaultRule): number | bigint {
  const declaration = functionNamed('fault: function', name);
  const [what, least, below] = answersOf(declaration);
  if (!Number.isInteger(answer) || answer < least || answer >= below)
    throw new RangeError(`fault on ${name}: answer: expected ${what}, received ${String(answer)}`);
  if (typeof declaration.returns.zero === 'bigint') return BigInt(answer);
  return declaration.returns === SIZE_T ? answer : hresult(answer);
}

function pendingRule(rule: FaultRule): Pending {
  const { function: name, call = 1 } = rule;
  const answer = answerOf(rule);
  if (!Number.isInteger(call) || call < 1)
    throw new RangeError(`fault on ${name}: call: expected a whole number from 1, received ${call}`);
  return { rule, answer, seen: 0 };
}

/** Where each device hears of errors: learnt from CreateDevice, as the driver learns it (DEV-17, DEV-18). */
class ErrorReporters {
  private readonly layers = new Map<unknown, { layer: HRTCoreLayer; table: Address }>();

  readonly interposer: Interposer = on(CreateDevice, {
    after: ({ args: [, pCreateData], process: { memory } }, code) => {
      if (!failed(code)) this.learn(memory, pCreateData);
    },
  });

  private learn(memory: Memory, pCreateData: Address): void {
    const { hDrvDevice, hRTCoreLayer, p11UMCallbacks } = D3D10DDIARG_CREATEDEVICE.decode(memory, pCreateData);
    this.layers.set(hDrvDevice, { layer: hRTCoreLayer, table: p11UMCallbacks });
  }

  report({ memory, code }: Process, hDevice: unknown, error: Hresult): void {
    const found = this.layers.get(hDevice);
    if (!found) return;
    code.functionAt(SetErrorCb, Number(memory.readU64(found.table)) as Address)(found.layer, error);
  }
}

/**
 * Calls pfnSetErrorCb of a device, from outside the driver. For faults on VOID functions, which have no other answer.
 * Hang `interposer` on the driver's tables, so that it sees the devices come.
 */
export function createErrorReporter(): Pick<ErrorReporters, 'interposer' | 'report'> {
  return new ErrorReporters();
}

/** Says what became of a rule that did not fire. */
function complaint({ rule, seen }: Pending, known: ReadonlySet<string>): string {
  const { function: name, call = 1 } = rule;
  if (!known.has(name) && isComMethod(functionNamed('fault: function', name)))
    return `nobody had an object with ${name}, or the interposer does not hang on the API`;
  if (!known.has(name)) return `the driver has no function ${name}`;
  return `call ${call} of ${name} never came, there were ${seen}`;
}

/**
 * Makes faults: `createFaults([{ function: 'CreateCryptoSession', answer: E_OUTOFMEMORY }])`.
 *
 * @example
 * ```ts
 * import { createDevice } from 'softumd';
 * import { createFaults, E_OUTOFMEMORY } from 'softumd/ddi';
 *
 * const faults = createFaults([{ function: 'ID3D11VideoDevice::CreateCryptoSession', answer: E_OUTOFMEMORY }]);
 * const device = createDevice({ apiInterposer: faults.interposer });
 * ```
 * @throws TypeError when a rule's function is none that is declared
 * @throws RangeError when a rule's answer is none that its function can give, or its call no whole number from 1
 */
export function createFaults(rules: readonly FaultRule[] = []): Faults {
  const pending = rules.map(pendingRule);
  const fired = new Set<Pending>();
  const known = new Set<string>();
  const reporters = new ErrorReporters();
  const due = ({ name }: FunctionDeclaration) => {
    const ours = pending.filter((one) => one.rule.function === name);
    for (const one of ours) one.seen += 1;
    const found = ours.find((one) => one.seen === (one.rule.call ?? 1));
    if (found) fired.add(found);
    return found?.answer;
  };
  const hook = onEvery<Besides>({
    before: ({ declaration, args, process }) => {
      const answer = due(declaration);
      if (answer === undefined) return undefined;
      if (isComMethod(declaration)) return { answer: answerMethod(declaration, args, answer) };
      if (declaration.returns !== VOID) return { answer };
      if (process) reporters.report(process, args[0], hresult(Number(answer)));
      return { answer: undefined };
    },
  });
  const note: Interposer<Besides> = (declaration, inner, process) => {
    known.add(declaration.name);
    return process ? reporters.interposer(declaration, inner, process) : inner;
  };
  return {
    interposer: chain<Besides>(hook, note),
    add: (rule) => {
      pending.push(pendingRule(rule));
    },
    verify: () => {
      const idle = pending.find((one) => !fired.has(one));
      if (!idle) return;
      const rule = JSON.stringify({ ...idle.rule });
      throw new FaultNotFired(`fault ${rule} did not fire: ${complaint(idle, known)}`);
    },
  };
}
