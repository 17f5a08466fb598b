import { constants, createPrivateKey, privateDecrypt } from 'node:crypto';
import { testCertificate } from '../../facade/create-driver.js';
import { S_OK } from '../../ddi/index.js';
import { readCertificateChain, wrapSessionKey } from '../../player/index.js';
import { createDevice } from '../../facade/index.js';
import { D3D11_CRYPTO_TYPE_AES128_CTR, D3D11_KEY_EXCHANGE_RSAES_OAEP } from '../../runtime/d3d11/index.js';
import type { BenchResult } from './measure.js';
import { interleaved } from './measure.js';
import { createSubject } from './subject.js';

const callsARound = 8;
/** Calls that go before, in which the engine compiles what it is going to. */
const callsBefore = 1500;

function servedLeaf() {
  const session = createDevice().videoDevice.createCryptoSession(
    D3D11_CRYPTO_TYPE_AES128_CTR,
    null,
    D3D11_KEY_EXCHANGE_RSAES_OAEP,
  );
  return readCertificateChain(session.getCertificate()).leaf;
}

/** NegotiateCryptoSessionKeyExchange against the bare RSA-2048 private operation of OpenSSL. */
export function keyExchange(rounds: number): BenchResult {
  const subject = createSubject();
  const { driver, device, video } = subject;
  const keyBuffer = wrapSessionKey(servedLeaf(), new Uint8Array(16).fill(7));
  const pData = driver.memory.allocate(keyBuffer.length, 'bench: key buffer');
  driver.memory.copyIn(pData, keyBuffer);
  const session = subject.createSession();
  const key = createPrivateKey(testCertificate().privateKey as string);
  const negotiate = (calls: number) => () => {
    for (let call = 0; call < calls; call += 1) {
      const code = video.pfnNegotiateCryptoSessionKeyExchange(
        device.hDevice,
        session,
        keyBuffer.length,
        pData,
      );
      if (code !== S_OK) throw new Error('the key buffer was refused');
    }
  };
  negotiate(callsBefore)();
  const { ours, theirs, ratio } = interleaved(rounds, negotiate(callsARound), () => {
    for (let call = 0; call < callsARound; call += 1) {
      privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, keyBuffer);
    }
  });
  const perSecond = (milliseconds: number) => (1000 * callsARound) / milliseconds;
  return {
    name: 'key-exchange',
    value: perSecond(ours),
    unit: 'calls/s',
    limit: perSecond(theirs),
    limitIs: 'the bare RSA-2048 private operation',
    ratio,
    aim: 0.9,
  };
}
