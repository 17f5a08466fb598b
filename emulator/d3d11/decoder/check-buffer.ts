import type { Hresult } from '../../../src/abi/index.js';
import { NULL } from '../../../src/abi/index.js';
import { E_INVALIDARG } from '../../../src/ddi/index.js';
import type { Run } from '../../../src/crypto/index.js';
import type { Cause, Refuse } from '../../core/refusal-recorder.js';
import type { D3D11Core } from '../d3d11-core.js';
import type { EncryptedBlockInfo } from '../encrypted-block-info.js';
import type { Device } from '../state.js';
import type { Subresource } from '../subresource.js';
import { subresourceAt } from '../subresource.js';
import type { DescribedBuffer } from './buffer-forms.js';
import {
  bufferIvSize,
  bufferType,
  dataOffset,
  dataSize,
  deadMember,
  oneStripe,
  partOfBlocks,
  partWithoutCap,
  subSampleMap,
  subSampleSum,
} from './causes.js';
import { bufferTypes } from './decoder-offers.js';
import type { Decoder } from './state.js';
import type { SubSample } from './sub-samples.js';
import { readSubSamples, subSampleBytes } from './sub-samples.js';

/** A buffer that every check has passed. */
export interface CheckedBuffer {
  readonly type: number;
  readonly source: Subresource;
  readonly bytes: number;
  /** Undefined where the buffer is in clear (VDEC-17). */
  readonly encryption: BufferEncryption | undefined;
}

/** How a buffer is encrypted, besides the frame's key. */
export interface BufferEncryption {
  /** 16 bytes; of an IV of 8 bytes, Count is 0. */
  readonly iv: Uint8Array;
  /** Which bytes are, under a key stream: by block info, or by stretches, those that one cipher runs over together. */
  readonly part:
    | { readonly info: EncryptedBlockInfo }
    | { readonly cipher: 'CTR' | 'CBC'; readonly chains: readonly (readonly Run[])[] };
}

/** What is wrong with a description, whatever the frame's key. */
function misdescribed(core: D3D11Core, device: Device, described: DescribedBuffer): Cause | undefined {
  const { policies } = core;
  const { BufferType, DataOffset, DataSize } = described;
  const resource = policies.findResource(core, device, described.hResource);
  if (!resource) return deadMember('pBufferDesc', 'hResource', 'D-09, VDEC-4');
  if (!bufferTypes.includes(BufferType)) return bufferType(bufferTypes, BufferType);
  if (DataOffset !== 0) return dataOffset(DataOffset);
  const { logicalBytes } = subresourceAt(resource, 0)!.surface;
  if (!policies.hasRoomForData(logicalBytes, DataSize)) return dataSize(logicalBytes, DataSize);
  const { cBlocksStripeEncrypted, cBlocksStripeClear, pSubSampleMappingBlock } = described;
  if ((cBlocksStripeEncrypted === 0) !== (cBlocksStripeClear === 0))
    return oneStripe(cBlocksStripeEncrypted, cBlocksStripeClear);
  const { SubSampleMappingCount } = described;
  if ((pSubSampleMappingBlock === NULL) !== (SubSampleMappingCount === 0))
    return subSampleMap(
      pSubSampleMappingBlock === NULL ? `NULL and ${SubSampleMappingCount}` : 'an address and 0',
    );
  return undefined;
}

/** What is wrong with how it is encrypted. */
function misencrypted(core: D3D11Core, decoder: Decoder, described: DescribedBuffer): Cause | undefined {
  const { policies } = core;
  const { session } = decoder.frame!.protection!;
  const sizes = policies.bufferIvBytes(decoder.config);
  if (!sizes.includes(described.IVSize)) return bufferIvSize(sizes, described.IVSize);
  if (!described.info) return undefined;
  if (policies.bufferCipher(decoder.config) === 'CBC') return partOfBlocks();
  return policies.takesArgument(session, 'PARTIAL_DECRYPTION') ? undefined : partWithoutCap();
}

/** Reads what a description points to, each once, and looks into all of it; nothing is taken yet (D-14). */
export function checkBuffer(
  core: D3D11Core,
  refuse: Refuse,
  { device, decoder }: { readonly device: Device; readonly decoder: Decoder },
  described: DescribedBuffer,
): CheckedBuffer | Hresult {
  const { memory, policies } = core;
  const wrong = misdescribed(core, device, described);
  if (wrong) return refuse(E_INVALIDARG, () => wrong);
  const { DataSize, pIV, IVSize, info, pSubSampleMappingBlock, SubSampleMappingCount } = described;
  const whole: readonly SubSample[] = [{ ClearSize: 0, EncryptedSize: DataSize }];
  const subSamples =
    pSubSampleMappingBlock === NULL
      ? whole
      : readSubSamples(memory, pSubSampleMappingBlock, SubSampleMappingCount);
  if (!policies.subSamplesFit(subSamples, DataSize))
    return refuse(E_INVALIDARG, () => subSampleSum(DataSize, subSampleBytes(subSamples)));
  const source = subresourceAt(policies.findResource(core, device, described.hResource)!, 0)!;
  const clear = { type: described.BufferType, source, bytes: DataSize, encryption: undefined };
  if (!decoder.frame!.protection || pIV === NULL) return clear; // VDEC-17
  const unfit = misencrypted(core, decoder, described);
  if (unfit) return refuse(E_INVALIDARG, () => unfit);
  const iv = policies.bufferCounter(memory.copyOut(pIV, IVSize));
  if (info) return { ...clear, encryption: { iv, part: { info } } };
  const cipher = policies.bufferCipher(decoder.config);
  const chains = policies.cipherChains(cipher, subSamples, described);
  return { ...clear, encryption: { iv, part: { cipher, chains } } };
}
