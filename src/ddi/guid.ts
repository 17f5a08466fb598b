/** GUIDs as members and parameters of the interfaces, with the names that they have in any of the headers. */
import type { FieldType, Guid } from '../abi/index.js';
import { guidType } from '../abi/index.js';
import { GUIDS } from './d3d11/guids.js';
import { OPM_GUIDS } from './opm/guids.js';

const names = new Map<Guid, string>();
for (const [name, value] of [...Object.entries(GUIDS), ...Object.entries(OPM_GUIDS)])
  if (!names.has(value)) names.set(value, name);

/** The DDI's name of a GUID, then OPM's, or its text where it has none here. */
export function guidName(value: Guid): string {
  return names.get(value) ?? value;
}

/** A GUID in memory: 16 bytes; traces show its name. */
export const GUID: FieldType<Guid> = guidType(guidName);
