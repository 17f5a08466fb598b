/** Clauses of OPM: commands, status flags, levels of a connector. */
import { application, driver } from '../../clause.js';

export const configureClauses = {
  'OPM-26': application.must(
    'omac covers bytes 16..4095 of OPM_CONFIGURE_PARAMETERS (4080 bytes); valid for both semantics. Additional parameters are outside the OMAC.',
  ),
  'OPM-27': driver.must(
    'ulSequenceNumber equals the stored command number (first = start number); on a match the driver adds 1 before returning, otherwise error. (Whether a number that matched is consumed when the request then fails: OPM-46 and a known client say no; see D-14.)',
  ),
  'OPM-28': driver.implied(
    'Wrong sequence number or wrong omac: ERROR_GRAPHICS_OPM_INVALID_CONFIGURATION_REQUEST (0xC0262521).',
  ),
  'OPM-29': application.must('Under COPP semantics the additional-parameter pointer is NULL and its size 0.'),
  'OPM-30': driver.must(
    'SET_HDCP_SRM: SRM version in abParameters (4 bytes), SRM bytes in the additional buffer. Malformed SRM 0xC0262512, no HDCP on output 0xC0262513; not available under COPP semantics. With HDCP off the SRM is checked and kept for later.',
  ),
  'OPM-31': application.must(
    'SET_PROTECTION_LEVEL: one type, one level of that type, two reserved fields zero; HDCP is type 8 under OPM and type 1 under COPP semantics.',
  ),
  'OPM-32': driver.should(
    'A level whose type cannot work at the present resolution fails with RESOLUTION_TOO_HIGH (0xC0262517; example ACP on component at 720p/1080i) while supported types stay independent of the mode.',
  ),
  'OPM-33': application.implied(
    'Switching HDCP on is asynchronous (typically 100 to 200 ms): the client confirms through the virtual level and repeats with new random and next number.',
  ),
  'OPM-34': driver.must(
    'LINK_LOST (1), RENEGOTIATION_REQUIRED (2), TAMPERING_DETECTED (4), REVOKED_HDCP_DEVICE_ATTACHED (8) are reported once per output object after each event.',
  ),
  'OPM-35': driver.must(
    'Flag 8 only under OPM semantics; it must be detected with HDCP on and may be with HDCP off; always together with flag 1. Flag 4 is not used under COPP semantics, where tampering is shown as LINK_LOST (1).',
  ),
  'OPM-36': application.should(
    'While protection is on the client asks for the level at least every 2 seconds.',
  ),
  'OPM-37': driver.should(
    'Connector level per type = highest precedence among its outputs: ACP 0<1<3<2; CGMS-A 0<1<3<2<4 with the redistribution bit (8) stripped for comparison and ORed separately; HDCP 0<1; DPCP 0<1.',
  ),
} as const;
