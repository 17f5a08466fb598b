import { timingSafeEqual } from 'node:crypto';
import type { Address, Guid, Hresult } from '../../src/abi/index.js';
import { failed } from '../../src/abi/index.js';
import type { OaepResult } from '../../src/crypto/index.js';
import { RSA_BLOCK_BYTES, rsaesOaepDecrypt } from '../../src/crypto/index.js';
import type { HAuthChannel } from '../../src/ddi/index.js';
import {
  D3D11_1DDI_AUTHENTICATED_PROTECTION_FLAG as FLAG,
  D3D11_1DDI_CONTENT_PROTECTION_CAPS as CAPS,
  NULL_GUID,
} from '../../src/ddi/index.js';
import { KEY_BYTES } from '../core/key-slab.js';
import { offersChannels } from '../d3d11/channel-types.js';
import type { Decoder } from '../d3d11/decoder/state.js';
import type { CryptoSession, Device } from '../d3d11/state.js';
import type { Output } from '../outputs/output.js';
import { decoderByHandle, sessionByHandle } from './bindings.js';
import { OMAC_BYTES } from './message.js';
import type { AllowedProcess } from '../d3d11/sharing/processes.js';
import type { Counter, SequenceNumbers } from './sequence-numbers.js';
import type { AuthenticatedChannel, ChannelBase } from './state.js';

/**
 * Everything that a driver of authenticated channels can get wrong, each in one small function. The driver is this record
 * with its defaults; a faulty driver is the record with one entry changed.
 */
export interface ChannelPolicies {
  /** The live channel of this device behind a handle (CAC-2, CAC-3). */
  findChannel(
    core: ChannelBase,
    device: Device,
    hAuthChannel: HAuthChannel,
  ): AuthenticatedChannel | undefined;
  /** Whether the caps have channels of a type (CAC-5). */
  hasChannels(core: ChannelBase, type: number): boolean;
  /** What CreateAuthenticatedChannel writes for hChannel (CAC-4, D-34). */
  channelHandle(core: ChannelBase): bigint;
  isChannelKeyBufferSize(bytes: number): boolean;
  /** Opens the key buffer (NAC-1, NAC-2, D-01…D-03). */
  unwrapChannelKey(core: ChannelBase, keyBuffer: Uint8Array): OaepResult;
  installChannelKey(core: ChannelBase, channel: AuthenticatedChannel, key: Uint8Array): void;
  /** Whether the hChannel of a message is the channel's (QAC-13, D-34). */
  isChannelOfMessage(channel: AuthenticatedChannel, hChannel: bigint): boolean;
  /** Whether channels of a type take a message that is for these (ACH-28). */
  takesMessage(channels: readonly number[], type: number): boolean;
  /** Whether a message is as long as it has to be (D-31). */
  isInputSize(core: ChannelBase, given: number, needed: number): boolean;
  /** Whether the room for an answer is what it has to be (QAC-4, D-31). */
  isOutputSize(core: ChannelBase, given: number, needed: number): boolean;
  /** Whether an OMAC is looked at before the rest of a command is (CFG-2, CFG-3). */
  isSignedCommand(core: ChannelBase, channel: AuthenticatedChannel, structure: Uint8Array): boolean;
  /** What the OMAC of a message covers, which begins with it (D-30). */
  omacRegion(core: ChannelBase, message: Uint8Array): Uint8Array;
  /** Whether INITIALIZE is taken (CFG-12, D-33). */
  takesInitialize(channel: AuthenticatedChannel): boolean;
  /** The numbers that INITIALIZE starts with (CFG-13, ACH-12, D-32). */
  startNumbers(StartSequenceQuery: number, StartSequenceConfigure: number): SequenceNumbers;
  /** Whether a message's number may come now (QAC-3, CFG-4, D-32). */
  isNumber(numbers: SequenceNumbers, counter: Counter, number: number): boolean;
  /** Notes the number of a message that was answered so: of a refused one nothing is (D-14, D-32). */
  countNumber(numbers: SequenceNumbers, counter: Counter, number: number, code: Hresult): void;
  /** Whether a refused message is answered and signed (ACH-27). */
  answersRefused(): boolean;
  /** The bytes that an answer is written over, all of them zero: padding is signed, too (ACH-18, D-30). */
  blankAnswer(core: ChannelBase, pOutput: Address, bytes: number): Uint8Array;
  /** What ReturnCode says (QAC-7, CFG-9). */
  returnCode(code: Hresult): Hresult;
  /** The OMAC of an answer (QAC-9, CFG-10). */
  answerOmac(core: ChannelBase, channel: AuthenticatedChannel, answer: Uint8Array): Uint8Array;
  /** Ends what a channel that is destroyed has switched on (DAC-2, D-36). */
  dropProtections(core: ChannelBase, device: Device, channel: AuthenticatedChannel): void;
  forgetChannel(core: ChannelBase, device: Device, hAuthChannel: HAuthChannel): void;
  /** What DEVICE_HANDLE tells. */
  deviceHandle(core: ChannelBase, device: Device): bigint;
  /** Whether a HANDLE of a message is what DEVICE_HANDLE tells (CFG-16). */
  isDeviceHandle(core: ChannelBase, device: Device, handle: bigint): boolean;
  /** The device's decoder whose content-protection handle this is (VDGH-1, CFG-16). */
  decoderBehind(core: ChannelBase, device: Device, handle: bigint): Decoder | undefined;
  /** The device's session whose handle this is (CSGH-1, CFG-16). */
  sessionBehind(core: ChannelBase, device: Device, handle: bigint): CryptoSession | undefined;
  /** The protections in effect on a device, as a channel of it is told (CFG-18). */
  protectionsOf(core: ChannelBase, device: Device, channel: AuthenticatedChannel): number;
  /** Binds a decoder to the session that decrypts its buffers (CFG-15). */
  bind(decoder: Decoder, session: CryptoSession): void;
  /** The session that a decoder is told to be bound to. */
  boundSession(decoder: Decoder): CryptoSession | undefined;
  /** Whether PROTECTION has only bits that mean something (CFG-19). */
  isProtectionFlags(flags: number): boolean;
  setProtections(core: ChannelBase, device: Device, channel: AuthenticatedChannel, flags: number): void;
  /** Makes the device keep to what its channels have switched on (GEN-5). */
  enforceProtections(core: ChannelBase, device: Device): void;
  /** Lets a process open the device's restricted resources, or lets it no more (CFG-17, GEN-6). */
  setAccess(core: ChannelBase, device: Device, process: AllowedProcess, isAllowed: boolean): void;
  /** The outputs that a session's protected pictures may leave through: those on which a display hangs. */
  shownOutputs(core: ChannelBase): readonly Output[];
  /** What OUTPUT_ID tells of an output (ACH-24, D-62). */
  outputId(output: Output): bigint;
  /** The way by which accessible memory can be encrypted, at an index. */
  encryptionAt(core: ChannelBase, index: number): Guid | undefined;
  /** Whether accessible memory can be encrypted so; NULL_GUID is not at all. */
  isEncryption(core: ChannelBase, encryption: Guid): boolean;
  setEncryption(channel: AuthenticatedChannel, encryption: Guid): void;
  /** What accessible memory is encrypted with, as a channel is told. */
  encryptionOf(core: ChannelBase, device: Device, channel: AuthenticatedChannel): Guid;
  /** The members of an answer of this type, behind its header (QAC-8). */
  channelAnswer(core: ChannelBase, type: Guid, members: object): object;
}

/** Above any address, so that a client that keeps fewer than 64 bits of a HANDLE is noticed (D-62). */
const handleBase = 0xac00_0000_0000_0000n;

const knownFlags = FLAG.ProtectionEnabled | FLAG.OverlayOrFullscreenRequired;

const isSize = ({ channelProfile }: ChannelBase, given: number, needed: number) =>
  channelProfile.channelSizes === 'exact' ? given === needed : given >= needed;

const omacRegion = ({ channelProfile }: ChannelBase, message: Uint8Array): Uint8Array => {
  if (channelProfile.channelOmac === 'after-omac') return message.slice(OMAC_BYTES);
  const zeroed = new Uint8Array(message);
  zeroed.fill(0, 0, OMAC_BYTES);
  return zeroed;
};

const protectionsOf = ({ ofDeviceSlice, offers }: ChannelBase, device: Device): number => {
  let flags = (offers.union.caps & CAPS.PROTECTION_ALWAYS_ON) === 0 ? 0 : FLAG.ProtectionEnabled;
  for (const channel of ofDeviceSlice.of(device).inEffect) flags |= channel.protections;
  return flags;
};

const deviceHandle = ({ ofDeviceSlice }: ChannelBase, device: Device): bigint =>
  ofDeviceSlice.of(device).handle;

/** The honest driver. */
export const channelPolicies: ChannelPolicies = {
  findChannel: ({ ofDeviceSlice }, device, hAuthChannel) =>
    ofDeviceSlice.of(device).channels.find(hAuthChannel),
  hasChannels: offersChannels,
  channelHandle: (core) => handleBase + BigInt(core.nextSerial()),
  isChannelKeyBufferSize: (bytes) => bytes === RSA_BLOCK_BYTES,
  unwrapChannelKey: ({ engine, identity, profile }, keyBuffer) =>
    rsaesOaepDecrypt(engine, identity.privateKey, keyBuffer, {
      hash: profile.oaepHash,
      messageBytes: KEY_BYTES,
    }),
  installChannelKey: (_core, channel, key) => {
    channel.install('session', key);
  },
  isChannelOfMessage: (channel, hChannel) => channel.hChannel === hChannel,
  takesMessage: (channels, type) => channels.includes(type),
  isInputSize: isSize,
  isOutputSize: isSize,
  isSignedCommand: (core, channel, structure) =>
    timingSafeEqual(channel.omac(omacRegion(core, structure)), structure.slice(0, OMAC_BYTES)),
  omacRegion,
  takesInitialize: ({ numbers }) => numbers === undefined,
  startNumbers: (query, configure) => ({ query, configure }),
  isNumber: (numbers, counter, number) => number >= numbers[counter],
  countNumber: (numbers, counter, number, code) => {
    if (!failed(code)) numbers[counter] = number + 1;
  },
  answersRefused: () => true,
  blankAnswer: (_core, _pOutput, bytes) => new Uint8Array(bytes),
  returnCode: (code) => code,
  answerOmac: (core, channel, answer) => channel.omac(omacRegion(core, answer)),
  dropProtections: ({ ofDeviceSlice }, device, channel) => {
    ofDeviceSlice.of(device).inEffect.delete(channel);
  },
  forgetChannel: ({ ofDeviceSlice }, device, hAuthChannel) => {
    ofDeviceSlice.of(device).channels.remove(hAuthChannel);
  },
  deviceHandle,
  isDeviceHandle: (core, device, handle) => handle === deviceHandle(core, device),
  decoderBehind: (_core, device, handle) => decoderByHandle(device, handle),
  sessionBehind: (_core, device, handle) => sessionByHandle(device, handle),
  protectionsOf,
  bind: (decoder, session) => {
    decoder.session = session;
  },
  boundSession: ({ session }) => session,
  isProtectionFlags: (flags) => (flags & ~knownFlags) === 0,
  setProtections: (_core, _device, channel, flags) => {
    channel.protections = flags;
  },
  enforceProtections: (core, device) => {
    device.protectionEnabled = (protectionsOf(core, device) & FLAG.ProtectionEnabled) !== 0;
  },
  setAccess: ({ allowedProcesses }, device, process, isAllowed) => {
    const processes = allowedProcesses.of(device);
    if (isAllowed) processes.allow(process);
    else processes.deny(process);
  },
  shownOutputs: ({ outputs }) => outputs.all.filter(({ connected }) => connected),
  outputId: ({ id }) => id,
  encryptionAt: ({ channelProfile }, index) => channelProfile.accessibility.encryptions[index],
  isEncryption: ({ channelProfile }, encryption) =>
    encryption === NULL_GUID || channelProfile.accessibility.encryptions.includes(encryption),
  setEncryption: (channel, encryption) => {
    channel.encryption = encryption;
  },
  encryptionOf: ({ ofDeviceSlice }, device, channel) => {
    if (channel.encryption !== NULL_GUID) return channel.encryption;
    for (const { encryption } of ofDeviceSlice.of(device).inEffect)
      if (encryption !== NULL_GUID) return encryption;
    return NULL_GUID;
  },
  channelAnswer: (_core, _type, members) => members,
};
