/** A player as tests of it are written: a session with a key, and two buffers for blts. */
import { createDevice, HResultError, type Device, type DeviceOptions } from 'softumd';
import { D3D11_CRYPTO_TYPE_AES128_CTR, D3D11_KEY_EXCHANGE_RSAES_OAEP } from 'softumd/d3d11';
import {
  createIvSequence,
  encryptForDecryptionBlt,
  readCertificateChain,
  wrapSessionKey,
} from 'softumd/player';

export const sessionKey = new Uint8Array(16).fill(0x5a);
export const frame = new Uint8Array(64).map((_, index) => index);

export function createSession({ videoDevice }: Device) {
  return videoDevice.createCryptoSession(D3D11_CRYPTO_TYPE_AES128_CTR, null, D3D11_KEY_EXCHANGE_RSAES_OAEP);
}

/** A player over a device of its own, or over one that there is. */
export function playerOn(device: Device) {
  const session = createSession(device);
  const source = device.createBuffer('staging', frame.length);
  const target = device.createBuffer('protected', frame.length);
  const ivs = createIvSequence();
  const keyBufferOf = () => wrapSessionKey(readCertificateChain(session.getCertificate()).leaf, sessionKey);
  return {
    device,
    session,
    source,
    target,
    negotiate: (keyBuffer = keyBufferOf()) => {
      device.videoContext.negotiateCryptoSessionKeyExchange(session, keyBuffer);
    },
    decrypt: (iv: Uint8Array = ivs.next()) => {
      source.write(encryptForDecryptionBlt({ sessionKey, iv, data: frame }));
      device.videoContext.decryptionBlt(session, source, target, { iv });
    },
  };
}

export const player = (options: DeviceOptions = {}) => playerOn(createDevice(options));

/** The HResultError that a call throws. */
export function errorOf(call: () => unknown): HResultError {
  try {
    call();
  } catch (error) {
    if (error instanceof HResultError) return error;
    throw error;
  }
  throw new Error('expected the call to fail');
}
