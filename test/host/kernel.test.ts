import { describe, expect, it } from '@jest/globals';
import type { DriverOptions } from 'softumd';
import { createDriver } from 'softumd';
import {
  CloseAdapter,
  D3D11_1_DDI_SUPPORTED,
  DXGI_ERROR_DEVICE_REMOVED,
  DXGI_ERROR_UNSUPPORTED,
  E_FAIL,
  E_OUTOFMEMORY,
  GetSupportedVersions,
  OpenAdapter10_2,
  S_OK,
} from 'softumd/ddi';
import { on } from 'softumd/trace';
import { hresult } from '../../src/abi/index.js';
import { adapterSetups } from '../../src/facade/machine.js';
import { Kernel, Removal } from '../../src/host/index.js';

const HUNG = hresult(0x887a0006);
const RESET = hresult(0x887a0007);

/** A kernel with these drivers, and how often each was opened and closed. */
function kernelWith(...options: readonly DriverOptions[]) {
  const calls: string[] = [];
  const drivers = options.map((each, at) =>
    createDriver({
      ...each,
      interposer: (declaration, inner, process) => {
        const noted = ([OpenAdapter10_2, CloseAdapter] as readonly unknown[]).includes(declaration);
        const next = each.interposer?.(declaration, inner, process) ?? inner;
        if (!noted) return next;
        return (...args) => (calls.push(`${at}: ${declaration.name}`), next(...args));
      },
    }),
  );
  return { kernel: new Kernel(adapterSetups(drivers)), drivers, calls };
}

describe('Removal', () => {
  it('keeps the first reason, and tells each listener once', () => {
    const removal = new Removal();
    const heard: unknown[] = [];
    removal.onRemoved((reason) => heard.push(['first', reason]));
    const stop = removal.onRemoved(() => heard.push('taken back'));
    stop();
    expect([removal.isRemoved, removal.reason]).toEqual([false, S_OK]);
    removal.remove(HUNG);
    removal.remove(RESET);
    expect([removal.isRemoved, removal.reason]).toEqual([true, HUNG]);
    removal.onRemoved((reason) => heard.push(['late', reason]))();
    expect(heard).toEqual([
      ['first', HUNG],
      ['late', HUNG],
    ]);
  });

  it('lets a listener take itself back, and others, while it is told', () => {
    const removal = new Removal();
    const heard: string[] = [];
    const stop = removal.onRemoved(() => {
      heard.push('one');
      stop();
    });
    removal.onRemoved(() => heard.push('two'));
    removal.remove(HUNG);
    expect(heard).toEqual(['one', 'two']);
  });
});

describe('KernelEvents', () => {
  const { events } = kernelWith({}).kernel;

  it('have handles of their own, that find them until they are closed', () => {
    const [first, second] = [events.create(), events.create()];
    expect(first.handle).not.toBe(second.handle);
    expect(events.find(second.handle)).toBe(second);
    events.close(second);
    expect([events.find(second.handle), events.find(first.handle)]).toEqual([undefined, first]);
    expect(events.find(0n)).toBeUndefined();
  });

  it('let those go on who wait, and those who come later, until they are reset', async () => {
    const event = events.create();
    const order: string[] = [];
    const waiting = event.wait().then(() => order.push('waited'));
    order.push('before');
    event.signal();
    await waiting;
    await event.wait().then(() => order.push('came later'));
    event.reset();
    expect([event.isSet, order]).toEqual([false, ['before', 'waited', 'came later']]);
  });
});

describe('KernelAdapter', () => {
  it('opens its driver with the first device and closes it with the last', () => {
    const { kernel, calls, drivers } = kernelWith({});
    const [adapter] = kernel.adapters;
    for (let round = 0; round < 2; round += 1) {
      const [first, second] = [adapter!.createDevice().device!, adapter!.createDevice().device!];
      first.destroy();
      first.destroy(); // once is enough
      expect(calls).toEqual(['0: OpenAdapter10_2']);
      second.destroy();
      expect(calls.splice(0)).toEqual(['0: OpenAdapter10_2', '0: CloseAdapter']);
      expect(drivers[0]!.memory.live()).toEqual([]);
    }
  });

  it.each([
    ['no version', [], DXGI_ERROR_UNSUPPORTED],
    ['an old version alone', [D3D11_1_DDI_SUPPORTED - 1n], DXGI_ERROR_UNSUPPORTED],
  ] as const)('takes no driver with %s, and closes it again', (_, versions, code) => {
    const { kernel, calls, drivers } = kernelWith({
      interposer: on(GetSupportedVersions, {
        before: ({ args: [, puEntries, list], process: { memory } }) => {
          memory.writeU32(puEntries, versions.length);
          if (list !== 0)
            versions.forEach((version, at) => {
              memory.writeU64((list + 8 * at) as typeof list, version);
            });
          return { answer: S_OK };
        },
      }),
    });
    expect(kernel.adapters[0]!.createDevice()).toEqual({ hresult: code, device: null });
    expect(calls).toEqual(['0: OpenAdapter10_2', '0: CloseAdapter']);
    expect(drivers[0]!.memory.live()).toEqual([]);
  });

  it('takes no driver that fails to tell its versions', () => {
    const { kernel, calls } = kernelWith({
      interposer: on(GetSupportedVersions, { before: () => ({ answer: E_FAIL }) }),
    });
    expect(kernel.adapters[0]!.createDevice()).toEqual({ hresult: DXGI_ERROR_UNSUPPORTED, device: null });
    expect(calls).toEqual(['0: OpenAdapter10_2', '0: CloseAdapter']);
  });

  it('tells what a driver answered that does not open, and asks it again the next time', () => {
    let answers = 1;
    const { kernel } = kernelWith({
      interposer: on(OpenAdapter10_2, {
        before: () => (answers-- > 0 ? { answer: E_OUTOFMEMORY } : undefined),
      }),
    });
    const [adapter] = kernel.adapters;
    expect(adapter!.createDevice()).toEqual({ hresult: E_OUTOFMEMORY, device: null });
    expect(adapter!.createDevice().hresult).toBe(S_OK);
  });

  it('listens to its driver while it is open, and no longer', () => {
    const driver = createDriver();
    let listeners = 0;
    const control = {
      ...driver.control,
      onRemoval: () => {
        listeners += 1;
        return () => (listeners -= 1);
      },
    };
    const [adapter] = new Kernel([{ ...adapterSetups([driver])[0]!, driver: { ...driver, control } }])
      .adapters;
    for (let round = 0; round < 3; round += 1) {
      const { device } = adapter!.createDevice();
      expect(listeners).toBe(1);
      device!.destroy();
      expect(listeners).toBe(0);
    }
  });

  it('makes no device once it is out of the machine', () => {
    const { kernel, calls } = kernelWith({}, {});
    const [gone, left] = kernel.adapters;
    const device = gone!.createDevice().device!;
    gone!.remove();
    expect([gone!.isGone, device.removal.reason]).toEqual([true, DXGI_ERROR_DEVICE_REMOVED]);
    expect(gone!.createDevice()).toEqual({ hresult: DXGI_ERROR_UNSUPPORTED, device: null });
    expect(kernel.adapters).toEqual([left]);
    device.destroy(); // what is left of it still ends in order
    expect(calls).toEqual(['0: OpenAdapter10_2', '0: CloseAdapter']);
  });
});

describe('Kernel', () => {
  it('numbers its adapters, each once', () => {
    const { adapters } = kernelWith({}, {}, {}).kernel;
    expect(new Set(adapters.map(({ luid }) => luid)).size).toBe(3);
    expect(adapters.every(({ luid }) => luid > 0n)).toBe(true);
  });

  it('removes all devices of all adapters, or one', () => {
    const { kernel } = kernelWith({}, {});
    const devices = [0, 0, 1].map((at) => kernel.adapters[at]!.createDevice().device!);
    const reasons = () => devices.map(({ removal }) => removal.reason);
    kernel.removeDevice({ reason: HUNG, device: devices[1]! });
    expect(reasons()).toEqual([S_OK, HUNG, S_OK]);
    kernel.removeDevice({ reason: RESET });
    expect(reasons()).toEqual([RESET, HUNG, RESET]);
  });

  it.each([S_OK, 1 as typeof S_OK])('takes no success for a reason: %p', (reason) => {
    const { kernel } = kernelWith({});
    const device = kernel.adapters[0]!.createDevice().device!;
    expect(() => {
      kernel.removeDevice({ reason });
    }).toThrow(RangeError);
    expect(device.removal.isRemoved).toBe(false);
  });

  it('forgets devices that were destroyed: the driver may have given their handles to others', () => {
    const { kernel } = kernelWith({});
    const [adapter] = kernel.adapters;
    const [first, second] = [adapter!.createDevice().device!, adapter!.createDevice().device!];
    first.destroy();
    kernel.removeDevice({ reason: HUNG, device: first });
    first.remove(HUNG);
    expect([first.removal.reason, second.removal.reason]).toEqual([S_OK, S_OK]);
  });
});
