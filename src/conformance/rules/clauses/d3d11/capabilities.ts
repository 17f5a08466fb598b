/** Clauses of content-protection caps and certificates: GCPC, GCKE, GCS, GC. */
import { application, driver, runtime } from '../../clause.js';

export const capabilitiesClauses = {
  'GCPC-1': driver.must('Fill the caps struct for one (crypto type, decode profile) pair.'),
  'GCPC-2': runtime.must('The runtime checks profile and crypto-type arguments before the call.'),
  'GCPC-3': driver.may('pCryptoType may be AES128_CTR, PROPRIETARY, or NULL_GUID (= no encryption).'),
  'GCPC-4': driver.must(
    'Unsupported crypto type: fail with the status the page calls D3DERR_INVALID_CRYPTO.',
  ),
  'GCPC-5': driver.implied(
    'No header defines it; use D3DERR_UNSUPPORTEDCRYPTO 0x8876087E, as one public driver does.',
  ),
  'GCPC-6': driver.implied(
    'D3D9: type unknown for this profile -> D3DDDIERR_UNSUPPORTEDCRYPTO; unknown at all -> D3DDDIERR_NOTAVAILABLE.',
  ),
  'GCPC-7': driver.implied(
    'D3D9: NULL_GUID type -> union of the caps of all types; NULL_GUID profile -> caps for non-decode use.',
  ),
  'GCPC-8': runtime.implied('API NULL for type or profile arrives as NULL_GUID.'),
  'GCPC-9': driver.may('Some crypto-type/profile combinations may be refused.'),
  'GCPC-10': driver.implied('Without protection: S_OK and an all-zero struct (D3D11On12).'),
  'GCPC-11': application.must('Sizes of data to encrypt are multiples of BlockAlignmentSize.'),
  'GCPC-12': application.must('Without PARTIAL_DECRYPTION a buffer is wholly encrypted or wholly clear.'),
  'GCPC-13': application.should('With ENCRYPT_SLICEDATA_ONLY encrypt nothing but slice data.'),
  'GCPC-14': application.implied(
    'ProtectedMemorySize is free-form for each crypto type: one shipping client reads it as something else than bytes under a vendor type. Pass all 64 bits through; do not check it as bytes.',
  ),
  'GCKE-1': driver.must('Each Index from 0 to KeyExchangeTypeCount-1 yields one key-exchange GUID.'),
  'GCKE-2': runtime.must('The runtime checks profile, crypto type and Index first.'),
  'GCKE-3': driver.must('Unsupported crypto type: fail with the (undefined) D3DERR_INVALID_CRYPTO.'),
  'GCKE-4': driver.implied('Out-of-range Index: E_INVALIDARG (D3D11On12).'),
  'GCKE-5': driver.implied('D3D9: only one key exchange per encryption type, so count 1 is normal.'),
  'GCS-1': driver.must('Store the byte length of the selected certificate chain in *pCertificateSize.'),
  'GCS-2': driver.must('CertificateType chooses the object: authenticated channel or crypto session.'),
  'GCS-3': driver.implied('CertificateType selects the union arm: 1 -> ChannelType, 2 -> CryptoSessionType.'),
  'GCS-4': driver.implied('CryptoSessionType is the crypto-type GUID, not an instance (D3D9 text).'),
  'GC-1': driver.must(
    'Copy the driver certificate chain for the selected channel or session type into pCertificate.',
  ),
  'GC-2': driver.implied(
    'The buffer is CertificateSize bytes and the header annotation says that many are written.',
  ),
  'GC-3': driver.must(
    'The chain is X.509 with a Microsoft-signed root and carries the driver RSA public key.',
  ),
  'GC-4': driver.may('Session and channel may share the certificate with OPM.'),
  'GC-5': driver.implied('D3D9: a session certificate may be unused, and may differ per crypto type.'),
  'GC-6': runtime.implied('The runtime-owned channel has no certificate; asking fails (D3D9 text).'),
} as const;
