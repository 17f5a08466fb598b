/** How the programs of real-clients come to a device, step by step. */
import { describe, expect, it } from '@jest/globals';
import type { DriverOptions } from 'softumd';
import * as d3d11 from 'softumd/d3d11';
import { defaultOutputs, hdmiOutput } from 'softumd/emulator';
import { contextOf, Machine, made, query, references } from '../runtime/d3d11/machine.js';

const { out, S_OK, E_NOINTERFACE, D3D_DRIVER_TYPE, D3D_FEATURE_LEVEL } = d3d11;
const { D3D11_CRYPTO_TYPE_AES128_CTR: CTR, D3D11_KEY_EXCHANGE_HW_PROTECTION: HW } = d3d11;
const H264 = d3d11.D3D11_DECODER_PROFILE_H264_VLD_NOFGT;

describe('RC-01: D3D11CdmProxy', () => {
  /** Step 1. */
  function create(options: DriverOptions = {}) {
    const machine = new Machine(options);
    const [device, level, context] = [
      out<d3d11.ID3D11Device>(),
      out<number>(),
      out<d3d11.ID3D11DeviceContext>(),
    ];
    const { D3D11CreateDevice } = machine.libraries;
    const { HARDWARE } = D3D_DRIVER_TYPE;
    const levels = [D3D_FEATURE_LEVEL.LEVEL_11_1];
    const code = D3D11CreateDevice(null, HARDWARE, 0n, 0, levels, levels.length, 7, device, level, context);
    expect([code, level.value]).toEqual([S_OK, D3D_FEATURE_LEVEL.LEVEL_11_1]);
    return { machine, device: device.value!, context: context.value! };
  }

  it('walks from its device to the adapter, and asks it for the teardown event', () => {
    const { machine, device } = create();
    const dxgi = query(device, d3d11.IDXGIDevice2);
    const adapter = out<d3d11.IDXGIAdapter3>();
    expect(dxgi.GetParent(d3d11.IDXGIAdapter3.iid, adapter)).toBe(S_OK);
    const { handle } = machine.kernel.events.create();
    const cookie = out<number>();
    const register = (hEvent: bigint) =>
      adapter.value!.RegisterHardwareContentProtectionTeardownStatusEvent(hEvent, cookie);
    // Nothing is there to be torn down, and the client asks all the same, twice.
    expect([register(handle), register(handle)]).toEqual([S_OK, S_OK]);
    adapter.value!.UnregisterHardwareContentProtectionTeardownStatus(cookie.value!);
    adapter.value!.UnregisterHardwareContentProtectionTeardownStatus(77);
    expect(machine.kernel.events.find(handle)!.isSet).toBe(false);
    expect(register(0x7777_7777n)).toBe(d3d11.E_INVALIDARG);
  });

  it('finds no key exchange in hardware where the profile has none, and every interface that it wants', () => {
    const { machine, device, context } = create();
    const video = query(device, d3d11.ID3D11VideoDevice);
    const caps = out<d3d11.D3D11_VIDEO_CONTENT_PROTECTION_CAPS>();
    const { KeyExchangeTypeCount } = made(video.GetContentProtectionCaps(CTR, H264, caps), caps);
    expect(KeyExchangeTypeCount).toBeGreaterThan(0);
    const found = Array.from({ length: KeyExchangeTypeCount }, (_, index) => {
      const exchange = out<d3d11.Guid>();
      return made(video.CheckCryptoKeyExchange(CTR, H264, index, exchange), exchange);
    });
    expect(found).not.toContain(HW);
    query(context, d3d11.ID3D11VideoContext);
    query(context, d3d11.ID3D11VideoContext1);
    query(device, d3d11.ID3D11VideoDevice1);
    expect(machine.libraries.messages).toEqual([]);
  });

  it('fails without a video device (D-19), and leaves nothing', () => {
    const { machine, device, context } = create({ profile: { videoFunctions: false } });
    const video = out<d3d11.ID3D11VideoDevice>();
    expect(device.QueryInterface(d3d11.ID3D11VideoDevice.iid, video)).toBe(E_NOINTERFACE);
    expect(video.value).toBeNull();
    expect([context.Release(), device.Release(), machine.liveBlocks]).toEqual([0, 0, 0]);
  });
});

describe('RC-09: OPM session', () => {
  it('finds the monitor of each output of each adapter', () => {
    const monitors = [hdmiOutput, hdmiOutput].map((output, at) => ({ name: `m${at}`, outputs: [output] }));
    const options = { profile: { outputs: { ...defaultOutputs, monitors } } };
    const factory = new Machine(options, options).factory();
    const found: bigint[][] = [];
    for (let index = 0; ; index += 1) {
      const adapter = out<d3d11.IDXGIAdapter>();
      if (factory.EnumAdapters(index, adapter) !== S_OK) break;
      found.push([]);
      for (let at = 0; ; at += 1) {
        const [output, desc] = [out<d3d11.IDXGIOutput>(), out<d3d11.DXGI_OUTPUT_DESC>()];
        if (adapter.value!.EnumOutputs(at, output) !== S_OK) break;
        expect(output.value!.GetDesc(desc)).toBe(S_OK);
        found[index]!.push(desc.value!.Monitor);
        output.value!.Release();
      }
      adapter.value!.Release();
    }
    expect(found.map((handles) => new Set(handles).size)).toEqual([2, 2]);
    expect(factory.Release()).toBe(0);
  });
});

describe('RC-11: platform check', () => {
  const refused = ['1414:008c', '15ad:0405', '80ee:beef', '1ab8:4005', '1af4:1050', '1414:5353'];

  const identityOf = (options: DriverOptions) => {
    const desc = out<d3d11.DXGI_ADAPTER_DESC>();
    new Machine(options).adapter().GetDesc(desc);
    const hex = (id: number) => id.toString(16).padStart(4, '0');
    return `${hex(desc.value!.VendorId)}:${hex(desc.value!.DeviceId)}`;
  };

  it('takes the emulated adapter, and refuses one that a test gives the identity of a virtual card', () => {
    expect(refused).not.toContain(identityOf({}));
    const adapter = {
      description: 'a virtual card',
      vendorId: 0x15ad,
      deviceId: 0x0405,
      subSysId: 0,
      revision: 0,
      dedicatedVideoMemoryBytes: 0,
      dedicatedSystemMemoryBytes: 0,
      sharedSystemMemoryBytes: 0,
    };
    expect(refused).toContain(identityOf({ profile: { adapter } }));
  });
});

describe('RC-14: open players', () => {
  const { VIDEO_SUPPORT } = d3d11.D3D11_CREATE_DEVICE_FLAG;

  it('make a device for video, protect its context, and ask for profiles', () => {
    const machine = new Machine();
    const device = out<d3d11.ID3D11Device>();
    const { D3D11CreateDevice } = machine.libraries;
    const { HARDWARE } = D3D_DRIVER_TYPE;
    expect(D3D11CreateDevice(null, HARDWARE, 0n, VIDEO_SUPPORT, null, 0, 7, device, null, null)).toBe(S_OK);
    expect(device.value!.GetCreationFlags()).toBe(VIDEO_SUPPORT);
    const lock = query(device.value!, d3d11.ID3D10Multithread);
    expect([lock.SetMultithreadProtected(1), lock.GetMultithreadProtected()]).toEqual([0, 1]);
    const video = query(device.value!, d3d11.ID3D11VideoDevice);
    query(contextOf(device.value!), d3d11.ID3D11VideoContext);
    expect(video.GetVideoDecoderProfileCount()).toBeGreaterThan(0);
  });

  it('give up on a driver without video functions', () => {
    const machine = new Machine({ profile: { videoFunctions: false } });
    const { D3D11CreateDevice } = machine.libraries;
    const device = out<d3d11.ID3D11Device>();
    expect(
      D3D11CreateDevice(null, D3D_DRIVER_TYPE.HARDWARE, 0n, VIDEO_SUPPORT, null, 0, 7, device, null, null),
    ).toBe(d3d11.DXGI_ERROR_UNSUPPORTED);
    expect([device.value, machine.liveBlocks]).toEqual([null, 0]);
    expect(references(machine.device())).toBe(1);
  });
});
