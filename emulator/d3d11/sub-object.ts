import type { DdiFunction, TableDeclaration } from '../../src/abi/index.js';
import { fillTable, NULL } from '../../src/abi/index.js';
import {
  D3D11_1DDI_VIDEO_INPUT as INPUT,
  E_FAIL,
  E_INVALIDARG,
  RetrieveSubObject,
  S_OK,
  videoTablesOf,
} from '../../src/ddi/index.js';
import { nullPointer } from '../core/causes.js';
import type { ExportedTable } from '../core/function-tables.js';
import { noVideoFunctions, subObjectSize, unknownSubObject } from './causes.js';
import type { D3D11Core } from './d3d11-core.js';

/**
 * RetrieveSubObject: fills the table that pParams names; a second call fills the one it names then (SUB-5,
 * SUB-9). An id or size that is wrong is refused and the device has nothing more to keep (SUB-2, SUB-3, SUB-6, SUB-8).
 */
export function retrieveSubObject(
  { memory, profile, ofDevice, refusals }: D3D11Core,
  tableOf: (table: TableDeclaration) => ExportedTable,
): DdiFunction<typeof RetrieveSubObject> {
  const refuse = refusals.of(RetrieveSubObject);
  return ofDevice.single(
    RetrieveSubObject,
    (device, SubDeviceID, ParamSize, pParams) => {
      // Without video functions no id is known (SUB-8, D-19).
      if (!profile.videoFunctions) return refuse(E_INVALIDARG, noVideoFunctions);
      const tables = videoTablesOf(device.version);
      const wanted = tables.find((one) => one.SubDeviceID === SubDeviceID);
      if (!wanted) return refuse(E_INVALIDARG, () => unknownSubObject(tables, SubDeviceID));
      if (ParamSize < INPUT.bytes) return refuse(E_INVALIDARG, () => subObjectSize(INPUT.bytes, ParamSize));
      if (pParams === NULL) return refuse(E_INVALIDARG, () => nullPointer('pParams')); // SUB-6
      const { p11VideoDeviceFuncs } = INPUT.decode(memory, pParams);
      if (p11VideoDeviceFuncs === NULL)
        return refuse(E_FAIL, () => nullPointer('pParams', 'p11VideoDeviceFuncs'));
      fillTable(memory, p11VideoDeviceFuncs, tableOf(wanted.table));
      return S_OK;
    },
    'even when gone',
  );
}
