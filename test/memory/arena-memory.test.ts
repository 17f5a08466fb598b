import { describe, expect, it } from '@jest/globals';
import type { Address } from 'softumd/ddi';
import { NULL } from 'softumd/ddi';
import { AccessViolation, ArenaMemory } from 'softumd/memory';
import { caught } from '../support/caught.js';

const at = (address: number) => address as Address;
const mebibyte = 1 << 20;

/** Every way to touch bytes, with how many it touches. */
const accesses: readonly (readonly [string, number, (memory: ArenaMemory, address: Address) => unknown])[] = [
  ['readU8', 1, (memory, address) => memory.readU8(address)],
  ['readU16', 2, (memory, address) => memory.readU16(address)],
  ['readU32', 4, (memory, address) => memory.readU32(address)],
  ['readU64', 8, (memory, address) => memory.readU64(address)],
  [
    'writeU8',
    1,
    (memory, address) => {
      memory.writeU8(address, 0xff);
    },
  ],
  [
    'writeU16',
    2,
    (memory, address) => {
      memory.writeU16(address, 0xffff);
    },
  ],
  [
    'writeU32',
    4,
    (memory, address) => {
      memory.writeU32(address, 0xffffffff);
    },
  ],
  [
    'writeU64',
    8,
    (memory, address) => {
      memory.writeU64(address, 0xffffffffffffffffn);
    },
  ],
  ['holdsWords', 16, (memory, address) => memory.holdsWords(address, [0, 0, 0, 0])],
  [
    'writeWords',
    16,
    (memory, address) => {
      memory.writeWords(address, [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff]);
    },
  ],
  ['range', 5, (memory, address) => memory.range(address, 5)],
  ['copyOut', 5, (memory, address) => memory.copyOut(address, 5)],
  [
    'copyIn',
    5,
    (memory, address) => {
      memory.copyIn(address, new Uint8Array(5).fill(0xff));
    },
  ],
];

describe('allocate', () => {
  it('gives zeroed memory at multiples of 16, also where other bytes lay before', () => {
    const memory = new ArenaMemory({ quarantineBlocks: 0 });
    for (const bytes of [1, 15, 16, 17, 100, 4096, 100]) {
      const address = memory.allocate(bytes, 'block');
      expect(address % 16).toBe(0);
      expect(memory.copyOut(address, bytes)).toEqual(new Uint8Array(bytes));
      memory.range(address, bytes).fill(0xaa);
      memory.free(address);
    }
  });

  it('gives an address to no bytes at all, of which none can be touched', () => {
    const memory = new ArenaMemory();
    const address = memory.allocate(0, 'empty');
    expect(address).not.toBe(NULL);
    expect(memory.range(address, 0)).toHaveLength(0);
    expect(() => memory.readU8(address)).toThrow(AccessViolation);
    expect(memory.allocate(0, 'empty')).not.toBe(address);
  });

  it.each([-1, 1.5, Number.NaN, Infinity])('refuses %p bytes as a mistake of its caller', (bytes) => {
    expect(() => new ArenaMemory().allocate(bytes, 'block')).toThrow(
      new RangeError(`allocate: expected a whole number of bytes, received ${bytes}`),
    );
  });

  it('keeps blocks larger than its chunks in one piece', () => {
    const memory = new ArenaMemory();
    const small = memory.allocate(64, 'small');
    const large = memory.allocate(3 * mebibyte + 5, 'large');
    const next = memory.allocate(64, 'next');
    const pattern = Uint8Array.from({ length: 3 * mebibyte + 5 }, (_, index) => index % 251);
    memory.copyIn(large, pattern);
    expect(Buffer.compare(memory.copyOut(large, pattern.length), pattern)).toBe(0);
    // Across a place where a chunk would end, whatever power of two it has.
    expect(memory.readU32(at(large + mebibyte - 2))).toBe(Buffer.from(pattern).readUInt32LE(mebibyte - 2));
    for (const other of [small, next]) expect(memory.copyOut(other, 64)).toEqual(new Uint8Array(64));
    expect(() => memory.readU8(at(large + pattern.length))).toThrow(AccessViolation);
  });

  it.each([
    ['its limit', { limitBytes: 4096 }],
    ['a limit of more than one chunk', { limitBytes: 3 * mebibyte + 4096 }],
    ['the buffer it manages', { buffer: new ArrayBuffer(4096) }],
    ['its limit inside a buffer', { buffer: new ArrayBuffer(8192), limitBytes: 4096 }],
  ])('hands out memory up to %s, then NULL', (_name, options) => {
    const memory = new ArenaMemory(options);
    const limit = 'limitBytes' in options ? options.limitBytes : 4096;
    let total = 0;
    while (memory.allocate(496, 'block') !== NULL) total += 512;
    expect(total).toBeLessThanOrEqual(limit);
    expect(total).toBeGreaterThan(0.8 * limit);
    expect(memory.allocate(2 * limit, 'too large')).toBe(NULL);
    expect(memory.live().length).toBe(total / 512);
  });

  it.each([2 ** 32, 2 ** 40])('has no %p bytes, whatever its limit', (bytes) => {
    for (const options of [{}, { limitBytes: 4 * mebibyte }, { buffer: new ArrayBuffer(4096) }])
      expect(new ArenaMemory(options).allocate(bytes, 'too large')).toBe(NULL);
  });

  it('begins where Linux on arm64 has its arrays', () => {
    const memory = new ArenaMemory({ baseAddress: 0xffff_8000_0000 });
    expect(memory.allocate(8, 'high')).toBe(0xffff_8000_0010);
  });

  it.each([0, 8, -0x10000, 2 ** 48, Number.NaN, 0x12345])('refuses to begin at %p', (baseAddress) => {
    expect(() => new ArenaMemory({ baseAddress })).toThrow('baseAddress: expected a multiple of 16');
  });
});

describe('every access', () => {
  it.each(accesses)('%s is good to the last byte and no further', (_name, bytes, touch) => {
    const memory = new ArenaMemory();
    const address = memory.allocate(20, 'twenty');
    memory.allocate(20, 'neighbour');
    expect(caught(() => touch(memory, at(address + 20 - bytes)))).toBeUndefined();
    const before = memory.copyOut(address, 20);
    for (let offset = 20 - bytes + 1; offset < 48; offset += 1) {
      const error = caught(() => touch(memory, at(address + offset)));
      expect(error).toBeInstanceOf(AccessViolation);
      expect(error).toMatchObject({ kind: 'access', address: address + offset, bytes });
    }
    expect(memory.copyOut(address, 20)).toEqual(before);
  });

  it.each(accesses)('%s in front of a block is a violation', (_name, _bytes, touch) => {
    const memory = new ArenaMemory();
    const address = memory.allocate(20, 'twenty');
    for (const before of [1, 4, 16])
      expect(() => touch(memory, at(address - before))).toThrow(AccessViolation);
    expect(memory.copyOut(address, 20)).toEqual(new Uint8Array(20));
  });

  it.each(accesses)('%s at what is no address is a violation, not a TypeError', (_name, _bytes, touch) => {
    const memory = new ArenaMemory();
    const address = memory.allocate(64, 'block');
    const wrong = [Number.NaN, -1, -16, 0, 0.5, address + 0.5, address + 0.001, Infinity, -Infinity, 2 ** 64];
    for (const value of wrong)
      expect([value, caught(() => touch(memory, at(value)))]).toEqual([value, expect.any(AccessViolation)]);
    expect(memory.copyOut(address, 64)).toEqual(new Uint8Array(64));
  });

  it.each([-1, 0.5, Number.NaN, Infinity])('of %p bytes is a violation', (bytes) => {
    const memory = new ArenaMemory();
    const address = memory.allocate(64, 'block');
    expect(() => memory.range(address, bytes)).toThrow(AccessViolation);
    expect(() => memory.copyOut(address, bytes)).toThrow(AccessViolation);
  });

  it('is little-endian, and reads back what was written', () => {
    const memory = new ArenaMemory();
    const address = memory.allocate(16, 'block');
    memory.writeU64(address, 0x0807060504030201n);
    memory.writeU32(at(address + 8), 0x0c0b0a09);
    memory.writeU16(at(address + 12), 0x0e0d);
    memory.writeU8(at(address + 14), 0x0f);
    expect([...memory.copyOut(address, 16)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0]);
    expect(memory.readU64(at(address + 1))).toBe(0x0908070605040302n);
    expect(memory.readU16(at(address + 13))).toBe(0x0f0e);
  });

  it('hands out copies by copyOut and the place itself by range', () => {
    const memory = new ArenaMemory();
    const address = memory.allocate(4, 'block');
    memory.copyOut(address, 4).fill(1);
    expect(memory.readU32(address)).toBe(0);
    memory.range(address, 4).fill(1);
    expect(memory.readU32(address)).toBe(0x01010101);
  });
});

describe('every access far behind the beginning', () => {
  it.each([
    ['in a chunk of its own', 3],
    ['in a block of several chunks', 0],
  ])('goes to the same bytes, %s', (_name, before) => {
    const memory = new ArenaMemory();
    for (let index = 0; index < before; index += 1) memory.allocate(mebibyte - 64, 'in front of it');
    const block = memory.allocate(2 * mebibyte + 64, 'block');
    const address = at(block + 2 * mebibyte);
    memory.writeU8(address, 0x11);
    memory.writeU16(at(address + 1), 0x3322);
    memory.writeU32(at(address + 3), 0x77665544);
    memory.writeU64(at(address + 7), 0xffeeddccbbaa9988n);
    const written = [
      0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff,
    ];
    expect([...memory.copyOut(address, 16)]).toEqual([...written, 0]);
    expect([memory.readU8(address), memory.readU16(at(address + 1))]).toEqual([0x11, 0x3322]);
    expect([memory.readU32(at(address + 3)), memory.readU64(at(address + 7))]).toEqual([
      0x77665544,
      0xffeeddccbbaa9988n,
    ]);
    const target = new Uint8Array(15);
    expect(memory.copyLive(address, 15, new DataView(target.buffer), 0)).toBe(true);
    expect([...target]).toEqual(written);
    memory.copyIn(address, new Uint8Array(2).fill(5));
    expect([...memory.range(address, 3)]).toEqual([5, 5, 0x33]);
    // Nothing of it went to the beginning of any block.
    for (const { address: start } of memory.live())
      expect(memory.copyOut(start, 16)).toEqual(new Uint8Array(16));
  });
});

describe('roomAt', () => {
  it('says how many bytes a block has from an address on, and nothing of what is not live', () => {
    const memory = new ArenaMemory();
    const [block, empty] = [memory.allocate(40, 'block'), memory.allocate(0, 'empty')];
    expect([0, 1, 39, 40].map((offset) => memory.roomAt(at(block + offset)))).toEqual([40, 39, 1, 0]);
    expect(memory.roomAt(empty)).toBe(0);
    for (const address of [block - 1, block + 41, block + 48, 0, 2 ** 52, Number.NaN])
      expect([address, memory.roomAt(at(address))]).toEqual([address, undefined]);
    memory.free(block);
    expect(memory.roomAt(block)).toBeUndefined();
  });
});

describe('free', () => {
  it('makes every byte unreachable, and says whose they were', () => {
    const memory = new ArenaMemory();
    const address = memory.allocate(40, 'short-lived');
    memory.free(address);
    memory.allocate(40, 'somebody else'); // takes no address of the dead block, and not its name either
    for (const [, , touch] of accesses) expect(() => touch(memory, address)).toThrow(AccessViolation);
    expect(String(caught(() => memory.readU32(at(address + 8))))).toBe(
      `AccessViolation: access violation: 4 bytes at 0x${(address + 8).toString(16)} are not all live; ` +
        `nearest is 'short-lived', 40 bytes at 0x${address.toString(16)}, already freed (offset 8)`,
    );
  });

  it('takes only what allocate gave, once', () => {
    const memory = new ArenaMemory();
    const address = memory.allocate(64, 'block');
    for (const wrong of [
      NULL,
      address + 1,
      address + 16,
      address + 64,
      address - 16,
      Number.NaN,
      address + 0.5,
    ]) {
      expect(
        caught(() => {
          memory.free(at(wrong));
        }),
      ).toMatchObject({ kind: 'free' });
    }
    expect(memory.live()).toHaveLength(1);
    memory.free(address);
    expect(
      String(
        caught(() => {
          memory.free(address);
        }),
      ),
    ).toContain(`nothing to free at 0x${address.toString(16)} nearest is 'block', 64 bytes`);
  });

  it('gives a block out of quarantine before its time where there is no other memory, the longest-waiting first', () => {
    const memory = new ArenaMemory({ limitBytes: 2 * mebibyte, quarantineBlocks: 1024 });
    const blocks: Address[] = [];
    for (
      let next = memory.allocate(0x4_0000, 'large');
      next !== NULL;
      next = memory.allocate(0x4_0000, 'large')
    )
      blocks.push(next);
    expect(blocks.length).toBeGreaterThan(3);
    const [first, second] = blocks as [Address, Address];
    memory.free(second);
    memory.free(first);
    expect([memory.allocate(0x4_0000, 'again'), memory.allocate(0x4_0000, 'again')]).toEqual([second, first]);
    expect(memory.allocate(0x4_0000, 'too much')).toBe(NULL);
  });

  it('uses addresses again only after as many other frees as the quarantine holds', () => {
    const memory = new ArenaMemory({ quarantineBlocks: 3 });
    const first = memory.allocate(32, 'first');
    memory.free(first);
    for (let round = 0; round < 3; round += 1) {
      const other = memory.allocate(32, 'other');
      expect(other).not.toBe(first);
      memory.free(other);
    }
    expect(memory.allocate(32, 'heir')).toBe(first);
    expect(memory.live()).toEqual([{ address: first, bytes: 32, label: 'heir' }]);
  });

  it('lets a busy process run in a small arena for ever', () => {
    const memory = new ArenaMemory({ limitBytes: mebibyte, quarantineBlocks: 8 });
    for (let round = 0; round < 5000; round += 1) {
      const address = memory.allocate(1000 + (round % 8), 'frame');
      expect(address).not.toBe(NULL);
      memory.free(address);
    }
    expect(memory.live()).toEqual([]);
  });
});

describe('live', () => {
  it('lists what leaks, by address, with label and size', () => {
    const memory = new ArenaMemory();
    const [a, b, c] = ['a', 'b', 'c'].map((label) => memory.allocate(24, label));
    memory.free(b!);
    expect(memory.live()).toEqual([
      { address: a, bytes: 24, label: 'a' },
      { address: c, bytes: 24, label: 'c' },
    ]);
  });
});

describe('a buffer of the caller’s', () => {
  it('receives every byte, at the address less the base', () => {
    const buffer = new ArrayBuffer(65536);
    const baseAddress = 0x7f00_0000_0000;
    const memory = new ArenaMemory({ baseAddress, buffer });
    const address = memory.allocate(100, 'frame');
    expect(address).toBeGreaterThanOrEqual(baseAddress);
    expect(address + 100).toBeLessThanOrEqual(baseAddress + buffer.byteLength);
    memory.copyIn(address, new Uint8Array(100).fill(0x5a));
    memory.writeU32(address, 0xdeadbeef);
    const seen = new Uint8Array(buffer, address - baseAddress, 100);
    expect([...seen.subarray(0, 5)]).toEqual([0xef, 0xbe, 0xad, 0xde, 0x5a]);
    seen[99] = 7;
    expect(memory.readU8(at(address + 99))).toBe(7);
    expect(new Uint8Array(buffer).filter((byte) => byte !== 0)).toHaveLength(100);
    expect(memory.live()).toEqual([{ address, bytes: 100, label: 'frame' }]);
    const error = caught(() => memory.readU8(at(address + 100)));
    expect((error as AccessViolation).nearest).toMatchObject({ address, label: 'frame' });
  });

  it('is zeroed where it is handed out, whatever lay there', () => {
    const buffer = new ArrayBuffer(4096);
    new Uint8Array(buffer).fill(0xee);
    const memory = new ArenaMemory({ buffer });
    expect(memory.copyOut(memory.allocate(50, 'block'), 50)).toEqual(new Uint8Array(50));
  });
});

describe('copying for a watcher', () => {
  it('copies live bytes of any number to any place, and neither throws nor writes for others', () => {
    const memory = new ArenaMemory();
    const block = memory.allocate(23, 'block');
    memory.copyIn(
      block,
      Uint8Array.from({ length: 23 }, (_, index) => index + 1),
    );
    for (const bytes of [0, 1, 3, 4, 7, 22]) {
      const target = new Uint8Array(32);
      expect(memory.copyLive(at(block + 1), bytes, new DataView(target.buffer), 5)).toBe(true);
      expect([...target]).toEqual(
        Array.from({ length: 32 }, (_, index) => (index >= 5 && index < 5 + bytes ? index - 3 : 0)),
      );
    }
    const target = new Uint8Array(32);
    const into = new DataView(target.buffer);
    memory.free(memory.allocate(8, 'freed'));
    const places: [number, number][] = [
      [block, 24],
      [block + 1, 23],
      [block - 1, 2],
      [block + 32, 8],
      [0, 1],
      [Number.NaN, 1],
      [block, -1],
      [block, 0.5],
    ];
    for (const [address, bytes] of places) {
      expect(memory.copyLive(at(address), bytes, into, 0)).toBe(false);
    }
    expect(target).toEqual(new Uint8Array(32));
  });
});
