import type { Address, Hresult, TableEntries } from '../../../src/abi/index.js';
import {
  D3D11_1DDI_CONTENT_PROTECTION_CAPS as CAPS,
  D3DDDIERR_UNSUPPORTEDCRYPTO,
  D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION,
  D3DWDDM2_0DDI_VIDEODEVICEFUNCS,
  E_INVALIDARG,
  E_OUTOFMEMORY,
  GetCryptoSessionPrivateDataSize,
  GetDataForNewHardwareKey,
  S_OK,
} from '../../../src/ddi/index.js';
import { noMemory } from '../../core/causes.js';
import type { Refuse } from '../../core/refusal-recorder.js';
import type { D3D11Core } from '../d3d11-core.js';
import { GuidSet } from '../offers.js';
import type { SessionTypes, Unoffered } from '../session-offer.js';
import { findSessionOffer, notOfferedToSession } from '../session-offer.js';
import type { CryptoSession } from '../state.js';
import { keysLost, noNewKeyData, noPrivateData, noSessionWithMessages } from './causes.js';

type HardwareSessionEntries = Pick<
  TableEntries<typeof D3DWDDM2_0DDI_VIDEODEVICEFUNCS>,
  'pfnGetDataForNewHardwareKey' | 'pfnCheckCryptoSessionStatus' | 'pfnGetCryptoSessionPrivateDataSize'
>;

const hwProtection = new GuidSet([D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION]);

/** The arguments of GetCryptoSessionPrivateDataSize by what they name. */
const argumentOf: Readonly<Record<Unoffered, string>> = {
  CryptoType: 'pCryptoType',
  DecodeProfile: 'pDecoderProfile',
  KeyExchangeType: 'pKeyExchangeType',
};

const talksToDrm = ({ kind, offer }: CryptoSession) =>
  kind === 'HW_PROTECTION' || (offer.caps & CAPS.HARDWARE_DRM_COMMUNICATION) !== 0;

/** Writes 64 bits from which a key is made (GDHK-1, GDHK-2). */
function getKeyData(
  core: D3D11Core,
  refuse: Refuse,
  session: CryptoSession,
  input: { readonly address: Address; readonly bytes: number },
  pPrivateOutputData: Address,
): Hresult {
  const { memory, policies, allocations } = core;
  if (!talksToDrm(session)) return refuse(E_INVALIDARG, noSessionWithMessages);
  if (policies.isLost(session)) return refuse(E_INVALIDARG, () => keysLost(session));
  const data = memory.copyOut(input.address, input.bytes);
  memory.range(pPrivateOutputData, 8);
  if (!allocations.take()) return refuse(E_OUTOFMEMORY, () => noMemory('GDHK-1'));
  const answer = policies.newKeyData(core, data);
  if (answer === undefined) return refuse(E_INVALIDARG, noNewKeyData);
  memory.writeU64(pPrivateOutputData, answer);
  return S_OK;
}

/** Writes how many bytes of HW_PROTECTION's blocks are the driver's own (GCPD-1). */
function getPrivateSizes(
  core: D3D11Core,
  refuse: Refuse,
  types: SessionTypes,
  pPrivateInputSize: Address,
  pPrivateOutputSize: Address,
): Hresult {
  const { memory, policies } = core;
  const offer = findSessionOffer(core, types);
  if (typeof offer === 'string')
    return refuse(D3DDDIERR_UNSUPPORTEDCRYPTO, () =>
      notOfferedToSession(core, types, offer, argumentOf[offer]),
    );
  if (!hwProtection.has(memory, types.KeyExchangeType)) return refuse(E_INVALIDARG, noPrivateData);
  memory.range(pPrivateInputSize, 4);
  memory.range(pPrivateOutputSize, 4);
  const { inputBytes, outputBytes } = policies.privateDataSizes(core);
  memory.writeU32(pPrivateInputSize, inputBytes);
  memory.writeU32(pPrivateOutputSize, outputBytes);
  return S_OK;
}

/**
 * GetDataForNewHardwareKey, CheckCryptoSessionStatus, GetCryptoSessionPrivateDataSize (GDHK, CCSS, GCPD). The status is told
 * of any session: one that cannot lose its keys is OK.
 */
export function hardwareSessionFunctions(core: D3D11Core): HardwareSessionEntries {
  const { memory, policies, refusals } = core;
  const refuseData = refusals.of(GetDataForNewHardwareKey);
  const refuseSizes = refusals.of(GetCryptoSessionPrivateDataSize);
  return core.ofDevice.guarded(D3DWDDM2_0DDI_VIDEODEVICEFUNCS, {
    pfnGetDataForNewHardwareKey: (_device, session, bytes, address, pPrivateOutputData) =>
      getKeyData(core, refuseData, session, { address, bytes }, pPrivateOutputData),

    pfnCheckCryptoSessionStatus: (_device, session, pStatus) => {
      memory.writeU32(pStatus, policies.sessionStatus(session));
      return S_OK;
    },

    pfnGetCryptoSessionPrivateDataSize: (_device, CryptoType, DecodeProfile, KeyExchangeType, ...sizes) =>
      getPrivateSizes(core, refuseSizes, { CryptoType, DecodeProfile, KeyExchangeType }, ...sizes),
  });
}
