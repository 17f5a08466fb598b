/** The settings in which honest drivers may differ: points that the documents leave open. */
export interface ProfileSwitches {
  /** D-01: the hash of OAEP and of its MGF1. */
  readonly oaepHash: 'sha512' | 'sha256' | 'sha1';
  /** D-04: what a second key negotiation does. */
  readonly renegotiation: 'replace' | 'refuse';
  /** D-05: what GetCertificate returns. */
  readonly certificateContainer: 'pkcs7' | 'pkcs7-leaf-first' | 'der-chain' | 'leaf';
  /** D-08: how a VOID function fails. */
  readonly voidFailure: 'set-error' | 'silent';
  /** D-12: caps of an unsupported pair. */
  readonly unsupportedCaps: 'error' | 'zeros';
  /** D-21: what DecryptionBlt does with an IV that was used before under the same key. */
  readonly ivReuse: 'allow' | 'refuse';
  /** D-22: how the counter goes on after Count = 2^64 - 1. */
  readonly ctrCarry: 'count' | 'block';
  /** D-23: which bytes of a partly encrypted buffer the key stream runs over. */
  readonly partialKeystream: 'encrypted-only' | 'whole-buffer';
  /** D-27: where DecryptionBlt says how it went: through pfnSetErrorCb alone, or in NumBytesInEncryptPattern of its block info. */
  readonly blockInfoStatus: 'none' | 'encrypt-pattern-field';
  /** D-28: what pContentKey of a frame means: NULL is clear and zeros are the session key, or NULL is the session key. */
  readonly beginFrameKey: 'api' | 'ddi';
  /** D-30: what the OMAC of a channel's message covers: what follows it, or all with zeros in its place. */
  readonly channelOmac: 'after-omac' | 'zeroed-omac';
  /** D-31: whether a channel's message may be longer than its structure. */
  readonly channelSizes: 'at-least' | 'exact';
  /** D-42: where the DRM component's bytes lie in the blocks of HW_PROTECTION: behind the driver's own, or at the front. */
  readonly hwProtectionLayout: 'documented' | 'payload-first';
  /** D-51: what COPP answers to a query that it does not know. */
  readonly coppUnknownQuery: 'empty' | 'refuse';
  /** D-54: ACP and CGMS-A under OPM semantics. */
  readonly opmAnalog: 'refuse' | 'allow';
}

/** What a driver says of itself: how it takes the points that the documents leave open. */
export interface DriverProfile extends ProfileSwitches {
  readonly name: string;
  /** Commands of the DRM component behind HW_PROTECTION that cases may send: `echo` answers with its data (HWP-4). */
  readonly hwProtection?: {
    readonly commands: readonly { readonly functionId: number; readonly does: string }[];
  };
}

/**
 * What the decisions say where nothing turns them: the embedded driver's profile, and what a driver without one is
 * measured by.
 * @example
 * const profile: DriverProfile = { name: 'mine', ...DEFAULT_SWITCHES, oaepHash: 'sha256' };
 */
export const DEFAULT_SWITCHES: ProfileSwitches = {
  oaepHash: 'sha512',
  renegotiation: 'replace',
  certificateContainer: 'pkcs7',
  voidFailure: 'set-error',
  unsupportedCaps: 'error',
  ivReuse: 'allow',
  ctrCarry: 'count',
  partialKeystream: 'encrypted-only',
  blockInfoStatus: 'none',
  beginFrameKey: 'api',
  channelOmac: 'after-omac',
  channelSizes: 'at-least',
  hwProtectionLayout: 'documented',
  coppUnknownQuery: 'empty',
  opmAnalog: 'refuse',
};
