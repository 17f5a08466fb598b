import { describe, expect, it } from '@jest/globals';
import { createDevice } from 'softumd';
import {
  type ApiInterposer,
  D3D11_BIND,
  D3D11_CRYPTO_TYPE_AES128_CTR,
  D3D11_DECODER_PROFILE_H264_VLD_NOFGT,
  D3D11_KEY_EXCHANGE_RSAES_OAEP,
  type ID3D11Buffer,
  type ID3D11CryptoSession,
  type ID3D11Device,
  type ID3D11DeviceContext,
  ID3D11VideoContext,
  ID3D11VideoDevice,
  type IUnknown,
  out,
} from 'softumd/d3d11';
import { chain, createCallLog, on, onEvery, S_OK } from 'softumd/ddi';
import { ID3D11DeviceChild } from '../../src/api/d3d11/index.js';
import { Lamp, ToyLamp, ToyLantern, World } from '../api/toy.js';
import { type AnyComInterface, Vtables } from '../../src/api/kit/index.js';

const staging = { ByteWidth: 64, Usage: 3, BindFlags: 0, CPUAccessFlags: 0x30000, MiscFlags: 0 };
const desc = { ...staging, StructureByteStride: 0 };
const descText =
  '{ ByteWidth: 0x40, Usage: STAGING, BindFlags: 0, CPUAccessFlags: WRITE | READ, MiscFlags: 0, StructureByteStride: 0 }';

/** A device, and the lines of what is called from then on; its own number is 3, after factory and adapter. */
function logged(inner: ApiInterposer = (_, call) => call) {
  const log = createCallLog(100);
  const device = createDevice({
    apiInterposer: (declaration, call) => log.interposer(declaration, inner(declaration, call)),
  });
  const query = (declaration: AnyComInterface, from: IUnknown = device.api): unknown => {
    const found = out<IUnknown>();
    expect(from.QueryInterface(declaration.iid, found)).toBe(S_OK);
    return found.value;
  };
  const videoContext = () => {
    const context = out<ID3D11DeviceContext>();
    device.api.GetImmediateContext(context);
    return query(ID3D11VideoContext, context.value!) as ID3D11VideoContext;
  };
  return { device, query, videoContext, lines: () => log.lines(), last: () => log.lines().at(-1)! };
}

describe('a call of the API as text', () => {
  it('has arguments, result and what came back by name, objects by number', () => {
    const { device, last } = logged();
    device.api.CreateBuffer(desc, null, out());
    expect(last()).toBe(
      `ID3D11Device::CreateBuffer(This: ID3D11Device #3, pDesc: ${descText}, pInitialData: NULL) = S_OK; ppBuffer: ID3D11Buffer #5`,
    );
    device.api.CreateBuffer(desc, null, null);
    expect(last()).toMatch(/pInitialData: NULL, ppBuffer: NULL\) = S_FALSE$/);
  });

  it('has functions of the libraries, and the calls of a device as they come', () => {
    expect(logged().lines()).toEqual([
      'CreateDXGIFactory1(riid: IDXGIFactory1) = S_OK; ppFactory: IDXGIFactory1 #1',
      'IDXGIFactory1::EnumAdapters1(This: IDXGIFactory1 #1, Adapter: 0) = S_OK; ppAdapter: IDXGIAdapter1 #2',
      'IDXGIFactory1::EnumAdapters1(This: IDXGIFactory1 #1, Adapter: 1) = DXGI_ERROR_NOT_FOUND',
      expect.stringMatching(/^IUnknown::Release\(This: IDXGIFactory1 #1\) = \d$/),
      expect.stringMatching(
        /^D3D11CreateDevice\(pAdapter: IDXGIAdapter1 #2, DriverType: UNKNOWN, .*ppDevice: ID3D11Device #3$/,
      ),
      'ID3D11Device::GetImmediateContext(This: ID3D11Device #3); ppImmediateContext: ID3D11DeviceContext #4',
      expect.stringMatching(/^IUnknown::Release\(This: IDXGIAdapter1 #2\) = \d$/),
    ]);
  });

  it('tells structures as they were before the call, whatever becomes of them', () => {
    const change = onEvery<[]>({
      before: ({ declaration, args }) => {
        if (declaration.name.endsWith('CreateBuffer')) (args[1] as { ByteWidth: number }).ByteWidth = 128;
      },
    });
    const { device, last } = logged(change);
    const mine = { ...desc };
    device.api.CreateBuffer(mine, null, out());
    mine.Usage = 0;
    expect(last()).toContain(`pDesc: ${descText}`);
  });

  it('tells nothing that came back of a call that failed', () => {
    const { device, last } = logged();
    const place = out<ID3D11Buffer>();
    device.api.CreateBuffer(desc, null, place);
    device.api.CreateBuffer(
      { ...desc, BindFlags: D3D11_BIND.DEPTH_STENCIL | D3D11_BIND.RENDER_TARGET },
      null,
      place,
    );
    expect(last()).toMatch(
      /BindFlags: RENDER_TARGET \| DEPTH_STENCIL, .* pInitialData: NULL\) = E_INVALIDARG$/,
    );
  });

  it('numbers an object once, whichever interface it is seen through', () => {
    const { device, query, last } = logged();
    const video = query(ID3D11VideoDevice) as ID3D11VideoDevice;
    expect(last()).toBe(
      'IUnknown::QueryInterface(This: ID3D11Device #3, riid: ID3D11VideoDevice) = S_OK; ppvObject: ID3D11VideoDevice #3',
    );
    const session = out<ID3D11CryptoSession>();
    video.CreateCryptoSession(
      D3D11_CRYPTO_TYPE_AES128_CTR,
      D3D11_DECODER_PROFILE_H264_VLD_NOFGT,
      `{${D3D11_KEY_EXCHANGE_RSAES_OAEP.toUpperCase()}}` as never,
      session,
    );
    expect(last()).toBe(
      'ID3D11VideoDevice::CreateCryptoSession(This: ID3D11VideoDevice #3, pCryptoType: D3D11_CRYPTO_TYPE_AES128_CTR, ' +
        'pDecoderProfile: D3D11_DECODER_PROFILE_H264_VLD_NOFGT, pKeyExchangeType: D3D11_KEY_EXCHANGE_RSAES_OAEP) = S_OK; ' +
        'ppCryptoSession: ID3D11CryptoSession #5',
    );
    const device2 = out<ID3D11Device>();
    session.value!.GetDevice(device2);
    expect(last()).toBe(
      `${ID3D11DeviceChild.name}::GetDevice(This: ID3D11CryptoSession #5); ppDevice: ID3D11Device #3`,
    );
    expect(device2.value).toBe(device.api);
  });

  it('counts bytes and never shows them, wherever they stand and whatever is passed for them', () => {
    const { device, videoContext, lines, last } = logged();
    const secret = new Uint8Array(64).fill(0x5e);
    const buffer = out<ID3D11Buffer>();
    device.api.CreateBuffer(desc, { pSysMem: secret, SysMemPitch: 0, SysMemSlicePitch: 0 }, buffer);
    expect(last()).toContain('pInitialData: { pSysMem: 64 bytes, SysMemPitch: 0, SysMemSlicePitch: 0 }');
    const guid = D3D11_CRYPTO_TYPE_AES128_CTR;
    device.api.SetPrivateData(guid, 16, secret.subarray(16, 32));
    expect(last()).toContain('DataSize: 0x10, pData: 16 bytes) = S_OK');
    const [size, data] = [{ value: 16 }, new Uint8Array(16)];
    device.api.GetPrivateData(guid, size, data);
    expect(data[0]).toBe(0x5e);
    expect(last()).toContain('pDataSize: 0x10, pData: 16 bytes) = S_OK; pDataSize: 0x10');
    device.api.SetPrivateData(guid, 16, '5e5e5e5e5e5e5e5e' as never);
    expect(last()).toContain('pData: text of 16 characters) = E_INVALIDARG');
    device.api.CreateBuffer({ ...desc, ByteWidth: Uint8Array.of(94) as never }, null, buffer);
    expect(last()).toContain('pDesc: an object, ');
    videoContext().NegotiateCryptoSessionKeyExchange(null as never, 64, secret);
    expect(last()).toContain('pCryptoSession: NULL, DataSize: 0x40, pData: 64 bytes) = E_INVALIDARG');
    const command = { HWProtectionFunctionID: 7, pInputData: secret, pOutputData: null, Status: S_OK };
    videoContext().NegotiateCryptoSessionKeyExchange(null as never, 32, command);
    expect(last()).toContain(
      'pData: { HWProtectionFunctionID: 7, pInputData: 64 bytes, pOutputData: NULL, Status: S_OK }) = E_INVALIDARG',
    );
    expect(lines().join('\n')).not.toMatch(/5e5e|94/);
  });

  it('tells only the name of a method that nothing emulates', () => {
    const { videoContext, last } = logged();
    const context = videoContext();
    context.VideoProcessorBlt('anything', new Uint8Array(16));
    expect(last()).toBe('ID3D11VideoContext::VideoProcessorBlt(This: ID3D11VideoContext #4, …) = E_NOTIMPL');
  });

  it('shows the calls of the driver below the call that led to them', () => {
    const log = createCallLog(100);
    const device = createDevice({ interposer: log.interposer, apiInterposer: log.interposer });
    const from = log.lines().length;
    device.createBuffer('staging', 64);
    const names = log
      .lines()
      .slice(from)
      .map((line) => line.slice(0, line.indexOf('(')));
    expect(names.slice(0, 3)).toEqual([
      'ID3D11Device::CreateBuffer',
      '  CalcPrivateResourceSize',
      '  CreateResource',
    ]);
  });

  it('has arrays, the first elements of them, and whatever a caller passes', () => {
    const log = createCallLog();
    const world = new World(new Vtables(log.interposer));
    const [lantern, lamp] = [new ToyLantern(world), new ToyLamp(world)].map(({ com }) => com);
    const view = lantern!.take('Lantern') as never as {
      Carry(...args: unknown[]): unknown;
      Shine(...args: unknown[]): unknown;
      Forget(): unknown;
    };
    const other = lamp!.take(Lamp.iid);
    view.Carry(2, [other, null], [1, 2]);
    view.Carry(9, null, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    view.Carry('x'.repeat(70), 7, undefined);
    view.Shine(lamp, 1, 0, null);
    expect(log.lines()).toEqual([
      'Lantern::Carry(This: Lantern #1, Lamps: 2, ppLamps: [Lamp #2, NULL], Steps: [1, 2]) = S_OK',
      'Lantern::Carry(This: Lantern #1, Lamps: 9, ppLamps: NULL, Steps: [1, 2, 3, 4, 5, 6, 7, 8, …]) = S_OK',
      'Lantern::Carry(This: Lantern #1, Lamps: text of 70 characters, ppLamps: 7, Steps: NULL) = E_INVALIDARG',
      'Lamp::Shine(This: Lantern #1, pOther: an object, Level: 1, IVSize: 0, pIV: NULL)',
    ]);
  });

  it('shows a call within a call below it, further in', () => {
    const log = createCallLog();
    const asking = on(Lamp, 'Shine', { before: ({ args: [This] }) => void This.GetLevel() });
    const view = new ToyLamp(new World(new Vtables(chain(log.interposer, asking)))).com.take('Lamp') as Lamp;
    view.Shine(null, 1, 0, null);
    expect(log.lines()).toEqual([
      'Lamp::Shine(This: Lamp #1, pOther: NULL, Level: 1, IVSize: 0, pIV: NULL)',
      '  Lamp::GetLevel(This: Lamp #1) = 0',
    ]);
  });

  it('tells what was thrown, and of a call that goes on that it does', () => {
    const log = createCallLog();
    const during: string[] = [];
    const thrower: ApiInterposer =
      (declaration, call) =>
      (...args) => {
        during.push(...log.lines());
        if (declaration.name !== 'Lamp::GetLevel') return call(...args);
        throw new RangeError('here');
      };
    const vtables = new Vtables((declaration, call) =>
      log.interposer(declaration, thrower(declaration, call)),
    );
    const view = new ToyLamp(new World(vtables)).com.take('Lamp') as Lamp;
    expect(() => view.GetLevel()).toThrow('here');
    expect(during).toEqual(['Lamp::GetLevel(This: Lamp #1) …']);
    expect(log.lines()).toEqual(['Lamp::GetLevel(This: Lamp #1) threw RangeError']);
  });
});
