import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import type { Address, HResource } from 'softumd/ddi';
import * as ddi from 'softumd/ddi';
import { AccessViolation } from 'softumd/memory';
import { caught } from '../../support/caught.js';
import type { BenchDevice } from './bench.js';
import { Bench } from './bench.js';

const { S_OK, E_INVALIDARG, DXGI_DDI_ERR_UNSUPPORTED, NULL } = ddi;
const offset = ddi.D3D11DDIARG_CREATERESOURCE.offset;
const at = (address: number) => address as Address;
const bytes = (count: number) => new Uint8Array(randomBytes(count));

/** CreateResource's arguments for an NV12 picture of 4x4, with one 32-bit member changed. */
const with32 = (member: 'MipLevels' | 'SampleDesc' | 'ArraySize', value: number) => (bench: Bench) => {
  const arguments_ = bench.nv12Arguments(4, 4);
  bench.memory.writeU32(at(arguments_ + offset[member]), value);
  return arguments_;
};

/** The same, with one pointer changed. */
const withPointer = (member: 'pMipInfoList' | 'pInitialDataUP', value: number) => (bench: Bench) => {
  const arguments_ = bench.nv12Arguments(4, 4);
  bench.memory.writeU64(at(arguments_ + offset[member]), BigInt(value));
  return arguments_;
};

type Levels = readonly (readonly [width: number, height: number])[];

const twoLevels: Levels = [
  [8, 8],
  [4, 4],
];
const threeLevels: Levels = [
  [4, 4],
  [2, 2],
  [1, 1],
];
const noWidth: Levels = [
  [1, 2],
  [0, 1],
];
const chain = (bench: Bench, Format: number, levels = twoLevels) =>
  bench.textureArguments({ Format, levels });

/** A buffer whose list has two entries. */
const twoLevelBuffer = (bench: Bench) => {
  const arguments_ = chain(bench, ddi.DXGI_FORMAT.UNKNOWN);
  bench.memory.writeU32(at(arguments_ + offset.ResourceDimension), ddi.D3D10DDIRESOURCE_TYPE.BUFFER);
  return arguments_;
};

describe('CreateResource', () => {
  it.each([
    ['NV12 of no width', (bench: Bench) => bench.nv12Arguments(0, 4)],
    ['no mip level', with32('MipLevels', 0)],
    ['NV12 of two mip levels', with32('MipLevels', 2)],
    ['NV12 of two mip levels, even ones', (bench: Bench) => chain(bench, ddi.DXGI_FORMAT.NV12)],
    ['P010 of two mip levels', (bench: Bench) => chain(bench, ddi.DXGI_FORMAT.P010)],
    ['P016 of two mip levels', (bench: Bench) => chain(bench, ddi.DXGI_FORMAT.P016)],
    ['420_OPAQUE', (bench: Bench) => chain(bench, ddi.DXGI_FORMAT.OPAQUE_420, [[4, 4]])],
    ['odd YUY2', (bench: Bench) => chain(bench, ddi.DXGI_FORMAT.YUY2, [[5, 4]])],
    ['a mip level of odd YUY2 (RES-12)', (bench: Bench) => chain(bench, ddi.DXGI_FORMAT.YUY2, threeLevels)],
    ['a mip level of no width', (bench: Bench) => chain(bench, ddi.DXGI_FORMAT.AYUV, noWidth)],
    ['a buffer of two mip levels', twoLevelBuffer],
    ['two samples a pixel', with32('SampleDesc', 2)],
    ['no slice', with32('ArraySize', 0)],
    ['a buffer of no bytes', (bench: Bench) => bench.bufferArguments(0)],
    ['no list of mips', withPointer('pMipInfoList', NULL)],
  ])('%s is not supported (RES-2)', (_name, make) => {
    const bench = new Bench();
    const [arguments_, handle] = [make(bench), bench.bytes(16)];
    const before = bench.snapshot();
    bench.device.functions.pfnCreateResource(bench.device.hDevice, arguments_, handle, NULL);
    expect(bench.reported()).toBe(DXGI_DDI_ERR_UNSUPPORTED);
    expect(bench.snapshot()).toEqual(before);
  });

  it.each([
    ['the list is', () => withPointer('pInitialDataUP', 0x5000_0000)],
    [
      'the last slice’s bytes are',
      (list: (bench: Bench) => Address) => (bench: Bench) => {
        const arguments_ = with32('ArraySize', 2)(bench);
        bench.memory.writeU64(at(arguments_ + offset.pInitialDataUP), BigInt(list(bench)));
        return arguments_;
      },
    ],
  ] as const)('initial data of which %s not there: nothing is left of the resource (D-14)', (_name, make) => {
    const bench = new Bench();
    const entry = ddi.D3D10_DDIARG_SUBRESOURCE_UP;
    const list = () => {
      const there = entry.toBytes({ pSysMem: bench.bytes(24), SysMemPitch: 4 });
      const gone = entry.toBytes({ pSysMem: at(0x5000_0000), SysMemPitch: 4 });
      return bench.bytes(new Uint8Array([...there, ...gone]));
    };
    const [arguments_, handle] = [make(list)(bench), bench.bytes(16) as HResource];
    const before = bench.snapshot();
    const { functions, hDevice } = bench.device;
    expect(
      caught(() => {
        functions.pfnCreateResource(hDevice, arguments_, handle, NULL);
      }),
    ).toBeInstanceOf(AccessViolation);
    expect(bench.snapshot()).toEqual(before);
  });
});

describe('the arguments of CreateResource (RES-7)', () => {
  it.each([
    ['D3D11_1', 72],
    ['D3DWDDM2_0', 80],
    ['D3DWDDM2_4', 80],
  ] as const)('of %s are %d bytes, and the last of them counts', (version, size) => {
    const profile = { interfaceVersions: ['D3D11_1', 'D3DWDDM2_0', 'D3DWDDM2_4'] as const };
    const bench = new Bench({ profile }, ddi.interfaceVersion(version));
    const { functions, hDevice } = bench.device;
    const image = bench.memory.copyOut(bench.bufferArguments(64), 72);
    const create = (room: number) => {
      const given = new Uint8Array(room);
      given.set(image.subarray(0, room));
      const arguments_ = bench.bytes(given);
      return caught(() => {
        functions.pfnCreateResource(hDevice, arguments_, bench.bytes(16), NULL);
      });
    };
    expect(create(size - 1)).toBeInstanceOf(AccessViolation);
    expect([create(size), bench.reported()]).toEqual([undefined, S_OK]);
  });
});

/** The bytes of a picture that a resource was made of. */
function nv12(device: BenchDevice, size: readonly number[]) {
  const [width, height] = size as [number, number];
  const content = bytes(width * height * 1.5);
  return { content, resource: device.nv12(width, height, content) };
}

describe('ResourceCopy between two that are not alike (RES-28)', () => {
  it.each([
    ['the same width and another height', [8, 4], [8, 8]],
    ['the same height and another width', [4, 8], [8, 8]],
    ['as many bytes in another shape', [8, 4], [4, 8]],
  ] as const)('%s: refused either way, and no byte is moved', (_name, one, other) => {
    const bench = new Bench();
    const { device } = bench;
    const [a, b] = [nv12(device, one), nv12(device, other)];
    for (const [target, source] of [
      [a, b],
      [b, a],
    ] as const) {
      device.functions.pfnResourceCopy(device.hDevice, target.resource, source.resource);
      expect(bench.reported()).toBe(E_INVALIDARG);
    }
    expect([device.content(a.resource), device.content(b.resource)]).toEqual([a.content, b.content]);
  });

  it('buffers of other sizes, likewise', () => {
    const bench = new Bench();
    const { device } = bench;
    const contents = [bytes(32), bytes(48)];
    const buffers = contents.map((content) => device.buffer(content)) as [HResource, HResource];
    device.functions.pfnResourceCopy(device.hDevice, ...buffers);
    expect(bench.reported()).toBe(E_INVALIDARG);
    expect(buffers.map((buffer) => device.content(buffer))).toEqual(contents);
  });
});

describe('blts between two that are not alike (EB-5, DB-11)', () => {
  it.each([
    ['the same width and another height', [8, 8], [8, 16]],
    ['the same height and another width', [8, 8], [16, 8]],
  ] as const)('%s: refused, and no byte is moved', (_name, one, other) => {
    const bench = new Bench();
    const { device } = bench;
    const session = device.keyedSession(bytes(16));
    const [a, b] = [nv12(device, one), nv12(device, other)];
    expect(device.decrypt(session, a.resource, b.resource, bytes(16))).toBe(E_INVALIDARG);
    expect(device.decrypt(session, b.resource, a.resource, bytes(16))).toBe(E_INVALIDARG);
    expect([device.content(a.resource), device.content(b.resource)]).toEqual([a.content, b.content]);
  });
});

describe('Unmap', () => {
  it('takes each subresource that there is, and no other', () => {
    const bench = new Bench();
    const { device } = bench;
    const { hDevice, functions } = device;
    const codesOf = (resource: HResource, subresources: readonly number[]) =>
      subresources.map((subresource) => {
        functions.pfnStagingResourceUnmap(hDevice, resource, subresource);
        return bench.reported();
      });
    expect(codesOf(device.buffer(16), [0, 1, 0xffffffff])).toEqual([S_OK, E_INVALIDARG, E_INVALIDARG]);
    const array = device.resource(with32('ArraySize', 3)(bench));
    expect(codesOf(array, [0, 2, 3])).toEqual([S_OK, S_OK, E_INVALIDARG]);
  });
});

describe('Flush (DEV-21)', () => {
  it('has always flushed a device that there is, the removed one too, and no other', () => {
    const bench = new Bench();
    const { hDevice, functions } = bench.device;
    const flush = (flags: number) => [functions.pfnFlush(hDevice, flags), bench.reported()];
    expect([flush(0), flush(1)]).toEqual([
      [1, S_OK],
      [1, S_OK],
    ]);
    bench.driver.control.removeDevice();
    expect(flush(0)).toEqual([1, ddi.D3DDDIERR_DEVICEREMOVED]);
    functions.pfnDestroyDevice(hDevice);
    expect(flush(0)).toEqual([0, S_OK]);
  });
});
