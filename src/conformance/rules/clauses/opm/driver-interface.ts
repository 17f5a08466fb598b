/** Clauses of OPM: the driver interface, certificates, values of replies, certification. */
import { application, driver } from '../../clause.js';

export const driverInterfaceClauses = {
  'OPM-38': driver.should(
    'A target that maps to several connectors is refused with SPANNING_MODE_ENABLED or THEATER_MODE_ENABLED; unsupported semantics with OPM_NOT_SUPPORTED or COPP_NOT_SUPPORTED; failure leaves the handle variable unchanged.',
  ),
  'OPM-39': driver.implied(
    'Certificate type 0 OPM, 1 COPP, 2 UAB; unsupported type gives the matching NOT_SUPPORTED code; failed hardware scan or tampering may give PVP_HFS_FAILED.',
  ),
  'OPM-40': driver.must(
    "Cannot fail for a valid handle; it may come at any time (mode switch, lock, session switch, crash of the client) and removes the output's levels.",
  ),
  'OPM-41': driver.must(
    'No OPM driver function returns before the hardware functionality scan has finished.',
  ),
  'OPM-42': application.must(
    'The client verifies that the chain is signed by Microsoft and takes the leaf public key; an emulator anchors its own root.',
  ),
  'OPM-43': driver.implied(
    'Codec merit is the same handshake on a codec (property set 06F414BB-...): method 0 start, 1 finish, 2 get info; random mismatch in finish gives E_ACCESSDENIED, unknown GUID E_NOTIMPL, bad sizes E_INVALIDARG; MAC checked before the sequence number. A codec answers so; for a display driver without codec merit see ddi_notes DDI-N2.',
  ),
  'OPM-44': driver.must(
    'Valid bits: HDCP (8), DPCP (0x10), TYPE_ENFORCEMENT_HDCP (0x20) under OPM semantics; ACP (2), CGMSA (4), COPP_COMPATIBLE_HDCP (1) under COPP semantics.',
  ),
  'OPM-45': driver.must(
    'The CGMS-A redistribution bit, where demanded, must be applied or the command must fail; SET_PROTECTION_LEVEL_ACCORDING_TO_CSS_DVD is the best-effort variant of SET_PROTECTION_LEVEL.',
  ),
  'OPM-46': application.must(
    'Client side: when Configure or a status request fails, the number is not advanced; the next message reuses it.',
  ),
  'OPM-47': driver.must(
    'Connector values are an enumeration, not bits; only COPP semantics may OR in 0x80000000 (internal). Bus type: one type 0..4, at most one modifier 0x10000..0x50000, optionally 0x80000000; no modifiers under COPP semantics.',
  ),
  'OPM-48': application.may(
    'OPM certificates are revocable through the global revocation list: core entries are SHA-1 of the certificate public key; the core signature is PKCS#7 whose leaf has EKU 1.3.6.1.4.1.311.10.5.4. An emulator can leave this out.',
  ),
  'OPM-49': driver.implied(
    'Driver interface versions 1 to 4, each with its own interface GUID (3.2): the later ones add the virtual-mode and non-local output creations and the SRM list pair. Supporting version 1 alone is legal.',
  ),
  'OPM-50': driver.must(
    'Certified drivers must offer both COPP and PVP-OPM (COPP, ACP and CGMS-A on x86 and x64 only) and carry an OPM certificate; display-only drivers may leave HDCP out, not OPM and its certificate. The behaviour rules behind this requirement are not public.',
  ),
} as const;
