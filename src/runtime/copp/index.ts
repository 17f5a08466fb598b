/** The emulated renderer's part of COPP: the API's own names, arguments, out-parameters and HRESULTs. It never throws. */
export * from '../../ddi/copp/copp.js';
export * from '../../ddi/copp/enums.js';
export {
  DXVA_COPPDevice,
  DXVA_COPPQueryBusData,
  DXVA_COPPQueryConnectorType,
  DXVA_COPPQueryDisplayData,
  DXVA_COPPQueryGlobalProtectionLevel,
  DXVA_COPPQueryHDCPKeyData,
  DXVA_COPPQueryLocalProtectionLevel,
  DXVA_COPPQueryProtectionType,
  DXVA_COPPQuerySignaling,
  DXVA_COPPSetProtectionLevel,
  DXVA_COPPSetSignaling,
  IID_IAMCertifiedOutputProtection,
} from '../../ddi/index.js';
export * from '../../ddi/hresults.js';
export { failed, guid, hresult } from '../../abi/index.js';
export type { Guid, Hresult } from '../../abi/index.js';
export { CoppAdapter } from './adapter.js';
export type { Displays } from './adapter.js';
export { IAMCertifiedOutputProtection } from './certified-output-protection.js';
export { out } from '../out.js';
export type { Out } from '../out.js';
