import type { Hresult } from '../../../abi/index.js';
import { failed, NULL } from '../../../abi/index.js';
import type { Implementor, Out } from '../../../api/kit/index.js';
import type { HRTAuthChannel } from '../../../ddi/index.js';
import {
  CreateAuthenticatedChannel,
  D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL as ARGUMENTS,
  E_INVALIDARG,
  S_OK,
} from '../../../ddi/index.js';
import { authenticatedChannelKind, DriverObject, withStruct } from '../../../host/index.js';
import { D3D11_AUTHENTICATED_CHANNEL_TYPE as TYPE } from '../constants.js';
import type { RuntimeDevice } from '../runtime-device.js';
import { DriverChannel } from './driver-channel.js';
import { RuntimeChannel } from './runtime-channel.js';

/** ID3D11VideoDevice::CreateAuthenticatedChannel: of the runtime's own type here, of the others at the driver (CAC-5, CAC-6). */
export function createAuthenticatedChannel(
  device: Implementor & { readonly runtime: RuntimeDevice },
  ChannelType: number,
  ppAuthenticatedChannel: Out<Implementor>,
): Hresult {
  const call = 'ID3D11VideoDevice::CreateAuthenticatedChannel';
  const { runtime } = device;
  if (ChannelType === TYPE.D3D11) {
    ppAuthenticatedChannel.value = new RuntimeChannel(device, runtime);
    return S_OK;
  }
  if (ChannelType !== TYPE.DRIVER_SOFTWARE && ChannelType !== TYPE.DRIVER_HARDWARE) {
    const text = `ChannelType: expected one of D3D11_AUTHENTICATED_CHANNEL_TYPE, received ${ChannelType}`;
    runtime.complain(call, 'CREATEAUTHENTICATEDCHANNEL_INVALIDTYPE', text);
    return E_INVALIDARG;
  }
  return withStruct(runtime.memory, ARGUMENTS, { ChannelType }, (pCreate) => {
    const request = { pCreate, runtimeHandle: 0x5e55_0003 as HRTAuthChannel };
    const object = DriverObject.create(runtime.host, authenticatedChannelKind, request);
    if (object.handle === NULL) return runtime.shortage(call, object.code);
    const hresult = runtime.judge(CreateAuthenticatedChannel, call, object.code);
    if (failed(hresult)) {
      object.discard();
      return hresult;
    }
    const { hChannel: handle } = ARGUMENTS.decode(runtime.memory, pCreate);
    ppAuthenticatedChannel.value = new DriverChannel(device, runtime, object, { type: ChannelType, handle });
    return hresult;
  });
}
