import { VOID, failed } from '../../src/abi/index.js';
import type { Address, FunctionDeclaration, Hresult } from '../../src/abi/index.js';
import type { HDevice } from '../../src/ddi/index.js';
import { D3DDDIERR_DEVICEREMOVED, E_INVALIDARG, E_OUTOFMEMORY, SetErrorCb } from '../../src/ddi/index.js';
import type { Device, DriverCore } from './state.js';

/** Calls pfnSetErrorCb, read from the runtime's table at this moment: the runtime may change it (DEV-17, DEV-18). */
export function setError({ memory, code }: DriverCore, device: Device, hresult: Hresult): void {
  const entry = Number(memory.readU64(device.p11UMCallbacks)) as Address;
  code.functionAt(SetErrorCb, entry)(device.hRTCoreLayer, hresult);
}

/** The code by which a function says that the device is removed (D-15). */
export function removedCode({ codes, returns }: FunctionDeclaration): Hresult {
  if (returns === VOID || codes.includes(D3DDDIERR_DEVICEREMOVED)) return D3DDDIERR_DEVICEREMOVED;
  return codes.includes(E_OUTOFMEMORY) ? E_OUTOFMEMORY : E_INVALIDARG;
}

/**
 * Runs a VOID function of content protection: `body` gives the code that an HRESULT function would have returned,
 * and a failure is reported where it was found, the way of D-08 (ERR-1, ERR-4). Without a live device there is nobody to report to.
 */
export function inVoid(core: DriverCore, hDevice: HDevice, body: (device: Device) => Hresult): void {
  const device = core.devices.find(hDevice);
  if (!device) return;
  const code = body(device);
  if (failed(code)) core.parts.reportFailure(core, device, code);
}
