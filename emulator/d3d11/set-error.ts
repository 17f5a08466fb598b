import type { Address, Hresult } from '../../src/abi/index.js';
import { SetErrorCb } from '../../src/ddi/index.js';
import type { D3D11Base, Device } from './state.js';

/** Calls pfnSetErrorCb, read from the runtime's table at this moment: the runtime may change it (DEV-17, DEV-18). */
export function setError({ memory, code }: D3D11Base, device: Device, hresult: Hresult): void {
  const entry = Number(memory.readU64(device.p11UMCallbacks)) as Address;
  code.functionAt(SetErrorCb, entry)(device.hRTCoreLayer, hresult);
}
