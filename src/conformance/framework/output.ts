import type { Address, Struct } from '../../abi/index.js';
import type { Rule } from '../rules/rule.js';
import type { Case, GuardedBytes } from './case.js';
import { hex } from './judge.js';

/** What lies in an output before a call, and before another: a byte that nobody writes holds the one and then the other. */
const fillings = [0xa5, 0x5a] as const;

/**
 * What one function wrote in two calls, each into memory that was filled with another pattern before.
 * @example
 * const handle: Output<Hresult> = askTwice(t, 8, 'HANDLE: pHandle', (target) => getHandle(hDevice, session, target));
 */
export interface Output<R> {
  /** What the calls answered. */
  readonly answers: readonly [R, R];
  /** What lay in the output behind each. */
  readonly images: readonly [Uint8Array, Uint8Array];
  /** Where the second one lies, until the end of the case. */
  readonly address: Address;
}

/**
 * Calls twice with an output of so many bytes. What the driver wrote is what does not follow the pattern that lay there.
 * @example
 * const size = askTwice(t, 4, 'UINT: pCertificateSize', (target) => { getSize(hDevice, info, target); });
 * expectSame(t, size, 'GCS-1', '*pCertificateSize');
 */
export function askTwice<R>(t: Case, bytes: number, label: string, call: (target: Address) => R): Output<R> {
  const ask = (fill: number) => {
    const address = t.place(new Uint8Array(bytes).fill(fill), label);
    const answer = call(address);
    return { address, answer, image: t.memory.copyOut(address, bytes) };
  };
  const [first, second] = [ask(fillings[0]), ask(fillings[1])];
  return {
    answers: [first.answer, second.answer],
    images: [first.image, second.image],
    address: second.address,
  };
}

/** A run of bytes in an output, by the name that messages give it. */
interface Part {
  readonly name: string;
  readonly offset: number;
  readonly bytes: number;
}

/** The members of a structure, without the padding between them, which a driver need not write. */
function membersOf<T extends object>(layout: Struct<T>): Part[] {
  const offsets = layout.offset as Readonly<Record<string, number>>;
  return layout.members.map(({ name, type }) => ({
    name,
    offset: offsets[name]!,
    bytes: type.size('x64'),
  }));
}

/** True where nothing of the patterns is left: nearly always, so that no part need be looked at. */
const isAllWritten = ({ images: [first, second] }: Output<unknown>) =>
  first.every((byte, index) => byte !== fillings[0] || second[index] !== fillings[1]);

const isKept = ({ images }: Output<unknown>, index: number) =>
  fillings.every((fill, call) => images[call]![index] === fill);

/** What was not written of one part, as text: its name, and how much where it is not all of it. */
function keptOf(output: Output<unknown>, { name, offset, bytes }: Part): string[] {
  const places = Array.from({ length: bytes }, (_, index) => offset + index);
  const kept = places.filter((place) => isKept(output, place));
  if (kept.length === 0) return [];
  const amount = kept.length === bytes ? '' : `${kept.length} of ${bytes} bytes, the first at ${kept[0]!}`;
  return [[name, amount].filter((text) => text !== '').join(': ')];
}

/** What a driver wrote of an output, as text; undefined where that is all of it. */
function writtenText(output: Output<unknown>, parts: readonly Part[]): string | undefined {
  if (isAllWritten(output)) return undefined;
  const kept = parts.flatMap((part) => keptOf(output, part));
  if (kept.length === 0) return undefined;
  const nothing = parts.every(({ offset, bytes }) =>
    Array.from({ length: bytes }, (_, index) => offset + index).every((place) => isKept(output, place)),
  );
  return nothing ? 'nothing' : `all but ${kept.join('; ')}`;
}

/**
 * Demands that a call wrote its output: every byte, or of a structure every member. An answer may change from call to call.
 * @example
 * const layout = D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS;
 * expectWritten(t, askTwice(t, layout.bytes, layout.name, ask), 'GCPC-1', '*pCaps', layout);
 */
export function expectWritten<T extends object>(
  t: Case,
  output: Output<unknown>,
  rule: Rule,
  what: string,
  layout?: Struct<T>,
): void {
  const bytes = output.images[0].length;
  const parts = layout ? membersOf(layout) : [{ name: '', offset: 0, bytes }];
  const received = writtenText(output, parts);
  if (received === undefined) return;
  const expected = layout ? `every member of ${layout.name}` : `${bytes} bytes`;
  t.violated(rule, `${what}: expected ${expected} written, received ${received}`);
}

/**
 * Demands that a call wrote its output, and that two calls wrote the same.
 * @example
 * expectSame(t, askTwice(t, 16, 'GUID: pKeyExchangeType', ask), 'GCKE-1', 'Index 0');
 */
export function expectSame<T extends object>(
  t: Case,
  output: Output<unknown>,
  rule: Rule,
  what: string,
  layout?: Struct<T>,
): void {
  expectWritten(t, output, rule, what, layout);
  const parts = layout ? membersOf(layout) : [{ offset: 0, bytes: output.images[0].length }];
  for (const { offset, bytes } of parts) {
    const [first, second] = output.images.map((image) => image.subarray(offset, offset + bytes));
    t.expectBytes(second!, first!, rule, `${what}, asked for twice`);
  }
}

/**
 * What was written into bytes that were all `fill` before, as text; undefined where nothing was. Not for outputs that carry
 * a secret.
 */
export function writtenInto(bytes: Uint8Array, fill: number): string | undefined {
  const changed = Array.from(bytes.keys()).filter((index) => bytes[index] !== fill);
  const [first] = changed;
  if (first === undefined) return undefined;
  const end = changed.at(-1)! + 1;
  const shown = hex(bytes.subarray(first, Math.min(end, first + 16)));
  const place = end === first + 1 ? `byte ${first}` : `bytes ${first} to ${end - 1}`;
  return `${shown}${end > first + 16 ? '…' : ''} in ${place}`;
}

/**
 * Demands that a call wrote nothing. Says what it wrote, so this is not for outputs that carry a secret.
 * @example
 * const target = t.guarded(16, 'GUID: pKeyExchangeType');
 * expectUntouched(t, target, 'D-14', 'an unknown crypto type');
 */
export function expectUntouched(
  t: Case,
  target: Pick<GuardedBytes, 'read' | 'fill'>,
  rule: Rule,
  what: string,
): void {
  const written = writtenInto(target.read(), target.fill);
  if (written !== undefined) t.violated(rule, `${what}: expected nothing written, received ${written}`);
}

/**
 * Demands that an output of random bytes was written: none of its words is what lay there, by chance once in 2^30. Says
 * none of its bytes, so this is for outputs that carry a secret too.
 * @example
 * const before = t.random.bytes(16);
 * const iv = t.place(before, 'VOID: pIV');
 * expectWordsWritten(t, t.memory.copyOut(iv, 16), before, 'EB-6', 'pIV');
 */
export function expectWordsWritten(
  t: Case,
  after: Uint8Array,
  before: Uint8Array,
  rule: Rule,
  what: string,
): void {
  const words = Array.from({ length: after.length / 4 }, (_, index) => 4 * index);
  const kept = words.filter(
    (at) => Buffer.compare(after.subarray(at, at + 4), before.subarray(at, at + 4)) === 0,
  );
  if (kept.length === 0) return;
  const received = kept.length === words.length ? 'nothing' : `all but the words at ${kept.join(', ')}`;
  t.violated(rule, `${what}: expected ${after.length} bytes written, received ${received}`);
}
