import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { FunctionDeclaration } from 'softumd/ddi';
import * as ddi from 'softumd/ddi';
import { AccessViolation, ArenaMemory } from 'softumd/memory';
import { caught } from '../../support/caught.js';
import { Bench } from './bench.js';
import type { CallPlan } from './calls.js';
import { adapterCalls, deviceCalls, everyFunction, videoCalls } from './calls.js';
import { runs } from '../../support/runs.js';

const { S_OK, failed } = ddi;
const key = new Uint8Array(16).fill(0x11);
const destroyDevice: CallPlan = {
  declaration: ddi.DestroyDevice,
  find: (_bench, { functions }) => functions.pfnDestroyDevice,
  good: (_bench, { hDevice }) => [hDevice],
  removed: S_OK,
};
const plans = [...videoCalls, ...deviceCalls, ...adapterCalls, destroyDevice];

/** One call: which function, whether each argument is the right one, and what else it is where it is not. */
const anyCall = fc.record({
  name: fc.constantFrom(...plans.map(({ declaration }) => declaration.name)),
  choices: fc.array(fc.nat({ max: 99 }), { minLength: 9, maxLength: 9 }),
  spread: fc.array(fc.nat({ max: 99 }), { minLength: 9, maxLength: 9 }),
  wild: fc.array(fc.maxSafeNat(), { minLength: 9, maxLength: 9 }),
});

type AnyCall = typeof anyCall extends fc.Arbitrary<infer T> ? T : never;

/** What the calls find: live objects of both devices, dead ones, and memory with all sorts of structures in it. */
function furnish(bench: Bench) {
  const { device, other } = bench;
  const dead = device.session();
  device.video.pfnDestroyCryptoSession(device.hDevice, dead);
  const live = [device, other].flatMap((one) => [
    ...[one.hDevice, one.hDevice, one.session(), one.keyedSession(key), one.keyedSession(key)],
    ...[one.buffer(64), one.buffer(new Uint8Array(64).fill(5)), one.nv12(4, 4), one.nv12(4, 4)],
  ]);
  const pointers = [
    ...[bench.guid(ddi.D3D11_1DDI_CRYPTO_TYPE_AES128_CTR), bench.guid(ddi.NULL_GUID)],
    ...[
      bench.guid(ddi.D3D11_1DDI_DECODER_PROFILE_H264_VLD_NOFGT),
      bench.sessionArguments(),
      bench.certificateInfo(),
    ],
    ...[bench.bufferArguments(16), bench.nv12Arguments(4, 4, new Uint8Array(24)), bench.deviceArguments()],
    ...[
      bench.openArguments(),
      bench.capsArguments(),
      bench.videoInput(),
      bench.bytes(bench.keyBuffer()),
      bench.bytes(256),
    ],
    ...[bench.bytes(16), bench.bytes(16), bench.bytes(64), bench.bytes(8192), bench.bytes(1)],
  ];
  const good = new Map(plans.map((plan) => [plan.declaration.name, plan.good(bench, device)]));
  return {
    good,
    handles: [...live, dead, bench.adapter.hAdapter, bench.forged(live[2]!), bench.bytes(16)],
    pointers,
  };
}

const sizes = [0, 1, 2, 15, 16, 17, 64, 255, 256, 257, 4096, 0x7fffffff, 0xffffffff];

/** An argument: mostly one of the right sort, sometimes anything. */
function argument(
  world: ReturnType<typeof furnish>,
  parameter: FunctionDeclaration['parameters'][number],
  choice: number,
  wild: number,
): number {
  const isHandle = /_H[A-Z]+$/.test(parameter.type.name);
  const isCount = parameter.type.size('x64') === 4;
  const fitting = isCount ? sizes : isHandle ? world.handles : world.pointers;
  if (choice < 70) return fitting[wild % fitting.length]!;
  if (choice < 76) return 0;
  if (isCount) return wild % 2 ** 32;
  const all = [...world.handles, ...world.pointers];
  if (choice < 92) return all[wild % all.length]! + (choice < 86 ? 0 : (wild % 40) - 20);
  return wild % 2 ** 47;
}

/** The oracle's view alone: what a failed call may not change, whatever it wrote to the caller's own memory. */
const view = (bench: Bench) => (bench.snapshot() as { devices: unknown }).devices;

function check(
  bench: Bench,
  world: ReturnType<typeof furnish>,
  { name, choices, spread, wild }: AnyCall,
  areKept: boolean,
): void {
  const plan = plans.find((candidate) => candidate.declaration.name === name)!;
  const { declaration } = plan;
  const good = world.good.get(name)!;
  const args = declaration.parameters.map((parameter, index) =>
    choices[index]! < 75 ? (good[index] as number) : argument(world, parameter, spread[index]!, wild[index]!),
  );
  const call = plan.find(bench, bench.device) as (...args: readonly number[]) => unknown;
  const before = view(bench);
  let answer: unknown;
  const error = caught(() => {
    answer = call(...args);
  });
  if (error !== undefined) {
    expect([declaration.name, args, error]).toEqual([declaration.name, args, expect.any(AccessViolation)]);
    expect((error as AccessViolation).culprit).toMatchObject({ functionName: expect.any(String) });
  }
  // Of these also a member of the structure may be NULL.
  const hasPointers = ['OpenAdapter10_2', 'CreateDevice', 'RetrieveSubObject'].includes(declaration.name);
  const isNull = declaration.parameters.some(
    ({ direction, made }, index) => (made === true || direction !== undefined) && args[index] === 0,
  );
  // What NULL gets no runtime sees, so that it is among the codes of no function (D-13).
  const codes = [
    ...declaration.codes,
    ...declaration.decidedCodes,
    ...(isNull || hasPointers ? [ddi.E_FAIL] : []),
  ];
  const said = [...bench.device.host.takeErrors(), ...bench.other.host.takeErrors()];
  if (error === undefined && declaration.returns === ddi.HRESULT) said.push(answer as ddi.Hresult);
  for (const code of said)
    expect([declaration.name, args, codes]).toEqual([declaration.name, args, expect.arrayContaining([code])]);
  const isRefused = said.some(failed);
  if (error !== undefined || isRefused) expect(view(bench)).toEqual(before);
  if (error === undefined) checkCause(bench, plan, args, isRefused, areKept);
}

/** A refused call has a cause where causes are kept, and no other call; no cause has a key in it. */
function checkCause(
  bench: Bench,
  { declaration }: CallPlan,
  args: readonly number[],
  isRefused: boolean,
  areKept: boolean,
): void {
  const { refusals } = bench.driver.control;
  const told = refusals.take();
  expect(refusals.take()).toBeNull();
  if (!isRefused) {
    // Of a VOID function nobody hears where there is no device to tell (ERR-1).
    const isUnheard = areKept && declaration.returns !== ddi.HRESULT && told?.clause.startsWith('D-');
    if (!isUnheard) expect([declaration.name, args, told]).toEqual([declaration.name, args, null]);
    return;
  }
  const expected = areKept
    ? expect.objectContaining({
        function: declaration.name,
        rule: expect.stringMatching(/./),
        clause: expect.stringMatching(/^[A-Z]+-\d+(, [A-Z]+-\d+)*$/),
      })
    : null;
  expect([declaration.name, args, told]).toEqual([declaration.name, args, expected]);
  const text = JSON.stringify(told);
  for (const secret of [Buffer.from(key).toString('hex'), Buffer.from(key).toString('base64'), key.join()])
    expect(text).not.toContain(secret);
}

describe('any call with any arguments', () => {
  it('answers codes that it may, throws nothing but access violations, changes nothing when it fails, and says why', () => {
    fc.assert(
      fc.property(
        fc.array(anyCall, { minLength: 20, maxLength: 40, size: 'max' }),
        fc.boolean(),
        fc.boolean(),
        (calls, removed, areKept) => {
          const bench = new Bench({ ...everyFunction, memory: new ArenaMemory({ limitBytes: 1 << 22 }) });
          const world = furnish(bench);
          bench.driver.control.refusals.keep(areKept);
          if (removed) bench.driver.control.removeDevice();
          for (const call of calls) check(bench, world, call, areKept);
        },
      ),
      { numRuns: runs(25) },
    );
  });
});
