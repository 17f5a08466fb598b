import { NULL } from '../../../abi/index.js';
import type { HAuthChannel } from '../../../ddi/index.js';
import { E_INVALIDARG, E_OUTOFMEMORY } from '../../../ddi/index.js';
import type { Hresult } from '../../../abi/index.js';
import { expectUntouched } from '../../framework/output.js';
import type { Rule } from '../../rules/rule.js';
import type { TestDefinition } from '../../framework/test.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { expectChannelLives, messageBytes, sendMessage } from '../helpers/channel-probe.js';
import type { OpenChannel, TestChannel } from '../helpers/channels.js';
import {
  destroyChannel,
  destroyingChannel,
  negotiateChannel,
  openChannel,
  tryCreateChannel,
  wrapChannelKey,
} from '../helpers/channels.js';
import { createSession } from '../helpers/sessions.js';

/** The functions that take a channel, but for DestroyAuthenticatedChannel. */
const uses = ['negotiate', 'query', 'command'] as const;

/**
 * A call that is right but for the handle, or the device, that it names: it must fail with this code and write nothing.
 * @param named what the call names
 * @param channel whose key and numbers the message has
 */
function expectFailsOn(
  t: D3D11Case,
  use: (typeof uses)[number],
  named: Pick<TestChannel, 'device' | 'handle'>,
  channel: OpenChannel,
  {
    must,
    what,
    code = E_INVALIDARG,
    before,
  }: { must: Rule; what: string; code?: Hresult; before?: () => void },
): void {
  if (use === 'negotiate') {
    const data = wrapChannelKey(t, channel, t.random.bytes(16));
    before?.();
    const received = negotiateChannel(t, named, data);
    t.expectFailed(received, must, what);
    t.expectCode(received, [code], before ? 'D-15' : 'D-09', what);
    return;
  }
  const bytes = messageBytes(t, channel, use);
  before?.();
  const { code: received, output } = sendMessage(t, named, use, bytes);
  t.expectFailed(received, must, what);
  t.expectCode(received, [code], before ? 'D-15' : 'D-09', what);
  expectUntouched(t, output, 'D-14', what);
}

const forgeries = {
  copied: (t: D3D11Case, { handle, bytes }: TestChannel) =>
    t.place(t.memory.copyOut(handle, bytes), 'a copy of private memory'),
  session: (t: D3D11Case, { device }: TestChannel) => createSession(t, device).handle,
  'never-created': (t: D3D11Case, { bytes }: TestChannel) =>
    t.allocate(bytes, 'private memory of no channel'),
  null: () => NULL,
} as const;

/** Handles of channels that are another device's, dead or forged. */
export const channelHandleTests: readonly TestDefinition<D3D11Case>[] = [
  test('other-device', {
    clauses: ['CAC-2', 'CAC-3'],
    decisions: ['D-09', 'D-14'],
    callerBreaks: ['DEV-11'],
  })
    .params({ through: uses })
    .run((t, { through }) => {
      const channel = openChannel(t);
      const wrong = { ...channel, device: t.device() };
      expectFailsOn(t, through, wrong, channel, { must: 'CAC-3', what: 'a channel of another device' });
      expectChannelLives(t, channel, 'CAC-3', 'the channel itself, after the wrong call');
    }),
  test('destroy-through-other-device', {
    clauses: ['CAC-2', 'CAC-3'],
    decisions: ['D-08', 'D-09'],
    callerBreaks: ['DEV-11'],
  }).run((t) => {
    const channel = openChannel(t);
    const other = t.device();
    const destroy = t.video(other, 'pfnDestroyAuthenticatedChannel');
    const errors = t.errorsOf(other, () => {
      destroy(other.hDevice, channel.handle);
    });
    expectChannelLives(t, channel, 'CAC-3', 'after DestroyAuthenticatedChannel through another device');
    t.decidedErrors(errors, [E_INVALIDARG], 'DestroyAuthenticatedChannel through another device');
  }),
  test('destroyed', { clauses: ['DAC-1'], decisions: ['D-09', 'D-14'], callerBreaks: ['DEV-6'] })
    .params({ through: uses })
    .run((t, { through }) => {
      const channel = openChannel(t);
      destroyChannel(t, channel);
      expectFailsOn(t, through, channel, channel, { must: 'DAC-1', what: 'a channel that was destroyed' });
    }),
  test('destroyed-twice', { clauses: ['DAC-1'], decisions: ['D-08', 'D-09'], callerBreaks: ['DEV-6'] }).run(
    (t) => {
      const device = t.device();
      const [channel, other] = [openChannel(t, device), openChannel(t, device)];
      destroyChannel(t, channel);
      const errors = t.errorsOf(device, destroyingChannel(t, channel));
      expectChannelLives(t, other, 'DAC-1', 'another channel, after one was destroyed twice');
      t.decidedErrors(errors, [E_INVALIDARG], 'DestroyAuthenticatedChannel of a destroyed channel');
    },
  ),
  test('forged', { clauses: ['CAC-2'], decisions: ['D-09', 'D-61'], hostile: true })
    .params({ how: Object.keys(forgeries) as (keyof typeof forgeries)[], through: uses })
    .run((t, { how, through }) => {
      const channel = openChannel(t);
      const wrong = { ...channel, handle: forgeries[how](t, channel) as HAuthChannel };
      expectFailsOn(t, through, wrong, channel, { must: 'D-09', what: 'a forged handle' });
      expectChannelLives(t, channel, 'CAC-2', 'the channel itself, after the wrong call');
    }),
  test('overwritten', { clauses: ['CAC-2'], decisions: ['D-09', 'D-61'], hostile: true })
    .params({ through: uses })
    .run((t, { through }) => {
      const channel = openChannel(t);
      const { handle, bytes } = channel;
      const before = t.memory.copyOut(handle, bytes);
      t.memory.copyIn(handle, new Uint8Array(bytes).fill(0x5a));
      const what = 'the right handle, its private memory overwritten';
      expectFailsOn(t, through, channel, channel, { must: 'D-61', what });
      t.memory.copyIn(handle, before);
    }),
  test('block-in-use', { clauses: ['CAC-2'], decisions: ['D-09', 'D-14'], hostile: true }).run((t) => {
    const channel = openChannel(t);
    const { device, handle, bytes, ChannelType } = channel;
    const taken = { address: handle, bytes };
    const { code } = tryCreateChannel(t, device, ChannelType, { taken });
    t.expectCode(code, [E_INVALIDARG], 'D-09', 'a channel made in the private memory of a live one');
    expectChannelLives(t, channel, 'CAC-2', 'the channel, after another one was made in its block');
  }),
  test('removed', { clauses: ['NAC-5'], decisions: ['D-14', 'D-15'], needs: ['control'] })
    .params({ through: uses })
    .run((t, { through }) => {
      const channel = openChannel(t);
      const { control } = t.driver;
      const before = () => {
        control.removeDevice();
      };
      const what = `${through} on a removed device`;
      expectFailsOn(t, through, channel, channel, { must: 'D-15', what, code: E_OUTOFMEMORY, before });
    }),
];
