/** How a call is answered that does not come to the body: a code, and what the debug layer says. */
import type { Hresult } from '../../abi/index.js';
import { OutOfMemory } from '../../abi/index.js';
import { E_NOINTERFACE, E_NOTIMPL, E_OUTOFMEMORY, HRESULT } from '../../ddi/index.js';
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
  /** The object that the body made lacks the interface that the caller wants (REF-8). */
  noInterface(callee: Callee): unknown;
}

/** What else the answers are made of. */
interface Known {
  readonly method: ComMethod;
  readonly parameters: readonly AnyApiParameter[];
  readonly faultOf: readonly ((argument: unknown) => string | undefined)[];
}

/** What messages are called that no header has an id for. */
export type KitCheck =
  | 'ARGUMENT'
  | 'RELEASED_OBJECT'
  | 'OVER_RELEASED'
  | 'OTHER_DEVICE'
  | 'SHORT_BUFFER'
  | 'NOT_EMULATED'
  | 'NO_INTERFACE'
  | 'OUT_OF_MEMORY';

/** Says what is wrong and answers; a null message is the check's. */
type Answer = (
  callee: Callee,
  message: string | undefined,
  check: KitCheck,
  text: string,
  code?: unknown,
) => unknown;

export function refusalsOf(known: Known): Refusals {
  const { name, refused, returns, outOfMemory } = known.method;
  const isHresult = returns === HRESULT;
  const answer: Answer = ({ environment }, message, check, text, code = refused.argument) => {
    environment.complain(name, message ?? check, text, isHresult ? (code as Hresult) : undefined);
    return code;
  };
  return {
    ...argumentRefusals(known, answer),
    ended: (callee) => answer(callee, undefined, 'RELEASED_OBJECT', 'the object has been released'),
    removed: ({ environment }) => {
      environment.usedWhenRemoved?.(name);
      return isHresult ? environment.removedCode : refused.argument;
    },
    thrown: (callee, error) => {
      if (!(error instanceof OutOfMemory)) throw error;
      const message = outOfMemory ?? ('OUT_OF_MEMORY' satisfies KitCheck);
      callee.environment.complain(name, message, error.message, E_OUTOFMEMORY);
      return isHresult ? E_OUTOFMEMORY : refused.argument;
    },
    notEmulated: (callee) =>
      answer(
        ...([callee, undefined, 'NOT_EMULATED', 'SoftUMD does not emulate this method'] as const),
        isHresult ? E_NOTIMPL : refused.argument,
      ),
    noInterface: (callee) =>
      answer(
        ...([callee, undefined, 'NO_INTERFACE', 'the object does not have that interface'] as const),
        isHresult ? E_NOINTERFACE : refused.argument,
      ),
  };
}

type ArgumentRefusals = Pick<Refusals, 'nullPointer' | 'type' | 'otherDevice' | 'released' | 'size'>;

function argumentRefusals({ method, parameters, faultOf }: Known, answer: Answer): ArgumentRefusals {
  const { refused, nullParam } = method;
  return {
    nullPointer: (callee, at) => {
      const parameter = parameters[at]!;
      const message = parameter.nullParam ?? nullParam;
      return answer(callee, message, 'ARGUMENT', `${parameter.name} is null`, refused.null);
    },
    type: (callee, at, argument) => {
      const { name, wrong } = parameters[at]!;
      return answer(callee, wrong, 'ARGUMENT', `${name}: ${told(faultOf[at]!(argument)!, argument)}`);
    },
    otherDevice: (callee, at) => {
      const { name, passing } = parameters[at]!;
      const message =
        passing.as === 'object' && typeof passing.wrongDevice === 'string' ? passing.wrongDevice : undefined;
      return answer(callee, message, 'OTHER_DEVICE', `${name} belongs to another device`);
    },
    released: (callee, at) =>
      answer(callee, undefined, 'RELEASED_OBJECT', `${parameters[at]!.name} has been released`),
    size: (callee, at, { length }, count) => {
      const parameter = parameters[at]!;
      const by = parameters.find(({ name }) => name === countedBy(parameter))!;
      const what = parameter.passing.as === 'bytes' ? 'bytes' : 'elements';
      const text = `${parameter.name}: expected at least the ${String(count)} ${what} that ${by.name} says, received ${length}`;
      return answer(callee, by.wrong, 'SHORT_BUFFER', text);
    },
  };
}
