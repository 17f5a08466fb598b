/** Decoders and their output views: made, told apart, destroyed (VDEC-1…VDEC-5, VDEC-21…VDEC-24, VDGH). */
import { describe, expect, it } from '@jest/globals';
import type { Address, HDecode } from 'softumd/ddi';
import * as ddi from 'softumd/ddi';
import { bindOver, decoderHandleOf, sessionHandleOf } from '../../channel/bind-over-channel.js';
import { BenchChannel } from '../../channel/channel-bench.js';
import { Bench } from '../bench.js';
import type { DecoderKind } from './decoder-bench.js';
import {
  CENC,
  DecoderBench,
  decoderArguments,
  decoderConfig,
  decoderDescription,
  HW_CENC,
  makeDecoder,
  makeView,
  viewArguments,
} from './decoder-bench.js';

const { S_OK, E_INVALIDARG, E_OUTOFMEMORY, D3DDDIERR_DEVICEREMOVED, NULL } = ddi;
const { D3D11_1DDIARG_CREATEVIDEODECODER: CREATE } = ddi;

const create = ({ device }: Bench, pCreateData: Address, hDecoder?: Address) =>
  device.video.pfnCreateVideoDecoder(device.hDevice, pCreateData, hDecoder ?? device.bench.bytes(16), NULL);

describe('CreateVideoDecoder', () => {
  it('makes a decoder of what the queries tell', () => {
    const bench = new Bench();
    expect(create(bench, decoderArguments(bench))).toBe(S_OK);
    expect(create(bench, decoderArguments(bench, { raw: 2 }))).toBe(S_OK);
  });

  const other = ddi.guid('7f1c0f3a-95d5-4c0f-a2a4-70a7e0cbb1a5');
  const kinds: readonly (readonly [string, DecoderKind, string])[] = [
    ['another profile', { profile: other }, 'VDEC-5, VDEC-9'],
    ['another format', { format: ddi.DXGI_FORMAT.P010 }, 'VDEC-5, VDEC-11'],
    ['no width', { width: 0 }, 'VDEC-5'],
    ['no height', { height: 0 }, 'VDEC-5'],
    ['an encryption that is not offered', { encryption: HW_CENC }, 'VDEC-5'],
    ['another raw bitstream', { raw: 3 }, 'VDEC-5'],
  ];
  it.each(kinds)('refuses %s, and writes nothing (VDEC-5)', (_what, kind, clause) => {
    const bench = new Bench();
    bench.driver.control.refusals.keep(true);
    const [pCreateData, hDecoder] = [decoderArguments(bench, kind), bench.bytes(16)];
    const before = bench.snapshot();
    expect(create(bench, pCreateData, hDecoder)).toBe(E_INVALIDARG);
    expect(bench.snapshot()).toEqual(before);
    expect(bench.driver.control.refusals.take()).toMatchObject({ clause, argument: 'pCreateData' });
  });

  it('looks at every member of the configuration', () => {
    const bench = new Bench();
    const good = decoderConfig();
    const config = ddi.D3D11_1DDI_VIDEO_DECODER_CONFIG;
    for (const { name } of config.members) {
      const Config = { ...good, [name]: name.startsWith('guid') ? CENC : 9 };
      const image = CREATE.toBytes({ Desc: decoderDescription(), Config: Config as never });
      expect([name, create(bench, bench.bytes(image))]).toEqual([name, E_INVALIDARG]);
    }
  });

  it('fails with its memory, and without a device', () => {
    const bench = new Bench();
    const pCreateData = decoderArguments(bench);
    bench.driver.control.failAllocation(1);
    expect(create(bench, pCreateData)).toBe(E_OUTOFMEMORY);
    expect(create(bench, pCreateData)).toBe(S_OK);
    bench.driver.control.removeDevice();
    expect(create(bench, pCreateData)).toBe(D3DDDIERR_DEVICEREMOVED);
  });
});

describe('a decoder', () => {
  it('has a handle of 64 bits of its own, which is no address (VDGH)', () => {
    const bench = new Bench();
    const { hDevice, video } = bench.device;
    const pHandle = bench.bytes(8);
    const handles = [1, 2].map(() => {
      const decoder = makeDecoder(bench.device);
      expect(video.pfnVideoDecoderGetHandle(hDevice, decoder, pHandle)).toBe(S_OK);
      const handle = bench.memory.readU64(pHandle);
      expect(handle).not.toBe(BigInt(decoder));
      expect(handle).toBeGreaterThan(2n ** 48n);
      return handle;
    });
    expect(new Set(handles).size).toBe(2);
  });

  it('has no extensions (VDEC-24)', () => {
    const bench = new Bench();
    const { hDevice, video } = bench.device;
    const decoder = makeDecoder(bench.device);
    for (const Function of [0, 7, 0x724]) {
      const pExtensionData = bench.bytes(ddi.D3D11_1DDIARG_VIDEODECODEREXTENSION.toBytes({ Function }));
      expect(video.pfnVideoDecoderExtension(hDevice, decoder, pExtensionData)).toBe(E_INVALIDARG);
    }
  });

  it('is dead for other devices, when it was destroyed, and as a copy (VDEC-4, D-09)', () => {
    const bench = new Bench();
    const { device, other } = bench;
    const decoder = makeDecoder(device);
    const ask = (one: typeof device, handle: number) =>
      one.video.pfnVideoDecoderGetHandle(one.hDevice, handle as HDecode, bench.bytes(8));
    expect([ask(other, decoder), ask(device, bench.forged(decoder)), ask(device, device.session())]).toEqual([
      E_INVALIDARG,
      E_INVALIDARG,
      E_INVALIDARG,
    ]);
    expect(ask(device, decoder)).toBe(S_OK);
    bench.driver.control.removeDevice();
    device.video.pfnDestroyVideoDecoder(device.hDevice, decoder);
    expect(bench.reported()).toBe(S_OK);
    device.video.pfnDestroyVideoDecoder(device.hDevice, decoder);
    expect(bench.reported()).toBe(E_INVALIDARG);
  });

  it('ends with its device, and what it knew (DEV-19)', () => {
    const decoding = new DecoderBench({ encryption: ddi.NULL_GUID });
    const { bench, device } = decoding;
    const key = new Uint8Array(16).fill(0x5d);
    decoding.bind(device.keyedSession(key));
    decoding.begin(new Uint8Array(16));
    device.functions.pfnDestroyDevice(device.hDevice);
    expect(bench.driver.oracle.remembers(key)).toBe(false);
    expect(decoding.decoded()).toBeNull();
  });

  it('is bound to sessions of its own device alone (CFG-16)', () => {
    const { bench, device, decoder } = new DecoderBench({ encryption: ddi.NULL_GUID });
    const channel = new BenchChannel(device).start();
    const bindTo = ({ device: owner }: Pick<Bench, 'device'>) =>
      bindOver(channel, decoderHandleOf(device, decoder), sessionHandleOf(owner, owner.session()));
    expect(bindTo(bench)).toBe(E_INVALIDARG);
    expect(bindTo({ device })).toBe(S_OK);
  });
});

describe('an output view', () => {
  const make = ({ device }: Bench, changes: Parameters<typeof viewArguments>[1]) =>
    device.video.pfnCreateVideoDecoderOutputView(
      device.hDevice,
      viewArguments(device, changes),
      device.bench.bytes(16),
      NULL,
    );

  it('is of a slice of a resource that the profile can be decoded to', () => {
    const bench = new Bench();
    const levels = [[64, 32]] as const;
    const slices = bench.device.resource(
      bench.textureArguments({ Format: ddi.DXGI_FORMAT.NV12, levels, ArraySize: 3 }),
    );
    const codes = [
      { FirstArraySlice: 2 },
      { FirstArraySlice: 0, ArraySize: 3 },
      { FirstArraySlice: 3 },
      { ArraySize: 0 },
      { FirstArraySlice: 0xffff_ffff },
      { FirstArraySlice: 1, ArraySize: 3 },
      { MipSlice: 1 },
    ].map((changes) => make(bench, { hDrvResource: slices, ...changes }));
    expect(codes).toEqual([S_OK, S_OK, ...Array<number>(5).fill(E_INVALIDARG)]);
  });

  it('is none of another resource, profile or device', () => {
    const bench = new Bench();
    const { device, other } = bench;
    expect(make(bench, { hDrvResource: other.nv12(64, 32) })).toBe(E_INVALIDARG);
    expect(make(bench, { hDrvResource: device.buffer(64) })).toBe(E_INVALIDARG);
    expect(make(bench, { DecodeProfile: ddi.NULL_GUID })).toBe(E_INVALIDARG);
    expect(make(bench, { DecodeProfile: ddi.D3D11_1DDI_DECODER_PROFILE_HEVC_VLD_MAIN10 })).toBe(E_INVALIDARG);
    const hDrvResource = device.nv12(64, 32);
    bench.driver.control.failAllocation(1);
    expect([make(bench, { hDrvResource }), make(bench, { hDrvResource })]).toEqual([E_OUTOFMEMORY, S_OK]);
  });

  it('is destroyed once, on a removed device too (VDEC-23)', () => {
    const bench = new Bench();
    const { hDevice, video } = bench.device;
    const view = makeView(bench.device);
    bench.driver.control.removeDevice();
    video.pfnDestroyVideoDecoderOutputView(hDevice, view);
    expect(bench.reported()).toBe(S_OK);
    video.pfnDestroyVideoDecoderOutputView(hDevice, view);
    expect(bench.reported()).toBe(E_INVALIDARG);
  });
});
