/**
 * A process that opens a key buffer and works with what was in it, by every primitive that takes a key. See
 * key-in-memory.ts, which runs it.
 */
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { nobleEngine, opensslEngine, rsaesOaepDecrypt } from 'softumd/crypto';

const [engineName, keyBufferHex] = process.argv.slice(2);
const engine = {
  noble: () => nobleEngine(),
  openssl: () => opensslEngine({ inPlace: false }),
  'openssl in place': () => opensslEngine(),
}[engineName]();
const pem = readFileSync(new URL('../../fixtures/certificates/leaf.key.pem', import.meta.url));
const privateKey = createPrivateKey(pem);
const keyBuffer = new Uint8Array(Buffer.from(keyBufferHex, 'hex'));
const open = () => rsaesOaepDecrypt(engine, privateKey, keyBuffer, { hash: 'sha512', messageBytes: 16 });
const { message: key } = open();

for (let round = 0; round < 60; round += 1) {
  open().message.fill(0);
  const data = new Uint8Array(160).fill(round);
  engine.ecbDecrypt(key, engine.ecbEncrypt(key, data));
  engine.omac1(key, data);
  engine.omac1(key, data.subarray(3));
  const omacKey = engine.omacKey(key);
  omacKey.mac(data.subarray(3));
  omacKey.mac(data.subarray(103));
  omacKey.clear();
  const stream = engine.ctr(key, data.subarray(0, 16));
  stream.apply(data.subarray(0, 21), data.subarray(0, 21));
  stream.apply(data, data);
}

// Not once: a process that listens no more ends, and gives its memory back.
process.on('message', () => {
  key.fill(0);
  process.send('wiped');
});
globalThis.keyBuffer = keyBuffer; // to be found in any case
process.send('keyed');
