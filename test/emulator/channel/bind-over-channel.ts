import type { Address, HCryptoSession, HDecode, Hresult } from 'softumd/ddi';
import * as ddi from 'softumd/ddi';
import type { ChannelDevice } from './channel-bench.js';
import { BenchChannel } from './channel-bench.js';

const { S_OK } = ddi;

/** What a function of the driver's writes for a HANDLE. */
function told({ bench }: ChannelDevice, ask: (pHandle: Address) => Hresult): bigint {
  const pHandle = bench.bytes(8);
  if (ask(pHandle) !== S_OK) throw new Error('no HANDLE');
  const handle = bench.memory.readU64(pHandle);
  bench.memory.free(pHandle);
  return handle;
}

export const decoderHandleOf = (device: ChannelDevice, hDecoder: HDecode): bigint =>
  told(device, (pHandle) => device.video.pfnVideoDecoderGetHandle(device.hDevice, hDecoder, pHandle));

export const sessionHandleOf = (device: ChannelDevice, hCryptoSession: HCryptoSession): bigint =>
  told(device, (pHandle) => device.video.pfnCryptoSessionGetHandle(device.hDevice, hCryptoSession, pHandle));

export const deviceHandleOf = (channel: BenchChannel<ChannelDevice>): bigint =>
  ddi.D3D11_1DDI_AUTHENTICATED_QUERY_DEVICE_HANDLE_OUTPUT.fromBytes(
    channel.query(ddi.D3D11_1DDI_AUTHENTICATED_QUERY_DEVICE_HANDLE).bytes,
  ).DeviceHandle;

/** The next command of a channel, which binds a decoder to the session of its frames (CFG-15). */
export function bindOver(
  channel: BenchChannel<ChannelDevice>,
  DecodeHandle: bigint,
  CryptoSessionHandle: bigint,
  DeviceHandle = deviceHandleOf(channel),
): Hresult {
  const members = { DecodeHandle, CryptoSessionHandle, DeviceHandle };
  const { D3D11_1DDI_AUTHENTICATED_CONFIGURE_CRYPTO_SESSION_GUID: type } = ddi;
  return channel.configure(ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_CRYPTO_SESSION, type, members).code;
}

/** The same over a channel of its own. */
export function bindOverChannel(
  device: ChannelDevice,
  hDecoder: HDecode,
  hCryptoSession: HCryptoSession,
): void {
  const handles = [decoderHandleOf(device, hDecoder), sessionHandleOf(device, hCryptoSession)] as const;
  const code = bindOver(new BenchChannel(device).start(), ...handles);
  if (code !== S_OK) throw new Error(`not bound: 0x${code.toString(16)}`);
}
