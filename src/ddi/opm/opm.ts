/** Output Protection Manager: opmapi.h, 1-byte packed. The handshake and the messages that travel; clauses OPM. */
import { struct, bytes, ULONG } from '../../abi/index.js';
import { GUID } from '../guid.js';

/** 16 bytes. The driver's, or one of each request (OPM-3, OPM-14). */
export const OPM_RANDOM_NUMBER = struct(
  'OPM_RANDOM_NUMBER',
  {
    abRandomNumber: bytes(16),
  },
  { packing: 1 },
);

/** 16 bytes. AES-128 CMAC over all that follows it. */
export const OPM_OMAC = struct(
  'OPM_OMAC',
  {
    abOMAC: bytes(16),
  },
  { packing: 1 },
);

/** 256 bytes. RSAES-OAEP of the plaintext below (D-01). */
export const OPM_ENCRYPTED_INITIALIZATION_PARAMETERS = struct(
  'OPM_ENCRYPTED_INITIALIZATION_PARAMETERS',
  {
    abEncryptedInitializationParameters: bytes(256),
  },
  { packing: 1 },
);

/** 40 bytes. What FinishInitialization unwraps. */
export const OPM_INIT_PLAINTEXT = struct(
  'OPM_INIT_PLAINTEXT',
  {
    rnRandomNumber: bytes(16),
    SigningKey: bytes(16),
    ulStatusSequenceStart: ULONG,
    ulCommandSequenceStart: ULONG,
  },
  { packing: 1 },
);

/** 4112 bytes. A signed request for information. */
export const OPM_GET_INFO_PARAMETERS = struct(
  'OPM_GET_INFO_PARAMETERS',
  {
    omac: OPM_OMAC,
    rnRandomNumber: OPM_RANDOM_NUMBER,
    guidInformation: GUID,
    ulSequenceNumber: ULONG,
    cbParametersSize: ULONG,
    abParameters: bytes(4056),
  },
  { packing: 1 },
);

/** 4096 bytes. The same with COPP semantics: unsigned. */
export const OPM_COPP_COMPATIBLE_GET_INFO_PARAMETERS = struct(
  'OPM_COPP_COMPATIBLE_GET_INFO_PARAMETERS',
  {
    rnRandomNumber: OPM_RANDOM_NUMBER,
    guidInformation: GUID,
    ulSequenceNumber: ULONG,
    cbParametersSize: ULONG,
    abParameters: bytes(4056),
  },
  { packing: 1 },
);

/** 4096 bytes. The signed answer; its data is one of requests.ts. */
export const OPM_REQUESTED_INFORMATION = struct(
  'OPM_REQUESTED_INFORMATION',
  {
    omac: OPM_OMAC,
    cbRequestedInformationSize: ULONG,
    abRequestedInformation: bytes(4076),
  },
  { packing: 1 },
);

/** 4096 bytes. A signed command; its data is one of requests.ts. */
export const OPM_CONFIGURE_PARAMETERS = struct(
  'OPM_CONFIGURE_PARAMETERS',
  {
    omac: OPM_OMAC,
    guidSetting: GUID,
    ulSequenceNumber: ULONG,
    cbParametersSize: ULONG,
    abParameters: bytes(4056),
  },
  { packing: 1 },
);
