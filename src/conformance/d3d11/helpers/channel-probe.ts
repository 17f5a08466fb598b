import type { Hresult } from '../../../abi/index.js';
import {
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_PROTECTION_GUID as SET_PROTECTION,
  D3D11_1DDI_AUTHENTICATED_PROTECTION_FLAG as FLAG,
  D3D11_1DDI_AUTHENTICATED_QUERY_CHANNEL_TYPE as QUERY_CHANNEL_TYPE,
  D3D11_1DDI_AUTHENTICATED_QUERY_CHANNEL_TYPE_OUTPUT as CHANNEL_TYPE_OUTPUT,
  D3D11_1DDI_AUTHENTICATED_QUERY_PROTECTION as QUERY_PROTECTION,
  D3D11_1DDI_AUTHENTICATED_QUERY_PROTECTION_OUTPUT as PROTECTION_OUTPUT,
  E_INVALIDARG,
  S_OK,
} from '../../../ddi/index.js';
import type { ClauseId } from '../../rules/clauses/index.js';
import type { Rule } from '../../rules/rule.js';
import type { D3D11Case } from '../fixture.js';
import type { ChannelMessageChanges, ChannelReply, ChannelRoom } from './channel-messages.js';
import {
  ask,
  commandBytes,
  configure,
  expectAnswer,
  queryBytes,
  sendCommand,
  sendQuery,
} from './channel-messages.js';
import type { OpenChannel } from './channels.js';

/** The two kinds of messages, each with numbers of its own (QAC-15). */
export const messageKinds = ['query', 'command'] as const;

/**
 * A query, or a command.
 * @example
 * const other: Record<MessageKind, MessageKind> = { query: 'command', command: 'query' };
 */
export type MessageKind = (typeof messageKinds)[number];

/** A flag that no cap switches on by itself, so that a command which sets it can be seen. */
export const SEEN_FLAG = FLAG.OverlayOrFullscreenRequired;

/** The protections of the channel's device, as the channel tells them (CFG-18). */
export function protectionFlags(t: D3D11Case, channel: OpenChannel): number {
  return ask(t, channel, QUERY_PROTECTION, PROTECTION_OUTPUT).ProtectionFlags.Value;
}

/** The members of a command that can be seen. */
export const seenMembers = { Protections: { Value: SEEN_FLAG } };

/** A message of either kind that every channel takes: CHANNEL_TYPE, and PROTECTION with a flag that can be seen. */
export function messageBytes(
  t: D3D11Case,
  channel: OpenChannel,
  kind: MessageKind,
  changes: ChannelMessageChanges = {},
): Uint8Array {
  return kind === 'query'
    ? queryBytes(channel, QUERY_CHANNEL_TYPE, {}, changes)
    : commandBytes(t, channel, SET_PROTECTION, seenMembers, changes);
}

/** Hands over a message of either kind; the channel's numbers stay. */
export function sendMessage(
  t: D3D11Case,
  channel: Pick<OpenChannel, 'device' | 'handle'>,
  kind: MessageKind,
  bytes: Uint8Array,
  room: ChannelRoom = {},
): ChannelReply {
  return kind === 'query' ? sendQuery(t, channel, bytes, room) : sendCommand(t, channel, bytes, room);
}

/** The number that the next message of a kind carries. */
export const nextNumber = ({ queryNumber, commandNumber }: OpenChannel, kind: MessageKind): number =>
  kind === 'query' ? queryNumber : commandNumber;

/** Makes this the number that the next message of a kind carries. */
export function continueAt(channel: OpenChannel, kind: MessageKind, number: number): void {
  if (kind === 'query') channel.queryNumber = number;
  else channel.commandNumber = number;
}

/** Demands that a channel is what its owner thinks: its type is told, the next query and the next command are taken. */
export function expectChannelLives(t: D3D11Case, channel: OpenChannel, rule: ClauseId, what: string): void {
  const told = { rule, what: `${what}: the next query` };
  const { ChannelType } = ask(t, channel, QUERY_CHANNEL_TYPE, CHANNEL_TYPE_OUTPUT, {}, told);
  const text = `${what}: expected ChannelType ${channel.ChannelType}, received ${ChannelType}`;
  t.expect(ChannelType === channel.ChannelType, rule, text);
  const none = { Protections: { Value: 0 } };
  configure(t, channel, SET_PROTECTION, none, { rule, what: `${what}: the next command` });
}

/** Demands that a message which was refused has switched nothing on, and has used up no number. */
export function expectNothingDone(t: D3D11Case, channel: OpenChannel, rule: Rule, what: string): void {
  const flags = protectionFlags(t, channel);
  const text = `${what}: expected nothing switched on, received flags 0x${flags.toString(16)}`;
  if ((flags & SEEN_FLAG) !== 0) t.violated(rule, text);
  expectChannelLives(t, channel, 'ACH-12', `after ${what}`);
}

/** How a message is refused: with what, and by which rules it has to fail and to have this code. */
export interface Refusal {
  readonly code?: Hresult;
  readonly must: Rule;
  /** Of the code, where another than `must` says it. */
  readonly exactly?: Rule;
}

/** A message that must be refused: its code, and the answer where one is written (ACH-27). Nothing else is looked at. */
export function expectMessageRefused(
  t: D3D11Case,
  channel: OpenChannel,
  kind: MessageKind,
  bytes: Uint8Array,
  { code = E_INVALIDARG, must, exactly = must }: Refusal,
  what: string,
  room?: ChannelRoom,
): ChannelReply {
  const reply = sendMessage(t, channel, kind, bytes, room);
  t.expectFailed(reply.code, must, what);
  t.expectCode(reply.code, [code], exactly, what);
  return reply;
}

/** A message that must be taken; its number is the last one that was used. */
export function expectMessageTaken(
  t: D3D11Case,
  channel: OpenChannel,
  kind: MessageKind,
  rule: ClauseId,
  what: string,
  changes: ChannelMessageChanges = {},
): void {
  const number = changes.number ?? nextNumber(channel, kind);
  const request = messageBytes(t, channel, kind, changes);
  const { code, output } = sendMessage(t, channel, kind, request);
  t.expectCode(code, [S_OK], rule, what);
  continueAt(channel, kind, number + 1);
  expectAnswer(t, channel, kind, { request, code, answer: output.read() }, what);
}
