// Ten million calls of one device, after which it may not hold more memory than when it was warm: sessions that come and
// go, blts of whole and of partly encrypted buffers, a key exchange now and then. `npm run flat-memory`, or
// `npm run flat-memory -- 2000000` for another number of calls. Exit code 1 where memory grew.
import { createDevice } from 'softumd';
import { D3D11_CRYPTO_TYPE_AES128_CTR, D3D11_KEY_EXCHANGE_RSAES_OAEP } from 'softumd/d3d11';
import { createIvSequence, readCertificateChain, wrapSessionKey } from 'softumd/player';

const calls = Number(process.argv[2] ?? 10_000_000);
/** Bytes that may come and go between two looks: for each of the calls a small part of one. */
const slackBytes = { heapUsed: 1 << 20, external: 1 << 20, rss: 32 << 20 };
const mebibyte = 1 << 20;

const device = createDevice();
const { videoDevice, videoContext } = device;
const createSession = () =>
  videoDevice.createCryptoSession(D3D11_CRYPTO_TYPE_AES128_CTR, null, D3D11_KEY_EXCHANGE_RSAES_OAEP);
const session = createSession();
const { leaf } = readCertificateChain(session.getCertificate());
const keyBuffer = wrapSessionKey(leaf, new Uint8Array(16).fill(7));
const staging = device.createBuffer('staging', 1024);
const surface = device.createBuffer('protected', 1024);
const ivs = createIvSequence();
const blockInfo = {
  NumEncryptedBytesAtBeginning: 100,
  NumBytesInSkipPattern: 20,
  NumBytesInEncryptPattern: 2,
};

/** A thousand calls. */
function thousand() {
  videoContext.negotiateCryptoSessionKeyExchange(session, keyBuffer);
  for (let cycle = 0; cycle < 250; cycle += 1) {
    createSession().release(); // two calls
    videoContext.decryptionBlt(session, staging, surface, { iv: ivs.next(), blockInfo });
    if (cycle > 0) videoContext.encryptionBlt(session, surface, staging);
  }
}

function look(done) {
  globalThis.gc();
  globalThis.gc(); // memory of arrays is given back behind the first
  const { heapUsed, external, rss } = process.memoryUsage();
  const text = Object.entries({ heapUsed, external, rss }).map(
    ([name, bytes]) => `${name} ${(bytes / mebibyte).toFixed(2)}`,
  );
  console.log(`${String(done).padStart(10)} calls, MiB: ${text.join('   ')}`);
  return { heapUsed, external, rss };
}

/** After a tenth of the calls all code is compiled, and every ring that has an end is full. */
const looks = Array.from({ length: 10 }, (_, index) => {
  for (let done = 0; done < calls / 10; done += 1000) thousand();
  return look(((index + 1) * calls) / 10);
});
const [warm, last] = [looks[0], looks.at(-1)];
const grown = Object.entries(slackBytes).filter(([name, slack]) => last[name] > warm[name] + slack);
for (const [name, slack] of grown)
  console.error(`${name} grew by ${last[name] - warm[name]} bytes, and may by ${slack}`);
if (grown.length > 0) process.exitCode = 1;
