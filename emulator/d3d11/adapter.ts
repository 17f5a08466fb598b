import type { Address, DdiFunction, Hresult, TableEntries, Interposer } from '../../src/abi/index.js';
import type { HAdapter, OpenAdapter10_2 } from '../../src/ddi/index.js';
import {
  D3D10_2DDI_ADAPTERFUNCS,
  D3D10_2DDIARG_GETCAPS as GETCAPS,
  D3D10_2DDICAPS_TYPE as CAPS_TYPE,
  D3D10DDIARG_OPENADAPTER as OPEN,
  D3D11_1_DDI_SUPPORTED,
  E_INVALIDARG,
  E_OUTOFMEMORY,
  HRESULT_FROM_WIN32_ERROR_INSUFFICIENT_BUFFER,
  S_OK,
} from '../../src/ddi/index.js';
import { exportTable, fillTable, NULL, wordBytes } from '../../src/abi/index.js';
import { interpose } from '../../src/trace/index.js';
import { createDevice, type ExportedTable } from './device.js';
import { HANDLE_HEADER_BYTES } from '../core/handle-table.js';
import type { DriverCore } from './state.js';

/** What GetSupportedVersions lists: Interface << 32 | build << 16 (OPN-13). */
const supportedVersions = [D3D11_1_DDI_SUPPORTED];

/** The least answer that serves feature level 11_1 (OPN-17, OPN-20, OPN-22), single-threaded (OPN-19), as 32-bit words for each type of caps. */
const capsWords = new Map<number, readonly number[]>([
  [CAPS_TYPE.THREADING, [0]],
  [CAPS_TYPE.SHADER, [2]],
  [CAPS_TYPE.PIPELINESUPPORT_3D, [0x7f]],
  [CAPS_TYPE.D3D11_OPTIONS, [1, 0]],
  [CAPS_TYPE.ARCHITECTURE_INFO, [0]],
  [CAPS_TYPE.SHADER_MIN_PRECISION_SUPPORT, [0, 0]],
]);

/** Adapter functions but CreateDevice, which needs the device table. */
function adapterFunctions(core: DriverCore): TableEntries<typeof D3D10_2DDI_ADAPTERFUNCS> {
  const { memory, adapters } = core;
  return {
    pfnCalcPrivateDeviceSize: () => HANDLE_HEADER_BYTES, // at least a pointer (DEV-2)

    pfnCloseAdapter: (hAdapter) => {
      if (!adapters.remove(hAdapter)) return E_INVALIDARG;
      memory.free(hAdapter);
      return S_OK;
    },

    pfnGetSupportedVersions: (hAdapter, puEntries, pVersions) => {
      if (puEntries === NULL || !adapters.find(hAdapter)) return E_INVALIDARG;
      // The count is written with and without an array (OPN-11); into one too short nothing is (OPN-12).
      if (pVersions !== NULL) {
        if (memory.readU32(puEntries) < supportedVersions.length)
          return HRESULT_FROM_WIN32_ERROR_INSUFFICIENT_BUFFER;
        supportedVersions.forEach((version, index) => {
          memory.writeU64((pVersions + 8 * index) as Address, version);
        });
      }
      memory.writeU32(puEntries, supportedVersions.length);
      return S_OK;
    },

    pfnGetCaps: (hAdapter, pCapsData) => {
      if (pCapsData === NULL || !adapters.find(hAdapter)) return E_INVALIDARG;
      const { Type, pData, DataSize } = GETCAPS.decode(memory, pCapsData);
      const words = capsWords.get(Type);
      if (!words || pData === NULL || DataSize < 4 * words.length) return E_INVALIDARG; // OPN-21
      memory.copyIn(pData, wordBytes(words));
      return S_OK;
    },
  };
}

/** OpenAdapter10_2: makes the adapter and fills the caller's table (OPN-3, OPN-4). */
export function openAdapterFunction(
  core: DriverCore,
  deviceTable: ExportedTable,
  retrieveSubObject: Address,
  interposer: Interposer,
): DdiFunction<typeof OpenAdapter10_2> {
  const { memory, adapters, code } = core;
  const entries = {
    ...adapterFunctions(core),
    pfnCreateDevice: (hAdapter: HAdapter, pCreateData: Address) =>
      createDevice(core, hAdapter, pCreateData, deviceTable, retrieveSubObject),
  };
  const exported = exportTable(
    code,
    D3D10_2DDI_ADAPTERFUNCS,
    interpose(D3D10_2DDI_ADAPTERFUNCS, entries, interposer, core),
  );
  return (pOpenData): Hresult => {
    if (pOpenData === NULL) return E_INVALIDARG; // Interface and Version are not judged (OPN-2, OPN-8)
    const { pAdapterFuncs_2 } = OPEN.decode(memory, pOpenData);
    if (pAdapterFuncs_2 === NULL) return E_INVALIDARG;
    memory.range(pAdapterFuncs_2, D3D10_2DDI_ADAPTERFUNCS.bytes);
    const hAdapter = core.allocations.take()
      ? (memory.allocate(HANDLE_HEADER_BYTES, 'driver: hAdapter') as HAdapter)
      : (NULL as HAdapter);
    if (hAdapter === NULL) return E_OUTOFMEMORY;
    fillTable(memory, pAdapterFuncs_2, exported);
    adapters.add(hAdapter, { hAdapter });
    memory.writeU64((pOpenData + OPEN.offset.hAdapter) as Address, BigInt(hAdapter));
    return S_OK;
  };
}
