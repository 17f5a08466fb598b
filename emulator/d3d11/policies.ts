import type { CtrStream, OaepResult } from '../../src/crypto/index.js';
import { RSA_BLOCK_BYTES, rsaesOaepDecrypt } from '../../src/crypto/index.js';
import type { Address, Hresult } from '../../src/abi/index.js';
import { NULL } from '../../src/abi/index.js';
import type { HCryptoSession, HResource, InterfaceVersion } from '../../src/ddi/index.js';
import {
  D3D10_DDI_FORMAT_SUPPORT as FORMAT_SUPPORT,
  D3D11_1DDI_CONTENT_PROTECTION_CAPS as CAPS,
  D3D11DDIARG_CREATERESOURCE,
  D3D11DDIARG_CREATERESOURCE_WDDM2_0,
  DXGI_FORMAT,
  E_FAIL,
} from '../../src/ddi/index.js';
import type { KeyName, KeyRing } from '../core/key-ring.js';
import { KEY_BYTES } from '../core/key-slab.js';
import type { Region } from './box.js';
import { regionRuns } from './box.js';
import type { DecoderPolicies } from './decoder/policies.js';
import { decoderPolicies } from './decoder/policies.js';
import type { EncryptedBlockInfo } from './encrypted-block-info.js';
import { keyStreamBytes, readBlockInfo, stretchAt, writeBlockInfoStatus } from './encrypted-block-info.js';
import type { HardwarePolicies } from './hardware/policies.js';
import { hardwarePolicies } from './hardware/policies.js';
import type { Offer } from './offers.js';
import { offerAt } from './offers.js';
import type { EmulatedProfile } from './profile.js';
import { setError } from './set-error.js';
import type { SharingPolicies } from './sharing/policies.js';
import { sharingPolicies } from './sharing/policies.js';
import type { CryptoSession, Device, D3D11Base, Resource } from './state.js';
import type { Run, Surface } from './surface.js';
import { surfaceRuns } from './surface.js';

/**
 * Everything that a driver of this interface can get wrong, each in one small function. The driver is this record
 * with its defaults; a faulty driver is the record with one entry changed. No policy is reachable from elsewhere.
 */
export interface D3D11Policies extends DecoderPolicies, HardwarePolicies, SharingPolicies {
  /** The session behind a handle, if it is live and of this device (CCS-2, CCS-3, D-09, D-61). */
  readonly findSession: (
    core: D3D11Base,
    device: Device,
    hCryptoSession: HCryptoSession,
  ) => CryptoSession | undefined;
  /** The resource behind a handle, if it is live and of this device. */
  readonly findResource: (core: D3D11Base, device: Device, hResource: HResource) => Resource | undefined;
  /** Makes a destroyed session's handle dead. */
  forgetSession(device: Device, hCryptoSession: HCryptoSession): void;
  /** The offer for the crypto type at an address, or undefined where it is not supported (CCS-5, D-11). */
  findCryptoType(core: D3D11Base, pCryptoType: Address): Offer | undefined;
  /** Whether an offer goes with the decode profile at an address (CCS-5, GCPC-9). */
  supportsDecodeProfile(core: D3D11Base, offer: Offer, pDecodeProfile: Address): boolean;
  /** Whether an offer goes with the key exchange at an address (CCS-7, D-11). */
  supportsKeyExchange(core: D3D11Base, offer: Offer, pKeyExchangeType: Address): boolean;
  /** Whether a key buffer has the right size (NCS-2, NCS-3, NCS-8). Session and key stay as they are (D-14). */
  isKeyBufferSize(bytes: number, core: D3D11Base, keys: KeyRing): boolean;
  /** Opens a key buffer, 16 bytes of key: the same work whatever is wrong with it (NCS-5, NCS-6, D-01…D-03). */
  unwrapSessionKey(core: D3D11Base, keyBuffer: Uint8Array): OaepResult;
  /** Puts a session key where keys live; the old ones are gone already (NCS-1, D-04). */
  installKey(core: D3D11Base, keys: KeyRing, key: Uint8Array): void;
  /** Whether a random number or a read-back key may have this size (D-26, SSKR-3, GEBK-3). */
  isKeySize(bytes: number): boolean;
  /** The number of a key refresh: 16 random bytes in a fresh array (SSKR-2). */
  refreshNumber(core: D3D11Base): Uint8Array;
  /** Keeps the number of a refresh until it is finished (SSKR-2, SSKR-4, SSKR-7, D-26). */
  startRefresh(core: D3D11Base, keys: KeyRing, number: Uint8Array): void;
  /** Makes the session key of the old one and the number, which is dropped after this (FSKR-1, FSKR-2). */
  finishRefresh(core: D3D11Base, keys: KeyRing): void;
  /** The key for reading back that GetEncryptionBltKey makes: 16 bytes in a fresh array (GEBK-1). */
  readBackKey(core: D3D11Base, keys: KeyRing): Uint8Array;
  /** Wraps a read-back key for the caller: 16 bytes (GEBK-2). */
  wrapReadBackKey(core: D3D11Base, keys: KeyRing, key: Uint8Array): Uint8Array;
  /** Puts a read-back key where keys live; its IV sequence is its own (GEBK-5, D-25). */
  installReadBackKey(core: D3D11Base, session: CryptoSession, key: Uint8Array): void;
  /** Which key EncryptionBlt encrypts with (EB-11, D-25). */
  encryptionBltKey(core: D3D11Base, session: CryptoSession): KeyName;
  /** Whether an argument is taken that goes with a cap of its own (DB-4, DB-7). */
  readonly takesArgument: (session: CryptoSession, cap: ArgumentCap) => boolean;
  /** The block info at an address, read once; undefined where all is encrypted (DB-3, EBI). */
  readBlockInfo(core: D3D11Base, pEncryptedBlockInfo: Address): EncryptedBlockInfo | undefined;
  /** Whether from a place of the logical bytes on they are encrypted, above 0, or clear, and how many (EBI, D-23). */
  readonly stretchAt: (info: EncryptedBlockInfo, at: number) => number;
  /** Where in the key stream the encrypted byte at a place is, with so many encrypted ones before it (D-23). */
  readonly keyStreamAt: (profile: EmulatedProfile, at: number, encryptedBefore: number) => number;
  /** Whether a wrapped content key has the right size (DB-5). */
  isContentKeySize(bytes: number): boolean;
  /** A content key as it comes, unwrapped: 16 bytes of its own, which the caller overwrites (DB-5). */
  unwrapContentKey(core: D3D11Base, sessionKey: Uint8Array, wrapped: Uint8Array): Uint8Array;
  /** Whether DecryptionBlt takes a counter block of 16 bytes under the session's or a content key (D-21, DB-13). */
  takesIv(core: D3D11Base, session: CryptoSession, use: ContentUse): boolean;
  /** Says in the block info what DecryptionBlt came to, where a profile wants that (D-27). */
  writeBlockInfoStatus(core: D3D11Base, pEncryptedBlockInfo: Address, code: Hresult): void;
  /** The key stream of content: AES-128-CTR from a counter block (IV-2, D-22). */
  contentStream(core: D3D11Base, key: Uint8Array, counterBlock: Uint8Array): CtrStream;
  /** The IV of the next EncryptionBlt: random below 2^63 at first, then one more each time (EB-7, EB-13, D-20). */
  nextReadBackIv(core: D3D11Base, last: bigint | undefined): bigint;
  /** Which bytes of a surface a blt moves, in order (D-24). */
  bltRuns(surface: Surface): Iterable<Run>;
  /** How much CreateResource reads of its arguments: from WDDM 2.0 on they have a member more (RES-7). */
  createResourceBytes(version: InterfaceVersion): number;
  /** Which bytes of a surface ResourceCopy moves, in order (RES-28). */
  copyRuns(surface: Surface): Iterable<Run>;
  /** Which bytes of a surface lie in a box, in order (RES-30, RES-32). */
  regionRuns(surface: Surface, region: Region): Iterable<Run>;
  /** Whether an amount of bytes fits BlockAlignmentSize (EB-12, DB-14, D-24). */
  fitsBlockAlignment(core: D3D11Base, bytes: number, session: CryptoSession): boolean;
  /** Whether a certificate buffer of this size is written to (D-06). */
  isCertificateSizeEnough(given: number, needed: number): boolean;
  /** How a VOID function of content protection fails (ERR-1, D-08). */
  reportFailure(core: D3D11Base, device: Device, code: Hresult): void;
  /** How a VOID function of devices and resources fails, whose codes the pages list (RES-2, RES-27). */
  reportResourceFailure(core: D3D11Base, device: Device, code: Hresult): void;
  /** What CheckFormatSupport says of a format (DEV-23); it works on a removed device too. */
  formatSupport(device: Device, format: number): FormatSupport;
  /** Whether a removed device still does its work (D-15). */
  readonly refusesWhenRemoved: (device: Device) => boolean;
}

/** The caps that arguments of DecryptionBlt go with. */
export type ArgumentCap = 'PARTIAL_DECRYPTION' | 'CONTENT_KEY';

/** What a DecryptionBlt uses of a key stream. */
export interface ContentUse {
  /** 16 bytes: IV and Count (IV-2). */
  readonly iv: Uint8Array;
  /** Undefined where all is encrypted. */
  readonly info: EncryptedBlockInfo | undefined;
  /** Bytes of the surface, encrypted or not (D-24). */
  readonly logicalBytes: number;
  /** As it came, wrapped; undefined for the session key. */
  readonly contentKey: Uint8Array | undefined;
}

/** Bits of what a format can do, or why there are none. */
export type FormatSupport = { readonly caps: number } | { readonly error: Hresult };

/** What decoders of the default's profiles put out: 4:2:0 of 8 bits, and of more in either form. Each has textures (D-66). */
const decoderOutputs: readonly number[] = [DXGI_FORMAT.NV12, DXGI_FORMAT.P010, DXGI_FORMAT.P016];
const lastFormat = 132;

/** The honest driver. */
export const d3d11Policies: D3D11Policies = {
  ...decoderPolicies,
  ...hardwarePolicies,
  ...sharingPolicies,
  findSession: (_core, device, hCryptoSession) => device.sessions.find(hCryptoSession),
  findResource: (_core, device, hResource) => device.resources.find(hResource),
  forgetSession: (device, hCryptoSession) => {
    device.sessions.remove(hCryptoSession);
  },
  findCryptoType: ({ memory, offers }, pCryptoType) => offerAt(memory, offers, pCryptoType),
  supportsDecodeProfile: ({ memory }, offer, pDecodeProfile) =>
    offer.decodeProfiles.has(memory, pDecodeProfile),
  supportsKeyExchange: ({ memory }, offer, pKeyExchangeType) =>
    offer.acceptedExchanges.has(memory, pKeyExchangeType),
  isKeyBufferSize: (bytes) => bytes === RSA_BLOCK_BYTES,
  unwrapSessionKey: ({ engine, identity, profile }, keyBuffer) =>
    rsaesOaepDecrypt(engine, identity.privateKey, keyBuffer, {
      hash: profile.oaepHash,
      messageBytes: KEY_BYTES,
    }),
  installKey: (_core, keys, key) => {
    keys.install('session', key);
  },
  isKeySize: (bytes) => bytes === KEY_BYTES,
  refreshNumber: ({ random }) => random.bytes(KEY_BYTES),
  startRefresh: (_core, keys, number) => {
    keys.install('refresh', number);
  },
  finishRefresh: (_core, keys) => {
    const [key, number] = [keys.key('session')!, keys.key('refresh')!];
    for (let index = 0; index < KEY_BYTES; index += 1) key[index]! ^= number[index]!;
  },
  readBackKey: ({ random }) => random.bytes(KEY_BYTES),
  wrapReadBackKey: ({ engine }, keys, key) => engine.ecbEncrypt(keys.key('session')!, key),
  installReadBackKey: (_core, session, key) => {
    session.install('readBack', key);
    session.readBackIv = undefined;
  },
  encryptionBltKey: (_core, { offer }) =>
    (offer.caps & CAPS.ENCRYPTED_READ_BACK_KEY) !== 0 ? 'readBack' : 'session',
  takesArgument: ({ offer }, cap) => (offer.caps & CAPS[cap]) !== 0,
  readBlockInfo: ({ memory }, pEncryptedBlockInfo) =>
    pEncryptedBlockInfo === NULL ? undefined : readBlockInfo(memory, pEncryptedBlockInfo),
  stretchAt,
  keyStreamAt: ({ partialKeystream }, at, encryptedBefore) =>
    partialKeystream === 'whole-buffer' ? at : encryptedBefore,
  isContentKeySize: (bytes) => bytes === KEY_BYTES,
  unwrapContentKey: ({ engine }, sessionKey, wrapped) => engine.ecbDecrypt(sessionKey, wrapped),
  takesIv: ({ profile, usedIvs }, session, { iv, info, logicalBytes, contentKey }) => {
    if (profile.ivReuse === 'allow') return true;
    const bytes = info ? keyStreamBytes(info, logicalBytes, profile.partialKeystream) : logicalBytes;
    return usedIvs.add(session, { iv, bytes, contentKey }, profile.ctrCarry);
  },
  writeBlockInfoStatus: ({ memory }, pEncryptedBlockInfo, code) => {
    writeBlockInfoStatus(memory, pEncryptedBlockInfo, code);
  },
  contentStream: ({ engine, profile }, key, counterBlock) => engine.ctr(key, counterBlock, profile.ctrCarry),
  nextReadBackIv: ({ random }, last) => {
    if (last !== undefined) return last + 1n; // from below 2^63, nobody gets to 2^64
    const bytes = random.bytes(8);
    return new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0) >> 1n;
  },
  bltRuns: surfaceRuns,
  createResourceBytes: ({ name }) =>
    (name === 'D3D11_1' ? D3D11DDIARG_CREATERESOURCE : D3D11DDIARG_CREATERESOURCE_WDDM2_0).bytes,
  copyRuns: surfaceRuns,
  regionRuns,
  fitsBlockAlignment: (_core, bytes, { offer: { blockAlignmentBytes } }) =>
    blockAlignmentBytes === 0 || bytes % blockAlignmentBytes === 0,
  isCertificateSizeEnough: (given, needed) => given >= needed,
  reportFailure: (core, device, code) => {
    if (core.profile.voidFailure === 'set-error') setError(core, device, code);
  },
  reportResourceFailure: setError,
  formatSupport: (_device, format) => {
    if (format > lastFormat) return { error: E_FAIL };
    return { caps: decoderOutputs.includes(format) ? FORMAT_SUPPORT.DECODER_OUTPUT : 0 };
  },
  refusesWhenRemoved: (device) => device.removed,
};
