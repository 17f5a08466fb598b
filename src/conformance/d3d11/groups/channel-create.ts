import type { Hresult } from '../../../abi/index.js';
import { failed, NULL, SIZE_T } from '../../../abi/index.js';
import {
  CreateAuthenticatedChannel,
  D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL as CREATE,
  D3DDDIERR_DEVICEREMOVED,
  D3DDDIERR_NOTAVAILABLE,
  E_OUTOFMEMORY,
  S_OK,
} from '../../../ddi/index.js';
import type { HAuthChannel } from '../../../ddi/index.js';
import type { Needing } from '../../framework/fixture.js';
import { group } from '../../framework/group.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { d3d11 } from '../fixture.js';
import { expectChannelLives } from '../helpers/channel-probe.js';
import {
  channelNames,
  channelTypes,
  createChannel,
  destroyChannel,
  initializeChannel,
  keyChannel,
  offeredChannels,
  openChannel,
  requireChannel,
  runtimeChannel,
  tryCreateChannel,
} from '../helpers/channels.js';
import { probeSession, expectLives } from '../helpers/session-probe.js';
import { createSession, destroySession } from '../helpers/sessions.js';
import { channelHandleTests } from './channel-handles.js';

/** A size query that fails answers SIZE_T(-1) (DEV-3); no allocation is larger than this. */
const refusedSize = 2 ** 32;

/** Fails each allocation of a create in turn, until one succeeds. Returns the codes of the failures. */
function createUntilEnough(t: Needing<D3D11Case, 'control'>): Hresult[] {
  const device = t.device();
  const { ChannelType } = createChannel(t, device);
  const failures: Hresult[] = [];
  for (let nth = 1; nth <= 16; nth += 1) {
    t.driver.control.failAllocation(nth);
    const { code, channel } = tryCreateChannel(t, device, ChannelType);
    t.driver.control.failAllocation(0);
    if (!failed(code)) {
      expectChannelLives(
        t,
        initializeChannel(t, keyChannel(t, channel)),
        'CAC-2',
        `allocation ${nth} failing`,
      );
      break;
    }
    const { hChannel } = channel;
    t.decided(
      'D-14',
      hChannel === 0n,
      `no memory: expected no hChannel, received 0x${hChannel.toString(16)}`,
    );
    failures.push(code);
  }
  expectChannelLives(t, openChannel(t, device), 'CAC-2', 'a channel made after memory came back');
  return failures;
}

/** Numbers that are no type of a driver's channel, 1 being the runtime's own (CAC-6). */
const noTypes = [0, 1, 4, 5, 0x7fff_ffff, 0x8000_0002, 0xffff_ffff] as const;

/** A channel that must not be made: its code, and nothing written (D-14). */
function expectNotAvailable(t: D3D11Case, ChannelType: number): void {
  const before = 0x0bad_0bad_0bad_0badn;
  const { code, channel } = tryCreateChannel(t, t.device(), ChannelType, { before });
  const what = `ChannelType ${ChannelType}`;
  t.expectFailed(code, 'CAC-7', what);
  t.expectCode(code, [D3DDDIERR_NOTAVAILABLE], 'CAC-7', what);
  const text = `${what}: expected hChannel as it was, received 0x${channel.hChannel.toString(16)}`;
  t.decided('D-14', channel.hChannel === before, text);
}

/** CalcPrivateAuthenticatedChannelSize, CreateAuthenticatedChannel, DestroyAuthenticatedChannel. */
export const channelCreateGroup = group(
  'channel-create',
  'making and destroying authenticated channels',
  d3d11,
  [
    test('size', { clauses: ['CPAC-1', 'CPAC-2', 'DEV-2'] }).run((t) => {
      const device = t.device();
      const { ChannelType, bytes } = createChannel(t, device);
      const calc = t.video(device, 'pfnCalcPrivateAuthenticatedChannelSize');
      const again = calc(device.hDevice, t.struct(CREATE, { ChannelType }));
      t.expect(bytes >= 8, 'DEV-2', `expected at least 8 bytes, received ${bytes}`);
      t.expect(again === bytes, 'CPAC-1', `asked again: expected ${bytes} bytes, received ${again}`);
    }),
    test('size-never-fails', { clauses: ['CPAC-2'] })
      .params({ type: noTypes })
      .run((t, { type }) => {
        const device = t.device();
        requireChannel(t, device);
        const calc = t.video(device, 'pfnCalcPrivateAuthenticatedChannelSize');
        const bytes = calc(device.hDevice, t.struct(CREATE, { ChannelType: type }));
        const right = Number.isInteger(bytes) && bytes >= 0 && bytes < refusedSize;
        t.expect(right, 'CPAC-2', `expected a size, received ${SIZE_T.text(bytes)}`);
      }),
    test('create-destroy', { clauses: ['CAC-2', 'DAC-1'] }).run((t) => {
      const device = t.device();
      for (let round = 0; round < 3; round += 1) {
        const channel = openChannel(t, device);
        expectChannelLives(t, channel, 'CAC-2', `round ${round}`);
        destroyChannel(t, channel);
      }
    }),
    test('by-caps', { clauses: ['CAC-7', 'CAC-4'], decisions: ['D-14'] })
      .params({ type: channelNames })
      .run((t, { type }) => {
        const device = t.device();
        requireChannel(t, device);
        const { ChannelType } = channelTypes[type];
        if (!offeredChannels(t, device).includes(type)) {
          expectNotAvailable(t, ChannelType);
          return;
        }
        expectChannelLives(t, openChannel(t, device, type), 'CAC-4', `a ${type} channel`);
      }),
    test('no-type', { clauses: ['CAC-7'], decisions: ['D-14'] })
      .params({ type: noTypes })
      .run((t, { type }) => {
        requireChannel(t, t.device());
        expectNotAvailable(t, type);
      }),
    test('hchannel-written', { clauses: ['CAC-4'], decisions: ['D-34'] })
      .params({ before: ['0', '5aa55aa55aa55aa5', 'ffffffffffffffff'] })
      .run((t, { before }) => {
        const device = t.device();
        const { ChannelType } = createChannel(t, device);
        const lay = BigInt(`0x${before}`);
        const { code, channel } = tryCreateChannel(t, device, ChannelType, { before: lay });
        t.expectCode(code, [S_OK], 'CAC-4', `hChannel 0x${before} before the call`);
        const { hChannel } = channel;
        t.decided('D-34', hChannel !== 0n, 'hChannel: expected not zero, received 0');
        t.expect(hChannel !== lay, 'CAC-4', `hChannel: expected it written, received 0x${before} as before`);
        const open = initializeChannel(t, keyChannel(t, channel));
        expectChannelLives(t, open, 'CAC-4', `hChannel 0x${hChannel.toString(16)}`);
      }),
    test('hchannel-its-own', { clauses: ['CAC-4'], decisions: ['D-34'] }).run((t) => {
      const device = t.device();
      const handles = Array.from({ length: 16 }, () => createChannel(t, device).hChannel);
      const different = new Set(handles).size;
      t.decided(
        'D-34',
        different === 16,
        `16 channels: expected 16 values of hChannel, received ${different}`,
      );
    }),
    test('null-pointer', { clauses: ['CAC-2'], decisions: ['D-13'], hostile: true })
      .params({ pointer: ['pCreateData', 'hAuthChannel'] })
      .run((t, { pointer }) => {
        const device = t.device();
        const { bytes, ChannelType } = createChannel(t, device);
        const handle = t.allocate(bytes, 'hAuthChannel: private memory') as HAuthChannel;
        const create = t.video(device, 'pfnCreateAuthenticatedChannel');
        const data = pointer === 'pCreateData' ? NULL : t.struct(CREATE, { ChannelType });
        const target = pointer === 'hAuthChannel' ? (NULL as HAuthChannel) : handle;
        const code = create(device.hDevice, data, target, runtimeChannel);
        t.expectNullRefused(code, CreateAuthenticatedChannel, `${pointer} NULL`);
      }),
    test('keeps-to-its-memory', { clauses: ['CPAC-1'] }).run((t) => {
      const device = t.device();
      const { bytes, ChannelType } = createChannel(t, device);
      const block = t.guarded(bytes, 'hAuthChannel: private memory', 0);
      const taken = { address: block.address, bytes };
      const { code, channel } = tryCreateChannel(t, device, ChannelType, { taken });
      t.expectCode(code, [S_OK], 'CPAC-1', 'CreateAuthenticatedChannel in the block that was asked for');
      const open = initializeChannel(t, keyChannel(t, channel));
      expectChannelLives(t, open, 'CPAC-1', 'a channel in that block');
      destroyChannel(t, open);
      t.expect(
        block.guardsIntact(),
        'CPAC-1',
        `expected at most ${bytes} bytes used, received writes beyond`,
      );
    }),
    test('block-again', { clauses: ['DAC-1', 'CAC-2'] })
      .params({ of: ['channel', 'session'] })
      .run((t, { of }) => {
        const device = t.device();
        const { bytes: needed, ChannelType } = createChannel(t, device);
        const holder = of === 'channel' ? openChannel(t, device) : createSession(t, device);
        if ('hChannel' in holder) destroyChannel(t, holder);
        else destroySession(t, holder);
        if (holder.bytes < needed) t.skip(`the driver's ${of}s have less private memory than its channels`);
        const taken = { address: holder.handle, bytes: holder.bytes };
        const { code, channel } = tryCreateChannel(t, device, ChannelType, { taken });
        const what = `a channel in the private memory of a ${of} that was destroyed`;
        t.expectCode(code, [S_OK], 'CAC-2', what);
        expectChannelLives(t, initializeChannel(t, keyChannel(t, channel)), 'DAC-1', what);
      }),
    test('beside-sessions', { clauses: ['DAC-1', 'DCS-1'] }).run((t) => {
      const device = t.device();
      const [first, second] = [openChannel(t, device), openChannel(t, device)];
      const [session, other] = [probeSession(t, device), createSession(t, device)];
      destroyChannel(t, first);
      destroySession(t, other);
      expectChannelLives(t, second, 'DAC-1', 'a channel, after another one and a session were destroyed');
      expectLives(t, session, 'DCS-1', 'a session, after another one and a channel were destroyed');
    }),
    test('many', { clauses: ['CAC-2', 'DAC-1', 'NAC-4'] }).run((t) => {
      const device = t.device();
      const kept = Array.from({ length: 4 }, () => openChannel(t, device));
      const going = Array.from({ length: 60 }, () => createChannel(t, device));
      for (let next = going.shift(); next; next = going.length % 2 === 0 ? going.shift() : going.pop())
        destroyChannel(t, next);
      expectChannelLives(t, openChannel(t, device), 'CAC-2', 'a channel made where others were destroyed');
      for (const one of kept)
        expectChannelLives(t, one, 'DAC-1', 'one of four channels, 60 others destroyed');
    }),
    test('key-wiped', { clauses: ['DAC-1'], needs: ['oracle'] }).run((t) => {
      const { key, ...channel } = openChannel(t);
      if (!t.driver.oracle.remembers(key)) t.skip('the driver’s oracle does not see keys of channels');
      destroyChannel(t, channel);
      const text = 'after DestroyAuthenticatedChannel: expected the key wiped, received it still in memory';
      t.expect(!t.driver.oracle.remembers(key), 'DAC-1', text);
    }),
    test('key-not-in-private-memory', { clauses: ['NAC-4'], decisions: ['D-61'] }).run((t) => {
      const { key, handle, bytes } = openChannel(t);
      const found = Buffer.from(t.memory.copyOut(handle, bytes)).includes(Buffer.from(key));
      t.decided('D-61', !found, 'private memory: expected no session key, received it');
    }),
    test('device-removed', { clauses: ['CAC-2'], decisions: ['D-15'], needs: ['control'] }).run((t) => {
      const device = t.device();
      const channel = createChannel(t, device);
      t.driver.control.removeDevice();
      const { code } = tryCreateChannel(t, device, channel.ChannelType);
      t.expectCode(code, [D3DDDIERR_DEVICEREMOVED], 'D-15', 'CreateAuthenticatedChannel on a removed device');
      destroyChannel(t, channel);
    }),
    test('out-of-memory', { clauses: ['CAC-2'], decisions: ['D-14'], needs: ['control'] }).run((t) => {
      for (const code of createUntilEnough(t)) t.expectCode(code, [E_OUTOFMEMORY], 'D-14', 'no memory');
    }),
    ...channelHandleTests,
  ],
);
