import type { Guid } from '../../../abi/index.js';
import {
  D3D11_1DDI_AUTHENTICATED_QUERY_ACCESSIBILITY_ATTRIBUTES,
  D3D11_1DDI_AUTHENTICATED_QUERY_CHANNEL_TYPE as QUERY_CHANNEL_TYPE,
  D3D11_1DDI_AUTHENTICATED_QUERY_CHANNEL_TYPE_OUTPUT as CHANNEL_TYPE_OUTPUT,
  D3D11_1DDI_AUTHENTICATED_QUERY_CRYPTO_SESSION,
  D3D11_1DDI_AUTHENTICATED_QUERY_CURRENT_ENCRYPTION_WHEN_ACCESSIBLE,
  D3D11_1DDI_AUTHENTICATED_QUERY_DEVICE_HANDLE as QUERY_DEVICE_HANDLE,
  D3D11_1DDI_AUTHENTICATED_QUERY_ENCRYPTION_WHEN_ACCESSIBLE_GUID,
  D3D11_1DDI_AUTHENTICATED_QUERY_ENCRYPTION_WHEN_ACCESSIBLE_GUID_COUNT,
  D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT as QUERY_OUTPUT,
  D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT_ID,
  D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT_ID_COUNT,
  D3D11_1DDI_AUTHENTICATED_QUERY_PROTECTION,
  S_OK,
} from '../../../ddi/index.js';
import { group } from '../../framework/group.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { d3d11 } from '../fixture.js';
import { deviceHandle } from '../helpers/channel-bindings.js';
import { ask, queryBytes, sendQuery } from '../helpers/channel-messages.js';
import type { OpenChannel } from '../helpers/channels.js';
import { channelNames, channelTypes, openChannel } from '../helpers/channels.js';
import { createDecoder } from '../helpers/decoders.js';
import { decoderHandle, sessionHandle } from '../helpers/driver-handles.js';
import { createSession } from '../helpers/sessions.js';

const none = () => ({});
const outputNames = (t: D3D11Case, channel: OpenChannel) => ({
  DeviceHandle: deviceHandle(t, channel),
  CryptoSessionHandle: sessionHandle(t, createSession(t, channel.device)),
});

/** Queries, with what names an object that there is. */
const queries = {
  protection: { type: D3D11_1DDI_AUTHENTICATED_QUERY_PROTECTION, members: none },
  'channel-type': { type: QUERY_CHANNEL_TYPE, members: none },
  'device-handle': { type: QUERY_DEVICE_HANDLE, members: none },
  'crypto-session': {
    type: D3D11_1DDI_AUTHENTICATED_QUERY_CRYPTO_SESSION,
    members: (t, { device }) => ({ DecodeHandle: decoderHandle(t, createDecoder(t, device)) }),
  },
  'output-count': { type: D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT_ID_COUNT, members: outputNames },
  'output-id': { type: D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT_ID, members: outputNames },
  'accessibility-attributes': {
    type: D3D11_1DDI_AUTHENTICATED_QUERY_ACCESSIBILITY_ATTRIBUTES,
    members: none,
  },
  'encryption-count': {
    type: D3D11_1DDI_AUTHENTICATED_QUERY_ENCRYPTION_WHEN_ACCESSIBLE_GUID_COUNT,
    members: none,
  },
  encryption: { type: D3D11_1DDI_AUTHENTICATED_QUERY_ENCRYPTION_WHEN_ACCESSIBLE_GUID, members: none },
  'current-encryption': {
    type: D3D11_1DDI_AUTHENTICATED_QUERY_CURRENT_ENCRYPTION_WHEN_ACCESSIBLE,
    members: none,
  },
} as const satisfies Record<string, { type: Guid; members: (t: D3D11Case, at: OpenChannel) => object }>;
const queryNames = Object.keys(queries) as (keyof typeof queries)[];

/** What a channel tells of itself and its device, and how answers are filled. */
export const channelQueriesGroup = group(
  'channel-queries',
  'queries of the channel and its device, and the members of every answer',
  d3d11,
  [
    test('channel-type', { clauses: ['QAC-8'] })
      .params({ channel: channelNames })
      .run((t, { channel: name }) => {
        const channel = openChannel(t, t.device(), name);
        const { ChannelType } = ask(t, channel, QUERY_CHANNEL_TYPE, CHANNEL_TYPE_OUTPUT);
        const expected = channelTypes[name].ChannelType;
        t.expect(ChannelType === expected, 'QAC-8', `expected type ${expected}, received ${ChannelType}`);
      }),
    test('device-handle', { clauses: ['QAC-8', 'CFG-16'] })
      .params({ channel: channelNames })
      .run((t, { channel: name }) => {
        const device = t.device();
        const channel = openChannel(t, device, name);
        const handles = [channel, channel, openChannel(t, device)].map((one) => deviceHandle(t, one));
        const text = handles.map((handle) => `0x${handle.toString(16)}`).join(', ');
        t.expect(handles[0] !== 0n, 'QAC-8', 'expected a handle, received 0');
        t.expect(new Set(handles).size === 1, 'QAC-8', `asked for again: received ${text}`);
      }),
    test('device-handle-its-own', { clauses: ['QAC-8', 'CFG-16'] }).run((t) => {
      const devices = [t.device(), t.device(), t.device()];
      const handles = devices.map((device) => deviceHandle(t, openChannel(t, device)));
      const different = new Set(handles).size;
      t.expect(different === 3, 'CFG-16', `3 devices: expected as many handles, received ${different}`);
    }),
    test('members-written', { clauses: ['QAC-8'] })
      .params({ query: queryNames })
      .run((t, { query }) => {
        const channel = openChannel(t, t.device());
        const { type, members } = queries[query];
        const given = members(t, channel);
        const [first, second] = [0xa5, 0x5a].map((fill) => {
          const { code, output } = sendQuery(t, channel, queryBytes(channel, type, given), { fill });
          if (query === 'encryption' || query === 'output-id') {
            // Of nothing there is no first one.
            if (code !== S_OK) t.skip(`the driver has nothing at index 0 of ${query}`);
          }
          t.expectCode(code, [S_OK], 'QAC-8', query);
          channel.queryNumber += 1;
          t.expect(output.guardsIntact(), 'QAC-8', `${query}: received more bytes than the answer has`);
          return output.read().subarray(QUERY_OUTPUT.bytes);
        });
        t.expectBytes(second!, first!, 'QAC-8', `${query}, over two patterns: the members`);
      }),
  ],
);
