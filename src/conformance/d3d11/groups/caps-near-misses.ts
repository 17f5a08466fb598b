import type { Guid } from '../../../abi/index.js';
import { failed } from '../../../abi/index.js';
import { D3DDDIERR_UNSUPPORTEDCRYPTO, E_INVALIDARG, NULL_GUID } from '../../../ddi/index.js';
import type { TestDefinition } from '../../framework/test.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { offers, placeGuid, queryCaps, usualKind } from '../helpers/caps.js';
import { decodeProfiles } from '../helpers/known.js';
import { guidWords, nearMiss } from '../helpers/near-misses.js';

/** The GUID of a query that is one bit off; the other one is right. */
const wrongGuids = {
  type: { cryptoType: usualKind.cryptoType, profile: NULL_GUID },
  profile: { cryptoType: usualKind.cryptoType, profile: decodeProfiles.H264_VLD },
  'no-profile': { cryptoType: usualKind.cryptoType, profile: NULL_GUID },
} as const;

/** GetContentProtectionCaps for what is nearly offered, and on a removed device. */
export const capsNearMissTests: readonly TestDefinition<D3D11Case>[] = [
  test('near-miss', { clauses: ['GCPC-1', 'GCPC-4', 'GCPC-9'], decisions: ['D-11', 'D-12'] })
    .params({ of: Object.keys(wrongGuids) as (keyof typeof wrongGuids)[], word: guidWords })
    .run((t, { of, word }) => {
      const device = t.device();
      const { cryptoType, profile } = wrongGuids[of];
      if (!offers(t, device, cryptoType, profile)) t.skip('the driver has no caps for what this nearly is');
      const [type, decode]: [Guid, Guid] =
        of === 'type' ? [nearMiss(cryptoType, word), profile] : [cryptoType, nearMiss(profile, word)];
      const { code, caps } = queryCaps(t, device, type, decode);
      const empty = Object.values(caps).every((value) => Number(value) === 0);
      const what = `a ${of} with one bit of word ${word} wrong`;
      if (of === 'type')
        t.expect(failed(code) || empty, 'GCPC-4', `${what}: expected a failure, received caps`);
      t.decided('D-12', empty, `${what}: expected zeroed caps, received caps`);
      if (t.setting('unsupportedCaps') === 'error')
        t.expectCode(code, [D3DDDIERR_UNSUPPORTEDCRYPTO], 'D-12', what);
    }),
  test('device-removed', { clauses: ['GCPC-1'], decisions: ['D-14', 'D-15'], needs: ['control'] }).run(
    (t) => {
      const device = t.device();
      const target = t.guarded(24, 'D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS');
      const ask = t.video(device, 'pfnGetContentProtectionCaps');
      const [type, profile] = [placeGuid(t, usualKind.cryptoType), placeGuid(t, NULL_GUID)];
      t.driver.control.removeDevice();
      const code = ask(device.hDevice, type, profile, target.address);
      t.expectCode(code, [E_INVALIDARG], 'D-15', 'GetContentProtectionCaps on a removed device');
      const untouched = target.read().every((byte) => byte === 0xa5);
      t.decided('D-14', untouched, 'on a removed device: expected nothing written, received caps');
    },
  ),
];
