/** What a driver tells that it decodes: VDEC-9…VDEC-14, as the profile has it. */
import { describe, expect, it } from '@jest/globals';
import { loadProfile } from 'softumd';
import type { Address, Guid } from 'softumd/ddi';
import * as ddi from 'softumd/ddi';
import { Bench } from '../bench.js';
import type { DecoderKind } from './decoder-bench.js';
import {
  BUFFER_TYPE,
  CBCS,
  CENC,
  decoderConfig,
  descriptionArguments,
  H264,
  HW_CENC,
} from './decoder-bench.js';

const { DXGI_FORMAT, DXVA_NoEncrypt, E_INVALIDARG, NULL_GUID, S_OK } = ddi;
const { D3D11_1DDI_VIDEO_DECODER_CONFIG: CONFIG, D3D11_1DDI_VIDEO_DECODER_BUFFER_INFO: BUFFER_INFO } = ddi;
const unknown = ddi.guid('7f1c0f3a-95d5-4c0f-a2a4-70a7e0cbb1a5');

class Queries {
  readonly bench: Bench;

  constructor(name = 'default') {
    this.bench = new Bench({ profile: loadProfile(name) });
  }

  /** What a query writes, of memory that is full of 0xee; the code that it reported where there is one. */
  private answer(size: number, call: (address: Address) => void): Uint8Array | number {
    const address = this.bench.bytes(new Uint8Array(size + 16).fill(0xee));
    call(address);
    const code = this.bench.reported();
    const written = this.bench.memory.copyOut(address, size + 16);
    expect(written.slice(size)).toEqual(new Uint8Array(16).fill(0xee));
    if (code === S_OK) return written.slice(0, size);
    expect(written).toEqual(new Uint8Array(size + 16).fill(0xee));
    return code;
  }

  private number(call: (address: Address) => void): number {
    const answer = this.answer(4, call);
    return typeof answer === 'number' ? answer : new DataView(answer.buffer).getUint32(0, true);
  }

  get profiles(): Guid[] {
    const { hDevice, video } = this.bench.device;
    const count = this.number((pCount) => {
      video.pfnGetVideoDecoderProfileCount(hDevice, pCount);
    });
    return Array.from({ length: count }, (_, index) => this.profile(index) as Guid);
  }

  profile(index: number): Guid | number {
    const { hDevice, video } = this.bench.device;
    const answer = this.answer(16, (pProfile) => {
      video.pfnGetVideoDecoderProfile(hDevice, index, pProfile);
    });
    if (typeof answer === 'number') return answer;
    return ddi.GUID.read(this.bench.memory, this.bench.bytes(answer), 'x64');
  }

  supports(profile: Guid, format: number): number {
    const { hDevice, video } = this.bench.device;
    const pProfile = this.bench.guid(profile);
    return this.number((pSupported) => {
      video.pfnCheckVideoDecoderFormat(hDevice, pProfile, format, pSupported);
    });
  }

  configCount(kind?: DecoderKind): number {
    const { hDevice, video } = this.bench.device;
    const pDesc = descriptionArguments(this.bench, kind);
    return this.number((pCount) => {
      video.pfnGetVideoDecoderConfigCount(hDevice, pDesc, pCount);
    });
  }

  config(index: number, kind?: DecoderKind): Uint8Array | number {
    const { hDevice, video } = this.bench.device;
    const pDesc = descriptionArguments(this.bench, kind);
    return this.answer(CONFIG.bytes, (pConfig) => {
      video.pfnGetVideoDecoderConfig(hDevice, pDesc, index, pConfig);
    });
  }

  bufferCount(kind?: DecoderKind): number {
    const { hDevice, video } = this.bench.device;
    const pDesc = descriptionArguments(this.bench, kind);
    return this.number((pCount) => {
      video.pfnGetVideoDecoderBufferTypeCount(hDevice, pDesc, pCount);
    });
  }

  bufferInfo(index: number, kind?: DecoderKind) {
    const { hDevice, video } = this.bench.device;
    const pDesc = descriptionArguments(this.bench, kind);
    const answer = this.answer(BUFFER_INFO.bytes, (pInfo) => {
      video.pfnGetVideoDecoderBufferInfo(hDevice, pDesc, index, pInfo);
    });
    return typeof answer === 'number'
      ? answer
      : BUFFER_INFO.decode(this.bench.memory, this.bench.bytes(answer));
  }
}

describe('the default', () => {
  it('decodes the profiles that go with its crypto type (VDEC-9)', () => {
    const { profiles } = new Queries();
    expect(profiles).toEqual(loadProfile('default').cryptoTypes[0]!.decodeProfiles);
  });

  it('decodes to NV12, and to P010 where there are 10 bits (VDEC-11)', () => {
    const queries = new Queries();
    const formats = [DXGI_FORMAT.NV12, DXGI_FORMAT.P010, DXGI_FORMAT.YUY2, 0, 0xffff_ffff];
    const of = (profile: Guid) => formats.map((format) => queries.supports(profile, format));
    expect(of(H264)).toEqual([1, 0, 0, 0, 0]);
    expect(of(ddi.D3D11_1DDI_DECODER_PROFILE_HEVC_VLD_MAIN10)).toEqual([0, 1, 0, 0, 0]);
    expect(of(unknown)).toEqual([0, 0, 0, 0, 0]);
  });

  it('has configurations without encryption alone, two for H.264 (VDEC-12, RC-14)', () => {
    const queries = new Queries();
    expect(queries.configCount()).toBe(2);
    for (const [index, raw] of [1, 2].entries())
      expect(queries.config(index)).toEqual(CONFIG.toBytes(decoderConfig({ raw })));
    expect(queries.configCount({ profile: ddi.D3D11_1DDI_DECODER_PROFILE_VP9_VLD_PROFILE0 })).toBe(1);
  });

  it('takes the buffers of a raw bitstream, DYNAMIC, none of them empty (VDEC-13, VDEC-14)', () => {
    const queries = new Queries();
    expect(queries.bufferCount()).toBe(4);
    const infos = [0, 1, 2, 3].map((index) => queries.bufferInfo(index));
    const { PICTURE_PARAMETERS, INVERSE_QUANTIZATION_MATRIX, SLICE_CONTROL, BITSTREAM } = BUFFER_TYPE;
    expect(infos).toEqual(
      [PICTURE_PARAMETERS, INVERSE_QUANTIZATION_MATRIX, SLICE_CONTROL, BITSTREAM].map((Type) => ({
        ...{ Type, Usage: 2 },
        Size: expect.any(Number),
      })),
    );
    const sizes = ([width, height]: readonly [number, number]) =>
      [0, 1, 2, 3].map((index) => (queries.bufferInfo(index, { width, height }) as { Size: number }).Size);
    const [small, large] = [sizes([16, 16]), sizes([7680, 4320])];
    for (const size of [...small, ...large, ...sizes([0xffff_ffff, 0xffff_ffff])]) {
      expect(size).toBeGreaterThan(0);
      expect(size).toBeLessThan(2 ** 32);
    }
    expect(large[3]).toBeGreaterThanOrEqual(7680 * 4320 * 1.5);
    expect(small[3]!).toBeLessThan(large[3]!);
  });
});

describe('hardware-decode', () => {
  it('has configurations for each kind of encryption, those without first (RC-14)', () => {
    const queries = new Queries('hardware-decode');
    const told = Array.from({ length: queries.configCount() }, (_, index) => queries.config(index));
    const encryptions = [DXVA_NoEncrypt, NULL_GUID, HW_CENC, CENC, CBCS];
    const kinds = encryptions.flatMap((encryption) => [1, 2].map((raw) => ({ encryption, raw })));
    expect(told).toEqual(kinds.map((kind) => CONFIG.toBytes(decoderConfig(kind) as never)));
  });

  it('is chosen from by an open player as the default is: encryption never wins (RC-14)', () => {
    const best = (name: string) => {
      const queries = new Queries(name);
      const configs = Array.from({ length: queries.configCount() }, (_, index) => {
        const address = queries.bench.bytes(queries.config(index));
        return CONFIG.decode(queries.bench.memory, address);
      });
      const score = (config: (typeof configs)[number]) =>
        config.ConfigBitstreamRaw + (config.guidConfigBitstreamEncryption === DXVA_NoEncrypt ? 16 : 0);
      return configs.sort((one, other) => score(other) - score(one))[0];
    };
    expect(best('hardware-decode')).toEqual(best('default'));
    expect(best('default')).toMatchObject({ ConfigBitstreamRaw: 2 });
  });
});

describe('what the driver has not', () => {
  it.each([
    ['another profile', { profile: unknown }],
    ['another format', { format: DXGI_FORMAT.P010 }],
  ])('is refused in a description: %s (VDEC-9, D-08)', (_what, kind) => {
    const queries = new Queries();
    const answers = [
      ...[queries.configCount(kind), queries.config(0, kind)],
      ...[queries.bufferCount(kind), queries.bufferInfo(0, kind)],
    ];
    expect(answers).toEqual([E_INVALIDARG, E_INVALIDARG, E_INVALIDARG, E_INVALIDARG]);
  });

  it.each([2, 4, 5, 0xffff_ffff])('is refused by its index: %i and beyond', (index) => {
    const queries = new Queries();
    expect(queries.config(index)).toBe(E_INVALIDARG);
    if (index >= 4) expect(queries.bufferInfo(index)).toBe(E_INVALIDARG);
    if (index >= 5) expect(queries.profile(index)).toBe(E_INVALIDARG);
  });
});
