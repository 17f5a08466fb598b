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
  type CoppCertificate,
  type CoppCertificateChain,
  CoppChainError,
  type CoppChainReason,
  coppKeyBlob,
  type CoppPublicKey,
  type CoppRevocationList,
  type CoppTrustedRoot,
  MICROSOFT_COPP_ROOT,
  newerRevocationList,
  readCoppCertificateChain,
  readCoppRevocationList,
  validateCoppCertificateChain,
} from '../certificate/copp/index.js';
export {
  type BltCipher,
  type BltContent,
  createIvSequence,
  decryptFromEncryptionBlt,
  encryptForDecryptionBlt,
  type IvSequence,
} from './blt-data.js';
export type { EncryptedBlockInfo } from './encrypted-parts.js';
export { type DecoderContent, encryptForDecoder, type EncryptionScheme } from './decoder-data.js';
export { type NalUnitFrame, subSamplesOfNalUnits } from './nal-units.js';
export type { StripePattern } from './stripes.js';
export { type SubSample, subSamplesOfLengths } from './sub-samples.js';
export { HwProtectionResultError, type HwProtectionResultReason } from './hw-protection-error.js';
export {
  createHwProtectionMessage,
  type HwProtectionCommand,
  type HwProtectionLayout,
  type HwProtectionMessage,
  type HwProtectionResult,
  readHwProtectionResult,
} from './hw-protection-message.js';
export { AuthenticatedChannelClient, type AuthenticatedChannelOptions } from './channel-client.js';
export { AuthenticatedChannelError, type AuthenticatedChannelReason } from './channel-error.js';
export { channelOfApi, type ChannelTransport } from './channel-transport.js';
export type {
  ChannelAccessibility,
  ChannelBinding,
  ChannelProcess,
  ChannelProtection,
} from './channel-values.js';
export { CoppClient, type CoppClientOptions } from './copp-client.js';
export { CoppReplyError, type CoppReplyReason } from './copp-error.js';
export type { CoppCommand, CoppReply, CoppStatusRequest } from './copp-messages.js';
export type { CoppDisplayData, CoppHdcpReceiver, CoppSignaling } from './copp-queries.js';
export type { CoppStartPadding } from './copp-start-message.js';
export type { OpmHdcpDevice, OpmOutputFormat, OpmSignaling } from './opm-answers.js';
export { OpmClient, type OpmClientOptions, type OpmEngine } from './opm-client.js';
export { OpmError, type OpmReason } from './opm-error.js';
export type { OpmCommand, OpmReply, OpmRequest } from './opm-messages.js';
export { OpmSession, type OpmSessionOptions } from './opm-session.js';
export type { OpmTrust } from './opm-trust.js';
export { opmOutputOfApi, type OpmVideoOutput } from './opm-video-output.js';
export { wrapSessionKey } from './session-key.js';
export { refreshSessionKey, unwrapReadBackKey, wrapContentKey } from './wrapped-keys.js';
