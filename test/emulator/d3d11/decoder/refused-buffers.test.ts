/** Buffers that a frame does not take: the whole call is refused, and nothing of it taken (D-14). */
import { describe, expect, it } from '@jest/globals';
import { createCipheriv } from 'node:crypto';
import type { Guid } from 'softumd/ddi';
import {
  D3DWDDM2_4DDI_VIDEO_DECODER_BUFFER_DESC as DESC_2_4,
  E_INVALIDARG,
  E_OUTOFMEMORY,
  S_OK,
} from 'softumd/ddi';
import type { EmulatedProfile } from 'softumd/emulator';
import type { Submitted } from './decoder-bench.js';
import { BUFFER_TYPE, CBCS, CENC, DecoderBench, frameSession } from './decoder-bench.js';

const key = new Uint8Array(16).fill(0x3a);
const iv = new Uint8Array(16).fill(0xa1, 0, 8);

/** A bench whose frames name a session with the key. */
function named(encryption: Guid, profile: Partial<EmulatedProfile> = {}) {
  const decoding = new DecoderBench({ encryption }, profile);
  return { decoding, frameKey: frameSession({ hCryptoSession: decoding.device.keyedSession(key) }) };
}

describe('a call that is refused', () => {
  const data = new Uint8Array(64).fill(7);
  const good = { data, iv };

  const wrong: readonly (readonly [
    string,
    received: string | undefined,
    (decoding: DecoderBench) => number,
  ])[] = [
    ['a DataOffset', '1', (one) => one.submit([good], { DataOffset: 1 })],
    ['more data than there is room for', '65', (one) => one.submit([good], { DataSize: 65 })],
    ['a map that is one byte short', '63', (one) => one.submit([{ ...good, map: [[3, 60]] }])],
    ['a map that is one byte long', '65', (one) => one.submit([{ ...good, map: [[3, 62]] }])],
    [
      'a map that is right in 32 bits alone',
      '4294967360',
      (one) =>
        one.submit([
          {
            ...good,
            map: [
              [0x8000_0000, 0x8000_0000],
              [0, 64],
            ],
          },
        ]),
    ],
    [
      'a map without a count',
      'an address and 0',
      (one) => one.submit([{ ...good, map: [[0, 64]] }], { SubSampleMappingCount: 0 }),
    ],
    ['a count without a map', 'NULL and 1', (one) => one.submit([good], { SubSampleMappingCount: 1 })],
    ['one stripe', '1 and 0', (one) => one.submit([{ ...good, stripes: [1, 0] }])],
    ['the other stripe', '0 and 1', (one) => one.submit([{ ...good, stripes: [0, 1] }])],
    ['an IV of 15 bytes', '15', (one) => one.submit([{ data, iv: iv.slice(0, 15) }])],
    ['an IV of no bytes', '0', (one) => one.submit([good], { IVSize: 0 })],
    [
      'a type that raw decoders do not take',
      'MOTION_VECTOR',
      (one) => one.submit([{ ...good, type: BUFFER_TYPE.MOTION_VECTOR }]),
    ],
    ['no type', 'UNKNOWN', (one) => one.submit([{ ...good, type: 0 }])],
    [
      'a dead resource',
      undefined,
      (one) => one.submit([good], { hResource: one.device.keyedSession(key) as never }),
    ],
    [
      'another device’s resource',
      undefined,
      (one) => one.submit([good], { hResource: one.bench.device.buffer(64) }),
    ],
    [
      'a second buffer that is wrong',
      '63',
      (one) =>
        one.submitDescriptions(
          [good, { ...good, map: [[0, 63] as const] }].map((buffer) => descriptionBytes(one, buffer)),
        ),
    ],
  ];
  const descriptionBytes = (one: DecoderBench, buffer: Submitted) => DESC_2_4.toBytes(one.described(buffer));

  it.each(wrong)('for %s has taken nothing, and the frame goes on', (_what, received, submit) => {
    const { decoding, frameKey } = named(CENC);
    decoding.begin(frameKey);
    decoding.bench.driver.control.refusals.keep(true);
    expect(submit(decoding)).toBe(E_INVALIDARG);
    const cause = decoding.bench.driver.control.refusals.take();
    expect(cause).toMatchObject({ rule: expect.stringMatching(/./), argument: 'pBufferDesc' });
    expect(cause?.received).toBe(received);
    const clear = new Uint8Array(createCipheriv('aes-128-ctr', key, iv).update(data));
    expect([decoding.submit([good]), decoding.end()]).toEqual([S_OK, S_OK]);
    expect(decoding.decoded()!.map((buffer) => buffer.bytes)).toEqual([clear]);
  });

  it('for want of memory has taken nothing (VDEC-16)', () => {
    const { decoding, frameKey } = named(CENC);
    decoding.begin(frameKey);
    const one = descriptionBytes(decoding, good);
    decoding.bench.driver.control.failAllocation(1);
    expect(decoding.submitDescriptions([one])).toBe(E_OUTOFMEMORY);
    decoding.end();
    expect(decoding.decoded()).toEqual([]);
  });

  it('is one outside a frame, and EndFrame is (VDEC-18)', () => {
    const { decoding, frameKey } = named(CENC);
    expect([decoding.submit([good]), decoding.end()]).toEqual([E_INVALIDARG, E_INVALIDARG]);
    decoding.begin(frameKey);
    decoding.end();
    expect([decoding.submit([good]), decoding.end()]).toEqual([E_INVALIDARG, E_INVALIDARG]);
  });

  it('is block info without its cap, or with CBCS', () => {
    const info = [16, 16, 16] as const;
    const { decoding, frameKey } = named(CBCS);
    decoding.begin(frameKey);
    expect(decoding.submit11([{ ...good, info }])).toBe(E_INVALIDARG);
    const without = named(CENC, { caps: 1 });
    without.decoding.begin(without.frameKey);
    expect(without.decoding.submit11([{ ...good, info }])).toBe(E_INVALIDARG);
    expect(without.decoding.submit11([good])).toBe(S_OK);
  });
});

describe('an IV that was used before (D-21, VDBF-7)', () => {
  const other = new Uint8Array(16).fill(5);
  const data = new Uint8Array(32);

  it('is refused by the switch, with all buffers of its call; a constant IV of CBCS is not', () => {
    const { decoding, frameKey } = named(CENC, { ivReuse: 'refuse' });
    const frame = (buffers: readonly Submitted[]) => {
      decoding.begin(frameKey);
      const code = decoding.submit(buffers);
      decoding.end();
      return [code, decoding.decoded()!.length];
    };
    expect(frame([{ data, iv }])).toEqual([S_OK, 1]);
    expect(
      frame([
        { data, iv: other },
        { data, iv },
      ]),
    ).toEqual([E_INVALIDARG, 0]);
    expect(frame([{ data, iv: other }])).toEqual([S_OK, 1]);
    const third = new Uint8Array(16).fill(6);
    expect(
      frame([
        { data, iv: third },
        { data, iv: third },
      ]),
    ).toEqual([E_INVALIDARG, 0]);
    expect(frame([{ data, iv: third }])).toEqual([S_OK, 1]);
    const constant = named(CBCS, { ivReuse: 'refuse' });
    for (let count = 0; count < 2; count += 1)
      expect(constant.decoding.frameOf({ data, iv }, constant.frameKey)).toHaveLength(32);
  });
});
