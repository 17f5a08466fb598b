/** RC-04: Chromium's VP9 accelerator, a protected frame, with the session of RC-01. A profile is all that is set for it. */
import { describe, expect, it } from '@jest/globals';
import { createMachine, loadProfile, type MachineOptions } from 'softumd';
import type { Guid, Hresult } from 'softumd/d3d11';
import * as d3d11 from 'softumd/d3d11';
import type { HDecode } from 'softumd/ddi';
import { E_PENDING } from 'softumd/ddi';
import { openssl, opensslReason, withOpenssl } from '../crypto/openssl.js';
import { made, query } from '../runtime/d3d11/machine.js';
import { CdmProxy } from './cdm-proxy.js';

const { out, E_INVALIDARG, S_OK } = d3d11;
const VP9 = d3d11.D3D11_DECODER_PROFILE_VP9_VLD_PROFILE0;
const BUFFER = d3d11.D3D11_VIDEO_DECODER_BUFFER_TYPE;
const INSTALL_KEY = 0x53550001;
const desc = { Guid: VP9, SampleWidth: 320, SampleHeight: 192, OutputFormat: d3d11.DXGI_FORMAT.NV12 };

/** The driver that RC-01 was written against (D-42). */
const profile = { ...loadProfile('hardware-drm'), hwProtectionLayout: 'payload-first' } as const;

const keyId = d3d11.guid('11223344-5566-7788-99aa-bbccddeeff00');
const keyIdInMemory = Buffer.from('4433221166558877' + '99aabbccddeeff00', 'hex');
const key = Buffer.from('f0e0d0c0b0a090807060504030201000', 'hex');
const iv = Buffer.from('00112233445566770000000000000000', 'hex');
const pictureParameters = Buffer.alloc(128, 0x11);
const sliceControl = Buffer.alloc(12, 0x22);

interface SubSample {
  readonly clear: number;
  readonly cypher: number;
}
interface ProtectedFrame {
  readonly data: Uint8Array;
  readonly subSamples: readonly SubSample[];
  readonly keyId: Guid;
}

/** The client's own steps. It is handed decoder, view and session. */
class Vp9Accelerator {
  private readonly context: d3d11.ID3D11VideoContext1;
  /** What BeginFrame answered, each time it was asked. */
  readonly begun: Hresult[] = [];

  constructor(
    private readonly decoder: d3d11.ID3D11VideoDecoder,
    private readonly view: d3d11.ID3D11VideoDecoderOutputView,
    private readonly session: d3d11.ID3D11CryptoSession,
    context: d3d11.ID3D11DeviceContext,
  ) {
    this.context = query(context, d3d11.ID3D11VideoContext1);
  }

  /** False where the client gives up. */
  submit(frame: ProtectedFrame): boolean {
    if (!this.begin(frame)) return false;
    this.fill(BUFFER.PICTURE_PARAMETERS, pictureParameters);
    this.fill(BUFFER.SLICE_CONTROL, sliceControl);
    this.fill(BUFFER.BITSTREAM, frame.data);
    const submitted = this.hand(frame);
    return this.context.DecoderEndFrame(this.decoder) === S_OK && submitted === S_OK;
  }

  /** Step 1. */
  private begin({ keyId: pKeyInfoId }: ProtectedFrame): boolean {
    const blob = Uint8Array.of(1, 2, 3); // the vendor's; what it says, its trusted environment knows
    for (;;) {
      const code = this.context.DecoderBeginFrame(this.decoder, this.view, 48, {
        ...{ pCryptoSession: this.session, BlobSize: blob.length, pBlob: blob, pKeyInfoId },
        ...{ PrivateDataSize: 0, pPrivateData: null },
      });
      this.begun.push(code);
      if (code === E_PENDING || code === d3d11.D3DERR_WASSTILLDRAWING) continue;
      return code === S_OK;
    }
  }

  /** Steps 2 and 3: n empty pairs, then n more are appended. */
  private hand({ data, subSamples }: ProtectedFrame): Hresult {
    const map = subSamples.map(() => ({ ClearSize: 0, EncryptedSize: 0 }));
    for (const { clear, cypher } of subSamples) map.push({ ClearSize: clear, EncryptedSize: cypher });
    const plain = {
      ...{ DataOffset: 0, pIV: null, IVSize: 0 },
      ...{ pSubSampleMappingBlock: null, SubSampleMappingCount: 0 },
    };
    const code = this.context.SubmitDecoderBuffers1(this.decoder, 3, [
      { ...plain, BufferType: BUFFER.PICTURE_PARAMETERS, DataSize: pictureParameters.length },
      { ...plain, BufferType: BUFFER.SLICE_CONTROL, DataSize: sliceControl.length },
      {
        ...{ BufferType: BUFFER.BITSTREAM, DataOffset: 0, DataSize: data.length, pIV: iv, IVSize: 16 },
        ...{ pSubSampleMappingBlock: map, SubSampleMappingCount: map.length },
      },
    ]);
    for (const pair of map) pair.ClearSize = 0xdead; // the vector is gone, and its memory somebody else's
    return code;
  }

  private fill(type: number, bytes: Uint8Array): void {
    const buffer = out<Uint8Array>();
    made(this.context.GetDecoderBuffer(this.decoder, type, out(), buffer), buffer).set(bytes);
    expect(this.context.ReleaseDecoderBuffer(this.decoder, type)).toBe(S_OK);
  }
}

/** What RC-01 has made by then, and a decoder whose frames name their session. */
function setUp(options: MachineOptions = {}) {
  const machine = createMachine([{ profile }], options);
  const { driver } = machine.adapters[0]!;
  const proxy = new CdmProxy(machine.api, { notifyHardwareReset: () => undefined });
  proxy.initialize({ onSuspend: () => undefined });
  proxy.process(INSTALL_KEY, Buffer.concat([keyIdInMemory, key]), 0);
  proxy.createMediaSession(Uint8Array.of(1));
  const [, session] = proxy.sessions;
  const { device } = proxy;
  const video = query(device, d3d11.ID3D11VideoDevice);
  const [decoder, texture] = [out<d3d11.ID3D11VideoDecoder>(), out<d3d11.ID3D11Texture2D>()];
  const view = out<d3d11.ID3D11VideoDecoderOutputView>();
  made(video.CreateVideoDecoder(desc, encryptedConfig(video), decoder), decoder);
  made(device.CreateTexture2D(pictures, null, texture), texture);
  const place = {
    DecodeProfile: VP9,
    ViewDimension: d3d11.D3D11_VDOV_DIMENSION.TEXTURE2D,
    Texture2D: { ArraySlice: 0 },
  };
  made(video.CreateVideoDecoderOutputView(texture.value!, place, view), view);
  const context = out<d3d11.ID3D11DeviceContext>();
  device.GetImmediateContext(context);
  const client = new Vp9Accelerator(decoder.value!, view.value!, session!, context.value!);
  const { hDevice, handle } = d3d11.driverHandlesOf<HDecode>(decoder.value!);
  const decoded = () =>
    driver.oracle.decodedBuffers(hDevice, handle)?.map(({ bytes }) => Buffer.from(bytes)) ?? null;
  const said = () =>
    d3d11
      .infoQueueOf(device)
      .messages()
      .map(({ check, severity }) => [check, severity]);
  return { machine, driver, client, decoded, said, device };
}

const pictures: d3d11.D3D11_TEXTURE2D_DESC = {
  ...{ Width: 320, Height: 192, MipLevels: 1, ArraySize: 1, Format: d3d11.DXGI_FORMAT.NV12 },
  ...{ SampleDesc: { Count: 1, Quality: 0 }, Usage: d3d11.D3D11_USAGE.DEFAULT },
  ...{ BindFlags: d3d11.D3D11_BIND.DECODER, CPUAccessFlags: 0, MiscFlags: 0 },
};

function encryptedConfig(video: d3d11.ID3D11VideoDevice): d3d11.D3D11_VIDEO_DECODER_CONFIG {
  const [count, config] = [out<number>(), out<d3d11.D3D11_VIDEO_DECODER_CONFIG>()];
  made(video.GetVideoDecoderConfigCount(desc, count), count);
  for (let index = 0; index < count.value!; index += 1) {
    const { guidConfigBitstreamEncryption } = made(video.GetVideoDecoderConfig(desc, index, config), config);
    if (guidConfigBitstreamEncryption === d3d11.D3D11_DECODER_ENCRYPTION_HW_CENC) return config.value!;
  }
  throw new Error('the profile has no decoder for protected frames');
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** A frame of 2,000 bytes, and what it is in clear, which the openssl command says: its cipher bytes are one stream. */
function frameOf(subSamples: readonly SubSample[]): { frame: ProtectedFrame; plain: Buffer } {
  const data = Buffer.from(Array.from({ length: 2000 }, (_, at) => (at * 167) & 0xff));
  let at = 0;
  const pieces = subSamples.map(({ clear, cypher }) => {
    const piece = {
      clear: data.subarray(at, at + clear),
      cypher: data.subarray(at + clear, at + clear + cypher),
    };
    at += clear + cypher;
    return piece;
  });
  const stream = Buffer.concat(pieces.map(({ cypher }) => cypher));
  const decrypted = Buffer.from(
    openssl(['enc', '-d', '-aes-128-ctr', '-K', hex(key), '-iv', hex(iv)], stream),
  );
  let used = 0;
  const plain = pieces.flatMap(({ clear, cypher }) => [
    clear,
    decrypted.subarray(used, (used += cypher.length)),
  ]);
  return { frame: { data, subSamples, keyId }, plain: Buffer.concat(plain) };
}

const wholeFrame = [
  { clear: 32, cypher: 997 },
  { clear: 0, cypher: 800 },
  { clear: 171, cypher: 0 },
];

describe('RC-04: VP9 accelerator', () => {
  withOpenssl.each([
    ['one sub-sample', [{ clear: 5, cypher: 1995 }]],
    ['a frame that is encrypted from its first byte', [{ clear: 0, cypher: 2000 }]],
    ['several, which are not whole blocks', wholeFrame],
    ['nothing encrypted', [{ clear: 2000, cypher: 0 }]],
  ])(`has in protected memory what the openssl command decrypts: %s${opensslReason}`, (_what, subSamples) => {
    const { client, decoded, said } = setUp();
    const { frame, plain } = frameOf(subSamples);
    expect(client.submit(frame)).toBe(true);
    expect(decoded()).toEqual([pictureParameters, sliceControl, plain]);
    expect(said().filter(([check]) => check !== 'HW_PROTECTION_SIZES')).toEqual([]); // RC-01's own
  });

  withOpenssl(`plays one frame after the other, each from its own IV${opensslReason}`, () => {
    const { client, decoded } = setUp();
    const { frame, plain } = frameOf(wholeFrame);
    expect([client.submit(frame), client.submit(frame)]).toEqual([true, true]);
    expect(decoded()![2]).toEqual(plain);
  });

  withOpenssl.each([
    ['E_PENDING', E_PENDING],
    ['was still drawing', undefined],
  ])(`asks again while the answer is %s, and goes on${opensslReason}`, (_name, code) => {
    const { client, decoded, driver } = setUp();
    const { frame, plain } = frameOf(wholeFrame);
    driver.control.stillDecoding(2, code);
    expect(client.submit(frame)).toBe(true);
    const busy = code ?? d3d11.D3DERR_WASSTILLDRAWING;
    expect(client.begun).toEqual([busy, busy, S_OK]);
    expect(decoded()![2]).toEqual(plain);
  });

  withOpenssl(`asks again where a rule answers the first two calls${opensslReason}`, () => {
    const call = 'ID3D11VideoContext::DecoderBeginFrame';
    const { client, decoded, machine } = setUp({ faults: [{ call, first: 2, answer: E_PENDING }] });
    const { frame, plain } = frameOf(wholeFrame);
    expect(client.submit(frame)).toBe(true);
    expect(client.begun).toEqual([E_PENDING, E_PENDING, S_OK]);
    expect(decoded()![2]).toEqual(plain);
    machine.faults.verify();
  });
});

describe('RC-04: sub-samples that are not the buffer', () => {
  const data = Buffer.alloc(100, 7);
  it.each([
    ['too few', [{ clear: 4, cypher: 95 }]],
    ['too many', [{ clear: 4, cypher: 97 }]],
    ['more than 32 bits hold', [{ clear: 0xffffffff, cypher: 101 }]],
  ])('are refused, and told as a warning: %s bytes', (_what, subSamples) => {
    const { client, decoded, said, device } = setUp();
    expect(client.submit({ data, subSamples, keyId })).toBe(false);
    expect(said()).toContainEqual(['SUB_SAMPLE_SUM', 'WARNING']);
    expect([decoded(), device.GetDeviceRemovedReason()]).toEqual([[], S_OK]);
  });

  it('are a fault of the caller in a strict machine', () => {
    const { client, said } = setUp({ strict: true });
    expect(client.submit({ data, subSamples: [{ clear: 4, cypher: 95 }], keyId })).toBe(false);
    expect(said()).toContainEqual(['SUB_SAMPLE_SUM', 'ERROR']);
  });
});

describe('RC-04: no key', () => {
  const subSamples = [{ clear: 4, cypher: 96 }];
  const data = Buffer.alloc(100, 7);

  it('of that id is a frame that does not begin', () => {
    const { client, decoded } = setUp();
    const unknown = d3d11.guid('00000000-0000-0000-0000-000000000001');
    expect(client.submit({ data, subSamples, keyId: unknown })).toBe(false);
    expect([client.begun, decoded()]).toEqual([[E_INVALIDARG], null]);
  });

  it('is there after a tear-down, and the debug layer says why', () => {
    const { client, driver, said } = setUp();
    expect(client.submit({ data, subSamples, keyId })).toBe(true);
    driver.control.tearDown();
    expect(client.submit({ data, subSamples, keyId })).toBe(false);
    expect(client.begun.at(-1)).toBe(E_INVALIDARG);
    expect(said().map(([check]) => check)).toContain('KEY_LOST');
  });
});
