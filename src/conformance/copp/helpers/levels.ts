import type { Hresult } from '../../../abi/index.js';
import { DDERR_TOOBIGSIZE, S_OK } from '../../../ddi/index.js';
import type { Rule } from '../../rules/rule.js';
import type { CoppCase } from '../fixture.js';
import type { ActiveSession } from './handshake.js';
import { activeSession } from './handshake.js';
import type { TypeName } from './known.js';
import { protectionTypes, typeNames } from './known.js';
import { levelCommand, sendCommand } from './messages.js';
import { ask } from './replies.js';

/** The types that an output can do, ORed, as the driver tells them. */
export function typesOf(t: CoppCase, session: ActiveSession): number {
  return ask(t, session, 'ProtectionType').data;
}

/** By DevID: the types of its output. They do not change (COPP-37), so that a run asks once. */
const typesOfRun = () => new Map<number, number>();

function typesAt(t: CoppCase, DevID: number): number {
  const known = t.run.of(typesOfRun);
  const types = known.get(DevID) ?? typesOf(t, activeSession(t, DevID));
  known.set(DevID, types);
  return types;
}

/** A type that an output can do. */
function typeAt(t: CoppCase, DevID: number): TypeName | undefined {
  const types = typesAt(t, DevID);
  return typeNames.find((name) => types & protectionTypes[name].bit);
}

/** The first output that has COPP and can do these types; skips the case where there is none. */
export function deviceWith(t: CoppCase, ...types: readonly TypeName[]): number {
  const wanted = types.reduce((bits, type) => bits | protectionTypes[type].bit, 0);
  const DevID = t.devices().find((one) => (typesAt(t, one) & wanted) === wanted);
  return DevID ?? t.skip(`the driver has no output with COPP and ${types.join(' and ')}`);
}

/** A session on an output that can do some type, and that type. */
export function anyType(t: CoppCase): { readonly session: ActiveSession; readonly type: TypeName } {
  const [first] = offeredTypes(t);
  const { DevID, type } = first!;
  return { session: activeSession(t, DevID), type };
}

/** Each type that some output can do, with the first such output; skips the case where nothing is protected. */
export function offeredTypes(
  t: CoppCase,
): readonly { readonly type: TypeName; readonly DevID: number; readonly bit: number }[] {
  const offered = typeNames.flatMap((type) => {
    const { bit } = protectionTypes[type];
    const DevID = t.devices().find((one) => typesAt(t, one) & bit);
    return DevID === undefined ? [] : [{ type, DevID, bit }];
  });
  return offered.length > 0 ? offered : t.skip('the driver protects no output');
}

/**
 * A command that every driver takes: level 0 of a type that the output has (COPP-20). Type None asks for nothing as well,
 * and a driver may refuse it.
 */
export function idleCommand(
  t: CoppCase,
  session: Pick<ActiveSession, 'DevID' | 'KDI' | 'commandNumber'>,
): Uint8Array {
  const type = typeAt(t, session.DevID);
  return levelCommand(session, type ? protectionTypes[type].bit : 0, 0);
}

/** Sends a level, and uses the number where it was taken. */
export function trySetLevel(t: CoppCase, session: ActiveSession, type: TypeName, level: number): Hresult {
  const code = sendCommand(t, session, levelCommand(session, protectionTypes[type].bit, level));
  if (code === S_OK) session.commandNumber = (session.commandNumber + 1) >>> 0;
  return code;
}

/** Sets a level, which must succeed; skips the case where the output's mode cannot carry it (COPP-20). */
export function setLevel(
  t: CoppCase,
  session: ActiveSession,
  type: TypeName,
  level: number,
  rule: Rule = 'COPP-33',
): void {
  const code = trySetLevel(t, session, type, level);
  if (code === DDERR_TOOBIGSIZE && level > 0)
    t.skip(`the driver’s output has a mode that ${type} cannot protect`);
  t.expectCode(code, [S_OK], rule, `COPPCommand, ${type} level ${level}`);
}

/** Gives what takes its time the time that it takes: HDCP comes on after a delay (D-56), all else at once. */
export function settle(t: CoppCase, type: TypeName): void {
  if (type === 'HDCP') t.driver.control?.clock?.advance(60_000);
}

/** What a session reads of a type: its own level, and the connector's. */
export interface Levels {
  readonly local: number;
  readonly global: number;
}

export function levelsOf(t: CoppCase, session: ActiveSession, type: TypeName): Levels {
  settle(t, type);
  const { bit } = protectionTypes[type];
  const local = ask(t, session, 'LocalProtectionLevel', bit).data;
  return { local, global: ask(t, session, 'GlobalProtectionLevel', bit).data };
}

/** Demands levels of a type, as one session reads them. */
export function expectLevels(
  t: CoppCase,
  session: ActiveSession,
  type: TypeName,
  expected: Levels,
  what: string,
  rules: { readonly local?: Rule; readonly global?: Rule } = {},
): void {
  const { local, global } = levelsOf(t, session, type);
  const { local: localRule = 'COPP-33', global: globalRule = 'COPP-34' } = rules;
  const told = (scope: string, right: number, got: number) =>
    `${what}: expected ${scope} ${type} level ${right}, received ${got}`;
  if (local !== expected.local) t.violated(localRule, told('local', expected.local, local));
  if (global !== expected.global) t.violated(globalRule, told('global', expected.global, global));
}

/** The levels of every type that the session's output has, in one text: for what must not have changed. */
export function allLevels(t: CoppCase, session: ActiveSession): string {
  const types = typesAt(t, session.DevID);
  return typeNames
    .filter((name) => types & protectionTypes[name].bit)
    .map((name) => {
      const { local, global } = levelsOf(t, session, name);
      return `${name} ${local}/${global}`;
    })
    .join(', ');
}

/**
 * Does something that must change nothing: the session's levels are what they were, its next request and command are taken
 * with the numbers that they would have had.
 * @example
 * expectUnchanged(t, session, 'COPP-17', 'a command with another number', () => {
 *   sendCommand(t, session, commandBytes(session, strangeGuid, noData));
 * });
 */
export function expectUnchanged(
  t: CoppCase,
  session: ActiveSession,
  rule: Rule,
  what: string,
  act: () => void,
): void {
  const before = allLevels(t, session);
  act();
  expectLives(t, session, rule, `after ${what}`);
  const after = allLevels(t, session);
  if (after !== before) t.violated(rule, `after ${what}: expected the levels ${before}, received ${after}`);
}

/** Demands that a session is still what its owner thinks: it takes the next request and the next command. */
export function expectLives(t: CoppCase, session: ActiveSession, rule: Rule, what: string): void {
  ask(t, session, 'BusData', 0, { rule, what: `${what}: the next request` });
  const type = typeAt(t, session.DevID);
  if (!type) return;
  const { local } = levelsOf(t, session, type);
  const code = trySetLevel(t, session, type, local);
  t.expectCode(code, [S_OK], rule, `${what}: the next command`);
}
