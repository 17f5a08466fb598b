/** A player's half of an authenticated channel, signed by @noble/ciphers: nothing of ours has a hand in the tags. */
import { cmac } from '@noble/ciphers/aes.js';
import type { Guid, Hresult, ID3D11AuthenticatedChannel } from 'softumd/d3d11';
import * as d3d11 from 'softumd/d3d11';
import { readCertificateChain, wrapSessionKey } from 'softumd/player';
import { createChannel } from './machine.js';
import type { Player } from './player.js';

const { out } = d3d11;
const { D3D11: OWN, DRIVER_SOFTWARE: SOFTWARE } = d3d11.D3D11_AUTHENTICATED_CHANNEL_TYPE;
const { D3D11_AUTHENTICATED_QUERY_INPUT: QUERY, D3D11_AUTHENTICATED_CONFIGURE_INPUT: CONFIGURE } = d3d11;
const { D3D11_AUTHENTICATED_CONFIGURE_INITIALIZE_INPUT: INITIALIZE } = d3d11;

export const channelKey = new Uint8Array(16).fill(0x6b);
/** Where the counters start. */
export const starts = { query: 1000, command: 5000 };

interface Layout {
  readonly bytes: number;
  toBytes(value: never): Uint8Array;
}

/** The certificate of a channel, whole. */
export function certificateOf(channel: ID3D11AuthenticatedChannel): Uint8Array {
  const size = out<number>();
  if (channel.GetCertificateSize(size) !== d3d11.S_OK) throw new Error('there is no certificate');
  const certificate = new Uint8Array(size.value!);
  if (channel.GetCertificate(certificate.length, certificate) !== d3d11.S_OK) throw new Error('not read');
  return certificate;
}

/** A channel of a player's, and what it sends. */
export class ChannelPlayer {
  readonly channel: ID3D11AuthenticatedChannel;
  readonly handle: bigint;

  constructor(
    readonly player: Player,
    type: number = SOFTWARE,
  ) {
    this.channel = createChannel(player.device, type);
    const handle = out<bigint>();
    this.channel.GetChannelHandle(handle);
    this.handle = handle.value!;
  }

  /** One whose key is negotiated, and whose counters are started. */
  static opened(player: Player): ChannelPlayer {
    const opened = new ChannelPlayer(player);
    for (const code of [opened.negotiate(), opened.send(opened.initialize()).code])
      if (code !== d3d11.S_OK) throw new Error(`expected S_OK, received 0x${code.toString(16)}`);
    return opened;
  }

  negotiate(key = channelKey): Hresult {
    const wrapped = wrapSessionKey(readCertificateChain(certificateOf(this.channel)).leaf, key);
    return this.player.videoContext.NegotiateAuthenticatedChannelKeyExchange(this.channel, 256, wrapped);
  }

  /** A query's bytes. */
  question(QueryType: Guid, SequenceNumber: number, members?: readonly [Layout, object]): Uint8Array {
    const Input = { QueryType, hChannel: this.handle, SequenceNumber };
    return members ? members[0].toBytes({ Input, ...members[1] } as never) : QUERY.toBytes(Input);
  }

  ask(request: Uint8Array, outputBytes = 80): { readonly code: Hresult; readonly answer: Uint8Array } {
    const answer = new Uint8Array(outputBytes);
    const { videoContext } = this.player;
    const { length } = request;
    const code = videoContext.QueryAuthenticatedChannel(this.channel, length, request, outputBytes, answer);
    return { code, answer };
  }

  /** A command's bytes, signed. */
  command(
    ConfigureType: Guid,
    SequenceNumber: number,
    [layout, members]: readonly [Layout, object],
  ): Uint8Array {
    const head = { ...CONFIGURE.zero, ConfigureType, hChannel: this.handle, SequenceNumber };
    return this.signed(layout.toBytes({ Parameters: head, ...members } as never));
  }

  signed(command: Uint8Array): Uint8Array {
    command.set(cmac(command.subarray(16), channelKey));
    return command;
  }

  initialize(): Uint8Array {
    const members = { StartSequenceQuery: starts.query, StartSequenceConfigure: starts.command };
    return this.command(d3d11.D3D11_AUTHENTICATED_CONFIGURE_INITIALIZE, 0, [INITIALIZE, members]);
  }

  /** PROTECTION with these flags. */
  protection(SequenceNumber: number, Protections = 1): Uint8Array {
    const { D3D11_AUTHENTICATED_CONFIGURE_PROTECTION_INPUT: layout } = d3d11;
    const { D3D11_AUTHENTICATED_CONFIGURE_PROTECTION: type } = d3d11;
    return this.command(type, SequenceNumber, [layout, { Protections }]);
  }

  send(command: Uint8Array): { readonly code: Hresult; readonly answer: Uint8Array } {
    const answer = new Uint8Array(48);
    const { videoContext } = this.player;
    const code = videoContext.ConfigureAuthenticatedChannel(this.channel, command.length, command, answer);
    return { code, answer };
  }
}

/** A channel of the runtime's own. */
export const ownChannel = (player: Player) => new ChannelPlayer(player, OWN);
