import { NULL } from '../../../abi/index.js';
import { D3DDDIERR_DEVICEREMOVED } from '../../../ddi/index.js';
import type { HostDevice } from '../../../host/index.js';
import { codesText } from '../../framework/judge.js';
import type { TestDefinition } from '../../framework/test.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { copyRegion, filled, placeBox, update, wholeOf, withPart } from '../helpers/regions.js';
import type { Shape, TestResource, Usage } from '../helpers/resources.js';
import { createResource, logicalBytes, readBack, rowsOf } from '../helpers/resources.js';
import { createSpecial, readSubresource, writeSubresource } from '../helpers/subresources.js';

/** Copies between what differs in size: what of the one comes to lie in the last corner of the other. */
const copies = {
  buffer: {
    from: { bytes: 1000 },
    to: { bytes: 612 },
    part: { left: 3, top: 0, right: 250, bottom: 1 },
    place: [365, 0],
  },
  nv12: {
    from: { width: 70, height: 10 },
    to: { width: 64, height: 12 },
    part: { left: 6, top: 2, right: 40, bottom: 8 },
    place: [30, 6],
  },
} as const;

/** What makes a box empty (RES-30). */
const emptyBoxes = {
  width: { right: 6 },
  height: { bottom: 2 },
  depth: { back: 0 },
  'inside-out': { right: 4 },
} as const;

const slices = 3;
const picture: Shape = { width: 70, height: 6 };

function createArray(t: D3D11Case, device: HostDevice, usage: Usage): TestResource {
  const what = `${usage} array of ${slices} NV12 textures`;
  return createSpecial(t, device, { shape: picture, usage, what }, { ArraySize: slices });
}

/** ResourceCopyRegion. */
const copyTests: readonly TestDefinition<D3D11Case>[] = [
  test('copy-region', { clauses: ['RES-30', 'RES-24'] })
    .params({ shape: Object.keys(copies) as (keyof typeof copies)[], box: ['given', 'null'] })
    .run((t, { shape, box }) => {
      const device = t.device();
      const { from, to, part, place } = copies[shape];
      // Without a box it is the whole source, which then has the size of the box.
      const size = { bytes: part.right - part.left, width: 34, height: 6 };
      const whole = shape === 'buffer' ? { bytes: size.bytes } : { width: size.width, height: size.height };
      const source = filled(t, device, box === 'given' ? from : whole, 'staging');
      const target = filled(t, device, to, 'staging');
      const pBox = box === 'given' ? placeBox(t, part) : NULL;
      const errors = copyRegion(t, { to: target.resource, from: source.resource, box: pBox, place });
      t.expectErrors(errors, [], 'RES-30', 'ResourceCopyRegion');
      const moved = box === 'given' ? part : wholeOf(source.shape);
      const expected = withPart(target, source, moved, place);
      t.expectBytes(readBack(t, target.resource), expected, 'RES-30', 'the destination');
      t.expectBytes(readBack(t, source.resource), source.content, 'RES-30', 'the source');
    }),
  test('copy-region-empty', { clauses: ['RES-30'] })
    .params({ by: Object.keys(emptyBoxes) as (keyof typeof emptyBoxes)[] })
    .run((t, { by }) => {
      const device = t.device();
      const { from, to, part, place } = copies.nv12;
      const [source, target] = [filled(t, device, from, 'staging'), filled(t, device, to, 'staging')];
      const box = placeBox(t, part, emptyBoxes[by]);
      const errors = copyRegion(t, { to: target.resource, from: source.resource, box, place });
      t.expectErrors(errors, [], 'RES-30', `a box that is empty by its ${by}`);
      const what = `a box that is empty by its ${by}: the destination`;
      t.expectBytes(readBack(t, target.resource), target.content, 'RES-30', what);
    }),
  test('copy-region-array', { clauses: ['RES-30', 'RES-25'] })
    .params({ within: ['two', 'one'] })
    .run((t, { within }) => {
      const device = t.device();
      const source = createArray(t, device, 'staging');
      const target = within === 'one' ? source : createArray(t, device, 'staging');
      const random = () => Array.from({ length: slices }, () => t.random.bytes(logicalBytes(picture)));
      const contents = random();
      const expected = within === 'one' ? [...contents] : random();
      contents.forEach((content, index) => {
        writeSubresource(t, source, index, content);
        writeSubresource(t, target, index, expected[index]!);
      });
      const errors = copyRegion(t, { to: target, from: source, box: NULL, subresources: [1, 2] });
      t.expectErrors(errors, [], 'RES-30', 'ResourceCopyRegion from subresource 2 to subresource 1');
      expected[1] = contents[2]!;
      expected.forEach((content, index) => {
        const what = `subresource 2 copied to subresource 1: subresource ${index}`;
        t.expectBytes(readSubresource(t, target, index), content, 'RES-30', what);
      });
    }),
];

/** ResourceUpdateSubresourceUP. */
const updateTests: readonly TestDefinition<D3D11Case>[] = [
  test('update', { clauses: ['RES-32', 'RES-8', 'RES-12'] })
    .params({ shape: ['buffer', 'nv12'] })
    .run((t, { shape }) => {
      const size = shape === 'buffer' ? { bytes: 1009 } : picture;
      const { resource } = filled(t, t.device(), size, 'default');
      const content = t.random.bytes(logicalBytes(size));
      const { rowBytes } = rowsOf(size);
      const errors = update(t, { to: resource, box: NULL, content, rowBytes, gap: 26 });
      t.expectErrors(errors, [], 'RES-32', 'ResourceUpdateSubresourceUP without a box');
      t.expectBytes(readBack(t, resource), content, 'RES-32', `a ${shape} that was updated`);
    }),
  test('update-box', { clauses: ['RES-32', 'RES-8'] }).run((t) => {
    const target = filled(t, t.device(), copies.buffer.from, 'default');
    const { part } = copies.buffer;
    const content = t.random.bytes(part.right - part.left);
    const box = placeBox(t, part);
    const given = { content, rowBytes: content.length, gap: 0 };
    const errors = update(t, { to: target.resource, box, ...given });
    t.expectErrors(errors, [], 'RES-32', 'ResourceUpdateSubresourceUP of a box');
    const expected = target.content.slice();
    expected.set(content, part.left);
    t.expectBytes(readBack(t, target.resource), expected, 'RES-32', 'a buffer of which a box was updated');
  }),
  test('update-array', { clauses: ['RES-32', 'RES-25', 'RES-12'] }).run((t) => {
    const device = t.device();
    const [array, seen] = [createArray(t, device, 'default'), createArray(t, device, 'staging')];
    const contents = Array.from({ length: slices }, () => t.random.bytes(logicalBytes(picture)));
    const { rowBytes } = rowsOf(picture);
    contents.forEach((content, subresource) => {
      const errors = update(t, { to: array, subresource, box: NULL, content, rowBytes, gap: 10 });
      t.expectErrors(errors, [], 'RES-32', `ResourceUpdateSubresourceUP of subresource ${subresource}`);
    });
    t.expectSuccess(device, 'ResourceCopy', () => {
      t.core(device, 'pfnResourceCopy')(device.hDevice, seen.handle, array.handle);
    });
    contents.forEach((content, index) => {
      t.expectBytes(readSubresource(t, seen, index), content, 'RES-32', `subresource ${index}, updated`);
    });
  }),
];

/** What lies outside, and in which way (RES-25, RES-31). */
const outside = {
  source: { shape: 'buffer', part: { left: 600, top: 0, right: 1001, bottom: 1 } },
  'source-before': { shape: 'buffer', part: { left: -16, top: 0, right: 100, bottom: 1 } },
  'source-above': { shape: 'nv12', part: { left: 0, top: -2, right: 16, bottom: 4 } },
  'source-below': { shape: 'nv12', part: { left: 0, top: 8, right: 16, bottom: 12 } },
  'buffer-below': { shape: 'buffer', part: { left: 0, top: 0, right: 16, bottom: 2 } },
  target: { shape: 'buffer', part: copies.buffer.part, place: [366, 0] },
  'target-below': { shape: 'nv12', part: copies.nv12.part, place: [0, 8] },
  'source-subresource': { shape: 'buffer', part: copies.buffer.part, subresources: [0, 1] },
  'target-subresource': { shape: 'buffer', part: copies.buffer.part, subresources: [1, 0] },
} as const;

/** What is refused. */
const refusingTests: readonly TestDefinition<D3D11Case>[] = [
  // The runtime keeps boxes inside (RES-31) and names what is there (RES-25).
  test('copy-region-outside', { clauses: ['RES-31', 'RES-25'], decisions: ['D-14'], hostile: true })
    .params({ what: Object.keys(outside) as (keyof typeof outside)[] })
    .run((t, { what }) => {
      const device = t.device();
      const { shape, part, ...rest } = outside[what];
      const source = filled(t, device, copies[shape].from, 'staging');
      const target = filled(t, device, copies[shape].to, 'staging');
      const box = placeBox(t, part);
      copyRegion(t, { to: target.resource, from: source.resource, box, ...rest });
      const text = `ResourceCopyRegion, outside: ${what}: the destination`;
      t.expectBytes(readBack(t, target.resource), target.content, 'D-14', text);
    }),
  test('update-outside', { clauses: ['RES-31', 'RES-25'], decisions: ['D-14'], hostile: true })
    .params({ what: ['box', 'subresource'] })
    .run((t, { what }) => {
      const target = filled(t, t.device(), { bytes: 512 }, 'default');
      const part = { left: 500, top: 0, right: what === 'box' ? 513 : 512, bottom: 1 };
      const content = t.random.bytes(part.right - part.left);
      const given = { box: placeBox(t, part), content, rowBytes: content.length, gap: 0 };
      const subresource = what === 'box' ? 0 : 1;
      update(t, { to: target.resource, subresource, ...given });
      const text = `ResourceUpdateSubresourceUP, another ${what} than there is: the destination`;
      t.expectBytes(readBack(t, target.resource), target.content, 'D-14', text);
    }),
  test('region-removed', { clauses: ['RES-27'], decisions: ['D-15'], needs: ['control'] })
    .params({ call: ['copy', 'update'] })
    .run((t, { call }) => {
      const device = t.device();
      const [to, from] = [
        createResource(t, device, { bytes: 64 }, 'default'),
        createResource(t, device, { bytes: 64 }, 'staging'),
      ];
      t.driver.control.removeDevice();
      const content = t.random.bytes(64);
      const errors =
        call === 'copy'
          ? copyRegion(t, { to, from, box: NULL })
          : update(t, { to, box: NULL, content, rowBytes: 64, gap: 0 });
      const stray = errors.filter((code) => code !== D3DDDIERR_DEVICEREMOVED);
      t.expectErrors(stray, [], 'RES-27', `${call} on a removed device, but for D3DDDIERR_DEVICEREMOVED`);
      const expected = codesText([D3DDDIERR_DEVICEREMOVED]);
      t.decided(
        'D-15',
        errors.length > 0,
        `${call} on a removed device: expected ${expected}, received none`,
      );
    }),
];

/** Copies of a box, and what fills a subresource out of system memory. */
export const resourceRegionTests = [...copyTests, ...updateTests, ...refusingTests];
