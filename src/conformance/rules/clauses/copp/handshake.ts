/** Clauses of a COPP session: COPP, from the key exchange to its state machine. */
import { application, driver } from '../../clause.js';

export const handshakeClauses = {
  'COPP-1': driver.implied(
    'Opens the session: yields a 16-byte driver random, the certificate chain in a task-allocated buffer (the caller frees it with CoTaskMemFree) and its length.',
  ),
  'COPP-2': application.must(
    'The application validates the whole chain before it uses the driver key; a failed step ends the attempt.',
  ),
  'COPP-3': application.should(
    'After E_UNEXPECTED the client drops its renderer (VMR), makes a new one and starts over with KeyExchange.',
  ),
  'COPP-4': application.must(
    'Payload is four values in this order: driver random (16 bytes), data-integrity session key KDI (16), start number for status requests (4), start number for commands (4); 40 bytes.',
  ),
  'COPP-5': application.implied(
    'The random goes in as the 16 GUID bytes in memory order, both numbers as 32-bit little-endian.',
  ),
  'COPP-6': application.must(
    'Encryption is RSA with the 2048-bit key of the leaf certificate; the result always fills the 256-byte AMCOPPSignature.',
  ),
  'COPP-7': driver.implied(
    'Not RSAES-OAEP. Driver documents: payload, zeros to 2048 bits, bare RSA; application page: PKCS#1 v1.5. The driver uses the first 40 decrypted bytes, ignores the others and insists on no padding.',
  ),
  'COPP-8': driver.implied(
    'Ciphertext is one little-endian integer c; m = c^d mod n is written as 256 little-endian bytes and bytes 0..39 are the payload: the only reading under which driver sample, byte swap of the application page and CryptoAPI output agree (dossier 1.3).',
  ),
  'COPP-9': driver.implied(
    'If the decrypted random differs from the one this session issued, the driver answers E_UNEXPECTED and the session stays in KEY_EXCHANGED (a retry is possible in the sample).',
  ),
  'COPP-10': driver.should(
    'Only accepted in the state reached by KeyExchange; a call before KeyExchange or a second call gives E_UNEXPECTED.',
  ),
  'COPP-11': application.should('KDI and both start numbers come from a cryptographically secure generator.'),
  'COPP-12': driver.should(
    'States and calls as in table 1.6; an entry point called in another state answers E_UNEXPECTED and changes nothing.',
  ),
  'COPP-13': driver.must(
    'MAC algorithm is OMAC-1 (= AES-CMAC, RFC 4493) with AES-128, 128-bit tag, key KDI.',
  ),
} as const;
