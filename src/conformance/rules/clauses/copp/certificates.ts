/** Clauses of COPP's certificate chain and revocation list: CERT. */
import { application, driver } from '../../clause.js';

export const certificatesClauses = {
  'CERT-1': driver.must(
    'Document is well-formed XML in UTF-8; root CertificateCollection with attribute Version of at least 2.0.',
  ),
  'CERT-2': driver.must(
    'Exactly three Certificate elements, in the order driver (leaf), hardware vendor, Microsoft.',
  ),
  'CERT-3': driver.must('No child name occurs twice inside a Data element.'),
  'CERT-4': driver.must(
    'Modulus decodes (base64, big-endian) to 256 bytes, in the last certificate to 128; Exponent to at most 4 bytes.',
  ),
  'CERT-5': driver.must(
    'Leaf: KeyUsage/EncryptKey = 1 and Features/COPPCertificate = 1. Others: KeyUsage/SignCertificate = 1.',
  ),
  'CERT-6': driver.must(
    'Public key in Data of certificate k+1 equals, modulus and exponent, the key in Signature/KeyInfo of certificate k.',
  ),
  'CERT-7': driver.must(
    'DigestValue (Signature/SignedInfo/Reference) is base64 of SHA-1 over the raw document bytes from the "<" of the Data start tag to the ">" of its end tag, with no canonicalisation.',
  ),
  'CERT-8': driver.must(
    "SignatureValue is RSASSA-PSS (PKCS#1 v2.1) over those same bytes: SHA-1, MGF1 with SHA-1, salt length 0; verified with the key in this certificate's own KeyInfo.",
  ),
  'CERT-9': application.must(
    'KeyInfo of the last certificate equals the built-in Microsoft key (128-byte modulus, exponent 65537). An emulator substitutes its own test root here.',
  ),
  'CERT-10': application.must('A missing element that a check refers to makes the validation fail.'),
  'CERT-11': application.may(
    'SecurityLevel and any other Features children are ignored; ManufacturerData is information only.',
  ),
  'CERT-12': application.should(
    'Each DigestValue is looked up in the revocation list; a hit revokes that certificate and everything it signs.',
  ),
  'CERT-13': application.must(
    'List format, all integers unsigned big-endian: version u32, entry count u32, count x 20-byte SHA-1 digests, u32 length + XML certificate chain (not NUL-terminated), u8 signature type = 2, u16 signature length, RSASSA-PSS/SHA-1 signature (1024-bit key, e 65537) over all earlier bytes.',
  ),
  'CERT-14': application.must(
    "The list's certificate is signed directly by the Microsoft root and has KeyUsage/SignCRL = 1; a newer version replaces an older one.",
  ),
  'CERT-15': application.implied(
    'CryptoAPI import blob of the leaf key: BLOBHEADER {6, 2, 0, 0x0000A400} + "RSA1" (0x31415352), bit length 2048, exponent u32 LE, modulus reversed to little-endian and zero-padded to 256.',
  ),
} as const;
