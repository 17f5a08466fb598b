/** Calls as a person reads them: names, values and codes from the declarations; secrets as byte counts. */
import type {
  Address,
  Extent,
  FieldType,
  FunctionDeclaration,
  Parameter,
  ResultType,
  Struct,
} from '../abi/index.js';
import { VOID, byteCount, bytesAccess, liveMembers, NULL } from '../abi/index.js';
import type { Snapshot } from './call-snapshots.js';
import { wholeElement } from './call-snapshots.js';

/** A call that can be told, of whatever kind the record of it is. */
export interface ToldCall {
  readonly declaration: FunctionDeclaration;
  readonly args: readonly unknown[];
  /** What lay behind the pointers, by parameter: before the call, and after it. */
  readonly before: readonly (Snapshot | undefined)[];
  readonly after: readonly (Snapshot | undefined)[];
  /** How it ended; nothing while it goes on. */
  readonly end?: { readonly result: unknown } | { readonly threw: string } | undefined;
  /** How many calls are open around this one. */
  readonly depth: number;
}

const start = 0 as Address;
const fits = (type: FieldType<unknown>, bytes: Uint8Array) => bytes.length >= type.size('x64');

/** The argument with this name. */
function argumentOf({ declaration, args }: ToldCall, name: string): unknown {
  return args[declaration.parameters.findIndex((parameter) => parameter.name === name)];
}

/** The value of a parameter, or of a member of what it points to, as it was before the call. */
function chosenValue(call: ToldCall, at: string, member: string | undefined): unknown {
  const { declaration, before, after } = call;
  const index = declaration.parameters.findIndex(({ name }) => name === at);
  const extent = declaration.parameters[index]?.extent;
  if (!extent) return call.args[index];
  const layout = 'layout' in extent ? extent.layout : 'chosenBy' in extent ? extent.head : undefined;
  const snapshot = before[index] ?? after[index];
  if (!layout || !(snapshot instanceof Uint8Array)) return undefined;
  const whole = wholeElement(layout, snapshot);
  if (!fits(layout, whole)) return undefined;
  const value = layout.read(bytesAccess(whole), start, 'x64');
  return member === undefined ? value : (value as Readonly<Record<string, unknown>>)[member];
}

/** What the bytes of a snapshot are: a layout, where one is known and they are enough of them. */
function layoutOf(call: ToldCall, extent: Extent, snapshot: Uint8Array): FieldType<unknown> | undefined {
  if ('layout' in extent) return extent.layout;
  if (!('chosenBy' in extent)) return undefined;
  const { chosenBy, layouts, head } = extent;
  const chosen = layouts.get(chosenValue(call, chosenBy.at, chosenBy.member));
  return [chosen, head].find((layout) => layout && fits(layout, snapshot));
}

/** How much lies behind a pointer that only its bytes are known of. */
function countText(call: ToldCall, extent: Extent, snapshot: Uint8Array | undefined): string | undefined {
  const counted = 'bytesIn' in extent ? argumentOf(call, extent.bytesIn) : snapshot?.length;
  return counted === undefined ? undefined : byteCount(Number(counted));
}

/** What lies behind a pointer, as far as a snapshot tells. Undefined where nothing does. */
function behindText(call: ToldCall, extent: Extent, snapshot: Snapshot | undefined): string | undefined {
  if (snapshot === 'unreadable') return snapshot;
  const layout = snapshot && layoutOf(call, extent, snapshot);
  if (!layout) return countText(call, extent, snapshot);
  const bytes = layout.size('x64');
  const whole = wholeElement(layout, snapshot);
  const count = 'layout' in extent ? Math.floor(whole.length / bytes) : 1;
  const values = Array.from({ length: count }, (_, index) =>
    layout.text(layout.read(bytesAccess(whole), (index * bytes) as Address, 'x64')),
  );
  return values.length === 1 ? values[0]! : `[${values.join(', ')}]`;
}

/** Of a structure that travelled both ways only the members that came back changed. */
function changesText(call: ToldCall, extent: Extent, before: Snapshot, after: Snapshot): string | undefined {
  if (before === 'unreadable' || after === 'unreadable') return behindText(call, extent, after);
  const layout = layoutOf(call, extent, after);
  if (!layout) return undefined;
  if (!('members' in layout) || !fits(layout, before)) return behindText(call, extent, after);
  const struct = layout as unknown as Struct<Record<string, unknown>>;
  const [old, now] = [struct.fromBytes(before), struct.fromBytes(after)];
  const changed = liveMembers(struct.members, now).filter(
    ({ name, type }) => type.text(old[name]) !== type.text(now[name]),
  );
  if (changed.length === 0) return undefined;
  return layout.text(Object.fromEntries(changed.map(({ name }) => [name, now[name]])));
}

/** An argument or a result. Whatever comes there is told: a driver in JavaScript may pass anything. */
export function valueText(type: FieldType<unknown>, value: unknown): string {
  return typeof value === 'number' || typeof value === 'bigint' ? type.text(value) : String(value);
}

/** How a call ended, as its line has it. */
export function endText(returns: ResultType, end: ToldCall['end']): string {
  if (!end) return ' …';
  if ('threw' in end) return ` threw ${end.threw}`.trimEnd();
  return returns === VOID ? '' : ` = ${valueText(returns, end.result)}`;
}

/** The form of every line: what went in, how it ended, and what came back. */
export function callLine(
  name: string,
  depth: number,
  [ins, end, outs]: readonly [ins: readonly string[], end: string, outs: readonly string[]],
): string {
  const after = outs.length > 0 ? `; ${outs.join(', ')}` : '';
  return `${'  '.repeat(depth)}${name}(${ins.join(', ')})${end}${after}`;
}

function argumentText(call: ToldCall, { name, type, extent }: Parameter, index: number): string {
  const value = call.args[index];
  const head = `${name}: ${valueText(type, value)}`;
  const behind = value === NULL || !extent ? undefined : behindText(call, extent, call.before[index]);
  return behind === undefined ? head : `${head} -> ${behind}`;
}

function outText(call: ToldCall, { extent }: Parameter, index: number): string | undefined {
  const [before, after] = [call.before[index], call.after[index]];
  if (!after || !extent) return undefined;
  return before ? changesText(call, extent, before, after) : behindText(call, extent, after);
}

/** A call in one line: what went in, how it ended, and what came back. */
export function callText(call: ToldCall): string {
  const { name, parameters } = call.declaration;
  const outs = parameters.flatMap((parameter, index) => {
    const text = outText(call, parameter, index);
    return text === undefined ? [] : [`${parameter.name}: ${text}`];
  });
  const ins = parameters.map((parameter, index) => argumentText(call, parameter, index));
  return callLine(name, call.depth, [ins, endText(call.declaration.returns, call.end), outs]);
}
