/** Clauses of crypto sessions: CPCS, CCS, DCS, CSGH, NCS. */
import { application, driver, runtime } from '../../clause.js';

export const sessionsClauses = {
  'CPCS-1': driver.must('Return the private bytes such a session needs.'),
  'CPCS-2': runtime.must('The runtime validates all members of the create struct before the call.'),
  'CPCS-3': driver.must('The call is not expected to fail.'),
  'CPCS-4': driver.implied(
    'Fill this slot even without crypto support: the runtime tolerates a NULL create slot but not this one.',
  ),
  'CCS-1': runtime.must(
    'Calc... comes first; the runtime allocates that many bytes for driver state and hCryptoSession points to them.',
  ),
  'CCS-2': driver.must('Remember which hDevice created the session.'),
  'CCS-3': driver.should(
    'Fail every later call that uses the session through another hDevice (no code named, AMB-6).',
  ),
  'CCS-4': runtime.must('DecodeProfile = NULL_GUID: the session is never used for DXVA decoding.'),
  'CCS-5': driver.should(
    'DecodeProfile not NULL_GUID and CryptoType not supported by that profile: D3DDDIERR_UNSUPPORTEDCRYPTO.',
  ),
  'CCS-6': runtime.may(
    'Values defined for CryptoType: AES128_CTR, PROPRIETARY. Vendors use further GUIDs (D-65).',
  ),
  'CCS-7': runtime.may(
    'Values defined for KeyExchangeType: RSAES_OAEP (caller makes the session key and wraps it for the driver); from WDDM 2.0, HW_PROTECTION (session only carries DRM messages). Vendors use further GUIDs (D-65).',
  ),
  'CCS-8': runtime.should(
    'On an HW_PROTECTION session these should not be called: GetCertificateSize, GetCertificate, EncryptionBlt, DecryptionBlt, StartSessionKeyRefresh, FinishSessionKeyRefresh, GetEncryptionBltKey.',
  ),
  'CCS-9': runtime.must(
    'On an HW_PROTECTION session DRM commands travel through NegotiateCryptoSessionKeyExchange.',
  ),
  'CCS-10': driver.implied(
    'NULL_GUID or unknown CryptoType: no code given (D3D9: D3DDDIERR_NOTAVAILABLE); UNSUPPORTEDCRYPTO is the only fitting listed code.',
  ),
  'CCS-11': driver.must('Adapter gone: D3DDDIERR_DEVICEREMOVED; no memory: E_OUTOFMEMORY.'),
  'CCS-12': driver.implied('hRTCryptoSession is opaque; only for calls back into the runtime.'),
  'CCS-13': runtime.must('ClearState on the device context leaves session state untouched.'),
  'DCS-1': driver.must('Release everything CreateCryptoSession made.'),
  'DCS-2': driver.implied(
    "Wipe session key, pending refresh number and read-back key; the private block itself is the runtime's memory.",
  ),
  'CSGH-1': driver.must('Return a driver-chosen handle that the app uses to tie the session to a decoder.'),
  'CSGH-2': driver.must(
    'The value bypasses runtime handle mapping, so it comes back unchanged in channel commands.',
  ),
  'CSGH-3': driver.may('It may equal hCryptoSession.'),
  'NCS-1': driver.must(
    "Decode pData according to the session's exchange mechanism and install the session key.",
  ),
  'NCS-2': application.must(
    'RSAES-OAEP: the buffer holds 256 bytes, encrypted with RSAES-OAEP under the public key of the session certificate.',
  ),
  'NCS-3': driver.implied('256 bytes fix the modulus at 2048 bits.'),
  'NCS-4': driver.must('Same as the OPM key exchange, whose plaintext however carries more than the key.'),
  'NCS-5': driver.implied('OAEP parameters by OPM analogy: SHA-512 hash, MGF1 with SHA-512, empty label.'),
  'NCS-6': driver.must('Plaintext = the 16-byte AES-128 session key.'),
  'NCS-7': driver.must('Bad parameters: E_INVALIDARG; no memory: E_OUTOFMEMORY.'),
  'NCS-8': driver.implied(
    'DataSize other than 256, failed OAEP decode or wrong plaintext length: E_INVALIDARG.',
  ),
  'NCS-9': runtime.must(
    'HW_PROTECTION: DataSize = sizeof(HW_PROTECTION_DATA) (32 on x64) and pData points to that struct.',
  ),
  'NCS-10': driver.implied('pData is in/out at the API, so results are written through it.'),
  'NCS-11': driver.implied('D3D9 allows vendor-defined exchange mechanisms.'),
} as const;
