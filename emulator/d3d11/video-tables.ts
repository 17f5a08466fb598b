import type { TableDeclaration, TableEntries } from '../../src/abi/index.js';
import {
  D3D11_1DDI_VIDEODEVICEFUNCS,
  D3DWDDM2_0DDI_VIDEODEVICEFUNCS,
  D3DWDDM2_1DDI_VIDEODEVICEFUNCS,
  D3DWDDM2_4DDI_VIDEODEVICEFUNCS,
  D3DWDDM2_4DDI_VIDEODEVICEFUNCS_RS4_0,
  videoTablesOf,
} from '../../src/ddi/index.js';
import type { TableFunctions } from '../core/function-tables.js';
import { tableFunctions, without } from '../core/function-tables.js';
import { certificateFunctions } from './certificate.js';
import { capsFunctions } from './content-protection-caps.js';
import { cryptoSessionFunctions } from './crypto-session.js';
import type { D3D11Core } from './d3d11-core.js';
import { decoderFunctions } from './decoder/decoder.js';
import { frameFunctions, frameFunctions2_0, frameFunctions2_4, frameFunctionsRs4 } from './decoder/frame.js';
import { outputViewFunctions } from './decoder/output-view.js';
import { decryptionBltFunctions } from './decryption-blt.js';
import { encryptionBltFunctions } from './encryption-blt.js';
import { hardwareSessionFunctions } from './hardware/session-status.js';
import { keyExchangeFunctions, keyExchangeFunctions2_4 } from './key-exchange.js';
import { keyRefreshFunctions } from './key-refresh.js';
import { readBackKeyFunctions } from './read-back-key.js';

function videoFunctions11_1(core: D3D11Core): TableEntries<typeof D3D11_1DDI_VIDEODEVICEFUNCS> {
  return {
    ...capsFunctions(core),
    ...cryptoSessionFunctions(core),
    ...certificateFunctions(core),
    ...keyExchangeFunctions(core),
    ...keyRefreshFunctions(core),
    ...readBackKeyFunctions(core),
    ...encryptionBltFunctions(core),
    ...decryptionBltFunctions(core),
    ...decoderFunctions(core),
    ...outputViewFunctions(core),
    ...frameFunctions(core),
  };
}

/** The video tables that devices of these versions can be asked for (SUB-4, SUB-5, SUB-12). */
export function videoTables(core: D3D11Core): readonly TableFunctions[] {
  const functions11_1 = videoFunctions11_1(core);
  const functions2_0 = () => ({
    ...functions11_1,
    ...hardwareSessionFunctions(core),
    ...frameFunctions2_0(core),
  });
  // BeginFrame has a type of its own in RS4_0 (VDEC-25), the key exchange in 2.4 (NCX-1).
  const likeRs4 = without(functions11_1, 'pfnVideoDecoderBeginFrame');
  const like2_4 = without(likeRs4, 'pfnNegotiateCryptoSessionKeyExchange');
  const functionsRs4 = () => ({ ...likeRs4, ...hardwareSessionFunctions(core), ...frameFunctionsRs4(core) });
  const functions2_4 = () => ({
    ...like2_4,
    ...hardwareSessionFunctions(core),
    ...frameFunctions2_4(core),
    ...keyExchangeFunctions2_4(core),
  });
  const ofTable = new Map<TableDeclaration, () => TableFunctions>([
    [D3D11_1DDI_VIDEODEVICEFUNCS, () => tableFunctions(D3D11_1DDI_VIDEODEVICEFUNCS, functions11_1)],
    [D3DWDDM2_0DDI_VIDEODEVICEFUNCS, () => tableFunctions(D3DWDDM2_0DDI_VIDEODEVICEFUNCS, functions2_0())],
    [D3DWDDM2_1DDI_VIDEODEVICEFUNCS, () => tableFunctions(D3DWDDM2_1DDI_VIDEODEVICEFUNCS, functions2_0())],
    [
      D3DWDDM2_4DDI_VIDEODEVICEFUNCS_RS4_0,
      () => tableFunctions(D3DWDDM2_4DDI_VIDEODEVICEFUNCS_RS4_0, functionsRs4()),
    ],
    [D3DWDDM2_4DDI_VIDEODEVICEFUNCS, () => tableFunctions(D3DWDDM2_4DDI_VIDEODEVICEFUNCS, functions2_4())],
  ]);
  const tables = new Set(
    core.versions.flatMap((version) => videoTablesOf(version).map(({ table }) => table)),
  );
  return [...tables].map((table) => ofTable.get(table)!());
}
