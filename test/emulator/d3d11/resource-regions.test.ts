import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import type { Address, HResource } from 'softumd/ddi';
import * as ddi from 'softumd/ddi';
import { AccessViolation } from 'softumd/memory';
import { caught } from '../../support/caught.js';
import { Bench } from './bench.js';

const { S_OK, E_INVALIDARG, NULL } = ddi;
const bytes = (count: number) => new Uint8Array(randomBytes(count));

type Box = Partial<Record<'left' | 'top' | 'front' | 'right' | 'bottom' | 'back', number>>;

/** Two NV12 pictures, of 8x8 and of 16x8, and a buffer of 64 bytes. */
function furnished() {
  const bench = new Bench();
  const { device } = bench;
  const contents = { small: bytes(96), large: bytes(192), buffer: bytes(64) };
  const resources = {
    small: device.nv12(8, 8, contents.small),
    large: device.nv12(16, 8, contents.large),
    buffer: device.buffer(contents.buffer),
  };
  const found = () => ({
    small: device.content(resources.small),
    large: device.content(resources.large),
    buffer: device.content(resources.buffer),
  });
  return { bench, device, contents, resources, found };
}

type Name = keyof ReturnType<typeof furnished>['resources'];

interface Copy {
  readonly to?: Name;
  readonly from?: Name;
  readonly place?: readonly [x: number, y: number, z: number];
  readonly subresources?: readonly [to: number, from: number];
  readonly box?: Box;
}

/** ResourceCopyRegion of a box of 4x4 between the pictures, but for what is given; the code that was reported. */
function copy(furniture: ReturnType<typeof furnished>, given: Copy): number {
  const { bench, device, resources } = furniture;
  const { to = 'small', from = 'large', place = [0, 0, 0], subresources = [0, 0], box = {} } = given;
  const pSrcBox = bench.bytes(
    ddi.D3D10_DDI_BOX.toBytes({ left: 0, top: 0, front: 0, right: 4, bottom: 4, back: 1, ...box }),
  );
  device.functions.pfnResourceCopyRegion(
    ...([device.hDevice, resources[to], subresources[0], ...place] as const),
    ...([resources[from], subresources[1], pSrcBox, 0] as const),
  );
  return bench.reported();
}

describe('ResourceCopyRegion', () => {
  it('copies up to the last row and column of either side (RES-30)', () => {
    const furniture = furnished();
    const { contents, found } = furniture;
    expect(copy(furniture, { place: [4, 4, 0], box: { left: 12, top: 4, right: 16, bottom: 8 } })).toBe(S_OK);
    const expected = contents.small.slice();
    for (const row of [4, 5, 6, 7, 10, 11])
      expected.set(contents.large.subarray(row * 16 + 12, row * 16 + 16), row * 8 + 4);
    expect(found()).toEqual({ ...contents, small: expected });
  });

  it.each<[string, Copy]>([
    ['a box that ends behind the last column', { box: { left: 14, right: 18 } }],
    ['a box that ends behind the last row', { box: { top: 6, bottom: 10 } }],
    ['a box that begins before the first column', { box: { left: -2 } }],
    ['a box that begins above the first row', { box: { top: -2 } }],
    ['a place too far to the right', { place: [6, 0, 0] }],
    ['a place too far down', { place: [0, 6, 0] }],
    ['a place in the depth', { place: [0, 0, 1] }],
    ['half a sample of chroma on the left', { box: { left: 1, right: 4 } }],
    ['half a sample of chroma on the right', { box: { right: 3 } }],
    ['half a sample of chroma above', { box: { top: 1 } }],
    ['half a sample of chroma below', { box: { bottom: 3 } }],
    ['half a sample of chroma in the destination', { place: [1, 0, 0] }],
    ['no such subresource of the source', { subresources: [0, 1] }],
    ['no such subresource of the destination', { subresources: [1, 0] }],
    ['a buffer for a picture', { from: 'buffer', box: { bottom: 1 } }],
    ['a picture for a buffer', { to: 'buffer', box: { bottom: 1 } }],
  ])('of %s: refused, and no byte is moved (RES-31, D-14)', (_name, given) => {
    const furniture = furnished();
    expect(copy(furniture, given)).toBe(E_INVALIDARG);
    expect(furniture.found()).toEqual(furniture.contents);
  });

  it.each<[string, Box]>([
    ['width', { right: 0 }],
    ['height', { bottom: 0 }],
    ['depth', { back: 0 }],
    ['anything, wherever it is', { left: 90, right: 80 }],
  ])('of a box without %s does nothing, and is no mistake (RES-30)', (_name, box) => {
    const furniture = furnished();
    expect(copy(furniture, { box })).toBe(S_OK);
    expect(furniture.found()).toEqual(furniture.contents);
  });
});

describe('ResourceUpdateSubresourceUP', () => {
  const update = (
    { bench, device }: ReturnType<typeof furnished>,
    resource: HResource,
    {
      box,
      source,
      pitch,
      subresource = 0,
    }: { box?: Box; source: Address; pitch: number; subresource?: number },
  ) => {
    const given = { left: 0, top: 0, front: 0, right: 4, bottom: 4, back: 1, ...box };
    const pDstBox = box ? bench.bytes(ddi.D3D10_DDI_BOX.toBytes(given)) : NULL;
    const { functions, hDevice } = device;
    functions.pfnResourceUpdateSubresourceUP(hDevice, resource, subresource, pDstBox, source, pitch, 0, 0);
    return bench.reported();
  };

  it('fills a box of luma and then, half as many rows, of chroma (RES-12, RES-32)', () => {
    const furniture = furnished();
    const { bench, contents, resources, found } = furniture;
    const rows = bytes(6 * 10);
    const box = { left: 2, top: 4, right: 6, bottom: 8 };
    expect(update(furniture, resources.small, { box, source: bench.bytes(rows), pitch: 10 })).toBe(S_OK);
    const expected = contents.small.slice();
    [4, 5, 6, 7, 10, 11].forEach((row, index) => {
      expected.set(rows.subarray(index * 10, index * 10 + 4), row * 8 + 2);
    });
    expect(found()).toEqual({ ...contents, small: expected });
  });

  it('has changed nothing where a row is not there (D-14)', () => {
    const furniture = furnished();
    const { bench, resources } = furniture;
    const source = bench.bytes(11 * 8);
    const before = bench.snapshot();
    const error = caught(() => update(furniture, resources.small, { source, pitch: 8 }));
    expect(error).toBeInstanceOf(AccessViolation);
    expect(bench.snapshot()).toEqual(before);
  });

  it.each<[string, { box?: Box; subresource?: number }]>([
    ['no such subresource', { subresource: 1 }],
    ['a box that ends outside', { box: { right: 10 } }],
    ['half a sample of chroma', { box: { right: 3 } }],
  ])('of %s: refused, and no byte is moved (D-14)', (_name, given) => {
    const furniture = furnished();
    const { bench, resources, contents, found } = furniture;
    const source = bench.bytes(bytes(192));
    expect(update(furniture, resources.small, { ...given, source, pitch: 8 })).toBe(E_INVALIDARG);
    expect(found()).toEqual(contents);
  });

  it('of an empty box does nothing, and is no mistake', () => {
    const furniture = furnished();
    const { bench, resources, contents, found } = furniture;
    const source = bench.bytes(bytes(192));
    expect(update(furniture, resources.small, { box: { right: 0 }, source, pitch: 8 })).toBe(S_OK);
    expect(found()).toEqual(contents);
  });
});
