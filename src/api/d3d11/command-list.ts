import type { ComInterface, Opaque } from '../kit/index.js';
import { comInterface, opaque } from '../kit/index.js';
import { ID3D11DeviceChild } from './device-child.js';

/** ID3D11CommandList: what a deferred context has recorded. Its one method is a slot that is not emulated. */
export interface ID3D11CommandList extends ID3D11DeviceChild {
  GetContextFlags: Opaque<number>;
}

export const ID3D11CommandList: ComInterface<ID3D11CommandList> = comInterface<
  ID3D11CommandList,
  ID3D11DeviceChild
>('ID3D11CommandList', 'a24bc4d1-769e-43f7-8013-98ff566c18e2', ID3D11DeviceChild, {
  GetContextFlags: opaque.uint,
});
