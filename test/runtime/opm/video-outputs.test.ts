/** dxva2.dll's functions: what monitors lead to, and what becomes of it. */
import { describe, expect, it } from '@jest/globals';
import { createCallLog, createFaults } from 'softumd/ddi';
import {
  E_INVALIDARG,
  E_NOINTERFACE,
  E_OUTOFMEMORY,
  ERROR_GRAPHICS_NO_MONITORS_CORRESPOND_TO_DISPLAY_DEVICE,
  ERROR_GRAPHICS_OPM_NOT_SUPPORTED,
  ERROR_GRAPHICS_OPM_SPANNING_MODE_ENABLED,
  IOPMVideoOutput,
  IUnknown,
  type LUID,
  out,
  S_OK,
} from 'softumd/opm';
import type { OutputState } from 'softumd/driver';
import { COPP, first, nobodys, OPM, second, start, world } from './world.js';

const luid: LUID = { LowPart: 0x10000, HighPart: 0 };

function ask({ dxva2 }: ReturnType<typeof world>, hMonitor: bigint, vos: number = OPM) {
  const [count, array] = [out<number>(), out<readonly IOPMVideoOutput[]>()];
  const code = dxva2.OPMGetVideoOutputsFromHMONITOR(hMonitor, vos, count, array);
  return { code, count: count.value, array: array.value };
}

/** A driver whose outputs are connected as this says. */
const plugged = (connected: readonly boolean[]) =>
  world({
    change: (driver) => {
      const list = () => connected.map((one) => ({ connected: one }) as OutputState);
      return { ...driver, control: { outputs: { list } } as never };
    },
  });

describe('OPMGetVideoOutputsFromHMONITOR', () => {
  it('makes an object for each output of the monitor, each with one reference', () => {
    const one = world();
    const { code, count, array } = ask(one, first);
    expect([code, count, array!.length, one.live.size]).toEqual([S_OK, 2, 2, 2]);
    expect(one.dxva2.liveVideoOutputs()).toEqual([
      { number: 1, references: 1, target: 0, semantics: 'OPM' },
      { number: 2, references: 1, target: 1, semantics: 'OPM' },
    ]);
    expect(array!.map((output) => output.Release())).toEqual([0, 0]);
    expect([one.live.size, one.dxva2.liveVideoOutputs()]).toEqual([0, []]);
  });

  it('makes other objects every time, and hands the driver the semantics', () => {
    const one = world();
    const [a, b] = [one.open(second, OPM)[0]!, one.open(second, COPP)[0]!];
    expect(a).not.toBe(b);
    expect(one.given.get('DxgkDdiOPMCreateProtectedOutput')!.slice(0, 2)).toEqual([2, COPP]);
    expect(one.dxva2.liveVideoOutputs().map(({ semantics }) => semantics)).toEqual(['OPM', 'COPP']);
    expect(one.references.count).toBe(1);
  });

  it('makes none of a monitor without outputs', () => {
    expect(ask(world(), 0x44444444n)).toEqual({ code: S_OK, count: 0, array: [] });
  });

  it('knows no monitor of that handle, nor one that is unplugged', () => {
    const none = ERROR_GRAPHICS_NO_MONITORS_CORRESPOND_TO_DISPLAY_DEVICE;
    expect(ask(world(), nobodys)).toEqual({ code: none, count: undefined, array: null });
    const one = plugged([false, true, false]);
    expect(ask(one, second).code).toBe(none);
    expect(ask(one, first).count).toBe(1);
    expect(one.given.get('DxgkDdiOPMCreateProtectedOutput')![0]).toBe(1);
  });

  it('leaves no object behind where the driver refuses one', () => {
    const one = world();
    let created = 0;
    const status = 0xc01e050f;
    const { memory } = one;
    Object.defineProperty(one.answers, 'DxgkDdiOPMCreateProtectedOutput', {
      get: () => (++created === 2 ? status : undefined),
    });
    expect(ask(one, first)).toEqual({
      code: ERROR_GRAPHICS_OPM_SPANNING_MODE_ENABLED,
      count: undefined,
      array: null,
    });
    expect([one.live.size, one.dxva2.liveVideoOutputs(), memory.live()]).toEqual([0, [], []]);
  });

  it('is not supported by a driver without OPM, nor by one that lies in its table', () => {
    const without = world({ change: ({ name, memory, code }) => ({ name, memory, code }) });
    expect(ask(without, second).code).toBe(0x80070032);
    expect(ask(world({ versions: [] }), second).code).toBe(0x80070032);
    expect(ask(world({ head: { Size: 1 } }), second).code).toBe(0xc026251e);
    expect(ask(world({ answers: { SoftUMDOpenOPM: 0xc0000001 } }), second).code).toBe(0x8007001f);
    expect(ask(world({ answers: { DxgkDdiOPMCreateProtectedOutput: 0xc01e0500 } }), second).code).toBe(
      ERROR_GRAPHICS_OPM_NOT_SUPPORTED,
    );
  });

  it('opens a driver that failed anew at the next call', () => {
    const one = world({ answers: { SoftUMDOpenOPM: 0xc0000017 } });
    expect(ask(one, second).code).toBe(E_OUTOFMEMORY);
    delete one.answers.SoftUMDOpenOPM;
    expect(ask(one, second).code).toBe(S_OK);
  });

  it('refuses null pointers and what is no argument, without the driver', () => {
    const one = world();
    const { OPMGetVideoOutputsFromHMONITOR: call } = one.dxva2;
    const wrong: readonly (readonly unknown[])[] = [
      [second, OPM, null, out()],
      [second, OPM, out(), null],
      [second, 2, out(), out()],
      [second, -1, out(), out()],
      [7, OPM, out(), out()],
      ['monitor', OPM, out(), out()],
    ];
    for (const args of wrong) expect(call(...(args as Parameters<typeof call>))).toBe(E_INVALIDARG);
    expect(one.calls).toEqual([]);
    expect(one.messages).toHaveLength(wrong.length);
  });

  it('answers E_OUTOFMEMORY where there is no memory, and leaves nothing', () => {
    for (let room = 0; room < 4; room += 1) {
      let left = Infinity;
      const one = world({
        change: (driver) => {
          const memory = new Proxy(driver.memory, {
            get: (target, name) => {
              const member = Reflect.get(target, name, target) as (...args: unknown[]) => unknown;
              if (name !== 'allocate') return member;
              return (...args: unknown[]) => (left-- > 0 ? member.apply(target, args) : 0);
            },
          });
          return { ...driver, memory };
        },
      });
      left = room;
      expect([room, ask(one, second).code]).toEqual([room, E_OUTOFMEMORY]);
      expect([one.live.size, one.memory.live()]).toEqual([0, []]);
    }
  });
});

describe('OPMGetVideoOutputForTarget', () => {
  it('makes the object of one target', () => {
    const one = world();
    const output = out<IOPMVideoOutput>();
    expect(one.dxva2.OPMGetVideoOutputForTarget(luid, 2, COPP, output)).toBe(S_OK);
    expect(one.given.get('DxgkDdiOPMCreateProtectedOutput')!.slice(0, 2)).toEqual([2, COPP]);
    expect(output.value!.Release()).toBe(0);
  });

  it('refuses an adapter that is not there, a target without a display, and null', () => {
    const one = plugged([true, true, false]);
    const { OPMGetVideoOutputForTarget: call } = one.dxva2;
    expect(call({ ...luid, HighPart: 1 }, 0, OPM, out())).toBe(E_INVALIDARG);
    expect(call(luid, 2, OPM, out())).toBe(ERROR_GRAPHICS_NO_MONITORS_CORRESPOND_TO_DISPLAY_DEVICE);
    expect(call(luid, 0, 2, out())).toBe(E_INVALIDARG);
    expect(call(null as never, 0, OPM, out())).toBe(E_INVALIDARG);
    expect(call(luid, 0, OPM, null as never)).toBe(E_INVALIDARG);
    expect(one.calls).toEqual([]);
  });
});

describe('an object', () => {
  it('has IUnknown and IOPMVideoOutput, one identity, and counts', () => {
    const [output] = world().open();
    const [same, unknown] = [out<IUnknown>(), out<IUnknown>()];
    expect(output!.QueryInterface(IOPMVideoOutput.iid, same)).toBe(S_OK);
    expect(same.value).toBe(output);
    expect(output!.QueryInterface(IUnknown.iid, unknown)).toBe(S_OK);
    expect(output!.AddRef()).toBe(4);
    const other = out<IUnknown>();
    expect(output!.QueryInterface('9b7e4c0f-342c-4106-a19f-4f2704f689f0' as never, other)).toBe(
      E_NOINTERFACE,
    );
    expect(other.value).toBeNull();
    expect([output!.Release(), unknown.value!.Release(), output!.Release(), output!.Release()]).toEqual([
      3, 2, 1, 0,
    ]);
  });

  it('is nobody’s once it is released: calls are refused, and the driver hears of one end', () => {
    const { open, calls, messages } = world();
    const [output] = open();
    output!.Release();
    expect(start(output!).code).toBe(E_INVALIDARG);
    expect(output!.Release()).toBe(0);
    expect(calls.filter((name) => name.includes('Destroy'))).toHaveLength(1);
    expect(messages.at(-1)).toMatch(/released/);
  });

  it('ends with the machine’s, whoever holds it', () => {
    const one = world();
    const [output] = one.open();
    one.dxva2.endVideoOutputs();
    expect([one.live.size, one.dxva2.liveVideoOutputs()]).toEqual([0, []]);
    expect(start(output!).code).toBe(E_INVALIDARG);
  });

  it('ends in the driver with its adapter, which gives the interface back', () => {
    const one = world();
    const [output] = one.open();
    one.dxva2.kernel.adapters[0]!.remove();
    expect([one.live.size, one.references.count]).toEqual([0, 0]);
    expect(start(output!).code).toBe(0xc026251a);
    expect(ask(one, second).code).toBe(ERROR_GRAPHICS_NO_MONITORS_CORRESPOND_TO_DISPLAY_DEVICE);
    expect(output!.Release()).toBe(0);
    expect(one.calls.filter((name) => name.includes('Destroy'))).toHaveLength(1);
  });
});

describe('between callers and dxva2.dll', () => {
  it('stands a call log', () => {
    const log = createCallLog(10);
    const { open } = world({ interposer: log.interposer });
    start(open()[0]!);
    expect(log.lines()).toEqual([
      'OPMGetVideoOutputsFromHMONITOR(hMonitor: 0x22222222, vos: OPM) = S_OK; ' +
        'pulNumVideoOutputs: 1, pppOPMVideoOutputArray: [IOPMVideoOutput #1]',
      expect.stringMatching(/^IOPMVideoOutput::StartInitialization\(This: IOPMVideoOutput #1, .*\) = S_OK; /),
    ]);
  });

  it('stand fault rules', () => {
    const faults = createFaults([
      { call: 'OPMGetVideoOutputsFromHMONITOR', nth: 2, answer: ERROR_GRAPHICS_OPM_NOT_SUPPORTED },
      { call: 'IOPMVideoOutput::StartInitialization', nth: 1, answer: E_OUTOFMEMORY },
    ]);
    const one = world({ interposer: faults.interposer });
    const [output] = one.open();
    expect(start(output!).code).toBe(E_OUTOFMEMORY);
    expect(ask(one, second)).toEqual({
      code: ERROR_GRAPHICS_OPM_NOT_SUPPORTED,
      count: undefined,
      array: null,
    });
    expect(start(output!).code).toBe(S_OK); // nothing had reached the driver
    faults.verify();
  });
});
