import type { Hresult } from '../../../abi/index.js';
import { failed } from '../../../abi/index.js';
import type { OaepHash } from '../../../crypto/index.js';
import type { HAuthChannel, HRTAuthChannel } from '../../../ddi/index.js';
import {
  D3D11_1DDI_AUTHENTICATED_CHANNEL_TYPE as CHANNEL_TYPE,
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_INITIALIZE_GUID as INITIALIZE,
  D3D11_1DDI_CERTIFICATE_INFO,
  D3D11_1DDI_CERTIFICATE_TYPE,
  D3D11_1DDI_CONTENT_PROTECTION_CAPS as CAPS,
  D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL as CREATE,
  D3DDDIERR_NOTAVAILABLE,
  NULL_GUID,
  S_OK,
} from '../../../ddi/index.js';
import type { DriverObject, HostDevice, ObjectKind } from '../../../host/index.js';
import type { CertificateChain } from '../../../player/index.js';
import { wrapSessionKey } from '../../../player/index.js';
import type { D3D11Case } from '../fixture.js';
import { queryCaps, usualKind } from './caps.js';
import { commandBytes, expectAnswer, sendCommand } from './channel-messages.js';
import { certificateBehind, chainIn, hashThat } from './key-exchange.js';
import type { TakenBlock } from './objects.js';
import { createObject } from './objects.js';

/** The channels that a driver can have, and the caps bit that each goes with (CAC-5). */
export const channelTypes = {
  software: { ChannelType: CHANNEL_TYPE.DRIVER_SOFTWARE, cap: 'SOFTWARE' },
  hardware: { ChannelType: CHANNEL_TYPE.DRIVER_HARDWARE, cap: 'HARDWARE' },
} as const;

/**
 * A channel in the driver's software, or in its hardware.
 * @example
 * const name: ChannelName = 'software';
 */
export type ChannelName = keyof typeof channelTypes;

/** Both, in the order of their types. */
export const channelNames = ['software', 'hardware'] as const satisfies readonly ChannelName[];

/**
 * A live channel. Spread it with another device or handle to call through the wrong one.
 * @example
 * const wrong = (t: D3D11Case, channel: TestChannel): TestChannel => ({ ...channel, device: t.device() });
 */
export interface TestChannel {
  readonly device: HostDevice;
  readonly handle: HAuthChannel;
  /** Size of the private memory behind the handle. */
  readonly bytes: number;
  /** D3D11_1DDI_AUTHENTICATED_CHANNEL_TYPE. */
  readonly ChannelType: number;
  /** What CreateAuthenticatedChannel wrote (CAC-4). */
  readonly hChannel: bigint;
  /** What the host holds of it: live until the case, or its end, has called DestroyAuthenticatedChannel. */
  readonly object: DriverObject<HAuthChannel>;
}

/**
 * A channel with its key, of 16 bytes.
 * @example
 * const { key } = keyChannel(t, createChannel(t, t.device()));
 */
export interface KeyedChannel extends TestChannel {
  readonly key: Uint8Array;
}

/**
 * A channel whose counters have been started: the numbers that its next messages carry. Queries and commands that succeed
 * move them.
 * @example
 * const next = ({ queryNumber }: OpenChannel) => queryNumber;
 */
export interface OpenChannel extends KeyedChannel {
  queryNumber: number;
  commandNumber: number;
}

/** Channels as the host makes them; a case is skipped where the driver leaves a function for it empty. */
const channelKind = (t: D3D11Case): ObjectKind<HAuthChannel, HRTAuthChannel> => ({
  handleName: 'hAuthChannel',
  privateBytes: (device, pCreate) =>
    t.video(device, 'pfnCalcPrivateAuthenticatedChannelSize')(device.hDevice, pCreate),
  create: (device, pCreate, handle, runtimeHandle) =>
    t.video(device, 'pfnCreateAuthenticatedChannel')(device.hDevice, pCreate, handle, runtimeHandle),
  destroy: ({ video, hDevice }, handle) => {
    video?.pfnDestroyAuthenticatedChannel?.(hDevice, handle);
  },
});

/** The channels that the caps have: of the usual crypto type, or of all of them (D-12). */
export function offeredChannels(t: D3D11Case, device: HostDevice): readonly ChannelName[] {
  const bits = [usualKind.cryptoType, NULL_GUID]
    .map((cryptoType) => queryCaps(t, device, cryptoType, NULL_GUID).caps.Caps)
    .reduce((all, caps) => all | caps, 0);
  return channelNames.filter((name) => (bits & CAPS[channelTypes[name].cap]) !== 0);
}

/** A channel that the caps have, the first one unless told which; skips the case where they have none. */
export function requireChannel(t: D3D11Case, device: HostDevice, name?: ChannelName): ChannelName {
  const offered = offeredChannels(t, device);
  const [first] = offered;
  if (!first) return t.skip("the driver's caps have no authenticated channel");
  if (name && !offered.includes(name)) return t.skip(`the driver's caps have no ${name} channel`);
  return name ?? first;
}

/** The runtime's own handle for a channel. */
export const runtimeChannel = 0x5e55_0c01 as HRTAuthChannel;

/**
 * Size query, allocation, create (CAC-1). A channel that comes of it is destroyed at the end of the case.
 * @param ChannelType any number, of a type that there is or not
 * @param before what stands for hChannel before the call
 */
export function tryCreateChannel(
  t: D3D11Case,
  device: HostDevice,
  ChannelType: number,
  { taken, before = 0n }: { readonly taken?: TakenBlock; readonly before?: bigint } = {},
): { readonly code: Hresult; readonly channel: TestChannel } {
  const pCreate = t.struct(CREATE, { ChannelType, hChannel: before });
  const request = { pCreate, runtimeHandle: runtimeChannel };
  const object = createObject(t, device, channelKind(t), request, taken);
  const { hChannel } = CREATE.decode(t.memory, pCreate);
  const { handle, bytes, code } = object;
  return { code, channel: { device, handle, bytes: bytes!, ChannelType, hChannel, object } };
}

/**
 * A channel that works; skips the case where the caps have none of its kind.
 * @example
 * const channel = createChannel(t, t.device());
 */
export function createChannel(t: D3D11Case, device: HostDevice, name?: ChannelName): TestChannel {
  const { ChannelType } = channelTypes[requireChannel(t, device, name)];
  const { code, channel } = tryCreateChannel(t, device, ChannelType);
  const what = `CreateAuthenticatedChannel, ChannelType ${ChannelType}, which the caps have`;
  if (code === D3DDDIERR_NOTAVAILABLE) t.expectCode(code, [S_OK], 'CAC-7', what);
  t.expectCode(code, [S_OK], 'CAC-2', what);
  return channel;
}

/** The call of DestroyAuthenticatedChannel. Once it was made the case does not destroy the channel again. */
export function destroyingChannel(t: D3D11Case, channel: TestChannel): () => void {
  const { device, handle, object } = channel;
  const destroy = t.video(device, 'pfnDestroyAuthenticatedChannel');
  return () => {
    object.discard();
    destroy(device.hDevice, handle);
  };
}

/** DestroyAuthenticatedChannel. The private memory stays until the end of the case, so that the dead handle can be used. */
export function destroyChannel(t: D3D11Case, channel: TestChannel): void {
  t.expectSuccess(channel.device, 'DestroyAuthenticatedChannel', destroyingChannel(t, channel));
}

const chainsOfRun = () => new Map<string, CertificateChain>();

/** The chain of channels of a type (GCS-3). Fails the case when the bytes are no chain. */
export function channelCertificate(
  t: D3D11Case,
  { device, ChannelType }: Pick<TestChannel, 'device' | 'ChannelType'>,
): CertificateChain {
  const info = t.struct(D3D11_1DDI_CERTIFICATE_INFO, {
    CertificateType: D3D11_1DDI_CERTIFICATE_TYPE.AUTHENTICATED_CHANNEL,
    ChannelType,
  });
  return chainIn(certificateBehind(t, device, info), t.run.of(chainsOfRun));
}

/** NegotiateAuthenticatedChannelKeyExchange with these bytes as they are. */
export function negotiateChannel(
  t: D3D11Case,
  { device, handle }: Pick<TestChannel, 'device' | 'handle'>,
  data: Uint8Array,
): Hresult {
  const call = t.video(device, 'pfnNegotiateAuthenticatedChannelKeyExchange');
  return call(device.hDevice, handle, data.length, t.place(data, 'BYTE: pData'));
}

/** The hash that channels' keys are wrapped with: that of the profile, else tried out on a channel of its own (D-01). */
export function channelHash(
  t: D3D11Case,
  { device, ChannelType }: Pick<TestChannel, 'device' | 'ChannelType'>,
): OaepHash {
  const { leaf } = channelCertificate(t, { device, ChannelType });
  return hashThat(t, (hash) => {
    const { code, channel } = tryCreateChannel(t, device, ChannelType);
    const wrapped = wrapSessionKey(leaf, t.random.bytes(16), { random: t.random, hash });
    return !failed(code) && !failed(negotiateChannel(t, channel, wrapped));
  });
}

/** A key buffer with everything right about it: the player's half of NAC-1. */
export function wrapChannelKey(t: D3D11Case, channel: TestChannel, key: Uint8Array): Uint8Array {
  const { leaf } = channelCertificate(t, channel);
  return wrapSessionKey(leaf, key, { random: t.random, hash: channelHash(t, channel) });
}

/** Installs a key of 16 bytes, a random one unless told otherwise. */
export function keyChannel(t: D3D11Case, channel: TestChannel, key = t.random.bytes(16)): KeyedChannel {
  const code = negotiateChannel(t, channel, wrapChannelKey(t, channel, key));
  t.expectCode(code, [S_OK], 'NAC-4', 'a right key buffer');
  return { ...channel, key };
}

/** Random numbers below 2^30, so that none wraps within a case, and both numbers of one differ. */
function startNumbers(t: D3D11Case): Pick<OpenChannel, 'queryNumber' | 'commandNumber'> {
  const [query, command] = new Uint32Array(t.random.bytes(8).slice().buffer);
  return { queryNumber: query! >>> 3, commandNumber: 0x4000_0000 + (command! >>> 3) };
}

/** INITIALIZE with these start numbers, which must succeed. */
export function initializeChannel(
  t: D3D11Case,
  channel: KeyedChannel,
  numbers: Partial<ReturnType<typeof startNumbers>> = {},
): OpenChannel {
  const open: OpenChannel = { ...channel, ...startNumbers(t), ...numbers };
  const request = initializeBytes(t, open);
  const { code, output } = sendCommand(t, channel, request);
  t.expectCode(code, [S_OK], 'CFG-13', 'INITIALIZE on a fresh channel');
  expectAnswer(t, channel, 'command', { request, code, answer: output.read() }, 'INITIALIZE');
  return open;
}

/** A signed INITIALIZE that starts with the channel's numbers. Its own number is 0 (CFG-13). */
export function initializeBytes(t: D3D11Case, channel: OpenChannel): Uint8Array {
  const { queryNumber, commandNumber } = channel;
  const members = { StartSequenceQuery: queryNumber, StartSequenceConfigure: commandNumber };
  return commandBytes(t, channel, INITIALIZE, members, { number: 0 });
}

/**
 * A channel with its key whose counters have been started; skips the case where the caps have none of its kind.
 * @example
 * const channel = openChannel(t);
 */
export function openChannel(t: D3D11Case, device = t.device(), name?: ChannelName): OpenChannel {
  return initializeChannel(t, keyChannel(t, createChannel(t, device, name)));
}
