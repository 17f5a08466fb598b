import {
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_INITIALIZE_GUID as INITIALIZE,
  E_INVALIDARG,
  S_OK,
} from '../../../ddi/index.js';
import { group } from '../../framework/group.js';
import { expectUntouched } from '../../framework/output.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { d3d11 } from '../fixture.js';
import { commandBytes, expectAnswer, sendCommand } from '../helpers/channel-messages.js';
import {
  expectChannelLives,
  expectMessageRefused,
  expectMessageTaken,
  messageBytes,
  messageKinds,
} from '../helpers/channel-probe.js';
import type { OpenChannel } from '../helpers/channels.js';
import {
  createChannel,
  initializeBytes,
  initializeChannel,
  keyChannel,
  openChannel,
} from '../helpers/channels.js';

/** A channel with its key that was not initialised, and the numbers that it would be with. */
function waiting(t: D3D11Case, numbers = { queryNumber: 5000, commandNumber: 900 }): OpenChannel {
  return { ...keyChannel(t, createChannel(t, t.device())), ...numbers };
}

/** Whether the channel was initialised, by its first query. */
const firstQueryCode = (t: D3D11Case, channel: OpenChannel) =>
  expectMessageRefused(t, channel, 'query', messageBytes(t, channel, 'query'), { must: 'QAC-2' }, 'a query');

/** What makes an INITIALIZE one that must be refused. */
const flaws = {
  tag: (bytes: Uint8Array) => {
    bytes[15]! ^= 1;
    return bytes;
  },
  start: (bytes: Uint8Array) => {
    bytes[48]! ^= 1;
    return bytes;
  },
  short: (bytes: Uint8Array) => bytes.subarray(0, bytes.length - 1),
  'header-alone': (bytes: Uint8Array) => bytes.subarray(0, 48),
} as const;

/** The numbers that INITIALIZE is sent with, which nothing is made of (CFG-13). */
const ownNumbers = [0, 1, 899, 900, 901, 5000, 0xffff_ffff] as const;

/** What comes between an INITIALIZE and its repetition. */
const between = ['nothing', 'messages', 'refused'] as const;

/** D3D11_1DDI_AUTHENTICATED_CONFIGURE_INITIALIZE: what starts the counters. */
export const channelInitializeGroup = group(
  'channel-initialize',
  'INITIALIZE, which starts a channel’s counters',
  d3d11,
  [
    test('starts-both', { clauses: ['CFG-13', 'CFG-5', 'QAC-2'], decisions: ['D-32', 'D-33'] })
      .params({ query: [0, 7, 0x7fff_ffff, 0x8000_0000, 0xffff_fff0], command: [0, 0xffff_fff0] })
      .run((t, { query, command }) => {
        const numbers = { queryNumber: query, commandNumber: command };
        const channel = initializeChannel(t, keyChannel(t, createChannel(t, t.device())), numbers);
        expectChannelLives(t, channel, 'CFG-13', `start numbers ${query} and ${command}`);
      }),
    test('own-number', { clauses: ['CFG-13'], decisions: ['D-33'] })
      .params({ number: ownNumbers })
      .run((t, { number }) => {
        const channel = waiting(t);
        const members = { StartSequenceQuery: 5000, StartSequenceConfigure: 900 };
        const request = commandBytes(t, channel, INITIALIZE, members, { number });
        const { code, output } = sendCommand(t, channel, request);
        t.expectCode(code, [S_OK], 'CFG-13', `INITIALIZE with number ${number}`);
        expectAnswer(t, channel, 'command', { request, code, answer: output.read() }, 'INITIALIZE');
        expectChannelLives(t, channel, 'CFG-13', `after INITIALIZE with number ${number}`);
      }),
    test('before', { clauses: ['QAC-2', 'CFG-5'], decisions: ['D-14'] })
      .params({ kind: messageKinds, number: [0, 900, 5000, 0xffff_ffff] })
      .run((t, { kind, number }) => {
        const channel = waiting(t);
        const bytes = messageBytes(t, channel, kind, { number });
        const must = kind === 'query' ? 'QAC-2' : 'CFG-5';
        expectMessageRefused(t, channel, kind, bytes, { must }, `a ${kind} before INITIALIZE`);
        const open = initializeChannel(t, channel, { queryNumber: 5000, commandNumber: 900 });
        expectChannelLives(t, open, 'CFG-13', `INITIALIZE after a refused ${kind}`);
      }),
    test('before-key', { clauses: ['CFG-13'], decisions: ['D-10', 'D-14', 'D-33'] }).run((t) => {
      const fresh = createChannel(t, t.device());
      const asKeyed = { ...fresh, key: new Uint8Array(16), queryNumber: 1, commandNumber: 1 };
      const { code, output } = sendCommand(t, fresh, initializeBytes(t, asKeyed));
      t.expectCode(code, [E_INVALIDARG], 'D-33', 'INITIALIZE before the key');
      expectUntouched(t, output, 'D-14', 'INITIALIZE before the key');
      const open = initializeChannel(t, keyChannel(t, fresh));
      expectChannelLives(t, open, 'CFG-13', 'INITIALIZE after the key');
    }),
    test('twice', { clauses: ['CFG-13'], decisions: ['D-14', 'D-33'] })
      .params({ numbers: ['same', 'lower', 'higher'], after: between })
      .run((t, { numbers, after }) => {
        const channel = openChannel(t);
        const first = initializeBytes(t, channel);
        if (after === 'messages') expectChannelLives(t, channel, 'CFG-13', 'the first messages');
        if (after === 'refused') {
          const wrong = messageBytes(t, channel, 'query', { number: channel.queryNumber - 1 });
          expectMessageRefused(t, channel, 'query', wrong, { must: 'QAC-3' }, 'a query below its start');
        }
        const { queryNumber, commandNumber } = channel;
        const others = {
          same: first,
          lower: initializeBytes(t, { ...channel, queryNumber: 0, commandNumber: 0 }),
          higher: initializeBytes(t, {
            ...channel,
            queryNumber: queryNumber + 1000,
            commandNumber: commandNumber + 1000,
          }),
        };
        const what = `a second INITIALIZE, ${numbers} numbers`;
        expectMessageRefused(t, channel, 'command', others[numbers], { must: 'D-33' }, what);
        for (const kind of messageKinds) {
          const old = messageBytes(t, channel, kind, {
            number: (kind === 'query' ? queryNumber : commandNumber) - 1,
          });
          const must = kind === 'query' ? 'QAC-3' : 'CFG-4';
          expectMessageRefused(
            t,
            channel,
            kind,
            old,
            { must },
            `after ${what}: a ${kind} with an old number`,
          );
        }
        expectChannelLives(t, channel, 'CFG-13', `after ${what}`);
      }),
    test('refused-starts-nothing', { clauses: ['QAC-2', 'CFG-3', 'CFG-6'], decisions: ['D-14', 'D-33'] })
      .params({ flaw: Object.keys(flaws) as (keyof typeof flaws)[] })
      .run((t, { flaw }) => {
        const channel = waiting(t);
        const bytes = flaws[flaw](initializeBytes(t, channel));
        const must = flaw === 'tag' || flaw === 'start' ? 'CFG-3' : 'CFG-6';
        expectMessageRefused(t, channel, 'command', bytes, { must }, `INITIALIZE, wrong: ${flaw}`);
        firstQueryCode(t, channel);
        const open = initializeChannel(t, channel, { queryNumber: 5000, commandNumber: 900 });
        expectChannelLives(t, open, 'CFG-13', 'a right INITIALIZE after the wrong one');
      }),
    test('of-its-channel', { clauses: ['QAC-2', 'CFG-13'], decisions: ['D-33'] }).run((t) => {
      const channel = waiting(t);
      const other = openChannel(t, channel.device);
      firstQueryCode(t, channel);
      const open = initializeChannel(t, channel, { queryNumber: 5000, commandNumber: 900 });
      expectMessageTaken(t, open, 'query', 'CFG-13', 'the first query of the second channel');
      expectChannelLives(t, other, 'CFG-13', 'the first channel, after the second was initialised');
    }),
  ],
);
