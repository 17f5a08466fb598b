import {
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_INITIALIZE_GUID as INITIALIZE,
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_PROTECTION as PROTECTION,
  E_FAIL,
  E_INVALIDARG,
} from '../../../ddi/index.js';
import { failed } from '../../../abi/index.js';
import { nobleEngine } from '../../../crypto/index.js';
import { group } from '../../framework/group.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { d3d11 } from '../fixture.js';
import { commandBytes, OMAC_BYTES, sendCommand, signed } from '../helpers/channel-messages.js';
import {
  expectChannelLives,
  expectMessageRefused,
  expectMessageTaken,
  expectNothingDone,
  messageBytes,
  messageKinds,
  protectionFlags,
  SEEN_FLAG,
} from '../helpers/channel-probe.js';
import type { OpenChannel } from '../helpers/channels.js';
import { createChannel, keyChannel, openChannel } from '../helpers/channels.js';

/** Padding of a command: between number and members, and behind the flags of PROTECTION. */
const paddingOf = {
  header: [44, 45, 46, 47],
  end: [52, 53, 54, 55],
} as const;

/** The parts of PROTECTION that the OMAC covers. */
const parts = {
  type: { from: 16, to: 32 },
  hChannel: { from: 32, to: 40 },
  number: { from: 40, to: 44 },
  'header-padding': { from: 44, to: 48 },
  members: { from: 48, to: 52 },
  'end-padding': { from: 52, to: 56 },
} as const;
type Part = keyof typeof parts;

const zeros = new Uint8Array(OMAC_BYTES);

/** Commands that are signed over something else than what lies behind the OMAC. */
const otherRegions: Readonly<Record<string, (t: D3D11Case, bytes: Uint8Array) => Uint8Array>> = {
  /** What the profile does not have: the zeroed OMAC too, or not. */
  'other-setting': (t, bytes) =>
    t.setting('channelOmac') === 'after-omac'
      ? Buffer.concat([zeros, bytes.subarray(OMAC_BYTES)])
      : bytes.subarray(OMAC_BYTES),
  members: (_t, bytes) => bytes.subarray(48),
  header: (_t, bytes) => bytes.subarray(OMAC_BYTES, 48),
  'without-padding': (_t, bytes) => Buffer.concat([bytes.subarray(16, 44), bytes.subarray(48, 52)]),
  nothing: () => new Uint8Array(0),
  'omac-at-the-end': (_t, bytes) => Buffer.concat([bytes.subarray(OMAC_BYTES), zeros]),
};

/** Sends a command that must be refused for its OMAC, and demands that nothing came of it. */
function expectOmacRefused(t: D3D11Case, channel: OpenChannel, bytes: Uint8Array, what: string): void {
  expectMessageRefused(t, channel, 'command', bytes, { must: 'CFG-3' }, what);
  expectNothingDone(t, channel, 'D-14', what);
}

/** A command with the OMAC that is given. */
function tagged(bytes: Uint8Array, tag: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  copy.set(tag);
  return copy;
}

/** What messages are signed over, and how closely that is looked at (CFG-2, CFG-3, QAC-9, QAC-10, D-30). */
export const channelSignatureGroup = group('channel-signature', 'OMACs of commands and answers', d3d11, [
  test('taken', { clauses: ['CFG-2', 'CFG-11', 'QAC-9', 'QAC-10', 'CFG-10'], decisions: ['D-30'] })
    .params({ kind: messageKinds, round: [1, 2, 3] })
    .run((t, { kind }) => {
      const channel = openChannel(t);
      for (let count = 0; count < 5; count += 1)
        expectMessageTaken(t, channel, kind, kind === 'query' ? 'QAC-9' : 'CFG-2', `${kind} ${count + 1}`);
      if (kind === 'query') return;
      const seen = (protectionFlags(t, channel) & SEEN_FLAG) !== 0;
      t.expect(seen, 'CFG-2', 'a signed command: expected it to be carried out, received no flag');
    }),
  test('tag-bits', { clauses: ['CFG-3'], decisions: ['D-14', 'D-30'] })
    .params({ byte: Array.from({ length: OMAC_BYTES }, (_, byte) => byte) })
    .run((t, { byte }) => {
      const channel = openChannel(t);
      for (let bit = 0; bit < 8; bit += 1) {
        const bytes = messageBytes(t, channel, 'command');
        bytes[byte]! ^= 1 << bit;
        const what = `bit ${bit} of byte ${byte} of the OMAC flipped`;
        expectMessageRefused(t, channel, 'command', bytes, { must: 'CFG-3' }, what);
      }
      expectNothingDone(t, channel, 'D-14', `OMACs with a wrong bit in byte ${byte}`);
    }),
  test('tag', { clauses: ['CFG-3'], decisions: ['D-14'] })
    .params({ tag: ['zeros', 'ones', 'random', 'reversed', 'first-half', 'last-half'] })
    .run((t, { tag }) => {
      const channel = openChannel(t);
      const bytes = messageBytes(t, channel, 'command');
      const right = bytes.slice(0, OMAC_BYTES);
      const tags = {
        zeros,
        ones: new Uint8Array(OMAC_BYTES).fill(255),
        random: t.random.bytes(OMAC_BYTES),
        reversed: right.slice().reverse(),
        'first-half': right.map((byte, index) => (index < 8 ? byte : 0)),
        'last-half': right.map((byte, index) => (index < 8 ? 0 : byte)),
      };
      expectOmacRefused(t, channel, tagged(bytes, tags[tag]), `an OMAC of another kind: ${tag}`);
    }),
  test('covered', { clauses: ['CFG-2', 'CFG-3', 'CFG-11'], decisions: ['D-14', 'D-30'] })
    .params({ part: Object.keys(parts) as Part[] })
    .run((t, { part }) => {
      const channel = openChannel(t);
      const { from, to } = parts[part];
      for (let byte = from; byte < to; byte += 1) {
        const bytes = messageBytes(t, channel, 'command');
        bytes[byte]! ^= 1 << (byte & 7);
        const what = `byte ${byte} of a signed command changed`;
        const { code } = sendCommand(t, channel, bytes);
        t.expectFailed(code, 'CFG-3', what);
        // Another type is no type, which is looked at before the OMAC (D-16).
        t.expectCode(code, part === 'type' ? [E_FAIL, E_INVALIDARG] : [E_INVALIDARG], 'CFG-3', what);
      }
      expectNothingDone(t, channel, 'D-14', `commands changed after they were signed: ${part}`);
    }),
  test('covered-initialize', { clauses: ['CFG-2', 'CFG-3', 'QAC-2'], decisions: ['D-14', 'D-30'] }).run(
    (t) => {
      const numbers = { queryNumber: 10, commandNumber: 10 };
      const channel: OpenChannel = { ...keyChannel(t, createChannel(t, t.device())), ...numbers };
      const members = { StartSequenceQuery: 10, StartSequenceConfigure: 10 };
      for (let byte = 40; byte < 56; byte += 1) {
        const bytes = commandBytes(t, channel, INITIALIZE, members, { number: 0 });
        bytes[byte]! ^= 1;
        const what = `byte ${byte} of a signed INITIALIZE changed`;
        expectMessageRefused(t, channel, 'command', bytes, { must: 'CFG-3' }, what);
      }
      const query = messageBytes(t, channel, 'query', { number: 0xffff_ff00 });
      expectMessageRefused(t, channel, 'query', query, { must: 'QAC-2' }, 'a query after those');
    },
  ),
  test('raw-padding', { clauses: ['CFG-2', 'CFG-11'], decisions: ['D-30'] })
    .params({ place: Object.keys(paddingOf) as (keyof typeof paddingOf)[], byte: [1, 255] })
    .run((t, { place, byte }) => {
      const channel = openChannel(t);
      const edit = (bytes: Uint8Array) => {
        for (const at of paddingOf[place]) bytes[at] = byte;
      };
      const what = `padding of ${byte}, signed as it lies`;
      expectMessageTaken(t, channel, 'command', 'CFG-2', what, { edit });
      const seen = (protectionFlags(t, channel) & SEEN_FLAG) !== 0;
      t.expect(seen, 'CFG-2', `${what}: expected the command to be carried out, received no flag`);
    }),
  test('re-encoded', { clauses: ['CFG-3', 'CFG-11'], decisions: ['D-14', 'D-30'] })
    .params({ place: Object.keys(paddingOf) as (keyof typeof paddingOf)[] })
    .run((t, { place }) => {
      const channel = openChannel(t);
      const bytes = messageBytes(t, channel, 'command');
      for (const at of paddingOf[place]) bytes[at] = 0x77;
      const fields = PROTECTION.toBytes(PROTECTION.fromBytes(bytes));
      const tag = signed(t, channel.key, fields).subarray(0, OMAC_BYTES);
      expectOmacRefused(t, channel, tagged(bytes, tag), 'an OMAC over the fields, the padding as zeros');
    }),
  test('other-region', { clauses: ['CFG-3', 'CFG-11'], decisions: ['D-14', 'D-30'] })
    .params({
      region: ['other-setting', 'members', 'header', 'without-padding', 'nothing', 'omac-at-the-end'],
    })
    .run((t, { region }) => {
      const channel = openChannel(t);
      const bytes = messageBytes(t, channel, 'command');
      const tag = nobleEngine().omac1(channel.key, otherRegions[region]!(t, bytes));
      expectOmacRefused(t, channel, tagged(bytes, tag), `an OMAC over another region: ${region}`);
    }),
  test('other-key', { clauses: ['CFG-3'], decisions: ['D-14'] })
    .params({ key: ['zeros', 'random', 'one-bit', 'reversed', 'other-channel'] })
    .run((t, { key }) => {
      const channel = openChannel(t);
      const keys = {
        zeros: () => new Uint8Array(16),
        random: () => t.random.bytes(16),
        'one-bit': () => channel.key.map((byte, index) => (index === 15 ? byte ^ 1 : byte)),
        reversed: () => channel.key.slice().reverse(),
        'other-channel': () => openChannel(t, channel.device).key,
      };
      const bytes = signed(t, keys[key](), messageBytes(t, channel, 'command'));
      expectOmacRefused(t, channel, bytes, `an OMAC under another key: ${key}`);
    }),
  test('replayed-tag', { clauses: ['CFG-3'], decisions: ['D-14'] }).run((t) => {
    const channel = openChannel(t);
    const before = messageBytes(t, channel, 'command', {
      edit: (bytes) => {
        bytes[48] = 0;
      },
    });
    const { code } = sendCommand(t, channel, before);
    if (failed(code)) t.violated('CFG-2', 'a right command: expected it to be taken');
    channel.commandNumber += 1;
    const tag = before.subarray(0, OMAC_BYTES);
    expectOmacRefused(t, channel, tagged(messageBytes(t, channel, 'command'), tag), 'the OMAC of before');
    expectChannelLives(t, channel, 'CFG-2', 'after a replayed OMAC');
  }),
]);
