/** How a call is answered that does not come to the body: a code, and what the debug layer says. */
import { OutOfMemory } from '../../abi/index.js';
import { E_NOTIMPL, E_OUTOFMEMORY, HRESULT } from '../../ddi/index.js';
import type { ComMethod } from './com-interface.js';
import type { Environment } from './com-object.js';
import { countedBy } from './argument-checks.js';
import { describe } from './describe.js';
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

export function refusalsOf({ method, parameters, faultOf }: Known): Refusals {
  const { name, refused, nullParam = null } = method;
  const answer = ({ environment }: Callee, message: string | null, text: string, code = refused.argument) => {
    environment.complain(name, message, text);
    return code;
  };
  const counted = (at: number) => {
    const count = countedBy(parameters[at]!);
    return parameters.find((parameter) => parameter.name === count);
  };
  return {
    ended: (callee) => answer(callee, null, 'the object has been released'),
    nullPointer: (callee, at) => {
      const parameter = parameters[at]!;
      const message = parameter.nullParam ?? nullParam;
      return answer(callee, message, `${parameter.name} is null`, refused.null);
    },
    type: (callee, at, argument) => {
      const parameter = parameters[at]!;
      const fault = faultOf[at]!(argument)!;
      const text = fault.includes('received') ? fault : `${fault}, received ${describe(argument)}`;
      return answer(callee, parameter.wrong ?? null, `${parameter.name}: ${text}`);
    },
    otherDevice: (callee, at) => {
      const { name: parameter, passing } = parameters[at]!;
      const message =
        passing.as === 'object' && typeof passing.wrongDevice === 'string' ? passing.wrongDevice : null;
      return answer(callee, message, `${parameter} belongs to another device`);
    },
    released: (callee, at) => answer(callee, null, `${parameters[at]!.name} has been released`),
    size: (callee, at, { length }, count) => {
      const by = counted(at)!;
      const what = parameters[at]!.passing.as === 'bytes' ? 'bytes' : 'elements';
      const text = `${parameters[at]!.name}: expected at least the ${String(count)} ${what} that ${by.name} says, received ${length}`;
      return answer(callee, by.wrong ?? null, text);
    },
    removed: ({ environment }) => (method.returns === HRESULT ? environment.removedCode : refused.argument),
    thrown: (callee, error) => {
      if (!(error instanceof OutOfMemory)) throw error;
      const code = method.returns === HRESULT ? E_OUTOFMEMORY : refused.argument;
      return answer(callee, method.outOfMemory ?? null, error.message, code);
    },
    notEmulated: (callee) => {
      const code = method.returns === HRESULT ? E_NOTIMPL : refused.argument;
      return answer(callee, null, 'SoftUMD does not emulate this method', code);
    },
  };
}
