import { D3D10_DDI_RESOURCE_MISC } from '../../../ddi/index.js';
import { NULL } from '../../../abi/index.js';
import type { HostDevice } from '../../../host/index.js';
import { decryptFromEncryptionBlt } from '../../../player/index.js';
import type { TestDefinition } from '../../framework/test.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { encryptionBlt, offersBlt } from '../helpers/blts.js';
import { hasCap } from '../helpers/caps.js';
import { keyedSession } from '../helpers/keys.js';
import { decryptPicture, piecesIn, protectedShapes } from '../helpers/protected-content.js';
import { copyRegion } from '../helpers/regions.js';
import type { TestResource } from '../helpers/resources.js';
import { createResource, readBack, upload } from '../helpers/resources.js';
import { keyOfReadBack } from '../helpers/session-keys.js';
import type { TestSession } from '../helpers/sessions.js';
import { createSpecial, readRows, stagingSlots, tryMap } from '../helpers/subresources.js';

const restricted = { MiscFlags: D3D10_DDI_RESOURCE_MISC.RESTRICTED_CONTENT };

/** Whether the driver says that single resources are protected: their content does not come to unprotected ones. */
const protectsSurfaces = (t: D3D11Case, device: HostDevice): boolean =>
  hasCap(t, device, 'HARDWARE_PROTECT_UNCOMPRESSED') || hasCap(t, device, 'PROTECTION_ALWAYS_ON');

/** A copy of all of a resource, in one of two ways; whether the driver refuses it, it may say. */
const copies = {
  copy: (t: D3D11Case, device: HostDevice, target: TestResource, source: TestResource): void => {
    t.errorsOf(device, () => {
      t.core(device, 'pfnResourceCopy')(device.hDevice, target.handle, source.handle);
    });
  },
  region: (t: D3D11Case, _device: HostDevice, target: TestResource, source: TestResource): void => {
    copyRegion(t, { to: target, from: source, box: NULL });
  },
} as const;

/** Demands that a surface reads back encrypted, and that what is decrypted is the picture; where it can be read back. */
function expectReadBack(
  t: D3D11Case,
  { session, key }: { readonly session: TestSession; readonly key: Uint8Array },
  surface: TestResource,
  picture: Uint8Array,
  what: string,
): void {
  const { device } = session;
  if (!offersBlt(t, device, 'ENCRYPTED_READ_BACK')) return;
  const target = createResource(t, device, surface.shape, 'staging');
  const sessionKey = keyOfReadBack(t, session, key);
  const { iv } = encryptionBlt(t, session, { source: surface, target });
  const data = readBack(t, target);
  t.expect(piecesIn(data, picture) === 0, 'EB-1', `${what}, read back: received clear content`);
  const decrypted = decryptFromEncryptionBlt({ sessionKey, iv, data });
  t.expectBytes(decrypted, picture, 'EB-1', `${what}, read back and decrypted`);
}

/** Demands that bytes which the CPU sees have nothing of a picture that is protected. */
function expectHidden(t: D3D11Case, bytes: Uint8Array, picture: Uint8Array, what: string): void {
  const clear = piecesIn(bytes, picture);
  t.expect(clear === 0, 'RES-10', `${what}: received ${clear} blocks of clear content`);
}

const shapeNames = ['buffer', 'nv12'] as const;

/** Surfaces with RESTRICTED_CONTENT: refused, or like others, and what a driver claims of them is kept. */
export const restrictedContentTests: readonly TestDefinition<D3D11Case>[] = [
  test('restricted-content', { clauses: ['RES-2', 'RES-10', 'RES-35', 'DB-2', 'EB-1'] })
    .params({ shape: shapeNames })
    .run((t, { shape }) => {
      const { device, session, key } = keyedSession(t, 'DECRYPTION_BLT');
      const wanted = protectedShapes[shape](t, device);
      const what = `RESTRICTED_CONTENT ${shape}`;
      const target = createSpecial(t, device, { shape: wanted, usage: 'default', what }, restricted);
      const source = createResource(t, device, wanted, 'staging');
      const { picture } = decryptPicture(t, session, key, { source, target });
      expectReadBack(t, { session, key }, target, picture, what);
      if (!protectsSurfaces(t, device)) return;
      const copy = createResource(t, device, wanted, 'staging');
      copies.copy(t, device, copy, target);
      expectHidden(t, readBack(t, copy), picture, `${what}, copied to a staging one`);
    }),
  test('restricted-copy', { clauses: ['RES-2', 'RES-10', 'RES-28', 'RES-30', 'RES-35', 'EB-1'] })
    .params({ shape: shapeNames, by: ['copy', 'region'] })
    .run((t, { shape, by }) => {
      const { device, session, key } = keyedSession(t, 'DECRYPTION_BLT');
      const wanted = protectedShapes[shape](t, device);
      const what = `RESTRICTED_CONTENT ${shape}`;
      const special = { shape: wanted, usage: 'default', what } as const;
      const first = createSpecial(t, device, special, restricted);
      const second = createSpecial(t, device, special, restricted);
      const source = createResource(t, device, wanted, 'staging');
      const { picture } = decryptPicture(t, session, key, { source, target: first });
      copies[by](t, device, second, first);
      expectReadBack(t, { session, key }, second, picture, `${what}, copied to another`);
      if (!protectsSurfaces(t, device)) return;
      const staging = createResource(t, device, wanted, 'staging');
      copies[by](t, device, staging, first);
      expectHidden(t, readBack(t, staging), picture, `${what}, by ${by} to a staging one`);
    }),
  test('restricted-map', { clauses: ['RES-2', 'RES-10', 'RES-24', 'RES-35'] })
    .params({ shape: shapeNames })
    .run((t, { shape }) => {
      const { device, session, key } = keyedSession(t, 'DECRYPTION_BLT');
      const wanted = protectedShapes[shape](t, device);
      const what = `staging RESTRICTED_CONTENT ${shape}`;
      const staging = createSpecial(t, device, { shape: wanted, usage: 'staging', what }, restricted);
      const [surface, source] = [
        createSpecial(t, device, { shape: wanted, usage: 'default', what }, restricted),
        createResource(t, device, wanted, 'staging'),
      ];
      const { picture } = decryptPicture(t, session, key, { source, target: surface });
      if (!protectsSurfaces(t, device)) {
        // Nothing is promised of it: it is a staging resource as any other.
        const content = t.random.bytes(picture.length);
        upload(t, staging, content);
        t.expectBytes(readBack(t, staging), content, 'RES-24', `${what}, written and read by maps`);
        return;
      }
      copies.copy(t, device, staging, surface);
      const { result } = tryMap(t, staging, stagingSlots, 0, (mapping) => readRows(t, wanted, mapping));
      if (result) expectHidden(t, result, picture, `${what}, mapped`);
    }),
];
