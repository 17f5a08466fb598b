/** Clauses of OPM: requests for information and their replies. */
import { application, driver, runtime } from '../../clause.js';

export const informationClauses = {
  'OPM-11': driver.must('OMAC-1 with E = AES, K = the 128-bit signing key, n = t = 128 bits.'),
  'OPM-12': application.must(
    'Request omac covers everything after it: bytes 16..4111 of OPM_GET_INFO_PARAMETERS (4096 bytes, all of abParameters included).',
  ),
  'OPM-13': driver.must('Reply omac covers bytes 16..4095 of OPM_REQUESTED_INFORMATION (4080 bytes).'),
  'OPM-14': driver.must(
    "Reply payload starts with the request's rnRandomNumber; the application makes a new random for each request and verifies omac, cbRequestedInformationSize, random echo and status flags, and stops showing content if a check fails.",
  ),
  'OPM-15': driver.must(
    'ulSequenceNumber equals the stored status number, the first request using the start number itself; on a match the driver adds 1 before it returns, otherwise it returns an error. (Whether a number that matched is consumed when the request then fails: OPM-46 and a known client say no; see D-14.)',
  ),
  'OPM-16': driver.implied(
    'Wrong sequence number or wrong omac: ERROR_GRAPHICS_OPM_INVALID_INFORMATION_REQUEST (0xC026251D).',
  ),
  'OPM-17': driver.must(
    'Only for OPM semantics; on a COPP output the result is ERROR_GRAPHICS_OPM_VIDEO_OUTPUT_DOES_NOT_HAVE_OPM_SEMANTICS (0xC026251F).',
  ),
  'OPM-18': driver.must(
    'Only for COPP semantics; on an OPM output the result is ERROR_GRAPHICS_OPM_VIDEO_OUTPUT_DOES_NOT_HAVE_COPP_SEMANTICS (0xC026251C).',
  ),
  'OPM-19': driver.must(
    'The request is not signed (no omac member); the reply is signed as in OPM-13; sequence rule as in OPM-15; random echo as in OPM-14.',
  ),
  'OPM-20': driver.must(
    'Driver order: verify semantics; verify signature (and sequence); fetch information; copy the random; sign. If it fails the output buffer is left untouched.',
  ),
  'OPM-21': runtime.should(
    'OPM requests never carry GET_CONNECTED_HDCP_DEVICE_INFORMATION or GET_ACP_AND_CGMSA_SIGNALING, nor the protection type COPP_COMPATIBLE_HDCP (1).',
  ),
  'OPM-22': runtime.must(
    'COPP requests never carry GET_CURRENT_HDCP_SRM_VERSION nor the type HDCP (8); they may carry the two GUIDs of OPM-21 and type 1.',
  ),
  'OPM-23': application.must(
    'GET_VIRTUAL_PROTECTION_LEVEL and GET_ACTUAL_PROTECTION_LEVEL take the protection type in the first 4 bytes of abParameters; GET_CODEC_INFO takes 4056 bytes; all other information requests take no input (array content undefined but still MACed).',
  ),
  'OPM-24': driver.must(
    'Virtual = level set on this output object; actual = level now in force on the physical connector.',
  ),
  'OPM-25': driver.must(
    'cbRequestedInformationSize is the size of the reply structure: 32 standard, 44 actual format, 28 output id (packed), 88 signaling, 72 HDCP device.',
  ),
} as const;
