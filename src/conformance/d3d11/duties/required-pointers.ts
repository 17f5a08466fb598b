import type { Address, Memory } from '../../../abi/index.js';
import { NULL } from '../../../abi/index.js';
import {
  D3D10_2DDIARG_GETCAPS,
  D3D10DDIARG_CREATEDEVICE,
  D3D10DDIARG_OPENADAPTER,
  D3D11_1DDI_VIDEO_INPUT,
} from '../../../ddi/index.js';
import type { DriverCall, Duty } from './duty.js';

/** Functions whose page says what NULL gets, so that it may come (DEV-23). */
const namesNull = ['CheckFormatSupport'];

/** Structures with pointers that are required: where the function has the structure, and the pointers by name. */
const structures: Readonly<
  Record<string, (memory: Memory, args: readonly Address[]) => Readonly<Record<string, number>>>
> = {
  GetCaps: (memory, [, at]) => {
    const { pData } = D3D10_2DDIARG_GETCAPS.decode(memory, at!);
    return { pData };
  },
  OpenAdapter10_2: (memory, [at]) => {
    const { pAdapterFuncs_2 } = D3D10DDIARG_OPENADAPTER.decode(memory, at!);
    return { pAdapterFuncs_2 };
  },
  CreateDevice: (memory, [, at]) => {
    const create = D3D10DDIARG_CREATEDEVICE.decode(memory, at!);
    const { hDrvDevice, p11_1DeviceFuncs, p11UMCallbacks, ppfnRetrieveSubObject } = create;
    return { hDrvDevice, p11_1DeviceFuncs, p11UMCallbacks, ppfnRetrieveSubObject };
  },
  RetrieveSubObject: (memory, [, , bytes, at]) => {
    if (bytes! < D3D11_1DDI_VIDEO_INPUT.bytes) return {};
    const { p11VideoDeviceFuncs } = D3D11_1DDI_VIDEO_INPUT.decode(memory, at!);
    return { p11VideoDeviceFuncs };
  },
};

/** No required pointer is NULL (XLT-18). */
export const requiredPointers: Duty = {
  before: ({ declaration, args, memory, breaks }: DriverCall) => {
    const { name, parameters } = declaration;
    if (namesNull.includes(name)) return;
    const nulls = parameters.filter(
      ({ direction, optional, made }, at) =>
        args[at] === NULL && (made === true || (direction !== undefined && optional !== true)),
    );
    for (const { name: parameter } of nulls) breaks('XLT-18', `${parameter} is NULL`);
    const members = nulls.length === 0 ? structures[name]?.(memory, args as Address[]) : undefined;
    for (const [member, value] of Object.entries(members ?? {}))
      if (value === NULL) breaks('XLT-18', `${member} is NULL`);
  },
};
