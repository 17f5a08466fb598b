/** How a prologue refuses a call, and what it says of the cause (D-09, D-13, D-15). */
import type { FunctionDeclaration, Handle } from '../../src/abi/index.js';
import { NULL } from '../../src/abi/index.js';
import { blockInUse, deadHandle, deviceRemoved, nullPointer } from './causes.js';
import type { HandleTables } from './handle-tables.js';
import type { Cause, RefusalRecorder } from './refusal-recorder.js';

/** What refused calls are answered with. */
export interface RefusalCodes {
  readonly nullPointer: number;
  readonly deadHandle: number;
  readonly removed: number;
}

/** How the caller of one function learns a code. */
export type Answer = (owner: object | undefined, code: number) => unknown;

/** The three ways in which a prologue refuses a call: each gives what the caller is answered. */
export interface PrologueRefusals {
  readonly nullPointer: (owner: object | undefined, args: readonly Handle[]) => unknown;
  /** @param position of the handle among the arguments */
  readonly deadHandle: (owner: object | undefined, position: number, handle: Handle) => unknown;
  readonly removed: (owner: object) => unknown;
}

interface Refused {
  readonly codes: (declaration: FunctionDeclaration) => RefusalCodes;
  readonly refusals: RefusalRecorder;
  readonly handles: Pick<HandleTables, 'whatIs'>;
}

/**
 * The refusals of one function. A cause is kept before the caller is answered: whoever hears of a VOID function's failure
 * may ask at once.
 */
export function prologueRefusals(
  { codes, refusals, handles }: Refused,
  declaration: FunctionDeclaration,
  needed: readonly boolean[],
  answer: Answer,
): PrologueRefusals {
  const { parameters } = declaration;
  const owners = parameters[0]!.name;
  const code = codes(declaration);
  const refuse = refusals.of(declaration);

  const firstNull = (args: readonly Handle[]): Cause => {
    const at = args.findIndex((argument, position) => needed[position] && argument === NULL);
    return nullPointer(parameters[at]!.name);
  };

  const dead = (position: number, handle: Handle): Cause => {
    const parameter = parameters[position]!;
    const { name, type, made } = parameter;
    if (made) return blockInUse(name, handles.whatIs(handle));
    const received = handles.whatIs(handle, { handleType: type.name, owner: owners });
    return deadHandle(parameter, received, position === 0 ? undefined : owners);
  };

  return {
    nullPointer: (owner, args) =>
      answer(
        owner,
        refuse(code.nullPointer, () => firstNull(args)),
      ),
    deadHandle: (owner, position, handle) =>
      answer(
        owner,
        refuse(code.deadHandle, () => dead(position, handle)),
      ),
    removed: (owner) =>
      answer(
        owner,
        refuse(code.removed, () => deviceRemoved(owners)),
      ),
  };
}
