/**
 * The driver's half of OPM: dispmprt.h's functions of a display miniport and the interfaces by which the system gets them;
 * clauses OPM. {@link SOFTUMDARG_OPENOPM} and the entry that fills it are SoftUMD's own: on Windows an adapter's context
 * comes of DxgkDdiAddDevice, and its targets of the video present network, neither of which is here.
 */
import type { FunctionDeclaration, Parameter, ResultType } from '../../abi/index.js';
import {
  behind,
  declare,
  HANDLE,
  pointer,
  struct,
  UINT,
  UINT64,
  ULONG,
  USHORT,
  value,
  named,
  type FieldType,
  type Handle,
} from '../../abi/index.js';
import { GUID } from '../guid.js';
import { DXGKMDT_CERTIFICATE_TYPE, OPM_CONNECTOR_TYPE, OPM_VIDEO_OUTPUT_SEMANTICS } from './enums.js';
import {
  OPM_CONFIGURE_PARAMETERS,
  OPM_COPP_COMPATIBLE_GET_INFO_PARAMETERS,
  OPM_ENCRYPTED_INITIALIZATION_PARAMETERS,
  OPM_GET_INFO_PARAMETERS,
  OPM_RANDOM_NUMBER,
  OPM_REQUESTED_INFORMATION,
} from './opm.js';
import { OPM_ACTUAL_OUTPUT_FORMAT } from './requests.js';
import type { Ntstatus } from './status.js';
import { NTSTATUS, NTSTATUSES as S } from './status.js';

/** The adapter's context: what DxgkDdiAddDevice gave the system, and every function gets first. */
export type HMiniportDevice = Handle<'void*'>;

/** A protected output: the driver's own name for one, 64 bits and no address that the caller may use (D-62). */
export type HProtectedOutput = bigint & { readonly handle?: 'HANDLE' };

const context = behind('MiniportDeviceContext', pointer<HMiniportDevice>('void*'), 'in', { opaque: true });
const output = value('ProtectedOutputHandle', HANDLE as FieldType<HProtectedOutput>);
const semantics = value('NewVideoOutputSemantics', named(UINT, OPM_VIDEO_OUTPUT_SEMANTICS));
const certificateType = value('CertificateType', named(UINT, DXGKMDT_CERTIFICATE_TYPE));
const newOutput = behind('NewProtectedOutputHandle', pointer('HANDLE*'), 'out', { layout: HANDLE });

/** What any function may answer by decision: a NULL pointer, a handle of nobody's, a device that is gone. */
const decided = [
  S.STATUS_GRAPHICS_INVALID_POINTER,
  S.STATUS_GRAPHICS_OPM_INVALID_HANDLE,
  S.STATUS_GRAPHICS_OPM_DRIVER_INTERNAL_ERROR,
];

const ofAdapter = <const P extends readonly Parameter[]>(
  name: string,
  typedef: string,
  parameters: P,
  codes: readonly Ntstatus[],
  more: readonly Ntstatus[] = [],
): FunctionDeclaration<readonly [typeof context, ...P], ResultType<Ntstatus>> =>
  declare({
    name,
    typedef,
    clauses: 'OPM',
    returns: NTSTATUS,
    codes: [S.STATUS_SUCCESS, ...codes],
    decidedCodes: [...decided, ...more],
    parameters: [context, ...parameters],
  });

const noCertificate = [
  S.STATUS_GRAPHICS_OPM_NOT_SUPPORTED,
  S.STATUS_GRAPHICS_COPP_NOT_SUPPORTED,
  S.STATUS_GRAPHICS_UAB_NOT_SUPPORTED,
  S.STATUS_GRAPHICS_PVP_HFS_FAILED,
];

const noOutput = [
  S.STATUS_GRAPHICS_OPM_NOT_SUPPORTED,
  S.STATUS_GRAPHICS_COPP_NOT_SUPPORTED,
  S.STATUS_NO_MEMORY,
  S.STATUS_GRAPHICS_OPM_SPANNING_MODE_ENABLED,
  S.STATUS_GRAPHICS_OPM_THEATER_MODE_ENABLED,
];

const otherSemantics = [
  S.STATUS_GRAPHICS_OPM_PROTECTED_OUTPUT_DOES_NOT_HAVE_OPM_SEMANTICS,
  S.STATUS_GRAPHICS_OPM_PROTECTED_OUTPUT_DOES_NOT_HAVE_COPP_SEMANTICS,
];

const noProtection = [
  S.STATUS_GRAPHICS_OPM_OUTPUT_DOES_NOT_SUPPORT_HDCP,
  S.STATUS_GRAPHICS_OPM_OUTPUT_DOES_NOT_SUPPORT_ACP,
  S.STATUS_GRAPHICS_OPM_OUTPUT_DOES_NOT_SUPPORT_CGMSA,
];

/** OPM-39. The size in bytes of the certificate chain of a type; the code that names the type where there is none. */
export const DxgkDdiOPMGetCertificateSize = ofAdapter(
  'DxgkDdiOPMGetCertificateSize',
  'DXGKDDI_OPM_GET_CERTIFICATE_SIZE',
  [certificateType, behind('CertificateSize', pointer('ULONG*'), 'out', { layout: ULONG })],
  noCertificate,
);

/** OPM-2, OPM-39. The chain; STATUS_GRAPHICS_PVP_INVALID_CERTIFICATE_LENGTH for another size than the chain has (D-06). */
export const DxgkDdiOPMGetCertificate = ofAdapter(
  'DxgkDdiOPMGetCertificate',
  'DXGKDDI_OPM_GET_CERTIFICATE',
  [
    certificateType,
    value('CertificateSize', ULONG),
    behind('CertificateBuffer', pointer('void*'), 'out', { bytesIn: 'CertificateSize' }),
  ],
  [...noCertificate, S.STATUS_GRAPHICS_PVP_INVALID_CERTIFICATE_LENGTH],
);

/** OPM-1, OPM-38. A protected output of one target; the handle is left as it is when the call fails. */
export const DxgkDdiOPMCreateProtectedOutput = ofAdapter(
  'DxgkDdiOPMCreateProtectedOutput',
  'DXGKDDI_OPM_CREATE_PROTECTED_OUTPUT',
  [value('VidPnTargetId', UINT), semantics, newOutput],
  noOutput,
  [S.STATUS_GRAPHICS_OPM_NO_PROTECTED_OUTPUTS_EXIST],
);

/** OPM-3, OPM-10. The output's own 16 random bytes, once. */
export const DxgkDdiOPMGetRandomNumber = ofAdapter(
  'DxgkDdiOPMGetRandomNumber',
  'DXGKDDI_OPM_GET_RANDOM_NUMBER',
  [
    output,
    behind('RandomNumber', pointer('OPM_RANDOM_NUMBER*', OPM_RANDOM_NUMBER), 'out', {
      layout: OPM_RANDOM_NUMBER,
    }),
  ],
  [],
);

/** OPM-4…OPM-10, D-01. 256 bytes; one code for whatever is wrong with them (D-03). */
export const DxgkDdiOPMSetSigningKeyAndSequenceNumbers = ofAdapter(
  'DxgkDdiOPMSetSigningKeyAndSequenceNumbers',
  'DXGKDDI_OPM_SET_SIGNING_KEY_AND_SEQUENCE_NUMBERS',
  [
    output,
    behind(
      'EncryptedParameters',
      pointer('const OPM_ENCRYPTED_INITIALIZATION_PARAMETERS*', OPM_ENCRYPTED_INITIALIZATION_PARAMETERS),
      'in',
      { layout: OPM_ENCRYPTED_INITIALIZATION_PARAMETERS },
    ),
  ],
  [S.STATUS_GRAPHICS_OPM_INVALID_ENCRYPTED_PARAMETERS],
);

const requested = behind(
  'RequestedInformation',
  pointer('OPM_REQUESTED_INFORMATION*', OPM_REQUESTED_INFORMATION),
  'out',
  { layout: OPM_REQUESTED_INFORMATION },
);

/** OPM-11…OPM-17, OPM-20…OPM-25, D-50, D-57. 4112 bytes in, 4096 out, which a failure leaves as they are. */
export const DxgkDdiOPMGetInformation = ofAdapter(
  'DxgkDdiOPMGetInformation',
  'DXGKDDI_OPM_GET_INFORMATION',
  [
    output,
    behind('Parameters', pointer('const OPM_GET_INFO_PARAMETERS*', OPM_GET_INFO_PARAMETERS), 'in', {
      layout: OPM_GET_INFO_PARAMETERS,
    }),
    requested,
  ],
  [
    ...otherSemantics,
    ...noProtection,
    S.STATUS_GRAPHICS_OPM_HDCP_SRM_NEVER_SET,
    S.STATUS_GRAPHICS_OPM_INVALID_INFORMATION_REQUEST,
  ],
);

/** OPM-18, OPM-19, OPM-22. 4096 bytes in, not signed, and 4096 out. */
export const DxgkDdiOPMGetCOPPCompatibleInformation = ofAdapter(
  'DxgkDdiOPMGetCOPPCompatibleInformation',
  'DXGKDDI_OPM_GET_COPP_COMPATIBLE_INFORMATION',
  [
    output,
    behind(
      'Parameters',
      pointer('const OPM_COPP_COMPATIBLE_GET_INFO_PARAMETERS*', OPM_COPP_COMPATIBLE_GET_INFO_PARAMETERS),
      'in',
      { layout: OPM_COPP_COMPATIBLE_GET_INFO_PARAMETERS },
    ),
    requested,
  ],
  [
    ...otherSemantics,
    ...noProtection,
    S.STATUS_GRAPHICS_OPM_SIGNALING_NOT_SUPPORTED,
    S.STATUS_GRAPHICS_OPM_INVALID_INFORMATION_REQUEST,
  ],
);

/** OPM-26…OPM-33, OPM-45. 4096 bytes, signed; what is behind AdditionalParameters is not (OPM-26). */
export const DxgkDdiOPMConfigureProtectedOutput = ofAdapter(
  'DxgkDdiOPMConfigureProtectedOutput',
  'DXGKDDI_OPM_CONFIGURE_PROTECTED_OUTPUT',
  [
    output,
    behind('Parameters', pointer('const OPM_CONFIGURE_PARAMETERS*', OPM_CONFIGURE_PARAMETERS), 'in', {
      layout: OPM_CONFIGURE_PARAMETERS,
    }),
    value('AdditionalParametersSize', ULONG),
    behind(
      'AdditionalParameters',
      pointer('const void*'),
      'in',
      { bytesIn: 'AdditionalParametersSize' },
      true,
    ),
  ],
  [
    S.STATUS_NO_MEMORY,
    S.STATUS_GRAPHICS_OPM_INVALID_CONFIGURATION_REQUEST,
    ...otherSemantics,
    S.STATUS_GRAPHICS_OPM_RESOLUTION_TOO_HIGH,
    S.STATUS_GRAPHICS_OPM_ALL_HDCP_HARDWARE_ALREADY_IN_USE,
    S.STATUS_GRAPHICS_OPM_SIGNALING_NOT_SUPPORTED,
    ...noProtection,
    S.STATUS_GRAPHICS_OPM_INVALID_SRM,
  ],
);

/** OPM-40. Cannot fail for a live handle; what the output asked for counts no more. */
export const DxgkDdiOPMDestroyProtectedOutput = ofAdapter(
  'DxgkDdiOPMDestroyProtectedOutput',
  'DXGKDDI_OPM_DESTROY_PROTECTED_OUTPUT',
  [output],
  [],
);

/** OPM-49, of the interface's version 4. A protected output that leads to a display of another machine. */
export const DxgkDdiOPMCreateProtectedOutputNonLocalDisplay = ofAdapter(
  'DxgkDdiOPMCreateProtectedOutputNonLocalDisplay',
  'DXGKDDI_OPM_CREATE_PROTECTED_OUTPUT_NONLOCAL_DISPLAY',
  [
    semantics,
    value('OPMEncoderContext', UINT64),
    behind('pActualOutputFormat', pointer('OPM_ACTUAL_OUTPUT_FORMAT*', OPM_ACTUAL_OUTPUT_FORMAT), 'in', {
      layout: OPM_ACTUAL_OUTPUT_FORMAT,
    }),
    value('NonLocalOutputId', UINT64),
    value('NonLocalConnectorType', named(UINT, OPM_CONNECTOR_TYPE)),
    newOutput,
  ],
  [],
  noOutput,
);

/** OPM-49, of version 4: SRMs, one after another. The list's format is not public (OPM-30 has that of one). */
export const DxgkDdiOPMSetSrmList = ofAdapter(
  'DxgkDdiOPMSetSrmList',
  'DXGKDDI_OPM_SET_SRM_LIST',
  [value('SrmListSize', ULONG), behind('SrmListBuffer', pointer('void*'), 'in', { bytesIn: 'SrmListSize' })],
  [],
  [S.STATUS_GRAPHICS_OPM_INVALID_SRM],
);

/**
 * OPM-49, of version 4. SrmListVersionSize is in and out: bytes that there are, bytes that are needed. What is written
 * there no page says: here a ULONG, the newest version.
 */
export const DxgkDdiOPMGetSrmListVersion = ofAdapter(
  'DxgkDdiOPMGetSrmListVersion',
  'DXGKDDI_OPM_GET_SRM_LIST_VERSION',
  [
    behind('SrmListVersionSize', pointer('ULONG*'), 'inout', { layout: ULONG }),
    behind('SrmListVersionBuffer', pointer('void*'), 'out', { layout: ULONG }, true),
  ],
  [],
  [S.STATUS_BUFFER_TOO_SMALL, S.STATUS_GRAPHICS_OPM_HDCP_SRM_NEVER_SET],
);

/**
 * 40 bytes (x86 20). What a caller wants of DxgkDdiQueryInterface. In: the interface's GUID, bytes that the table behind
 * Interface may have, its version. DeviceUid is there from WDDM 1.3 on.
 */
export const QUERY_INTERFACE = struct('QUERY_INTERFACE', {
  InterfaceType: pointer('const GUID*', GUID),
  Size: USHORT,
  Version: USHORT,
  Interface: pointer('void*'),
  InterfaceSpecificData: pointer('void*'),
  DeviceUid: ULONG,
});

/** OPM-49, DDI-N1. Fills the table of an interface; STATUS_NOT_SUPPORTED for one that the driver has not. */
export const DxgkDdiQueryInterface = declare({
  name: 'DxgkDdiQueryInterface',
  typedef: 'DXGKDDI_QUERY_INTERFACE',
  clauses: 'OPM',
  returns: NTSTATUS,
  codes: [S.STATUS_SUCCESS, S.STATUS_NOT_SUPPORTED],
  decidedCodes: decided,
  parameters: [
    context,
    behind('QueryInterface', pointer('QUERY_INTERFACE*', QUERY_INTERFACE), 'in', { layout: QUERY_INTERFACE }),
  ],
});
