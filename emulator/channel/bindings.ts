import type { Device } from '../d3d11/state.js';
import type { Decoder } from '../d3d11/decoder/state.js';
import type { CryptoSession } from '../d3d11/state.js';
import { decoderHandle } from '../d3d11/decoder/decoder.js';
import { sessionHandle } from '../d3d11/crypto-session.js';
import type { ChannelCore } from './channel-core.js';

/** The device's decoder whose content-protection handle this is (VDGH-1). */
export function decoderByHandle({ decoders }: Device, handle: bigint): Decoder | undefined {
  for (const { object } of decoders.entries()) if (decoderHandle(object) === handle) return object;
  return undefined;
}

/** The device's session whose handle this is (CSGH-1). */
export function sessionByHandle({ sessions }: Device, handle: bigint): CryptoSession | undefined {
  for (const { object } of sessions.entries()) if (sessionHandle(object) === handle) return object;
  return undefined;
}

/** The handle of the session that is bound to a decoder, 0 where none is; undefined where there is no such decoder. */
export function boundSession(_core: ChannelCore, device: Device, handle: bigint): bigint | undefined {
  const decoder = decoderByHandle(device, handle);
  if (!decoder) return undefined;
  return decoder.session ? sessionHandle(decoder.session) : 0n;
}
