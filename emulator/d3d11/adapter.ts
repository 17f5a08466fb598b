import type { Address, DdiFunction, Hresult, TableEntries } from '../../src/abi/index.js';
import { fillTable, NULL } from '../../src/abi/index.js';
import type { HAdapter } from '../../src/ddi/index.js';
import {
  CreateDevice,
  D3D10_2DDI_ADAPTERFUNCS,
  D3D10_2DDIARG_GETCAPS as GETCAPS,
  D3D10_2DDICAPS_TYPE as CAPS_TYPE,
  D3D10DDIARG_OPENADAPTER as OPEN,
  D3D11_1DDI_ARCHITECTURE_INFO_DATA,
  D3D11_1DDI_D3D11_OPTIONS_DATA,
  D3D11_DDI_SHADER_MIN_PRECISION_SUPPORT_DATA,
  D3D11DDI_3DPIPELINELEVEL as LEVEL,
  D3D11DDI_3DPIPELINESUPPORT_CAPS,
  D3D11DDI_SHADER,
  D3D11DDI_SHADER_CAPS,
  D3D11DDI_THREADING_CAPS,
  E_FAIL,
  E_INVALIDARG,
  E_OUTOFMEMORY,
  GetCaps,
  GetSupportedVersions,
  HRESULT_FROM_WIN32_ERROR_INSUFFICIENT_BUFFER,
  OpenAdapter10_2,
  S_OK,
} from '../../src/ddi/index.js';
import { noMemory, nullPointer } from '../core/causes.js';
import type { ExportedTable } from '../core/function-tables.js';
import { HANDLE_HEADER_BYTES } from '../core/handle-table.js';
import type { Refuse } from '../core/refusal-recorder.js';
import { capsTooSmall, tooFewEntries, unknownCapsType } from './causes.js';
import type { D3D11Core } from './d3d11-core.js';
import type { DeviceTables } from './device.js';
import { createDevice } from './device.js';

/** The levels up to 11_1, as GetCaps answers with them (OPN-20). */
const pipelineLevels = [
  LEVEL.LEVEL_9_1,
  LEVEL.LEVEL_9_2,
  LEVEL.LEVEL_9_3,
  LEVEL.LEVEL_10_0,
  LEVEL.LEVEL_10_1,
  LEVEL.LEVEL_11_0,
  LEVEL.LEVEL_11_1,
].reduce<number>((bits, level) => bits | (1 << level), 0);

/** The least answer that serves feature level 11_1 (OPN-20, OPN-22), single-threaded (OPN-19): a structure a type (OPN-17). */
const capsAnswers: ReadonlyMap<number, Uint8Array> = new Map([
  [CAPS_TYPE.THREADING, D3D11DDI_THREADING_CAPS.toBytes({})],
  [
    CAPS_TYPE.SHADER,
    D3D11DDI_SHADER_CAPS.toBytes({
      Caps: D3D11DDI_SHADER.COMPUTE_PLUS_RAW_AND_STRUCTURED_BUFFERS_IN_SHADER_4_X,
    }),
  ],
  [CAPS_TYPE.PIPELINESUPPORT_3D, D3D11DDI_3DPIPELINESUPPORT_CAPS.toBytes({ Caps: pipelineLevels })],
  [CAPS_TYPE.D3D11_OPTIONS, D3D11_1DDI_D3D11_OPTIONS_DATA.toBytes({ OutputMergerLogicOp: 1 })],
  [CAPS_TYPE.ARCHITECTURE_INFO, D3D11_1DDI_ARCHITECTURE_INFO_DATA.toBytes({})],
  [CAPS_TYPE.SHADER_MIN_PRECISION_SUPPORT, D3D11_DDI_SHADER_MIN_PRECISION_SUPPORT_DATA.toBytes({})],
]);

function getVersions(
  { memory, versions }: D3D11Core,
  refuse: Refuse,
  puEntries: Address,
  pVersions: Address,
): Hresult {
  // The count is written with and without an array (OPN-11); into one too short nothing is (OPN-12).
  const count = versions.length;
  if (pVersions !== NULL) {
    const room = memory.readU32(puEntries);
    if (room < count)
      return refuse(HRESULT_FROM_WIN32_ERROR_INSUFFICIENT_BUFFER, () => tooFewEntries(count, room));
    const list = versions.map(({ supported }) => supported);
    memory.copyIn(pVersions, new Uint8Array(BigUint64Array.from(list).buffer));
  }
  memory.writeU32(puEntries, count);
  return S_OK;
}

/** OPN-17, OPN-21. */
function getCaps({ memory }: D3D11Core, refuse: Refuse, pCapsData: Address): Hresult {
  const { Type, pData, DataSize } = GETCAPS.decode(memory, pCapsData);
  const answer = capsAnswers.get(Type);
  if (!answer) return refuse(E_INVALIDARG, () => unknownCapsType(Type));
  if (pData === NULL) return refuse(E_INVALIDARG, () => nullPointer('pData', 'pData'));
  if (DataSize < answer.length) return refuse(E_INVALIDARG, () => capsTooSmall(answer.length, DataSize));
  memory.copyIn(pData, answer);
  return S_OK;
}

/** The functions of an adapter. `deviceTables` are those that its devices get. */
export function adapterFunctions(
  core: D3D11Core,
  deviceTables: DeviceTables,
): TableEntries<typeof D3D10_2DDI_ADAPTERFUNCS> {
  const { memory, adapters, refusals } = core;
  const refuseDevice = refusals.of(CreateDevice);
  const refuseVersions = refusals.of(GetSupportedVersions);
  const refuseCaps = refusals.of(GetCaps);
  return {
    pfnCalcPrivateDeviceSize: () => HANDLE_HEADER_BYTES, // at least a pointer (DEV-2)

    ...core.ofAdapter.guarded(D3D10_2DDI_ADAPTERFUNCS, {
      pfnCreateDevice: (_adapter, pCreateData) => createDevice(core, refuseDevice, pCreateData, deviceTables),

      pfnCloseAdapter: ({ hAdapter }) => {
        adapters.remove(hAdapter);
        memory.free(hAdapter);
        return S_OK;
      },

      pfnGetSupportedVersions: (_adapter, puEntries, pVersions) =>
        getVersions(core, refuseVersions, puEntries, pVersions),
      pfnGetCaps: (_adapter, pCapsData) => getCaps(core, refuseCaps, pCapsData),
    }),
  };
}

/** OpenAdapter10_2: makes the adapter and fills the caller's table (OPN-3, OPN-4). */
export function openAdapter(
  { memory, adapters, allocations, refusals }: D3D11Core,
  adapterTable: () => ExportedTable,
): DdiFunction<typeof OpenAdapter10_2> {
  const refuse = refusals.of(OpenAdapter10_2);
  return (pOpenData): Hresult => {
    if (pOpenData === NULL) return refuse(E_FAIL, () => nullPointer('pOpenData')); // Interface and Version are not judged (OPN-2, OPN-8)
    const { pAdapterFuncs_2 } = OPEN.decode(memory, pOpenData);
    if (pAdapterFuncs_2 === NULL) return refuse(E_FAIL, () => nullPointer('pOpenData', 'pAdapterFuncs_2'));
    memory.range(pAdapterFuncs_2, D3D10_2DDI_ADAPTERFUNCS.bytes);
    const hAdapter = allocations.take()
      ? (memory.allocate(HANDLE_HEADER_BYTES, 'driver: hAdapter') as HAdapter)
      : (NULL as HAdapter);
    if (hAdapter === NULL) return refuse(E_OUTOFMEMORY, () => noMemory('OPN-3'));
    fillTable(memory, pAdapterFuncs_2, adapterTable());
    adapters.add(hAdapter, { hAdapter });
    memory.writeU64((pOpenData + OPEN.offset.hAdapter) as Address, BigInt(hAdapter));
    return S_OK;
  };
}
