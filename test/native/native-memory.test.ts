import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Address } from '../../src/abi/index.js';
import { loadKoffi } from '../../src/ffi/index.js';
import { AccessViolation } from '../../src/memory/index.js';
import { allocateBlock } from '../../src/native/native-block.js';
import { NativeMemory } from '../../src/native/native-memory.js';
import { caught } from '../support/caught.js';

const koffi = loadKoffi();
// Windows keeps the C library's functions elsewhere than in the program.
const withKoffi = koffi instanceof Error || process.platform === 'win32' ? describe.skip : describe;

withKoffi('memory that C sees too', () => {
  if (koffi instanceof Error) {
    it.skip('are not tested without koffi', () => undefined);
    return;
  }
  const libc = koffi.load(null);
  const memset = libc.func('memset', 'uint64_t', ['uint64_t', 'int', 'uint64_t']);
  const malloc = libc.func('malloc', 'uint64_t', ['uint64_t']);
  const free = libc.func('free', 'void', ['uint64_t']);
  const touched: [number, number, boolean][] = [];
  const create = () =>
    new NativeMemory(koffi, allocateBlock(koffi, 1 << 20), (address, bytes) => {
      const entry: [number, number, boolean] = [address, bytes, false];
      touched.push(entry);
      return () => {
        entry[2] = true;
      };
    });

  it('lies where C writes, and shows what C wrote', () => {
    const memory = create();
    const block = memory.allocate(24, 'block');
    memset(block + 4, 0x5a, 16);
    expect([...memory.copyOut(block, 24)]).toEqual([
      ...Array<number>(4).fill(0),
      ...Array<number>(16).fill(0x5a),
      0,
      0,
      0,
      0,
    ]);
    memory.copyIn((block + 4) as Address, new Uint8Array(16));
    expect(memory.damage()).toEqual([]);
  });

  it('lets a watcher copy from the arena, and leaves the rest alone', () => {
    const memory = create();
    const block = memory.allocate(8, 'block');
    memory.writeU8(block, 0x5a);
    const outside = malloc(8) as Address;
    const into = new DataView(new ArrayBuffer(16));
    touched.length = 0;
    expect(memory.copyLive(block, 8, into, 4)).toBe(true);
    expect(into.getUint8(4)).toBe(0x5a);
    expect(memory.copyLive((block + 4) as Address, 8, into, 0)).toBe(false);
    expect(memory.roomAt((block + 3) as Address)).toBe(5);
    for (const address of [outside, 0, 0x1234, Number.NaN]) {
      expect(memory.copyLive(address as Address, 8, into, 0)).toBeUndefined();
      expect(memory.roomAt(address as Address)).toBeUndefined();
    }
    expect(touched).toEqual([]);
    free(outside);
  });

  it('finds what C wrote behind a block, before it, and after it was freed', () => {
    const memory = create();
    const block = memory.allocate(20, 'hCryptoSession: private memory');
    memset(block + 20, 1, 3);
    memset(block - 2, 1, 1);
    expect(
      memory.damage().map(({ kind, address, bytes, label }) => [kind, address - block, bytes, label]),
    ).toEqual([
      ['underrun', -2, 1, 'hCryptoSession: private memory'],
      ['overrun', 20, 3, 'hCryptoSession: private memory'],
    ]);
    expect(memory.damage()).toEqual([]);
    memory.free(block);
    memset(block + 8, 0, 4);
    expect(memory.damage()).toMatchObject([{ kind: 'write after free', address: block + 8, bytes: 4 }]);
  });

  it('takes the driver at its word for memory of its own, and says before it does', () => {
    const memory = create();
    const own = malloc(64) as Address;
    const at = (offset: number) => (own + offset) as Address;
    touched.length = 0;
    memory.writeU32(at(8), 0xdeadbeef);
    memory.writeU64(at(16), 0x0123456789abcdefn);
    memory.writeU8(at(3), 7);
    memory.writeU16(at(4), 0x1234);
    expect([memory.readU32(at(8)), memory.readU8(at(8)), memory.readU16(at(10))]).toEqual([
      0xdeadbeef, 0xef, 0xdead,
    ]);
    expect(memory.readU64(at(16))).toBe(0x0123456789abcdefn);
    memory.copyIn(at(32), Uint8Array.of(1, 2, 3));
    expect([...memory.copyOut(at(31), 5)].slice(1, 4)).toEqual([1, 2, 3]);
    memory.range(at(40), 8).fill(9);
    expect(memory.readU8(at(47))).toBe(9);
    expect(touched[0]).toEqual([own + 8, 4, true]);
    expect(touched.every(([, , done]) => done)).toBe(true);
    free(own);
  });

  it('refuses addresses that cannot be, and dead ones of the arena, as an access violation', () => {
    const memory = create();
    const block = memory.allocate(8, 'gone');
    memory.free(block);
    for (const address of [0, 8, 0xffff, 2 ** 48, Number.NaN, block, -1]) {
      expect(caught(() => memory.readU32(address as Address))).toBeInstanceOf(AccessViolation);
      expect(caught(() => memory.range(address as Address, 4))).toBeInstanceOf(AccessViolation);
    }
  });

  it('refuses more bytes than an array can have, and is done with it', () => {
    const memory = create();
    const own = malloc(16) as Address;
    for (const bytes of [2 ** 33, 2 ** 45, -1, Number.NaN]) {
      touched.length = 0;
      expect(caught(() => memory.copyOut(own, bytes))).toBeInstanceOf(AccessViolation);
      expect(touched).toEqual([[own, bytes, true]]);
    }
    free(own);
  });

  it('reads back any bytes at any place, in the arena and outside', () => {
    const memory = create();
    const inside = memory.allocate(256, 'inside');
    const outside = malloc(256) as Address;
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 128 });
    fc.assert(
      fc.property(
        fc.constantFrom(inside, outside),
        fc.integer({ min: 0, max: 128 }),
        bytes,
        (base, offset, data) => {
          const address = (base + offset) as Address;
          memory.copyIn(address, data);
          expect(memory.copyOut(address, data.length)).toEqual(data);
          expect(memory.readU8(address)).toBe(data[0]);
        },
      ),
    );
    free(outside);
  });
});
