import type { ID3D11AuthenticatedChannel } from 'softumd/d3d11';
import * as d3d11 from 'softumd/d3d11';
import type { Player } from './player.js';

/** A call of each method that has to do with channels, and the output that it leaves alone where it fails. */
export function channelCalls({ video, videoContext }: Player, channel: ID3D11AuthenticatedChannel) {
  const handle = d3d11.out<bigint>();
  channel.GetChannelHandle(handle);
  const head = { hChannel: handle.value!, SequenceNumber: 0 };
  const { D3D11_AUTHENTICATED_QUERY_PROTECTION: QueryType } = d3d11;
  const { D3D11_AUTHENTICATED_CONFIGURE_PROTECTION: ConfigureType } = d3d11;
  const { zero } = d3d11.D3D11_AUTHENTICATED_CONFIGURE_INPUT;
  const query = d3d11.D3D11_AUTHENTICATED_QUERY_INPUT.toBytes({ ...head, QueryType });
  const command = d3d11.D3D11_AUTHENTICATED_CONFIGURE_PROTECTION_INPUT.toBytes({
    ...{ Parameters: { ...zero, ...head, ConfigureType }, Protections: 0 },
  });
  const made: d3d11.Out<never> = { value: null };
  const [answer, done] = [new Uint8Array(56), new Uint8Array(48)];
  return {
    CreateAuthenticatedChannel: { run: () => video.CreateAuthenticatedChannel(2, made), output: made },
    NegotiateAuthenticatedChannelKeyExchange: {
      run: () => videoContext.NegotiateAuthenticatedChannelKeyExchange(channel, 256, new Uint8Array(256)),
      output: made,
    },
    QueryAuthenticatedChannel: {
      run: () => videoContext.QueryAuthenticatedChannel(channel, 32, query, 56, answer),
      output: answer,
    },
    ConfigureAuthenticatedChannel: {
      run: () => videoContext.ConfigureAuthenticatedChannel(channel, 56, command, done),
      output: done,
    },
  };
}
