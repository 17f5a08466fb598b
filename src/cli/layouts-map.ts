import { byteCount, hex as hexadecimal } from '../abi/index.js';
import type { LayoutEnum, LayoutMember, LayoutStruct } from './layouts-catalogue.js';

const rowBytes = 16;
const cell = 4;

/** Bytes of one row that belong to the same members. */
interface Span {
  readonly from: number;
  readonly to: number;
  readonly label: string;
}

const hex = (value: number) => hexadecimal(value, 4);

/** The members that a byte belongs to: all arms of a union; none where it is padding. */
function ownersOf(members: readonly LayoutMember[], at: number): readonly LayoutMember[] {
  return members.filter(({ offset, size }) => at >= offset && at < offset + size);
}

function spansOf({ members, size }: LayoutStruct, start: number): readonly Span[] {
  const spans: Span[] = [];
  for (let at = start; at < Math.min(start + rowBytes, size); at += 1) {
    const owners = ownersOf(members, at);
    const begun = owners.length > 0 && owners.every(({ offset }) => offset < start);
    const label = `${begun ? '…' : ''}${owners.map(({ name }) => name).join(' | ')}`;
    const last = spans.at(-1);
    if (last?.label === label) spans[spans.length - 1] = { ...last, to: at + 1 };
    else spans.push({ from: at, to: at + 1, label });
  }
  return spans;
}

function fit({ from, to, label }: Span): string {
  const width = (to - from) * cell - 1;
  if (label === '') return '/'.repeat(width);
  return label.length > width ? `${label.slice(0, width - 1)}…` : label.padEnd(width);
}

/** The line between two rows, with a corner wherever one of them has a border. */
function rule(above: readonly Span[], below: readonly Span[]): string {
  const spans = [...above, ...below];
  const columns = new Set(spans.flatMap(({ from, to }) => [from % rowBytes, ((to - 1) % rowBytes) + 1]));
  const width = Math.max(...columns);
  const marks = Array.from(
    { length: width },
    (_, at) => `${columns.has(at) ? '+' : '-'}${'-'.repeat(cell - 1)}`,
  );
  return `        ${marks.join('')}+\n`;
}

/** True where a row and the ones beside it lie within the same members: such rows are drawn once. */
function isMiddle(rows: readonly (readonly Span[])[], index: number): boolean {
  const only = (at: number) => (rows[at]?.length === 1 ? rows[at][0]!.label : null);
  const label = only(index);
  return label !== null && label !== '' && only(index - 1) === label && only(index + 1) === label;
}

function drawRows(struct: LayoutStruct): string {
  const count = Math.ceil(struct.size / rowBytes);
  const rows = Array.from({ length: count }, (_, index) => spansOf(struct, index * rowBytes));
  let text = '';
  rows.forEach((spans, index) => {
    if (isMiddle(rows, index)) {
      if (!isMiddle(rows, index - 1)) text += `${rule(rows[index - 1]!, spans)}     :  :\n`;
      return;
    }
    text += rule(rows[index - 1] ?? [], spans);
    text += `${hex(index * rowBytes)}  |${spans.map((span) => `${fit(span)}|`).join('')}\n`;
  });
  return text + rule(rows.at(-1) ?? [], []);
}

const isGap = ({ name }: LayoutMember) => name === '';

/** The members in order, with the gaps between them. */
function withGaps({ members, size }: LayoutStruct): readonly LayoutMember[] {
  const listed: LayoutMember[] = [];
  let end = 0;
  const gap = (to: number) => {
    if (to > end) listed.push({ name: '', type: '', offset: end, size: to - end });
  };
  for (const member of members) {
    gap(member.offset);
    listed.push(member);
    end = Math.max(end, member.offset + member.size);
  }
  gap(size);
  return listed;
}

function note({ values, overlays, when, isTail }: LayoutMember): string {
  const notes = [
    values ?? [],
    overlays === undefined ? [] : `in the place of ${overlays}`,
    when ? `where ${when.member} is ${when.is.join(', ')}` : [],
    isTail ? 'and more: a variable tail' : [],
  ].flat();
  return notes.length === 0 ? '' : ` (${notes.join('; ')})`;
}

function memberLine(member: LayoutMember, width: number): string {
  const { offset, size, type, name } = member;
  const what = isGap(member) ? '(padding)' : name + note(member);
  return `${hex(offset)} ${String(size).padStart(5)}  ${type.padEnd(width)}  ${what}\n`;
}

/** A structure as a person reads it: rows of 16 bytes, padding as slashes, then the members one by one. */
export function byteMap(struct: LayoutStruct, abi: string): string {
  const columns = Array.from({ length: Math.min(rowBytes, struct.size) }, (_, at) => at.toString(16));
  const header = `         ${columns.map((digit) => digit.padEnd(cell)).join('')}`.trimEnd();
  const listed = withGaps(struct);
  const width = Math.max(...listed.map(({ type }) => type.length), 4);
  const lines = listed.map((member) => memberLine(member, width)).join('');
  return (
    `${struct.name}: ${byteCount(struct.size)}, aligned to ${struct.align} (${abi})\n\n` +
    `${header}\n${drawRows(struct)}\n` +
    `offset  size  ${'type'.padEnd(width)}  member\n${lines}`
  );
}

/** An enum, or a set of flags, value by value. */
export function valueList({ name, isFlags, values }: LayoutEnum): string {
  const rows = Object.entries(values).map(([full, value]) => {
    const number = typeof value === 'number' && isFlags ? hexadecimal(value) : String(value);
    return `${number.padStart(10)}  ${full}\n`;
  });
  return `${name}: ${isFlags ? 'flags' : 'an enum'}\n\n${rows.join('')}`;
}
