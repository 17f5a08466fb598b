import type { Address, Hresult, TableEntries } from '../../src/abi/index.js';
import {
  D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS as CAPS,
  type D3D11_1DDI_VIDEODEVICEFUNCS,
  D3DDDIERR_UNSUPPORTEDCRYPTO,
  E_INVALIDARG,
  GetContentProtectionCaps,
  GetCryptoKeyExchangeType,
  GUID,
  S_OK,
} from '../../src/ddi/index.js';
import { NULL } from '../../src/abi/index.js';
import type { Offer } from './offers.js';
import { isNullGuid } from './offers.js';
import { removedCode } from './set-error.js';
import type { DriverCore } from './state.js';

/** The offer that a query means: one type's, or the union for NULL_GUID, if it goes with the profile (GCPC-3, GCPC-7, D-12). */
function offerFor(core: DriverCore, pCryptoType: Address, pDecodeProfile: Address): Offer | undefined {
  const { memory, parts, offers } = core;
  const offer = isNullGuid(memory, pCryptoType) ? offers.union : parts.findCryptoType(core, pCryptoType);
  if (!offer || isNullGuid(memory, pDecodeProfile)) return offer;
  return parts.supportsDecodeProfile(core, offer, pDecodeProfile) ? offer : undefined;
}

/** GetContentProtectionCaps and GetCryptoKeyExchangeType (GCPC-1, GCKE-1). */
export function capsFunctions(core: DriverCore): TableEntries<typeof D3D11_1DDI_VIDEODEVICEFUNCS> {
  const { memory, devices, parts, profile } = core;
  return {
    pfnGetContentProtectionCaps: (hDevice, pCryptoType, pDecodeProfile, pCaps): Hresult => {
      if (pCryptoType === NULL || pDecodeProfile === NULL || pCaps === NULL) return E_INVALIDARG;
      const device = devices.find(hDevice);
      if (!device) return E_INVALIDARG;
      if (parts.refusesWhenRemoved(device)) return removedCode(GetContentProtectionCaps);
      const offer = offerFor(core, pCryptoType, pDecodeProfile);
      if (!offer) {
        CAPS.encode(memory, pCaps, {}); // GCPC-4 by the code of GCPC-5, or GCPC-10 for a profile that wants zeros
        return profile.unsupportedCaps === 'zeros' ? S_OK : D3DDDIERR_UNSUPPORTEDCRYPTO;
      }
      CAPS.encode(memory, pCaps, {
        Caps: profile.caps,
        KeyExchangeTypeCount: offer.keyExchangeTypes.guids.length,
        BlockAlignmentSize: profile.blockAlignmentBytes,
        ProtectedMemorySize: profile.protectedMemoryBytes,
      });
      return S_OK;
    },

    pfnGetCryptoKeyExchangeType: (hDevice, pCryptoType, pDecodeProfile, Index, pKeyExchangeType): Hresult => {
      if (pCryptoType === NULL || pDecodeProfile === NULL || pKeyExchangeType === NULL) return E_INVALIDARG;
      const device = devices.find(hDevice);
      if (!device) return E_INVALIDARG;
      if (parts.refusesWhenRemoved(device)) return removedCode(GetCryptoKeyExchangeType);
      const offer = offerFor(core, pCryptoType, pDecodeProfile);
      if (!offer) return D3DDDIERR_UNSUPPORTEDCRYPTO; // GCKE-3
      const keyExchangeType = offer.keyExchangeTypes.guids[Index];
      if (keyExchangeType === undefined) return E_INVALIDARG; // GCKE-4
      GUID.write(memory, pKeyExchangeType, keyExchangeType, 'x64');
      return S_OK;
    },
  };
}
