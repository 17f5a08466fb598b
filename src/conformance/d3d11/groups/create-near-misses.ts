import { D3DDDIERR_UNSUPPORTEDCRYPTO } from '../../../ddi/index.js';
import type { TestDefinition } from '../../framework/test.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import type { SessionKind } from '../helpers/caps.js';
import { usualKind } from '../helpers/caps.js';
import { decodeProfiles } from '../helpers/known.js';
import { guidWords, nearMiss } from '../helpers/near-misses.js';
import { createSession, tryCreateSession } from '../helpers/sessions.js';

const members = {
  type: { member: 'cryptoType', rule: 'CCS-10' },
  profile: { member: 'profile', rule: 'CCS-5' },
  exchange: { member: 'exchange', rule: 'D-11' },
} as const;

/** CreateCryptoSession for what is nearly offered. */
export const createNearMissTests: readonly TestDefinition<D3D11Case>[] = [
  test('near-miss', { clauses: ['CCS-5', 'CCS-7', 'CCS-10'], decisions: ['D-11'] })
    .params({ of: Object.keys(members) as (keyof typeof members)[], word: guidWords })
    .run((t, { of, word }) => {
      const device = t.device();
      const right = of === 'profile' ? { ...usualKind, profile: decodeProfiles.H264_VLD } : usualKind;
      createSession(t, device, right); // skips where the driver does not offer what this nearly is
      const { member, rule } = members[of];
      const nearly: SessionKind = { ...right, [member]: nearMiss(right[member], word) };
      const { code } = tryCreateSession(t, device, nearly);
      const what = `a ${of} with one bit of word ${word} wrong`;
      t.expectFailed(code, rule, what);
      t.expectCode(code, [D3DDDIERR_UNSUPPORTEDCRYPTO], rule, what);
    }),
];
