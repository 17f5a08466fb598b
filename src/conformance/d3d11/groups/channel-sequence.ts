import {
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_INPUT as CONFIGURE_INPUT,
  D3D11_1DDI_AUTHENTICATED_QUERY_PROTECTION_OUTPUT as PROTECTION_OUTPUT,
  E_FAIL,
} from '../../../ddi/index.js';
import { group } from '../../framework/group.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { d3d11 } from '../fixture.js';
import { commandBytes, queryBytes } from '../helpers/channel-messages.js';
import type { MessageKind, Refusal } from '../helpers/channel-probe.js';
import {
  continueAt,
  expectChannelLives,
  expectMessageRefused,
  expectMessageTaken,
  expectNothingDone,
  messageBytes,
  messageKinds,
  nextNumber,
} from '../helpers/channel-probe.js';
import type { OpenChannel } from '../helpers/channels.js';
import { createChannel, initializeChannel, keyChannel, openChannel } from '../helpers/channels.js';
import { strangeGuid } from '../helpers/known.js';

const ruleOf = { query: 'QAC-3', command: 'CFG-4' } as const satisfies Record<MessageKind, Refusal['must']>;

/** A channel whose both counters start at this number. */
function startedAt(t: D3D11Case, number: number, device = t.device()): OpenChannel {
  const numbers = { queryNumber: number, commandNumber: number };
  return initializeChannel(t, keyChannel(t, createChannel(t, device)), numbers);
}

/** Messages with numbers that must be refused. */
function expectNumbersRefused(
  t: D3D11Case,
  channel: OpenChannel,
  kind: MessageKind,
  numbers: readonly number[],
  what: string,
): void {
  for (const number of numbers) {
    const bytes = messageBytes(t, channel, kind, { number });
    expectMessageRefused(t, channel, kind, bytes, { must: ruleOf[kind] }, `${what}: ${number}`);
  }
}

/** Below a start: the number itself is 0x40000010, so that any half of it is smaller too. */
const lower = {
  'one-below': (start: number) => start - 1,
  'low-half': (start: number) => start & 0xffff,
  zero: () => 0,
  'other-half': (start: number) => start - 0x10000,
} as const;

/** Why a message is refused that has a number far above the next: none of them uses it up. */
const refusals = {
  query: {
    'other-channel': (t: D3D11Case, channel: OpenChannel, number: number) =>
      messageBytes(t, channel, 'query', { number, hChannel: channel.hChannel ^ 1n }),
    unknown: (_t: D3D11Case, channel: OpenChannel, number: number) =>
      queryBytes(channel, strangeGuid, {}, { number }),
    short: (t: D3D11Case, channel: OpenChannel, number: number) =>
      messageBytes(t, channel, 'query', { number }).subarray(0, 31),
    room: (t: D3D11Case, channel: OpenChannel, number: number) =>
      messageBytes(t, channel, 'query', { number }),
  },
  command: {
    'other-channel': (t: D3D11Case, channel: OpenChannel, number: number) =>
      messageBytes(t, channel, 'command', { number, hChannel: channel.hChannel ^ 1n }),
    unknown: (t: D3D11Case, channel: OpenChannel, number: number) =>
      commandBytes(t, channel, strangeGuid, {}, { number, structure: CONFIGURE_INPUT }),
    short: (t: D3D11Case, channel: OpenChannel, number: number) =>
      messageBytes(t, channel, 'command', { number }).subarray(0, 55),
    omac: (t: D3D11Case, channel: OpenChannel, number: number) => {
      const bytes = messageBytes(t, channel, 'command', { number });
      bytes[0]! ^= 1;
      return bytes;
    },
    content: (t: D3D11Case, channel: OpenChannel, number: number) =>
      messageBytes(t, channel, 'command', {
        number,
        edit: (bytes) => {
          bytes[51] = 0x80; // a reserved flag (CFG-19)
        },
      }),
  },
} as const;

/** Hands over a message that must be refused, its number far above the next, and demands that the next is still taken. */
function expectNumberKept(
  t: D3D11Case,
  kind: MessageKind,
  why: string,
  make: (t: D3D11Case, channel: OpenChannel, number: number) => Uint8Array,
): void {
  const channel = openChannel(t);
  const bytes = make(t, channel, nextNumber(channel, kind) + 1000);
  const what = `a refused ${kind}: ${why}`;
  const room = why === 'room' ? { outputBytes: PROTECTION_OUTPUT.bytes - 1 } : {};
  const code = why === 'unknown' ? E_FAIL : undefined;
  const refusal = { must: 'D-14', ...(code === undefined ? {} : { code }) } as const;
  expectMessageRefused(t, channel, kind, bytes, refusal, what, room);
  expectNothingDone(t, channel, 'D-32', what);
}

/** The numbers of queries and commands (QAC-3, CFG-4, D-32). */
export const channelSequenceGroup = group(
  'channel-sequence',
  'sequence numbers: two counters that rise',
  d3d11,
  [
    test('in-turn', { clauses: ['QAC-3', 'CFG-4', 'ACH-12'], decisions: ['D-32'] }).run((t) => {
      const channel = openChannel(t);
      for (let count = 0; count < 10; count += 1)
        expectChannelLives(t, channel, 'ACH-12', `round ${count + 1}`);
    }),
    test('first-is-the-start', { clauses: ['ACH-12'], decisions: ['D-32'] })
      .params({ kind: messageKinds, above: [0, 1, 77] })
      .run((t, { kind, above }) => {
        const channel = openChannel(t);
        const number = nextNumber(channel, kind) + above;
        expectMessageTaken(t, channel, kind, 'ACH-12', `the first ${kind}, ${above} above its start`, {
          number,
        });
        expectChannelLives(t, channel, 'ACH-12', `after a first ${kind} ${above} above its start`);
      }),
    test('below-the-start', { clauses: ['QAC-3', 'CFG-4'], decisions: ['D-14', 'D-32'] })
      .params({ kind: messageKinds, number: Object.keys(lower) as (keyof typeof lower)[] })
      .run((t, { kind, number }) => {
        const start = 0x4001_0010;
        const channel = startedAt(t, start);
        expectNumbersRefused(t, channel, kind, [lower[number](start)], 'below the start');
        expectNothingDone(t, channel, 'D-14', `a ${kind} below the start`);
      }),
    test('repeated', { clauses: ['QAC-3', 'CFG-4'], decisions: ['D-14', 'D-32'] })
      .params({ kind: messageKinds, after: [1, 2, 5] })
      .run((t, { kind, after }) => {
        const channel = openChannel(t);
        for (let count = 0; count < after; count += 1)
          expectMessageTaken(t, channel, kind, 'ACH-12', `${kind} ${count + 1}`);
        expectNumbersRefused(t, channel, kind, [nextNumber(channel, kind) - 1], 'the last number again');
        expectMessageTaken(t, channel, kind, 'ACH-12', `the next ${kind}, after a repeated one`);
      }),
    test('lower', { clauses: ['QAC-3', 'CFG-4'], decisions: ['D-14', 'D-32'] })
      .params({ kind: messageKinds })
      .run((t, { kind }) => {
        const channel = openChannel(t);
        const start = nextNumber(channel, kind);
        expectMessageTaken(t, channel, kind, 'ACH-12', 'far on', { number: start + 0x10_0000 });
        const passed = [start, start + 1, start + 0xf_ffff, start + 0x10_0000, 0];
        expectNumbersRefused(t, channel, kind, passed, 'a number that was passed');
        expectMessageTaken(t, channel, kind, 'ACH-12', `the next ${kind}, after lower numbers`);
      }),
    test('gap', { clauses: ['QAC-3', 'CFG-4'], decisions: ['D-32'] })
      .params({ kind: messageKinds, gap: [2, 3, 1000, 0x8000_0000] })
      .run((t, { kind, gap }) => {
        const channel = startedAt(t, 16);
        expectMessageTaken(t, channel, kind, 'ACH-12', 'the first');
        const number = 16 + gap;
        const rule = ruleOf[kind];
        expectMessageTaken(t, channel, kind, rule, `${gap} on, which is above the one before`, { number });
        expectNumbersRefused(t, channel, kind, [number - 1], 'a number that was left out');
        expectMessageTaken(t, channel, kind, 'ACH-12', `the next ${kind}, after a gap`);
      }),
    test('last', { clauses: ['QAC-3', 'CFG-4'], decisions: ['D-14', 'D-32'] })
      .params({ kind: messageKinds, start: ['before-last', 'last'] })
      .run((t, { kind, start }) => {
        const channel = startedAt(t, start === 'last' ? 0xffff_ffff : 0xffff_fffe);
        if (start !== 'last') expectMessageTaken(t, channel, kind, 'ACH-12', 'number 0xfffffffe');
        expectMessageTaken(t, channel, kind, 'ACH-12', 'number 0xffffffff');
        const wrapped = [0, 1, 2, 0x7fff_ffff, 0xffff_fffe, 0xffff_ffff];
        expectNumbersRefused(t, channel, kind, wrapped, 'after 0xffffffff');
        const other = kind === 'query' ? 'command' : 'query';
        continueAt(channel, other, start === 'last' ? 0xffff_ffff : 0xffff_fffe);
        expectMessageTaken(t, channel, other, 'ACH-12', `a ${other}, where no ${kind} is left`);
      }),
    test('two-counters', { clauses: ['QAC-3', 'CFG-4', 'ACH-12'], decisions: ['D-32'] })
      .params({ kind: messageKinds })
      .run((t, { kind }) => {
        const other = kind === 'query' ? 'command' : 'query';
        const channel = startedAt(t, 100);
        for (const number of [100, 101, 5000])
          expectMessageTaken(t, channel, kind, 'ACH-12', `a ${kind} with number ${number}`, { number });
        for (const number of [100, 101])
          expectMessageTaken(t, channel, other, 'ACH-12', `a ${other} with number ${number}`, { number });
        expectNumbersRefused(t, channel, kind, [102, 5000], `the ${other}'s number on a ${kind}`);
        expectNumbersRefused(t, channel, other, [100, 101], `a ${other}'s number again`);
        expectChannelLives(t, channel, 'ACH-12', 'both counters');
      }),
    test('channels-apart', { clauses: ['ACH-12'], decisions: ['D-32'] }).run((t) => {
      const channel = startedAt(t, 100);
      const other = startedAt(t, 100, channel.device);
      for (const kind of messageKinds) {
        const number = nextNumber(channel, kind) + 0x1000_0000;
        expectMessageTaken(t, channel, kind, 'ACH-12', `a ${kind} far on`, { number });
      }
      expectChannelLives(t, other, 'ACH-12', 'another channel');
    }),
    test('refused-query', { clauses: ['QAC-3'], decisions: ['D-14', 'D-32'] })
      .params({ why: Object.keys(refusals.query) as (keyof typeof refusals.query)[] })
      .run((t, { why }) => {
        expectNumberKept(t, 'query', why, refusals.query[why]);
      }),
    test('refused-command', { clauses: ['CFG-4'], decisions: ['D-14', 'D-32'] })
      .params({ why: Object.keys(refusals.command) as (keyof typeof refusals.command)[] })
      .run((t, { why }) => {
        expectNumberKept(t, 'command', why, refusals.command[why]);
      }),
  ],
);
