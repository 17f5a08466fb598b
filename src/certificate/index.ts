/// <reference types="node" preserve="true" />
export type { CertificateInput } from './certificate-input.js';
export { type CertificateChain, orderCertificates, readCertificateChain } from './chain.js';
export { CertificateChainError, type CertificateChainReason } from './chain-error.js';
export {
  type CertificateContainer,
  encodeCertificateContainer,
  readCertificateContainer,
} from './container.js';
export { CertificateFormatError } from './format-error.js';
export { type DriverIdentity, loadDriverIdentity, readPrivateKey } from './identity.js';
export { validateCertificateChain } from './validate-chain.js';
