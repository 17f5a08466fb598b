/** Adapters: what they tell of themselves, and several in one machine. */
import { describe, expect, it } from '@jest/globals';
import { createAdapter, createDevice, createMachine } from 'softumd';
import type { DriverOptions, Machine } from 'softumd';
import type { IDXGIAdapter1, DXGI_ADAPTER_DESC1 } from 'softumd/d3d11';
import {
  D3D11_CREATE_DEVICE_FLAG,
  D3D_FEATURE_LEVEL,
  DXGI_ERROR_DEVICE_REMOVED,
  IDXGIFactory1,
  out,
  S_OK,
} from 'softumd/d3d11';
import { createCallLog } from 'softumd/ddi';
import { defaultProfile } from 'softumd/emulator';

const { adapter: identity } = defaultProfile;
const named = (description: string): DriverOptions => ({
  profile: { adapter: { ...identity, description } },
});

/** What a new factory lists, as a player would choose from. */
function listed({ api }: Machine): string[] {
  const factory = out<IDXGIFactory1>();
  api.CreateDXGIFactory1(IDXGIFactory1.iid, factory);
  const names: string[] = [];
  const adapter = out<IDXGIAdapter1>();
  while (factory.value!.EnumAdapters1(names.length, adapter) === S_OK) {
    const desc = out<DXGI_ADAPTER_DESC1>();
    adapter.value!.GetDesc1(desc);
    adapter.value!.Release();
    names.push(desc.value!.Description);
  }
  factory.value!.Release();
  return names;
}

describe('an adapter', () => {
  it('tells what the profile says of it', () => {
    const { description: name, ...rest } = identity;
    const adapter = createAdapter();
    expect(adapter.description).toEqual({ ...rest, name, luid: expect.any(BigInt) });
    expect(adapter.description.luid).toBe(adapter.description.luid);
  });

  it('tells its monitors, side by side as a desktop has them', () => {
    const { monitors } = createAdapter();
    expect(monitors.map(({ deviceName, handle }) => [deviceName, handle])).toEqual([
      ['\\\\.\\DISPLAY1', 0x10001n],
      ['\\\\.\\DISPLAY2', 0x10002n],
    ]);
    const [first, second] = monitors.map(({ rectangle }) => rectangle);
    const { width, height } = defaultProfile.outputs.monitors[0]!.outputs[0]!.mode;
    expect(first).toEqual({ left: 0, top: 0, right: width, bottom: height });
    expect(second!.left).toBe(width);
  });

  it('makes devices of the first feature level that works', () => {
    const { LEVEL_11_1, LEVEL_11_0, LEVEL_10_0, LEVEL_12_0 } = D3D_FEATURE_LEVEL;
    const adapter = createAdapter();
    expect(createDevice().featureLevel).toBe(LEVEL_11_0);
    expect(adapter.createDevice().featureLevel).toBe(LEVEL_11_0);
    expect(adapter.createDevice({ featureLevels: [LEVEL_11_1, LEVEL_10_0] }).featureLevel).toBe(LEVEL_11_1);
    expect(adapter.createDevice({ featureLevels: [LEVEL_10_0] }).featureLevel).toBe(LEVEL_10_0);
    expect(() => adapter.createDevice({ featureLevels: [LEVEL_12_0] })).toThrow('DXGI_ERROR_UNSUPPORTED');
  });

  it('makes devices with flags', () => {
    const { DEBUG, VIDEO_SUPPORT: flags } = D3D11_CREATE_DEVICE_FLAG;
    expect(createAdapter().createDevice({ flags }).api.GetCreationFlags()).toBe(flags | DEBUG);
    const without = createAdapter({ profile: { videoFunctions: false } });
    expect(() => without.createDevice({ flags })).toThrow('DXGI_ERROR_UNSUPPORTED');
    expect(() => without.createDevice({ flag: flags } as object)).toThrow(
      'Adapter.createDevice: flag: unknown option; did you mean flags?',
    );
  });
});

describe('a machine of several adapters', () => {
  it('lists them in order, with LUIDs and monitors of their own', () => {
    const machine = createMachine([named('one'), named('two')]);
    expect(listed(machine)).toEqual(['one', 'two']);
    const [one, two] = machine.adapters;
    expect([one!.description.name, two!.description.name]).toEqual(['one', 'two']);
    expect(one!.description.luid).not.toBe(two!.description.luid);
    expect(two!.monitors.map(({ deviceName }) => deviceName)).toEqual(['\\\\.\\DISPLAY3', '\\\\.\\DISPLAY4']);
    expect(two!.monitors[0]!.rectangle.left).toBe(one!.monitors[1]!.rectangle.right);
    const device = two!.createDevice();
    expect(device.driver).toBe(two!.driver);
    expect(device.driver.profile.adapter.description).toBe('two');
    expect(device.createBuffer('staging', 16).bytes).toBe(16);
  });

  it('goes on when one is removed', () => {
    const machine = createMachine([named('one'), named('two'), named('three')]);
    const [one, two, three] = machine.adapters;
    const [first, second] = [one!.createDevice(), two!.createDevice()];
    one!.remove();
    expect(listed(machine)).toEqual(['two', 'three']);
    expect([first.removedReason, second.removedReason]).toEqual([DXGI_ERROR_DEVICE_REMOVED, S_OK]);
    expect(() => one!.createDevice()).toThrow('DXGI_ERROR_UNSUPPORTED');
    second.createBuffer('staging', 16);
    three!.release();
    expect(listed(machine)).toEqual(['two']);
    machine.release();
    expect(second.removedReason).toBe(DXGI_ERROR_DEVICE_REMOVED);
    for (const { driver } of machine.adapters) expect(driver.memory.live()).toEqual([]);
  });

  it('has one API, and what looks at its calls', () => {
    const log = createCallLog();
    const { adapters } = createMachine([{}, {}], { apiInterposer: log.interposer });
    adapters[1]!.createDevice();
    expect(log.lines().join('\n')).toContain('D3D11CreateDevice');
    expect(createMachine([]).adapters).toEqual([]);
  });

  it('names what is wrong with an argument', () => {
    expect(() => createMachine({} as [])).toThrow(
      new TypeError('createMachine: adapters: expected an array of options, received an object'),
    );
    expect(() => createMachine([{}, { sede: 1 } as object])).toThrow(
      'createMachine: sede: unknown option; did you mean seed?',
    );
    expect(() => createMachine([], { interposer: () => 0 } as object)).toThrow(
      'createMachine: interposer: unknown option',
    );
  });
});
