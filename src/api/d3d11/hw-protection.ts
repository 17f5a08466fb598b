/** What a session of hardware protection exchanges with the trusted environment: d3d11.h (HWP-1…HWP-6). */
import type { StructValue } from '../../abi/index.js';
import { struct, tail, UINT, ULONGLONG } from '../../abi/index.js';
import { HRESULT } from '../../ddi/index.js';
import { blockPointer } from '../kit/index.js';

/** 12 bytes. The driver's own bytes, then the command (HWP-1): all that the caller allocated from pbInput on. */
export const D3D11_KEY_EXCHANGE_HW_PROTECTION_INPUT_DATA = struct(
  'D3D11_KEY_EXCHANGE_HW_PROTECTION_INPUT_DATA',
  {
    PrivateDataSize: UINT,
    HWProtectionDataSize: UINT,
    pbInput: tail(4),
  },
);

/** 40 bytes. The driver's own bytes, then the result, from pbOutput on; times in units of 100 ns (HWP-2, HWP-3). */
export const D3D11_KEY_EXCHANGE_HW_PROTECTION_OUTPUT_DATA = struct(
  'D3D11_KEY_EXCHANGE_HW_PROTECTION_OUTPUT_DATA',
  {
    PrivateDataSize: UINT,
    MaxHWProtectionDataSize: UINT,
    HWProtectionDataSize: UINT,
    TransportTime: ULONGLONG,
    ExecutionTime: ULONGLONG,
    pbOutput: tail(4),
  },
);

/**
 * 32 bytes. One command. pInputData and pOutputData are the two structures as they lie in the caller's allocations, with
 * everything behind them: D3D11_KEY_EXCHANGE_HW_PROTECTION_INPUT_DATA from its first byte to the last of its tail. The
 * method writes into pOutputData and Status.
 */
export const D3D11_KEY_EXCHANGE_HW_PROTECTION_DATA = struct('D3D11_KEY_EXCHANGE_HW_PROTECTION_DATA', {
  HWProtectionFunctionID: UINT,
  pInputData: blockPointer(D3D11_KEY_EXCHANGE_HW_PROTECTION_INPUT_DATA),
  pOutputData: blockPointer(D3D11_KEY_EXCHANGE_HW_PROTECTION_OUTPUT_DATA),
  Status: HRESULT,
});
export type D3D11_KEY_EXCHANGE_HW_PROTECTION_DATA = StructValue<typeof D3D11_KEY_EXCHANGE_HW_PROTECTION_DATA>;
