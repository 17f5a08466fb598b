import type { TableEntries } from '../../../src/abi/index.js';
import type { D3DWDDM2_0DDI_DEVICEFUNCS } from '../../../src/ddi/index.js';
import type { D3D11Core } from '../d3d11-core.js';

/** SetHardwareProtection, SetHardwareProtectionState (SHP, DEV-25). */
export function resourceProtectionFunctions(
  _core: D3D11Core,
): TableEntries<typeof D3DWDDM2_0DDI_DEVICEFUNCS> {
  return {};
}
