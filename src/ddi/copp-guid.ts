import type { FieldType, Guid } from '../abi/index.js';
import { guidType } from '../abi/index.js';
import { guidName } from './guid.js';
import { OPM_GUIDS } from './opm/guids.js';

const coppNames = new Map<Guid, string>();
for (const [name, value] of Object.entries(OPM_GUIDS))
  if (name.startsWith('DXVA_COPP')) coppNames.set(value, name);

/** The name of a GUID in COPP's structures: of those that OPM has taken over COPP's. */
export function coppGuidName(value: Guid): string {
  return coppNames.get(value) ?? guidName(value);
}

/** A GUID in COPP's structures, as traces show it. */
export const COPP_GUID: FieldType<Guid> = guidType(coppGuidName);
