import type { DdiFunction, TableEntries } from '../../src/abi/index.js';
import type { RetrieveSubObject } from '../../src/ddi/index.js';
import {
  D3D11_1DDI_VIDEO_FUNCTIONS,
  D3D11_1DDI_VIDEO_INPUT as INPUT,
  type D3D11_1DDI_VIDEODEVICEFUNCS,
  E_INVALIDARG,
  S_OK,
} from '../../src/ddi/index.js';
import { fillTable, NULL } from '../../src/abi/index.js';
import { certificateFunctions } from './certificate.js';
import { capsFunctions } from './content-protection-caps.js';
import { cryptoSessionFunctions } from './crypto-session.js';
import { decryptionBltFunctions } from './decryption-blt.js';
import type { ExportedTable } from './device.js';
import { encryptionBltFunctions } from './encryption-blt.js';
import { keyExchangeFunctions } from './key-exchange.js';
import type { DriverCore } from './state.js';

/** The video table: every function of content protection that this driver has. */
export function videoFunctions(core: DriverCore): TableEntries<typeof D3D11_1DDI_VIDEODEVICEFUNCS> {
  return {
    ...capsFunctions(core),
    ...cryptoSessionFunctions(core),
    ...certificateFunctions(core),
    ...keyExchangeFunctions(core),
    ...encryptionBltFunctions(core),
    ...decryptionBltFunctions(core),
  };
}

/**
 * RetrieveSubObject: fills the table that pParams names; a second call fills the one it names then (SUB-5,
 * SUB-9). An id or size that is wrong is refused and the device has nothing more to keep (SUB-2, SUB-3, SUB-6, SUB-8).
 */
export function retrieveSubObjectFunction(
  core: DriverCore,
  videoTable: ExportedTable,
): DdiFunction<typeof RetrieveSubObject> {
  const { memory, devices, profile } = core;
  return (hDevice, SubDeviceID, ParamSize, pParams) => {
    if (pParams === NULL || !devices.find(hDevice)) return E_INVALIDARG;
    if (!profile.videoFunctions) return E_INVALIDARG; // then no id is known (SUB-8, D-19)
    if (SubDeviceID !== D3D11_1DDI_VIDEO_FUNCTIONS || ParamSize < INPUT.bytes) return E_INVALIDARG;
    const { p11VideoDeviceFuncs } = INPUT.decode(memory, pParams);
    if (p11VideoDeviceFuncs === NULL) return E_INVALIDARG;
    fillTable(memory, p11VideoDeviceFuncs, videoTable);
    return S_OK;
  };
}
