import type { Address } from '../../../abi/index.js';
import { NULL } from '../../../abi/index.js';
import { D3D10_2DDIARG_GETCAPS, D3D11_1DDI_VIDEO_INPUT } from '../../../ddi/index.js';
import type { DriverCall, Duty } from './duty.js';

/** Functions whose page says what NULL gets, so that it may come (DEV-23). */
const namesNull = ['CheckFormatSupport'];

/** No required pointer is NULL (XLT-18). */
export const requiredPointers: Duty = {
  before: ({ declaration, args, memory, breaks }: DriverCall) => {
    const { name, parameters } = declaration;
    if (namesNull.includes(name)) return;
    parameters.forEach(({ name: parameter, direction, optional, made }, at) => {
      const isRequired = made === true || (direction !== undefined && optional !== true);
      if (isRequired && args[at] === NULL) breaks('XLT-18', `${parameter} is NULL`);
    });
    if (name === 'RetrieveSubObject' && args[3] !== NULL && args[2]! >= D3D11_1DDI_VIDEO_INPUT.bytes) {
      const { p11VideoDeviceFuncs } = D3D11_1DDI_VIDEO_INPUT.decode(memory, args[3] as Address);
      if (p11VideoDeviceFuncs === NULL) breaks('XLT-18', 'p11VideoDeviceFuncs is NULL');
    }
    if (name !== 'GetCaps' || args[1] === NULL) return;
    const { pData } = D3D10_2DDIARG_GETCAPS.decode(memory, args[1] as Address);
    if (pData === NULL) breaks('XLT-18', 'pData is NULL');
  },
};
