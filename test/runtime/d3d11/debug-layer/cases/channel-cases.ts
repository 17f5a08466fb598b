import * as d3d11 from 'softumd/d3d11';
import { ChannelPlayer, ownChannel, starts } from '../../channel-player.js';
import type { MessageCase, MessageCases, Scene } from './message-case.js';

const { out } = d3d11;
const { DRIVER_HARDWARE: HARDWARE } = d3d11.D3D11_AUTHENTICATED_CHANNEL_TYPE;
const {
  D3D11_AUTHENTICATED_CONFIGURE_SHARED_RESOURCE: SHARED_RESOURCE,
  D3D11_AUTHENTICATED_CONFIGURE_SHARED_RESOURCE_INPUT: SHARED_RESOURCE_INPUT,
  D3D11_AUTHENTICATED_QUERY_PROTECTION: PROTECTION,
  D3D11_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS: PROCESS,
  D3D11_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS_INPUT: PROCESS_INPUT,
} = d3d11;

const creating = (when: string, type: number): MessageCase => ({
  when,
  prepare:
    ({ player }) =>
    () =>
      player.video.CreateAuthenticatedChannel(type, out()),
});

/** A call on a channel that is open, or, with `make`, on another. */
const on = (
  when: string,
  call: (channel: ChannelPlayer) => unknown,
  make: (player: Scene['player']) => ChannelPlayer = (player) => ChannelPlayer.opened(player),
): MessageCase => ({
  when,
  prepare: ({ player }) => {
    const channel = make(player);
    return () => call(channel);
  },
});

/** The same message for another channel. */
function elsewhere(message: Uint8Array, at: number): Uint8Array {
  message[at]! ^= 1;
  return message;
}

const certificateOf = ({ channel }: ChannelPlayer, bytes: number) =>
  channel.GetCertificate(bytes, new Uint8Array(bytes));

const negotiate = ({ player, channel }: ChannelPlayer, bytes: number) =>
  player.videoContext.NegotiateAuthenticatedChannelKeyExchange(channel, bytes, new Uint8Array(bytes));

const vendor = d3d11.guid('0586e681-4e14-4133-85e5-a1041f599e26');

/** Authenticated channels. */
export const channelCases: MessageCases = {
  CREATEAUTHENTICATEDCHANNEL_UNSUPPORTED: creating('the driver has no channel of that type', HARDWARE),
  CREATEAUTHENTICATEDCHANNEL_INVALIDTYPE: creating('ChannelType is none of the enum', 0),
  CREATEAUTHENTICATEDCHANNEL_OUTOFMEMORY_RETURN: {
    when: 'there is no memory, or the driver says so',
    prepare: ({ player }) => {
      player.driver.control.failAllocation(1);
      return () => player.video.CreateAuthenticatedChannel(2, out());
    },
  },
  GETAUTHENTICATEDCHANNELCERTIFICATESIZE_INVALIDCHANNEL: on(
    "the channel is the runtime's own, which has no certificate (GC-6)",
    ({ channel }) => channel.GetCertificateSize(out()),
    ownChannel,
  ),
  GETAUTHENTICATEDCHANNELCERTIFICATE_INVALIDCHANNEL: on(
    "the channel is the runtime's own, which has no certificate (GC-6)",
    (channel) => certificateOf(channel, 1),
    ownChannel,
  ),
  GETAUTHENTICATEDCHANNELCERTIFICATE_WRONGSIZE: on(
    'CertificateSize is not what GetCertificateSize tells',
    (channel) => certificateOf(channel, 1),
  ),
  NEGOTIATEAUTHENTICATEDCHANNELKEYEXCHANGE_INVALIDCHANNEL: on(
    "the channel is the runtime's own, which has no authentication (NAC-6)",
    (channel) => negotiate(channel, 256),
    ownChannel,
  ),
  NEGOTIATEAUTHENTICATEDCHANNELKEYEXCHANGE_INVALIDSIZE: on('DataSize is not 256', (channel) =>
    negotiate(channel, 255),
  ),
  QUERYAUTHENTICATEDCHANNEL_WRONGCHANNEL: on(
    'hChannel is not what GetChannelHandle tells (D-34)',
    (channel) => channel.ask(elsewhere(channel.question(PROTECTION, starts.query), 16)),
  ),
  QUERYAUTHENTICATEDCHANNEL_UNSUPPORTEDQUERY: on(
    "QueryType is no query, or none that the runtime's own channel takes",
    (channel) => channel.ask(channel.question(vendor, starts.query)),
  ),
  QUERYAUTHENTICATEDCHANNEL_WRONGSIZE: on(
    'InputSize or OutputSize is less than the structure has',
    (channel) => channel.ask(channel.question(PROTECTION, starts.query), 55),
  ),
  QUERYAUTHENTICATEDCHANNEL_INVALIDPROCESSINDEX: on(
    "ProcessIndex is not below the count, on the runtime's own channel; a driver refuses by itself",
    (channel) => channel.ask(channel.question(PROCESS, 0, [PROCESS_INPUT, { ProcessIndex: 0 }])),
    ownChannel,
  ),
  CONFIGUREAUTHENTICATEDCHANNEL_WRONGCHANNEL: on(
    'hChannel is not what GetChannelHandle tells (D-34)',
    (channel) => channel.send(elsewhere(channel.protection(starts.command), 32)),
  ),
  CONFIGUREAUTHENTICATEDCHANNEL_UNSUPPORTEDCONFIGURE: on(
    "ConfigureType is no command, or none that the runtime's own channel takes",
    (channel) => channel.send(elsewhere(channel.protection(starts.command), 16)),
  ),
  CONFIGUREAUTHENTICATEDCHANNEL_WRONGSIZE: on('InputSize is less than the structure has', (channel) =>
    channel.send(channel.protection(starts.command).subarray(0, 55)),
  ),
  CONFIGUREAUTHENTICATEDCHANNEL_INVALIDPROCESSIDTYPE: on(
    'ProcessType is neither DWM nor HANDLE (CFG-17)',
    (channel) =>
      channel.send(
        channel.command(SHARED_RESOURCE, starts.command, [
          SHARED_RESOURCE_INPUT,
          { ProcessType: 0, ProcessHandle: 1n, AllowAccess: 1 },
        ]),
      ),
  ),
};

/** What players do wrong with channels of the driver's. */
export const channelCheckCases: MessageCases = {
  CHANNEL_NOT_INITIALIZED: {
    ...on(
      'a message of a channel before INITIALIZE, whose driver does not say why it refuses, or does not refuse (QAC-2, CFG-5)',
      (channel) => channel.ask(channel.question(PROTECTION, 1)),
      (player) => {
        const channel = new ChannelPlayer(player);
        channel.negotiate();
        return channel;
      },
    ),
    also: ['DRIVER_REFUSED'],
  },
  ALREADY_INITIALIZED: {
    ...on('INITIALIZE of a channel that was initialised before (CFG-12, D-33)', (channel) =>
      channel.send(channel.initialize()),
    ),
    also: ['DRIVER_REFUSED'],
  },
  SEQUENCE_SLIPPED: on(
    'the number of a message is not the next: a gap, or one that was there before (QAC-14, CFG-14, D-32)',
    (channel) => channel.ask(channel.question(PROTECTION, starts.query + 2)),
  ),
  OMAC_NOT_OF_COMMAND: {
    ...on('a command whose omac is zeros, or was that of other bytes (CFG-11, D-30)', (channel) =>
      channel.send(channel.protection(starts.command).fill(0, 0, 16)),
    ),
    also: ['DRIVER_REFUSED'],
  },
  STATUS_NOT_VERIFIED: on(
    'a command was refused, and the player went on with another message',
    (channel) => channel.ask(channel.question(PROTECTION, starts.query)),
    (player) => {
      const channel = ChannelPlayer.opened(player);
      channel.send(channel.protection(starts.command, 4));
      return channel;
    },
  ),
};
