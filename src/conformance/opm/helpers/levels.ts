import type { Ntstatus } from '../../../ddi/index.js';
import { NTSTATUSES, STATUS_SUCCESS } from '../../../ddi/index.js';
import type { Rule } from '../../rules/rule.js';
import type { OpmCase, Semantics } from '../fixture.js';
import type { ActiveOutput } from './handshake.js';
import { activeOutput } from './handshake.js';
import type { TypeName } from './known.js';
import { bitOf, typeNames } from './known.js';
import { levelCommand, sendCommand } from './messages.js';
import { ask } from './replies.js';

/** The types that an output can do, ORed, as the driver tells them. */
export function typesOf(t: OpmCase, output: ActiveOutput): number {
  return ask(t, output, 'ProtectionTypes').value;
}

/** By semantics and target: the types. They do not change (OPM-32), so that a run asks once. */
const typesOfRun = () => new Map<string, number>();

function typesAt(t: OpmCase, semantics: Semantics, target: number): number {
  const known = t.run.of(typesOfRun);
  const name = `${semantics} ${target}`;
  const types = known.get(name) ?? typesOf(t, activeOutput(t, semantics, target));
  known.set(name, types);
  return types;
}

/** The types that a target can do under some semantics, by their names. */
export function typesOn(t: OpmCase, semantics: Semantics, target: number): readonly TypeName[] {
  const types = typesAt(t, semantics, target);
  return typeNames.filter((name) => types & bitOf(name, semantics));
}

/** The first target that can do these types; skips the case where there is none. */
export function targetWith(t: OpmCase, semantics: Semantics, ...types: readonly TypeName[]): number {
  const found = t.targets(semantics).find((target) => {
    const has = typesOn(t, semantics, target);
    return types.every((type) => has.includes(type));
  });
  return found ?? t.skip(`the driver has no output with ${semantics} semantics and ${types.join(' and ')}`);
}

/** A type that some output can do under some semantics, with the first such target. */
export interface OfferedType {
  readonly type: TypeName;
  readonly target: number;
  readonly bit: number;
}

/** Each type that some output can do; skips the case where nothing is protected. */
export function offeredTypes(t: OpmCase, semantics: Semantics): readonly OfferedType[] {
  const offered = typeNames.flatMap((type) => {
    const target = t.targets(semantics).find((one) => typesOn(t, semantics, one).includes(type));
    return target === undefined ? [] : [{ type, target, bit: bitOf(type, semantics) }];
  });
  return offered.length > 0 ? offered : t.skip(`the driver protects no output under ${semantics} semantics`);
}

/** An output after its handshake that can do some type, and that type. */
export function anyType(
  t: OpmCase,
  semantics: Semantics = 'OPM',
): { readonly output: ActiveOutput; readonly type: TypeName } {
  const [first] = offeredTypes(t, semantics);
  const { target, type } = first!;
  return { output: activeOutput(t, semantics, target), type };
}

/** A command that every driver takes: level 0 of a type that the output has. */
export function idleCommand(
  t: OpmCase,
  output: Pick<ActiveOutput, 'target' | 'semantics' | 'key' | 'commandNumber'>,
): Uint8Array {
  const { semantics, target } = output;
  const [type] = typesOn(t, semantics, target);
  return levelCommand(output, type ? bitOf(type, semantics) : 0, 0);
}

/** Sends a level, and uses the number where it was taken. */
export function trySetLevel(t: OpmCase, output: ActiveOutput, type: TypeName, level: number): Ntstatus {
  const code = sendCommand(t, output, levelCommand(output, bitOf(type, output.semantics), level));
  if (code === STATUS_SUCCESS) output.commandNumber = (output.commandNumber + 1) >>> 0;
  return code;
}

/** Sets a level, which must succeed; skips the case where the output's mode cannot carry it (OPM-32). */
export function setLevel(
  t: OpmCase,
  output: ActiveOutput,
  type: TypeName,
  level: number,
  rule: Rule = 'OPM-24',
): void {
  const code = trySetLevel(t, output, type, level);
  if (code === NTSTATUSES.STATUS_GRAPHICS_OPM_RESOLUTION_TOO_HIGH && level > 0)
    t.skip(`the driver’s output has a mode that ${type} cannot protect`);
  t.expectCode(code, [STATUS_SUCCESS], rule, `ConfigureProtectedOutput, ${type} level ${level}`);
}

/** Gives what takes its time the time that it takes: HDCP comes on after a delay (OPM-33, D-56), all else at once. */
export function settle(t: OpmCase): void {
  t.driver.control?.clock?.advance(60_000);
}

/** What an output reads of a type: its own level, and the connector's (OPM-24). */
export interface Levels {
  readonly virtual: number;
  readonly actual: number;
}

export function levelsOf(t: OpmCase, output: ActiveOutput, type: TypeName): Levels {
  settle(t);
  const bit = bitOf(type, output.semantics);
  const virtual = ask(t, output, 'VirtualLevel', bit).value;
  return { virtual, actual: ask(t, output, 'ActualLevel', bit).value };
}

/** Demands levels of a type, as one output reads them. */
export function expectLevels(
  t: OpmCase,
  output: ActiveOutput,
  type: TypeName,
  expected: Levels,
  what: string,
  rules: { readonly virtual?: Rule; readonly actual?: Rule } = {},
): void {
  const received = levelsOf(t, output, type);
  for (const scope of ['virtual', 'actual'] as const) {
    const [right, got] = [expected[scope], received[scope]];
    const text = `${what}: expected ${scope} ${type} level ${right}, received ${got}`;
    if (right !== got) t.violated(rules[scope] ?? 'OPM-24', text);
  }
}

/** The levels of every type that the output has, in one text: for what must not have changed. */
export function allLevels(t: OpmCase, output: ActiveOutput): string {
  return typesOn(t, output.semantics, output.target)
    .map((name) => {
      const { virtual, actual } = levelsOf(t, output, name);
      return `${name} ${virtual}/${actual}`;
    })
    .join(', ');
}

/**
 * Does something that must change nothing: the output's levels are what they were, its next request and command are taken
 * with the numbers that they would have had.
 * @example
 * expectUnchanged(t, output, 'OPM-46', 'a command with another number', () => {
 *   sendCommand(t, output, commandBytes(output, strangeGuid, noData));
 * });
 */
export function expectUnchanged(
  t: OpmCase,
  output: ActiveOutput,
  rule: Rule,
  what: string,
  act: () => void,
): void {
  const before = allLevels(t, output);
  act();
  expectLives(t, output, rule, `after ${what}`);
  const after = allLevels(t, output);
  if (after !== before) t.violated(rule, `after ${what}: expected the levels ${before}, received ${after}`);
}

/** Demands that an output is still what its owner thinks: it takes the next request and the next command. */
export function expectLives(t: OpmCase, output: ActiveOutput, rule: Rule, what: string): void {
  ask(t, output, 'BusType', 0, { rule, what: `${what}: the next request` });
  const [type] = typesOn(t, output.semantics, output.target);
  if (!type) return;
  const { virtual } = levelsOf(t, output, type);
  const code = trySetLevel(t, output, type, virtual);
  t.expectCode(code, [STATUS_SUCCESS], rule, `${what}: the next command`);
}
