import type { TableEntries } from '../../../src/abi/index.js';
import {
  D3D11_1DDI_CONTENT_PROTECTION_CAPS as CAPS,
  D3DDDIERR_OUTOFHWPROTECTEDMEMORY,
  D3DWDDM2_0DDI_DEVICEFUNCS,
  E_INVALIDARG,
  S_OK,
  SetHardwareProtection,
  SetHardwareProtectionState,
} from '../../../src/ddi/index.js';
import { noCap } from '../causes.js';
import type { D3D11Core } from '../d3d11-core.js';
import { outOfProtectedMemory } from './causes.js';

const transition = 'HARDWARE_PROTECTED_MEMORY_TRANSITION';

/**
 * SetHardwareProtection: a resource, in or out of protected memory (SHP-1, SHP-2). SetHardwareProtectionState, which no
 * document describes (SHP-3, DEV-25), is remembered of the device, for the oracle alone: nothing here draws.
 */
export function resourceProtectionFunctions(core: D3D11Core): TableEntries<typeof D3DWDDM2_0DDI_DEVICEFUNCS> {
  const { policies, offers, protectedMemory, refusals } = core;
  const refuse = refusals.of(SetHardwareProtection);
  const refuseState = refusals.of(SetHardwareProtectionState);
  const hasCap = (offers.union.caps & CAPS[transition]) !== 0;
  return core.ofDevice.guarded(D3DWDDM2_0DDI_DEVICEFUNCS, {
    pfnSetHardwareProtection: (_device, resource, Protected) => {
      if (!hasCap) return refuse(E_INVALIDARG, () => noCap(transition));
      const isProtected = Protected !== 0;
      if (isProtected && !resource.isProtected && protectedMemory.isOut)
        return refuse(D3DDDIERR_OUTOFHWPROTECTEDMEMORY, outOfProtectedMemory);
      policies.switchProtection(core, resource, isProtected);
      return S_OK;
    },

    pfnSetHardwareProtectionState: (device, HwProtectionEnable) => {
      if (!hasCap) return refuseState(E_INVALIDARG, () => noCap(transition));
      device.hardwareProtection = HwProtectionEnable !== 0;
      return S_OK;
    },
  });
}
