import type { StructValue } from '../../abi/index.js';
import { struct, UINT, UINT8 } from '../../abi/index.js';
import { D3D11_CONTEXT_TYPE, D3D11_COUNTER, D3D11_QUERY } from './context-values.js';

/** 12 bytes. */
export const D3D11_COUNTER_INFO = struct('D3D11_COUNTER_INFO', {
  LastDeviceDependentCounter: D3D11_COUNTER,
  NumSimultaneousCounters: UINT,
  NumDetectableParallelUnits: UINT8,
});
export type D3D11_COUNTER_INFO = StructValue<typeof D3D11_COUNTER_INFO>;

/** 8 bytes. */
export const D3D11_QUERY_DESC = struct('D3D11_QUERY_DESC', {
  Query: D3D11_QUERY,
  MiscFlags: UINT,
});
export type D3D11_QUERY_DESC = StructValue<typeof D3D11_QUERY_DESC>;

/** 12 bytes. */
export const D3D11_QUERY_DESC1 = struct('D3D11_QUERY_DESC1', {
  Query: D3D11_QUERY,
  MiscFlags: UINT,
  ContextType: D3D11_CONTEXT_TYPE,
});
export type D3D11_QUERY_DESC1 = StructValue<typeof D3D11_QUERY_DESC1>;
