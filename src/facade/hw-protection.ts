import type { HwProtectionResult } from '../player/index.js';
import { createHwProtectionMessage, readHwProtectionResult } from '../player/index.js';
import type { ID3D11VideoContext3, ID3D11VideoDevice2 } from '../runtime/d3d11/index.js';
import {
  D3D11_CRYPTO_SESSION_KEY_EXCHANGE_FLAGS,
  D3D11_KEY_EXCHANGE_HW_PROTECTION_DATA,
} from '../runtime/d3d11/index.js';
import type { HwProtectionCommand } from './call-options.js';
import type { CryptoSession } from './crypto-session.js';
import type { Caller } from './hresult-error.js';

/**
 * The bytes of the driver's own in front of what a session of hardware protection exchanges (GCPD-1).
 *
 * @example
 * ```ts
 * import type { Device, PrivateDataSize } from 'softumd';
 * import type { Guid } from 'softumd/d3d11';
 *
 * const sizeOf = ({ videoDevice }: Device, cryptoType: Guid): PrivateDataSize =>
 *   videoDevice.getCryptoSessionPrivateDataSize(cryptoType, null);
 * ```
 */
export interface PrivateDataSize {
  readonly inputBytes: number;
  readonly outputBytes: number;
}

/** What a command goes through. */
export interface CommandParts {
  readonly caller: Caller;
  readonly context: ID3D11VideoContext3;
  readonly device: ID3D11VideoDevice2;
  readonly session: CryptoSession;
  readonly privateData: PrivateDataSize;
}

/** Sends a command to the trusted environment, and reads what came back (HWP, D-42). */
export function sendCommand(
  call: string,
  { caller, context, device, session: { api: session }, privateData }: CommandParts,
  options: HwProtectionCommand,
): HwProtectionResult {
  const { functionId, data = new Uint8Array(), maxResultBytes = 0, layout = 'documented' } = options;
  const { inputBytes: privateInputBytes, outputBytes: privateOutputBytes } = privateData;
  const sizes = { privateInputBytes, privateOutputBytes, maxResultBytes };
  const message = createHwProtectionMessage({ functionId, data, layout, ...sizes });
  const { bytes } = D3D11_KEY_EXCHANGE_HW_PROTECTION_DATA;
  const { NONE } = D3D11_CRYPTO_SESSION_KEY_EXCHANGE_FLAGS;
  caller.call(call, 'HWP, NCS-9, D-42, D-44', () =>
    options.freeThreaded
      ? device.NegotiateCryptoSessionKeyExchangeMT(session, NONE, bytes, message)
      : context.NegotiateCryptoSessionKeyExchange(session, bytes, message),
  );
  return readHwProtectionResult(message, privateOutputBytes, layout);
}
