import type { TableEntries } from '../../../src/abi/index.js';
import type { D3DWDDM2_0DDI_VIDEODEVICEFUNCS } from '../../../src/ddi/index.js';
import type { D3D11Core } from '../d3d11-core.js';

type HardwareSessionEntries = Pick<
  TableEntries<typeof D3DWDDM2_0DDI_VIDEODEVICEFUNCS>,
  'pfnGetDataForNewHardwareKey' | 'pfnCheckCryptoSessionStatus' | 'pfnGetCryptoSessionPrivateDataSize'
>;

/** GetDataForNewHardwareKey, CheckCryptoSessionStatus, GetCryptoSessionPrivateDataSize (GDHK, CCSS, GCPD). */
export function hardwareSessionFunctions(_core: D3D11Core): HardwareSessionEntries {
  return {};
}
