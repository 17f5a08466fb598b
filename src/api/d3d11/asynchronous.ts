import { UINT } from '../../abi/index.js';
import type { ComInterface, Out } from '../kit/index.js';
import { comInterface, evenWhenRemoved, nothing, returning, valueOut } from '../kit/index.js';
import { ID3D11DeviceChild } from './device-child.js';
import { D3D11_QUERY_DESC, D3D11_QUERY_DESC1 } from './device-structs.js';

/** ID3D11Asynchronous: what the GPU answers later: queries. */
export interface ID3D11Asynchronous extends ID3D11DeviceChild {
  /** How many bytes GetData writes for it. */
  GetDataSize(): number;
}

export const ID3D11Asynchronous: ComInterface<ID3D11Asynchronous> = comInterface<
  ID3D11Asynchronous,
  ID3D11DeviceChild
>('ID3D11Asynchronous', '4b35d0cd-1e15-4258-9c98-1b1333f6dd3b', ID3D11DeviceChild, {
  GetDataSize: evenWhenRemoved(returning(UINT, [])),
});

/** ID3D11Query: a query; GetData of a context has its answer. */
export interface ID3D11Query extends ID3D11Asynchronous {
  /** A copy of the description that it was made with. */
  GetDesc(pDesc: Out<D3D11_QUERY_DESC>): void;
}

export const ID3D11Query: ComInterface<ID3D11Query> = comInterface<ID3D11Query, ID3D11Asynchronous>(
  'ID3D11Query',
  'd6c00747-87b7-425e-b84d-44d108560afd',
  ID3D11Asynchronous,
  {
    GetDesc: evenWhenRemoved(nothing([valueOut('pDesc', D3D11_QUERY_DESC)])),
  },
);

/** ID3D11Query1: a query of one kind of context. */
export interface ID3D11Query1 extends ID3D11Query {
  /** The same with the kind of context. */
  GetDesc1(pDesc1: Out<D3D11_QUERY_DESC1>): void;
}

export const ID3D11Query1: ComInterface<ID3D11Query1> = comInterface<ID3D11Query1, ID3D11Query>(
  'ID3D11Query1',
  '631b4766-36dc-461d-8db6-c47e13e60916',
  ID3D11Query,
  {
    GetDesc1: evenWhenRemoved(nothing([valueOut('pDesc1', D3D11_QUERY_DESC1)])),
  },
);
