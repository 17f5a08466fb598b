import type { Address, TableEntries } from '../../src/abi/index.js';
import {
  D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS as CAPS,
  D3D11_1DDI_VIDEODEVICEFUNCS,
  D3DDDIERR_UNSUPPORTEDCRYPTO,
  E_INVALIDARG,
  GetContentProtectionCaps,
  GetCryptoKeyExchangeType,
  GUID,
  S_OK,
} from '../../src/ddi/index.js';
import type { Cause } from '../core/refusal-recorder.js';
import { noExchangeAtIndex, notOffered } from './causes.js';
import type { D3D11Core } from './d3d11-core.js';
import type { Offer } from './offers.js';
import { isNullGuid, offerAt, offerWith } from './offers.js';

const cryptoType = { member: 'crypto type', argument: 'pCryptoType', clause: 'D-11, D-12, GCPC-5, GCKE-3' };
const decodeProfile = { member: 'decode profile', argument: 'pDecodeProfile', clause: 'D-12, GCPC-9' };

/** The offer that a query means: one pair's, or the union for NULL_GUID, if it goes with the profile (GCPC-3, GCPC-7, D-12). */
function offerFor(core: D3D11Core, pCryptoType: Address, pDecodeProfile: Address): Offer | undefined {
  const { memory, policies, offers } = core;
  const offer = isNullGuid(memory, pCryptoType) ? offers.union : policies.findCryptoType(core, pCryptoType);
  if (!offer) return undefined;
  const isOffered =
    isNullGuid(memory, pDecodeProfile) || policies.supportsDecodeProfile(core, offer, pDecodeProfile);
  return isOffered ? offerWith(memory, offer, pDecodeProfile) : undefined;
}

/** Which of the two there is no offer for. */
function noOffer(core: D3D11Core, pCryptoType: Address, pDecodeProfile: Address): Cause {
  const { memory, offers } = core;
  const isAnyType = isNullGuid(memory, pCryptoType);
  const offer = isAnyType ? offers.union : offerAt(memory, offers, pCryptoType);
  return offer
    ? notOffered(core, decodeProfile, offer.decodeProfiles, pDecodeProfile)
    : notOffered(core, cryptoType, offers.cryptoTypes, pCryptoType);
}

/** GetContentProtectionCaps and GetCryptoKeyExchangeType (GCPC-1, GCKE-1). */
export function capsFunctions(core: D3D11Core): TableEntries<typeof D3D11_1DDI_VIDEODEVICEFUNCS> {
  const { memory, profile, refusals } = core;
  const refuseCaps = refusals.of(GetContentProtectionCaps);
  const refuseType = refusals.of(GetCryptoKeyExchangeType);
  return core.ofDevice.guarded(D3D11_1DDI_VIDEODEVICEFUNCS, {
    pfnGetContentProtectionCaps: (_device, pCryptoType, pDecodeProfile, pCaps) => {
      const offer = offerFor(core, pCryptoType, pDecodeProfile);
      if (!offer) {
        CAPS.encode(memory, pCaps, {}); // GCPC-4 by the code of GCPC-5, or GCPC-10 for a profile that wants zeros
        if (profile.unsupportedCaps === 'zeros') return S_OK;
        return refuseCaps(D3DDDIERR_UNSUPPORTEDCRYPTO, () => noOffer(core, pCryptoType, pDecodeProfile));
      }
      CAPS.encode(memory, pCaps, {
        Caps: offer.caps,
        KeyExchangeTypeCount: offer.keyExchangeTypes.guids.length,
        BlockAlignmentSize: offer.blockAlignmentBytes,
        ProtectedMemorySize: offer.protectedMemoryBytes,
      });
      return S_OK;
    },

    pfnGetCryptoKeyExchangeType: (_device, pCryptoType, pDecodeProfile, Index, pKeyExchangeType) => {
      const offer = offerFor(core, pCryptoType, pDecodeProfile);
      if (!offer)
        return refuseType(D3DDDIERR_UNSUPPORTEDCRYPTO, () => noOffer(core, pCryptoType, pDecodeProfile)); // GCKE-3
      const { guids } = offer.keyExchangeTypes;
      const keyExchangeType = guids[Index];
      if (keyExchangeType === undefined)
        return refuseType(E_INVALIDARG, () => noExchangeAtIndex(guids.length, Index)); // GCKE-4
      GUID.write(memory, pKeyExchangeType, keyExchangeType, 'x64');
      return S_OK;
    },
  });
}
