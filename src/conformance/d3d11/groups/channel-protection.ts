import {
  D3D10_DDI_RESOURCE_MISC,
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_PROTECTION_GUID as CONFIGURE_PROTECTION,
  D3D11_1DDI_CONTENT_PROTECTION_CAPS as CAPS,
} from '../../../ddi/index.js';
import { group } from '../../framework/group.js';
import { codesText } from '../../framework/judge.js';
import { test } from '../../framework/test.js';
import type { HostDevice } from '../../../host/index.js';
import type { D3D11Case } from '../fixture.js';
import { d3d11 } from '../fixture.js';
import { expectProtections, isAlwaysOn, protect } from '../helpers/channel-protections.js';
import { expectCommandRefused } from '../helpers/channel-refusals.js';
import { channelNames, destroyChannel, openChannel } from '../helpers/channels.js';
import { everyPair } from '../helpers/hardware-sessions.js';
import { draw, holds, ways, waysOut } from '../helpers/protected-resources.js';
import type { TestResource } from '../helpers/resources.js';
import { createResource } from '../helpers/resources.js';
import { createSpecial, stagingSlots, tryMap } from '../helpers/subresources.js';

const restrictedFlag = { MiscFlags: D3D10_DDI_RESOURCE_MISC.RESTRICTED_CONTENT };
const shape = { bytes: 256 };

/** A resource with RESTRICTED_CONTENT; skips where the driver makes none. */
const restricted = (t: D3D11Case, device: HostDevice, usage: TestResource['usage'] = 'default') =>
  createSpecial(t, device, { shape, usage, what: `${usage} RESTRICTED_CONTENT buffer` }, restrictedFlag);

/** Skips where the driver protects such resources whatever channels say (RES-10). */
function requireSwitch(t: D3D11Case, device: HostDevice): void {
  const isSingle = everyPair(t, device).some(
    ({ caps }) => (caps.Caps & CAPS.HARDWARE_PROTECT_UNCOMPRESSED) !== 0,
  );
  if (isSingle || isAlwaysOn(t, device)) t.skip('the driver protects RESTRICTED_CONTENT at all times');
}

function expectHidden(t: D3D11Case, seen: Uint8Array, picture: Uint8Array, what: string): void {
  const isHidden = !holds(seen, picture);
  t.expect(isHidden, 'GEN-5', `${what}: expected nothing of restricted content, received it`);
}

function expectSeen(t: D3D11Case, seen: Uint8Array, picture: Uint8Array, what: string): void {
  t.expect(holds(seen, picture), 'GEN-5', `${what}: expected the content, received other bytes`);
}

/** What a device protects, and does not any more. */
const enforcementTests = [
  test('out-of-reach', { clauses: ['GEN-5', 'RES-10'] })
    .params({ by: ways })
    .run((t: D3D11Case, { by }) => {
      const device = t.device();
      const resource = restricted(t, device);
      const picture = draw(t, resource);
      protect(t, openChannel(t, device), 1);
      const what = `RESTRICTED_CONTENT while protection is enabled, by ${by}`;
      expectHidden(t, waysOut[by](t, resource), picture, what);
    }),
  test('map-fails', { clauses: ['GEN-5', 'RES-10'] }).run((t: D3D11Case) => {
    const device = t.device();
    const resource = restricted(t, device, 'staging');
    protect(t, openChannel(t, device), 1);
    const { errors, result } = tryMap(t, resource, stagingSlots, 0, () => true);
    const text = `a map of RESTRICTED_CONTENT while protection is enabled: received ${codesText(errors)}`;
    t.expect(errors.length > 0 && !result, 'GEN-5', text);
  }),
  test('drawn-while-protected', { clauses: ['GEN-5', 'RES-10'] })
    .params({ by: ways })
    .run((t: D3D11Case, { by }) => {
      const device = t.device();
      const resource = restricted(t, device);
      const channel = openChannel(t, device);
      protect(t, channel, 1);
      const picture = draw(t, resource);
      expectHidden(t, waysOut[by](t, resource), picture, `what was copied there meanwhile, by ${by}`);
    }),
  test('in-reach-again', { clauses: ['GEN-5', 'DAC-2'], decisions: ['D-36'] })
    .params({ after: ['switched-off', 'channel-destroyed'] })
    .run((t: D3D11Case, { after }) => {
      const device = t.device();
      requireSwitch(t, device);
      const resource = restricted(t, device);
      const picture = draw(t, resource);
      const channel = openChannel(t, device);
      protect(t, channel, 1);
      if (after === 'switched-off') protect(t, channel, 0);
      else destroyChannel(t, channel);
      expectSeen(t, waysOut.copy(t, resource), picture, `RESTRICTED_CONTENT, ${after}`);
    }),
  test('still-protected', { clauses: ['GEN-5', 'CFG-18'] })
    .params({ after: ['off-by-another', 'another-destroyed'] })
    .run((t: D3D11Case, { after }) => {
      const device = t.device();
      const resource = restricted(t, device);
      const picture = draw(t, resource);
      const [channel, other] = [openChannel(t, device), openChannel(t, device)];
      protect(t, channel, 1);
      protect(t, other, after === 'off-by-another' ? 0 : 1);
      if (after === 'another-destroyed') destroyChannel(t, other);
      expectHidden(t, waysOut.copy(t, resource), picture, `RESTRICTED_CONTENT, ${after}`);
    }),
  test('others-as-ever', { clauses: ['GEN-5', 'RES-10'] })
    .params({ what: ['unrestricted', 'another-device'] })
    .run((t: D3D11Case, { what }) => {
      const [device, other] = [t.device(), t.device()];
      requireSwitch(t, device);
      const resource =
        what === 'unrestricted' ? createResource(t, device, shape, 'default') : restricted(t, other);
      const picture = draw(t, resource);
      protect(t, openChannel(t, device), 1);
      expectSeen(t, waysOut.copy(t, resource), picture, `${what}, while protection is enabled`);
    }),
] as const;

/** CONFIGURE_PROTECTION and QUERY_PROTECTION. */
export const channelProtectionGroup = group(
  'channel-protection',
  'PROTECTION: what a channel switches on, who can switch it off, and what it keeps from the CPU',
  d3d11,
  [
    test('off-at-first', { clauses: ['CFG-18', 'QAC-8'] })
      .params({ channel: channelNames })
      .run((t, { channel }) => {
        expectProtections(t, openChannel(t, t.device(), channel), 0, 'CFG-18', 'a fresh device');
      }),
    test('reported', { clauses: ['CFG-18', 'QAC-8'] })
      .params({ flags: [1, 2, 3], channel: channelNames })
      .run((t, { flags, channel: name }) => {
        const device = t.device();
        const channel = openChannel(t, device, name);
        protect(t, channel, flags);
        expectProtections(t, channel, flags, 'CFG-18', 'the channel that switched');
        expectProtections(t, openChannel(t, device), flags, 'CFG-18', 'another channel');
        protect(t, channel, 0);
        expectProtections(t, channel, 0, 'CFG-18', 'the channel that switched off again');
      }),
    test('not-off-by-another', { clauses: ['CFG-18', 'QAC-8'] })
      .params({ channel: channelNames })
      .run((t, { channel: name }) => {
        const device = t.device();
        const [channel, other] = [openChannel(t, device), openChannel(t, device, name)];
        protect(t, channel, 3);
        protect(t, other, 0);
        for (const one of [channel, other])
          expectProtections(t, one, 3, 'CFG-18', 'what another channel has not switched on');
        protect(t, channel, 0);
        expectProtections(t, other, 0, 'CFG-18', 'what its own channel switched off');
      }),
    test('of-all-channels', { clauses: ['CFG-18', 'QAC-8'] }).run((t) => {
      const device = t.device();
      const [channel, other] = [openChannel(t, device), openChannel(t, device)];
      protect(t, channel, 1);
      protect(t, other, 2);
      expectProtections(t, channel, 3, 'CFG-18', 'a flag of each of two channels');
      protect(t, channel, 0);
      expectProtections(t, channel, 2, 'CFG-18', 'the flag of the other channel');
    }),
    test('of-one-device', { clauses: ['CFG-18', 'QAC-8'] }).run((t) => {
      const other = openChannel(t, t.device());
      protect(t, openChannel(t, t.device()), 3);
      expectProtections(t, other, 0, 'CFG-18', 'a channel of another device');
    }),
    test('reserved', { clauses: ['CFG-18', 'CFG-19'], decisions: ['D-14', 'D-16'] })
      .params({ flags: [4, 0x100, 0x8000_0001, 0xffff_fffc] })
      .run((t, { flags }) => {
        const channel = openChannel(t, t.device());
        protect(t, channel, 2);
        const members = { Protections: { Value: flags } };
        const what = `flags 0x${flags.toString(16)}, which are reserved`;
        expectCommandRefused(t, channel, CONFIGURE_PROTECTION, members, 'D-16', what);
        expectProtections(t, channel, 2, 'D-14', 'the flags of before');
      }),
    test('gone-with-its-channel', { clauses: ['DAC-2', 'CFG-18'], decisions: ['D-36'] })
      .params({ other: ['none', 'its-own'] })
      .run((t, { other: left }) => {
        const device = t.device();
        const [channel, other] = [openChannel(t, device), openChannel(t, device)];
        protect(t, channel, 3);
        if (left === 'its-own') protect(t, other, 2);
        destroyChannel(t, channel);
        expectProtections(t, other, left === 'its-own' ? 2 : 0, 'D-36', 'after the end of a channel');
      }),
    test('always-on', { clauses: ['CFG-18', 'GEN-5'] }).run((t) => {
      const device = t.device();
      if (!isAlwaysOn(t, device)) t.skip("the driver's caps have no PROTECTION_ALWAYS_ON");
      const channel = openChannel(t, device);
      const resource = restricted(t, device);
      const picture = draw(t, resource);
      protect(t, channel, 0);
      expectProtections(t, channel, 1, 'CFG-18', 'with PROTECTION_ALWAYS_ON');
      expectHidden(t, waysOut.copy(t, resource), picture, 'RESTRICTED_CONTENT with PROTECTION_ALWAYS_ON');
    }),
    ...enforcementTests,
  ],
);
