import { describe, expect, it } from '@jest/globals';
import type { Guid, Hresult, IUnknown, Out } from 'softumd/d3d11';
import * as d3d11 from 'softumd/d3d11';
import { defaultOutputs, hdmiOutput } from 'softumd/emulator';
import { ruleTests } from '../rule-tests.js';
import { Machine, made, query, references } from '../d3d11/machine.js';

const { out, S_OK, E_INVALIDARG, E_NOINTERFACE, DXGI_ERROR_NOT_FOUND, DXGI_ERROR_INVALID_CALL } = d3d11;

/** Every function that makes a factory, by name. */
const makers = (machine: Machine): Record<string, (riid: Guid, ppFactory: Out<IUnknown>) => Hresult> => ({
  CreateDXGIFactory: machine.libraries.CreateDXGIFactory,
  CreateDXGIFactory1: machine.libraries.CreateDXGIFactory1,
  CreateDXGIFactory2: (riid, ppFactory) => machine.libraries.CreateDXGIFactory2(0, riid, ppFactory),
});

const hasInterface = (object: IUnknown, { iid }: { readonly iid: Guid }) => {
  const cell = out<IUnknown>();
  const code = object.QueryInterface(iid, cell);
  cell.value?.Release();
  expect(cell.value === null).toBe(code === E_NOINTERFACE);
  return code === S_OK;
};

const filled = <T>(): Out<T> => ({ value: 'what was there before' as T });

const monitors = [
  { name: 'left', outputs: [hdmiOutput] },
  { name: 'right', outputs: [{ ...hdmiOutput, mode: { ...hdmiOutput.mode, width: 1280, height: 720 } }] },
];
const twoMonitors = { profile: { outputs: { ...defaultOutputs, monitors } } };

ruleTests(
  'DX',
  {
    'DX-1': () => {
      const { CreateDXGIFactory } = new Machine().libraries;
      const asked = filled<d3d11.IDXGIFactory1>();
      expect(CreateDXGIFactory(d3d11.IDXGIFactory1.iid, asked)).toBe(E_NOINTERFACE);
      expect(asked.value).toBeNull();
      const factory = out<d3d11.IDXGIFactory>();
      const made10 = made(CreateDXGIFactory(d3d11.IDXGIFactory.iid, factory), factory);
      expect(hasInterface(made10, d3d11.IDXGIFactory1)).toBe(false);
      expect(hasInterface(made10, d3d11.IDXGIFactory2)).toBe(true);
    },
    'DX-2': () => {
      const factory = out<d3d11.IDXGIFactory>();
      expect(new Machine().libraries.CreateDXGIFactory1(d3d11.IDXGIFactory.iid, factory)).toBe(S_OK);
      expect(hasInterface(factory.value!, d3d11.IDXGIFactory1)).toBe(true);
    },
    'DX-3': () => {
      for (const make of Object.values(makers(new Machine())))
        for (const { iid } of [d3d11.IDXGIDevice, d3d11.ID3D11Device, d3d11.IDXGIAdapter]) {
          const factory = filled<IUnknown>();
          expect(make(iid, factory)).toBe(E_NOINTERFACE);
          expect(factory.value).toBeNull();
        }
    },
    'DX-4': () => {
      const { CreateDXGIFactory2 } = new Machine().libraries;
      for (const flags of [0, 1]) {
        const factory = out<d3d11.IDXGIFactory3>();
        expect(CreateDXGIFactory2(flags, d3d11.IDXGIFactory3.iid, factory)).toBe(S_OK);
        expect(factory.value!.GetCreationFlags()).toBe(flags);
      }
      for (const flags of [2, 3, 0x8000_0000]) {
        const factory = filled<IUnknown>();
        expect(CreateDXGIFactory2(flags, d3d11.IDXGIFactory3.iid, factory)).toBe(E_INVALIDARG);
        expect(factory.value).toBeNull();
      }
    },
    'DX-5': () => {
      for (const make of Object.values(makers(new Machine()))) {
        const [first, second] = [out<IUnknown>(), out<IUnknown>()];
        expect([make(d3d11.IDXGIFactory.iid, first), make(d3d11.IDXGIFactory.iid, second)]).toEqual([
          S_OK,
          S_OK,
        ]);
        expect(first.value).not.toBe(second.value);
        expect([references(first.value!), references(second.value!)]).toEqual([1, 1]);
        expect([first.value!.Release(), references(second.value!)]).toEqual([0, 1]);
      }
    },
    'DX-6': () => {
      const factory = new Machine().factory();
      const adapters = [out<d3d11.IDXGIAdapter>(), out<d3d11.IDXGIAdapter>()];
      for (const [at, adapter] of adapters.entries()) {
        expect(factory.EnumAdapters(0, adapter)).toBe(S_OK);
        expect([references(adapter.value!), references(factory)]).toEqual([1, at + 2]);
      }
      expect(adapters[0]!.value).not.toBe(adapters[1]!.value);
      for (const [at, { value }] of adapters.entries())
        expect([value!.Release(), references(factory)]).toEqual([0, 2 - at]);
    },
  },
  {
    'DX-7': 'WARP is not emulated',
    'DX-8': 'OPM has an issue of its own',
    'DX-9': 'OPM has an issue of its own',
  },
);

describe('IDXGIFactory', () => {
  it('lists the adapters in their order, and says where they end', () => {
    const machine = new Machine({}, {}, {});
    const factory = query(machine.factory(), d3d11.IDXGIFactory7);
    const luids = [0, 1, 2].map((index) => {
      const [adapter, desc] = [out<d3d11.IDXGIAdapter>(), out<d3d11.DXGI_ADAPTER_DESC>()];
      expect(factory.EnumAdapters(index, adapter)).toBe(S_OK);
      expect(adapter.value!.GetDesc(desc)).toBe(S_OK);
      return desc.value!.AdapterLuid;
    });
    expect(new Set(luids.map(({ LowPart, HighPart }) => `${HighPart}:${LowPart}`)).size).toBe(3);
    for (const luid of luids) {
      const [adapter, desc] = [out<d3d11.IDXGIAdapter>(), out<d3d11.DXGI_ADAPTER_DESC>()];
      expect(factory.EnumAdapterByLuid(luid, d3d11.IDXGIAdapter.iid, adapter)).toBe(S_OK);
      adapter.value!.GetDesc(desc);
      expect(desc.value!.AdapterLuid).toEqual(luid);
    }
    for (const index of [3, 0xffff_ffff]) {
      const adapter = filled<d3d11.IDXGIAdapter1>();
      expect(factory.EnumAdapters(index, adapter)).toBe(DXGI_ERROR_NOT_FOUND);
      expect(adapter.value).toBeNull();
      expect(factory.EnumAdapters1(index, adapter)).toBe(DXGI_ERROR_NOT_FOUND);
      expect(factory.EnumAdapterByGpuPreference(index, 0, d3d11.IDXGIAdapter.iid, adapter)).toBe(
        DXGI_ERROR_NOT_FOUND,
      );
    }
    const nobody = { LowPart: 1, HighPart: -1 };
    expect(factory.EnumAdapterByLuid(nobody, d3d11.IDXGIAdapter.iid, out())).toBe(DXGI_ERROR_NOT_FOUND);
  });

  it('answers a null pointer with the code that its page lists', () => {
    const factory = new Machine().factory();
    expect(factory.EnumAdapters(0, null as never)).toBe(DXGI_ERROR_INVALID_CALL);
    expect(factory.EnumAdapters1(0, null as never)).toBe(DXGI_ERROR_INVALID_CALL);
  });

  it('has no parent', () => {
    const parent = filled<IUnknown>();
    expect(new Machine().factory().GetParent(d3d11.IDXGIFactory.iid, parent)).toBe(E_NOINTERFACE);
    expect(parent.value).toBeNull();
  });

  it('is no longer current when an adapter has gone, and keeps its list', () => {
    const machine = new Machine({}, {});
    const factory = machine.factory();
    expect(factory.IsCurrent()).toBe(1);
    machine.kernel.adapters[0]!.remove();
    expect(factory.IsCurrent()).toBe(0);
    expect(factory.EnumAdapters(1, out())).toBe(S_OK);
    const fresh = machine.factory();
    expect(fresh.IsCurrent()).toBe(1);
    expect(fresh.EnumAdapters(1, out())).toBe(DXGI_ERROR_NOT_FOUND);
  });
});

describe('IDXGIAdapter', () => {
  it('tells what the profile says', () => {
    const adapter = {
      description: 'A card',
      vendorId: 0x10de,
      deviceId: 0x2684,
      subSysId: 0x889a1043,
      revision: 0xa1,
      dedicatedVideoMemoryBytes: 6 * 2 ** 32,
      dedicatedSystemMemoryBytes: 4096,
      sharedSystemMemoryBytes: 2 ** 33,
    };
    const view = query(new Machine({ profile: { adapter } }).adapter(), d3d11.IDXGIAdapter4);
    const described = [
      [view.GetDesc.bind(view), {}],
      [view.GetDesc1.bind(view), { Flags: 0 }],
    ] as const;
    for (const [ask, more] of described) {
      const desc = out<d3d11.DXGI_ADAPTER_DESC1>();
      expect(ask(desc)).toBe(S_OK);
      expect(desc.value).toEqual({
        Description: 'A card',
        VendorId: 0x10de,
        DeviceId: 0x2684,
        SubSysId: 0x889a1043,
        Revision: 0xa1,
        DedicatedVideoMemory: 6 * 2 ** 32,
        DedicatedSystemMemory: 4096,
        SharedSystemMemory: 2 ** 33,
        AdapterLuid: { LowPart: expect.any(Number), HighPart: 0 },
        ...more,
      });
    }
    expect(view.GetDesc(null as never)).toBe(E_INVALIDARG);
  });

  it("gives a description that is the caller's own", () => {
    const adapter = new Machine().adapter();
    const [first, second] = [out<d3d11.DXGI_ADAPTER_DESC>(), out<d3d11.DXGI_ADAPTER_DESC>()];
    adapter.GetDesc(first);
    Object.assign(first.value!, { VendorId: 0 });
    Object.assign(first.value!.AdapterLuid, { LowPart: 0 });
    adapter.GetDesc(second);
    expect([second.value!.VendorId, second.value!.AdapterLuid.LowPart]).not.toContain(0);
  });

  it('supports interfaces of Direct3D 10 alone, and leaves the version of others', () => {
    const adapter = new Machine().adapter();
    const supported = [
      d3d11.IDXGIDevice.iid,
      ...['9b7e4c0f-342c-4106-a19f-4f2704f689f0', '9b7e4c8f-342c-4106-a19f-4f2704f689f0'].map((id) =>
        d3d11.guid(id),
      ),
    ];
    for (const iid of supported) {
      const version = out<bigint>();
      expect(adapter.CheckInterfaceSupport(iid, version)).toBe(S_OK);
      expect(typeof version.value).toBe('bigint');
      expect(adapter.CheckInterfaceSupport(iid, null)).toBe(S_OK);
    }
    const version = { value: 77n };
    expect(adapter.CheckInterfaceSupport(d3d11.ID3D11Device.iid, version)).toBe(d3d11.DXGI_ERROR_UNSUPPORTED);
    expect(version.value).toBe(77n);
  });

  it('holds its factory, and names it as its parent', () => {
    const factory = new Machine().factory();
    const adapter = out<d3d11.IDXGIAdapter1>();
    factory.EnumAdapters1(0, adapter);
    expect(factory.Release()).toBe(1);
    const parent = out<d3d11.IDXGIFactory1>();
    expect(adapter.value!.GetParent(d3d11.IDXGIFactory1.iid, parent)).toBe(S_OK);
    expect(parent.value).toBe(factory);
    expect(factory.Release()).toBe(1);
    const wrong = filled<IUnknown>();
    expect(adapter.value!.GetParent(d3d11.ID3D11Device.iid, wrong)).toBe(E_NOINTERFACE);
    expect(wrong.value).toBeNull();
    expect(adapter.value!.Release()).toBe(0);
    expect(factory.IsCurrent()).toBe(0); // it ended with the last that held it
  });
});

describe('IDXGIOutput', () => {
  it('is one of each monitor, side by side on the desktop', () => {
    const adapter = new Machine(twoMonitors).adapter();
    const told = [0, 1].map((index) => {
      const [output, desc] = [out<d3d11.IDXGIOutput>(), out<d3d11.DXGI_OUTPUT_DESC>()];
      expect(adapter.EnumOutputs(index, output)).toBe(S_OK);
      expect(output.value!.GetDesc(desc)).toBe(S_OK);
      return desc.value!;
    });
    const { width, height } = hdmiOutput.mode;
    expect(told).toEqual([
      {
        DeviceName: '\\\\.\\DISPLAY1',
        DesktopCoordinates: { left: 0, top: 0, right: width, bottom: height },
        AttachedToDesktop: 1,
        Rotation: 1,
        Monitor: expect.any(BigInt),
      },
      {
        DeviceName: '\\\\.\\DISPLAY2',
        DesktopCoordinates: { left: width, top: 0, right: width + 1280, bottom: 720 },
        AttachedToDesktop: 1,
        Rotation: 1,
        Monitor: expect.any(BigInt),
      },
    ]);
    expect(told[0]!.Monitor).not.toBe(told[1]!.Monitor);
    expect(told.every(({ Monitor }) => Monitor > 0n)).toBe(true);
  });

  it('ends where the monitors end', () => {
    const adapter = new Machine(twoMonitors).adapter();
    for (const index of [2, 0xffff_ffff]) {
      const output = filled<d3d11.IDXGIOutput>();
      expect(adapter.EnumOutputs(index, output)).toBe(DXGI_ERROR_NOT_FOUND);
      expect(output.value).toBeNull();
    }
    expect(adapter.EnumOutputs(0, null as never)).toBe(E_INVALIDARG);
    const none = new Machine({ profile: { outputs: { ...defaultOutputs, monitors: [] } } }).adapter();
    expect(none.EnumOutputs(0, out())).toBe(DXGI_ERROR_NOT_FOUND);
  });

  it('is a new object each time, which holds its adapter', () => {
    const adapter = new Machine(twoMonitors).adapter();
    const [first, second] = [out<d3d11.IDXGIOutput>(), out<d3d11.IDXGIOutput>()];
    for (const output of [first, second]) adapter.EnumOutputs(0, output);
    expect(first.value).not.toBe(second.value);
    expect([references(first.value!), references(adapter)]).toEqual([1, 3]);
    const parent = out<d3d11.IDXGIAdapter1>();
    expect(first.value!.GetParent(d3d11.IDXGIAdapter1.iid, parent)).toBe(S_OK);
    expect(parent.value).toBe(adapter);
    expect(adapter.Release()).toBe(3);
    expect([first.value!.Release(), second.value!.Release(), references(adapter)]).toEqual([0, 0, 1]);
    expect(first.value!.GetDesc(null as never)).toBe(E_INVALIDARG);
  });
});

describe('IDXGIDevice', () => {
  it('leads to the adapter that the device was made on', () => {
    const machine = new Machine();
    const adapter = machine.adapter();
    const cell = out<d3d11.ID3D11Device>();
    const { D3D11CreateDevice } = machine.libraries;
    expect(D3D11CreateDevice(adapter, 0, 0n, 0, null, 0, 7, cell, null, null)).toBe(S_OK);
    const device = query(cell.value!, d3d11.IDXGIDevice);
    const [found, parent] = [out<d3d11.IDXGIAdapter>(), out<d3d11.IDXGIAdapter>()];
    expect(device.GetAdapter(found)).toBe(S_OK);
    expect(device.GetParent(d3d11.IDXGIAdapter.iid, parent)).toBe(S_OK);
    expect(found.value).toBe(parent.value);
    expect(query(found.value!, d3d11.IUnknown)).toBe(query(adapter, d3d11.IUnknown));
    expect(device.GetAdapter(null as never)).toBe(E_INVALIDARG);
    for (const each of [found.value!, found.value!]) each.Release();
  });

  it('holds the adapter while it lives, and no longer', () => {
    const machine = new Machine();
    const adapter = machine.adapter();
    const cell = out<d3d11.ID3D11Device>();
    const { D3D11CreateDevice } = machine.libraries;
    expect(D3D11CreateDevice(adapter, 0, 0n, 0, null, 0, 7, cell, null, null)).toBe(S_OK);
    expect(references(adapter)).toBe(2);
    expect([cell.value!.Release(), references(adapter)]).toEqual([0, 1]);
  });

  it('keeps priority and latency within their bounds', () => {
    const device = query(new Machine().device(), d3d11.IDXGIDevice1);
    const cell = out<number>();
    for (const [priority, code] of [
      [-7, S_OK],
      [7, S_OK],
      [-8, E_INVALIDARG],
      [8, E_INVALIDARG],
    ] as const)
      expect(device.SetGPUThreadPriority(priority)).toBe(code);
    expect(device.GetGPUThreadPriority(cell)).toBe(S_OK);
    expect(cell.value).toBe(7);
    const latency = () => (device.GetMaximumFrameLatency(cell), cell.value);
    expect(latency()).toBe(3);
    expect([device.SetMaximumFrameLatency(16), latency()]).toEqual([S_OK, 16]);
    expect([device.SetMaximumFrameLatency(17), latency()]).toEqual([E_INVALIDARG, 16]);
    expect([device.SetMaximumFrameLatency(0), latency()]).toEqual([S_OK, 3]);
  });
});
