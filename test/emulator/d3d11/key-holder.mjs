/**
 * A process with a driver and a crypto session, which negotiates a key, blts, and destroys the session. See
 * test/crypto/key-in-memory.ts, which runs it.
 */
import { createDevice } from 'softumd';
import { nobleEngine, opensslEngine } from 'softumd/crypto';
import { D3D11_CRYPTO_TYPE_AES128_CTR, D3D11_KEY_EXCHANGE_RSAES_OAEP } from 'softumd/d3d11';

const [engineName, keyBufferHex] = process.argv.slice(2);
const engine = {
  noble: () => nobleEngine(),
  openssl: () => opensslEngine({ inPlace: false }),
  'openssl in place': () => opensslEngine(),
}[engineName]();
/** Enough for the garbage collector to have moved what lives on its heap. */
const rounds = 60;

// Rows with padding and no whole blocks: the longest way through a blt.
const profile = { rowPitchBytes: 256, blockAlignmentBytes: 0 };
const device = createDevice({ engine, profile });
const { videoDevice, videoContext } = device;
const session = videoDevice.createCryptoSession(
  D3D11_CRYPTO_TYPE_AES128_CTR,
  null,
  D3D11_KEY_EXCHANGE_RSAES_OAEP,
);
const keyBuffer = new Uint8Array(Buffer.from(keyBufferHex, 'hex'));
const kinds = ['staging', 'protected', 'staging'];
const surfaces = [
  kinds.map((kind) => device.createBuffer(kind, 4099)),
  kinds.map((kind) => device.createNv12Texture(kind, { width: 322, height: 32 })),
];

function refused(call) {
  try {
    call();
  } catch {
    return;
  }
  throw new Error('expected a refusal');
}

for (let round = 0; round < rounds; round += 1) {
  device.driver.control.failAllocation(1);
  refused(() => videoContext.negotiateCryptoSessionKeyExchange(session, keyBuffer));
  videoContext.negotiateCryptoSessionKeyExchange(session, keyBuffer);
  for (const [encrypted, surface, readBack] of surfaces) {
    const iv = new Uint8Array(16).fill(round, 0, 8);
    videoContext.decryptionBlt(session, encrypted, surface, { iv });
    videoContext.encryptionBlt(session, surface, readBack);
  }
}

globalThis.kept = { device, keyBuffer }; // the driver lives on: what the garbage collector gave back could not be found any more
// Not once: a process that listens no more ends, and gives its memory back.
process.on('message', () => {
  session.release();
  process.send('wiped');
});
process.send('keyed');
