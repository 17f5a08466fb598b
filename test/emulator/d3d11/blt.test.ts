import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { CryptoEngine } from 'softumd/crypto';
import { seededRandom } from 'softumd/crypto';
import type { Address, HResource, Hresult } from 'softumd/ddi';
import * as ddi from 'softumd/ddi';
import { engines } from '../../crypto/engines.js';
import { Bench } from './bench.js';

const { S_OK, E_INVALIDARG, NULL } = ddi;
const bytes = (count: number) => new Uint8Array(randomBytes(count));
const at = (address: number) => address as Address;
const ctr = (key: Uint8Array, iv: Uint8Array, data: Uint8Array) =>
  new Uint8Array(createCipheriv('aes-128-ctr', key, iv).update(data));
const hexOf = (value: Uint8Array) => Buffer.from(value).toString('hex');
/** A counter block of two big-endian halves. */
function block(iv: bigint, count: bigint): Uint8Array {
  return new Uint8Array(
    Buffer.from(iv.toString(16).padStart(16, '0') + count.toString(16).padStart(16, '0'), 'hex'),
  );
}

/** A bench with a keyed session. */
function keyed(options: ConstructorParameters<typeof Bench>[0] = {}) {
  const bench = new Bench(options);
  const key = bytes(16);
  return { bench, device: bench.device, key, session: bench.device.keyedSession(key) };
}

/** Where a resource's bytes lie, padding included. */
function mapped(bench: Bench, resource: HResource): { pitch: number; bytes: Uint8Array } {
  const pMapped = bench.bytes(16);
  bench.device.functions.pfnStagingResourceMap(bench.device.hDevice, resource, 0, 3, 0, pMapped);
  const { pData, RowPitch, DepthPitch } = ddi.D3D10DDI_MAPPED_SUBRESOURCE.decode(bench.memory, pMapped);
  return { pitch: RowPitch, bytes: bench.memory.range(pData, DepthPitch) };
}

describe.each(engines)('blts by $name', ({ engine }: { engine: CryptoEngine }) => {
  it('lets Count wrap alone, or carry into IV by the switch (D-22)', () => {
    const clear = bytes(96);
    const start = block(0x0123456789abcdefn, 0xffff_ffff_ffff_fffen);
    const wrapsAt = 32;
    const decrypt = (ctrCarry: 'count' | 'block', encrypt: (key: Uint8Array) => Uint8Array) => {
      const { device, session, key } = keyed({ engine, profile: { ctrCarry } });
      const target = device.buffer(96);
      expect(device.decrypt(session, device.buffer(encrypt(key)), target, start)).toBe(S_OK);
      return device.content(target);
    };
    const wrapping = (key: Uint8Array) =>
      new Uint8Array([
        ...ctr(key, start, clear.subarray(0, wrapsAt)),
        ...ctr(key, block(0x0123456789abcdefn, 0n), clear.subarray(wrapsAt)),
      ]);
    expect(decrypt('count', wrapping)).toEqual(clear);
    expect(decrypt('block', (key) => ctr(key, start, clear))).toEqual(clear); // as OpenSSL counts
    expect(decrypt('count', (key) => ctr(key, start, clear)).subarray(0, wrapsAt)).toEqual(
      clear.subarray(0, wrapsAt),
    );
    expect(decrypt('count', (key) => ctr(key, start, clear))).not.toEqual(clear);
  });

  it('moves NV12 as rows without padding, and leaves the padding alone on both sides (D-24)', () => {
    const { bench, device, session, key } = keyed({ engine });
    const clear = bytes(36 * 12);
    const iv = block(7n, 0n);
    const [source, target] = [device.nv12(36, 8, ctr(key, iv, clear)), device.nv12(36, 8)];
    const [from, to] = [mapped(bench, source), mapped(bench, target)];
    expect([from.pitch, from.bytes.length]).toEqual([64, 64 * 12]);
    for (let row = 0; row < 12; row += 1) {
      from.bytes.fill(0xaa, row * 64 + 36, row * 64 + 64);
      to.bytes.fill(0xbb, row * 64 + 36, row * 64 + 64);
    }
    expect(device.decrypt(session, source, target, iv)).toBe(S_OK);
    for (let row = 0; row < 12; row += 1) {
      expect(to.bytes.subarray(row * 64, row * 64 + 36)).toEqual(clear.subarray(row * 36, row * 36 + 36));
      expect([...to.bytes.subarray(row * 64 + 36, row * 64 + 64)]).toEqual(new Array(28).fill(0xbb));
      expect([...from.bytes.subarray(row * 64 + 36, row * 64 + 64)]).toEqual(new Array(28).fill(0xaa));
    }
    const back = device.nv12(36, 8);
    const backBytes = mapped(bench, back).bytes.fill(0xcc);
    const readBackIv = device.encrypt(session, target, back);
    expect(
      new Uint8Array(createDecipheriv('aes-128-ctr', key, readBackIv).update(device.content(back))),
    ).toEqual(clear);
    expect([...backBytes.subarray(36, 64)]).toEqual(new Array(28).fill(0xcc));
  });

  it('encrypts in place where source and destination are one', () => {
    const { device, session, key } = keyed({ engine });
    const clear = bytes(64);
    const surface = device.buffer(clear);
    const iv = device.encrypt(session, surface, surface);
    expect(device.content(surface)).toEqual(ctr(key, iv, clear));
  });
});

describe('the IV of EncryptionBlt (EB-7, D-20)', () => {
  /** A random source whose first eight bytes are these. */
  const startingAt = (first: Uint8Array) => {
    const seeded = seededRandom('blt');
    let asked = 0;
    return {
      bytes: (count: number) => ((asked += 1), asked === 1 ? first.slice(0, count) : seeded.bytes(count)),
    };
  };

  it('begins with random bytes, the top bit clear and Count 0, and counts up by one', () => {
    const { device, session } = keyed({ random: startingAt(new Uint8Array(8).fill(0xff)) });
    const [source, target] = [device.buffer(bytes(32)), device.buffer(32)];
    const ivs = [1, 2, 3].map(() => device.encrypt(session, source, target));
    const first = ivs[0]!;
    expect(first[0]! & 0x80).toBe(0);
    const numbers = ivs.map((iv) => Buffer.from(iv).readBigUInt64BE(0));
    expect(numbers).toEqual([numbers[0], numbers[0]! + 1n, numbers[0]! + 2n]);
    for (const iv of ivs) expect([...iv.subarray(8)]).toEqual(new Array(8).fill(0));
  });

  it('is another one for another session and for the next key', () => {
    const { device, session } = keyed();
    const other = device.keyedSession(bytes(16));
    const [source, target] = [device.buffer(bytes(32)), device.buffer(32)];
    const ivOf = (handle: typeof session) => hexOf(device.encrypt(handle, source, target));
    const first = ivOf(session);
    expect(ivOf(other)).not.toBe(first);
    expect(device.negotiate(session, bytes(16))).toBe(S_OK);
    const renewed = Buffer.from(ivOf(session), 'hex').readBigUInt64BE(0);
    const before = Buffer.from(first, 'hex').readBigUInt64BE(0);
    expect(renewed - before > 8n || before - renewed > 8n).toBe(true);
  });

  it('is not used up by a call that fails (D-14)', () => {
    const { bench, device, session } = keyed();
    const [source, target] = [device.buffer(bytes(32)), device.buffer(32)];
    const first = Buffer.from(device.encrypt(session, source, target)).readBigUInt64BE(0);
    const pIV = bench.bytes(16);
    const smaller = device.buffer(16);
    device.video.pfnEncryptionBlt(device.hDevice, session, source, smaller, 16, pIV);
    expect(bench.reported()).toBe(E_INVALIDARG);
    device.video.pfnEncryptionBlt(device.hDevice, session, source, target, 15, pIV);
    expect(bench.reported()).toBe(E_INVALIDARG);
    expect(Buffer.from(device.encrypt(session, source, target)).readBigUInt64BE(0)).toBe(first + 1n);
  });
});

describe('what a blt refuses', () => {
  interface Wrong {
    readonly session?: number;
    readonly source?: HResource;
    readonly target?: HResource;
    readonly ivSize?: number;
    readonly blockInfo?: Address;
    readonly contentKey?: Address;
    readonly contentKeySize?: number;
  }
  const cases: readonly (readonly [string, (bench: Bench) => Wrong])[] = [
    ['a session without a key (D-10)', ({ device }) => ({ session: device.session() })],
    ['an IV of 15 bytes', () => ({ ivSize: 15 })],
    ['an IV of 17 bytes', () => ({ ivSize: 17 })],
    ['an IV of 0 bytes', () => ({ ivSize: 0 })],
    ['a smaller destination', ({ device }) => ({ target: device.buffer(32) })],
    ['a larger destination', ({ device }) => ({ target: device.buffer(80) })],
    ['another kind of destination', ({ device }) => ({ target: device.nv12(4, 4) })],
    [
      'another shape of as many bytes',
      ({ device }) => ({ source: device.nv12(8, 4), target: device.nv12(4, 8) }),
    ],
    ['half a block (D-24)', ({ device }) => ({ source: device.buffer(24), target: device.buffer(24) })],
  ];
  const decryptionCases: typeof cases = [
    ...cases,
    ['a content key of 15 bytes', (bench) => ({ contentKey: bench.bytes(16), contentKeySize: 15 })],
    ['a content key of 32 bytes', (bench) => ({ contentKey: bench.bytes(32), contentKeySize: 32 })],
    ['a content key of 0 bytes', (bench) => ({ contentKey: bench.bytes(16), contentKeySize: 0 })],
  ];

  /** The same blt with and without the mistake. */
  function attempt(name: 'EncryptionBlt' | 'DecryptionBlt', bench: Bench, wrong: Wrong): () => Hresult {
    const { device } = bench;
    const session = (wrong.session ?? device.keyedSession(bytes(16))) as never;
    const [source, target] = [
      wrong.source ?? device.buffer(bytes(64)),
      wrong.target ?? device.buffer(bytes(64)),
    ];
    const pIV = bench.bytes(new Uint8Array(32).fill(0xee));
    const size = wrong.ivSize ?? 16;
    return () => {
      if (name === 'EncryptionBlt')
        device.video.pfnEncryptionBlt(device.hDevice, session, source, target, size, pIV);
      else {
        const [info, contentKey] = [wrong.blockInfo ?? NULL, wrong.contentKey ?? NULL];
        device.video.pfnDecryptionBlt(
          device.hDevice,
          session,
          source,
          target,
          info,
          wrong.contentKeySize ?? 16,
          contentKey,
          size,
          pIV,
        );
      }
      return bench.reported();
    };
  }

  it.each(cases)('EncryptionBlt: %s', (_name, wrong) => {
    const bench = new Bench();
    const call = attempt('EncryptionBlt', bench, wrong(bench));
    const before = bench.snapshot();
    expect(call()).toBe(E_INVALIDARG);
    expect(bench.snapshot()).toEqual(before);
    expect(attempt('EncryptionBlt', bench, {})()).toBe(S_OK);
  });

  it.each(decryptionCases)('DecryptionBlt: %s', (_name, wrong) => {
    const bench = new Bench();
    const call = attempt('DecryptionBlt', bench, wrong(bench));
    const before = bench.snapshot();
    expect(call()).toBe(E_INVALIDARG);
    expect(bench.snapshot()).toEqual(before);
    expect(attempt('DecryptionBlt', bench, {})()).toBe(S_OK);
  });

  it.each(['EncryptionBlt', 'DecryptionBlt'] as const)('%s without its caps bit', (name) => {
    const CAPS = ddi.D3D11_1DDI_CONTENT_PROTECTION_CAPS;
    const bit = name === 'EncryptionBlt' ? CAPS.DECRYPTION_BLT : CAPS.ENCRYPTED_READ_BACK;
    const bench = new Bench({ profile: { caps: CAPS.SOFTWARE | bit } });
    const call = attempt(name, bench, {});
    const before = bench.snapshot();
    expect(call()).toBe(E_INVALIDARG);
    expect(bench.snapshot()).toEqual(before);
  });

  it.each<[string, (bench: Bench) => Wrong]>([
    ['block info (DB-4)', (bench) => ({ blockInfo: bench.bytes(12) })],
    ['a content key (DB-7)', (bench) => ({ contentKey: bench.bytes(16) })],
  ])('DecryptionBlt: %s without the cap that goes with it', (_name, given) => {
    const { SOFTWARE, DECRYPTION_BLT } = ddi.D3D11_1DDI_CONTENT_PROTECTION_CAPS;
    const bench = new Bench({ profile: { caps: SOFTWARE | DECRYPTION_BLT } });
    const call = attempt('DecryptionBlt', bench, given(bench));
    const before = bench.snapshot();
    expect(call()).toBe(E_INVALIDARG);
    expect(bench.snapshot()).toEqual(before);
    expect(attempt('DecryptionBlt', bench, {})()).toBe(S_OK);
    const other = new Bench();
    expect(attempt('DecryptionBlt', other, given(other))()).toBe(S_OK);
  });

  it.each([0, 4, 24])('half a block is right where BlockAlignmentSize is %p', (blockAlignmentBytes) => {
    const bench = new Bench({ profile: { blockAlignmentBytes } });
    const { device } = bench;
    const [source, target] = [device.buffer(bytes(24)), device.buffer(24)];
    expect(device.decrypt(device.keyedSession(bytes(16)), source, target, new Uint8Array(16))).toBe(S_OK);
  });

  it('is said through pfnSetErrorCb, or not at all by the switch (D-08)', () => {
    const bench = new Bench({ profile: { voidFailure: 'silent' } });
    const call = attempt('DecryptionBlt', bench, { ivSize: 8 });
    const before = bench.snapshot();
    expect(call()).toBe(S_OK);
    expect(bench.snapshot()).toEqual(before);
    bench.device.functions.pfnStagingResourceMap(bench.device.hDevice, NULL, 0, 1, 0, bench.bytes(16));
    expect(bench.reported()).toBe(E_INVALIDARG); // not a function of content protection: its codes are documented
  });
});

describe('resources', () => {
  it.each([
    ['a buffer of nothing', (bench: Bench) => bench.bufferArguments(0)],
    ['odd NV12', (bench: Bench) => bench.nv12Arguments(5, 4)],
    ['odd NV12', (bench: Bench) => bench.nv12Arguments(4, 5)],
    ['NV12 of no height', (bench: Bench) => bench.nv12Arguments(4, 0)],
    ...(['MipLevels', 'ArraySize', 'MiscFlags', 'Format', 'ResourceDimension', 'SampleDesc'] as const).map(
      (member) => {
        const wrong = {
          MipLevels: 2,
          ArraySize: 0,
          MiscFlags: 0x10000,
          Format: 106,
          ResourceDimension: 2,
          SampleDesc: 4,
        };
        return [
          `${member} ${wrong[member]}`,
          (bench: Bench) => {
            const arguments_ = bench.nv12Arguments(4, 4);
            const offsets: Readonly<Record<string, number>> = ddi.D3D11DDIARG_CREATERESOURCE.offset;
            bench.memory.writeU32(at(arguments_ + offsets[member]!), wrong[member]);
            return arguments_;
          },
        ] as const;
      },
    ),
  ])('%s is not supported (RES-2, RES-12)', (_name, make) => {
    const bench = new Bench();
    const [arguments_, handle] = [make(bench), bench.bytes(16)];
    const before = bench.snapshot();
    bench.device.functions.pfnCreateResource(bench.device.hDevice, arguments_, handle, NULL);
    expect(bench.reported()).toBe(ddi.DXGI_DDI_ERR_UNSUPPORTED);
    expect(bench.snapshot()).toEqual(before);
  });

  it('keep initial data apart by slice, and copy whole (RES-5, RES-28)', () => {
    const bench = new Bench();
    const { device, memory } = bench;
    const slices = [bytes(24), bytes(24)];
    const list = bench.bytes(32);
    slices.forEach((slice, index) => {
      ddi.D3D10_DDIARG_SUBRESOURCE_UP.encode(memory, at(list + 16 * index), {
        pSysMem: bench.bytes(slice),
        SysMemPitch: 4,
      });
    });
    const arguments_ = bench.nv12Arguments(4, 4);
    memory.writeU64(at(arguments_ + ddi.D3D11DDIARG_CREATERESOURCE.offset.pInitialDataUP), BigInt(list));
    memory.writeU32(at(arguments_ + ddi.D3D11DDIARG_CREATERESOURCE.offset.ArraySize), 2);
    const source = device.resource(arguments_);
    memory.writeU64(at(arguments_ + ddi.D3D11DDIARG_CREATERESOURCE.offset.pInitialDataUP), 0n);
    const copy = device.resource(arguments_);
    const single = device.nv12(4, 4);
    device.functions.pfnResourceCopy(device.hDevice, copy, source);
    expect(bench.reported()).toBe(S_OK);
    expect(device.content(copy)).toEqual(slices[0]);
    const slice = (index: number) => {
      const pMapped = bench.bytes(16);
      device.functions.pfnStagingResourceMap(device.hDevice, copy, index, 1, 0, pMapped);
      expect(bench.reported()).toBe(index < 2 ? S_OK : E_INVALIDARG);
      return ddi.D3D10DDI_MAPPED_SUBRESOURCE.decode(memory, pMapped);
    };
    const second = slice(1);
    expect(memory.copyOut(second.pData, 4)).toEqual(slices[1]!.subarray(0, 4));
    expect(memory.copyOut(at(second.pData + second.RowPitch), 4)).toEqual(slices[1]!.subarray(4, 8));
    expect(slice(2)).toEqual({ pData: 0, RowPitch: 0, DepthPitch: 0 });
    device.functions.pfnResourceCopy(device.hDevice, single, copy);
    expect(bench.reported()).toBe(E_INVALIDARG);
    expect(device.content(single)).toEqual(new Uint8Array(24));
  });

  it('keep their bytes through map and unmap, whatever their size (property)', () => {
    const bench = new Bench();
    const { device } = bench;
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 20 }),
        (halfWidth, halfHeight) => {
          const [width, height] = [2 * halfWidth, 2 * halfHeight];
          const picture = bytes(width * height * 1.5);
          const texture = device.nv12(width, height, picture);
          const map = mapped(bench, texture);
          expect(map.pitch % 64).toBe(0);
          expect(map.bytes).toHaveLength(map.pitch * height * 1.5);
          for (let row = 0; row < height * 1.5; row += 1)
            expect(map.bytes.subarray(row * map.pitch, row * map.pitch + width)).toEqual(
              picture.subarray(row * width, (row + 1) * width),
            );
          device.functions.pfnStagingResourceUnmap(device.hDevice, texture, 0);
          expect(bench.reported()).toBe(S_OK);
          expect(device.content(texture)).toEqual(picture);
        },
      ),
      { numRuns: 40 },
    );
  });
});
