import type { Ntstatus } from '../../../ddi/index.js';
import { NTSTATUSES as S, STATUS_SUCCESS } from '../../../ddi/index.js';
import { expectUntouched } from '../../framework/output.js';
import type { Rule } from '../../rules/rule.js';
import type { OpmCase, Semantics } from '../fixture.js';
import type { ActiveOutput } from './handshake.js';
import { expectUnchanged } from './levels.js';
import type { Request } from './messages.js';
import { sendCommand, sendRequest } from './messages.js';

/** Requests that must be refused with one code. */
export interface RefusedRequests {
  /** Made when its turn comes, with the number that is then expected. */
  readonly requests: readonly { readonly make: () => Pick<Request, 'bytes'>; readonly what: string }[];
  readonly code?: Ntstatus;
  /** What demands the failure, and what the code. */
  readonly rules: readonly [must: Rule, exactly: Rule];
  /** The semantics whose function is called, where they are not the output's. */
  readonly through?: Semantics;
}

/** Sends requests that must be refused: nothing is written, no level changes, no number is used. */
export function expectRequestsRefused(
  t: OpmCase,
  active: ActiveOutput,
  {
    requests,
    code: expected = S.STATUS_GRAPHICS_OPM_INVALID_INFORMATION_REQUEST,
    rules: [must, exactly],
    through = active.semantics,
  }: RefusedRequests,
): void {
  expectUnchanged(t, active, 'D-14', requests[0]!.what, () => {
    for (const { make, what } of requests) {
      const { code, output } = sendRequest(t, active, make().bytes, { through });
      expectRefusal(t, code, expected, [must, exactly], what);
      expectUntouched(t, output, 'OPM-20', what);
    }
  });
}

/** Commands that must be refused with one code. */
export interface RefusedCommands {
  readonly commands: readonly {
    readonly make: () => Uint8Array;
    readonly what: string;
    /** Additional parameters. */
    readonly more?: Uint8Array;
  }[];
  readonly code?: Ntstatus;
  readonly rules: readonly [must: Rule, exactly: Rule];
}

/** Sends commands that must be refused: no level changes, no number is used. */
export function expectCommandsRefused(
  t: OpmCase,
  active: ActiveOutput,
  { commands, code: expected = S.STATUS_GRAPHICS_OPM_INVALID_CONFIGURATION_REQUEST, rules }: RefusedCommands,
): void {
  expectUnchanged(t, active, 'D-14', commands[0]!.what, () => {
    for (const { make, what, more } of commands)
      expectRefusal(t, sendCommand(t, active, make(), more), expected, rules, what);
  });
}

/** Demands that a call failed, and by which code. */
export function expectRefusal(
  t: OpmCase,
  code: Ntstatus,
  expected: Ntstatus,
  [must, exactly]: readonly [must: Rule, exactly: Rule],
  what: string,
): void {
  if (code === STATUS_SUCCESS)
    t.violated(must, `${what}: expected ${t.codes([expected])}, received ${t.codes([code])}`);
  t.expectCode(code, [expected], exactly, what);
}

/** What numbers a message must not carry, by the one that is expected. */
export const otherNumbers = {
  before: (number: number) => number - 1,
  skipped: (number: number) => number + 1,
  'two-on': (number: number) => number + 2,
  'high-bit': (number: number) => number ^ 0x8000_0000,
  'low-half': (number: number) => number & 0xffff,
  zero: () => 0,
  last: () => 0xffff_ffff,
  complement: (number: number) => ~number,
} as const;

/**
 * How a number is wrong, by the name that it has in case ids.
 * @example
 * const of: OtherNumber = 'skipped';
 */
export type OtherNumber = keyof typeof otherNumbers;
export const otherNumberNames = Object.keys(otherNumbers) as readonly OtherNumber[];

/** The same bytes with one bit turned. */
export function turned(bytes: Uint8Array, byte: number, bit: number): Uint8Array {
  const copy = bytes.slice();
  copy[byte]! ^= 1 << bit;
  return copy;
}

/** Ways in which 16 bytes are no omac of a message. */
export const wrongMacs = ['zeros', 'ones', 'another-key', 'another-output', 'reversed'] as const;

/** An omac that is wrong in one of these ways. */
export function wrongMac(
  of: (typeof wrongMacs)[number],
  right: Uint8Array,
  sign: (key?: Uint8Array) => Uint8Array,
): Uint8Array {
  switch (of) {
    case 'zeros':
      return new Uint8Array(16);
    case 'ones':
      return new Uint8Array(16).fill(0xff);
    case 'another-key':
      return sign(new Uint8Array(16));
    case 'another-output':
      return sign();
    case 'reversed':
      return right.slice().reverse();
  }
}
