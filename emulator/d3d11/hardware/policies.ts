import type { Address } from '../../../src/abi/index.js';
import {
  D3D11_1DDI_CONTENT_PROTECTION_CAPS as CAPS,
  D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION,
} from '../../../src/ddi/index.js';
import type { Offer } from '../offers.js';
import { GuidSet } from '../offers.js';
import type { CryptoSession, D3D11Base, SessionKind } from '../state.js';

/** What a driver can get wrong about hardware protection. */
export interface HardwarePolicies {
  /** Where a new session's keys will come from (CCS-7, D-65). */
  readonly sessionKind: (
    core: D3D11Base,
    offer: Offer,
    pCryptoType: Address,
    pKeyExchangeType: Address,
  ) => SessionKind;
  /** What a tear-down does to a session (D-44). */
  loseKeys(core: D3D11Base, session: CryptoSession, status: number): void;
}

const hwProtection = new GuidSet([D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION]);

/** The honest driver. */
export const hardwarePolicies: HardwarePolicies = {
  sessionKind: ({ memory, offers }, { caps }, pCryptoType, pKeyExchangeType) => {
    if (hwProtection.has(memory, pKeyExchangeType)) return 'HW_PROTECTION';
    const isOwnExchange =
      offers.cryptoTypes.at(memory, pCryptoType) === offers.cryptoTypes.at(memory, pKeyExchangeType);
    return isOwnExchange && (caps & CAPS.HARDWARE_DRM_COMMUNICATION) !== 0 ? 'hardware key' : 'RSAES_OAEP';
  },
  loseKeys: (_core, session, status) => {
    session.clear();
    session.status = status;
  },
};
