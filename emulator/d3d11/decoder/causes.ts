import type { Guid } from '../../../src/abi/index.js';
import {
  D3D11_1DDI_VIDEO_DECODER_BUFFER_TYPE as BUFFER_TYPE,
  D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS as STATUS,
  DXGI_FORMAT,
  guidName,
} from '../../../src/ddi/index.js';
import type { Cause } from '../../core/refusal-recorder.js';
import type { Surface } from '../surface.js';
import { surfaceText } from '../surface.js';

const listed = (names: readonly string[]) => names.join(', ') || 'none';
const upTo = (count: number) => (count === 0 ? 'none' : `0 to ${count - 1}`);

/** One of the lists has no such entry; its length was there to be asked for. */
export const noEntryAtIndex = (what: string, count: number, index: number): Cause => ({
  rule: `no ${what} has this index`,
  clause: 'VDEC-9',
  argument: 'Index',
  expected: upTo(count),
  received: String(index),
});

export const profileNotOffered = (argument: string, offered: readonly Guid[], received: Guid): Cause => ({
  rule: 'the driver does not decode this profile',
  clause: 'VDEC-5, VDEC-9',
  argument,
  expected: listed(offered.map(guidName)),
  received: guidName(received),
});

export const formatNotOffered = (argument: string, offered: readonly number[], received: number): Cause => ({
  rule: 'the profile cannot be decoded to this format',
  clause: 'VDEC-5, VDEC-11',
  argument,
  expected: listed(offered.map((format) => DXGI_FORMAT.text(format))),
  received: DXGI_FORMAT.text(received),
});

export const noPicture = (width: number, height: number): Cause => ({
  rule: 'a picture without samples cannot be decoded',
  clause: 'VDEC-5',
  argument: 'pCreateData',
  expected: 'SampleWidth and SampleHeight from 1',
  received: `${width} x ${height}`,
});

export const configNotOffered = (): Cause => ({
  rule: 'the configuration is none of those that GetVideoDecoderConfig tells',
  clause: 'VDEC-5',
  argument: 'pCreateData',
  expected: 'a Config as it was told, member by member',
});

export const noSlices = (what: string, received: string): Cause => ({
  rule: 'the view does not lie within the resource',
  clause: 'VDEC-22',
  argument: 'pCreateData',
  expected: what,
  received,
});

export const noDecoderOutput = (offered: readonly number[], surface: Surface): Cause => ({
  rule: 'the profile cannot be decoded to this resource',
  clause: 'VDEC-11, VDEC-21',
  argument: 'pCreateData',
  expected: listed(offered.map((format) => DXGI_FORMAT.text(format))),
  received: surfaceText(surface),
});

export const noExtension = (received: number): Cause => ({
  rule: 'the driver has no extensions',
  clause: 'VDEC-24',
  argument: 'pExtensionData',
  received: `Function ${received}`,
});

/** A handle inside a structure that finds nothing. */
export const deadMember = (argument: string, member: string, clause: string): Cause => ({
  rule: `${member} is dead`,
  clause,
  argument,
  expected: 'a live handle of this hDevice',
});

export const histogramBeyond = (bytes: number, received: number): Cause => ({
  rule: 'the histogram does not begin in its buffer',
  clause: 'D-16, VDEC-25',
  argument: 'pBeginFrame',
  expected: `Offset below ${bytes}`,
  received: String(received),
});

export const frameRuns = (): Cause => ({
  rule: 'a frame has begun already',
  clause: 'VDBF-4, VDEC-18',
  argument: 'hDecoder',
  expected: 'a decoder between frames',
});

export const noFrame = (): Cause => ({
  rule: 'no frame has begun',
  clause: 'VDEC-15, VDEC-18',
  argument: 'hDecoder',
  expected: 'a decoder after VideoDecoderBeginFrame',
});

export const decoderBusy = (): Cause => ({
  rule: 'the decoder is at work still',
  clause: 'VDBF-8',
  argument: 'hDecoder',
  expected: 'another try',
});

const pBeginFrame = 'pBeginFrame';

export const noSessionBound = (): Cause => ({
  rule: 'no session is bound to the decoder',
  clause: 'CFG-15, D-36',
  argument: 'hDecoder',
  expected: 'a decoder with a session, or a frame in clear',
});

export const sessionKeyLost = (status: number): Cause => ({
  rule: 'the keys of the session are lost',
  clause: 'CCSS-1, D-44',
  argument: pBeginFrame,
  expected: STATUS.text(STATUS.OK),
  received: STATUS.text(status),
});

export const noFrameSessionKey = (): Cause => ({
  rule: 'there is no session key',
  clause: 'D-10',
  argument: pBeginFrame,
  expected: 'a session whose key was negotiated',
});

export const frameKeySize = (received: number): Cause => ({
  rule: 'a content key has 16 bytes',
  clause: 'D-28, VDBF-2',
  argument: pBeginFrame,
  expected: 'ContentKeySize 16',
  received: String(received),
});

export const noContentKeys = (): Cause => ({
  rule: 'the caps have no CONTENT_KEY',
  clause: 'D-16, VDBF-2',
  argument: pBeginFrame,
  expected: 'no content key',
});

export const sessionStructureSize = (expected: number, received: number): Cause => ({
  rule: 'pContentKey points to a crypto session with this configuration',
  clause: 'VDBF-5, VDBF-6',
  argument: pBeginFrame,
  expected: `ContentKeySize ${expected}`,
  received: String(received),
});

export const blobSize = (received: number): Cause => ({
  rule: 'the blob is a content key under the session key, or there is none',
  clause: 'VDBF-2, VDBF-5',
  argument: pBeginFrame,
  expected: 'BlobSize 16 with pBlob, or 0',
  received: String(received),
});

export const noKeyInfoId = (): Cause => ({
  rule: 'a key of the trusted environment is named by its id',
  clause: 'VDBF-5',
  argument: pBeginFrame,
  expected: 'pKeyInfoId',
  received: 'NULL',
});

export const keyInfoIdOfSoftware = (): Cause => ({
  rule: 'a session that negotiates its key has none in the trusted environment',
  clause: 'CCS-7, VDBF-5',
  argument: pBeginFrame,
  expected: 'pKeyInfoId NULL',
});

export const noHardwareKey = (keyId: Guid): Cause => ({
  rule: 'the trusted environment has no key of this id',
  clause: 'VDBF-5',
  argument: pBeginFrame,
  expected: 'the id of a key that a DRM component has installed',
  received: guidName(keyId),
});

const pBufferDesc = 'pBufferDesc';

export const frameKeyLost = (): Cause => ({
  rule: 'the key of the frame is lost, with its session',
  clause: 'D-36, D-44',
  argument: 'hDecoder',
  expected: 'a frame whose session lives and has its keys',
});

export const bufferType = (taken: readonly number[], received: number): Cause => ({
  rule: 'a decoder of raw bitstreams takes no such buffer',
  clause: 'VDEC-14',
  argument: pBufferDesc,
  expected: listed(taken.map((type) => BUFFER_TYPE.text(type))),
  received: BUFFER_TYPE.text(received),
});

export const dataOffset = (received: number): Cause => ({
  rule: 'data begin where the buffer does',
  clause: 'VDEC-17',
  argument: pBufferDesc,
  expected: 'DataOffset 0',
  received: String(received),
});

export const dataSize = (most: number, received: number): Cause => ({
  rule: 'there are more data than the buffer has room for',
  clause: 'VDEC-17',
  argument: pBufferDesc,
  expected: `DataSize of at most ${most}`,
  received: String(received),
});

export const bufferIvSize = (expected: readonly number[], received: number): Cause => ({
  rule: 'an IV has another size',
  clause: 'IV-2, IV-7',
  argument: pBufferDesc,
  expected: `IVSize ${expected.join(' or ')}`,
  received: String(received),
});

export const partWithoutCap = (): Cause => ({
  rule: 'the caps have no PARTIAL_DECRYPTION',
  clause: 'D-16, GCPC-12',
  argument: pBufferDesc,
  expected: 'PartialEncryption FALSE',
});

export const partOfBlocks = (): Cause => ({
  rule: 'a block info is of content under a key stream',
  clause: 'AMB-14, D-23',
  argument: pBufferDesc,
  expected: 'PartialEncryption FALSE, or a sub-sample map',
});

export const subSampleMap = (received: string): Cause => ({
  rule: 'a sub-sample map has an address and a count, or neither',
  clause: 'VDEC-19',
  argument: pBufferDesc,
  expected: 'pSubSampleMappingBlock and SubSampleMappingCount together',
  received,
});

export const subSampleSum = (expected: number, received: number): Cause => ({
  rule: 'the sub-samples are not the buffer',
  clause: 'VDEC-19',
  argument: pBufferDesc,
  expected: `${expected} bytes, as DataSize has them`,
  received: String(received),
});

export const oneStripe = (encrypted: number, clear: number): Cause => ({
  rule: 'both stripes have blocks, or neither has',
  clause: 'VDEC-19',
  argument: pBufferDesc,
  expected: 'cBlocksStripeEncrypted and cBlocksStripeClear together',
  received: `${encrypted} and ${clear}`,
});

export const ivUsedBefore = (): Cause => ({
  rule: 'the counter goes over blocks that were used before under this key',
  clause: 'D-21, VDBF-7',
  argument: pBufferDesc,
  expected: 'IV and Count of which no block was used since the session got its key',
});
