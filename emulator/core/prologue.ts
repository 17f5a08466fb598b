/**
 * What is looked into before a function does its own work, composed from its declaration when a table is built: null
 * pointers, handles, removal, and how a VOID function says that it failed. The function itself gets objects.
 */
import type {
  AnyFunction,
  DdiFunction,
  FieldType,
  FunctionDeclaration,
  Handle,
  Parameter,
  TableDeclaration,
  TableEntries,
} from '../../src/abi/index.js';
import { NULL, VOID } from '../../src/abi/index.js';
import type { HandleTables } from './handle-tables.js';
import type { Answer, PrologueRefusals, RefusalCodes } from './prologue-refusals.js';
import { prologueRefusals } from './prologue-refusals.js';
import type { RefusalRecorder } from './refusal-recorder.js';

/** Objects by the C names of their handles' types. */
type Objects = object;

type NameOf<T> = 'handle' extends keyof T
  ? T extends { readonly handle?: infer Name }
    ? NonNullable<Name>
    : never
  : never;

type Resolved<P, O> = P extends { readonly type: FieldType<infer T> }
  ? P extends { readonly made: true }
    ? T
    : NameOf<T> extends keyof O
      ? O[NameOf<T>]
      : T
  : never;

type BodyArguments<P extends readonly Parameter[], O extends Objects> = {
  -readonly [K in keyof P]: Resolved<P[K], O>;
};

/** What a function is behind its prologue: objects for live handles; of a VOID function the code that it fails with. */
export type Body<D extends FunctionDeclaration, O extends Objects> = (
  ...args: BodyArguments<D['parameters'], O>
) => D['returns'] extends typeof VOID ? number : ReturnType<DdiFunction<D>>;

/** Functions of one table behind their prologues, by slot. */
export type Bodies<T extends TableDeclaration, O extends Objects> = {
  readonly [Slot in keyof T['functions']]?: Body<T['functions'][Slot], O>;
};

/** The checks of one kind of owner (a device, an adapter, an output), each a policy that faulty drivers change. */
export interface Checks<Owner extends object, Core = never> {
  /** What policies are given first. */
  readonly core: Core;
  /** The objects that calls are made on: a handle of one is the first parameter. */
  readonly owners: { find(handle: Handle): Owner | undefined };
  /** The object behind a further handle, by the C name of its type: live, and the owner's. */
  // Each of them knows the handles of its own type alone.
  readonly objects: Readonly<Record<string, (core: Core, owner: Owner, handle: never) => object | undefined>>;
  /** Whether a block is free for an object that the call is to make. */
  readonly isVacant: (block: Handle) => boolean;
  /** Whether the owner is gone and does no more work (D-15). */
  readonly isGone: (owner: Owner) => boolean;
  readonly codes: (declaration: FunctionDeclaration) => RefusalCodes;
  /** Where causes are kept, and what they call a handle that is refused. */
  readonly refusals: RefusalRecorder;
  readonly handles: Pick<HandleTables, 'whatIs'>;
  /** How a VOID function reports the code that it fails with (D-08). */
  readonly reporter: (declaration: FunctionDeclaration) => (owner: Owner, code: number) => void;
}

/** A function of handles and values, which its declaration stands for. */
type Composed = (...args: never[]) => unknown;

type Finder = (core: unknown, owner: object, handle: Handle) => unknown;

/** Everything that the checks of one function need, looked up once. */
interface Plan {
  readonly declaration: FunctionDeclaration;
  readonly core: unknown;
  readonly owners: { find(handle: Handle): object | undefined };
  /** By position: true where NULL is refused. */
  readonly needed: readonly boolean[];
  /** By position: what stands for the argument; undefined where it is passed on as it is. */
  readonly finders: readonly (Finder | undefined)[];
  readonly isGone: (owner: object) => boolean;
  readonly refuse: PrologueRefusals;
  readonly isVoid: boolean;
  /** How the caller learns a code. */
  readonly answer: Answer;
  readonly body: (...args: readonly unknown[]) => unknown;
}

/** What stands for a parameter; of the first nothing, as no owner's handle is among those of its objects. */
function finderOf(checks: Checks<object, unknown>, { type, made }: Parameter): Finder | undefined {
  if (made) return (_core, _owner, block) => (checks.isVacant(block) ? block : undefined);
  return checks.objects[type.name] as Finder | undefined;
}

function planOf(
  checks: Checks<object, unknown>,
  declaration: FunctionDeclaration,
  body: AnyFunction,
  evenWhenGone: boolean,
): Plan {
  const { parameters, returns } = declaration;
  const isVoid = returns === VOID;
  const report = checks.reporter(declaration);
  const answer: Answer = (owner, code) => {
    if (!isVoid) return code;
    // Without a live owner there is nobody to report to (ERR-1).
    if (code !== 0 && owner !== undefined) report(owner, code);
    return undefined;
  };
  const needed = parameters.map(
    ({ direction, optional, made }) => made === true || (direction !== undefined && optional !== true),
  );
  return {
    declaration,
    core: checks.core,
    owners: checks.owners,
    needed,
    finders: parameters.map((parameter) => finderOf(checks, parameter)),
    isGone: evenWhenGone ? () => false : checks.isGone,
    refuse: prologueRefusals(checks, declaration, needed, answer),
    isVoid,
    answer,
    body: body,
  };
}

/**
 * The checks as they are meant. The order is that of D-16: null pointers, handles, removal; what else there is to check
 * is the function's own.
 */
function looped({ core, owners, needed, finders, isGone, refuse, answer, body }: Plan): Composed {
  return (...args: readonly Handle[]) => {
    const first = args[0]!;
    if (args.some((argument, position) => needed[position] && argument === NULL))
      return refuse.nullPointer(owners.find(first), args);
    const owner = owners.find(first);
    if (owner === undefined) return refuse.deadHandle(owner, 0, first);
    const resolved = args.map((argument, position) => {
      if (position === 0) return owner;
      const find = finders[position];
      return find === undefined ? argument : find(core, owner, argument);
    });
    const dead = resolved.indexOf(undefined);
    if (dead >= 0) return refuse.deadHandle(owner, dead, args[dead]!);
    if (isGone(owner)) return refuse.removed(owner);
    return answer(owner, body(...resolved) as number);
  };
}

/** The text of {@link looped} for one function: no loop, and of its parameters only those that need a look. */
function unrolledText({ needed, finders, isVoid }: Plan): string {
  const positions = [...needed.keys()];
  const nulls = positions.filter((at) => needed[at]).map((at) => `a${at} === 0`);
  const looked = positions.filter((at) => finders[at]);
  const values = positions.map((at) => (at === 0 ? 'owner' : finders[at] ? `o${at}` : `a${at}`));
  const all = positions.map((at) => `a${at}`).join(', ');
  return [
    `return (${all}) => {`,
    nulls.length > 0 ? `if (${nulls.join(' || ')}) return nullPointer(owners.find(a0), [${all}]);` : '',
    'const owner = owners.find(a0);',
    'if (owner === undefined) return deadHandle(owner, 0, a0);',
    ...looked.flatMap((at) => [
      `const o${at} = finders${at}(core, owner, a${at});`,
      `if (o${at} === undefined) return deadHandle(owner, ${at}, a${at});`,
    ]),
    'if (isGone(owner)) return removed(owner);',
    isVoid ? `return answer(owner, body(${values.join(', ')}));` : `return body(${values.join(', ')});`,
    '};',
  ].join('\n');
}

type Maker = (...known: readonly unknown[]) => Composed;

/** What the text knows besides its parameters; the finders, by position, follow. */
const knownNames = [
  ...['core', 'owners', 'isGone', 'answer', 'body'],
  ...['nullPointer', 'deadHandle', 'removed'],
] as const;

/**
 * What was compiled, by declaration and by which handles are looked up. It is code and holds nothing of a driver's: each
 * driver hands its own things to it.
 */
const makers = new WeakMap<FunctionDeclaration, Map<string, Maker>>();

function makerOf(plan: Plan): Maker {
  const ofDeclaration = makers.get(plan.declaration) ?? new Map<string, Maker>();
  makers.set(plan.declaration, ofDeclaration);
  const looked = plan.finders.map((finder) => (finder ? '+' : '-')).join('');
  const known = ofDeclaration.get(looked);
  if (known) return known;
  const names = [...knownNames, ...plan.finders.map((_, at) => `finders${at}`)];
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  const made = new Function(...names, unrolledText(plan)) as Maker;
  ofDeclaration.set(looked, made);
  return made;
}

/**
 * The checks of one function, compiled from their text: this runs at every call of the driver, and of closures made of
 * one text the engine inlines nothing. The text is made of positions alone.
 */
function unrolled(plan: Plan): Composed {
  const { core, owners, isGone, answer, body, refuse, finders } = plan;
  const { nullPointer, deadHandle, removed } = refuse;
  const make = makerOf(plan);
  return make(core, owners, isGone, answer, body, nullPointer, deadHandle, removed, ...finders);
}

function compose(plan: Plan): Composed {
  try {
    return unrolled(plan);
  } catch (error) {
    if (!(error instanceof EvalError)) throw error;
    return looped(plan); // node --disallow-code-generation-from-strings
  }
}

/** How the functions of an owner's tables get their prologues. */
export interface Prologue<O extends Objects> {
  /** The functions with every check in front. */
  guarded<T extends TableDeclaration>(table: T, bodies: Bodies<T, O>): TableEntries<T>;
  /** The same, for functions that also serve when the owner is gone: those that destroy, and a few that only tell. */
  evenWhenGone<T extends TableDeclaration>(table: T, bodies: Bodies<T, O>): TableEntries<T>;
  /** One function that stands in no table. */
  single<D extends FunctionDeclaration>(
    declaration: D,
    body: Body<D, O>,
    gone?: 'even when gone',
  ): DdiFunction<D>;
}

/** Makes the prologue of functions whose first parameter is the owner's handle. */
export function createPrologue<O extends Objects, Owner extends object, Core>(
  checks: Checks<Owner, Core>,
): Prologue<O> {
  const plain = checks as unknown as Checks<object, unknown>;
  const one = (declaration: FunctionDeclaration, body: unknown, evenWhenGone: boolean) =>
    compose(planOf(plain, declaration, body as AnyFunction, evenWhenGone));
  const all = <T extends TableDeclaration>({ functions }: T, bodies: Bodies<T, O>, evenWhenGone: boolean) =>
    Object.fromEntries(
      Object.entries(bodies).map(([slot, body]) => [slot, one(functions[slot]!, body, evenWhenGone)]),
    ) as TableEntries<T>;
  return {
    guarded: (table, bodies) => all(table, bodies, false),
    evenWhenGone: (table, bodies) => all(table, bodies, true),
    single: <D extends FunctionDeclaration>(declaration: D, body: Body<D, O>, gone?: 'even when gone') =>
      one(declaration, body, gone !== undefined) as DdiFunction<D>,
  };
}
