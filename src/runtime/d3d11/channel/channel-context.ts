import type { Hresult } from '../../../abi/index.js';
import { DecoderContext } from '../decoder/index.js';
import type { AuthenticatedChannel } from './authenticated-channel.js';

/** What a video context sends through channels. */
export class ChannelContext extends DecoderContext {
  NegotiateAuthenticatedChannelKeyExchange(
    channel: AuthenticatedChannel,
    DataSize: number,
    pData: Uint8Array,
  ): Hresult {
    const call = 'ID3D11VideoContext::NegotiateAuthenticatedChannelKeyExchange';
    return channel.negotiate(call, DataSize, pData);
  }

  QueryAuthenticatedChannel(
    channel: AuthenticatedChannel,
    InputSize: number,
    pInput: Uint8Array,
    OutputSize: number,
    pOutput: Uint8Array,
  ): Hresult {
    const call = 'ID3D11VideoContext::QueryAuthenticatedChannel';
    return channel.query(call, { input: pInput.subarray(0, InputSize), OutputSize }, pOutput);
  }

  ConfigureAuthenticatedChannel(
    channel: AuthenticatedChannel,
    InputSize: number,
    pInput: Uint8Array,
    pOutput: Uint8Array,
  ): Hresult {
    const call = 'ID3D11VideoContext::ConfigureAuthenticatedChannel';
    return channel.configure(call, pInput.subarray(0, InputSize), pOutput);
  }
}
