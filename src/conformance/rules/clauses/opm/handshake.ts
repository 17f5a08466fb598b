/** Clauses of OPM: semantics, certificate, random number, signing key. */
import { application, driver, runtime } from '../../clause.js';

export const handshakeClauses = {
  'OPM-1': driver.must(
    'An output has OPM or COPP semantics from creation to release; the handshake is done once for each output object.',
  ),
  'OPM-2': driver.must(
    'Returns the driver random (16 bytes) and a task-allocated certificate buffer: DER-encoded X.509 chain under OPM semantics, UTF-8 COPP XML chain under COPP semantics; the key is RSA-2048.',
  ),
  'OPM-3': driver.must(
    'Each protected output has its own cryptographically secure random; the kernel asks for it once per output and never after the signing key was set.',
  ),
  'OPM-4': application.must(
    'Payload, 40 bytes: driver random (16), AES-128 signing key (16), start number for status requests (4), start number for commands (4).',
  ),
  'OPM-5': application.must(
    'OPM semantics: payload encrypted with RSAES-OAEP under the OPM certificate key. COPP semantics: standard RSA under the COPP certificate key (COPP-7, COPP-8 apply).',
  ),
  'OPM-6': application.must(
    'OAEP parameters: SHA-512, MGF1 with SHA-512, empty label. Stated by the January 2018 text of the DDI page (table lost at HEAD); client sample and codec-side sample agree.',
  ),
  'OPM-7': application.implied(
    'Only the 40 bytes are the OAEP message (OAEP-SHA-512 holds at most 126 bytes under a 2048-bit key); ciphertext is 256 bytes big-endian as CNG produces it, no byte reversal.',
  ),
  'OPM-8': driver.should(
    'Driver sequence: decrypt with the private key of the matching certificate; with OPM semantics verify the OAEP encoding; require at least 40 bytes; compare the first 16 with the issued random; store key and both numbers; ignore bytes after the 40th.',
  ),
  'OPM-9': driver.should(
    'Any failed step of OPM-8 yields STATUS_GRAPHICS_OPM_INVALID_ENCRYPTED_PARAMETERS (0xC01E0503), seen by applications as ERROR_GRAPHICS_OPM_INVALID_ENCRYPTED_PARAMETERS (0xC0262503).',
  ),
  'OPM-10': runtime.must(
    'Called once per output handle, after the random number was fetched; information and configure calls come only after both.',
  ),
} as const;
