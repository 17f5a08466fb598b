import type { Address, Hresult, StructValue } from '../../../abi/index.js';
import { D3D10_DDI_BOX, FORMAT_LAYOUTS } from '../../../ddi/index.js';
import type { HostDevice } from '../../../host/index.js';
import type { D3D11Case } from '../fixture.js';
import type { Shape, TestResource, Usage } from './resources.js';
import { createResource, formatOf, logicalBytes, rowsOf, upload } from './resources.js';

/** A part of a shape: in bytes of a buffer, in texels of a texture. The far edges are exclusive. */
export interface Part {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A box in memory. */
export const placeBox = (
  t: D3D11Case,
  part: Part,
  changes: Partial<StructValue<typeof D3D10_DDI_BOX>> = {},
) => t.struct(D3D10_DDI_BOX, { ...part, front: 0, back: 1, ...changes });

/** All of a shape. */
export const wholeOf = (shape: Shape): Part =>
  'bytes' in shape
    ? { left: 0, top: 0, right: shape.bytes, bottom: 1 }
    : { left: 0, top: 0, right: shape.width, bottom: shape.height };

/** What a box counts in: bytes of a buffer, which has one row, texels of a texture (RES-30). */
const unitsOf = (shape: Shape) =>
  FORMAT_LAYOUTS.get(formatOf(shape)) ?? { bytesPerTexel: 1, planes: [1] as const };

/** Where the rows of a part begin in a picture: of NV12 those of Y, then half as many of UV (RES-12). */
function rowStarts(shape: Shape, { left, top, bottom }: Part): readonly number[] {
  const { rowBytes } = rowsOf(shape);
  const { bytesPerTexel, planes } = unitsOf(shape);
  const starts: number[] = [];
  let plane = 0;
  for (const perRow of planes) {
    for (let row = plane + top * perRow; row < plane + bottom * perRow; row += 1)
      starts.push(row * rowBytes + left * bytesPerTexel);
    if ('height' in shape) plane += shape.height * perRow;
  }
  return starts;
}

/** A picture, and what it is of. */
export interface Picture {
  readonly shape: Shape;
  readonly content: Uint8Array;
}

/** The target with a part of the source in it, as the copy of that box leaves it. */
export function withPart(
  target: Picture,
  source: Picture,
  from: Part,
  [x, y]: readonly number[],
): Uint8Array {
  const content = target.content.slice();
  const bytes = (from.right - from.left) * unitsOf(source.shape).bytesPerTexel;
  const to = { left: x!, top: y!, right: x! + from.right - from.left, bottom: y! + from.bottom - from.top };
  const starts = rowStarts(target.shape, to);
  rowStarts(source.shape, from).forEach((start, index) => {
    content.set(source.content.subarray(start, start + bytes), starts[index]);
  });
  return content;
}

/** Where a part comes to lie. */
export type Place = readonly [x: number, y: number];

/** The arguments of ResourceCopyRegion. */
export interface Copy {
  readonly to: TestResource;
  readonly from: TestResource;
  readonly box: Address;
  readonly place?: Place;
  readonly subresources?: readonly [to: number, from: number];
}

/** ResourceCopyRegion; says what the driver reported. */
export function copyRegion(
  t: D3D11Case,
  { to, from, box, place = [0, 0], subresources = [0, 0] }: Copy,
): readonly Hresult[] {
  const { device } = to;
  const call = t.core(device, 'pfnResourceCopyRegion');
  const [toSubresource, fromSubresource] = subresources;
  return t.errorsOf(device, () => {
    call(
      ...([device.hDevice, to.handle, toSubresource, ...place, 0] as const),
      ...([from.handle, fromSubresource, box, 0] as const),
    );
  });
}

/** The arguments of ResourceUpdateSubresourceUP. */
export interface Update {
  readonly to: TestResource;
  readonly subresource?: number;
  readonly box: Address;
  /** The rows, one behind the other. */
  readonly content: Uint8Array;
  readonly rowBytes: number;
  /** Bytes that are not the picture's, between one row and the next. */
  readonly gap: number;
}

/** ResourceUpdateSubresourceUP; says what the driver reported. Nothing lies behind the last byte that it may read. */
export function update(
  t: D3D11Case,
  { to, subresource = 0, box, content, rowBytes, gap }: Update,
): readonly Hresult[] {
  const { device } = to;
  const call = t.core(device, 'pfnResourceUpdateSubresourceUP');
  const pitch = rowBytes + gap;
  const rows = content.length / rowBytes;
  const stepped = new Uint8Array(pitch * rows - gap).fill(0xc3);
  for (let row = 0; row < rows; row += 1)
    stepped.set(content.subarray(row * rowBytes, (row + 1) * rowBytes), row * pitch);
  const pSysMemUP = t.place(stepped, 'pSysMemUP');
  return t.errorsOf(device, () => {
    const pitches = [pitch, pitch * rows] as const;
    call(device.hDevice, to.handle, subresource, box, pSysMemUP, ...pitches, 0);
  });
}

/** A resource, and the random picture that was put into it. */
export function filled(
  t: D3D11Case,
  device: HostDevice,
  shape: Shape,
  usage: Usage,
): Picture & { readonly resource: TestResource } {
  const resource = createResource(t, device, shape, usage);
  const content = t.random.bytes(logicalBytes(shape));
  upload(t, resource, content);
  return { resource, shape, content };
}
