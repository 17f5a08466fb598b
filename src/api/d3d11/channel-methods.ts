import { bytesInOut, hresult, messageHeadOut, messageIn, messageOut, object, uint } from '../kit/index.js';
import { channelAcknowledgement, channelAnswer, channelCommand, channelRequest } from './channel-messages.js';

/** What ID3D11VideoContext has for channels. */
export const channelMethods = {
  NegotiateAuthenticatedChannelKeyExchange: hresult(
    [
      object('pChannel', 'ID3D11AuthenticatedChannel', true),
      uint('DataSize', 'NEGOTIATEAUTHENTICATEDCHANNELKEYEXCHANGE_INVALIDSIZE'),
      bytesInOut('pData', 'DataSize'),
    ],
    'NEGOTIATEAUTHENTICATEDCHANNELKEYEXCHANGE_NULLPARAM',
  ),
  QueryAuthenticatedChannel: hresult(
    [
      object('pChannel', 'ID3D11AuthenticatedChannel', true),
      uint('InputSize', 'QUERYAUTHENTICATEDCHANNEL_WRONGSIZE'),
      messageIn('pInput', channelRequest, 'InputSize'),
      uint('OutputSize', 'QUERYAUTHENTICATEDCHANNEL_WRONGSIZE'),
      messageOut('pOutput', channelAnswer, 'OutputSize'),
    ],
    'QUERYAUTHENTICATEDCHANNEL_NULLPARAM',
  ),
  ConfigureAuthenticatedChannel: hresult(
    [
      object('pChannel', 'ID3D11AuthenticatedChannel', true),
      uint('InputSize', 'CONFIGUREAUTHENTICATEDCHANNEL_WRONGSIZE'),
      messageIn('pInput', channelCommand, 'InputSize'),
      messageHeadOut('pOutput', channelAcknowledgement),
    ],
    'CONFIGUREAUTHENTICATEDCHANNEL_NULLPARAM',
  ),
};
