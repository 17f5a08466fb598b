/** Calls as a person reads them: names, values and codes from the declarations; secrets as byte counts. */
import { VOID, bytesAccess, NULL } from '../abi/index.js';
import type { Picture } from './call-snapshots.js';
import type { FunctionDeclaration, Parameter, Member, Struct, FieldType, Address } from '../abi/index.js';

/**
 * A value as text. Bytes without a structure are never shown, only counted: what lies in them may be a key, a key
 * buffer or content, and the declarations do not say which.
 */
function textOf(type: FieldType<unknown>, value: unknown): string {
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if ('members' in type) {
    const known = value as Readonly<Record<string, unknown>>;
    const members = distinctMembers(type as unknown as Struct).filter(({ name }) => name in known);
    return `{ ${members.map((member) => `${member.name}: ${textOf(member.type, known[member.name])}`).join(', ')} }`;
  }
  const { element } = type;
  if (element && Array.isArray(value)) return `[${value.map((item) => textOf(element, item)).join(', ')}]`;
  return type.text(value);
}

/** The members without those arms of a union that are the same bytes under another version's name. */
function distinctMembers({ members }: Struct): readonly Member[] {
  const sizeOf = (name: string) => members.find((member) => member.name === name)?.type.size('x64');
  return members.filter(
    ({ type, overlays }) => overlays === undefined || sizeOf(overlays) !== type.size('x64'),
  );
}

/** Of a structure that travelled both ways only the members that came back changed. */
function changesText(type: FieldType<unknown>, before: Picture, after: Picture): string | undefined {
  if (!('members' in type) || before === 'unreadable' || after === 'unreadable')
    return pictureText(type, after);
  const struct = type as unknown as Struct<Record<string, unknown>>;
  const [old, now] = [struct.fromBytes(before), struct.fromBytes(after)];
  const changed = struct.members.filter(
    ({ name, type: member }) => textOf(member, old[name]) !== textOf(member, now[name]),
  );
  if (changed.length === 0) return undefined;
  return textOf(type, Object.fromEntries(changed.map(({ name }) => [name, now[name]])));
}

function pictureText(type: FieldType<unknown>, picture: Picture): string {
  if (picture === 'unreadable') return picture;
  const bytes = type.size('x64');
  const values = Array.from({ length: Math.floor(picture.length / bytes) }, (_, index) =>
    textOf(type, type.read(bytesAccess(picture), (index * bytes) as Address, 'x64')),
  );
  return values.length === 1 ? values[0]! : `[${values.join(', ')}]`;
}

/** A call that can be told, of whatever kind the record of it is. */
export interface ToldCall {
  readonly declaration: FunctionDeclaration;
  readonly args: readonly unknown[];
  /** What lay behind the pointers, by parameter: before the call, and after it. */
  readonly before: readonly (Picture | undefined)[];
  readonly after: readonly (Picture | undefined)[];
  /** How it ended; nothing while it goes on. */
  readonly end?: { readonly result: unknown } | { readonly threw: string } | undefined;
  /** How many calls are open around this one. */
  readonly depth: number;
}

function endText({ declaration, end }: ToldCall): string {
  if (!end) return ' …';
  if ('threw' in end) return ` threw ${end.threw}`.trimEnd();
  const { returns } = declaration;
  return returns === VOID ? '' : ` = ${returns.text(end.result)}`;
}

function argumentText({ declaration, args, before }: ToldCall, parameter: Parameter, index: number): string {
  const { name, type, extent } = parameter;
  const value = args[index];
  const head = `${name}: ${typeof value === 'number' || typeof value === 'bigint' ? type.text(value) : String(value)}`;
  if (value === NULL || !extent) return head;
  if ('bytesIn' in extent) {
    const count = args[declaration.parameters.findIndex((other) => other.name === extent.bytesIn)];
    return `${head} -> ${String(count)} bytes`;
  }
  const picture = before[index];
  return picture && 'layout' in extent ? `${head} -> ${pictureText(extent.layout, picture)}` : head;
}

function outText(call: ToldCall, { extent }: Parameter, index: number): string | undefined {
  const [before, after] = [call.before[index], call.after[index]];
  if (!after || !extent || !('layout' in extent)) return undefined;
  return before ? changesText(extent.layout, before, after) : pictureText(extent.layout, after);
}

/** A call in one line: what went in, how it ended, and what came back. */
export function callText(call: ToldCall): string {
  const { name, parameters } = call.declaration;
  const outs = parameters.flatMap((parameter, index) => {
    const text = outText(call, parameter, index);
    return text === undefined ? [] : [`${parameter.name}: ${text}`];
  });
  const after = outs.length > 0 ? `; ${outs.join(', ')}` : '';
  const ins = parameters.map((parameter, index) => argumentText(call, parameter, index)).join(', ');
  return `${'  '.repeat(call.depth)}${name}(${ins})${endText(call)}${after}`;
}
