import { UINT } from '../../abi/index.js';
import type { ComInterface, Out } from '../kit/index.js';
import { comInterface, evenWhenRemoved, nothing, returning, uint, valueOut } from '../kit/index.js';
import { ID3D11DeviceChild } from './device-child.js';
import { D3D11_RESOURCE_DIMENSION } from './resource-values.js';
import { D3D11_BUFFER_DESC, D3D11_TEXTURE2D_DESC, D3D11_TEXTURE2D_DESC1 } from './resource-structs.js';

/** ID3D11Resource: what holds data: a buffer, a texture. */
export interface ID3D11Resource extends ID3D11DeviceChild {
  /** D3D11_RESOURCE_DIMENSION. */
  GetType(pResourceDimension: Out<number>): void;
  /** What should stay in memory when it runs short: DXGI_RESOURCE_PRIORITY_*. */
  SetEvictionPriority(EvictionPriority: number): void;
  /** That priority. */
  GetEvictionPriority(): number;
}

export const ID3D11Resource: ComInterface<ID3D11Resource> = comInterface<ID3D11Resource, ID3D11DeviceChild>(
  'ID3D11Resource',
  'dc8e63f3-d12b-4952-b47b-5e45026a862d',
  ID3D11DeviceChild,
  {
    GetType: evenWhenRemoved(nothing([valueOut('pResourceDimension', D3D11_RESOURCE_DIMENSION)])),
    SetEvictionPriority: evenWhenRemoved(nothing([uint('EvictionPriority')])),
    GetEvictionPriority: evenWhenRemoved(returning(UINT, [])),
  },
);

/** ID3D11Buffer: bytes. */
export interface ID3D11Buffer extends ID3D11Resource {
  /** A copy of the description that it was made with. */
  GetDesc(pDesc: Out<D3D11_BUFFER_DESC>): void;
}

export const ID3D11Buffer: ComInterface<ID3D11Buffer> = comInterface<ID3D11Buffer, ID3D11Resource>(
  'ID3D11Buffer',
  '48570b85-d1ee-4fcd-a250-eb350722b037',
  ID3D11Resource,
  {
    GetDesc: evenWhenRemoved(nothing([valueOut('pDesc', D3D11_BUFFER_DESC)])),
  },
);

/** ID3D11Texture2D: texels, mip by mip and slice by slice. */
export interface ID3D11Texture2D extends ID3D11Resource {
  /** A copy of its description, MipLevels filled in. */
  GetDesc(pDesc: Out<D3D11_TEXTURE2D_DESC>): void;
}

export const ID3D11Texture2D: ComInterface<ID3D11Texture2D> = comInterface<ID3D11Texture2D, ID3D11Resource>(
  'ID3D11Texture2D',
  '6f15aaf2-d208-4e89-9ab4-489535d34f9c',
  ID3D11Resource,
  {
    GetDesc: evenWhenRemoved(nothing([valueOut('pDesc', D3D11_TEXTURE2D_DESC)])),
  },
);

/** ID3D11Texture2D1: a texture with a layout. */
export interface ID3D11Texture2D1 extends ID3D11Texture2D {
  /** The same with the layout. */
  GetDesc1(pDesc: Out<D3D11_TEXTURE2D_DESC1>): void;
}

export const ID3D11Texture2D1: ComInterface<ID3D11Texture2D1> = comInterface<
  ID3D11Texture2D1,
  ID3D11Texture2D
>('ID3D11Texture2D1', '51218251-1e33-4617-9ccb-4d3a4367e7bb', ID3D11Texture2D, {
  GetDesc1: evenWhenRemoved(nothing([valueOut('pDesc', D3D11_TEXTURE2D_DESC1)])),
});
