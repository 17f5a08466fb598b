/// <reference types="node" preserve="true" />
export { engineChoice, type EngineChoice } from './engine-choice.js';
export type { CounterCarry, CryptoEngine, CtrStream, OmacKey } from './engine.js';
export {
  emeOaepDecode,
  emeOaepDecodeAtLeast,
  emeOaepEncode,
  oaepHashBytes,
  type OaepHash,
  type OaepResult,
} from './eme-oaep.js';
export { nobleEngine } from './noble-engine.js';
export { findOaepFault, type ExpectedOaep, type OaepFault } from './oaep-fault.js';
export type { Run } from './runs.js';
export { opensslEngine } from './openssl-engine.js';
export { seededRandom, systemRandom, type RandomSource } from './random.js';
export { checkKeyBufferKey } from './rsa-key.js';
export {
  RSA_BLOCK_BYTES,
  rsaesOaepDecrypt,
  rsaesOaepDecryptAtLeast,
  rsaesOaepEncrypt,
} from './rsaes-oaep.js';
