import type { Address } from '../../../abi/index.js';
import { D3DDDIERR_UNSUPPORTEDCRYPTO, E_INVALIDARG, NULL_GUID } from '../../../ddi/index.js';
import type { TestDefinition } from '../../framework/test.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { capsOf, placeGuid, usualKind } from '../helpers/caps.js';
import { guidWords, nearMiss } from '../helpers/near-misses.js';

/** GetCryptoKeyExchangeType for Index 0 of a crypto type at an address, without decoding. */
function askFirst(t: D3D11Case, device: ReturnType<D3D11Case['device']>, pCryptoType: Address) {
  const target = t.guarded(16, 'GUID: pKeyExchangeType');
  const call = t.video(device, 'pfnGetCryptoKeyExchangeType');
  const profile = placeGuid(t, NULL_GUID);
  return { target, call: () => call(device.hDevice, pCryptoType, profile, 0, target.address) };
}

/** GetCryptoKeyExchangeType for what is nearly offered, and on a removed device. */
export const keyExchangeTypeNearMissTests: readonly TestDefinition<D3D11Case>[] = [
  test('near-miss', { clauses: ['GCKE-3'], decisions: ['D-11', 'D-14'] })
    .params({ word: guidWords })
    .run((t, { word }) => {
      const device = t.device();
      capsOf(t, device);
      const nearly = placeGuid(t, nearMiss(usualKind.cryptoType, word));
      const { target, call } = askFirst(t, device, nearly);
      const code = call();
      const what = `a crypto type with one bit of word ${word} wrong`;
      t.expectFailed(code, 'GCKE-3', what);
      t.expectCode(code, [D3DDDIERR_UNSUPPORTEDCRYPTO], 'D-11', what);
      const untouched = target.read().every((byte) => byte === 0xa5);
      t.decided('D-14', untouched, `${what}: expected nothing written, received a GUID`);
    }),
  test('device-removed', { clauses: ['GCKE-1'], decisions: ['D-14', 'D-15'], needs: ['control'] }).run(
    (t) => {
      const device = t.device();
      const { KeyExchangeTypeCount } = capsOf(t, device);
      if (KeyExchangeTypeCount === 0) t.skip('the driver has no key exchange for this pair');
      const { target, call } = askFirst(t, device, placeGuid(t, usualKind.cryptoType));
      t.driver.control.removeDevice();
      t.expectCode(call(), [E_INVALIDARG], 'D-15', 'GetCryptoKeyExchangeType on a removed device');
      const untouched = target.read().every((byte) => byte === 0xa5);
      t.decided('D-14', untouched, 'on a removed device: expected nothing written, received a GUID');
    },
  ),
];
