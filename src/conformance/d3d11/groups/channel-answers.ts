import type { Guid, Hresult } from '../../../abi/index.js';
import { failed } from '../../../abi/index.js';
import {
  channelConfigures,
  channelQueries,
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_INPUT as CONFIGURE_INPUT,
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_PROTECTION_GUID as SET_PROTECTION,
  D3D11_1DDI_AUTHENTICATED_QUERY_ACCESSIBILITY_ATTRIBUTES as QUERY_ACCESSIBILITY,
  D3D11_1DDI_AUTHENTICATED_QUERY_CHANNEL_TYPE as QUERY_CHANNEL_TYPE,
  D3D11_1DDI_AUTHENTICATED_QUERY_DEVICE_HANDLE as QUERY_DEVICE_HANDLE,
  D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT as QUERY_OUTPUT,
  D3D11_1DDI_AUTHENTICATED_QUERY_PROTECTION as QUERY_PROTECTION,
  E_FAIL,
  E_INVALIDARG,
  guidName,
  NULL_GUID,
  S_OK,
} from '../../../ddi/index.js';
import { group } from '../../framework/group.js';
import { askTwice } from '../../framework/output.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { d3d11 } from '../fixture.js';
import { answerOf, commandBytes, expectAnswer, OMAC_BYTES, queryBytes } from '../helpers/channel-messages.js';
import type { MessageKind } from '../helpers/channel-probe.js';
import {
  expectChannelLives,
  expectMessageRefused,
  expectNothingDone,
  messageBytes,
  messageKinds,
  nextNumber,
  sendMessage,
} from '../helpers/channel-probe.js';
import type { OpenChannel } from '../helpers/channels.js';
import {
  channelNames,
  createChannel,
  initializeChannel,
  keyChannel,
  openChannel,
} from '../helpers/channels.js';
import { strangeGuid } from '../helpers/known.js';
import { guidWords, nearMiss } from '../helpers/near-misses.js';

/** Queries that need nothing to be asked about, by the names that they have in case ids. */
const plainQueries = {
  protection: QUERY_PROTECTION,
  'channel-type': QUERY_CHANNEL_TYPE,
  'device-handle': QUERY_DEVICE_HANDLE,
  accessibility: QUERY_ACCESSIBILITY,
} as const;

/** A message of a type that the channel may not take: the header alone is enough where there is no such type. */
function bytesOf(t: D3D11Case, channel: OpenChannel, kind: MessageKind, type: Guid): Uint8Array {
  if (kind === 'query') return queryBytes(channel, type);
  const structure = channelConfigures.has(type) ? {} : { structure: CONFIGURE_INPUT };
  return commandBytes(t, channel, type, {}, structure);
}

/** Values of hChannel that are not the channel's (QAC-13). */
const otherHandles = {
  zero: () => 0n,
  'one-more': ({ hChannel }: OpenChannel) => BigInt.asUintN(64, hChannel + 1n),
  'high-bit': ({ hChannel }: OpenChannel) => hChannel ^ (1n << 63n),
  'bit-32': ({ hChannel }: OpenChannel) => hChannel ^ (1n << 32n),
  'low-bit': ({ hChannel }: OpenChannel) => hChannel ^ 1n,
  complement: ({ hChannel }: OpenChannel) => BigInt.asUintN(64, ~hChannel),
  'private-memory': ({ handle }: OpenChannel) => BigInt(handle),
  'other-channel': ({ device }: OpenChannel, t: D3D11Case) => createChannel(t, device).hChannel,
} as const;
type OtherHandle = keyof typeof otherHandles;

/** GUIDs that are no message of this kind. */
const unknownTypes = {
  strange: () => strangeGuid,
  null: () => NULL_GUID,
  'other-kind': (kind: MessageKind) => (kind === 'query' ? SET_PROTECTION : QUERY_PROTECTION),
} as const;
type UnknownType = keyof typeof unknownTypes;

/** Why a message is refused whose answer is written nevertheless (ACH-27). */
const failures = {
  number: (t: D3D11Case, channel: OpenChannel, kind: MessageKind) =>
    messageBytes(t, channel, kind, { number: nextNumber(channel, kind) - 1 }),
  hchannel: (t: D3D11Case, channel: OpenChannel, kind: MessageKind) =>
    messageBytes(t, channel, kind, { hChannel: channel.hChannel ^ 4n }),
  unknown: (t: D3D11Case, channel: OpenChannel, kind: MessageKind) => bytesOf(t, channel, kind, strangeGuid),
  omac: (t: D3D11Case, channel: OpenChannel) => {
    const bytes = messageBytes(t, channel, 'command');
    bytes[7]! ^= 0x10;
    return bytes;
  },
  content: (t: D3D11Case, channel: OpenChannel) =>
    messageBytes(t, channel, 'command', {
      edit: (bytes) => {
        bytes[51] = 0x40; // a reserved flag (CFG-19)
      },
    }),
} as const;

/** Demands of a refused message that its answer says so: the header, the code, zeros behind it, the OMAC. */
function expectFailureAnswered(
  t: D3D11Case,
  channel: OpenChannel,
  kind: MessageKind,
  request: Uint8Array,
  { codes, what }: { codes: readonly Hresult[]; what: string },
): void {
  const { code, output } = sendMessage(t, channel, kind, request);
  t.expectCode(code, codes, 'D-16', what);
  const answer = output.read();
  if (answer.every((byte) => byte === output.fill)) {
    t.violated('ACH-27', `${what}: expected an answer with the code, received nothing written`);
    return;
  }
  const header = answer.subarray(0, QUERY_OUTPUT.bytes);
  const whole = code === E_FAIL ? header : answer;
  expectAnswer(t, channel, kind, { request, code, answer: whole }, what);
  const members = answer.subarray(QUERY_OUTPUT.bytes);
  if (whole !== header)
    t.expectBytes(members, new Uint8Array(members.length), 'D-14', `${what}: members of the answer`);
}

/** What every answer has (QAC-5…QAC-13, CFG-7…CFG-10, ACH-27). */
export const channelAnswersGroup = group('channel-answers', 'what answers say of their message', d3d11, [
  test('query', { clauses: ['QAC-6', 'QAC-7', 'QAC-8', 'QAC-9'], decisions: ['D-30'] })
    .params({ type: Object.keys(plainQueries) as (keyof typeof plainQueries)[] })
    .run((t, { type }) => {
      const channel = openChannel(t);
      const QueryType = plainQueries[type];
      expectChannelLives(t, channel, 'QAC-8', 'a fresh channel');
      for (const number of [channel.queryNumber, channel.queryNumber + 0x1_0203, 0xffff_fffe]) {
        const request = queryBytes(channel, QueryType, {}, { number });
        const { code, output } = sendMessage(t, channel, 'query', request);
        t.expectCode(code, [S_OK], 'QAC-8', type);
        expectAnswer(
          t,
          channel,
          'query',
          { request, code, answer: output.read() },
          `${type}, number ${number}`,
        );
      }
    }),
  test('command', { clauses: ['CFG-8', 'CFG-9', 'CFG-10'], decisions: ['D-30'] }).run((t) => {
    const channel = openChannel(t);
    for (const number of [channel.commandNumber, channel.commandNumber + 0x1_0203, 0xffff_fffe]) {
      const request = messageBytes(t, channel, 'command', { number });
      const { code, output } = sendMessage(t, channel, 'command', request);
      t.expectCode(code, [S_OK], 'CFG-9', 'PROTECTION');
      const what = `PROTECTION, number ${number}`;
      expectAnswer(t, channel, 'command', { request, code, answer: output.read() }, what);
    }
  }),
  test('padding', { clauses: ['ACH-18', 'QAC-10'], decisions: ['D-30'] })
    .params({ type: ['protection', 'channel-type', 'accessibility'] })
    .run((t, { type }) => {
      const channel = openChannel(t);
      const QueryType = plainQueries[type];
      const structure = answerOf(QueryType);
      const call = t.video(channel.device, 'pfnQueryAuthenticatedChannel');
      const { images } = askTwice(t, structure.bytes, structure.name, (target) => {
        const request = queryBytes(channel, QueryType);
        const input = t.place(request, 'pInputData');
        channel.queryNumber += 1;
        const { hDevice } = channel.device;
        return call(...([hDevice, channel.handle, request.length, input, structure.bytes, target] as const));
      });
      for (const image of images) {
        const fields = structure.toBytes(structure.fromBytes(image)).subarray(OMAC_BYTES);
        t.expectBytes(image.subarray(OMAC_BYTES), fields, 'ACH-18', `${type}: padding of the answer`);
      }
    }),
  test('failed-query', { clauses: ['ACH-27', 'QAC-7', 'QAC-11', 'QAC-6'], decisions: ['D-14'] })
    .params({ why: ['number', 'hchannel', 'unknown'] })
    .run((t, { why }) => {
      const channel = openChannel(t);
      const request = failures[why](t, channel, 'query');
      const codes = [why === 'unknown' ? E_FAIL : E_INVALIDARG];
      expectFailureAnswered(t, channel, 'query', request, { codes, what: `a refused query: ${why}` });
      expectNothingDone(t, channel, 'D-14', `a refused query: ${why}`);
    }),
  test('failed-command', { clauses: ['ACH-27', 'CFG-9', 'CFG-10', 'CFG-8'], decisions: ['D-14'] })
    .params({ why: ['number', 'hchannel', 'unknown', 'omac', 'content'] })
    .run((t, { why }) => {
      const channel = openChannel(t);
      const request = failures[why](t, channel, 'command');
      const codes = [why === 'unknown' ? E_FAIL : E_INVALIDARG];
      expectFailureAnswered(t, channel, 'command', request, { codes, what: `a refused command: ${why}` });
      expectNothingDone(t, channel, 'D-14', `a refused command: ${why}`);
    }),
  test('failed-before-initialize', { clauses: ['ACH-27', 'QAC-2', 'CFG-5'], decisions: ['D-14'] })
    .params({ kind: messageKinds })
    .run((t, { kind }) => {
      const numbers = { queryNumber: 40, commandNumber: 50 };
      const channel: OpenChannel = { ...keyChannel(t, createChannel(t, t.device())), ...numbers };
      const request = messageBytes(t, channel, kind);
      const what = `a ${kind} before INITIALIZE`;
      expectFailureAnswered(t, channel, kind, request, { codes: [E_INVALIDARG], what });
      expectNothingDone(t, initializeChannel(t, channel, numbers), 'D-14', what);
    }),
  test('hchannel', { clauses: ['QAC-13'], decisions: ['D-14', 'D-34'] })
    .params({ kind: messageKinds, value: Object.keys(otherHandles) as OtherHandle[] })
    .run((t, { kind, value }) => {
      const channel = openChannel(t);
      const hChannel = otherHandles[value](channel, t);
      const bytes = messageBytes(t, channel, kind, { hChannel });
      const must = kind === 'query' ? 'QAC-13' : 'D-34';
      expectMessageRefused(t, channel, kind, bytes, { must }, `hChannel of another channel: ${value}`);
      expectNothingDone(t, channel, 'D-34', `a ${kind} with another hChannel`);
    }),
  test('unknown', { clauses: ['QAC-5', 'CFG-7'], decisions: ['D-14'] })
    .params({ kind: messageKinds, type: Object.keys(unknownTypes) as UnknownType[] })
    .run((t, { kind, type }) => {
      const channel = openChannel(t);
      const bytes = bytesOf(t, channel, kind, unknownTypes[type](kind));
      const must = kind === 'query' ? 'QAC-5' : 'CFG-7';
      expectMessageRefused(t, channel, kind, bytes, { code: E_FAIL, must }, `a ${kind} that there is not`);
      expectNothingDone(t, channel, 'D-14', `an unknown ${kind}`);
    }),
  test('near-miss', { clauses: ['QAC-5', 'CFG-7'], decisions: ['D-14'] })
    .params({ kind: messageKinds, word: guidWords })
    .run((t, { kind, word }) => {
      const channel = openChannel(t);
      const must = kind === 'query' ? 'QAC-5' : 'CFG-7';
      for (const type of (kind === 'query' ? channelQueries : channelConfigures).keys()) {
        const bytes = bytesOf(t, channel, kind, nearMiss(type, word));
        const what = `${guidName(type)} with one bit of word ${word} wrong`;
        expectMessageRefused(t, channel, kind, bytes, { code: E_FAIL, must }, what);
      }
      expectNothingDone(t, channel, 'D-14', `${kind} types with one bit wrong`);
    }),
  test('other-channels', { clauses: ['ACH-28', 'QAC-5', 'CFG-7'], decisions: ['D-14'] })
    .params({ kind: messageKinds, on: channelNames })
    .run((t, { kind, on }) => {
      const channel = openChannel(t, t.device(), on);
      const known = kind === 'query' ? channelQueries : channelConfigures;
      const others = [...known].filter(
        ([, { channels }]) => !(channels as readonly number[]).includes(channel.ChannelType),
      );
      if (others.length === 0) t.skip(`the driver's ${on} channels take every ${kind}`);
      for (const [type] of others) {
        const what = `${guidName(type)}, which ${on} channels do not take`;
        expectMessageRefused(
          ...([t, channel, kind, bytesOf(t, channel, kind, type)] as const),
          { code: E_FAIL, must: 'ACH-28' },
          what,
        );
      }
      expectNothingDone(t, channel, 'D-14', `${kind} types of other channels`);
    }),
  test('order', { clauses: ['QAC-5', 'CFG-7'], decisions: ['D-16'] })
    .params({ kind: messageKinds, faults: ['hchannel-and-unknown', 'unknown-and-number'] })
    .run((t, { kind, faults }) => {
      const channel = openChannel(t);
      const isHandle = faults === 'hchannel-and-unknown';
      const changed: OpenChannel = isHandle
        ? { ...channel, hChannel: channel.hChannel ^ 2n }
        : { ...channel, queryNumber: channel.queryNumber - 1, commandNumber: channel.commandNumber - 1 };
      const { code } = sendMessage(t, channel, kind, bytesOf(t, changed, kind, strangeGuid));
      if (!failed(code)) t.violated('QAC-5', `${faults}: expected a failure`);
      t.expectCode(code, [isHandle ? E_INVALIDARG : E_FAIL], 'D-16', `two faults: ${faults}`);
    }),
]);
