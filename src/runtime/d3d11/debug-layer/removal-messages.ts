import type { Hresult } from '../../../abi/index.js';
import type { MessageName } from '../../../api/d3d11/index.js';
import {
  DXGI_ERROR_DEVICE_HUNG,
  DXGI_ERROR_DEVICE_REMOVED,
  DXGI_ERROR_DRIVER_INTERNAL_ERROR,
  DXGI_ERROR_INVALID_CALL,
  hresultName,
} from '../../../ddi/index.js';
import type { Removal } from '../../../host/index.js';
import type { MessageStore } from './message-store.js';

/** Whose fault a removal is, by its reason (DR-2 to DR-6); of other reasons, DEVICE_RESET among them, nobody can say. */
const guilt: ReadonlyMap<Hresult, MessageName> = new Map([
  [DXGI_ERROR_DEVICE_HUNG, 'DEVICE_REMOVAL_PROCESS_AT_FAULT'],
  [DXGI_ERROR_INVALID_CALL, 'DEVICE_REMOVAL_PROCESS_AT_FAULT'],
  [DXGI_ERROR_DEVICE_REMOVED, 'DEVICE_REMOVAL_PROCESS_NOT_AT_FAULT'],
  [DXGI_ERROR_DRIVER_INTERNAL_ERROR, 'DEVICE_REMOVAL_PROCESS_NOT_AT_FAULT'],
]);

/** Tells once that the device was removed, and whose fault it is (DR-16). @returns how to take it back */
export function tellOfRemoval(messages: MessageStore, removal: Removal): () => void {
  return removal.onRemoved((reason) => {
    const name = guilt.get(reason) ?? 'DEVICE_REMOVAL_PROCESS_POSSIBLY_AT_FAULT';
    // The runtime's own name for it: no method removes a device.
    messages.add('ID3D11Device::RemoveDevice', name, `the device is removed: ${hresultName(reason)}`, {
      hresult: reason,
    });
  });
}
