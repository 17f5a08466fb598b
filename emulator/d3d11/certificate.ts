import type { Address, Hresult, TableEntries } from '../../src/abi/index.js';
import {
  D3D11_1DDI_CERTIFICATE_INFO as INFO,
  D3D11_1DDI_CERTIFICATE_TYPE,
  D3D11_1DDI_CONTENT_PROTECTION_CAPS as CAPS,
  type D3D11_1DDI_VIDEODEVICEFUNCS,
  D3DDDIERR_DEVICEREMOVED,
  D3DDDIERR_UNSUPPORTEDCRYPTO,
  E_INVALIDARG,
  S_OK,
} from '../../src/ddi/index.js';
import { NULL } from '../../src/abi/index.js';
import { inVoid } from './set-error.js';
import type { Device, DriverCore } from './state.js';

const at = (address: number) => address as Address;

/** Channel types of the DDI and the caps bit that each goes with (CAC-5). */
const channelCaps = new Map<number, number>([
  [2, CAPS.SOFTWARE],
  [3, CAPS.HARDWARE],
]);

/** Whether there is a certificate for what pCertificateInfo names (GCS-2, GCS-3, GCS-4). Channels share the sessions' (GC-4). */
function selects(core: DriverCore, device: Device, pCertificateInfo: Address): Hresult {
  const { memory, parts, profile } = core;
  if (parts.refusesWhenRemoved(device)) return D3DDDIERR_DEVICEREMOVED;
  const type = memory.readU32(at(pCertificateInfo + INFO.offset.CertificateType));
  if (type === D3D11_1DDI_CERTIFICATE_TYPE.CRYPTO_SESSION) {
    const cryptoType = at(pCertificateInfo + INFO.offset.CryptoSessionType);
    return parts.findCryptoType(core, cryptoType) ? S_OK : D3DDDIERR_UNSUPPORTEDCRYPTO;
  }
  if (type !== D3D11_1DDI_CERTIFICATE_TYPE.AUTHENTICATED_CHANNEL) return E_INVALIDARG;
  const channelType = memory.readU32(at(pCertificateInfo + INFO.offset.ChannelType));
  return ((channelCaps.get(channelType) ?? 0) & profile.caps) !== 0 ? S_OK : E_INVALIDARG;
}

/** GetCertificateSize and GetCertificate: the chain that identity gives, whole and no more (GCS-1, GC-1, GC-2, GC-3). */
export function certificateFunctions(core: DriverCore): TableEntries<typeof D3D11_1DDI_VIDEODEVICEFUNCS> {
  const { memory, parts, identity } = core;
  return {
    pfnGetCertificateSize: (hDevice, pCertificateInfo, pCertificateSize) => {
      inVoid(core, hDevice, (device) => {
        if (pCertificateInfo === NULL || pCertificateSize === NULL) return E_INVALIDARG;
        const code = selects(core, device, pCertificateInfo);
        if (code === S_OK) memory.writeU32(pCertificateSize, identity.certificateChain.length);
        return code;
      });
    },

    pfnGetCertificate: (hDevice, pCertificateInfo, CertificateSize, pCertificate) => {
      inVoid(core, hDevice, (device) => {
        if (pCertificateInfo === NULL || pCertificate === NULL) return E_INVALIDARG;
        const code = selects(core, device, pCertificateInfo);
        if (code !== S_OK) return code;
        const chain = identity.certificateChain;
        if (!parts.isCertificateSizeEnough(CertificateSize, chain.length)) return E_INVALIDARG; // D-06
        memory.copyIn(pCertificate, chain.subarray(0, CertificateSize));
        return S_OK;
      });
    },
  };
}
