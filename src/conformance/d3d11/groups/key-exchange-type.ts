import type { Address, Guid } from '../../../abi/index.js';
import {
  D3DDDIERR_UNSUPPORTEDCRYPTO,
  E_INVALIDARG,
  GetCryptoKeyExchangeType,
  NULL_GUID,
  S_OK,
} from '../../../ddi/index.js';
import { NULL } from '../../../abi/index.js';
import type { HostDevice } from '../../../host/index.js';
import { group } from '../../framework/group.js';
import { expectUntouched } from '../../framework/output.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { d3d11 } from '../fixture.js';
import { capsOf, exchangeAt, placeGuid } from '../helpers/caps.js';
import { cryptoTypes, namesOf, decodeProfiles, strangeGuid } from '../helpers/known.js';
import { keyExchangeTypeNearMissTests } from './key-exchange-type-near-misses.js';

function ask(t: D3D11Case, device: HostDevice, cryptoType: Guid, profile: Guid, index: number) {
  const target = t.guarded(16, 'GUID: pKeyExchangeType');
  const call = t.video(device, 'pfnGetCryptoKeyExchangeType');
  const code = call(device.hDevice, placeGuid(t, cryptoType), placeGuid(t, profile), index, target.address);
  return { code, target };
}

/** GetCryptoKeyExchangeType. */
export const keyExchangeTypeGroup = group(
  'key-exchange-type',
  'GetCryptoKeyExchangeType: how keys come',
  d3d11,
  [
    test('each-index', { clauses: ['GCKE-1'], decisions: ['D-65'] })
      .params({ type: [...namesOf(cryptoTypes), 'any'], profile: ['none', 'H264_VLD'] })
      .run((t, { type, profile }) => {
        const device = t.device();
        // NULL_GUID asks for the union of all types (D-12). As many are listed as the caps count.
        const cryptoType = type === 'any' ? NULL_GUID : cryptoTypes[type];
        const decode = decodeProfiles[profile];
        const { KeyExchangeTypeCount } = capsOf(t, device, { cryptoType, profile: decode });
        const seen = new Set<Guid>();
        for (let index = 0; index < KeyExchangeTypeCount; index += 1) {
          const { code, target } = ask(t, device, cryptoType, decode, index);
          t.expectCode(code, [S_OK], 'GCKE-1', `Index ${index} of ${KeyExchangeTypeCount}`);
          t.expect(
            target.guardsIntact(),
            'GCKE-1',
            `Index ${index}: expected 16 bytes written, received more`,
          );
          seen.add(exchangeAt(t, device, { cryptoType, profile: decode }, index));
        }
        t.expect(!seen.has(NULL_GUID), 'GCKE-1', 'expected key-exchange GUIDs, received NULL_GUID');
        t.expect(
          seen.size === KeyExchangeTypeCount,
          'GCKE-1',
          `expected ${KeyExchangeTypeCount}, received ${seen.size}`,
        );
      }),
    test('index-out-of-range', { clauses: ['GCKE-4'], decisions: ['D-14'], hostile: true })
      .params({ beyond: [0, 1, 0x7fffffff] })
      .run((t, { beyond }) => {
        // A runtime asks for no such index (GCKE-2): what a driver makes of it binds who has said so himself.
        if (!t.driver.profile) t.skip('no runtime asks for an index that the caps do not count (GCKE-2)');
        const device = t.device();
        const { KeyExchangeTypeCount } = capsOf(t, device);
        const index = KeyExchangeTypeCount + beyond;
        const { code, target } = ask(t, device, cryptoTypes.AES128_CTR, NULL_GUID, index);
        t.expectCode(code, [E_INVALIDARG], 'GCKE-4', `Index ${index} of ${KeyExchangeTypeCount}`);
        expectUntouched(t, target, 'D-14', `Index ${index}`);
      }),
    test('unsupported-type', { clauses: ['GCKE-3'], decisions: ['D-11', 'D-14'] })
      .params({ profile: ['none', 'H264_VLD'] })
      .run((t, { profile }) => {
        const { code, target } = ask(t, t.device(), strangeGuid, decodeProfiles[profile], 0);
        t.expectFailed(code, 'GCKE-3', 'an unknown crypto type');
        t.expectCode(code, [D3DDDIERR_UNSUPPORTEDCRYPTO], 'D-11', 'an unknown crypto type');
        expectUntouched(t, target, 'D-14', 'an unknown crypto type');
      }),
    test('null-pointer', { clauses: ['GCKE-1'], decisions: ['D-13'], hostile: true })
      .params({ pointer: ['pCryptoType', 'pDecodeProfile', 'pKeyExchangeType'] })
      .run((t, { pointer }) => {
        const device = t.device();
        const call = t.video(device, 'pfnGetCryptoKeyExchangeType');
        const but = (name: string, address: Address) => (name === pointer ? NULL : address);
        const code = call(
          device.hDevice,
          but('pCryptoType', placeGuid(t, cryptoTypes.AES128_CTR)),
          but('pDecodeProfile', placeGuid(t, NULL_GUID)),
          0,
          but('pKeyExchangeType', t.allocate(16, 'GUID')),
        );
        t.expectNullRefused(code, GetCryptoKeyExchangeType, `${pointer} NULL`);
      }),
    ...keyExchangeTypeNearMissTests,
  ],
);
