/** Who is told of a tear-down of protection keys, and how often. */
import { describe, expect, it } from '@jest/globals';
import { createDriver } from 'softumd';
import * as d3d11 from 'softumd/d3d11';
import { adapterSetups } from '../../../src/facade/machine.js';
import { Machine, made, query } from '../d3d11/machine.js';

const { out } = d3d11;

/** A registration, and how often its event was set since it was last asked. */
function registered(machine: Machine, adapter: d3d11.IDXGIAdapter3) {
  const event = machine.kernel.events.create();
  let signals = 0;
  const signal = event.signal.bind(event);
  event.signal = () => {
    signals += 1;
    signal();
  };
  const cookie = out<number>();
  const code = adapter.RegisterHardwareContentProtectionTeardownStatusEvent(event.handle, cookie);
  return {
    cookie: made(code, cookie),
    event,
    /** How often it was set since the last time. */
    taken: () => {
      const count = signals;
      signals = 0;
      return count;
    },
  };
}

const adapterOf = (machine: Machine, index = 0) => {
  const adapter = machine.adapter(index);
  const adapter3 = query(adapter, d3d11.IDXGIAdapter3);
  adapter.Release();
  return adapter3;
};

const hardware = { profile: 'hardware-drm' };

describe('RegisterHardwareContentProtectionTeardownStatusEvent', () => {
  it.each([
    [
      'the driver',
      ({ drivers }: Machine) => {
        drivers[0]!.control.tearDown();
      },
    ],
    [
      'the kernel, of a device',
      (_machine: Machine, device: d3d11.ID3D11Device) => {
        d3d11.tearDown(device);
      },
    ],
    [
      'a machine that sleeps',
      ({ kernel }: Machine) => {
        kernel.suspend();
      },
    ],
  ])('sets every event once for a tear-down by %s', (_who, tearDown) => {
    const machine = new Machine(hardware);
    const [adapter, same] = [adapterOf(machine), adapterOf(machine)];
    const early = [registered(machine, adapter), registered(machine, adapter), registered(machine, same)];
    expect(new Set(early.slice(0, 2).map(({ cookie }) => cookie)).size).toBe(2);
    const device = machine.device();
    tearDown(machine, device);
    expect(early.map(({ taken }) => taken())).toEqual([1, 1, 1]);
    expect(early[0]!.event.isSet).toBe(true);
    tearDown(machine, device);
    expect(early.map(({ taken }) => taken())).toEqual([1, 1, 1]);
  });

  it('ends with Unregister, for that cookie alone', () => {
    const machine = new Machine(hardware);
    const adapter = adapterOf(machine);
    const [one, other] = [registered(machine, adapter), registered(machine, adapter)];
    adapter.UnregisterHardwareContentProtectionTeardownStatus(one.cookie);
    adapter.UnregisterHardwareContentProtectionTeardownStatus(4711);
    machine.kernel.suspend();
    expect([one.taken(), other.taken()]).toEqual([0, 1]);
  });

  it('ends with the object that has it', () => {
    const machine = new Machine(hardware);
    const adapter = adapterOf(machine);
    const one = registered(machine, adapter);
    adapter.Release();
    machine.kernel.suspend();
    expect(one.taken()).toBe(0);
  });

  it('is told of its own adapter alone, and of all of them when the machine sleeps', () => {
    const machine = new Machine(hardware, hardware);
    const [one, other] = [0, 1].map((index) => registered(machine, adapterOf(machine, index)));
    const device = machine.deviceOn(1);
    d3d11.tearDown(device);
    expect([one!.taken(), other!.taken()]).toEqual([0, 1]);
    machine.kernel.suspend();
    expect([one!.taken(), other!.taken()]).toEqual([1, 1]);
  });

  it('is told by the kernel where the driver cannot be', () => {
    const driver = createDriver(hardware);
    const { name, memory, code, OpenAdapter10_2 } = driver;
    const setup = { ...adapterSetups([driver])[0]!, driver: { name, memory, code, OpenAdapter10_2 } };
    const libraries = d3d11.loadLibraries({ adapters: [setup] });
    const machine = Object.assign(new Machine(hardware), { libraries });
    const one = registered(machine, adapterOf(machine));
    machine.kernel.suspend();
    expect(one.taken()).toBe(1);
  });

  it('does not hear a driver any more whose last device is gone', () => {
    const machine = new Machine(hardware);
    const one = registered(machine, adapterOf(machine));
    d3d11.endDevice(machine.device());
    machine.drivers[0]!.control.tearDown();
    expect(one.taken()).toBe(0);
  });

  it('wants the handle of an event', () => {
    const adapter = adapterOf(new Machine(hardware));
    expect(adapter.RegisterHardwareContentProtectionTeardownStatusEvent(5n, out())).toBe(d3d11.E_INVALIDARG);
  });
});
