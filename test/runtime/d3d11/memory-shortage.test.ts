import { describe, expect, it } from '@jest/globals';
import { createAdapter, createDevice, createDriver, HResultError } from 'softumd';
import type { Guid, Hresult, IUnknown, Out } from 'softumd/d3d11';
import * as d3d11 from 'softumd/d3d11';
import { NULL } from 'softumd/ddi';
import { ArenaMemory } from 'softumd/memory';
import type { AnyComInterface } from '../../../src/api/kit/index.js';
import { implementationOf, vtableMethods } from '../../../src/api/kit/index.js';
import { machineWith } from '../../../src/facade/machine.js';
import { caught } from '../../support/caught.js';
import { channelCalls } from './channel-calls.js';
import {
  createChannel,
  createDecoder,
  createDecoderView,
  createTexture,
  decoderConfig,
  decoderDesc,
  query,
  viewDesc,
} from './machine.js';
import { checked, asTexture, bufferDesc, createDeviceOn, Player } from './player.js';
import { staging, target, textureDesc } from './player.js';
import { ScarceMemory } from './scarce-memory.js';

const { out, S_OK, E_OUTOFMEMORY, D3D11_CRYPTO_TYPE_AES128_CTR: CTR } = d3d11;
const { D3D11_KEY_EXCHANGE_HW_PROTECTION: HW_PROTECTION, D3D11_KEY_EXCHANGE_RSAES_OAEP: OAEP } = d3d11;
const h264 = d3d11.D3D11_DECODER_PROFILE_H264_VLD_NOFGT;
const vendor = d3d11.guid('0586e681-4e14-4133-85e5-a1041f599e26');

/** A player, and what its calls are about; nothing of it is used up by a call that fails. */
function prepare() {
  const memory = new ScarceMemory();
  const reached: string[] = [];
  const player = new Player({
    memory,
    profile: 'hardware-drm',
    interposer:
      (declaration, inner) =>
      (...args) => {
        reached.push(declaration.name);
        return inner(...args);
      },
  });
  const session = player.keyedSession(new Uint8Array(16));
  const certificate = new Uint8Array(player.certificate(session).length);
  const picture = player.buffer(staging, new Uint8Array(64));
  const hardware = out<d3d11.ID3D11CryptoSession>();
  player.video.CreateCryptoSession(vendor, h264, HW_PROTECTION, hardware);
  const [decoder, inFrame] = [createDecoder(player.device), createDecoder(player.device)];
  const [view, channel] = [createDecoderView(player.device), createChannel(player.device)];
  player.videoContext.DecoderBeginFrame(inFrame, view, 0, null);
  const shared = out<bigint>();
  const sharedTexture = createTexture(player.device, { MiscFlags: d3d11.D3D11_RESOURCE_MISC_FLAG.SHARED });
  const dxgi = query(sharedTexture, d3d11.IDXGIResource);
  dxgi.GetSharedHandle(shared);
  dxgi.Release();
  return {
    ...{ sharedTexture, shared: shared.value! },
    ...{ decoder, inFrame, view, channel, config: decoderConfig(player.device) },
    pictures: createTexture(player.device, { BindFlags: d3d11.D3D11_BIND.DECODER }),
    memory,
    reached,
    player,
    session,
    hardware: hardware.value!,
    certificate,
    picture,
    surface: player.buffer(target),
    copy: player.buffer(staging),
  };
}
type Prepared = ReturnType<typeof prepare>;

/** D3D11_FEATURE_DATA_FORMAT_SUPPORT that asks for P010, which nothing asked for before. */
const featureData = new Uint8Array([d3d11.DXGI_FORMAT.P010, 0, 0, 0, 0, 0, 0, 0]);

const { NV12: nv12 } = d3d11.DXGI_FORMAT;
const rate = { Numerator: 30, Denominator: 1 };

/** A call, and the output that it must leave alone when it fails. */
interface Call {
  readonly run: () => Hresult | undefined;
  readonly output: unknown;
}

function calls({
  player,
  session,
  hardware,
  certificate,
  picture,
  surface,
  copy,
  shared,
  ...decoding
}: Prepared): Readonly<Record<string, Call>> {
  const { device, context, video, videoContext } = player;
  const { decoder, inFrame, view, channel, config, pictures } = decoding;
  const context3 = query(videoContext, d3d11.ID3D11VideoContext3);
  const video2 = query(device, d3d11.ID3D11VideoDevice2);
  const drawing = query(context, d3d11.ID3D11DeviceContext3);
  const context1 = query(videoContext, d3d11.ID3D11VideoContext1);
  const command = {
    HWProtectionFunctionID: 0x90000001,
    pInputData: new Uint8Array(8 + 16),
    pOutputData: new Uint8Array(32 + 24),
    Status: S_OK,
  };
  new DataView(command.pInputData.buffer).setUint32(0, 16, true);
  new DataView(command.pOutputData.buffer).setUint32(0, 24, true);
  const made: Out<never> = { value: null };
  const box = { left: 0, top: 0, front: 0, right: 16, bottom: 1, back: 1 };
  const iv = new Uint8Array(16);
  const data = { pSysMem: new Uint8Array(64), SysMemPitch: 64, SysMemSlicePitch: 0 };
  const method = (run: () => Hresult, output: unknown = made): Call => ({ run, output });
  const voidMethod = (run: () => void, output: unknown = made): Call => ({
    run: () => {
      run();
      return undefined;
    },
    output,
  });
  return {
    CreateBuffer: method(() => device.CreateBuffer(bufferDesc(staging), data, made)),
    OpenSharedResource: method(() => device.OpenSharedResource(shared, d3d11.ID3D11Texture2D.iid, made)),
    CreateTexture2D: method(() =>
      device.CreateTexture2D(textureDesc(target), [{ ...data, SysMemPitch: 8 }], made),
    ),
    Map: method(() => context.Map(picture, 0, 1, 0, made)),
    GetContentProtectionCaps: method(() => video.GetContentProtectionCaps(CTR, null, made)),
    CheckCryptoKeyExchange: method(() => video.CheckCryptoKeyExchange(CTR, null, 0, made)),
    CreateCryptoSession: method(() => video.CreateCryptoSession(CTR, null, OAEP, made)),
    GetCertificateSize: method(() => session.GetCertificateSize(made)),
    GetCertificate: method(() => session.GetCertificate(certificate.length, certificate), certificate),
    GetCryptoSessionHandle: voidMethod(() => {
      session.GetCryptoSessionHandle(made);
    }),
    NegotiateCryptoSessionKeyExchange: method(() =>
      videoContext.NegotiateCryptoSessionKeyExchange(session, 256, new Uint8Array(256)),
    ),
    NegotiateCryptoSessionKeyExchangeMT: method(() =>
      video2.NegotiateCryptoSessionKeyExchangeMT(hardware, 0, 32, command),
    ),
    GetCryptoSessionPrivateDataSize: method(() =>
      video2.GetCryptoSessionPrivateDataSize(vendor, h264, HW_PROTECTION, made, made),
    ),
    GetDataForNewHardwareKey: method(() =>
      context1.GetDataForNewHardwareKey(hardware, 1, new Uint8Array(1), made),
    ),
    CheckCryptoSessionStatus: method(() => context1.CheckCryptoSessionStatus(hardware, made)),
    ...channelCalls(player, channel),
    GetVideoDecoderProfileCount: voidMethod(() => {
      video.GetVideoDecoderProfileCount();
    }),
    GetVideoDecoderProfile: method(() => video.GetVideoDecoderProfile(0, made)),
    CheckVideoDecoderFormat: method(() => video.CheckVideoDecoderFormat(h264, nv12, made)),
    GetVideoDecoderConfigCount: method(() => video.GetVideoDecoderConfigCount(decoderDesc, made)),
    GetVideoDecoderConfig: method(() => video.GetVideoDecoderConfig(decoderDesc, 0, made)),
    GetVideoDecoderCaps: method(() => video2.GetVideoDecoderCaps(h264, 64, 32, rate, 0, CTR, made)),
    CreateVideoDecoder: method(() => video.CreateVideoDecoder(decoderDesc, config, made)),
    CreateVideoDecoderOutputView: method(() =>
      video.CreateVideoDecoderOutputView(pictures, viewDesc(), made),
    ),
    GetDecoderBuffer: method(() => videoContext.GetDecoderBuffer(decoder, 6, made, made)),
    DecoderBeginFrame: method(() => videoContext.DecoderBeginFrame(decoder, view, 16, new Uint8Array(16))),
    DecoderBeginFrame1: method(() => context3.DecoderBeginFrame1(decoder, view, 0, null, 0, null, null)),
    SubmitDecoderBuffers: method(() =>
      videoContext.SubmitDecoderBuffers(inFrame, 1, [d3d11.D3D11_VIDEO_DECODER_BUFFER_DESC.zero]),
    ),
    SubmitDecoderBuffers1: method(() =>
      context3.SubmitDecoderBuffers1(inFrame, 1, [d3d11.D3D11_VIDEO_DECODER_BUFFER_DESC1.zero]),
    ),
    SubmitDecoderBuffers2: method(() =>
      context3.SubmitDecoderBuffers2(inFrame, 1, [d3d11.D3D11_VIDEO_DECODER_BUFFER_DESC2.zero]),
    ),
    DecoderExtension: method(() =>
      videoContext.DecoderExtension(decoder, d3d11.D3D11_VIDEO_DECODER_EXTENSION.zero),
    ),
    StartSessionKeyRefresh: voidMethod(() => {
      videoContext.StartSessionKeyRefresh(session, 16, new Uint8Array(16));
    }),
    GetEncryptionBltKey: method(() => videoContext.GetEncryptionBltKey(session, 16, new Uint8Array(16))),
    CheckFormatSupport: method(() => device.CheckFormatSupport(d3d11.DXGI_FORMAT.P010, out())),
    CheckFeatureSupport: method(() =>
      device.CheckFeatureSupport(d3d11.D3D11_FEATURE.FORMAT_SUPPORT, featureData.slice(), 8),
    ),
    CopySubresourceRegion: voidMethod(() => {
      context.CopySubresourceRegion(copy, 0, 0, 0, 0, picture, 0, box);
    }),
    UpdateSubresource: voidMethod(() => {
      context.UpdateSubresource(surface, 0, null, data.pSysMem, 64, 0);
    }),
    SetHardwareProtectionState: voidMethod(drawing.SetHardwareProtectionState.bind(drawing, 1)),
    EncryptionBlt: voidMethod(() => {
      videoContext.EncryptionBlt(session, asTexture(surface), asTexture(copy), 16, iv);
    }, iv),
    DecryptionBlt: voidMethod(() => {
      videoContext.DecryptionBlt(session, asTexture(picture), asTexture(surface), null, 0, null, 16, iv);
    }),
    D3D11CreateDevice: method(() => createDeviceOn(player.libraries, player.adapter, made)),
  };
}

/** Methods that need no memory of the process's. */
const without = [
  ...['GetDevice', 'GetDesc', 'GetType', 'GetPrivateData', 'SetPrivateData', 'SetPrivateDataInterface'],
  ...['CheckMultisampleQualityLevels', 'CreateQuery', 'GetCreationFlags', 'GetFeatureLevel'],
  ...['GetImmediateContext', 'GetImmediateContext1', 'GetImmediateContext2', 'GetImmediateContext3'],
  ...['GetExceptionMode', 'SetExceptionMode'],
  ...['GetDeviceRemovedReason', 'RegisterDeviceRemovedEvent', 'UnregisterDeviceRemoved'],
  ...['Begin', 'End', 'GetData', 'ClearState', 'FinishCommandList', 'GetContextFlags'],
  ...['Unmap', 'CopyResource', 'Flush', 'Flush1', 'GetEvictionPriority', 'SetEvictionPriority'],
  ...['GetCryptoType', 'GetDecoderProfile', 'GetHardwareProtectionState', 'GetChannelHandle'],
  ...['GetCreationParameters', 'GetDriverHandle', 'GetResource'],
  ...['ReleaseDecoderBuffer', 'DecoderEndFrame', 'DecoderEnableDownsampling', 'DecoderUpdateDownsampling'],
  ...['CheckVideoDecoderDownsampling', 'RecommendVideoDecoderDownsampleParameters'],
  ...['FinishSessionKeyRefresh'], // without a Start that worked the driver never hears of it
];

/** What the driver does when it is only asked, before the call that a method is about. */
const questions = ['GetContentProtectionCaps', 'GetCryptoKeyExchangeType', 'GetCertificateSize'];

describe('an API method, where the process has no memory left', () => {
  it('is one of these', () => {
    const { player, session, channel, picture, decoder, view } = prepare();
    const texture = player.texture(target);
    const views: readonly (readonly [AnyComInterface, IUnknown])[] = [
      [d3d11.ID3D11Device5, player.device],
      [d3d11.ID3D11DeviceContext4, player.context],
      [d3d11.ID3D11VideoDevice2, player.video],
      [d3d11.ID3D11VideoContext3, player.videoContext],
      [d3d11.ID3D11CryptoSession, session],
      [d3d11.ID3D11AuthenticatedChannel, channel],
      [d3d11.ID3D11Buffer, picture],
      [d3d11.ID3D11Texture2D, texture],
      [d3d11.ID3D11VideoDecoder, decoder],
      [d3d11.ID3D11VideoDecoderOutputView, view],
    ];
    const methods = views.flatMap(([declaration, view]) => {
      const newest = out<IUnknown>();
      expect(view.QueryInterface(declaration.iid, newest)).toBe(S_OK);
      const implementation = implementationOf(newest.value!);
      return vtableMethods(declaration)
        .map(({ member }) => member)
        .filter((member) => member in implementation);
    });
    expect([...new Set(methods)].sort()).toEqual(
      [...Object.keys(calls(prepare())).filter((name) => name !== 'D3D11CreateDevice'), ...without].sort(),
    );
  });

  it.each(Object.keys(calls(prepare())))(
    '%s: answers E_OUTOFMEMORY wherever it comes up, and does nothing',
    (name) => {
      const outcomes: (Hresult | undefined)[] = [];
      for (let left = 0; outcomes.at(-1) !== S_OK && left < 40; left += 1) {
        const prepared = prepare();
        const { memory, player, reached } = prepared;
        const call = calls(prepared)[name]!;
        const before = { output: structuredClone(call.output), live: memory.live() };
        const count = player.infoQueue.count;
        memory.left = left;
        reached.length = 0;
        const error = caught(() => {
          const code = call.run();
          const said = player.infoQueue.since(count).find(({ hresult }) => hresult !== undefined);
          outcomes.push(code ?? said?.hresult ?? S_OK);
        });
        expect(error).toBeUndefined();
        expect(player.reason).toBe(S_OK);
        if (memory.refused === 0) break;
        expect(outcomes.at(-1)).toBe(E_OUTOFMEMORY);
        expect([call.output, memory.live()]).toEqual([before.output, before.live]);
        if (left === 0) expect(reached.filter((one) => !questions.includes(one))).toEqual([]);
      }
      expect(outcomes[0]).toBe(E_OUTOFMEMORY);
      expect(outcomes.at(-1)).not.toBe(E_OUTOFMEMORY);
    },
  );

  it('says so in the debug layer where it returns nothing, by its own id where there is one', () => {
    const prepared = prepare();
    const { player, memory } = prepared;
    memory.left = 0;
    const said = (name: string) => player.said(() => void calls(prepared)[name]!.run());
    expect(said('GetCryptoSessionHandle')).toEqual([['GETCRYPTOSESSIONHANDLE_OUTOFMEMORY', 0x300129]]);
    expect(said('CreateCryptoSession')).toEqual([['CREATECRYPTOSESSION_OUTOFMEMORY_RETURN', 0x3000e0]]);
    expect(said('EncryptionBlt')).toEqual([checked('OUT_OF_MEMORY')]);
  });

  it('works as ever where it needs none', () => {
    const { memory, player, session, hardware, picture, surface, copy, ...decoding } = prepare();
    const { decoder, inFrame, view, channel, pictures, sharedTexture } = decoding;
    player.map(copy);
    player.videoContext.GetDecoderBuffer(decoder, 6, out(), out());
    memory.left = 0;
    const profile = out<Guid>();
    const work = () => {
      player.context.Unmap(copy, 0);
      player.context.CopyResource(copy, picture);
      session.GetDecoderProfile(profile);
      player.videoContext.ReleaseDecoderBuffer(decoder, 6);
      player.videoContext.DecoderEndFrame(inFrame);
      for (const one of [decoder, inFrame, view, channel, pictures, sharedTexture]) one.Release();
      session.Release();
      hardware.Release();
      picture.Release();
      surface.Release();
      copy.Release();
      player.release();
    };
    expect(player.texts(work)).toEqual([]);
    expect(memory.live()).toEqual([]);
  });
});

describe('opening', () => {
  it('answers E_OUTOFMEMORY wherever memory runs out, and leaves nothing', () => {
    const codes: Hresult[] = [];
    for (let left = 0; codes.at(-1) !== S_OK; left += 1) {
      const memory = new ScarceMemory();
      const driver = createDriver({ memory });
      memory.left = left;
      const device = out<d3d11.ID3D11Device>();
      codes.push(createDeviceOn(machineWith([driver]), null, device));
      if (codes.at(-1) !== S_OK) expect([left, device, memory.live()]).toEqual([left, { value: null }, []]);
    }
    expect([...new Set(codes)]).toEqual([E_OUTOFMEMORY, S_OK]);
  });
});

/** Takes all that an arena has. */
function fill(memory: ArenaMemory): void {
  // Of each size: a block that was freed serves the next of its own.
  for (let bytes = 4096; bytes >= 0; bytes -= 16) while (memory.allocate(bytes, 'filler') !== NULL);
}

describe('the facade over a full arena', () => {
  it('throws HResultError E_OUTOFMEMORY from every method that needs memory', () => {
    const memory = new ArenaMemory({ limitBytes: 1 << 16 });
    const device = createDevice({ memory });
    const session = device.videoDevice.createCryptoSession(CTR, null, OAEP);
    const [source, surface] = [
      device.createBuffer('staging', new Uint8Array(64)),
      device.createBuffer('protected', 64),
    ];
    const { videoDevice, videoContext } = device;
    fill(memory);
    const failing = [
      () => device.createBuffer('staging', 64),
      () => device.createNv12Texture('protected', { width: 2, height: 2 }),
      () => source.read(),
      () => {
        source.write(new Uint8Array(64));
      },
      () => videoDevice.getContentProtectionCaps(CTR, null),
      () => videoDevice.getKeyExchangeTypes(CTR, null),
      () => videoDevice.createCryptoSession(CTR, null, OAEP),
      () => session.handle,
      () => session.getCertificate(),
      () => {
        videoContext.negotiateCryptoSessionKeyExchange(session, new Uint8Array(256));
      },
      () => {
        videoContext.decryptionBlt(session, source, surface, { iv: new Uint8Array(16) });
      },
      () => videoContext.encryptionBlt(session, surface, source),
    ];
    for (const call of failing) {
      fill(memory); // with what the call before has freed
      const error = caught(call);
      expect([String(call), error]).toEqual([String(call), expect.any(HResultError)]);
      expect([String(call), (error as HResultError).hresult]).toEqual([String(call), E_OUTOFMEMORY]);
    }
    expect(device.removedReason).toBe(S_OK);
  });

  it('throws it from the first calls too', () => {
    const empty = new ArenaMemory({ limitBytes: 1 << 16 });
    fill(empty);
    expect(caught(() => createDevice({ memory: empty }))).toMatchObject({ hresult: E_OUTOFMEMORY });
    const memory = new ArenaMemory({ limitBytes: 1 << 16 });
    const adapter = createAdapter({ memory });
    fill(memory);
    expect(caught(() => adapter.createDevice())).toMatchObject({ hresult: E_OUTOFMEMORY });
  });
});
