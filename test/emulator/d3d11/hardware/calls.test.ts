/** What every function of hardware protection does with what is wrong: the checks of D-16 in front of it. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as ddi from 'softumd/ddi';
import { AccessViolation, ArenaMemory } from 'softumd/memory';
import { caught } from '../../../support/caught.js';
import type { Bench } from '../bench.js';
import { run } from '../calls.js';
import { hardwareCalls } from './calls.js';
import { hardwareBench, message, protectedBuffer, vendorSession, VENDOR } from './hardware-bench.js';
import { runs } from '../../../support/runs.js';

const { NULL, S_OK, E_FAIL, E_INVALIDARG, E_OUTOFMEMORY, failed } = ddi;
const named = hardwareCalls.map((plan) => [plan.declaration.name, plan] as const);
const replaced = (args: readonly unknown[], index: number, value: unknown) =>
  args.map((argument, position) => (position === index ? value : argument));

function keeping(): Bench {
  const bench = hardwareBench();
  bench.driver.control.refusals.keep(true);
  return bench;
}

describe('the plans of hardware/calls.ts', () => {
  it('are there for every function that a driver of WDDM 2.x has beside those of 11.1', () => {
    const names = (tables: readonly ddi.TableDeclaration[]) =>
      tables.flatMap(({ functions }) => Object.entries(functions).map(([slot]) => slot));
    const known = new Set(names([ddi.D3D11_1DDI_DEVICEFUNCS, ddi.D3D11_1DDI_VIDEODEVICEFUNCS]));
    const { device } = hardwareBench();
    const filled = Object.entries({ ...device.functions, ...device.video } as Record<string, unknown>).filter(
      ([slot, entry]) => entry !== null && !known.has(slot) && !slot.includes('Decoder'),
    );
    const found = new Set(hardwareCalls.map(({ find }) => find(device.bench, device)));
    expect(filled.length).toBe(hardwareCalls.length);
    expect(filled.filter(([, entry]) => !found.has(entry)).map(([slot]) => slot)).toEqual([]);
  });
});

describe.each(named)('%s', (name, plan) => {
  it('succeeds, and has no cause then', () => {
    const bench = keeping();
    expect(run(bench, plan, plan.good(bench, bench.device))).toBe(S_OK);
    expect(bench.driver.control.refusals.take()).toBeNull();
  });

  it('refuses NULL where an address is needed (D-13)', () => {
    const bench = keeping();
    for (const [index, { name: argument, direction, optional }] of plan.declaration.parameters.entries()) {
      if (direction === undefined || optional === true) continue;
      const args = replaced(plan.good(bench, bench.device), index, NULL);
      const before = bench.snapshot();
      const listsInvalid = [ddi.VOID].includes(plan.declaration.returns as never);
      const isListed = listsInvalid || plan.declaration.codes.includes(E_INVALIDARG);
      expect(run(bench, plan, args)).toBe(isListed ? E_INVALIDARG : E_FAIL);
      expect(bench.snapshot()).toEqual(before);
      expect(bench.driver.control.refusals.take()).toMatchObject({
        function: name,
        clause: 'D-13',
        argument,
      });
    }
  });

  it('refuses handles that are another device’s, dead, or of another kind (D-09)', () => {
    const bench = keeping();
    const { device, other } = bench;
    for (const [index, { name: argument, type }] of plan.declaration.parameters.entries()) {
      const isSession = type.name === 'D3D11_1DDI_HCRYPTOSESSION';
      if (index === 0 || (!isSession && type.name !== 'D3D10DDI_HRESOURCE')) continue;
      const dead = vendorSession(bench);
      device.video.pfnDestroyCryptoSession(device.hDevice, dead);
      const [session, resource] = [vendorSession(bench), device.buffer(16)];
      const wrong = isSession ? [other.session(), dead, resource] : [other.buffer(16), session, dead];
      for (const handle of [...wrong, NULL]) {
        const args = replaced(plan.good(bench, device), index, handle);
        const before = bench.snapshot();
        expect(run(bench, plan, args)).toBe(E_INVALIDARG);
        expect(bench.snapshot()).toEqual(before);
        expect(bench.driver.control.refusals.take()).toMatchObject({ function: name, argument });
      }
    }
  });

  it('says that the device is removed (D-15)', () => {
    const bench = keeping();
    const args = plan.good(bench, bench.device);
    bench.driver.control.removeDevice();
    const before = bench.snapshot();
    expect(run(bench, plan, args)).toBe(plan.removed);
    expect(bench.snapshot()).toEqual(before);
    expect(bench.driver.control.refusals.take()).toMatchObject({ function: name, clause: 'D-15' });
  });

  it('takes memory of the driver’s only where it lists E_OUTOFMEMORY', () => {
    const bench = keeping();
    const args = plan.good(bench, bench.device);
    bench.driver.control.failAllocation(1);
    const before = bench.snapshot();
    const mayFail = plan.declaration.codes.includes(E_OUTOFMEMORY);
    expect(run(bench, plan, args)).toBe(mayFail ? E_OUTOFMEMORY : S_OK);
    if (mayFail) expect(bench.snapshot()).toEqual(before);
  });
});

describe('any call of hardware protection with any arguments', () => {
  const values = fc.array(fc.record({ isGood: fc.integer({ min: 0, max: 9 }), wild: fc.maxSafeNat() }), {
    ...{ minLength: 6, maxLength: 6 },
  });
  const anyCall = fc.record({ name: fc.constantFrom(...named.map(([name]) => name)), values });
  const planOf = new Map(named);

  it('answers codes that it may, throws access violations alone, and changes nothing when it fails', () => {
    fc.assert(
      fc.property(fc.array(anyCall, { minLength: 5, maxLength: 15 }), fc.boolean(), (calls, isTorn) => {
        const bench = hardwareBench({}, { memory: new ArenaMemory({ limitBytes: 1 << 22 }) });
        const { device, other } = bench;
        bench.driver.control.refusals.keep(true);
        const pool = [
          ...[device.hDevice, other.hDevice, vendorSession(bench), vendorSession(bench, VENDOR)],
          ...[device.session(), other.session(), device.buffer(64), protectedBuffer(bench), other.buffer(16)],
          ...[bench.bytes(4), bench.bytes(8), bench.bytes(32), message(bench).pData, bench.guid(VENDOR)],
          ...[0, 1, 16, 31, 32, 0xffff_ffff],
        ];
        // Before any call: one may overwrite the device's header, after which nobody makes a session.
        const good = new Map(hardwareCalls.map((plan) => [plan, plan.good(bench, device)]));
        if (isTorn) bench.driver.control.tearDown();
        for (const { name, values: chosen } of calls) {
          const plan = planOf.get(name)!;
          const { declaration } = plan;
          const args = good.get(plan)!.map((argument, index) => {
            const { isGood, wild } = chosen[index]!;
            return isGood < 7 ? argument : isGood < 9 ? pool[wild % pool.length] : wild % 2 ** 47;
          });
          const isNull = declaration.parameters.some(
            ({ direction }, index) => direction !== undefined && args[index] === 0,
          );
          const before = bench.snapshot();
          let code: ddi.Hresult = S_OK;
          const error = caught(() => {
            code = run(bench, plan, args);
          });
          const allowed = [
            S_OK,
            ...declaration.codes,
            ...declaration.decidedCodes,
            ...(isNull ? [E_FAIL] : []),
          ];
          if (error !== undefined) expect(error).toBeInstanceOf(AccessViolation);
          expect([declaration.name, args, allowed]).toEqual([
            ...[declaration.name, args, expect.arrayContaining([code])],
          ]);
          if (error !== undefined || failed(code)) expect(bench.snapshot()).toEqual(before);
          if (failed(code))
            expect(bench.driver.control.refusals.take()).toMatchObject({ function: declaration.name });
        }
      }),
      { numRuns: runs(40) },
    );
  });
});
