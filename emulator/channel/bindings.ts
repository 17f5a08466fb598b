import type { Device } from '../d3d11/state.js';
import type { Decoder } from '../d3d11/decoder/state.js';
import type { CryptoSession } from '../d3d11/state.js';
import { decoderHandle } from '../d3d11/decoder/decoder.js';
import { sessionHandle } from '../d3d11/crypto-session.js';

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
