import type { Guid } from '../../../abi/index.js';
import { failed } from '../../../abi/index.js';
import { D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION as HW_PROTECTION } from '../../../ddi/index.js';
import type { HostDevice } from '../../../host/index.js';
import type { D3D11Case } from '../fixture.js';
import type { Caps, SessionKind } from './caps.js';
import { listExchanges, queryCaps } from './caps.js';
import { cryptoTypes, decodeProfiles, strangeGuid, vendorTypes } from './known.js';
import type { TestSession } from './sessions.js';
import { createSession } from './sessions.js';

/** A crypto type with a decode profile that the driver offers. */
export interface OfferedPair {
  readonly cryptoType: Guid;
  readonly profile: Guid;
  readonly caps: Caps;
  readonly exchanges: readonly Guid[];
}

/** Every pair of known crypto types and decode profiles that the driver offers. Nothing enumerates them. */
export function everyPair(t: D3D11Case, device: HostDevice): readonly OfferedPair[] {
  const types = [...Object.values(cryptoTypes), ...vendorTypes];
  const profiles = Object.values(decodeProfiles).filter((profile) => profile !== strangeGuid);
  return types.flatMap((cryptoType) =>
    profiles.flatMap((profile) => {
      const { code, caps } = queryCaps(t, device, cryptoType, profile);
      if (failed(code) || caps.KeyExchangeTypeCount === 0) return [];
      return [{ cryptoType, profile, caps, exchanges: listExchanges(t, device, cryptoType, profile) }];
    }),
  );
}

/** A kind of session that carries messages (CCS-9); skips where no crypto type that the suite knows lists it. */
export function messageKind(t: D3D11Case, device: HostDevice): SessionKind {
  const pair = everyPair(t, device).find(({ exchanges }) => exchanges.includes(HW_PROTECTION));
  if (!pair) return t.skip('the driver lists HW_PROTECTION for no crypto type');
  return { cryptoType: pair.cryptoType, profile: pair.profile, exchange: HW_PROTECTION };
}

/** A session that carries messages, on a device of the newest version. */
export function messageSession(t: D3D11Case, device = t.newestDevice()): TestSession {
  return createSession(t, device, messageKind(t, device));
}
