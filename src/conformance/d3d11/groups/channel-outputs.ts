import type { Guid } from '../../../abi/index.js';
import {
  D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT_ID as QUERY_ID,
  D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT_ID_COUNT as QUERY_COUNT,
  D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT_ID_COUNT_OUTPUT as COUNT_OUTPUT,
  D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT_ID_OUTPUT as ID_OUTPUT,
} from '../../../ddi/index.js';
import type { HostDevice } from '../../../host/index.js';
import { group } from '../../framework/group.js';
import type { Needing } from '../../framework/fixture.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { d3d11 } from '../fixture.js';
import { deviceHandle } from '../helpers/channel-bindings.js';
import { ask } from '../helpers/channel-messages.js';
import { expectQueryRefused } from '../helpers/channel-refusals.js';
import type { ChannelName, OpenChannel } from '../helpers/channels.js';
import { channelNames, openChannel } from '../helpers/channels.js';
import { sessionHandle } from '../helpers/driver-handles.js';
import type { TestSession } from '../helpers/sessions.js';
import { createSession, destroySession } from '../helpers/sessions.js';

/** Whom the queries of outputs are about. */
interface Named {
  readonly DeviceHandle: bigint;
  readonly CryptoSessionHandle: bigint;
}

interface Ground {
  readonly channel: OpenChannel;
  readonly session: TestSession;
  readonly named: Named;
}

/** A channel, a session of its device, and what names both. */
function ground(t: D3D11Case, device: HostDevice = t.device(), name?: ChannelName): Ground {
  const [channel, session] = [openChannel(t, device, name), createSession(t, device)];
  const named = { DeviceHandle: deviceHandle(t, channel), CryptoSessionHandle: sessionHandle(t, session) };
  return { channel, session, named };
}

/** More outputs than any adapter has. */
const mostOutputs = 256;

function expectNamed(t: D3D11Case, told: Named, named: Named, what: string): void {
  const same =
    told.DeviceHandle === named.DeviceHandle && told.CryptoSessionHandle === named.CryptoSessionHandle;
  t.expect(same, 'QAC-8', `${what}: expected DeviceHandle and CryptoSessionHandle of the query again`);
}

function outputCount(t: D3D11Case, { channel, named }: Ground): number {
  const told = ask(t, channel, QUERY_COUNT, COUNT_OUTPUT, named);
  expectNamed(t, told, named, 'OUTPUT_ID_COUNT');
  t.expect(told.OutputIDCount < mostOutputs, 'QAC-8', `received ${told.OutputIDCount} outputs`);
  return told.OutputIDCount;
}

/** The ids of all outputs. */
function outputIds(t: D3D11Case, at: Ground): readonly bigint[] {
  return Array.from({ length: outputCount(t, at) }, (_, OutputIDIndex) => {
    const told = ask(t, at.channel, QUERY_ID, ID_OUTPUT, { ...at.named, OutputIDIndex });
    expectNamed(t, told, at.named, 'OUTPUT_ID');
    const text = `OutputIDIndex: expected ${OutputIDIndex} again, received ${told.OutputIDIndex}`;
    t.expect(told.OutputIDIndex === OutputIDIndex, 'QAC-8', text);
    return told.OutputID;
  });
}

const idsText = (ids: readonly bigint[]) => ids.map((id) => `0x${id.toString(16)}`).join(', ');

function expectIds(
  t: D3D11Case,
  received: readonly bigint[],
  expected: readonly bigint[],
  what: string,
): void {
  const text = `${what}: expected outputs ${idsText(expected)}, received ${idsText(received)}`;
  t.expect(idsText(received) === idsText(expected), 'ACH-24', text);
}

/** Names that are none of the device of the channel. */
const wrongNames = {
  'device-zero': (_t, { named }) => ({ ...named, DeviceHandle: 0n }),
  'session-zero': (_t, { named }) => ({ ...named, CryptoSessionHandle: 0n }),
  exchanged: (_t, { named }) => ({
    DeviceHandle: named.CryptoSessionHandle,
    CryptoSessionHandle: named.DeviceHandle,
  }),
  'device-of-another': (t, { named }) => ({ ...named, DeviceHandle: ground(t).named.DeviceHandle }),
  'session-of-another': (t, { named }) => ({
    ...named,
    CryptoSessionHandle: ground(t).named.CryptoSessionHandle,
  }),
  'session-destroyed': (t, made) => {
    outputCount(t, made);
    destroySession(t, made.session);
    return made.named;
  },
} as const satisfies Record<string, (t: D3D11Case, made: Ground) => Named>;
const wrongs = Object.keys(wrongNames) as (keyof typeof wrongNames)[];

const queries = {
  count: { QueryType: QUERY_COUNT, members: {} },
  id: { QueryType: QUERY_ID, members: { OutputIDIndex: 0 } },
} as const satisfies Record<string, { QueryType: Guid; members: object }>;

/** OUTPUT_ID_COUNT and OUTPUT_ID. */
export const channelOutputsGroup = group(
  'channel-outputs',
  'OUTPUT_ID: the outputs that protected pictures may leave through',
  d3d11,
  [
    test('ids', { clauses: ['ACH-24', 'QAC-8'], decisions: ['D-62'] })
      .params({ channel: channelNames })
      .run((t, { channel }) => {
        const at = ground(t, t.device(), channel);
        const ids = outputIds(t, at);
        const differ = new Set(ids).size === ids.length;
        t.expect(differ, 'ACH-24', `expected different ids, received ${idsText(ids)}`);
        t.decided('D-62', !ids.includes(0n), `expected ids of 64 bits and none 0, received ${idsText(ids)}`);
        expectIds(t, outputIds(t, at), ids, 'asked for twice');
      }),
    test('ids-of-all', { clauses: ['ACH-24', 'QAC-8'] })
      .params({ by: ['session', 'channel', 'device'] })
      .run((t, { by }) => {
        const at = ground(t);
        const ids = outputIds(t, at);
        const { device } = at.channel;
        const other = {
          session: () => {
            const CryptoSessionHandle = sessionHandle(t, createSession(t, device));
            return { ...at, named: { ...at.named, CryptoSessionHandle } };
          },
          channel: () => ({ ...at, channel: openChannel(t, device) }),
          device: () => ground(t),
        }[by]();
        expectIds(t, outputIds(t, other), ids, `by another ${by}`);
      }),
    test('index-too-large', { clauses: ['QAC-8'], decisions: ['D-16'] })
      .params({ beyond: [0, 1, 'last'] })
      .run((t, { beyond }) => {
        const at = ground(t);
        const count = outputCount(t, at);
        const OutputIDIndex = beyond === 'last' ? 0xffff_ffff : count + beyond;
        const what = `OutputIDIndex ${OutputIDIndex} of ${count}`;
        expectQueryRefused(t, at.channel, QUERY_ID, { ...at.named, OutputIDIndex }, 'D-16', what);
      }),
    test('named-wrongly', { clauses: ['QAC-8', 'CSGH-2'], decisions: ['D-09'] })
      .params({ query: ['count', 'id'], what: wrongs })
      .run((t, { query, what }) => {
        const at = ground(t);
        const { QueryType, members } = queries[query];
        const named = { ...members, ...wrongNames[what](t, at) };
        expectQueryRefused(t, at.channel, QueryType, named, 'D-09', `OUTPUT_ID's ${query}: ${what}`);
      }),
    test('unplugged', { clauses: ['ACH-24', 'QAC-8'], needs: ['control'] }).run(
      (t: Needing<D3D11Case, 'control'>) => {
        const { outputs } = t.driver.control;
        if (!outputs) return t.skip("the driver's control has no outputs");
        const at = ground(t);
        const ids = outputIds(t, at);
        const connected = outputs.list().filter((one) => one.connected);
        const text = `expected ${connected.length} outputs, on which displays hang, received ${ids.length}`;
        t.expect(ids.length === connected.length, 'QAC-8', text);
        const [first] = connected;
        if (!first) return t.skip('no display hangs on the driver’s outputs');
        outputs.unplug(first.output);
        expectIds(t, outputIds(t, at), ids.slice(1), 'the first display unplugged');
        outputs.plug(first.output);
        expectIds(t, outputIds(t, at), ids, 'the first display plugged in again');
      },
    ),
  ],
);
