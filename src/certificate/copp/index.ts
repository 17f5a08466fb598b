/// <reference types="node" preserve="true" />
export { type CoppCertificate, type CoppPublicKey, toKeyObject } from './certificate.js';
export { type CoppCertificateChain, readCoppCertificateChain } from './chain.js';
export { CoppChainError, type CoppChainReason } from './chain-error.js';
export { coppKeyBlob } from './key-blob.js';
export { type CoppRevocationList, newerRevocationList, readCoppRevocationList } from './revocation-list.js';
export { type CoppTrustedRoot, MICROSOFT_COPP_ROOT } from './trusted-root.js';
export { type IsRevoked, validateCoppCertificateChain } from './validate-chain.js';
