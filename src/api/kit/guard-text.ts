/**
 * The checks of one method as a text of its own, compiled once a declaration: no loop, no array, and of each argument only
 * what has to be looked at. It comes to what `looped` comes to.
 */
import { asGuid, isCell } from './argument-checks.js';
import type { Guarded, GuardPlan } from './guard.js';
import type { GuardedParameter } from './guard.js';
import { implementationOf, objectOf, viewedObject } from './view-members.js';

/** What the text knows besides its parameters; `accepts`, by position, follows. */
const knownNames = [
  'plan',
  'refusals',
  'failed',
  'asGuid',
  'isCell',
  'object',
  'implementation',
  'handOut',
  'stray',
] as const;

type Line = string | undefined;

/** Lines for every parameter that they concern. */
const each = (
  parameters: readonly GuardedParameter[],
  line: (parameter: GuardedParameter, a: string, at: number) => Line,
) => parameters.flatMap((parameter, at) => line(parameter, `a${at}`, at) ?? []);

/** Whether the checks of single objects do, and of counts: arrays of objects are left to the loop. */
export const isPlain = ({ parameters }: GuardPlan) =>
  !parameters.some(({ kind }) => kind === 'objects' || kind === 'outObjects');

const valueText = ({ kind, isPointer }: GuardedParameter, a: string): string => {
  if (kind === 'guid') return `${a} == null ? null : asGuid(${a})`;
  if (kind === 'object') return `${a} == null ? null : ${a}[implementation]`;
  if (kind === 'outObject') return `${a} == null ? null : {}`;
  return isPointer ? `${a} ?? null` : a;
};

const condition = ({ isPointer }: GuardedParameter, a: string, wrong: string) =>
  isPointer ? `if (${a} != null && ${wrong})` : `if (${wrong})`;

/** The refusals, in their order. */
const checks = ({ parameters, evenWhenRemoved, member }: GuardPlan): readonly string[] => [
  'if (callee.isEnded) return refusals.ended(callee);',
  ...each(parameters, ({ isNeeded }, a, at) =>
    isNeeded ? `if (${a} == null) return refusals.nullPointer(callee, ${at});` : undefined,
  ),
  ...each(
    parameters,
    (parameter, a, at) =>
      `${condition(parameter, a, `!accepts${at}(${a})`)} return refusals.type(callee, ${at}, ${a});`,
  ),
  ...each(parameters, (parameter, a, at) =>
    parameter.isOfDevice
      ? `${condition(parameter, a, `${a}[object].environment !== callee.environment`)} return refusals.otherDevice(callee, ${at});`
      : undefined,
  ),
  ...each(parameters, (parameter, a, at) =>
    parameter.kind === 'object'
      ? `${condition(parameter, a, `${a}[object].isEnded`)} return refusals.released(callee, ${at});`
      : undefined,
  ),
  ...each(parameters, (parameter, a, at) => {
    const { countAt } = parameter;
    if (countAt < 0) return undefined;
    return `${condition(parameter, a, `${a}.length < a${countAt}`)} return refusals.size(callee, ${at}, ${a}, a${countAt});`;
  }),
  evenWhenRemoved ? '' : 'if (callee.environment.isRemoved) return refusals.removed(callee);',
  `if (target.${member} === undefined) return refusals.notEmulated(callee);`,
];

function textOf(plan: GuardPlan): string {
  const { parameters, member, isOfUnknown } = plan;
  const names = parameters.map((_, at) => `a${at}`).join(', ');
  const values = parameters.map((_, at) => `v${at}`).join(', ');
  const body = parameters.some(({ kind }) => kind === 'outObject')
    ? [
        `const result = target.${member}(${values});`,
        `return failed(result) ? result : handOut(plan, callee, [${values}], [${names}], result);`,
      ]
    : [`return target.${member}(${values});`];
  return [
    "'use strict';",
    `const call = (callee, target${names && `, ${names}`}) => {`,
    ...each(parameters, ({ kind }, a) =>
      kind === 'outObject' ? `if (isCell(${a})) ${a}.value = null;` : undefined,
    ),
    ...checks(plan),
    ...each(parameters, (parameter, a, at) => `const v${at} = ${valueText(parameter, a)};`),
    'try {',
    ...body,
    '} catch (error) { return refusals.thrown(callee, error); }',
    '};',
    `const member = function (${names}) {`,
    // Without its object, as `const { Release } = device` leaves it, a method is a mistake of the program's.
    'const callee = this == null ? undefined : this[object];',
    'if (callee === undefined) return stray(this);',
    `return call(callee, ${isOfUnknown ? 'callee' : 'this[implementation]'}${names && `, ${names}`});`,
    '};',
    'return { call, member };',
  ].join('\n');
}

/**
 * The checks of a method, compiled.
 * @param handOut gives the caller what the body made
 */
export function unrolled(plan: GuardPlan, handOut: unknown): Guarded {
  const accepts = plan.parameters.map((_, at) => `accepts${at}`);
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  const make = new Function(...knownNames, ...accepts, textOf(plan)) as (
    ...known: readonly unknown[]
  ) => Guarded;
  const { refusals, failed, parameters } = plan;
  const known = [
    plan,
    refusals,
    failed,
    asGuid,
    isCell,
    objectOf.key,
    implementationOf.key,
    handOut,
    (view: unknown) => viewedObject(plan.name, view),
  ];
  return make(...known, ...parameters.map((parameter) => parameter.accepts));
}
