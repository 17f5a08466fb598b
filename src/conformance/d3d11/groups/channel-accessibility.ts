import {
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_ENCRYPTION_WHEN_ACCESSIBLE_GUID as CONFIGURE_ENCRYPTION,
  D3D11_1DDI_AUTHENTICATED_QUERY_ACCESSIBILITY_ATTRIBUTES as QUERY_ATTRIBUTES,
  D3D11_1DDI_AUTHENTICATED_QUERY_ACCESSIBILITY_ENCRYPTION_GUID_COUNT_OUTPUT as COUNT_OUTPUT,
  D3D11_1DDI_AUTHENTICATED_QUERY_ACCESSIBILITY_ENCRYPTION_GUID_OUTPUT as GUID_OUTPUT,
  D3D11_1DDI_AUTHENTICATED_QUERY_ACESSIBILITY_OUTPUT as ATTRIBUTES_OUTPUT,
  D3D11_1DDI_AUTHENTICATED_QUERY_CURRENT_ACCESSIBILITY_ENCRYPTION_OUTPUT as CURRENT_OUTPUT,
  D3D11_1DDI_AUTHENTICATED_QUERY_CURRENT_ENCRYPTION_WHEN_ACCESSIBLE as QUERY_CURRENT,
  D3D11_1DDI_AUTHENTICATED_QUERY_ENCRYPTION_WHEN_ACCESSIBLE_GUID as QUERY_GUID,
  D3D11_1DDI_AUTHENTICATED_QUERY_ENCRYPTION_WHEN_ACCESSIBLE_GUID_COUNT as QUERY_COUNT,
  guidName,
  NULL_GUID,
} from '../../../ddi/index.js';
import type { Guid } from '../../../abi/index.js';
import { group } from '../../framework/group.js';
import { test } from '../../framework/test.js';
import type { Rule } from '../../rules/rule.js';
import type { D3D11Case } from '../fixture.js';
import { d3d11 } from '../fixture.js';
import { ask, configure } from '../helpers/channel-messages.js';
import { expectCommandRefused, expectQueryRefused } from '../helpers/channel-refusals.js';
import type { OpenChannel } from '../helpers/channels.js';
import { channelNames, destroyChannel, openChannel } from '../helpers/channels.js';
import { strangeGuid } from '../helpers/known.js';
import { guidWords, nearMiss } from '../helpers/near-misses.js';

/** More ways of encryption than any driver has. */
const mostEncryptions = 256;

function encryptionCount(t: D3D11Case, channel: OpenChannel): number {
  const { EncryptionGuidCount } = ask(t, channel, QUERY_COUNT, COUNT_OUTPUT);
  t.expect(EncryptionGuidCount < mostEncryptions, 'QAC-8', `received ${EncryptionGuidCount} encryptions`);
  return EncryptionGuidCount;
}

/** Every way by which memory is encrypted where the CPU gets at it. */
function encryptions(t: D3D11Case, channel: OpenChannel): readonly Guid[] {
  return Array.from({ length: encryptionCount(t, channel) }, (_, EncryptionGuidIndex) => {
    const told = ask(t, channel, QUERY_GUID, GUID_OUTPUT, { EncryptionGuidIndex });
    const text = `EncryptionGuidIndex: expected ${EncryptionGuidIndex} again, received ${told.EncryptionGuidIndex}`;
    t.expect(told.EncryptionGuidIndex === EncryptionGuidIndex, 'QAC-8', text);
    return told.EncryptionGuid;
  });
}

/** Ways of encryption, of which there has to be some number; else the case skips. */
function requireEncryptions(t: D3D11Case, channel: OpenChannel, count = 1): readonly Guid[] {
  const all = encryptions(t, channel);
  return all.length < count
    ? t.skip(`the driver encrypts accessible memory in fewer than ${count} ways`)
    : all;
}

const setEncryption = (t: D3D11Case, channel: OpenChannel, EncryptionGuid: Guid): void => {
  const what = `ENCRYPTION_WHEN_ACCESSIBLE, ${guidName(EncryptionGuid)}`;
  configure(t, channel, CONFIGURE_ENCRYPTION, { EncryptionGuid }, { what });
};

/** Demands what accessible memory is encrypted with, as a channel tells it. */
function expectCurrent(t: D3D11Case, channel: OpenChannel, expected: Guid, rule: Rule, what: string): void {
  const { EncryptionGuid } = ask(t, channel, QUERY_CURRENT, CURRENT_OUTPUT);
  if (EncryptionGuid === expected) return;
  t.violated(rule, `${what}: expected ${guidName(expected)}, received ${guidName(EncryptionGuid)}`);
}

const bus = { types: 5, modifiers: 5, nonStandard: 0x8000_0000 };

/** ACCESSIBILITY_ATTRIBUTES, and what accessible memory is encrypted with. */
export const channelAccessibilityGroup = group(
  'channel-accessibility',
  'how the CPU gets at protected memory, and what it is encrypted with then',
  d3d11,
  [
    test('attributes', { clauses: ['ACH-25', 'QAC-8'] })
      .params({ channel: channelNames })
      .run((t, { channel: name }) => {
        const channel = openChannel(t, t.device(), name);
        const { BusType, AccessibleInContiguousBlocks, AccessibleInNonContiguousBlocks } = ask(
          t,
          channel,
          QUERY_ATTRIBUTES,
          ATTRIBUTES_OUTPUT,
        );
        const [type, modifier] = [BusType & 0xffff, (BusType >>> 16) & 0x7fff];
        const isKnown = type < bus.types && modifier <= bus.modifiers;
        t.expect(
          isKnown,
          'ACH-25',
          `BusType: expected a type and a modifier, received 0x${BusType.toString(16)}`,
        );
        for (const flag of [AccessibleInContiguousBlocks, AccessibleInNonContiguousBlocks])
          t.expect(flag === 0 || flag === 1, 'QAC-8', `expected TRUE or FALSE, received ${flag}`);
      }),
    test('attributes-stay', { clauses: ['ACH-25', 'QAC-8'] }).run((t) => {
      const device = t.device();
      const [one, other] = [openChannel(t, device), openChannel(t, device)].map((channel) => {
        const { BusType, AccessibleInContiguousBlocks, AccessibleInNonContiguousBlocks } = ask(
          t,
          channel,
          QUERY_ATTRIBUTES,
          ATTRIBUTES_OUTPUT,
        );
        return [BusType, AccessibleInContiguousBlocks, AccessibleInNonContiguousBlocks].join();
      });
      t.expect(one === other, 'QAC-8', `two channels: received ${one} and ${other}`);
    }),
    test('encryptions', { clauses: ['QAC-8'] })
      .params({ channel: channelNames })
      .run((t, { channel: name }) => {
        const channel = openChannel(t, t.device(), name);
        const all = encryptions(t, channel);
        const differ = new Set(all).size === all.length && !all.includes(NULL_GUID);
        const names = all.map(guidName).join(', ');
        t.expect(differ, 'QAC-8', `expected different GUIDs that are not NULL, received ${names}`);
        const again = encryptions(t, channel).map(guidName).join(', ');
        t.expect(again === names, 'QAC-8', `asked for twice: received ${names} and ${again}`);
      }),
    test('index-too-large', { clauses: ['QAC-8'], decisions: ['D-16'] })
      .params({ beyond: [0, 1, 'last'] })
      .run((t, { beyond }) => {
        const channel = openChannel(t, t.device());
        const count = encryptionCount(t, channel);
        const EncryptionGuidIndex = beyond === 'last' ? 0xffff_ffff : count + beyond;
        const what = `EncryptionGuidIndex ${EncryptionGuidIndex} of ${count}`;
        expectQueryRefused(t, channel, QUERY_GUID, { EncryptionGuidIndex }, 'D-16', what);
      }),
    test('none-at-first', { clauses: ['QAC-8'] })
      .params({ channel: channelNames })
      .run((t, { channel }) => {
        expectCurrent(t, openChannel(t, t.device(), channel), NULL_GUID, 'QAC-8', 'a fresh device');
      }),
    test('set', { clauses: ['QAC-8', 'CFG-9'] })
      .params({ channel: channelNames })
      .run((t, { channel: name }) => {
        const channel = openChannel(t, t.device(), name);
        for (const encryption of requireEncryptions(t, channel)) {
          setEncryption(t, channel, encryption);
          expectCurrent(t, channel, encryption, 'QAC-8', 'the encryption that was set');
        }
        setEncryption(t, channel, NULL_GUID);
        expectCurrent(t, channel, NULL_GUID, 'QAC-8', 'the encryption that was taken back');
      }),
    test('told-by-another', { clauses: ['QAC-8'], decisions: ['D-16'] }).run((t) => {
      const device = t.device();
      const [channel, other] = [openChannel(t, device), openChannel(t, device)];
      const [encryption] = requireEncryptions(t, channel);
      setEncryption(t, channel, encryption!);
      expectCurrent(t, other, encryption!, 'D-16', 'what another channel has set');
      expectCurrent(t, openChannel(t, t.device()), NULL_GUID, 'D-16', 'a channel of another device');
      setEncryption(t, other, NULL_GUID);
      expectCurrent(t, channel, encryption!, 'D-16', 'what another channel has not set');
    }),
    test('its-own-first', { clauses: ['QAC-8'], decisions: ['D-16'] }).run((t) => {
      const device = t.device();
      const channels = [openChannel(t, device), openChannel(t, device)];
      const all = requireEncryptions(t, channels[0]!, 2);
      channels.forEach((channel, index) => {
        setEncryption(t, channel, all[index]!);
      });
      channels.forEach((channel, index) => {
        expectCurrent(t, channel, all[index]!, 'D-16', `channel ${index + 1} of two that set one each`);
      });
    }),
    test('unknown', { clauses: ['CFG-9', 'QAC-8'], decisions: ['D-14', 'D-16'] })
      .params({ guid: ['strange', ...guidWords] })
      .run((t, { guid }) => {
        const channel = openChannel(t, t.device());
        const [encryption] = requireEncryptions(t, channel);
        setEncryption(t, channel, encryption!);
        const wrong = guid === 'strange' ? strangeGuid : nearMiss(encryption!, guid);
        const members = { EncryptionGuid: wrong };
        const what = `ENCRYPTION_WHEN_ACCESSIBLE, ${guidName(wrong)}`;
        expectCommandRefused(t, channel, CONFIGURE_ENCRYPTION, members, 'D-16', what);
        expectCurrent(t, channel, encryption!, 'D-14', 'the encryption of before');
      }),
    test('gone-with-its-channel', { clauses: ['DAC-2'], decisions: ['D-36'] }).run((t) => {
      const device = t.device();
      const [channel, other] = [openChannel(t, device), openChannel(t, device)];
      const [encryption] = requireEncryptions(t, channel);
      setEncryption(t, channel, encryption!);
      destroyChannel(t, channel);
      expectCurrent(t, other, NULL_GUID, 'D-36', 'after the end of the channel that set it');
    }),
  ],
);
