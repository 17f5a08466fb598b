/** The handles of d3d10umddi.h: each 8 bytes, one pointer, the driver's own or the runtime's (HRT) (DEV-6, DEV-16). */
import type { Handle } from '../../abi/index.js';
import { handle } from '../../abi/index.js';

export type HAdapter = Handle<'D3D10DDI_HADAPTER'>;
export type HRTAdapter = Handle<'D3D10DDI_HRTADAPTER'>;
export type HDevice = Handle<'D3D10DDI_HDEVICE'>;
export type HRTDevice = Handle<'D3D10DDI_HRTDEVICE'>;
export type HRTCoreLayer = Handle<'D3D10DDI_HRTCORELAYER'>;
export type HResource = Handle<'D3D10DDI_HRESOURCE'>;
export type HRTResource = Handle<'D3D10DDI_HRTRESOURCE'>;
export type HCryptoSession = Handle<'D3D11_1DDI_HCRYPTOSESSION'>;
export type HRTCryptoSession = Handle<'D3D11_1DDI_HRTCRYPTOSESSION'>;
export type HAuthChannel = Handle<'D3D11_1DDI_HAUTHCHANNEL'>;
export type HRTAuthChannel = Handle<'D3D11_1DDI_HRTAUTHCHANNEL'>;
export type HDecode = Handle<'D3D11_1DDI_HDECODE'>;
export type HRTDecode = Handle<'D3D11_1DDI_HRTDECODE'>;
export type HVideoDecoderOutputView = Handle<'D3D11_1DDI_HVIDEODECODEROUTPUTVIEW'>;
export type HRTVideoDecoderOutputView = Handle<'D3D11_1DDI_HRTVIDEODECODEROUTPUTVIEW'>;

export const D3D10DDI_HADAPTER = handle<HAdapter>('D3D10DDI_HADAPTER');
export const D3D10DDI_HRTADAPTER = handle<HRTAdapter>('D3D10DDI_HRTADAPTER');
export const D3D10DDI_HDEVICE = handle<HDevice>('D3D10DDI_HDEVICE');
export const D3D10DDI_HRTDEVICE = handle<HRTDevice>('D3D10DDI_HRTDEVICE');
export const D3D10DDI_HRTCORELAYER = handle<HRTCoreLayer>('D3D10DDI_HRTCORELAYER');
export const D3D10DDI_HRESOURCE = handle<HResource>('D3D10DDI_HRESOURCE');
export const D3D10DDI_HRTRESOURCE = handle<HRTResource>('D3D10DDI_HRTRESOURCE');
export const D3D11_1DDI_HCRYPTOSESSION = handle<HCryptoSession>('D3D11_1DDI_HCRYPTOSESSION');
export const D3D11_1DDI_HRTCRYPTOSESSION = handle<HRTCryptoSession>('D3D11_1DDI_HRTCRYPTOSESSION');
export const D3D11_1DDI_HAUTHCHANNEL = handle<HAuthChannel>('D3D11_1DDI_HAUTHCHANNEL');
export const D3D11_1DDI_HRTAUTHCHANNEL = handle<HRTAuthChannel>('D3D11_1DDI_HRTAUTHCHANNEL');
export const D3D11_1DDI_HDECODE = handle<HDecode>('D3D11_1DDI_HDECODE');
export const D3D11_1DDI_HRTDECODE = handle<HRTDecode>('D3D11_1DDI_HRTDECODE');
export const D3D11_1DDI_HVIDEODECODEROUTPUTVIEW = handle<HVideoDecoderOutputView>(
  'D3D11_1DDI_HVIDEODECODEROUTPUTVIEW',
);
export const D3D11_1DDI_HRTVIDEODECODEROUTPUTVIEW = handle<HRTVideoDecoderOutputView>(
  'D3D11_1DDI_HRTVIDEODECODEROUTPUTVIEW',
);
