import type { TableDeclaration, TableEntries } from '../../src/abi/index.js';
import {
  D3D11_1DDI_DEVICEFUNCS,
  D3DWDDM2_0DDI_DEVICEFUNCS,
  D3DWDDM2_1DDI_DEVICEFUNCS,
  D3DWDDM2_2DDI_DEVICEFUNCS,
} from '../../src/ddi/index.js';
import type { TableFunctions } from '../core/function-tables.js';
import { tableFunctions, without } from '../core/function-tables.js';
import type { D3D11Core } from './d3d11-core.js';
import { deviceFunctions, deviceFunctions2_0 } from './device.js';
import { resourceProtectionFunctions } from './hardware/resource-protection.js';
import { resourceAccessFunctions } from './resource-access.js';
import { resourceFunctions } from './resource.js';
import { resourceRegionFunctions } from './resource-regions.js';
import { openResourceFunctions } from './sharing/open-resource.js';

/** The device tables of the versions that the driver has, each once (DEV-7). */
export function deviceTables(core: D3D11Core): readonly TableFunctions[] {
  const functions11_1: TableEntries<typeof D3D11_1DDI_DEVICEFUNCS> = {
    ...deviceFunctions(core),
    ...resourceFunctions(core),
    ...openResourceFunctions(core),
    ...resourceAccessFunctions(core),
    ...resourceRegionFunctions(core),
  };
  const alike = without(functions11_1, 'pfnFlush');
  const functions2_0 = () => ({
    ...alike,
    ...deviceFunctions2_0(core),
    ...resourceProtectionFunctions(core),
  });
  const ofTable = new Map<TableDeclaration, () => TableFunctions>([
    [D3D11_1DDI_DEVICEFUNCS, () => tableFunctions(D3D11_1DDI_DEVICEFUNCS, functions11_1)],
    [D3DWDDM2_0DDI_DEVICEFUNCS, () => tableFunctions(D3DWDDM2_0DDI_DEVICEFUNCS, functions2_0())],
    [D3DWDDM2_1DDI_DEVICEFUNCS, () => tableFunctions(D3DWDDM2_1DDI_DEVICEFUNCS, functions2_0())],
    [D3DWDDM2_2DDI_DEVICEFUNCS, () => tableFunctions(D3DWDDM2_2DDI_DEVICEFUNCS, functions2_0())],
  ]);
  const tables = new Set(core.versions.map(({ deviceTable }) => deviceTable));
  return [...tables].map((table) => ofTable.get(table)!());
}
