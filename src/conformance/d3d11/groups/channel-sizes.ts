import {
  channelConfigures,
  channelQueries,
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_INPUT as CONFIGURE_INPUT,
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_OUTPUT as CONFIGURE_OUTPUT,
  D3D11_1DDI_AUTHENTICATED_QUERY_CHANNEL_TYPE as QUERY_CHANNEL_TYPE,
  D3D11_1DDI_AUTHENTICATED_QUERY_CHANNEL_TYPE_OUTPUT as CHANNEL_TYPE_OUTPUT,
  D3D11_1DDI_AUTHENTICATED_QUERY_INPUT as QUERY_INPUT,
  E_INVALIDARG,
  S_OK,
} from '../../../ddi/index.js';
import type { Guid } from '../../../abi/index.js';
import { NULL } from '../../../abi/index.js';
import { group } from '../../framework/group.js';
import { expectUntouched } from '../../framework/output.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { d3d11 } from '../fixture.js';
import {
  answerOf,
  commandBytes,
  expectAnswer,
  omacOf,
  queryBytes,
  requestOf,
  sendCommand,
  sendQuery,
} from '../helpers/channel-messages.js';
import {
  continueAt,
  expectMessageRefused,
  expectNothingDone,
  messageBytes,
  messageKinds,
  nextNumber,
  sendMessage,
} from '../helpers/channel-probe.js';
import type { OpenChannel } from '../helpers/channels.js';
import { createChannel, initializeBytes, keyChannel, openChannel } from '../helpers/channels.js';

/** The messages that every channel takes whose type this channel's is. */
const takenBy = (
  messages: ReadonlyMap<Guid, { readonly channels: readonly number[] }>,
  { ChannelType }: Pick<OpenChannel, 'ChannelType'>,
): Guid[] => [...messages].filter(([, { channels }]) => channels.includes(ChannelType)).map(([type]) => type);

/** How many bytes a message has too few. */
const missing = { one: 1, four: 4, eight: 8 } as const;

/** How many bytes a message has more than its structure. */
const extra = [1, 4, 8, 64, 4096] as const;

const longer = (t: D3D11Case, bytes: Uint8Array, more: number): Uint8Array =>
  new Uint8Array(Buffer.concat([bytes, t.random.bytes(more)]));

/** A message that is longer than its structure, or whose answer has more room: taken, or not, as the profile says (D-31). */
function expectBySizes(
  t: D3D11Case,
  channel: OpenChannel,
  kind: (typeof messageKinds)[number],
  { request, outputBytes }: { request: Uint8Array; outputBytes?: number },
  what: string,
): void {
  const room = outputBytes === undefined ? {} : { outputBytes };
  const { code, output } = sendMessage(t, channel, kind, request, room);
  const takes = t.setting('channelSizes') === 'at-least';
  t.expectCode(code, [takes ? S_OK : E_INVALIDARG], 'D-31', what);
  if (code === S_OK) {
    continueAt(channel, kind, nextNumber(channel, kind) + 1);
    const structure = kind === 'query' ? CHANNEL_TYPE_OUTPUT : CONFIGURE_OUTPUT;
    const answer = output.read();
    const whole = answer.subarray(0, structure.bytes);
    expectAnswer(t, channel, kind, { request, code, answer: whole }, what);
    const rest = { fill: output.fill, read: () => answer.subarray(structure.bytes) };
    expectUntouched(t, rest, 'D-31', `${what}: behind the answer`);
  } else if (kind === 'command') expectNothingDone(t, channel, 'D-14', what);
}

/** InputDataSize and OutputDataSize (QAC-4, QAC-12, CFG-6, D-31). */
export const channelSizesGroup = group('channel-sizes', 'the sizes of queries, commands and answers', d3d11, [
  test('query-too-short', { clauses: ['QAC-12'], decisions: ['D-14', 'D-31'] })
    .params({ missing: Object.keys(missing) as (keyof typeof missing)[] })
    .run((t, { missing: by }) => {
      const channel = openChannel(t);
      for (const type of takenBy(channelQueries, channel)) {
        const whole = queryBytes(channel, type);
        const bytes = whole.subarray(0, whole.length - missing[by]);
        const what = `${requestOf(type).name}, InputDataSize ${bytes.length} of ${whole.length}`;
        const { code } = sendQuery(t, channel, bytes, { outputBytes: answerOf(type).bytes });
        t.expectCode(code, [E_INVALIDARG], 'QAC-12', what);
      }
      expectNothingDone(t, channel, 'D-14', 'queries that are too short');
    }),
  test('query-without-header', { clauses: ['QAC-12'], decisions: ['D-14'] })
    .params({ bytes: [0, 1, 16, 24, QUERY_INPUT.bytes - 1] })
    .run((t, { bytes }) => {
      const channel = openChannel(t);
      const query = queryBytes(channel, QUERY_CHANNEL_TYPE).subarray(0, bytes);
      const room = { outputBytes: CHANNEL_TYPE_OUTPUT.bytes };
      const what = `InputDataSize ${bytes}, less than what every query begins with`;
      const { output } = expectMessageRefused(t, channel, 'query', query, { must: 'QAC-12' }, what, room);
      expectUntouched(t, output, 'D-14', what);
      expectNothingDone(t, channel, 'D-14', what);
    }),
  test('query-longer', { clauses: ['QAC-12'], decisions: ['D-31'] })
    .params({ bytes: extra })
    .run((t, { bytes }) => {
      const channel = openChannel(t);
      const request = longer(t, messageBytes(t, channel, 'query'), bytes);
      expectBySizes(t, channel, 'query', { request }, `a query of ${bytes} bytes more`);
    }),
  test('output-too-small', { clauses: ['QAC-4'], decisions: ['D-14'] })
    .params({ bytes: ['one-less', 'four-less', 'header', 'header-less-one', 'omac', 'none'] })
    .run((t, { bytes }) => {
      const channel = openChannel(t);
      for (const type of takenBy(channelQueries, channel)) {
        const whole = answerOf(type).bytes;
        const outputBytes = {
          'one-less': whole - 1,
          'four-less': whole - 4,
          header: 48,
          'header-less-one': 47,
          omac: 16,
          none: 0,
        }[bytes];
        const what = `${answerOf(type).name}, OutputDataSize ${outputBytes} of ${whole}`;
        // Room for all of it, so that a driver which never reads the size is judged and not killed.
        const input = t.place(queryBytes(channel, type), 'pInputData');
        const output = t.guarded(whole, 'pOutputData');
        const call = t.video(channel.device, 'pfnQueryAuthenticatedChannel');
        const { hDevice } = channel.device;
        const code = call(
          ...([hDevice, channel.handle, requestOf(type).bytes, input, outputBytes, output.address] as const),
        );
        t.expectFailed(code, 'QAC-4', what);
        t.expectCode(code, [E_INVALIDARG], 'QAC-4', what);
        expectUntouched(t, output, 'D-14', what);
      }
      expectNothingDone(t, channel, 'D-14', 'outputs that are too small');
    }),
  test('output-larger', { clauses: ['QAC-4'], decisions: ['D-31'] })
    .params({ bytes: extra })
    .run((t, { bytes }) => {
      const channel = openChannel(t);
      const request = messageBytes(t, channel, 'query');
      const outputBytes = CHANNEL_TYPE_OUTPUT.bytes + bytes;
      expectBySizes(t, channel, 'query', { request, outputBytes }, `room for ${bytes} bytes more`);
    }),
  test('command-too-short', { clauses: ['CFG-6'], decisions: ['D-14', 'D-31'] })
    .params({ missing: Object.keys(missing) as (keyof typeof missing)[], signed: ['whole', 'cut'] })
    .run((t, { missing: by, signed }) => {
      const channel = openChannel(t);
      for (const type of takenBy(channelConfigures, channel)) {
        const whole = commandBytes(t, channel, type, {}, { number: channel.commandNumber + 5 });
        const bytes = whole.slice(0, whole.length - missing[by]);
        if (signed === 'cut') bytes.set(omacOf(t, channel.key, bytes));
        const { name } = channelConfigures.get(type)!.request;
        const what = `${name}, InputDataSize ${bytes.length} of ${whole.length}`;
        expectMessageRefused(t, channel, 'command', bytes, { must: 'CFG-6' }, what);
      }
      expectNothingDone(t, channel, 'D-14', 'commands that are too short');
    }),
  test('command-without-header', { clauses: ['CFG-6'], decisions: ['D-14'] })
    .params({ bytes: [0, 1, 16, 32, CONFIGURE_INPUT.bytes - 1] })
    .run((t, { bytes }) => {
      const channel = openChannel(t);
      const command = messageBytes(t, channel, 'command').subarray(0, bytes);
      const what = `InputDataSize ${bytes}, less than what every command begins with`;
      const { output } = expectMessageRefused(t, channel, 'command', command, { must: 'CFG-6' }, what);
      expectUntouched(t, output, 'D-14', what);
      expectNothingDone(t, channel, 'D-14', what);
    }),
  test('command-longer', { clauses: ['CFG-6', 'CFG-11'], decisions: ['D-30', 'D-31'] })
    .params({ bytes: extra })
    .run((t, { bytes }) => {
      const channel = openChannel(t);
      const request = longer(t, messageBytes(t, channel, 'command'), bytes);
      const what = `a command of ${bytes} bytes more, signed to the end of its structure`;
      expectBySizes(t, channel, 'command', { request }, what);
    }),
  test('command-signed-further', { clauses: ['CFG-3', 'CFG-11'], decisions: ['D-30', 'D-31'] })
    .params({ bytes: [1, 16] })
    .run((t, { bytes }) => {
      const channel = openChannel(t);
      const request = longer(t, messageBytes(t, channel, 'command'), bytes);
      request.set(omacOf(t, channel.key, request));
      const what = `a command of ${bytes} bytes more, signed to its end`;
      expectMessageRefused(t, channel, 'command', request, { must: 'CFG-11' }, what);
      expectNothingDone(t, channel, 'D-14', what);
    }),
  test('initialize-longer', { clauses: ['CFG-6'], decisions: ['D-31'] }).run((t) => {
    const keyed = keyChannel(t, createChannel(t, t.device()));
    const channel: OpenChannel = { ...keyed, queryNumber: 300, commandNumber: 700 };
    const { code } = sendCommand(t, channel, longer(t, initializeBytes(t, channel), 8));
    const takes = t.setting('channelSizes') === 'at-least';
    t.expectCode(code, [takes ? S_OK : E_INVALIDARG], 'D-31', 'INITIALIZE of 8 bytes more');
    if (takes) expectNothingDone(t, channel, 'D-31', 'INITIALIZE of 8 bytes more');
  }),
  test('null-pointer', { clauses: ['QAC-4', 'CFG-6'], decisions: ['D-13', 'D-14'], hostile: true })
    .params({ kind: messageKinds, pointer: ['pInputData', 'pOutputData'] })
    .run((t, { kind, pointer }) => {
      const channel = openChannel(t);
      const { device, handle } = channel;
      const bytes = messageBytes(t, channel, kind);
      const input = pointer === 'pInputData' ? NULL : t.place(bytes, 'pInputData');
      const output = pointer === 'pOutputData' ? NULL : t.allocate(CHANNEL_TYPE_OUTPUT.bytes, 'pOutputData');
      const code =
        kind === 'query'
          ? t.video(
              device,
              'pfnQueryAuthenticatedChannel',
            )(...([device.hDevice, handle, bytes.length, input, CHANNEL_TYPE_OUTPUT.bytes, output] as const))
          : t.video(
              device,
              'pfnConfigureAuthenticatedChannel',
            )(...([device.hDevice, handle, bytes.length, input, output] as const));
      t.expectCode(code, [E_INVALIDARG], 'D-13', `${pointer} NULL`);
      expectNothingDone(t, channel, 'D-14', `${pointer} NULL`);
    }),
]);
