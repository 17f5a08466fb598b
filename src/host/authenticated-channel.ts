import type { HAuthChannel, HRTAuthChannel } from '../ddi/index.js';
import { D3DDDIERR_NOTAVAILABLE } from '../ddi/index.js';
import type { ObjectKind } from './objects.js';

/** Authenticated channels (CPAC, CAC, DAC); the arguments are a D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL. */
export const authenticatedChannelKind: ObjectKind<HAuthChannel, HRTAuthChannel> = {
  handleName: 'hAuthChannel',
  privateBytes: ({ video, hDevice }, pCreate) =>
    video?.pfnCalcPrivateAuthenticatedChannelSize?.(hDevice, pCreate),
  create: ({ video, hDevice }, pCreate, hAuthChannel, hRTAuthChannel) =>
    video?.pfnCreateAuthenticatedChannel?.(hDevice, pCreate, hAuthChannel, hRTAuthChannel) ??
    D3DDDIERR_NOTAVAILABLE,
  destroy: ({ video, hDevice }, hAuthChannel) => {
    video?.pfnDestroyAuthenticatedChannel?.(hDevice, hAuthChannel);
  },
};
