import type { Address, Hresult, TableEntries } from '../../src/abi/index.js';
import {
  D3D11_1DDI_CERTIFICATE_INFO as INFO,
  D3D11_1DDI_CERTIFICATE_TYPE,
  D3D11_1DDI_VIDEODEVICEFUNCS,
  D3DDDIERR_UNSUPPORTEDCRYPTO,
  E_INVALIDARG,
  GetCertificate,
  GetCertificateSize,
  S_OK,
} from '../../src/ddi/index.js';
import type { Refuse } from '../core/refusal-recorder.js';
import { certificateTooSmall, noSuchChannel, notOffered, unknownCertificateType } from './causes.js';
import { offersChannels } from './channel-types.js';
import type { D3D11Core } from './d3d11-core.js';
import { noCertificate } from './hardware/causes.js';

const at = (address: number) => address as Address;

const noChain = new Uint8Array();

const ofType = { member: 'CryptoSessionType', argument: 'pCertificateInfo', clause: 'D-11, GCS-4' };

/**
 * The chain for what pCertificateInfo names (GCS-2, GCS-3, GCS-4), empty where there is none (D-41). Channels share the
 * sessions' (GC-4).
 */
function findChain(core: D3D11Core, refuse: Refuse, pCertificateInfo: Address): Uint8Array | Hresult {
  const { memory, policies, offers, identity } = core;
  const type = memory.readU32(at(pCertificateInfo + INFO.offset.CertificateType));
  if (type === D3D11_1DDI_CERTIFICATE_TYPE.CRYPTO_SESSION) {
    const cryptoType = at(pCertificateInfo + INFO.offset.CryptoSessionType);
    const offer = policies.findCryptoType(core, cryptoType);
    if (offer) return policies.hasCertificate(offer) ? identity.certificateChain : noChain;
    return refuse(D3DDDIERR_UNSUPPORTEDCRYPTO, () =>
      notOffered(core, ofType, offers.cryptoTypes, cryptoType),
    );
  }
  if (type !== D3D11_1DDI_CERTIFICATE_TYPE.AUTHENTICATED_CHANNEL)
    return refuse(E_INVALIDARG, () => unknownCertificateType(type));
  const channelType = memory.readU32(at(pCertificateInfo + INFO.offset.ChannelType));
  if (offersChannels(core, channelType)) return identity.certificateChain;
  return refuse(E_INVALIDARG, () => noSuchChannel(channelType));
}

/** GetCertificateSize and GetCertificate: the chain that identity gives (GCS-1, GC-1, GC-3). */
export function certificateFunctions(core: D3D11Core): TableEntries<typeof D3D11_1DDI_VIDEODEVICEFUNCS> {
  const { memory, policies, refusals } = core;
  const [refuseSize, refuse] = [refusals.of(GetCertificateSize), refusals.of(GetCertificate)];
  return core.ofDevice.guarded(D3D11_1DDI_VIDEODEVICEFUNCS, {
    pfnGetCertificateSize: (_device, pCertificateInfo, pCertificateSize) => {
      const chain = findChain(core, refuseSize, pCertificateInfo);
      if (typeof chain === 'number') return chain;
      memory.writeU32(pCertificateSize, chain.length);
      return S_OK;
    },

    pfnGetCertificate: (_device, pCertificateInfo, CertificateSize, pCertificate) => {
      const chain = findChain(core, refuse, pCertificateInfo);
      if (typeof chain === 'number') return chain;
      if (chain.length === 0) return refuse(E_INVALIDARG, noCertificate);
      if (!policies.isCertificateSizeEnough(CertificateSize, chain.length))
        return refuse(E_INVALIDARG, () => certificateTooSmall(CertificateSize, chain.length)); // D-06
      memory.copyIn(pCertificate, chain.subarray(0, CertificateSize)); // never more than the caller has (GC-2)
      return S_OK;
    },
  });
}
