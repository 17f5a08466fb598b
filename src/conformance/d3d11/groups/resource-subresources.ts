import { NULL } from '../../../abi/index.js';
import { E_INVALIDARG } from '../../../ddi/index.js';
import type { HostDevice } from '../../../host/index.js';
import { codesText } from '../../framework/judge.js';
import type { TestDefinition } from '../../framework/test.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import type { Shape, TestResource, Usage } from '../helpers/resources.js';
import {
  copyResource,
  createCodes,
  createResource,
  logicalBytes,
  readBack,
  tryCreateResource,
  upload,
} from '../helpers/resources.js';
import {
  createSpecial,
  placeInitialData,
  placeMips,
  readSubresource,
  stagingSlots,
  tryMap,
  withSubresource,
  writeSubresource,
} from '../helpers/subresources.js';

const picture: Shape = { width: 70, height: 6 };
const slices = 3;

function createArray(t: D3D11Case, device: HostDevice, usage: Usage): TestResource {
  const what = `${usage} array of ${slices} NV12 textures`;
  return createSpecial(t, device, { shape: picture, usage, what }, { ArraySize: slices });
}

/** One random picture a subresource. */
const pictures = (t: D3D11Case, count: number, shape: Shape = picture) =>
  Array.from({ length: count }, () => t.random.bytes(logicalBytes(shape)));

function writeAll(t: D3D11Case, array: TestResource, contents: readonly Uint8Array[]): void {
  contents.forEach((content, index) => {
    writeSubresource(t, array, index, content);
  });
}

function expectAll(t: D3D11Case, array: TestResource, contents: readonly Uint8Array[], what: string): void {
  contents.forEach((content, index) => {
    t.expectBytes(readSubresource(t, array, index), content, 'RES-25', `${what}: subresource ${index}`);
  });
}

/** What is not equal between the two resources of a copy, and the arguments of the one that is larger. */
const mismatches = {
  height: [{ width: 16, height: 32 }, {}],
  width: [{ width: 32, height: 16 }, {}],
  array: [{ width: 16, height: 16 }, { ArraySize: 2 }],
} as const;

/** Arrays, initial data, and copies between what is not equal. */
export const subresourceTests: readonly TestDefinition<D3D11Case>[] = [
  test('array', { clauses: ['RES-25', 'RES-18', 'RES-24'] }).run((t) => {
    const array = createArray(t, t.device(), 'staging');
    const contents = pictures(t, slices);
    writeAll(t, array, contents);
    expectAll(t, array, contents, 'an array, each of its subresources written');
    contents.forEach((_, subresource) => {
      const address = withSubresource(t, array, { subresource }, (mapping) => mapping.address);
      const text = `subresource ${subresource}: pData: expected a multiple of 16, received 0x${address.toString(16)}`;
      t.expect(address % 16 === 0, 'RES-24', text);
    });
  }),
  test('mip-levels', { clauses: ['RES-2', 'RES-4', 'RES-25'] }).run((t) => {
    const device = t.device();
    const shapes = [32, 16].map((side) => ({ width: side, height: side }));
    const [largest] = shapes;
    const changes = { MipLevels: shapes.length, pMipInfoList: placeMips(t, shapes) };
    const { errors, resource } = tryCreateResource(t, device, largest!, 'staging', changes);
    // Refused, which is what most do: there is no more to see.
    if (errors.length > 0 || resource.handle === NULL) {
      t.expectErrors(errors, errors.length > 0 ? createCodes : [], 'RES-2', 'NV12 of two mip levels');
      return;
    }
    const levels = shapes.map((shape) => ({ ...resource, shape }));
    const contents = pictures(t, 1, shapes[0]).concat(pictures(t, 1, shapes[1]));
    levels.forEach((level, index) => {
      writeSubresource(t, level, index, contents[index]!);
    });
    levels.forEach((level, index) => {
      const what = `mip level ${index} of a texture that was made without an error`;
      t.expectBytes(readSubresource(t, level, index), contents[index]!, 'RES-25', what);
    });
  }),
  test('array-copy', { clauses: ['RES-28', 'RES-25', 'RES-24'] }).run((t) => {
    const device = t.device();
    const [source, target] = [createArray(t, device, 'staging'), createArray(t, device, 'staging')];
    const between = createArray(t, device, 'default');
    const contents = pictures(t, slices);
    writeAll(t, source, contents);
    copyResource(t, between, source);
    copyResource(t, target, between);
    expectAll(t, target, contents, 'a copy of a copy of an array');
  }),
  test('initial-data', { clauses: ['RES-5', 'RES-12', 'RES-24'] })
    .params({ shape: ['buffer', 'nv12', 'array'] })
    .run((t, { shape }) => {
      const size = shape === 'buffer' ? { bytes: 1000 } : picture;
      const count = shape === 'array' ? slices : 1;
      const contents = pictures(t, count, size);
      const entries = contents.map((content) => ({ shape: size, content }));
      const pInitialDataUP = placeInitialData(t, entries);
      const made = { shape: size, usage: 'staging', what: `staging ${shape} with initial data` } as const;
      const resource = createSpecial(t, t.device(), made, { pInitialDataUP, ArraySize: count });
      contents.forEach((content, index) => {
        const found = readSubresource(t, resource, index);
        t.expectBytes(found, content, 'RES-5', `the initial data of subresource ${index}`);
      });
    }),
  // The runtime copies between equals alone (RES-28) and maps what is there (RES-25).
  test('copy-unequal', { clauses: ['RES-28'], decisions: ['D-14'], hostile: true })
    .params({ unlike: ['height', 'width', 'array'], larger: ['source', 'target'] })
    .run((t, { unlike, larger }) => {
      const device = t.device();
      const [shape, changes] = mismatches[unlike];
      const small = createResource(t, device, { width: 16, height: 16 }, 'staging');
      const large = createSpecial(t, device, { shape, usage: 'staging', what: `larger ${unlike}` }, changes);
      const [source, target] = larger === 'source' ? [large, small] : [small, large];
      const before = t.random.bytes(logicalBytes(target.shape));
      upload(t, source, t.random.bytes(logicalBytes(source.shape)));
      upload(t, target, before);
      t.errorsOf(device, () => {
        t.core(device, 'pfnResourceCopy')(device.hDevice, target.handle, source.handle);
      });
      const what = `ResourceCopy, another ${unlike}, the larger one the ${larger}: the destination`;
      t.expectBytes(readBack(t, target), before, 'D-14', what);
    }),
  test('no-such-subresource', { clauses: ['RES-25'], decisions: ['D-14', 'D-16'], hostile: true })
    .params({ of: ['one', 'array'] })
    .run((t, { of }) => {
      const device = t.device();
      const count = of === 'one' ? 1 : slices;
      const resource =
        of === 'one' ? createResource(t, device, picture, 'staging') : createArray(t, device, 'staging');
      const { errors, untouched } = tryMap(t, resource, stagingSlots, count, () => undefined);
      const what = `StagingResourceMap of subresource ${count}, where there are ${count}`;
      t.decided('D-14', errors.length > 0, `${what}: expected a report through pfnSetErrorCb, received none`);
      const right = errors.every((code) => code === E_INVALIDARG);
      t.decided(
        'D-16',
        right,
        `${what}: expected ${codesText([E_INVALIDARG])}, received ${codesText(errors)}`,
      );
      t.decided('D-14', untouched, `${what}: expected nothing written, received a mapping`);
    }),
];
