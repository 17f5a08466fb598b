import { group } from '../../framework/group.js';
import { test } from '../../framework/test.js';
import { d3d11 } from '../fixture.js';
import { decryptionPair, encryptionBlt, encryptionPair } from '../helpers/blts.js';
import { hasCap } from '../helpers/caps.js';
import { keyedSession, readBackSession } from '../helpers/keys.js';
import { decryptPicture, piecesIn, protectedShapes } from '../helpers/protected-content.js';
import { readBack } from '../helpers/resources.js';
import { restrictedContentTests } from './restricted-content.js';

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
        const pair = decryptionPair(t, device, protectedShapes[shape](t, device));
        const { picture } = decryptPicture(t, session, key, pair, which);
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
        const pair = encryptionPair(t, device, protectedShapes[shape](t, device));
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
      const pair = decryptionPair(t, device, protectedShapes.buffer(t, device));
      const { picture, result } = decryptPicture(t, session, key, pair);
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
      const pair = decryptionPair(t, device, protectedShapes.buffer(t, device));
      const { contentKey, result } = decryptPicture(t, session, key, pair, 'content');
      const places = [result.contentKey!, result.iv, t.memory.copyOut(session.handle, session.bytes)];
      const found = places.some((bytes) => piecesIn(bytes, contentKey) > 0);
      t.expect(
        !found,
        'DB-5',
        'pContentKey, pIV, private memory: expected the content key nowhere, received it',
      );
    }),
    ...restrictedContentTests,
  ],
);
