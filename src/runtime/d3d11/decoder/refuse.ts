import type { Hresult } from '../../../abi/index.js';
import type { MessageName } from '../../../api/d3d11/index.js';
import { E_INVALIDARG } from '../../../ddi/index.js';
import type { CallerCheckName } from '../debug-layer/index.js';
import type { RuntimeDevice } from '../runtime-device.js';

/** What is wrong with a call, as a message says it. */
export interface Mistake {
  readonly name: MessageName | CallerCheckName;
  readonly text: string;
}

/** Says what is wrong with a call, and gives the code that answers it. */
export function refuse(
  device: RuntimeDevice,
  call: string,
  { name, text }: Mistake,
  hresult: Hresult = E_INVALIDARG,
): Hresult {
  device.complain(call, name, text, hresult);
  return hresult;
}
