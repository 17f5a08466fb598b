/** The callbacks that CreateDevice hands to the driver: the core layer's and the kernel's, clauses DEV, ERR. */
import { coreLayerSlots, coreLayerSlots2_0, coreLayerSlots2_2, kernelSlots } from './callback-slots.js';
import { SetErrorCb } from './device.js';
import { AllocateCb, DeallocateCb } from './shared-resource.js';
import { table } from '../../abi/index.js';

const functions = { pfnSetErrorCb: SetErrorCb };

/** 320 bytes, the runtime's; the driver keeps its address, never its entries (DEV-17). */
export const D3D11DDI_CORELAYER_DEVICECALLBACKS = table(
  'D3D11DDI_CORELAYER_DEVICECALLBACKS',
  coreLayerSlots,
  functions,
);

/** 336 bytes: WDDM 2.0 (DEV-17). */
export const D3DWDDM2_0DDI_CORELAYER_DEVICECALLBACKS = table(
  'D3DWDDM2_0DDI_CORELAYER_DEVICECALLBACKS',
  coreLayerSlots2_0,
  functions,
);

/** 368 bytes: WDDM 2.2 (DEV-17). */
export const D3DWDDM2_2DDI_CORELAYER_DEVICECALLBACKS = table(
  'D3DWDDM2_2DDI_CORELAYER_DEVICECALLBACKS',
  coreLayerSlots2_2,
  functions,
);

/** 496 bytes: the kernel's services; a driver with all its data in own memory calls those for sharing alone (DEV-14, DEV-15). */
export const D3DDDI_DEVICECALLBACKS = table('D3DDDI_DEVICECALLBACKS', kernelSlots, {
  pfnAllocateCb: AllocateCb,
  pfnDeallocateCb: DeallocateCb,
});
