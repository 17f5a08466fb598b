import { describe, expect, it } from '@jest/globals';
import * as d3d11 from 'softumd/d3d11';
import { type Address, D3D11DDIARG_CREATERESOURCE } from 'softumd/ddi';
import { ArenaMemory } from 'softumd/memory';
import {
  bufferDesc,
  dynamic,
  dynamicVertices,
  packed,
  plain,
  type Player,
  replacing,
  spread,
  staging,
  target,
  textureDesc,
} from './player.js';

const { out, S_OK, E_INVALIDARG } = d3d11;

describe('CreateBuffer, CreateTexture2D', () => {
  const data = (bytes: number, SysMemPitch = 0) => ({
    pSysMem: new Uint8Array(bytes),
    SysMemPitch,
    SysMemSlicePitch: 0,
  });

  it.each([
    ['no bytes', bufferDesc(staging, 0), null],
    ['half a byte', bufferDesc(staging, 1.5), null],
    ['less than nothing', bufferDesc(staging, -16), null],
    ['more than 32 bits', bufferDesc(staging, 2 ** 32), null],
    ['NaN', bufferDesc(staging, Number.NaN), null],
    ['flags that are no flags', bufferDesc({ ...plain, BindFlags: -1 }), null],
    ['a bound STAGING buffer', bufferDesc({ ...staging, BindFlags: 0x20 }), null],
    ['a STAGING buffer without CPU access', bufferDesc({ ...staging, CPUAccessFlags: 0 }), null],
    ['a DEFAULT buffer with CPU access', bufferDesc({ ...target, CPUAccessFlags: 0x10000 }), null],
    ['an IMMUTABLE buffer of nothing', bufferDesc({ ...plain, Usage: 1 }), null],
    ['too little initial data', bufferDesc(staging, 64), data(63)],
    ['a pitch that is none', bufferDesc(staging, 64), data(64, -1)],
  ])('buffer: %s', (_name, desc, initial) => {
    const { player, said } = spread();
    const before = player.memory.live().length;
    const buffer = out<d3d11.ID3D11Buffer>();
    expect(
      said(() => {
        expect(player.device.CreateBuffer(desc, initial, buffer)).toBe(E_INVALIDARG);
      }),
    ).not.toEqual([]);
    expect(buffer).toEqual({ value: null });
    expect([player.reason, player.memory.live().length]).toEqual([S_OK, before]);
  });

  it.each([
    ['no width', { Width: 0 }, null],
    ['no slices', { ArraySize: 0 }, null],
    ['odd NV12', { Width: 7 }, null],
    ['a format that the driver does not have', { Format: d3d11.DXGI_FORMAT.OPAQUE_420 }, null],
    ['multisampling', { ...target, SampleDesc: { Count: 4, Quality: 0 } }, null],
    ['protection by hardware', { ...target, MiscFlags: d3d11.D3D11_RESOURCE_MISC_FLAG.HW_PROTECTED }, null],
    ['a mip chain of NV12', { ...target, MipLevels: 2 }, null],
    ['one picture for two slices', { ...packed, ArraySize: 2 }, [data(64, 16)]],
    ['too little of a picture', {}, [data(47, 8)]],
    ['too little for the pitch', {}, [data(48, 16)]],
  ])('texture: %s', (_name, changes, initial) => {
    const { player, said } = spread();
    const before = player.memory.live().length;
    const call = () => player.device.CreateTexture2D(textureDesc(staging, changes), initial, out());
    expect(
      said(() => {
        expect(call()).toBe(E_INVALIDARG);
      }),
    ).not.toEqual([]);
    expect([player.reason, player.memory.live().length]).toEqual([S_OK, before]);
  });

  it('the driver gets flags by its own numbers', () => {
    const seen: { BindFlags: number; MapFlags: number }[] = [];
    const { player } = spread({
      interposer:
        ({ name }, inner, { memory }) =>
        (...args) => {
          const pCreateData = args[1] as never as Address;
          if (name === 'CreateResource') seen.push(D3D11DDIARG_CREATERESOURCE.decode(memory, pCreateData));
          return inner(...args);
        },
    });
    const desc = bufferDesc({ ...plain, BindFlags: 0x80 | 0x20 });
    expect(player.device.CreateBuffer(desc, null, out())).toBe(S_OK);
    expect(player.device.CreateBuffer(bufferDesc(staging), null, out())).toBe(S_OK);
    expect(seen.map(({ BindFlags, MapFlags }) => [BindFlags, MapFlags])).toEqual([
      [0x120, 0],
      [0, 3],
    ]);
  });

  it.each([
    ['default', 72],
    ['hardware-decode', 80],
  ])('the driver of %s gets the %i bytes that its version reads (RES-7)', (profile, bytes) => {
    const room: (number | undefined)[] = [];
    const { player } = spread({
      profile,
      interposer:
        ({ name }, inner, { memory }) =>
        (...args) => {
          if (name === 'CreateResource') room.push(memory.roomAt?.(args[1] as never));
          return inner(...args);
        },
    });
    expect(player.device.CreateBuffer(bufferDesc(staging), null, out())).toBe(S_OK);
    expect(room).toEqual([bytes]);
  });

  it('initial data arrives by its own pitch', () => {
    const { player } = spread();
    const picture = Uint8Array.from({ length: 6 * 12 }, (_, index) => index);
    const texture = out<d3d11.ID3D11Texture2D>();
    const initial = [{ pSysMem: picture.subarray(0, 5 * 12 + 8), SysMemPitch: 12, SysMemSlicePitch: 0 }];
    expect(player.device.CreateTexture2D(textureDesc(staging), initial, texture)).toBe(S_OK);
    const bytes = player.read(texture.value!);
    for (let row = 0; row < 6; row += 1)
      expect(bytes.subarray(row * 64, row * 64 + 8)).toEqual(picture.subarray(row * 12, row * 12 + 8));
  });

  it('out of memory, on either side, is E_OUTOFMEMORY and leaves nothing (XLT-7)', () => {
    const { player, driver } = spread({ memory: new ArenaMemory({ limitBytes: 1 << 20 }) });
    const before = player.memory.live().length;
    const create = (bytes: number, initial: ReturnType<typeof data> | null) =>
      player.device.CreateBuffer(bufferDesc(staging, bytes), initial, out());
    expect(create(4 << 20, null)).toBe(d3d11.E_OUTOFMEMORY);
    expect(create(4 << 20, data(4 << 20))).toBe(d3d11.E_OUTOFMEMORY);
    expect(create(600 << 10, data(600 << 10))).toBe(d3d11.E_OUTOFMEMORY); // room for one of the two
    driver.control.failAllocation(1);
    expect(create(64, data(64))).toBe(d3d11.E_OUTOFMEMORY);
    expect([player.reason, player.memory.live().length]).toEqual([S_OK, before]);
    expect(create(64, data(64))).toBe(S_OK);
  });
});

describe('Map, Unmap', () => {
  const { READ, WRITE, READ_WRITE, WRITE_DISCARD, WRITE_NO_OVERWRITE } = d3d11.D3D11_MAP;

  it.each([
    ['a staging buffer for nothing', staging, 0],
    ['a staging buffer to discard', staging, WRITE_DISCARD],
    ['a staging buffer by number 6', staging, 6],
    ['a staging buffer by NaN', staging, Number.NaN],
    ['a read-only buffer to write', { ...staging, CPUAccessFlags: 0x20000 }, WRITE],
    ['a write-only buffer to read', { ...staging, CPUAccessFlags: 0x10000 }, READ],
    ['a write-only buffer for both', { ...staging, CPUAccessFlags: 0x10000 }, READ_WRITE],
    ['a dynamic buffer to write', dynamic, WRITE],
    ['a dynamic buffer to read', dynamic, READ],
    ['a render target', target, READ],
  ])('%s: E_INVALIDARG, and the device lives', (_name, kind, mapType) => {
    const { player, said } = spread();
    const [buffer, mapped] = [player.buffer(kind), out<d3d11.D3D11_MAPPED_SUBRESOURCE>()];
    expect(
      said(() => {
        expect(player.context.Map(buffer, 0, mapType, 0, mapped)).toBe(E_INVALIDARG);
      }),
    ).toHaveLength(1);
    expect([mapped, player.reason]).toEqual([{}, S_OK]);
  });

  it.each([1, 7, -1, 0.5, Number.NaN, 0xffffffff])(
    'subresource %p: E_INVALIDARG, and the device lives',
    (subresource) => {
      const { player } = spread();
      const buffer = player.buffer(staging);
      expect(player.context.Map(buffer, subresource, READ, 0, out())).toBe(E_INVALIDARG);
      player.context.Unmap(buffer, subresource);
      expect(player.reason).toBe(S_OK);
    },
  );

  it('flags that are none: E_INVALIDARG; DO_NOT_WAIT is one', () => {
    const { player } = spread();
    const buffer = player.buffer(staging);
    expect(player.context.Map(buffer, 0, READ, 1, out())).toBe(E_INVALIDARG);
    expect(player.context.Map(buffer, 0, READ, 0x100000, out())).toBe(S_OK);
  });

  it('twice, or unmapped before: a message each', () => {
    const { player, said } = spread();
    const buffer = player.buffer(staging);
    const unmap = () => {
      player.context.Unmap(buffer, 0);
    };
    expect(said(unmap)).toHaveLength(1);
    player.map(buffer);
    expect(
      said(() => {
        expect(player.context.Map(buffer, 0, READ, 0, out())).toBe(E_INVALIDARG);
      }),
    ).toHaveLength(1);
    expect(said(unmap)).toEqual([]);
    expect(said(unmap)).toHaveLength(1);
  });

  it('slices one by one, in place', () => {
    const { player } = spread();
    const texture = player.texture(staging, { ...packed, ArraySize: 3 });
    for (const slice of [0, 1, 2]) {
      const mapped = out<d3d11.D3D11_MAPPED_SUBRESOURCE>();
      expect(player.context.Map(texture, slice, WRITE, 0, mapped)).toBe(S_OK);
      expect([mapped.value!.RowPitch, mapped.value!.pData!.length]).toEqual([64, 64 * 4]);
      mapped.value!.pData!.fill(slice + 1);
      player.context.Unmap(texture, slice);
    }
    expect([...new Set(player.read(texture))]).toEqual([1]);
    expect(player.context.Map(texture, 3, READ, 0, out())).toBe(E_INVALIDARG);
  });

  it('dynamic buffers for the map types that are theirs', () => {
    const { player } = spread();
    for (const mapType of [WRITE_DISCARD, WRITE_NO_OVERWRITE]) {
      const buffer = player.buffer(dynamicVertices);
      player.map(buffer, mapType).fill(1);
      player.context.Unmap(buffer, 0);
    }
    expect(player.reason).toBe(S_OK);
  });

  it('a released resource, or another device’s', () => {
    const { player, texts } = spread();
    const buffer = player.buffer(staging);
    buffer.Release();
    buffer.Release();
    const foreign = player.sibling().buffer(staging);
    expect(
      texts(() => {
        expect(player.context.Map(buffer, 0, READ, 0, out())).toBe(E_INVALIDARG);
      }),
    ).toEqual(['pResource has been released']);
    expect(
      texts(() => {
        expect(player.context.Map(foreign, 0, READ, 0, out())).toBe(E_INVALIDARG);
      }),
    ).toEqual(['pResource belongs to another device']);
  });
});

describe('CopyResource', () => {
  it('copies bytes', () => {
    const { player } = spread();
    const picture = new Uint8Array(64).fill(0x3c);
    const [source, copy] = [player.buffer(target, picture), player.buffer(staging)];
    player.context.CopyResource(copy, source);
    expect(player.read(copy)).toEqual(picture);
  });

  it.each([
    [
      'itself',
      (player: Player) => {
        const one = player.buffer(staging);
        return [one, one] as const;
      },
    ],
    ['another size', (player: Player) => [player.buffer(staging), player.buffer(staging, 32)] as const],
    ['another type', (player: Player) => [player.buffer(staging), player.texture(staging)] as const],
    [
      'another shape',
      (player: Player) =>
        [player.texture(staging), player.texture(staging, { Width: 4, Height: 8 })] as const,
    ],
    [
      'fewer slices',
      (player: Player) =>
        [player.texture(staging, { ...packed, ArraySize: 2 }), player.texture(staging, packed)] as const,
    ],
    [
      'a released one',
      (player: Player) => {
        const one = player.buffer(staging);
        one.Release();
        return [one, player.buffer(staging)] as const;
      },
    ],
    [
      'a mapped one',
      (player: Player) => {
        const one = player.buffer(staging);
        player.map(one);
        return [player.buffer(staging), one] as const;
      },
    ],
    [
      'another device’s',
      (player: Player) => [player.buffer(staging), player.sibling().buffer(staging)] as const,
    ],
  ])('%s: dropped with a message, and the device lives', (_name, make) => {
    const reached: unknown[] = [];
    const copies = replacing('ResourceCopy', (inner, ...args) => {
      reached.push(args);
      return inner(...args);
    });
    const { player, said } = spread({ interposer: copies });
    const [copy, source] = make(player);
    expect(
      said(() => {
        player.context.CopyResource(copy, source);
      }),
    ).toHaveLength(1);
    expect([reached, player.reason]).toEqual([[], S_OK]);
  });

  it('onto what is IMMUTABLE is dropped', () => {
    const { player, said } = spread();
    const picture = new Uint8Array(64).fill(1);
    const fixed = player.buffer({ ...plain, BindFlags: 0x8, Usage: d3d11.D3D11_USAGE.IMMUTABLE }, picture);
    expect(
      said(() => {
        player.context.CopyResource(fixed, player.buffer(staging));
      }),
    ).toHaveLength(1);
    expect(player.bytesAtDriver(fixed)).toEqual(picture);
  });
});
