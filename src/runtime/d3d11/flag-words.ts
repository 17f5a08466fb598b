import { valuesByName } from '../../abi/index.js';
import {
  D3D10_DDI_BIND,
  D3D10_DDI_CPU_ACCESS,
  D3D10_DDI_RESOURCE_MISC,
  D3D11_1DDI_CONTENT_PROTECTION_CAPS,
} from '../../ddi/index.js';
import {
  D3D11_BIND,
  D3D11_CONTENT_PROTECTION_CAPS,
  D3D11_CPU_ACCESS,
  D3D11_RESOURCE_MISC_FLAG,
} from './constants.js';

/** A word of flags in both numberings. A flag that only one side has is in neither result. */
interface FlagTranslation {
  readonly toDdi: (apiFlags: number) => number;
  readonly toApi: (ddiFlags: number) => number;
}

type Flags = Readonly<Record<string, number>>;

/** What has one name on both sides is one flag, whatever its bits are; `renamed` says where the names differ. */
function flagTranslation(
  api: Flags,
  ddi: Flags,
  renamed: Readonly<Record<string, string>> = {},
): FlagTranslation {
  const pairs = Object.entries(api).flatMap(([name, apiBit]) => {
    const ddiBit = ddi[renamed[name] ?? name];
    return ddiBit === undefined ? [] : [[apiBit, ddiBit] as const];
  });
  return {
    toDdi: (flags) => pairs.reduce((word, [apiBit, ddiBit]) => (flags & apiBit ? word | ddiBit : word), 0),
    toApi: (flags) => pairs.reduce((word, [apiBit, ddiBit]) => (flags & ddiBit ? word | apiBit : word), 0),
  };
}

const bind = flagTranslation(valuesByName(D3D11_BIND), valuesByName(D3D10_DDI_BIND));
const misc = flagTranslation(valuesByName(D3D11_RESOURCE_MISC_FLAG), valuesByName(D3D10_DDI_RESOURCE_MISC), {
  GENERATE_MIPS: 'AUTO_GEN_MIP_MAP',
});
const cpuAccess = flagTranslation(valuesByName(D3D11_CPU_ACCESS), valuesByName(D3D10_DDI_CPU_ACCESS));
const caps = flagTranslation(
  valuesByName(D3D11_CONTENT_PROTECTION_CAPS),
  valuesByName(D3D11_1DDI_CONTENT_PROTECTION_CAPS),
);

/** The API's bind flags as the DDI numbers them (RES-34): UNORDERED_ACCESS is 0x100 there, where 0x80 is PRESENT. */
export const ddiBindFlags = bind.toDdi;
export const apiBindFlags = bind.toApi;

/** The API's misc flags as the DDI numbers them (RES-34); from RESTRICTED_CONTENT on they differ (RES-10, RES-11). */
export const ddiMiscFlags = misc.toDdi;
export const apiMiscFlags = misc.toApi;

/** The API's CPU access flags as MapFlags of the DDI (DV-AMB-3). */
export const ddiMapFlags = cpuAccess.toDdi;
export const apiCpuAccessFlags = cpuAccess.toApi;

/** The DDI's caps bits as the API shows them, and back (D-40). HARDWARE_PROTECTED_MEMORY_TRANSITION is the DDI's alone. */
export const apiCaps = caps.toApi;
export const ddiCaps = caps.toDdi;
