/**
 * What stands in front of an implementation: the checks that its declaration asks for, in one order. Places for objects
 * are cleared; then the object itself, null pointers, types, other devices, objects that are released, sizes, and whether
 * the device is removed. The body gets what is left: checked values and unwrapped objects.
 */
import type { Hresult } from '../../abi/index.js';
import { failed } from '../../abi/index.js';
import { HRESULT } from '../../ddi/index.js';
import { asGuid, countedBy, faultFinder, isCell } from './argument-checks.js';
import type { ComMethod } from './com-interface.js';
import { isPlain, unrolled } from './guard-text.js';
import type { Implementor } from './implementation.js';
import type { Out } from './out.js';
import type { AnyApiParameter } from './parameters.js';
import type { Callee, Refusals } from './refusals.js';
import { refusalsOf } from './refusals.js';
import { implementationOf, objectOf, viewedObject } from './view-members.js';

/** One parameter, as the checks go through it. */
export interface GuardedParameter {
  readonly kind: 'plain' | 'guid' | 'counted' | 'object' | 'objects' | 'outObject' | 'outObjects';
  /** Whether null is refused. Of what is passed by value null is no null pointer, but of another type. */
  readonly isNeeded: boolean;
  readonly isPointer: boolean;
  /** Whether an object has to be of the same device. */
  readonly isOfDevice: boolean;
  /** The position of the parameter that counts it; -1 where none does. */
  readonly countAt: number;
  /** True for what the parameter takes, null apart. */
  readonly accepts: (argument: unknown) => boolean;
  /** The view that the caller wants of what the body made, with a reference; undefined where it lacks that interface. */
  readonly viewOf: (made: Implementor, args: readonly unknown[]) => unknown;
}

/** Everything that the checks of one method need, looked up once. */
export interface GuardPlan {
  /** `ID3D11Device::CreateBuffer`. */
  readonly name: string;
  readonly member: string;
  readonly parameters: readonly GuardedParameter[];
  readonly refusals: Refusals;
  /** One of IUnknown's three, which the object itself has. */
  readonly isOfUnknown: boolean;
  readonly evenWhenRemoved: boolean;
  /** Whether a result says that the body failed, so that no object is handed out. */
  readonly failed: (result: unknown) => boolean;
}

/** A method behind its checks. */
export interface Guarded {
  /** What it is called on, what implements it there, and the caller's arguments. */
  call(callee: Callee, target: object, ...args: readonly unknown[]): unknown;
  /** The same as a member of views. */
  readonly member: unknown;
}

/** Whether a method is one of IUnknown's three, which the object itself has. */
export const isOfUnknown = ({ slot }: ComMethod) => slot >= 0 && slot < 3;

type Body = Readonly<Record<string, ((...values: unknown[]) => unknown) | undefined>>;

/** Whether a parameter is a place for objects that the method makes. */
const isPlace = (kind: GuardedParameter['kind']) => kind === 'outObject' || kind === 'outObjects';

const kinds = {
  value: 'plain',
  struct: 'plain',
  out: 'plain',
  bytes: 'counted',
  values: 'counted',
  structs: 'counted',
  object: 'object',
  objects: 'objects',
  outObject: 'outObject',
  outObjects: 'outObjects',
} as const;

function guardedParameter(all: readonly AnyApiParameter[], parameter: AnyApiParameter): GuardedParameter {
  const { optional = false, passing, direction, extent, type } = parameter;
  const faultOf = faultFinder(parameter);
  const count = countedBy(parameter);
  const layout = extent && 'layout' in extent ? extent.layout : type;
  const iidAt = all.findIndex(({ name }) => 'iidIn' in passing && name === passing.iidIn);
  // A handle that may be null is one, though it has no direction.
  const isPointer = direction !== undefined || passing.as === 'object' || optional;
  return {
    kind: passing.as === 'value' && layout.name === 'GUID' ? 'guid' : kinds[passing.as],
    isNeeded: isPointer && !optional,
    isPointer,
    isOfDevice: passing.as === 'object' && passing.wrongDevice !== undefined,
    countAt: count === undefined ? -1 : all.findIndex(({ name }) => name === count),
    accepts: (argument) => faultOf(argument) === undefined,
    viewOf: ({ com }, args) =>
      com.take('of' in passing && typeof passing.of === 'string' ? passing.of : asGuid(args[iidAt])!),
  };
}

/** What the checks of a method are made from. */
export function planOf(method: ComMethod): GuardPlan {
  const { name, member, parameters, returns, evenWhenRemoved = false } = method;
  const faultOf = parameters.map(faultFinder);
  return {
    name,
    member,
    parameters: parameters.map((parameter) => guardedParameter(parameters, parameter)),
    refusals: refusalsOf({ method, parameters, faultOf }),
    isOfUnknown: isOfUnknown(method),
    evenWhenRemoved,
    failed: (result) => returns === HRESULT && failed(result as Hresult),
  };
}

const elements = ({ kind }: GuardedParameter, argument: unknown): readonly object[] => {
  if (argument === null || argument === undefined) return [];
  if (kind === 'object') return [argument];
  return kind === 'objects' ? (argument as readonly (object | null)[]).filter((one) => one !== null) : [];
};

/** The first argument that something is wrong with, as the code that the call is refused with; else undefined. */
function refusal(
  { parameters, refusals }: GuardPlan,
  callee: Callee,
  args: readonly unknown[],
): { code: unknown } | undefined {
  const find = (isWrong: (parameter: GuardedParameter, argument: unknown) => boolean) =>
    parameters.findIndex((parameter, at) => isWrong(parameter, args[at] ?? null));
  const missing = find(({ isNeeded }, argument) => isNeeded && argument === null);
  if (missing >= 0) return { code: refusals.nullPointer(callee, missing) };
  const other = find(
    ({ isPointer, accepts }, argument) => !(isPointer && argument === null) && !accepts(argument),
  );
  if (other >= 0) return { code: refusals.type(callee, other, args[other]) };
  const foreign = find(
    (parameter, argument) =>
      parameter.isOfDevice &&
      elements(parameter, argument).some((one) => objectOf(one).environment !== callee.environment),
  );
  if (foreign >= 0) return { code: refusals.otherDevice(callee, foreign) };
  const released = find((parameter, argument) =>
    elements(parameter, argument).some((one) => objectOf(one).isEnded),
  );
  if (released >= 0) return { code: refusals.released(callee, released) };
  const short = find(
    ({ countAt }, argument) =>
      countAt >= 0 && argument !== null && (argument as ArrayLike<unknown>).length < Number(args[countAt]),
  );
  return short < 0
    ? undefined
    : {
        code: refusals.size(
          callee,
          short,
          args[short] as { length: number },
          args[parameters[short]!.countAt],
        ),
      };
}

/** What the body gets of an argument. */
function unwrapped({ kind }: GuardedParameter, argument: unknown): unknown {
  if (argument === null || argument === undefined) return null;
  if (kind === 'guid') return asGuid(argument);
  if (kind === 'object') return implementationOf(argument);
  if (kind === 'objects')
    return (argument as readonly (object | null)[]).map((one) => one && implementationOf(one));
  return isPlace(kind) ? {} : argument;
}

/** Gives the caller views of the objects that the body made, each with a reference (REF-1). */
function handOut(
  { parameters, refusals }: GuardPlan,
  callee: Callee,
  cells: readonly unknown[],
  args: readonly unknown[],
  result: unknown,
): unknown {
  for (const [at, { kind, viewOf }] of parameters.entries()) {
    if (!isPlace(kind)) continue;
    const made = (cells[at] as Out<Implementor | readonly Implementor[]> | null)?.value;
    if (!made) continue;
    const view = made instanceof Array ? made.map((one) => viewOf(one, args)) : viewOf(made, args);
    if (view === undefined) return refusals.noInterface(callee);
    (args[at] as Out<unknown>).value = view;
  }
  return result;
}

/** The checks as they are meant. */
export function looped(plan: GuardPlan): Guarded['call'] {
  const { parameters, refusals, member, evenWhenRemoved } = plan;
  return (callee, target, ...args) => {
    parameters.forEach(({ kind }, at) => {
      const place = args[at];
      if (isPlace(kind) && isCell(place)) place.value = null;
    });
    if (callee.isEnded) return refusals.ended(callee);
    const refused = refusal(plan, callee, args);
    if (refused) return refused.code;
    if (!evenWhenRemoved && callee.environment.isRemoved) return refusals.removed(callee);
    const body = (target as Body)[member];
    if (body === undefined) return refusals.notEmulated(callee);
    const values = parameters.map((parameter, at) => unwrapped(parameter, args[at]));
    try {
      const result: unknown = body.apply(target, values);
      return plan.failed(result) ? result : handOut(plan, callee, values, args, result);
    } catch (error) {
      return refusals.thrown(callee, error);
    }
  };
}

/** A guard of any making as a member of views. */
function asMember({ isOfUnknown, name }: GuardPlan, call: Guarded['call']): Guarded {
  return {
    call,
    member: function (this: object, ...args: readonly unknown[]) {
      const callee = viewedObject(name, this);
      return call(callee, isOfUnknown ? callee : implementationOf(this), ...args);
    },
  };
}

function compose(method: ComMethod): Guarded {
  const plan = planOf(method);
  if (method.opaque) return asMember(plan, (callee) => plan.refusals.notEmulated(callee));
  if (!isPlain(plan)) return asMember(plan, looped(plan));
  try {
    return unrolled(plan, handOut);
  } catch (error) {
    if (!(error instanceof EvalError)) throw error;
    return asMember(plan, looped(plan)); // node --disallow-code-generation-from-strings
  }
}

/** What was compiled, by declaration. It is code, and holds nothing of anybody's. */
const guards = new WeakMap<ComMethod, Guarded>();

/** The checks of a method. */
export function guard(method: ComMethod): Guarded {
  const known = guards.get(method);
  if (known) return known;
  const made = compose(method);
  guards.set(method, made);
  return made;
}
