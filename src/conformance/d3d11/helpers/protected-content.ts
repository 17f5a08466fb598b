import type { HostDevice } from '../../../host/index.js';
import { encryptForDecryptionBlt } from '../../../player/index.js';
import type { D3D11Case } from '../fixture.js';
import type { BltPair } from './blts.js';
import { alignedBytes, alignedPicture, decryptionBlt } from './blts.js';
import type { Shape } from './resources.js';
import { logicalBytes, upload } from './resources.js';
import { wrapContentKey } from './session-keys.js';
import type { TestSession } from './sessions.js';

/** Bytes in a row that are told from others: the same by chance once in 2^128. */
const pieceBytes = 16;

/** How many pieces of a picture lie in some bytes, wherever they begin. */
export function piecesIn(bytes: Uint8Array, picture: Uint8Array): number {
  const found = Buffer.from(bytes);
  const starts = Array.from(
    { length: Math.floor(picture.length / pieceBytes) },
    (_, index) => index * pieceBytes,
  );
  return starts.filter((at) => found.includes(Buffer.from(picture.subarray(at, at + pieceBytes)))).length;
}

/** Shapes of protected content. */
export const protectedShapes = {
  buffer: (t: D3D11Case, device: HostDevice): Shape => ({ bytes: alignedBytes(t, device, 256) }),
  nv12: (t: D3D11Case, device: HostDevice): Shape => alignedPicture(t, device, 70),
};

/** Sends a random picture through DecryptionBlt and returns it. */
export function decryptPicture(
  t: D3D11Case,
  session: TestSession,
  key: Uint8Array,
  pair: BltPair,
  content: 'session' | 'content' = 'session',
) {
  const picture = t.random.bytes(logicalBytes(pair.source.shape));
  const [iv, contentKey] = [t.random.bytes(16), t.random.bytes(16)];
  const sessionKey = content === 'content' ? contentKey : key;
  const data = encryptForDecryptionBlt({ sessionKey, iv, data: picture, carry: t.setting('ctrCarry') });
  upload(t, pair.source, data);
  const wrapped = wrapContentKey(key, contentKey);
  const result = decryptionBlt(t, session, pair, {
    iv,
    ...(content === 'content' && { contentKey: wrapped }),
  });
  return { picture, data, contentKey, result };
}
