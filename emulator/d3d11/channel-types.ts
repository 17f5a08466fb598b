import {
  D3D11_1DDI_AUTHENTICATED_CHANNEL_TYPE as TYPE,
  D3D11_1DDI_CONTENT_PROTECTION_CAPS as CAPS,
} from '../../src/ddi/index.js';
import type { D3D11Base } from './state.js';

const capOfType = new Map<number, number>([
  [TYPE.DRIVER_SOFTWARE, CAPS.SOFTWARE],
  [TYPE.DRIVER_HARDWARE, CAPS.HARDWARE],
]);

/** Whether the caps have authenticated channels of a type (CAC-5). */
export const offersChannels = ({ offers }: Pick<D3D11Base, 'offers'>, type: number): boolean =>
  ((capOfType.get(type) ?? 0) & offers.union.caps) !== 0;
