/** A channel over which a device lets processes open what it restricts (CFG-17, GEN-6). */
import type { Address } from '../../../abi/index.js';
import {
  D3D11_1DDI_AUTHENTICATED_CHANNEL_TYPE as TYPE,
  D3D11_1DDI_CERTIFICATE_INFO,
  D3D11_1DDI_CERTIFICATE_TYPE,
  D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL as CREATE,
} from '../../../ddi/index.js';
import type { HRTAuthChannel } from '../../../ddi/index.js';
import type { HostDevice } from '../../../host/index.js';
import { authenticatedChannelKind } from '../../../host/index.js';
import type { ChannelTransport } from '../../../player/index.js';
import { AuthenticatedChannelClient, AuthenticatedChannelError } from '../../../player/index.js';
import type { D3D11Case } from '../fixture.js';
import { channelHash } from './channels.js';
import { certificateBehind, chainIn } from './key-exchange.js';
import { createObject } from './objects.js';

/** The three calls, with what they carry in the shared memory. */
function transportOf(t: D3D11Case, device: HostDevice, handle: Address): ChannelTransport {
  const { hDevice } = device;
  const call = (output: Uint8Array, use: (pOutput: Address) => number) => {
    const pOutput = t.place(output, 'BYTE: pOutput');
    const code = use(pOutput);
    output.set(t.memory.copyOut(pOutput, output.length));
    return code as ReturnType<ChannelTransport['query']>;
  };
  const input = (data: Uint8Array) => [data.length, t.place(data, 'BYTE: pInput')] as const;
  return {
    negotiateKeyExchange: (data) =>
      t.video(device, 'pfnNegotiateAuthenticatedChannelKeyExchange')(hDevice, handle, ...input(data)),
    query: (data, output) =>
      call(output, (pOutput) =>
        t.video(
          device,
          'pfnQueryAuthenticatedChannel',
        )(...([hDevice, handle, ...input(data), output.length, pOutput] as const)),
      ),
    configure: (data, output) =>
      call(output, (pOutput) =>
        t.video(device, 'pfnConfigureAuthenticatedChannel')(hDevice, handle, ...input(data), pOutput),
      ),
  };
}

/** A software channel that has a key and its numbers; skips where the driver has none. */
export function openChannel(
  t: D3D11Case,
  device: HostDevice,
): { readonly client: AuthenticatedChannelClient; readonly destroy: () => void } {
  for (const slot of [
    'pfnCreateAuthenticatedChannel',
    'pfnNegotiateAuthenticatedChannelKeyExchange',
    'pfnConfigureAuthenticatedChannel',
    'pfnQueryAuthenticatedChannel',
  ] as const)
    t.video(device, slot);
  const ChannelType = TYPE.DRIVER_SOFTWARE;
  const pCreate = t.struct(CREATE, { ChannelType });
  const runtimeHandle = 0x4e60_0001 as HRTAuthChannel;
  const object = createObject(t, device, authenticatedChannelKind, { pCreate, runtimeHandle });
  if (!object.isLive) t.skip('the driver makes no software channel');
  const CertificateType = D3D11_1DDI_CERTIFICATE_TYPE.AUTHENTICATED_CHANNEL;
  const info = t.struct(D3D11_1DDI_CERTIFICATE_INFO, { CertificateType, ChannelType });
  const client = new AuthenticatedChannelClient({
    transport: transportOf(t, device, object.handle),
    hChannel: CREATE.decode(t.memory, pCreate).hChannel,
    leaf: chainIn(certificateBehind(t, device, info)).leaf,
    hash: channelHash(t, { device, ChannelType }),
    omacRange: t.setting('channelOmac'),
    random: t.random,
  });
  told(t, 'INITIALIZE', () => {
    client.open(ChannelType);
  });
  return {
    client,
    destroy: () => {
      object.destroy();
    },
  };
}

/** What a message comes to; a channel that refuses it fails the case. */
export function told<R>(t: D3D11Case, what: string, message: () => R): R {
  try {
    return message();
  } catch (error) {
    if (!(error instanceof AuthenticatedChannelError)) throw error;
    t.violated('GEN-6', `${what} over a channel: ${error.message}`);
    throw error;
  }
}
