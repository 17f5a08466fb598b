import { HRESULT } from 'softumd/ddi';
import { describe, expect, it } from '@jest/globals';
import type { Address } from '../../src/abi/index.js';
import { behind, declare, pointer, UINT, UINT32, value } from '../../src/abi/index.js';
import type { CFunction, Koffi } from '../../src/ffi/index.js';
import { loadKoffi } from '../../src/ffi/index.js';
import { AccessViolation } from '../../src/memory/index.js';
import { createCallbackGate, openGate } from '../../src/native/callback-gate.js';
import { NativeCode } from '../../src/native/native-code.js';
import { caught } from '../support/caught.js';

const koffi = loadKoffi();
const isHost = process.platform === 'linux' && process.arch === 'x64';
// Windows keeps the C library's functions elsewhere than in the program.
const withKoffi = koffi instanceof Error || process.platform === 'win32' ? describe.skip : describe;
const withGate = koffi instanceof Error || !isHost ? describe.skip : describe;

/** int (*)(const void *, const void *), which qsort calls. */
const Compare = declare({
  name: 'Compare',
  typedef: 'int (*)(const void *, const void *)',
  clauses: 'DEV',
  returns: HRESULT,
  parameters: [
    behind('left', pointer('const UINT*'), 'in', { layout: UINT32 }),
    behind('right', pointer('const UINT*'), 'in', { layout: UINT32 }),
  ],
});

const RTLD_DEFAULT = process.platform === 'darwin' ? -2 : 0;

/** Where C has a function of its library. */
const symbol = (koffiOf: Koffi, name: string) =>
  Number(koffiOf.load(null).func('dlsym', 'uint64_t', ['int64_t', 'str'])(RTLD_DEFAULT, name)) as Address;

withKoffi('functions of JavaScript that C calls', () => {
  if (koffi instanceof Error) {
    it.skip('are not tested without koffi', () => undefined);
    return;
  }
  const libc = koffi.load(null);
  const qsort = libc.func('qsort', 'void', ['uint32_t *', 'uint64_t', 'uint64_t', 'uint64_t']);
  const codes = () => new NativeCode(koffi, createCallbackGate(koffi), new Map());

  it('get their arguments as numbers, and give their answer', () => {
    const code = codes();
    const seen = new Set<string>();
    const numbers = Uint32Array.of(5, 3, 9, 1);
    const start = Number(koffi.address(new Uint8Array(numbers.buffer)));
    const compare = code.addressOf(Compare, ((left: number, right: number) => {
      seen.add(typeof left);
      return numbers[(left - start) / 4]! < numbers[(right - start) / 4]! ? 0xffffffff : 1;
    }) as never);
    qsort(numbers, 4, 4, compare);
    expect([...numbers]).toEqual([1, 3, 5, 9]);
    expect([...seen]).toEqual(['number']);
    code.dispose();
  });

  it('get 64 bits without a sign, however many of them are set', () => {
    const code = codes();
    const seen: unknown[] = [];
    const target = code.addressOf(Compare, ((...args: unknown[]) => seen.push(...args)) as never);
    const call = koffi.decode(BigInt(target), koffi.proto('int', ['uint64_t', 'uint64_t'])) as CFunction;
    call(0xffff_ffff_ffff_f000n, 0x7fff_ffff_f000n);
    expect(seen).toEqual([0xffff_ffff_ffff_f000, 0x7fff_ffff_f000]);
    code.dispose();
  });

  it('can be made without end, as disposed ones make room', () => {
    for (let round = 0; round < 300; round += 1) {
      const code = codes();
      for (let index = 0; index < 50; index += 1) code.addressOf(Compare, (() => 0) as never);
      code.dispose();
    }
  });
});

withKoffi('functions of C', () => {
  if (koffi instanceof Error) {
    it.skip('are not tested without koffi', () => undefined);
    return;
  }
  const Abs = declare({
    name: 'abs',
    typedef: 'int (*)(int)',
    clauses: 'DEV',
    returns: HRESULT,
    parameters: [value('number', UINT)],
  });

  it('are called by their address, are the same for the same address, and answer without a sign', () => {
    const code = new NativeCode(koffi, openGate, new Map());
    const at = symbol(koffi, 'abs');
    expect(code.functionAt(Abs, at)(0xfffffffb)).toBe(5);
    expect(code.functionAt(Abs, at)(0x80000000)).toBe(0x80000000);
    expect(code.functionAt(Abs, at)).toBe(code.functionAt(Abs, at));
  });

  it.each([0, -1, Number.NaN, 2 ** 53])('are not at %p', (nowhere) => {
    const code = new NativeCode(koffi, openGate, new Map());
    const error = caught(() => code.functionAt(Abs, nowhere as Address));
    expect(error).toBeInstanceOf(AccessViolation);
    expect((error as Error).message).toContain('in abs: no code at');
  });
});

withGate('the gate before callbacks', () => {
  if (koffi instanceof Error) {
    it.skip('are not tested without koffi', () => undefined);
    return;
  }
  const libc = koffi.load(null);
  const create = libc.func('pthread_create', 'int', ['uint64_t *', 'uint64_t', 'uint64_t', 'uint64_t']);
  const join = libc.func('pthread_join', 'int', ['uint64_t', 'uint64_t']);

  /** Lets C call it on a thread of its own, and waits for that thread as a driver would. */
  const onAnotherThread = (target: Address) => {
    const thread = new BigUint64Array(1);
    expect(create(thread, 0, target, 0x1234)).toBe(0);
    expect(join(thread[0], 0)).toBe(0);
  };

  it('turns other threads away, at once and by name, and lets the own one pass', () => {
    const gate = createCallbackGate(koffi);
    const code = new NativeCode(koffi, gate, new Map());
    let calls = 0;
    const target = code.addressOf(Compare, (() => (calls += 1)) as never);
    onAnotherThread(target);
    onAnotherThread(target);
    expect(calls).toBe(0);
    expect(gate.takeStrays()).toEqual([{ functionName: 'Compare', times: 2 }]);
    expect(gate.takeStrays()).toEqual([]);
    const own = new NativeCode(koffi, openGate, new Map()).functionAt(Compare, target);
    expect(own(1 as Address, 2 as Address)).toBe(1);
    expect(gate.takeStrays()).toEqual([]);
    code.dispose();
  });

  it('lets nobody pass any more once it is released, and says so', () => {
    const gate = createCallbackGate(koffi);
    const code = new NativeCode(koffi, gate, new Map());
    let calls = 0;
    const target = code.addressOf(Compare, (() => (calls += 1)) as never);
    const own = new NativeCode(koffi, openGate, new Map()).functionAt(Compare, target);
    own(1 as Address, 2 as Address);
    code.dispose();
    expect(own(1 as Address, 2 as Address)).toBe(0x8000ffff);
    expect(calls).toBe(1);
    expect(gate.takeStrays()).toEqual([{ functionName: 'Compare', times: 1, late: true }]);
  });

  it('goes without where there is no room left, rather than fail', () => {
    const gate = createCallbackGate(koffi);
    const gates = Array.from({ length: 2000 }, () => gate.guard('Compare', 0x1234 as Address));
    expect(gates.at(-1)).toBe(0x1234);
    expect(new Set(gates).size).toBeGreaterThan(1000);
    for (const one of gates) gate.release(one);
    expect(gate.guard('Compare', 0x5678 as Address)).not.toBe(0x5678);
  });
});
