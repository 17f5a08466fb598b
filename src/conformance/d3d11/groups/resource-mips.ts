import { NULL } from '../../../abi/index.js';
import { DXGI_FORMAT } from '../../../ddi/index.js';
import type { HostDevice } from '../../../host/index.js';
import type { TestDefinition } from '../../framework/test.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { copyRegion, placeBox, update, withPart } from '../helpers/regions.js';
import type { CreateArguments, TestResource, TextureShape, Usage } from '../helpers/resources.js';
import { copyResource, logicalBytes, rowsOf } from '../helpers/resources.js';
import {
  createSpecial,
  placeInitialData,
  placeMips,
  readSubresource,
  withSubresource,
  writeSubresource,
} from '../helpers/subresources.js';

const format = DXGI_FORMAT.B8G8R8A8_UNORM;
const largest: TextureShape = { width: 37, height: 12, format };
const levels: readonly TextureShape[] = [
  largest,
  { width: 18, height: 6, format },
  { width: 9, height: 3, format },
];
const slices = 2;

/** The shapes of all subresources, in their order: mip + slice * MipLevels (RES-25). */
const shapes = Array.from({ length: slices }, () => levels).flat();

/** An array of mip chains, once for each of its subresources, with its shape. */
function createChains(
  t: D3D11Case,
  device: HostDevice,
  usage: Usage,
  changes: Partial<CreateArguments> = {},
): readonly TestResource[] {
  const what = `${usage} array of ${slices} B8G8R8A8_UNORM textures of ${levels.length} mip levels`;
  const resource = createSpecial(
    t,
    device,
    { shape: largest, usage, what },
    { MipLevels: levels.length, ArraySize: slices, pMipInfoList: placeMips(t, levels), ...changes },
  );
  return shapes.map((shape) => ({ ...resource, shape }));
}

/** One random picture a subresource. */
const pictures = (t: D3D11Case) => shapes.map((shape) => t.random.bytes(logicalBytes(shape)));

function writeAll(t: D3D11Case, chains: readonly TestResource[], contents: readonly Uint8Array[]): void {
  chains.forEach((one, index) => {
    writeSubresource(t, one, index, contents[index]!);
  });
}

/** Every level of every slice has its own content. */
function expectAll(
  t: D3D11Case,
  chains: readonly TestResource[],
  contents: readonly Uint8Array[],
  clause: 'RES-5' | 'RES-25' | 'RES-28' | 'RES-30' | 'RES-32',
  what: string,
): void {
  chains.forEach((one, index) => {
    const found = readSubresource(t, one, index);
    t.expectBytes(found, contents[index]!, clause, `${what}: subresource ${index}`);
  });
}

/** The contents with another one at one place. */
const withOne = (contents: readonly Uint8Array[], at: number, content: Uint8Array) =>
  contents.map((old, index) => (index === at ? content : old));

/** Mip chains: the levels of each slice, one behind the other in the order of subresources. */
export const resourceMipTests: readonly TestDefinition<D3D11Case>[] = [
  test('mip-chain', { clauses: ['RES-4', 'RES-25', 'RES-24'] }).run((t) => {
    const chains = createChains(t, t.device(), 'staging');
    const contents = pictures(t);
    writeAll(t, chains, contents);
    expectAll(t, chains, contents, 'RES-25', 'mip chains, each level written');
    chains.forEach((one, subresource) => {
      const address = withSubresource(t, one, { subresource }, (mapping) => mapping.address);
      const text = `subresource ${subresource}: pData: expected a multiple of 16, received 0x${address.toString(16)}`;
      t.expect(address % 16 === 0, 'RES-24', text);
    });
  }),
  test('mip-chain-one', { clauses: ['RES-4', 'RES-25', 'RES-24'] })
    .params({ subresource: shapes.map((_, index) => index) })
    .run((t, { subresource }) => {
      const chains = createChains(t, t.device(), 'staging');
      const contents = pictures(t);
      writeAll(t, chains, contents);
      const content = t.random.bytes(contents[subresource]!.length);
      writeSubresource(t, chains[subresource]!, subresource, content);
      const expected = withOne(contents, subresource, content);
      expectAll(t, chains, expected, 'RES-25', `subresource ${subresource} of mip chains written anew`);
    }),
  test('mip-chain-copy', { clauses: ['RES-28', 'RES-25', 'RES-24'] }).run((t) => {
    const device = t.device();
    const [source, target] = [createChains(t, device, 'staging'), createChains(t, device, 'staging')];
    const between = createChains(t, device, 'default');
    const contents = pictures(t);
    writeAll(t, source, contents);
    copyResource(t, between[0]!, source[0]!);
    copyResource(t, target[0]!, between[0]!);
    expectAll(t, target, contents, 'RES-28', 'a copy of a copy of mip chains');
  }),
  test('mip-chain-initial-data', { clauses: ['RES-5', 'RES-4', 'RES-25', 'RES-24'] }).run((t) => {
    const contents = pictures(t);
    const entries = shapes.map((shape, index) => ({ shape, content: contents[index]! }));
    const pInitialDataUP = placeInitialData(t, entries);
    const chains = createChains(t, t.device(), 'staging', { pInitialDataUP });
    expectAll(t, chains, contents, 'RES-5', 'the initial data of mip chains');
  }),
  test('mip-chain-region', { clauses: ['RES-30', 'RES-25'] }).run((t) => {
    const chains = createChains(t, t.device(), 'staging');
    const contents = pictures(t);
    writeAll(t, chains, contents);
    // Out of the last corner of the largest level into that of the smallest of the other slice.
    const part = { left: 33, top: 10, right: 37, bottom: 12 };
    const place = [5, 1] as const;
    const [from, to] = [0, shapes.length - 1];
    const box = placeBox(t, part);
    const errors = copyRegion(t, {
      ...{ to: chains[to]!, from: chains[from]!, box, place },
      subresources: [to, from],
    });
    t.expectErrors(errors, [], 'RES-30', `ResourceCopyRegion from subresource ${from} to subresource ${to}`);
    const pictureOf = (index: number) => ({ shape: shapes[index]!, content: contents[index]! });
    const expected = withOne(contents, to, withPart(pictureOf(to), pictureOf(from), part, place));
    expectAll(t, chains, expected, 'RES-30', 'a box copied from one mip level to another');
  }),
  test('mip-chain-update', { clauses: ['RES-32', 'RES-25'] })
    .params({ subresource: shapes.map((_, index) => index) })
    .run((t, { subresource }) => {
      const device = t.device();
      const [target, seen] = [createChains(t, device, 'default'), createChains(t, device, 'staging')];
      const contents = pictures(t);
      writeAll(t, seen, contents);
      copyResource(t, target[0]!, seen[0]!);
      const content = t.random.bytes(contents[subresource]!.length);
      const { rowBytes } = rowsOf(shapes[subresource]!);
      const to = target[subresource]!;
      const errors = update(t, { to, subresource, box: NULL, content, rowBytes, gap: 12 });
      t.expectErrors(errors, [], 'RES-32', `ResourceUpdateSubresourceUP of subresource ${subresource}`);
      copyResource(t, seen[0]!, target[0]!);
      const expected = withOne(contents, subresource, content);
      expectAll(t, seen, expected, 'RES-32', `subresource ${subresource} of mip chains updated`);
    }),
];
