/** Faults on demand: a function answers what a test says instead of doing its work. */
import { SIZE_T, VOID, failed, hresult } from '../abi/index.js';
import type { Memory, FunctionDeclaration, Process, Address, Hresult, Interposer } from '../abi/index.js';
import { CreateDevice, D3D10DDIARG_CREATEDEVICE, SetErrorCb } from '../ddi/index.js';
import { chain, on, onEvery } from './interpose.js';
import type { FunctionName } from './function-names.js';
import { functionNamed } from './function-names.js';
import type { HRTCoreLayer } from '../ddi/index.js';

/** One fault: the nth call of a function, counted from when the rule was made, gets this answer. */
export interface FaultRule {
  /** The name of the declaration, `CreateCryptoSession`. */
  readonly function: FunctionName;
  /** Which call fails; 1, the next, unless told otherwise. */
  readonly call?: number;
  /**
   * What the caller gets, and the function never hears of it: a 32-bit code, signed or unsigned (D-63); of a size query
   * the bytes. A VOID function reports its code to pfnSetErrorCb (ERR-1).
   */
  readonly answer: number;
}

/** Rules, and whether they came true. */
export interface Faults {
  /** For `createDevice({ interposer })`. Of one `Faults` for one driver. */
  readonly interposer: Interposer;
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
  readonly answer: number;
  seen: number;
}

/** The answer as the interface has it: an unsigned code (D-63), or a count of bytes. */
function answerOf({ function: name, answer }: FaultRule): number {
  const { returns } = functionNamed('fault: function', name);
  const [what, least, below] =
    returns === SIZE_T
      ? (['a whole number of bytes', 0, Infinity] as const)
      : (['a 32-bit code, signed or unsigned', -(2 ** 31), 2 ** 32] as const);
  if (!Number.isInteger(answer) || answer < least || answer >= below)
    throw new RangeError(`fault on ${name}: answer: expected ${what}, received ${String(answer)}`);
  return returns === SIZE_T ? answer : hresult(answer);
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
  if (!known.has(name)) return `the driver has no function ${name}`;
  return `call ${call} of ${name} never came, there were ${seen}`;
}

/**
 * Makes faults: `createFaults([{ function: 'CreateCryptoSession', answer: E_OUTOFMEMORY }])`.
 * @throws TypeError when a rule's function is none that is declared
 * @throws RangeError when a rule's answer is none that its function can give, or its call no whole number from 1
 */
export function createFaults(rules: readonly FaultRule[] = []): Faults {
  const pending = rules.map(pendingRule);
  const fired = new Set<Pending>();
  const known = new Set<string>();
  const reporters = new ErrorReporters();
  const due = ({ name }: FunctionDeclaration): number | undefined => {
    const ours = pending.filter((one) => one.rule.function === name);
    for (const one of ours) one.seen += 1;
    const found = ours.find((one) => one.seen === (one.rule.call ?? 1));
    if (found) fired.add(found);
    return found?.answer;
  };
  const hook = onEvery({
    before: ({ declaration, args, process }) => {
      const answer = due(declaration);
      if (answer === undefined) return undefined;
      if (declaration.returns !== VOID) return { answer };
      reporters.report(process, args[0], hresult(answer));
      return { answer: undefined };
    },
  });
  const note: Interposer = (declaration, inner) => {
    known.add(declaration.name);
    return inner;
  };
  return {
    interposer: chain(note, hook, reporters.interposer),
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
