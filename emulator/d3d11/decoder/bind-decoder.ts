import type { DecoderBinding } from '../../../src/driver/index.js';
import type { D3D11Base } from '../state.js';

/**
 * Binds a decoder to the session that decrypts its buffers where frames do not name one, as CONFIGURE_CRYPTO_SESSION does
 * over the authenticated channel (CFG-15); with no session it is bound to none.
 * @throws RangeError for a device, decoder or session that is not there
 */
export function bindDecoder(
  { devices }: Pick<D3D11Base, 'devices'>,
  { hDevice, hDecoder, hCryptoSession }: DecoderBinding,
): void {
  const device = devices.find(hDevice);
  const decoder = device?.decoders.find(hDecoder);
  const session = hCryptoSession === null ? undefined : device?.sessions.find(hCryptoSession);
  if (!decoder || (hCryptoSession !== null && !session))
    throw new RangeError('bindDecoder: expected a live decoder and a live session of one live device');
  decoder.session = session;
}
