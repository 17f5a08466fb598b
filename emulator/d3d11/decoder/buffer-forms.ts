import type { Address } from '../../../src/abi/index.js';
import { bytesAccess, NULL } from '../../../src/abi/index.js';
import {
  D3D11_1DDI_VIDEO_DECODER_BUFFER_DESC as DESC,
  D3DWDDM2_0DDI_VIDEO_DECODER_BUFFER_DESC1 as DESC_2_0,
  D3DWDDM2_4DDI_VIDEO_DECODER_BUFFER_DESC as DESC_2_4,
  type HResource,
} from '../../../src/ddi/index.js';
import type { EncryptedBlockInfo } from '../encrypted-block-info.js';
import type { D3D11Base } from '../state.js';
import type { Stripes } from './sub-samples.js';
import { noStripes } from './sub-samples.js';

/** The forms of a buffer's description: 80, 56 and 64 bytes (VDEC-17, VDEC-19). */
export type BufferForm = '11.1' | '2.0' | '2.4';

/** A buffer as it was described, whatever the form. */
export interface DescribedBuffer extends Stripes {
  readonly hResource: HResource;
  readonly BufferType: number;
  readonly DataOffset: number;
  readonly DataSize: number;
  readonly pIV: Address;
  readonly IVSize: number;
  /** D3D11.1: which bytes are encrypted; undefined where all are. */
  readonly info: EncryptedBlockInfo | undefined;
  /** WDDM 2.0 and 2.4: sub-samples. */
  readonly pSubSampleMappingBlock: Address;
  readonly SubSampleMappingCount: number;
}

const noMap = { pSubSampleMappingBlock: NULL, SubSampleMappingCount: 0 };

/** Reads each description from so many bytes of its form. */
const readers = {
  '11.1': {
    bytes: DESC.bytes,
    read: (access: ReturnType<typeof bytesAccess>, at: Address): DescribedBuffer => {
      const described = DESC.decode(access, at);
      const info = described.PartialEncryption ? described.EncryptedBlockInfo : undefined;
      return { ...described, ...noMap, ...noStripes, info };
    },
  },
  '2.0': {
    bytes: DESC_2_0.bytes,
    read: (access: ReturnType<typeof bytesAccess>, at: Address): DescribedBuffer => ({
      ...DESC_2_0.decode(access, at),
      ...noStripes,
      info: undefined,
    }),
  },
  '2.4': {
    bytes: DESC_2_4.bytes,
    read: (access: ReturnType<typeof bytesAccess>, at: Address): DescribedBuffer => ({
      ...DESC_2_4.decode(access, at),
      info: undefined,
    }),
  },
} as const;

/** The descriptions at an address, read once. */
export function readBuffers(
  { memory }: D3D11Base,
  form: BufferForm,
  BufferCount: number,
  pBufferDesc: Address,
): readonly DescribedBuffer[] {
  const { bytes, read } = readers[form];
  const all = bytesAccess(memory.copyOut(pBufferDesc, BufferCount * bytes));
  return Array.from({ length: BufferCount }, (_, index) => read(all, (index * bytes) as Address));
}
