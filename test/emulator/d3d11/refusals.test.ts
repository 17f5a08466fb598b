import { describe, expect, it } from '@jest/globals';
import type { Address } from 'softumd/ddi';
import {
  D3D10_2DDI_ADAPTERFUNCS,
  D3D10DDIARG_CREATEDEVICE,
  D3D10DDIARG_OPENADAPTER,
  D3D11_1DDI_DEVICEFUNCS,
  D3D11_1DDI_VIDEO_INPUT,
  D3D11_1DDI_VIDEODEVICEFUNCS,
  E_FAIL,
  E_INVALIDARG,
  HRESULT,
  NULL,
  S_OK,
} from 'softumd/ddi';
import { AccessViolation } from 'softumd/memory';
import { caught } from '../../support/caught.js';
import { Bench } from './bench.js';
import type { CallPlan } from './calls.js';
import { adapterCalls, allCalls, deviceCalls, everyFunction, run, videoCalls } from './calls.js';

const at = (address: number) => address as Address;
const named = (plans: readonly CallPlan[]) => plans.map((plan) => [plan.declaration.name, plan] as const);
const handleTypes = [
  'D3D10DDI_HDEVICE',
  'D3D10DDI_HRESOURCE',
  'D3D11_1DDI_HCRYPTOSESSION',
  'D3D10DDI_HADAPTER',
];
const creates = ['CreateResource', 'CreateCryptoSession'];

/** Parameters that say where something lies: index and name. */
const pointersOf = ({ declaration }: CallPlan) =>
  declaration.parameters.flatMap(({ name, direction, optional }, index) =>
    direction === undefined ? [] : [{ name, index, optional: optional === true }],
  );

/** Parameters that must be live objects of the driver; what a create makes is none yet. */
const handlesOf = ({ declaration }: CallPlan) =>
  declaration.parameters.flatMap(({ name, type }, index) =>
    handleTypes.includes(type.name) && !(creates.includes(declaration.name) && index === 2)
      ? [{ name, index, type: type.name }]
      : [],
  );

const nobodyListens = (plan: CallPlan, parameter: string) =>
  plan.declaration.returns !== HRESULT && parameter === 'hDevice';
const silentOnDead = (plan: CallPlan) => plan.declaration.name === 'DestroyResource'; // RES-27

/** Calls with one argument replaced, and checks that nothing but the code tells of it. */
function expectRefusal(
  bench: Bench,
  plan: CallPlan,
  args: unknown[],
  index: number,
  wrong: unknown,
  code: number,
) {
  const changed = args.map((value, position) => (position === index ? wrong : value));
  const before = bench.snapshot();
  expect([plan.declaration.parameters[index]!.name, run(bench, plan, changed)]).toEqual([
    plan.declaration.parameters[index]!.name,
    code,
  ]);
  expect(bench.snapshot()).toEqual(before);
}

describe('the good call', () => {
  it.each(named(allCalls))('%s succeeds', (_name, plan) => {
    const bench = new Bench(everyFunction);
    expect(run(bench, plan, plan.good(bench, bench.device))).toBe(S_OK);
  });
});

const sessionOf = (plan: CallPlan) => handlesOf(plan).find(({ type }) => type.includes('CRYPTOSESSION'));
const withPointers = allCalls.filter((plan) => pointersOf(plan).length > 0);
const withHandles = allCalls.filter((plan) => handlesOf(plan).length > 0);

describe('a null pointer (D-13)', () => {
  const optional = [
    'pSupportedDDIInterfaceVersions',
    'pOutputParamsBuffer',
    'pEncryptedBlockInfo',
    'pContentKey',
    'pSrcBox',
    'pDstBox',
  ];

  it.each(named(withPointers))('%s refuses each that it needs', (_name, plan) => {
    const bench = new Bench(everyFunction);
    for (const { name, index } of pointersOf(plan)) {
      const args = plan.good(bench, bench.device);
      if (optional.includes(name)) continue;
      const { codes, returns } = plan.declaration;
      const isInvalid = returns.name === 'VOID' || codes.includes(E_INVALIDARG) || name === 'pParams'; // SUB-6
      expectRefusal(bench, plan, args, index, NULL, isInvalid ? E_INVALIDARG : E_FAIL);
    }
  });

  it.each(named(allCalls.filter((plan) => pointersOf(plan).some(({ name }) => optional.includes(name)))))(
    '%s does without the optional ones',
    (_name, plan) => {
      const bench = new Bench(everyFunction);
      for (const { name, index } of pointersOf(plan).filter(({ name }) => optional.includes(name))) {
        const args = plan.good(bench, bench.device);
        args[index] = NULL;
        expect([name, run(bench, plan, args)]).toEqual([name, S_OK]);
      }
    },
  );
});

describe('an address outside live memory (D-13)', () => {
  it.each(named(withPointers))('%s: an access violation that names function and parameter', (name, plan) => {
    const bench = new Bench(everyFunction);
    for (const { name: parameter, index, optional } of pointersOf(plan)) {
      if (optional && !['pIV', 'pParams', 'pSrcBox', 'pDstBox'].includes(parameter)) continue;
      const args = plan.good(bench, bench.device);
      args[index] = at(0x5000_0000);
      const before = bench.snapshot();
      const error = caught(() => run(bench, plan, args));
      expect([parameter, error]).toEqual([parameter, expect.any(AccessViolation)]);
      expect(error).toMatchObject({ culprit: { functionName: name, parameter } });
      expect(bench.snapshot()).toEqual(before);
    }
  });

  // GetCaps' structure ends in padding that nobody reads.
  it.each(named(withPointers.filter(({ declaration }) => declaration.name !== 'GetCaps')))(
    '%s: the last byte of what a pointer names counts',
    (_name, plan) => {
      const bench = new Bench(everyFunction);
      for (const { name: parameter, index, optional } of pointersOf(plan)) {
        if (optional && !['pIV', 'pParams', 'pSrcBox', 'pDstBox'].includes(parameter)) continue;
        const args = plan.good(bench, bench.device);
        const { address, bytes } = bench.memory.live().find((block) => block.address === args[index])!;
        const short = bench.bytes(bench.memory.copyOut(address, bytes).subarray(0, bytes - 1));
        args[index] = short;
        const before = bench.snapshot();
        expect([parameter, caught(() => run(bench, plan, args))]).toEqual([
          parameter,
          expect.any(AccessViolation),
        ]);
        expect(bench.snapshot()).toEqual(before);
      }
    },
  );

  it.each(named([...videoCalls, ...deviceCalls]))(
    '%s: so for a handle whose memory was freed',
    (name, plan) => {
      const bench = new Bench(everyFunction);
      for (const { name: parameter, index } of handlesOf(plan)) {
        const args = plan.good(bench, bench.device);
        const dead = bench.bytes(16);
        bench.memory.free(dead);
        args[index] = dead;
        expect(caught(() => run(bench, plan, args))).toMatchObject({
          culprit: { functionName: name, parameter },
        });
      }
    },
  );
});

describe('a handle that is none of the device’s (D-09, D-61)', () => {
  const wrongHandles: readonly (readonly [string, (bench: Bench, live: number, type: string) => number])[] = [
    ['NULL', () => NULL],
    ['memory without a header', (bench) => bench.bytes(16)],
    ['a copy of a live header', (bench, live) => bench.forged(live)],
    [
      'the middle of a private block',
      (bench, live) => (bench.memory.range(at(live), 16), bench.bytes(64) + 16),
    ],
    ['a session', ({ device }, _live, type) => (type.includes('CRYPTO') ? device.hDevice : device.session())],
    [
      'a resource',
      ({ device }, _live, type) => (type.includes('RESOURCE') ? device.hDevice : device.buffer(16)),
    ],
    [
      'the adapter',
      ({ adapter, device }, _live, type) => (type.includes('ADAPTER') ? device.hDevice : adapter.hAdapter),
    ],
    ['another device’s session', ({ other }) => other.session()],
    ['another device’s resource', ({ other }) => other.buffer(64)],
  ];

  it.each(wrongHandles)('%s is refused by every function', (_kind, wrong) => {
    const bench = new Bench(everyFunction);
    for (const plan of allCalls) {
      for (const { name, index, type } of handlesOf(plan)) {
        const args = plan.good(bench, bench.device);
        const code = nobodyListens(plan, name) || silentOnDead(plan) ? S_OK : E_INVALIDARG;
        expectRefusal(bench, plan, args, index, wrong(bench, args[index] as number, type), code);
      }
    }
  });

  it.each(named([...videoCalls, ...deviceCalls].filter((plan) => handlesOf(plan).length > 1)))(
    '%s: with the objects of one device, called for another',
    (_name, plan) => {
      const bench = new Bench(everyFunction);
      const args = plan.good(bench, bench.device);
      const before = bench.snapshot();
      args[0] = bench.other.hDevice;
      expect(run(bench, plan, args)).toBe(silentOnDead(plan) ? S_OK : E_INVALIDARG);
      expect(bench.snapshot()).toEqual(before);
      args[0] = bench.device.hDevice;
      expect(run(bench, plan, args)).toBe(S_OK); // the session itself is untouched (D-09)
    },
  );

  it.each(named(withHandles))('%s: each word of the header overwritten', (_name, plan) => {
    for (const word of [0, 4, 8]) {
      for (const { name, index } of handlesOf(plan)) {
        const bench = new Bench(everyFunction);
        const args = plan.good(bench, bench.device);
        const header = at((args[index] as number) + word);
        bench.memory.writeU32(header, bench.memory.readU32(header) ^ 0x100);
        const code = nobodyListens(plan, name) || silentOnDead(plan) ? S_OK : E_INVALIDARG;
        expectRefusal(bench, plan, args, index, args[index], code);
      }
    }
  });

  it.each(named(videoCalls.filter(sessionOf)))(
    '%s: a session that has been destroyed, its memory live still',
    (_name, plan) => {
      const bench = new Bench(everyFunction);
      const { hDevice, video } = bench.device;
      const args = plan.good(bench, bench.device);
      const session = sessionOf(plan)!;
      video.pfnDestroyCryptoSession(hDevice, args[session.index] as never);
      expectRefusal(bench, plan, args, session.index, args[session.index], E_INVALIDARG);
    },
  );

  it('a create into a live object’s private memory is refused', () => {
    const bench = new Bench(everyFunction);
    for (const plan of allCalls.filter(({ declaration }) => creates.includes(declaration.name))) {
      const args = plan.good(bench, bench.device);
      expect(run(bench, plan, args)).toBe(S_OK);
      expectRefusal(bench, plan, args, 2, args[2], E_INVALIDARG);
      const isVoid = plan.declaration.returns.name === 'VOID';
      expectRefusal(bench, plan, args, 2, NULL, isVoid ? E_INVALIDARG : E_FAIL); // D-13
    }
  });
});

describe('private memory that has a live object', () => {
  it.each(named(allCalls.filter(({ declaration }) => creates.includes(declaration.name))))(
    '%s: refused, whosever object it is',
    (_name, plan) => {
      const bench = new Bench(everyFunction);
      const taken = [
        bench.device.session(),
        bench.device.buffer(16),
        bench.other.session(),
        bench.other.buffer(16),
        bench.other.hDevice,
        bench.adapter.hAdapter,
      ];
      for (const handle of taken)
        expectRefusal(bench, plan, plan.good(bench, bench.device), 2, handle, E_INVALIDARG);
    },
  );

  it('is free again when the object is destroyed, for a device that is another', () => {
    const bench = new Bench(everyFunction);
    const { device, other } = bench;
    const handle = other.session();
    const create = () =>
      device.video.pfnCreateCryptoSession(device.hDevice, bench.sessionArguments(), handle, NULL);
    expect(create()).toBe(E_INVALIDARG);
    other.video.pfnDestroyCryptoSession(other.hDevice, handle);
    expect(create()).toBe(S_OK);
  });
});

/** The structures that name tables. */
const tableOwners = {
  OpenAdapter10_2: D3D10DDIARG_OPENADAPTER,
  CreateDevice: D3D10DDIARG_CREATEDEVICE,
  RetrieveSubObject: D3D11_1DDI_VIDEO_INPUT,
};

/** A good call of a function whose structure names another table. */
function withTable(bench: Bench, name: keyof typeof tableOwners, member: string, table: Address) {
  const plan = allCalls.find(({ declaration }) => declaration.name === name)!;
  const args = plan.good(bench, bench.device);
  const isPointer = /^(?:pOpenData|pCreateData|pParams)$/;
  const index = plan.declaration.parameters.findIndex((parameter) => isPointer.test(parameter.name));
  const offset = (tableOwners[name].offset as Readonly<Record<string, number>>)[member]!;
  bench.memory.writeU64(at((args[index] as number) + offset), BigInt(table));
  return () => run(bench, plan, args);
}

describe('a table that is not there', () => {
  it.each([
    ['OpenAdapter10_2', 'pAdapterFuncs_2'],
    ['CreateDevice', 'p11_1DeviceFuncs'],
    ['RetrieveSubObject', 'p11VideoDeviceFuncs'],
  ] as const)('%s refuses a null %s, and nothing is left of the call', (name, member) => {
    const bench = new Bench(everyFunction);
    const call = withTable(bench, name, member, NULL);
    const before = bench.snapshot();
    expect(call()).toBe(E_FAIL); // D-13: their pages do not list E_INVALIDARG
    expect(bench.snapshot()).toEqual(before);
  });
});

describe('a table that can be written in part only (D-14)', () => {
  it.each([
    // Each block ends in the middle of a slot that the driver fills.
    ['OpenAdapter10_2', 'pAdapterFuncs_2', D3D10_2DDI_ADAPTERFUNCS.bytes - 1],
    ['CreateDevice', 'p11_1DeviceFuncs', D3D11_1DDI_DEVICEFUNCS.offset('pfnFlush') + 4],
    ['CreateDevice', 'ppfnRetrieveSubObject', 4],
    [
      'RetrieveSubObject',
      'p11VideoDeviceFuncs',
      D3D11_1DDI_VIDEODEVICEFUNCS.offset('pfnNegotiateCryptoSessionKeyExchange') + 4,
    ],
  ] as const)('%s, %s: nothing is written', (name, member, bytes) => {
    const bench = new Bench(everyFunction);
    const short = bench.bytes(bytes);
    const call = withTable(bench, name, member, short);
    const before = bench.snapshot();
    expect(caught(call)).toEqual(expect.any(AccessViolation));
    expect(bench.snapshot()).toEqual(before);
    expect(bench.memory.copyOut(short, bytes).every((byte) => byte === 0)).toBe(true);
  });
});

describe('a removed device (D-15)', () => {
  it.each(named([...videoCalls, ...deviceCalls]))(
    '%s answers its own code and changes nothing',
    (_name, plan) => {
      const bench = new Bench(everyFunction);
      const args = plan.good(bench, bench.device);
      bench.driver.control.removeDevice();
      const before = bench.snapshot();
      expect(run(bench, plan, args)).toBe(plan.removed);
      if (plan.removed !== S_OK) expect(bench.snapshot()).toEqual(before);
    },
  );

  it('does not stop a new device of the same adapter', () => {
    const bench = new Bench(everyFunction);
    bench.driver.control.removeDevice();
    for (const plan of adapterCalls.filter(({ declaration }) => declaration.name !== 'RetrieveSubObject'))
      expect(run(bench, plan, plan.good(bench, bench.device))).toBe(S_OK);
  });
});
