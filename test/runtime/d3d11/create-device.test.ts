import { describe, expect, it } from '@jest/globals';
import type { DriverOptions } from 'softumd';
import type { Hresult, ID3D11Device, ID3D11DeviceContext, Out } from 'softumd/d3d11';
import * as d3d11 from 'softumd/d3d11';
import {
  CalcPrivateDeviceSize,
  CreateDevice,
  D3D10_2DDIARG_GETCAPS,
  D3D10_2DDICAPS_TYPE,
  D3D11DDI_3DPIPELINELEVEL as DDI,
  D3D11DDI_3DPIPELINESUPPORT_CAPS,
  GetCaps,
  OpenAdapter10_2,
} from 'softumd/ddi';
import { ArenaMemory } from 'softumd/memory';
import { on } from 'softumd/trace';
import { ruleTests } from '../rule-tests.js';
import { contextOf, Machine, query, references } from './machine.js';

const { out, S_OK, S_FALSE, E_INVALIDARG, E_OUTOFMEMORY, DXGI_ERROR_UNSUPPORTED, D3D_DRIVER_TYPE } = d3d11;
const { UNKNOWN, HARDWARE, REFERENCE, NULL, SOFTWARE, WARP } = D3D_DRIVER_TYPE;
const { LEVEL_11_1, LEVEL_11_0, LEVEL_10_1, LEVEL_10_0, LEVEL_9_3, LEVEL_9_2, LEVEL_9_1 } =
  d3d11.D3D_FEATURE_LEVEL;
const LEVEL_12_0 = 0xc000;
const LEVEL_12_2 = 0xc200;
const { VIDEO_SUPPORT, SWITCH_TO_REF, BGRA_SUPPORT, SINGLETHREADED } = d3d11.D3D11_CREATE_DEVICE_FLAG;

/** What D3D11CreateDevice is asked for; what is left out is as players have it. */
interface Asked {
  readonly adapter?: d3d11.IDXGIAdapter | null;
  readonly type?: number;
  readonly software?: bigint;
  readonly flags?: number;
  readonly levels?: readonly number[] | null;
  readonly count?: number;
  readonly sdk?: number;
}

/** Places as a program has them before the call: with what was there before. */
function cells() {
  const before = {} as never;
  return {
    device: { value: before } as Out<ID3D11Device>,
    level: { value: 0xdead } as Out<number>,
    context: { value: before } as Out<ID3D11DeviceContext>,
  };
}

function ask(machine: Machine, asked: Asked, { device, level, context }: Partial<ReturnType<typeof cells>>) {
  const { adapter = null, type = HARDWARE, software = 0n, flags = 0, levels = null, sdk = 7 } = asked;
  const count = asked.count ?? levels?.length ?? 0;
  return machine.libraries.D3D11CreateDevice(
    ...([
      adapter,
      type,
      software,
      flags,
      levels,
      count,
      sdk,
      device ?? null,
      level ?? null,
      context ?? null,
    ] as const),
  );
}

const said = ({ libraries }: Machine) => libraries.messages.map(({ name }) => name);

/** A call that has to fail: all places cleared (CD-9), no driver called, and the message said. */
function expectRefusal(asked: Asked, machine = new Machine(), code: Hresult = E_INVALIDARG): void {
  const places = cells();
  expect(ask(machine, asked, places)).toBe(code);
  expect([places.device.value, places.level.value, places.context.value]).toEqual([null, 0, null]);
  if (code === E_INVALIDARG) expect(said(machine)).toEqual(['CREATEDEVICE_INVALIDARGS']);
  expect(machine.driverCalls).toEqual([]);
}

/** What a device of these arguments is made with. */
function levelOf(asked: Asked, options: DriverOptions = {}) {
  const machine = new Machine(options);
  const places = cells();
  const code = ask(machine, asked, places);
  if (code === S_OK) expect(places.device.value!.GetFeatureLevel()).toBe(places.level.value);
  places.context.value?.Release();
  places.device.value?.Release();
  return { code, level: places.level.value, liveBlocks: machine.liveBlocks };
}

/** A driver whose pipeline has only these levels. */
const withPipeline = (...levels: readonly number[]): DriverOptions => ({
  interposer: on(GetCaps, {
    before: ({ args: [, pCaps], process: { memory } }) => {
      const { Type, pData } = D3D10_2DDIARG_GETCAPS.decode(memory, pCaps);
      if (Type !== D3D10_2DDICAPS_TYPE.PIPELINESUPPORT_3D) return undefined;
      const Caps = levels.reduce((bits, level) => bits | (1 << level), 0);
      D3D11DDI_3DPIPELINESUPPORT_CAPS.encode(memory, pData, { Caps });
      return { answer: S_OK };
    },
  }),
});

/** Levels as a driver numbers them, and as the API does. */
const levelPairs = [
  [DDI.LEVEL_11_0, LEVEL_11_0],
  [DDI.LEVEL_10_1, LEVEL_10_1],
  [DDI.LEVEL_10_0, LEVEL_10_0],
  [DDI.LEVEL_9_3, LEVEL_9_3],
  [DDI.LEVEL_9_2, LEVEL_9_2],
  [DDI.LEVEL_9_1, LEVEL_9_1],
] as const;

ruleTests(
  'CD',
  {
    'CD-1': () => {
      for (const type of [HARDWARE, REFERENCE, NULL, WARP]) {
        const machine = new Machine();
        expectRefusal({ adapter: machine.adapter(), type }, machine);
      }
    },
    'CD-2': () => {
      const machine = new Machine();
      expectRefusal({ adapter: machine.adapter(), type: UNKNOWN, software: 0x1000n }, machine);
    },
    'CD-3': () => {
      expectRefusal({ type: UNKNOWN });
    },
    'CD-4': () => {
      expectRefusal({ type: SOFTWARE });
    },
    'CD-5': () => {
      for (const type of [HARDWARE, REFERENCE, NULL, WARP]) expectRefusal({ type, software: 0x1000n });
    },
    'CD-6': () => {
      const machine = new Machine(
        { profile: { adapter: identity('first') } },
        { profile: { adapter: identity('second') } },
      );
      expect(describedAdapterOf(machine.device())).toBe('first');
    },
    'CD-7': () => {
      const machine = new Machine();
      const before = machine.liveBlocks;
      const { level } = cells();
      expect(ask(machine, {}, { level })).toBe(S_FALSE);
      expect(level.value).toBe(LEVEL_11_0);
      expect(ask(machine, {}, {})).toBe(S_FALSE);
      expect(machine.liveBlocks).toBe(before);
      expect(machine.driverCalls.filter((name) => /^(?:Create|Destroy)Device$/.test(name))).toEqual([
        ...['CreateDevice', 'DestroyDevice', 'CreateDevice', 'DestroyDevice'],
      ]);
    },
    'CD-8': () => {
      const machine = new Machine();
      const before = machine.liveBlocks;
      const { context } = cells();
      expect(ask(machine, {}, { context })).toBe(S_OK);
      const device = out<ID3D11Device>();
      expect(references(context.value!)).toBe(1);
      context.value!.GetDevice(device);
      expect(device.value!.Release()).toBe(1); // the context's
      expect(context.value!.Release()).toBe(0);
      expect(machine.liveBlocks).toBe(before);
    },
    'CD-9': () => {
      const machine = new Machine({
        interposer: on(CreateDevice, { before: () => ({ answer: E_OUTOFMEMORY }) }),
      });
      const places = cells();
      expect(ask(machine, {}, places)).toBe(E_OUTOFMEMORY);
      expect([places.device.value, places.level.value, places.context.value]).toEqual([null, 0, null]);
    },
    'CD-10': () => {
      expect(levelOf({})).toMatchObject({ code: S_OK, level: LEVEL_11_0 });
      for (const [driverLevel, level] of levelPairs)
        expect(levelOf({}, withPipeline(driverLevel))).toMatchObject({ code: S_OK, level });
      // 11_1 is not tried.
      expect(levelOf({}, withPipeline(DDI.LEVEL_11_1))).toMatchObject({
        code: DXGI_ERROR_UNSUPPORTED,
        level: 0,
      });
      const both = withPipeline(DDI.LEVEL_10_0, DDI.LEVEL_9_3);
      expect(levelOf({}, both)).toMatchObject({ code: S_OK, level: LEVEL_10_0 });
    },
    'CD-11': () => {
      for (const levels of [[LEVEL_11_1, LEVEL_9_1], [LEVEL_9_3, LEVEL_11_1], [LEVEL_10_0]])
        expect(levelOf({ levels })).toMatchObject({ code: S_OK, level: levels[0] });
      expect(
        levelOf({ levels: [LEVEL_11_1, LEVEL_10_1, LEVEL_11_0] }, withPipeline(DDI.LEVEL_10_1)),
      ).toMatchObject({
        code: S_OK,
        level: LEVEL_10_1,
      });
    },
    'CD-12': () => {
      const machine = new Machine(withPipeline(DDI.LEVEL_10_0));
      const places = cells();
      const before = machine.liveBlocks;
      expect(ask(machine, { levels: [LEVEL_11_1, LEVEL_11_0] }, places)).toBe(DXGI_ERROR_UNSUPPORTED);
      expect([places.device.value, places.level.value, places.context.value]).toEqual([null, 0, null]);
      expect(said(machine)).toEqual(['CREATEDEVICE_WARNING']);
      expect(machine.liveBlocks).toBe(before);
    },
    'CD-13': () => {
      for (const levels of [[LEVEL_12_2], [LEVEL_11_0, LEVEL_12_2], [LEVEL_11_0, 0x1234]])
        expectRefusal({ levels });
      // The runtime knows 12_0, the driver has it not: the list goes on (CD-11).
      expect(levelOf({ levels: [LEVEL_12_0, LEVEL_11_0] })).toMatchObject({ code: S_OK, level: LEVEL_11_0 });
    },
    'CD-14': () => {
      expect(levelOf({ levels: [LEVEL_9_1], count: 0 })).toMatchObject({ code: S_OK, level: LEVEL_11_0 });
    },
    'CD-15': () => {
      for (const sdk of [0, 6, 8, 32]) expectRefusal({ sdk });
    },
    'CD-16': () => {
      for (const flags of [SWITCH_TO_REF, SWITCH_TO_REF | BGRA_SUPPORT, 0x10, 0x8000_0000])
        expectRefusal({ flags });
    },
    'CD-18': () => {
      for (const type of [NULL, REFERENCE]) {
        const machine = new Machine();
        const places = cells();
        const code = ask(machine, { type, flags: VIDEO_SUPPORT }, places);
        expect(d3d11.failed(code)).toBe(true);
        expect([places.device.value, places.level.value]).toEqual([null, 0]);
      }
      const places = cells();
      expect(
        d3d11.failed(ask(new Machine(), { type: SOFTWARE, software: 1n, flags: VIDEO_SUPPORT }, places)),
      ).toBe(true);
      expect(places.device.value).toBeNull();
    },
    'CD-20': () => {
      const asked = { flags: VIDEO_SUPPORT };
      expect(levelOf(asked)).toMatchObject({ code: S_OK, level: LEVEL_11_0 });
      expect(levelOf(asked, { profile: { videoFunctions: false } })).toEqual({
        code: DXGI_ERROR_UNSUPPORTED,
        level: 0,
        liveBlocks: 0,
      });
    },
    'CD-22': () => {
      expectRefusal({ type: REFERENCE }, new Machine(), d3d11.DXGI_ERROR_SDK_COMPONENT_MISSING);
    },
  },
  {
    'CD-17': 'the debug layer is always there',
    'CD-19': 'WARP and the basic render driver are not emulated: no adapter of a machine is software',
    'CD-21': 'no driver of this interface says whether it can debug shaders, and there are none',
    'CD-23': 'swap chains are not emulated',
    'CD-24': 'swap chains are not emulated',
    'CD-25': 'swap chains are not emulated',
    'CD-26': 'swap chains are not emulated',
  },
);

function identity(description: string) {
  return {
    description,
    vendorId: 0x1234,
    deviceId: 1,
    subSysId: 2,
    revision: 3,
    dedicatedVideoMemoryBytes: 4096,
    dedicatedSystemMemoryBytes: 0,
    sharedSystemMemoryBytes: 0,
  };
}

function describedAdapterOf(device: ID3D11Device): string {
  const [adapter, desc] = [out<d3d11.IDXGIAdapter>(), out<d3d11.DXGI_ADAPTER_DESC>()];
  const dxgi = query(device, d3d11.IDXGIDevice);
  expect(dxgi.GetAdapter(adapter)).toBe(S_OK);
  expect(adapter.value!.GetDesc(desc)).toBe(S_OK);
  for (const each of [adapter.value!, dxgi]) each.Release();
  return desc.value!.Description;
}

describe('D3D11CreateDevice', () => {
  it('keeps the flags that it was given', () => {
    const { device } = cells();
    const flags = BGRA_SUPPORT | SINGLETHREADED;
    expect(ask(new Machine(), { flags }, { device })).toBe(S_OK);
    expect(device.value!.GetCreationFlags()).toBe(flags);
  });

  it('makes devices of every adapter that it is handed with UNKNOWN', () => {
    const machine = new Machine(
      ...['first', 'second', 'third'].map((name) => ({ profile: { adapter: identity(name) } })),
    );
    const devices = [2, 0, 1].map((index) => machine.deviceOn(index));
    expect(devices.map(describedAdapterOf)).toEqual(['third', 'first', 'second']);
    expect(machine.drivers.map(({ memory }) => memory.live().length > 0)).toEqual([true, true, true]);
    for (const device of devices) expect(device.Release()).toBe(0);
    expect(machine.drivers.map(({ memory }) => memory.live())).toEqual([[], [], []]);
  });

  it('hands out one context, whichever way it is asked for', () => {
    const { device, context } = cells();
    expect(ask(new Machine(), {}, { device, context })).toBe(S_OK);
    expect(contextOf(device.value!)).toBe(context.value);
  });

  it('refuses an adapter of another machine', () => {
    const { device } = cells();
    expect(ask(new Machine(), { adapter: new Machine().adapter(), type: UNKNOWN }, { device })).toBe(
      E_INVALIDARG,
    );
    expect(device.value).toBeNull();
  });

  it('refuses an adapter that is out of the machine, and takes the next one without a pointer', () => {
    const machine = new Machine(
      { profile: { adapter: identity('gone') } },
      { profile: { adapter: identity('left') } },
    );
    const adapter = machine.adapter();
    machine.kernel.adapters[0]!.remove();
    const places = cells();
    expect(ask(machine, { adapter, type: UNKNOWN }, places)).toBe(DXGI_ERROR_UNSUPPORTED);
    expect([places.device.value, places.level.value, places.context.value]).toEqual([null, 0, null]);
    expect(describedAdapterOf(machine.device())).toBe('left');
    machine.kernel.adapters[0]!.remove();
    expect(ask(machine, {}, places)).toBe(DXGI_ERROR_UNSUPPORTED);
  });

  const failures: readonly (readonly [string, DriverOptions['interposer'], Hresult])[] = [
    ['OpenAdapter10_2', on(OpenAdapter10_2, { before: () => ({ answer: E_OUTOFMEMORY }) }), E_OUTOFMEMORY],
    ['CreateDevice', on(CreateDevice, { before: () => ({ answer: E_OUTOFMEMORY }) }), E_OUTOFMEMORY],
    [
      'the size of the device',
      on(CalcPrivateDeviceSize, { before: () => ({ answer: 2 ** 32 }) }),
      E_OUTOFMEMORY,
    ],
  ];

  it.each(failures)('leaves nothing of a driver that fails %s', (_, interposer, code) => {
    const machine = new Machine({ interposer: interposer! });
    const before = machine.liveBlocks;
    const places = cells();
    for (let round = 0; round < 3; round += 1) {
      expect(ask(machine, {}, places)).toBe(code);
      expect([places.device.value, places.level.value, places.context.value]).toEqual([null, 0, null]);
      expect(machine.liveBlocks).toBe(before);
    }
  });

  it('leaves nothing where the memory ends, wherever that is', () => {
    const limits = Array.from({ length: 40 }, (_, at) => 256 * (at + 1));
    const outcomes = limits.map((limitBytes) => {
      const machine = new Machine({ memory: new ArenaMemory({ limitBytes }) });
      const places = cells();
      const code = ask(machine, {}, places);
      places.context.value?.Release();
      places.device.value?.Release();
      expect(machine.liveBlocks).toBe(0);
      if (code !== S_OK)
        expect([places.device.value, places.level.value, places.context.value]).toEqual([null, 0, null]);
      return code;
    });
    expect(new Set(outcomes)).toEqual(new Set([E_OUTOFMEMORY, S_OK]));
  });
});
