import type { Address, Guid, StructValue } from '../../../src/abi/index.js';
import type { Run } from '../../../src/crypto/index.js';
import type { HDecode, HVideoDecoderOutputView } from '../../../src/ddi/index.js';
import {
  D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS as STATUS,
  D3DWDDM2_0DDI_DECODER_ENCRYPTION_HW_CENC as HW_CENC,
  D3DWDDM2_0DDI_VIDEO_DECODER_BEGIN_FRAME_CRYPTO_SESSION as FRAME_SESSION,
  D3DWDDM2_4DDI_DECODER_BITSTREAM_ENCRYPTION_TYPE_CBCS as CBCS,
  D3DWDDM2_4DDI_DECODER_BITSTREAM_ENCRYPTION_TYPE_CENC as CENC,
} from '../../../src/ddi/index.js';
import type { DecodedBuffer } from '../../../src/driver/index.js';
import type { KeyRing } from '../../core/key-ring.js';
import type { D3D11Core } from '../d3d11-core.js';
import type { CryptoSession, D3D11Base, Device } from '../state.js';
import type { BeginFrameForm, Histogram } from './begin-frame.js';
import { histograms } from './begin-frame.js';
import type { BufferForm, DescribedBuffer } from './buffer-forms.js';
import { readBuffers } from './buffer-forms.js';
import type { CheckedBuffer } from './check-buffer.js';
import type { BufferInfo, DecoderDescription } from './decoder-offers.js';
import { bufferInfo, configBytes } from './decoder-offers.js';
import { counterUses, decryptBuffer } from './decrypt-buffer.js';
import { endSessionUses } from './end-decoder.js';
import type { DecoderConfigOffer, DecoderOffer } from './profile-schema.js';
import type { Decoder, FrameProtection, OutputView } from './state.js';
import type { Stripes, SubSample } from './sub-samples.js';
import { encryptedRuns, subSampleBytes, wholeBlocks } from './sub-samples.js';

type FrameCryptoSession = StructValue<typeof FRAME_SESSION>;

/** What a driver can get wrong about decoders. */
export interface DecoderPolicies {
  /** The decoder behind a handle, if it is live and of this device (VDEC-3, VDEC-4, D-09). */
  readonly findDecoder: (core: D3D11Base, device: Device, hDecoder: HDecode) => Decoder | undefined;
  /** The output view behind a handle, likewise. */
  readonly findOutputView: (
    core: D3D11Base,
    device: Device,
    hView: HVideoDecoderOutputView,
  ) => OutputView | undefined;
  /** Makes a destroyed decoder's handle dead (VDEC-23). */
  forgetDecoder(device: Device, hDecoder: HDecode): void;
  /** Whether a profile can be decoded to a format (VDEC-11). */
  decodesTo(offer: DecoderOffer, format: number): boolean;
  /** A configuration as GetVideoDecoderConfig tells it: 100 bytes (VDEC-12). */
  decoderConfig(config: DecoderConfigOffer): Uint8Array;
  /** What GetVideoDecoderBufferInfo tells of a type of buffer (VDEC-13). */
  decoderBufferInfo(description: DecoderDescription, type: number): BufferInfo;
  /** The configuration that a decoder is to be made with, 100 bytes, among those offered (VDEC-5). */
  findDecoderConfig(offer: DecoderOffer, given: Uint8Array): DecoderConfigOffer | undefined;
  /** Whether a frame may begin inside another (VDBF-4, VDEC-18). */
  takesNestedFrames(): boolean;
  /** Where a frame's histograms go to, component by component (VDEC-25). */
  histograms(core: D3D11Base, form: BeginFrameForm, pBeginFrame: Address): readonly Histogram[];
  /** What the content key of a frame says, 16 bytes or none (D-28, VDBF-1…VDBF-3). */
  frameKeyMeaning(core: D3D11Base, contentKey: Uint8Array | undefined): FrameKeyMeaning;
  /** The session and key that a frame names (VDBF-5): the DDI's structure, whose members the API has in another order. */
  frameCryptoSession(core: D3D11Base, pContentKey: Address): FrameCryptoSession;
  /** Whether a session has its keys still (D-44). */
  hasKeys(session: CryptoSession): boolean;
  /** A key of the trusted environment for a frame, 16 bytes in place. */
  frameHardwareKey(core: D3D11Base, session: CryptoSession, keyId: Guid): Uint8Array | undefined;
  /** Gives a frame its own copy of the key. */
  installFrameKey(keys: KeyRing, key: Uint8Array): void;
  /** Overwrites the key of a frame that has ended (VDEC-20, DCS-2). */
  dropFrameKey(keys: KeyRing): void;
  /** What becomes of bindings and frames when their session is destroyed (D-36). */
  endSessionUses(device: Device, session: CryptoSession): void;
  /** Descriptions of buffers, by the form of the table that the function stands in (VDEC-19). */
  readBuffers(
    core: D3D11Base,
    form: BufferForm,
    BufferCount: number,
    pBufferDesc: Address,
  ): readonly DescribedBuffer[];
  /** Whether a resource of so many bytes has so many bytes of data (VDEC-17). */
  hasRoomForData(bytes: number, DataSize: number): boolean;
  /** Whether sub-samples are a buffer of so many bytes, and no other (VDEC-19). */
  subSamplesFit(subSamples: readonly SubSample[], DataSize: number): boolean;
  /** The sizes that an IV may have: 16 bytes, with CENC also 8 (IV-2). */
  bufferIvBytes(config: DecoderConfigOffer): readonly number[];
  /** An IV as 16 bytes: of 8 bytes, Count begins at 0. */
  bufferCounter(iv: Uint8Array): Uint8Array;
  /** Which cipher goes with a configuration. */
  bufferCipher(config: DecoderConfigOffer): 'CTR' | 'CBC';
  /** The encrypted stretches of a buffer, those together that one run of the cipher goes over from its IV on. */
  cipherChains(
    cipher: 'CTR' | 'CBC',
    subSamples: readonly SubSample[],
    stripes: Stripes,
  ): readonly (readonly Run[])[];
  /** Whether the counters of a call's buffers are taken, all or none (D-21, VDBF-7). */
  takesBufferIvs(core: D3D11Base, protection: FrameProtection, buffers: readonly CheckedBuffer[]): boolean;
  /** A buffer as it gets into protected memory. */
  decryptBuffer(
    core: D3D11Core,
    protection: FrameProtection | undefined,
    buffer: CheckedBuffer,
  ): DecodedBuffer;
}

export type FrameKeyMeaning = 'clear' | 'session key' | 'content key';

const sameBytes = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;
const cencTypes: readonly Guid[] = [HW_CENC, CENC];

/** The honest driver. */
export const decoderPolicies: DecoderPolicies = {
  findDecoder: (_core, device, hDecoder) => device.decoders.find(hDecoder),
  findOutputView: (_core, device, hView) => device.outputViews.find(hView),
  forgetDecoder: (device, hDecoder) => {
    device.decoders.remove(hDecoder);
  },
  decodesTo: ({ outputFormats }, format) => outputFormats.includes(format),
  decoderConfig: configBytes,
  decoderBufferInfo: bufferInfo,
  findDecoderConfig: ({ configs }, given) => configs.find((config) => sameBytes(configBytes(config), given)),
  takesNestedFrames: () => false,
  histograms,
  frameKeyMeaning: ({ profile }, contentKey) => {
    if (profile.beginFrameKey === 'ddi') return contentKey ? 'content key' : 'session key';
    if (!contentKey) return 'clear';
    return contentKey.every((byte) => byte === 0) ? 'session key' : 'content key';
  },
  frameCryptoSession: ({ memory }, pContentKey) => FRAME_SESSION.decode(memory, pContentKey),
  hasKeys: ({ status }) => status === STATUS.OK,
  frameHardwareKey: ({ hardwareKeys }, _session, keyId) => hardwareKeys.find(keyId),
  installFrameKey: (keys, key) => {
    keys.install('session', key);
  },
  dropFrameKey: (keys) => {
    keys.clear();
  },
  endSessionUses,
  readBuffers,
  hasRoomForData: (bytes, DataSize) => DataSize <= bytes,
  subSamplesFit: (subSamples, DataSize) => subSampleBytes(subSamples) === DataSize,
  bufferIvBytes: ({ bitstreamEncryption }) => (cencTypes.includes(bitstreamEncryption) ? [16, 8] : [16]),
  bufferCounter: (iv) => {
    const block = new Uint8Array(16);
    block.set(iv);
    return block;
  },
  bufferCipher: ({ bitstreamEncryption }) => (bitstreamEncryption === CBCS ? 'CBC' : 'CTR'),
  cipherChains: (cipher, subSamples, stripes) => {
    const runs = encryptedRuns(subSamples, stripes);
    if (cipher === 'CTR') return [runs.flat()];
    const isStriped = stripes.cBlocksStripeEncrypted !== 0;
    // CBCS begins again with each sub-sample, CBC1 runs through all of them.
    return (isStriped ? runs : [runs.flat()]).map(wholeBlocks);
  },
  takesBufferIvs: ({ profile, usedIvs }, { session, keyName }, buffers) =>
    profile.ivReuse === 'allow' ||
    usedIvs.addAll(session, counterUses({ profile }, keyName, buffers), profile.ctrCarry),
  decryptBuffer,
};
