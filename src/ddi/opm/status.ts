/** What OPM functions of the display miniport return: NTSTATUS values of ntstatus.h; clauses OPM. */

import type { FunctionDeclaration, Hresult, ResultType } from '../../abi/index.js';
import { statusText, statusType } from '../../abi/index.js';
import { hresultName } from '../hresults.js';

declare const brand: unique symbol;

/** An NTSTATUS as an unsigned 32-bit number. */
export type Ntstatus = number & { readonly [brand]: 'NTSTATUS' };

export const NTSTATUSES = {
  STATUS_SUCCESS: 0x00000000 as Ntstatus,
  STATUS_UNSUCCESSFUL: 0xc0000001 as Ntstatus,
  STATUS_NO_MEMORY: 0xc0000017 as Ntstatus,
  STATUS_BUFFER_TOO_SMALL: 0xc0000023 as Ntstatus,
  STATUS_NOT_SUPPORTED: 0xc00000bb as Ntstatus,
  STATUS_GRAPHICS_OPM_NOT_SUPPORTED: 0xc01e0500 as Ntstatus,
  STATUS_GRAPHICS_COPP_NOT_SUPPORTED: 0xc01e0501 as Ntstatus,
  STATUS_GRAPHICS_UAB_NOT_SUPPORTED: 0xc01e0502 as Ntstatus,
  STATUS_GRAPHICS_OPM_INVALID_ENCRYPTED_PARAMETERS: 0xc01e0503 as Ntstatus,
  STATUS_GRAPHICS_OPM_NO_PROTECTED_OUTPUTS_EXIST: 0xc01e0505 as Ntstatus,
  STATUS_GRAPHICS_OPM_INTERNAL_ERROR: 0xc01e050b as Ntstatus,
  STATUS_GRAPHICS_OPM_INVALID_HANDLE: 0xc01e050c as Ntstatus,
  STATUS_GRAPHICS_PVP_INVALID_CERTIFICATE_LENGTH: 0xc01e050e as Ntstatus,
  STATUS_GRAPHICS_OPM_SPANNING_MODE_ENABLED: 0xc01e050f as Ntstatus,
  STATUS_GRAPHICS_OPM_THEATER_MODE_ENABLED: 0xc01e0510 as Ntstatus,
  STATUS_GRAPHICS_PVP_HFS_FAILED: 0xc01e0511 as Ntstatus,
  STATUS_GRAPHICS_OPM_INVALID_SRM: 0xc01e0512 as Ntstatus,
  STATUS_GRAPHICS_OPM_OUTPUT_DOES_NOT_SUPPORT_HDCP: 0xc01e0513 as Ntstatus,
  STATUS_GRAPHICS_OPM_OUTPUT_DOES_NOT_SUPPORT_ACP: 0xc01e0514 as Ntstatus,
  STATUS_GRAPHICS_OPM_OUTPUT_DOES_NOT_SUPPORT_CGMSA: 0xc01e0515 as Ntstatus,
  STATUS_GRAPHICS_OPM_HDCP_SRM_NEVER_SET: 0xc01e0516 as Ntstatus,
  STATUS_GRAPHICS_OPM_RESOLUTION_TOO_HIGH: 0xc01e0517 as Ntstatus,
  STATUS_GRAPHICS_OPM_ALL_HDCP_HARDWARE_ALREADY_IN_USE: 0xc01e0518 as Ntstatus,
  STATUS_GRAPHICS_OPM_PROTECTED_OUTPUT_NO_LONGER_EXISTS: 0xc01e051a as Ntstatus,
  STATUS_GRAPHICS_OPM_SESSION_TYPE_CHANGE_IN_PROGRESS: 0xc01e051b as Ntstatus,
  STATUS_GRAPHICS_OPM_PROTECTED_OUTPUT_DOES_NOT_HAVE_COPP_SEMANTICS: 0xc01e051c as Ntstatus,
  STATUS_GRAPHICS_OPM_INVALID_INFORMATION_REQUEST: 0xc01e051d as Ntstatus,
  STATUS_GRAPHICS_OPM_DRIVER_INTERNAL_ERROR: 0xc01e051e as Ntstatus,
  STATUS_GRAPHICS_OPM_PROTECTED_OUTPUT_DOES_NOT_HAVE_OPM_SEMANTICS: 0xc01e051f as Ntstatus,
  STATUS_GRAPHICS_OPM_SIGNALING_NOT_SUPPORTED: 0xc01e0520 as Ntstatus,
  STATUS_GRAPHICS_OPM_INVALID_CONFIGURATION_REQUEST: 0xc01e0521 as Ntstatus,
  STATUS_GRAPHICS_ONLY_CONSOLE_SESSION_SUPPORTED: 0xc01e05e0 as Ntstatus,
  STATUS_GRAPHICS_NO_DISPLAY_DEVICE_CORRESPONDS_TO_NAME: 0xc01e05e1 as Ntstatus,
  STATUS_GRAPHICS_DISPLAY_DEVICE_NOT_ATTACHED_TO_DESKTOP: 0xc01e05e2 as Ntstatus,
  STATUS_GRAPHICS_MIRRORING_DEVICES_NOT_SUPPORTED: 0xc01e05e3 as Ntstatus,
  STATUS_GRAPHICS_INVALID_POINTER: 0xc01e05e4 as Ntstatus,
  STATUS_GRAPHICS_NO_MONITORS_CORRESPOND_TO_DISPLAY_DEVICE: 0xc01e05e5 as Ntstatus,
  STATUS_GRAPHICS_PARAMETER_ARRAY_TOO_SMALL: 0xc01e05e6 as Ntstatus,
  STATUS_GRAPHICS_INTERNAL_ERROR: 0xc01e05e7 as Ntstatus,
  STATUS_GRAPHICS_SESSION_TYPE_CHANGE_IN_PROGRESS: 0xc01e05e8 as Ntstatus,
} as const;

export const { STATUS_SUCCESS, STATUS_NO_MEMORY, STATUS_NOT_SUPPORTED } = NTSTATUSES;

const names = new Map<Ntstatus, string>();
for (const [name, status] of Object.entries(NTSTATUSES)) names.set(status, name);

/** The header name of a status, or its number where none is known. */
export function ntstatusName(status: Ntstatus): string {
  return names.get(status) ?? statusText(status);
}

/** An NTSTATUS in memory: 4 bytes; traces show its name. */
export const NTSTATUS: ResultType<Ntstatus> = statusType('NTSTATUS', ntstatusName);

/** The name of a code of one function's declaration: an NTSTATUS where it returns one, else an HRESULT. */
export const codeNameOf =
  ({ returns }: FunctionDeclaration) =>
  (code: number): string =>
    returns === NTSTATUS ? ntstatusName(code as Ntstatus) : hresultName(code as Hresult);
