import { D3D10_DDI_RESOURCE_MISC } from '../../../ddi/index.js';
import { decryptFromEncryptionBlt, encryptForDecryptionBlt } from '../../../player/index.js';
import type { HostDevice } from '../../../host/index.js';
import { group } from '../../framework/group.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { d3d11 } from '../fixture.js';
import type { BltPair } from '../helpers/blts.js';
import {
  alignedBytes,
  alignedPicture,
  decryptionBlt,
  decryptionPair,
  encryptionBlt,
  encryptionPair,
  offersBlt,
} from '../helpers/blts.js';
import { hasCap } from '../helpers/caps.js';
import { keyedSession, readBackSession } from '../helpers/keys.js';
import type { Shape } from '../helpers/resources.js';
import { createResource, logicalBytes, readBack, upload } from '../helpers/resources.js';
import { keyOfReadBack, wrapContentKey } from '../helpers/session-keys.js';
import type { TestSession } from '../helpers/sessions.js';
import { createSpecial } from '../helpers/subresources.js';

/** Bytes in a row that are told from others: the same by chance once in 2^128. */
const pieceBytes = 16;

/** How many pieces of a picture lie in some bytes, wherever they begin. */
function piecesIn(bytes: Uint8Array, picture: Uint8Array): number {
  const found = Buffer.from(bytes);
  const starts = Array.from(
    { length: Math.floor(picture.length / pieceBytes) },
    (_, index) => index * pieceBytes,
  );
  return starts.filter((at) => found.includes(Buffer.from(picture.subarray(at, at + pieceBytes)))).length;
}

/** Shapes of protected content. */
const shapes = {
  buffer: (t: D3D11Case, device: HostDevice): Shape => ({ bytes: alignedBytes(t, device, 256) }),
  nv12: (t: D3D11Case, device: HostDevice): Shape => alignedPicture(t, device, 70),
};

/** Sends a random picture through DecryptionBlt and returns it. */
function decrypt(
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

/** Protected content never comes to the CPU in the clear but by the interface's own ways. */
export const driverProtectionsGroup = group(
  'driver-protections',
  'protected content comes to the CPU encrypted or not at all',
  d3d11,
  [
    test('source-stays-encrypted', { clauses: ['DB-2'] })
      .params({ shape: ['buffer', 'nv12'], key: ['session', 'content'] })
      .run((t, { shape, key: which }) => {
        const { device, session, key } = keyedSession(t, 'DECRYPTION_BLT');
        if (which === 'content' && !hasCap(t, device, 'CONTENT_KEY'))
          t.skip("the driver's caps have no CONTENT_KEY");
        const pair = decryptionPair(t, device, shapes[shape](t, device));
        const { picture } = decrypt(t, session, key, pair, which);
        const clear = piecesIn(readBack(t, pair.source), picture);
        t.expect(
          clear === 0,
          'DB-2',
          `the source, which the CPU maps: received ${clear} blocks of clear content in it`,
        );
      }),
    test('no-clear-read-back', { clauses: ['EB-1'] })
      .params({ shape: ['buffer', 'nv12'] })
      .run((t, { shape }) => {
        const { device, session } = readBackSession(t);
        const pair = encryptionPair(t, device, shapes[shape](t, device));
        encryptionBlt(t, session, pair);
        const clear = piecesIn(readBack(t, pair.target), pair.picture);
        t.expect(
          clear === 0,
          'EB-1',
          `the destination, which the CPU maps: received ${clear} blocks of clear content in it`,
        );
      }),
    test('not-in-private-memory', { clauses: ['DB-2', 'CCS-1'] }).run((t) => {
      const { device, session, key } = keyedSession(t, 'DECRYPTION_BLT');
      const pair = decryptionPair(t, device, shapes.buffer(t, device));
      const { picture, result } = decrypt(t, session, key, pair);
      const blocks = [session, { handle: pair.source.handle, bytes: pair.source.object.bytes ?? 0 }];
      const clear = blocks.reduce(
        (all, { handle, bytes }) => all + piecesIn(t.memory.copyOut(handle, bytes), picture),
        0,
      );
      t.expect(
        clear === 0,
        'DB-2',
        `private memory of session and source: received ${clear} blocks of clear content in it`,
      );
      t.expect(piecesIn(result.iv, picture) === 0, 'DB-2', 'pIV: received clear content in it');
    }),
    test('content-key-stays-wrapped', { clauses: ['DB-5'] }).run((t) => {
      const { device, session, key } = keyedSession(t, 'DECRYPTION_BLT');
      if (!hasCap(t, device, 'CONTENT_KEY')) t.skip("the driver's caps have no CONTENT_KEY");
      const pair = decryptionPair(t, device, shapes.buffer(t, device));
      const { contentKey, result } = decrypt(t, session, key, pair, 'content');
      const places = [result.contentKey!, result.iv, t.memory.copyOut(session.handle, session.bytes)];
      const found = places.some((bytes) => piecesIn(bytes, contentKey) > 0);
      t.expect(
        !found,
        'DB-5',
        'pContentKey, pIV, private memory: expected the content key nowhere, received it',
      );
    }),
    test('restricted-content', { clauses: ['RES-2', 'RES-10', 'RES-35', 'DB-2', 'EB-1'] })
      .params({ shape: ['buffer', 'nv12'] })
      .run((t, { shape }) => {
        const { device, session, key } = keyedSession(t, 'DECRYPTION_BLT');
        const wanted = shapes[shape](t, device);
        const MiscFlags = D3D10_DDI_RESOURCE_MISC.RESTRICTED_CONTENT;
        const what = `RESTRICTED_CONTENT ${shape}`;
        const target = createSpecial(t, device, { shape: wanted, usage: 'default', what }, { MiscFlags });
        const source = createResource(t, device, wanted, 'staging');
        const { picture } = decrypt(t, session, key, { source, target });
        if (offersBlt(t, device, 'ENCRYPTED_READ_BACK')) {
          const staging = createResource(t, device, wanted, 'staging');
          const readKey = keyOfReadBack(t, session, key);
          const { iv } = encryptionBlt(t, session, { source: target, target: staging });
          const data = readBack(t, staging);
          t.expect(piecesIn(data, picture) === 0, 'EB-1', `${what}, read back: received clear content`);
          const decrypted = decryptFromEncryptionBlt({ sessionKey: readKey, iv, data });
          t.expectBytes(decrypted, picture, 'EB-1', `${what}, read back and decrypted`);
        }
        if (!hasCap(t, device, 'HARDWARE_PROTECT_UNCOMPRESSED')) return;
        // Such a driver says that single resources are protected: not copyable to unprotected ones.
        const copy = createResource(t, device, wanted, 'staging');
        t.errorsOf(device, () => {
          t.core(device, 'pfnResourceCopy')(device.hDevice, copy.handle, target.handle);
        });
        const clear = piecesIn(readBack(t, copy), picture);
        t.expect(
          clear === 0,
          'RES-10',
          `${what}, copied to a staging one: received ${clear} blocks of clear content`,
        );
      }),
  ],
);
