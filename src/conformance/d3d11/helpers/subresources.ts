import type { Address, Hresult } from '../../../abi/index.js';
import { NULL } from '../../../abi/index.js';
import {
  D3D10_DDI_MAP,
  D3D10_DDIARG_SUBRESOURCE_UP,
  D3D10DDI_MAPPED_SUBRESOURCE,
  D3D10DDI_MIPINFO,
  DXGI_DDI_ERR_UNSUPPORTED,
} from '../../../ddi/index.js';
import type { DeviceFunctions, HostDevice } from '../../../host/index.js';
import { codesText } from '../../framework/judge.js';
import type { D3D11Case } from '../fixture.js';
import type { CreateArguments, Mapping, Shape, TestResource, TextureShape, Usage } from './resources.js';
import { logicalBytes, rowsOf, tryCreateResource } from './resources.js';

type MapSlot = Extract<keyof DeviceFunctions, `pfn${string}Map${'' | 'Discard' | 'NoOverwrite'}`>;
type UnmapSlot = Extract<keyof DeviceFunctions, `pfn${string}Unmap`>;

/** How a kind of resource is mapped and unmapped (RES-18). */
export interface MapSlots {
  readonly map: MapSlot;
  readonly unmap: UnmapSlot;
  readonly how: number;
  /** D3D10_DDI_MAP_FLAG; none where it is left out. */
  readonly flags?: number;
}

/** Of staging resources. */
export const stagingSlots: MapSlots = {
  map: 'pfnStagingResourceMap',
  unmap: 'pfnStagingResourceUnmap',
  how: D3D10_DDI_MAP.READWRITE,
};

/** A resource with other create arguments than the usual ones; skips the case where the driver does not make its kind. */
export function createSpecial(
  t: D3D11Case,
  device: HostDevice,
  { shape, usage, what }: { shape: Shape; usage: Usage; what: string },
  changes: Partial<CreateArguments>,
): TestResource {
  const { errors, resource } = tryCreateResource(t, device, shape, usage, changes);
  if (errors.includes(DXGI_DDI_ERR_UNSUPPORTED)) t.skip(`the driver makes no ${what}`);
  t.expect(errors.length === 0, 'RES-2', `CreateResource, ${what}: received ${codesText(errors)}`);
  return resource;
}

/** What is put into one subresource: rows without padding. */
export interface SubresourceContent {
  readonly shape: Shape;
  readonly content: Uint8Array;
}

/** pInitialDataUP: an entry a subresource, rows further apart than they are long, and other bytes between them (RES-5). */
export function placeInitialData(t: D3D11Case, contents: readonly SubresourceContent[]): Address {
  const entry = D3D10_DDIARG_SUBRESOURCE_UP;
  const list = t.allocate(contents.length * entry.bytes, entry.name);
  contents.forEach(({ shape, content }, index) => {
    const { rows, rowBytes } = rowsOf(shape);
    const pitch = rows === 1 ? rowBytes : rowBytes + 10;
    const bytes = new Uint8Array(pitch * rows).fill(0xc3);
    for (let row = 0; row < rows; row += 1)
      bytes.set(content.subarray(row * rowBytes, (row + 1) * rowBytes), row * pitch);
    const pSysMem = t.place(bytes, 'pSysMem');
    entry.encode(t.memory, (list + index * entry.bytes) as Address, {
      pSysMem,
      SysMemPitch: pitch,
      SysMemSlicePitch: bytes.length,
    });
  });
  return list;
}

/** pMipInfoList: an entry a level (RES-4). */
export function placeMips(t: D3D11Case, levels: readonly TextureShape[]): Address {
  const list = t.allocate(levels.length * D3D10DDI_MIPINFO.bytes, D3D10DDI_MIPINFO.name);
  levels.forEach(({ width, height }, index) => {
    D3D10DDI_MIPINFO.encode(t.memory, (list + index * D3D10DDI_MIPINFO.bytes) as Address, {
      ...{ TexelWidth: width, TexelHeight: height, TexelDepth: 1 },
      ...{ PhysicalWidth: width, PhysicalHeight: height, PhysicalDepth: 1 },
    });
  });
  return list;
}

/** Maps one subresource and says what the driver reported; unmapped only where the map succeeded (RES-21). */
export function tryMap<R>(
  t: D3D11Case,
  { device, handle }: TestResource,
  slots: MapSlots,
  subresource: number,
  use: (mapping: Mapping) => R,
): { readonly errors: readonly Hresult[]; readonly untouched: boolean; readonly result: R | undefined } {
  const layout = D3D10DDI_MAPPED_SUBRESOURCE;
  const mapped = t.guarded(layout.bytes, layout.name);
  const map = t.core(device, slots.map);
  const unmap = t.core(device, slots.unmap);
  const errors = t.errorsOf(device, () => {
    map(device.hDevice, handle, subresource, slots.how, slots.flags ?? 0, mapped.address);
  });
  const untouched = mapped.read().every((byte) => byte === 0xa5);
  if (errors.length > 0) return { errors, untouched, result: undefined };
  const { pData, RowPitch, DepthPitch } = layout.decode(t.memory, mapped.address);
  const result = use({ address: pData, rowPitch: RowPitch, depthPitch: DepthPitch });
  t.expectSuccess(device, slots.unmap, () => {
    unmap(device.hDevice, handle, subresource);
  });
  return { errors, untouched, result };
}

/** Runs `use` with one subresource mapped, and unmaps it. */
export function withSubresource<R>(
  t: D3D11Case,
  resource: TestResource,
  { slots = stagingSlots, subresource = 0 }: { slots?: MapSlots; subresource?: number },
  use: (mapping: Mapping) => R,
): R {
  const { errors, result } = tryMap(t, resource, slots, subresource, (mapping) => {
    t.expect(mapping.address !== NULL, 'RES-22', `${slots.map}: expected pData, received NULL`);
    return { of: use(mapping) };
  });
  t.expect(errors.length === 0, 'ERR-1', `${slots.map}: expected no error, received ${codesText(errors)}`);
  return result!.of;
}

function* rowsIn(shape: Shape, { address, rowPitch }: Mapping): IterableIterator<[row: Address, at: number]> {
  const { rows, rowBytes } = rowsOf(shape);
  for (let row = 0; row < rows; row += 1) yield [(address + row * rowPitch) as Address, row * rowBytes];
}

/** Writes a picture into mapped memory, row by row, padding left out. */
export function writeRows(t: D3D11Case, shape: Shape, mapping: Mapping, picture: Uint8Array): void {
  const { rowBytes } = rowsOf(shape);
  for (const [row, at] of rowsIn(shape, mapping)) t.memory.copyIn(row, picture.subarray(at, at + rowBytes));
}

/** What lies in mapped memory, row by row, padding left out. */
export function readRows(t: D3D11Case, shape: Shape, mapping: Mapping): Uint8Array {
  const { rowBytes } = rowsOf(shape);
  const picture = new Uint8Array(logicalBytes(shape));
  for (const [row, at] of rowsIn(shape, mapping)) picture.set(t.memory.copyOut(row, rowBytes), at);
  return picture;
}

/** Writes a picture into one subresource of a staging resource. */
export function writeSubresource(
  t: D3D11Case,
  resource: TestResource,
  subresource: number,
  picture: Uint8Array,
): void {
  withSubresource(t, resource, { subresource }, (mapping) => {
    writeRows(t, resource.shape, mapping, picture);
  });
}

/** What lies in one subresource of a staging resource. */
export function readSubresource(t: D3D11Case, resource: TestResource, subresource: number): Uint8Array {
  return withSubresource(t, resource, { subresource }, (mapping) => readRows(t, resource.shape, mapping));
}
