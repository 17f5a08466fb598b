/// <reference types="node" preserve="true" />
export {
  type CertificateChain,
  CertificateChainError,
  type CertificateChainReason,
  CertificateFormatError,
  type CertificateInput,
  readCertificateChain,
  validateCertificateChain,
} from '../certificate/index.js';
export {
  type BltCipher,
  createIvSequence,
  decryptFromEncryptionBlt,
  encryptForDecryptionBlt,
  type IvSequence,
} from './blt-data.js';
export { wrapSessionKey } from './session-key.js';
