/** The interfaces of OPM that DxgkDdiQueryInterface fills: dispmprt.h, clause OPM-49; and the entry, SoftUMD's own. */
import type { Guid, Handle } from '../../abi/index.js';
import { behind, declare, pointer, struct, table, UINT, USHORT, VOID } from '../../abi/index.js';
import {
  DxgkDdiOPMConfigureProtectedOutput,
  DxgkDdiOPMCreateProtectedOutput,
  DxgkDdiOPMCreateProtectedOutputNonLocalDisplay,
  DxgkDdiOPMDestroyProtectedOutput,
  DxgkDdiOPMGetCertificate,
  DxgkDdiOPMGetCertificateSize,
  DxgkDdiOPMGetCOPPCompatibleInformation,
  DxgkDdiOPMGetInformation,
  DxgkDdiOPMGetRandomNumber,
  DxgkDdiOPMGetSrmListVersion,
  DxgkDdiOPMSetSigningKeyAndSequenceNumbers,
  DxgkDdiOPMSetSrmList,
  type HMiniportDevice,
} from './driver.js';
import { GUID_DEVINTERFACE_OPM, GUID_DEVINTERFACE_OPM_3 } from './guids.js';
import { NTSTATUS, NTSTATUSES as S } from './status.js';

/** 16 bytes (x86 8). What an interface begins with; Context is NULL for OPM (DDI-N4). */
export const INTERFACE_HEAD = struct('INTERFACE_HEAD', {
  Size: USHORT,
  Version: USHORT,
  Context: pointer('void*'),
});

const ofContext = (name: string, typedef: string) =>
  declare({
    name,
    typedef,
    clauses: 'OPM',
    returns: VOID,
    parameters: [behind('Context', pointer<Handle>('void*'), 'in', { opaque: true }, true)],
  });

/** OPM-49. The system holds the interface from here on. */
export const InterfaceReference = ofContext('InterfaceReference', 'PINTERFACE_REFERENCE');

/** OPM-49. The system holds the interface once less. */
export const InterfaceDereference = ofContext('InterfaceDereference', 'PINTERFACE_DEREFERENCE');

const nine = {
  InterfaceReference,
  InterfaceDereference,
  DxgkDdiOPMGetCertificateSize,
  DxgkDdiOPMGetCertificate,
  DxgkDdiOPMCreateProtectedOutput,
  DxgkDdiOPMGetRandomNumber,
  DxgkDdiOPMSetSigningKeyAndSequenceNumbers,
  DxgkDdiOPMGetInformation,
  DxgkDdiOPMGetCOPPCompatibleInformation,
  DxgkDdiOPMConfigureProtectedOutput,
  DxgkDdiOPMDestroyProtectedOutput,
};

const twelve = {
  ...nine,
  DxgkDdiOPMCreateProtectedOutputNonLocalDisplay,
  DxgkDdiOPMSetSrmList,
  DxgkDdiOPMGetSrmListVersion,
};

/** 104 bytes (x86 52): version 1, which alone is a legal driver (DDI-N1). */
export const DXGK_OPM_INTERFACE = table('DXGK_OPM_INTERFACE', Object.keys(nine), nine, INTERFACE_HEAD);

/** 128 bytes (x86 64): version 4, whose constant is named VERSION_3. */
export const DXGK_OPM_INTERFACE_3 = table(
  'DXGK_OPM_INTERFACE_3',
  Object.keys(twelve),
  twelve,
  INTERFACE_HEAD,
);

/** The interfaces that are known here, by the numbers in their tables: GUID and table. */
export const OPM_INTERFACES: Readonly<
  Record<
    1 | 4,
    { readonly guid: Guid; readonly table: typeof DXGK_OPM_INTERFACE | typeof DXGK_OPM_INTERFACE_3 }
  >
> = {
  1: { guid: GUID_DEVINTERFACE_OPM, table: DXGK_OPM_INTERFACE },
  4: { guid: GUID_DEVINTERFACE_OPM_3, table: DXGK_OPM_INTERFACE_3 },
};

/**
 * 24 bytes, SoftUMD's own. Out: the context that every function gets first; the driver's DxgkDdiQueryInterface; one bit
 * for each target that there is (bit n: VidPnTargetId n).
 */
export const SOFTUMDARG_OPENOPM = struct('SOFTUMDARG_OPENOPM', {
  MiniportDeviceContext: pointer<HMiniportDevice>('void*'),
  pfnQueryInterface: pointer('DXGKDDI_QUERY_INTERFACE'),
  Targets: UINT,
});

/** The entry, SoftUMD's own: the adapter of a display miniport. A driver without OPM has no such entry. */
export const SoftUMDOpenOPM = declare({
  name: 'SoftUMDOpenOPM',
  typedef: 'PFNSOFTUMD_OPENOPM',
  clauses: 'OPM',
  returns: NTSTATUS,
  codes: [S.STATUS_SUCCESS, S.STATUS_NO_MEMORY],
  decidedCodes: [S.STATUS_GRAPHICS_INVALID_POINTER, S.STATUS_UNSUCCESSFUL],
  parameters: [behind('pOpenData', pointer('SOFTUMDARG_OPENOPM*'), 'out', { layout: SOFTUMDARG_OPENOPM })],
});
