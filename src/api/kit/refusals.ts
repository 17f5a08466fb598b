/** How a call is answered that does not come to the body: a code, and what the debug layer says. */
import { OutOfMemory } from '../../abi/index.js';
import { E_NOTIMPL, E_OUTOFMEMORY, HRESULT } from '../../ddi/index.js';
import type { ComMethod } from './com-interface.js';
import type { Environment } from './com-object.js';
import { countedBy, told } from './argument-checks.js';
import type { AnyApiParameter } from './parameters.js';

/** What a call is made on: an object, or what a function of a library has instead. */
export interface Callee {
  readonly environment: Environment;
  readonly isEnded: boolean;
}

/** The answers of one method. `at` is the position of the argument that is wrong. */
export interface Refusals {
  ended(callee: Callee): unknown;
  nullPointer(callee: Callee, at: number): unknown;
  type(callee: Callee, at: number, argument: unknown): unknown;
  otherDevice(callee: Callee, at: number): unknown;
  released(callee: Callee, at: number): unknown;
  size(callee: Callee, at: number, argument: { readonly length: number }, count: unknown): unknown;
  removed(callee: Callee): unknown;
  /** What a body threw: only that there is no memory is an answer, everything else is a mistake of ours. */
  thrown(callee: Callee, error: unknown): unknown;
  notEmulated(callee: Callee): unknown;
}

/** What else the answers are made of. */
interface Known {
  readonly method: ComMethod;
  readonly parameters: readonly AnyApiParameter[];
  readonly faultOf: readonly ((argument: unknown) => string | undefined)[];
}

/** Says what is wrong and answers. */
type Answer = (callee: Callee, message: string | null, text: string, code?: unknown) => unknown;

export function refusalsOf(known: Known): Refusals {
  const { name, refused, returns, outOfMemory = null } = known.method;
  const isHresult = returns === HRESULT;
  const answer: Answer = ({ environment }, message, text, code = refused.argument) => {
    environment.complain(name, message, text);
    return code;
  };
  return {
    ...argumentRefusals(known, answer),
    ended: (callee) => answer(callee, null, 'the object has been released'),
    removed: ({ environment }) => (isHresult ? environment.removedCode : refused.argument),
    thrown: (callee, error) => {
      if (!(error instanceof OutOfMemory)) throw error;
      callee.environment.complain(name, outOfMemory, error.message, isHresult ? undefined : E_OUTOFMEMORY);
      return isHresult ? E_OUTOFMEMORY : refused.argument;
    },
    notEmulated: (callee) =>
      answer(callee, null, 'SoftUMD does not emulate this method', isHresult ? E_NOTIMPL : refused.argument),
  };
}

type ArgumentRefusals = Pick<Refusals, 'nullPointer' | 'type' | 'otherDevice' | 'released' | 'size'>;

function argumentRefusals({ method, parameters, faultOf }: Known, answer: Answer): ArgumentRefusals {
  const { refused, nullParam = null } = method;
  return {
    nullPointer: (callee, at) => {
      const parameter = parameters[at]!;
      return answer(callee, parameter.nullParam ?? nullParam, `${parameter.name} is null`, refused.null);
    },
    type: (callee, at, argument) => {
      const { name, wrong = null } = parameters[at]!;
      return answer(callee, wrong, `${name}: ${told(faultOf[at]!(argument)!, argument)}`);
    },
    otherDevice: (callee, at) => {
      const { name, passing } = parameters[at]!;
      const message =
        passing.as === 'object' && typeof passing.wrongDevice === 'string' ? passing.wrongDevice : null;
      return answer(callee, message, `${name} belongs to another device`);
    },
    released: (callee, at) => answer(callee, null, `${parameters[at]!.name} has been released`),
    size: (callee, at, { length }, count) => {
      const parameter = parameters[at]!;
      const by = parameters.find(({ name }) => name === countedBy(parameter))!;
      const what = parameter.passing.as === 'bytes' ? 'bytes' : 'elements';
      const text = `${parameter.name}: expected at least the ${String(count)} ${what} that ${by.name} says, received ${length}`;
      return answer(callee, by.wrong ?? null, text);
    },
  };
}
