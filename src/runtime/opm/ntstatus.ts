/** What a caller of OPM sees of the miniport's answers. */
import type { Hresult } from '../../abi/index.js';
import type { Ntstatus } from '../../ddi/index.js';
import {
  E_OUTOFMEMORY,
  ERROR_GRAPHICS_OPM_DRIVER_INTERNAL_ERROR,
  ERROR_GRAPHICS_SESSION_TYPE_CHANGE_IN_PROGRESS,
  NTSTATUSES,
  S_OK,
} from '../../ddi/index.js';

/** HRESULT_FROM_WIN32(ERROR_GEN_FAILURE): a device is not functioning. */
const notFunctioning = 0x8007001f as Hresult;

/** HRESULT_FROM_WIN32(ERROR_NOT_SUPPORTED). */
const notSupported = 0x80070032 as Hresult;

/** Those that have a number of their own; clients know the two of Win32 (RC-07). */
const byName: ReadonlyMap<Ntstatus, Hresult> = new Map([
  [NTSTATUSES.STATUS_SUCCESS, S_OK],
  [NTSTATUSES.STATUS_NO_MEMORY, E_OUTOFMEMORY],
  [NTSTATUSES.STATUS_NOT_SUPPORTED, notSupported],
  [NTSTATUSES.STATUS_UNSUCCESSFUL, notFunctioning],
  [
    NTSTATUSES.STATUS_GRAPHICS_SESSION_TYPE_CHANGE_IN_PROGRESS,
    ERROR_GRAPHICS_SESSION_TYPE_CHANGE_IN_PROGRESS,
  ],
]);

const outputProtection = { mask: 0xffffff00, status: 0xc01e0500, hresult: 0xc0262500 };
const facilityNtBit = 0x10000000;

const isFailure = (status: Ntstatus) => status >>> 31 === 1;

/**
 * STATUS_GRAPHICS_… as the ERROR_GRAPHICS_… of the same number (0xC01E05nn, 0xC02625nn), any other failure as
 * HRESULT_FROM_NT. A success that is none of these functions' is the driver's mistake.
 */
export function hresultOf(status: Ntstatus): Hresult {
  const known = byName.get(status);
  if (known !== undefined) return known;
  if (!isFailure(status)) return ERROR_GRAPHICS_OPM_DRIVER_INTERNAL_ERROR;
  const { mask, hresult } = outputProtection;
  if ((status & mask) >>> 0 === outputProtection.status) return (hresult + (status & ~mask)) as Hresult;
  return ((status | facilityNtBit) >>> 0) as Hresult;
}
