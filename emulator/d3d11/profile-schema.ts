import * as v from 'valibot';
import type { Guid } from '../../src/abi/index.js';
import { isGuid } from '../../src/abi/index.js';
import {
  D3D11_1DDI_CONTENT_PROTECTION_CAPS as CAPS,
  D3D11_1DDI_CRYPTO_TYPE_AES128_CTR,
  D3D11_1DDI_KEY_EXCHANGE_RSAES_OAEP,
  D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION,
  guidName,
  interfaceVersionNames,
} from '../../src/ddi/index.js';
import {
  listOf,
  members,
  oneOf,
  text,
  trueOrFalse,
  unsigned64,
  valueOf,
  wholeNumber,
} from '../../src/options/index.js';
import { decoderProfileEntries } from './decoder/profile-schema.js';
import { hardwareProfileEntries } from './hardware/profile-schema.js';

/** The caps whose features exist (D-66). */
const emulatedCaps = {
  SOFTWARE: CAPS.SOFTWARE,
  HARDWARE: CAPS.HARDWARE,
  PROTECTION_ALWAYS_ON: CAPS.PROTECTION_ALWAYS_ON,
  PARTIAL_DECRYPTION: CAPS.PARTIAL_DECRYPTION,
  CONTENT_KEY: CAPS.CONTENT_KEY,
  FRESHEN_SESSION_KEY: CAPS.FRESHEN_SESSION_KEY,
  ENCRYPTED_READ_BACK: CAPS.ENCRYPTED_READ_BACK,
  ENCRYPTED_READ_BACK_KEY: CAPS.ENCRYPTED_READ_BACK_KEY,
  SEQUENTIAL_CTR_IV: CAPS.SEQUENTIAL_CTR_IV,
  ENCRYPT_SLICEDATA_ONLY: CAPS.ENCRYPT_SLICEDATA_ONLY,
  DECRYPTION_BLT: CAPS.DECRYPTION_BLT,
  HARDWARE_PROTECT_UNCOMPRESSED: CAPS.HARDWARE_PROTECT_UNCOMPRESSED,
  HARDWARE_PROTECTED_MEMORY_PAGEABLE: CAPS.HARDWARE_PROTECTED_MEMORY_PAGEABLE,
  HARDWARE_PROTECTED_MEMORY_TRANSITION: CAPS.HARDWARE_PROTECTED_MEMORY_TRANSITION,
  HARDWARE_TEARDOWN: CAPS.HARDWARE_TEARDOWN,
  HARDWARE_DRM_COMMUNICATION: CAPS.HARDWARE_DRM_COMMUNICATION,
};
const capsBits = Object.values(emulatedCaps).reduce((all, bit) => all | bit, 0);

/** Bits of D3D11_1DDI_CONTENT_PROTECTION_CAPS. */
const caps = valueOf<number>(
  `bits of ${Object.keys(emulatedCaps).join(', ')}`,
  (value) => typeof value === 'number' && (value & capsBits) >>> 0 === value,
);

const anyGuid = valueOf<Guid>('a GUID such as D3D11_CRYPTO_TYPE_AES128_CTR', isGuid);

/** The name that a header has for a GUID; a vendor's own GUID has none. */
function headerName(value: unknown): string | undefined {
  return isGuid(value) && guidName(value) !== (value as string) ? guidName(value) : undefined;
}

/**
 * A GUID whose meaning is emulated, or a vendor's own (D-65), which works as the emulated one does. One that a header
 * names and that is not emulated would be a promise not kept.
 */
function emulatedGuid(emulated: Readonly<Record<string, Guid>>): v.GenericSchema<Guid> {
  const guids: readonly unknown[] = Object.values(emulated);
  const isEmulated = (value: unknown) =>
    guids.includes(value) || (isGuid(value) && headerName(value) === undefined);
  return v.custom<Guid>(isEmulated, ({ input }) => {
    const other = headerName(input);
    return `${Object.keys(emulated).join(', ')} or a vendor's own GUID${other === undefined ? '' : ` (${other} is not emulated)`}`;
  });
}

/** One crypto type that a driver offers, with the exchanges and decode profiles that go with it. */
export interface CryptoTypeSupport {
  /** What content is encrypted with: AES128_CTR; a vendor's GUID stands for the same (D-65). */
  readonly cryptoType: Guid;
  /**
   * In the order of GetCryptoKeyExchangeType's Index (GCKE-1); one is usual (GCKE-5): RSAES_OAEP or HW_PROTECTION; a
   * vendor's GUID stands for RSAES_OAEP.
   */
  readonly keyExchangeTypes: readonly Guid[];
  /**
   * Exchanges that CreateCryptoSession takes though GetCryptoKeyExchangeType enumerates them not (D-65): a vendor's, or a
   * crypto type in the place of an exchange. They work as RSAES_OAEP does; the crypto type itself, where the caps have
   * HARDWARE_DRM_COMMUNICATION, makes a session whose keys are the trusted environment's. It is for the runtime to let
   * them through: one that holds callers to what is enumerated never brings them here.
   */
  readonly acceptedExchanges?: readonly Guid[];
  /** What can be decoded with it; any GUIDs. */
  readonly decodeProfiles: readonly Guid[];
  /** D3D11_1DDI_CONTENT_PROTECTION_CAPS bits; the profile's own unless they differ here. */
  readonly caps?: number;
  /** BlockAlignmentSize in bytes; the profile's own unless it differs here. */
  readonly blockAlignmentBytes?: number;
  /** ProtectedMemorySize; the profile's own unless it differs here. */
  readonly protectedMemoryBytes?: bigint;
}

const exchanges = {
  D3D11_KEY_EXCHANGE_RSAES_OAEP: D3D11_1DDI_KEY_EXCHANGE_RSAES_OAEP,
  D3D11_KEY_EXCHANGE_HW_PROTECTION: D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION,
};
const cryptoTypes = { D3D11_CRYPTO_TYPE_AES128_CTR: D3D11_1DDI_CRYPTO_TYPE_AES128_CTR };
const exchange = emulatedGuid(exchanges);
const exchangeOrType = emulatedGuid({ ...exchanges, ...cryptoTypes });
const blockAlignmentBytes = wholeNumber(0, 0xffff_ffff, 'a whole number of bytes');

export const cryptoTypeEntries = {
  cryptoType: emulatedGuid(cryptoTypes),
  keyExchangeTypes: listOf(exchange),
  acceptedExchanges: v.exactOptional(listOf(exchangeOrType)),
  decodeProfiles: listOf(anyGuid),
  caps: v.exactOptional(caps),
  blockAlignmentBytes: v.exactOptional(blockAlignmentBytes),
  protectedMemoryBytes: v.exactOptional(unsigned64()),
};

/** True where no crypto type has a decode profile twice. */
function eachPairOnce(cryptoTypes: readonly CryptoTypeSupport[]): boolean {
  const pairs = cryptoTypes.flatMap(({ cryptoType, decodeProfiles }) =>
    decodeProfiles.map((profile) => `${cryptoType} ${profile}`),
  );
  return new Set(pairs).size === pairs.length;
}

/** This interface's part of the profile. */
export const d3d11ProfileEntries = {
  /** Shown in the driver's name and in reports. */
  name: text(),
  /** The versions of the interface that GetSupportedVersions lists (OPN-11…OPN-13); one at least. */
  interfaceVersions: v.pipe(
    listOf(oneOf(...interfaceVersionNames)),
    v.check((names) => names.length > 0, 'one version at least'),
  ),
  /** D-01: the hash of OAEP and of its MGF1. */
  oaepHash: oneOf('sha512', 'sha256', 'sha1'),
  /** D-04: what a second key negotiation does. */
  renegotiation: oneOf('replace', 'refuse'),
  /** D-05: what GetCertificate returns. */
  certificateContainer: oneOf('pkcs7', 'pkcs7-leaf-first', 'der-chain', 'leaf'),
  /** D-08: how a VOID function fails. */
  voidFailure: oneOf('set-error', 'silent'),
  /** D-12: caps of an unsupported pair. */
  unsupportedCaps: oneOf('error', 'zeros'),
  /** D-21: what DecryptionBlt does with an IV that was used before under the same key. */
  ivReuse: oneOf('allow', 'refuse'),
  /** D-22: how the counter goes on after Count = 2^64 - 1. */
  ctrCarry: oneOf('count', 'block'),
  /** D-23: which bytes of a partly encrypted buffer the key stream runs over. */
  partialKeystream: oneOf('encrypted-only', 'whole-buffer'),
  /** D-27: where DecryptionBlt says how it went: through pfnSetErrorCb alone, or in NumBytesInEncryptPattern of its block info. */
  blockInfoStatus: oneOf('none', 'encrypt-pattern-field'),
  /** D3D11_1DDI_CONTENT_PROTECTION_CAPS bits (D-66). */
  caps,
  /**
   * A crypto type may be there several times, with other decode profiles each time, where what goes with it differs from
   * one to the other. The first has what is offered without decoding.
   */
  cryptoTypes: v.pipe(
    listOf(members(cryptoTypeEntries) as v.GenericSchema<CryptoTypeSupport>),
    v.check(eachPairOnce, 'each decode profile of a crypto type once'),
  ),
  /** BlockAlignmentSize in bytes; 0 = no rule (D-24). */
  blockAlignmentBytes,
  /** ProtectedMemorySize: any 64 bits, by the crypto type not even bytes (GCPC-14, D-65). */
  protectedMemoryBytes: unsigned64(),
  /** Texture rows start at multiples of this many bytes. */
  rowPitchBytes: wholeNumber(1, 0xffff_ffff, 'a whole number of bytes'),
  ...hardwareProfileEntries,
  ...decoderProfileEntries,
  /** False for a driver without video functions, such as a virtual machine's basic display (D-19, SUB-10). */
  videoFunctions: trueOrFalse(),
};

/** What one emulated driver offers here, and how it takes the points that the documents leave open. */
export type EmulatedProfile = Readonly<v.InferOutput<ReturnType<typeof members<typeof d3d11ProfileEntries>>>>;
