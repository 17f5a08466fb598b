/** Calls as a person reads them: names, values and codes from the declarations; secrets as byte counts. */
import type { Memory } from './access.js';
import { bytesAccess } from './access.js';
import { SetErrorCb } from './device.js';
import type { FunctionDeclaration, Parameter } from './function.js';
import { hresultName } from './hresults.js';
import type { Interposer } from './interpose.js';
import type { Member, Struct } from './layout.js';
import type { FieldType } from './scalars.js';
import type { Address, Hresult } from './types.js';
import { failed, NULL } from './types.js';

/** No more elements of an array are copied than that: a trace is no dump. */
const mostElements = 8;

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

/** Bytes behind a pointer at one moment; they are decoded only when somebody wants to read them. */
type Picture = Uint8Array | 'unreadable';

function take(memory: Memory, address: number, bytes: number): Picture {
  try {
    return memory.copyOut(address as Address, bytes);
  } catch {
    return 'unreadable'; // a wild pointer: the call under trace is to trip over it, not the trace
  }
}

function pictureText(type: FieldType<unknown>, picture: Picture): string {
  if (picture === 'unreadable') return picture;
  const bytes = type.size('x64');
  const values = Array.from({ length: Math.floor(picture.length / bytes) }, (_, index) =>
    textOf(type, type.read(bytesAccess(picture), (index * bytes) as Address, 'x64')),
  );
  return values.length === 1 ? values[0]! : `[${values.join(', ')}]`;
}

/** One call: what went in, copied at that moment, and what came back. Cheap to take, dear to read. */
export class CallRecord {
  private readonly pictures: readonly (Picture | undefined)[];
  private outs: readonly (Picture | undefined)[] = [];
  private end: { readonly result: unknown } | { readonly error: unknown } | undefined;
  /** Set by the log when the call reported an error through pfnSetErrorCb (ERR-1). */
  reportedError = false;

  /** @param depth how many calls are open around this one */
  constructor(
    private readonly memory: Memory,
    private readonly declaration: FunctionDeclaration,
    private readonly args: readonly unknown[],
    private readonly depth: number,
  ) {
    this.pictures = this.behind('in');
  }

  returned(result: unknown): void {
    this.end = { result };
    const { returns } = this.declaration;
    const bad = returns === 'HRESULT' ? failed(result as Hresult) : this.reportedError;
    if (!bad) this.outs = this.behind('out');
  }

  threw(error: unknown): void {
    this.end = { error };
  }

  private outcome(): string {
    if (!this.end) return ' …';
    if ('error' in this.end) {
      const { error } = this.end;
      return ` threw ${error instanceof Error ? error.name : String(error)}`;
    }
    const { result } = this.end;
    const { returns } = this.declaration;
    if (returns === 'HRESULT') return ` = ${hresultName(result as Hresult)}`;
    return returns === 'VOID' ? '' : ` = ${String(result)}`;
  }

  text(): string {
    const { name, parameters } = this.declaration;
    const outs = parameters.flatMap((parameter, index) => {
      const text = this.outText(parameter, index);
      return text === undefined ? [] : [`${parameter.name}: ${text}`];
    });
    const after = outs.length > 0 ? `; ${outs.join(', ')}` : '';
    const before = parameters.map((parameter, index) => this.parameterText(parameter, index)).join(', ');
    return `${'  '.repeat(this.depth)}${name}(${before})${this.outcome()}${after}`;
  }

  private parameterText(parameter: Parameter, index: number): string {
    const { name, type, extent } = parameter;
    const value = this.args[index];
    const head = `${name}: ${typeof value === 'number' || typeof value === 'bigint' ? type.text(value) : String(value)}`;
    if (value === NULL || !extent) return head;
    if ('bytesIn' in extent) return `${head} -> ${String(this.argument(extent.bytesIn))} bytes`;
    const picture = this.pictures[index];
    return picture && 'layout' in extent ? `${head} -> ${pictureText(extent.layout, picture)}` : head;
  }

  private outText({ extent }: Parameter, index: number): string | undefined {
    const [before, after] = [this.pictures[index], this.outs[index]];
    if (!after || !extent || !('layout' in extent)) return undefined;
    return before ? changesText(extent.layout, before, after) : pictureText(extent.layout, after);
  }

  private argument(name: string): unknown {
    return this.args[this.declaration.parameters.findIndex((parameter) => parameter.name === name)];
  }

  /** Copies what lies behind the pointers that travel this way. Bytes without a structure are not even copied. */
  private behind(way: 'in' | 'out'): readonly (Picture | undefined)[] {
    return this.declaration.parameters.map(({ direction, extent }, index) => {
      const pointer = this.args[index];
      if (!extent || !('layout' in extent) || typeof pointer !== 'number' || pointer === NULL)
        return undefined;
      if (direction !== way && direction !== 'inout') return undefined;
      const count = extent.countIn === undefined ? 1 : Number(this.argument(extent.countIn));
      const elements = Math.min(Number.isInteger(count) ? count : 0, mostElements);
      return take(this.memory, pointer, elements * extent.layout.size('x64'));
    });
  }
}

/** The last calls through an interposer. */
export interface CallLog {
  /** Hang it on tables; the outermost place sees what the caller sees. */
  readonly interposer: Interposer;
  /** The calls as text, oldest first; a call within a call stands below it, further in. */
  lines(): string[];
}

/** A log that keeps the last `keep` calls. */
export function createCallLog(keep = 20): CallLog {
  const records: CallRecord[] = [];
  const open: CallRecord[] = [];
  const begin = (memory: Memory, declaration: FunctionDeclaration, args: readonly unknown[]) => {
    if (declaration.name === SetErrorCb.name) for (const record of open) record.reportedError = true;
    const record = new CallRecord(memory, declaration, args, open.length);
    records.push(record);
    if (records.length > keep) records.shift();
    open.push(record);
    return record;
  };
  return {
    interposer: (declaration, inner, { memory }) => {
      return (...args) => {
        const record = begin(memory, declaration, args);
        try {
          const result = inner(...args);
          record.returned(result);
          return result;
        } catch (error) {
          record.threw(error);
          throw error;
        } finally {
          open.pop();
        }
      };
    },
    lines: () => records.map((record) => record.text()),
  };
}
