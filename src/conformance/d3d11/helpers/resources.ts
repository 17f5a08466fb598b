import type { Address, Hresult, StructValue } from '../../../abi/index.js';
import type { HResource, HRTResource, PictureRows } from '../../../ddi/index.js';
import {
  D3D10_DDI_BIND,
  D3D10_DDI_CPU_ACCESS,
  D3D10_DDI_MAP,
  D3D10_DDI_RESOURCE_USAGE,
  D3D10DDI_MAPPED_SUBRESOURCE,
  D3D10DDI_MIPINFO,
  D3D10DDIRESOURCE_TYPE,
  type D3D11DDIARG_CREATERESOURCE,
  D3DDDIERR_DEVICEREMOVED,
  DXGI_DDI_ERR_UNSUPPORTED,
  DXGI_FORMAT,
  E_OUTOFMEMORY,
  pictureRows,
} from '../../../ddi/index.js';
import { NULL } from '../../../abi/index.js';
import type { DriverObject, HostDevice, ObjectKind } from '../../../host/index.js';
import { createResourceLayout, resourceKind } from '../../../host/index.js';
import { codesText } from '../../framework/judge.js';
import type { D3D11Case } from '../fixture.js';
import type { TakenBlock } from './objects.js';
import { createObject } from './objects.js';

/**
 * Staging is mapped, default is what blts protect.
 * @example
 * const usages: readonly Usage[] = ['staging', 'default'];
 */
export type Usage = 'staging' | 'default';

/**
 * A texture of one of {@link DXGI_FORMAT}'s formats, NV12 where it has none. Width and height are texels.
 * @example
 * const shapes: readonly TextureShape[] = [{ width: 70, height: 6 }, { width: 9, height: 3, format: DXGI_FORMAT.AYUV }];
 */
export interface TextureShape {
  readonly width: number;
  readonly height: number;
  readonly format?: number;
}

/**
 * What a resource looks like: a buffer, or a texture.
 * @example
 * const shapes: readonly Shape[] = [{ bytes: 1000 }, { width: 70, height: 6 }];
 */
export type Shape = { readonly bytes: number } | TextureShape;

/**
 * A live resource of the device under test.
 * @example
 * const { handle, shape }: TestResource = createResource(t, t.device(), { bytes: 64 }, 'staging');
 */
export interface TestResource {
  readonly device: HostDevice;
  readonly handle: HResource;
  readonly shape: Shape;
  readonly usage: Usage;
  /** What the host holds of it: live until the case, or its end, has called DestroyResource. */
  readonly object: DriverObject<HResource>;
}

/** Rows of all planes and bytes of picture in each (D-24). A buffer is one row. */
export function rowsOf(shape: Shape): PictureRows {
  if ('bytes' in shape) return { rows: 1, rowBytes: shape.bytes };
  return pictureRows(formatOf(shape), shape.width, shape.height)!;
}

/** The format of a shape; a buffer has none. */
export function formatOf(shape: Shape): number {
  if ('bytes' in shape) return DXGI_FORMAT.UNKNOWN;
  return shape.format ?? DXGI_FORMAT.NV12;
}

/** Bytes of picture, padding left out (D-24). */
export function logicalBytes(shape: Shape): number {
  const { rows, rowBytes } = rowsOf(shape);
  return rows * rowBytes;
}

function createArguments(shape: Shape, usage: Usage, pMipInfoList: Address) {
  const buffer = 'bytes' in shape;
  const staging = usage === 'staging';
  return {
    pMipInfoList,
    ResourceDimension: buffer ? D3D10DDIRESOURCE_TYPE.BUFFER : D3D10DDIRESOURCE_TYPE.TEXTURE2D,
    Usage: staging ? D3D10_DDI_RESOURCE_USAGE.STAGING : D3D10_DDI_RESOURCE_USAGE.DEFAULT,
    BindFlags: staging ? 0 : D3D10_DDI_BIND.RENDER_TARGET,
    MapFlags: staging ? D3D10_DDI_CPU_ACCESS.READ | D3D10_DDI_CPU_ACCESS.WRITE : 0,
    Format: formatOf(shape),
    SampleDesc: { Count: 1, Quality: 0 },
    MipLevels: 1,
    ArraySize: 1,
  };
}

/** What CreateResource may report, and nothing else (RES-2). */
export const createCodes: readonly Hresult[] = [
  E_OUTOFMEMORY,
  D3DDDIERR_DEVICEREMOVED,
  DXGI_DDI_ERR_UNSUPPORTED,
];

/** What CreateResource is given. */
export type CreateArguments = StructValue<typeof D3D11DDIARG_CREATERESOURCE>;

/** Resources as the host makes them; a case is skipped where the driver leaves a function for it empty. */
const resourceKindOf = (t: D3D11Case): ObjectKind<HResource, HRTResource> => ({
  ...resourceKind,
  privateBytes: (device, pCreate) => t.core(device, 'pfnCalcPrivateResourceSize')(device.hDevice, pCreate),
  create: (device, pCreate, hResource, hRTResource) => {
    t.core(device, 'pfnCreateResource')(device.hDevice, pCreate, hResource, hRTResource);
    return undefined;
  },
});

/**
 * Makes a resource in the order of DEV-1, by the structure of the device's version (RES-7), whatever comes of it; one that
 * comes of it is destroyed at the end of the case.
 */
export function tryCreateResource(
  t: D3D11Case,
  device: HostDevice,
  shape: Shape,
  usage: Usage,
  changes: Partial<CreateArguments> = {},
  taken?: TakenBlock,
): {
  readonly errors: readonly Hresult[];
  readonly resource: TestResource;
  /** What the host holds of it. */
  readonly object: DriverObject<HResource>;
} {
  const [width, height] = 'bytes' in shape ? [shape.bytes, 1] : [shape.width, shape.height];
  const mip = { TexelWidth: width, TexelHeight: height, TexelDepth: 1 };
  const physical = { PhysicalWidth: width, PhysicalHeight: height, PhysicalDepth: 1 };
  const mips = t.struct(D3D10DDI_MIPINFO, { ...mip, ...physical });
  const pCreate = t.struct(createResourceLayout(device.version), {
    ...createArguments(shape, usage, mips),
    ...changes,
  });
  const request = { pCreate, runtimeHandle: device.adapter.kernelResources.newRuntimeHandle() };
  const object = createObject(t, device, resourceKindOf(t), request, taken);
  const { handle, errors } = object;
  device.takeErrors();
  return { errors, resource: { device, handle, shape, usage, object }, object };
}

/**
 * A resource that works; skips the case where the driver does not make its kind.
 * @example
 * const device = t.device();
 * const buffer = createResource(t, device, { bytes: 64 }, 'staging');
 * const texture = createResource(t, device, { width: 70, height: 6 }, 'default');
 */
export function createResource(t: D3D11Case, device: HostDevice, shape: Shape, usage: Usage): TestResource {
  const { errors, resource } = tryCreateResource(t, device, shape, usage);
  const text =
    'bytes' in shape
      ? `buffer of ${shape.bytes} bytes`
      : `${DXGI_FORMAT.text(formatOf(shape))} texture of ${shape.width}x${shape.height}`;
  // No handle: the size query stopped the creation, which is another way to say so (DEV-3).
  const refused = errors.includes(DXGI_DDI_ERR_UNSUPPORTED) || resource.handle === NULL;
  if (refused) t.skip(`the driver does not make a ${usage} ${text}`);
  t.expect(errors.length === 0, 'RES-2', `CreateResource, a ${usage} ${text}: received ${codesText(errors)}`);
  return resource;
}

/** The call of DestroyResource. Once it was made the case does not destroy the resource again, even if it failed. */
export function destroyingResource(t: D3D11Case, { device, handle, object }: TestResource): () => void {
  const destroy = t.core(device, 'pfnDestroyResource');
  return () => {
    object.discard();
    destroy(device.hDevice, handle);
  };
}

/** Where a mapped resource lies. */
export interface Mapping {
  readonly address: Address;
  readonly rowPitch: number;
  readonly depthPitch: number;
}

/** No address of a process is as high (D-63), and no pitch: what a driver did not write is. */
const addressLimit = 1n << 47n;
const pitchLimit = 0x8000_0000;

/** A MAPPED_SUBRESOURCE behind a map, every member of it written (RES-22). */
function mappingAt(t: D3D11Case, mapped: Address): Mapping {
  const { offset } = D3D10DDI_MAPPED_SUBRESOURCE;
  const pData = t.memory.readU64((mapped + offset.pData) as Address);
  const right = pData !== 0n && pData < addressLimit;
  const received = pData === 0n ? 'NULL' : `0x${pData.toString(16)}`;
  t.expect(right, 'RES-22', `StagingResourceMap: expected pData, received ${received}`);
  for (const member of ['RowPitch', 'DepthPitch'] as const) {
    const pitch = t.memory.readU32((mapped + offset[member]) as Address);
    const text = `StagingResourceMap: expected ${member}, received 0x${pitch.toString(16)}`;
    t.expect(pitch < pitchLimit, 'RES-22', text);
  }
  const { RowPitch, DepthPitch } = D3D10DDI_MAPPED_SUBRESOURCE.decode(t.memory, mapped);
  return { address: Number(pData) as Address, rowPitch: RowPitch, depthPitch: DepthPitch };
}

/** Runs `use` with a staging resource mapped, and unmaps it (RES-18, RES-21). */
export function withMapped<R>(t: D3D11Case, resource: TestResource, use: (mapping: Mapping) => R): R {
  const { device, handle } = resource;
  const { bytes, name } = D3D10DDI_MAPPED_SUBRESOURCE;
  const mapped = t.place(new Uint8Array(bytes).fill(0xa5), name);
  t.expectSuccess(device, 'StagingResourceMap', () => {
    const map = t.core(device, 'pfnStagingResourceMap');
    map(device.hDevice, handle, 0, D3D10_DDI_MAP.READWRITE, 0, mapped);
  });
  const unmap = () => {
    t.core(device, 'pfnStagingResourceUnmap')(device.hDevice, handle, 0);
  };
  const result = orElse(unmap, () => use(mappingAt(t, mapped)));
  t.expectSuccess(device, 'StagingResourceUnmap', unmap);
  return result;
}

/** What `body` comes to; where it throws, `undo` is done first. */
function orElse<R>(undo: () => void, body: () => R): R {
  try {
    return body();
  } catch (error) {
    undo();
    throw error;
  }
}

/** ResourceCopy between two resources of one shape. */
export function copyResource(t: D3D11Case, target: TestResource, source: TestResource): void {
  const { device } = target;
  t.expectSuccess(device, 'ResourceCopy', () => {
    t.core(device, 'pfnResourceCopy')(device.hDevice, target.handle, source.handle);
  });
}

function rowAddresses(shape: Shape, { address, rowPitch }: Mapping): readonly Address[] {
  return Array.from({ length: rowsOf(shape).rows }, (_, row) => (address + row * rowPitch) as Address);
}

/**
 * Writes a picture: straight into staging, by way of staging into default.
 * @example
 * const buffer = createResource(t, t.device(), { bytes: 64 }, 'default');
 * upload(t, buffer, t.random.bytes(64));
 */
export function upload(t: D3D11Case, resource: TestResource, picture: Uint8Array): void {
  const { device, shape, usage } = resource;
  if (usage === 'default') {
    const staging = createResource(t, device, shape, 'staging');
    upload(t, staging, picture);
    copyResource(t, resource, staging);
    return;
  }
  const { rowBytes } = rowsOf(shape);
  withMapped(t, resource, (mapping) => {
    rowAddresses(shape, mapping).forEach((row, index) => {
      t.memory.copyIn(row, picture.subarray(index * rowBytes, (index + 1) * rowBytes));
    });
  });
}

/**
 * Reads a picture: straight from staging, by way of staging from default.
 * @example
 * const buffer = createResource(t, t.device(), { bytes: 64 }, 'staging');
 * t.expectBytes(readBack(t, buffer).subarray(64), new Uint8Array(), 'RES-28', 'behind the last byte');
 */
export function readBack(t: D3D11Case, resource: TestResource): Uint8Array {
  const { device, shape, usage } = resource;
  if (usage === 'default') {
    const staging = createResource(t, device, shape, 'staging');
    copyResource(t, staging, resource);
    return readBack(t, staging);
  }
  const { rowBytes } = rowsOf(shape);
  const picture = new Uint8Array(logicalBytes(shape));
  withMapped(t, resource, (mapping) => {
    rowAddresses(shape, mapping).forEach((row, index) => {
      picture.set(t.memory.copyOut(row, rowBytes), index * rowBytes);
    });
  });
  return picture;
}

/** The padding behind each row but the last, whose end need not be there. Empty when the driver pads nothing. */
function paddingOf(shape: Shape, mapping: Mapping): readonly { address: Address; bytes: number }[] {
  const { rowBytes } = rowsOf(shape);
  const bytes = mapping.rowPitch - rowBytes;
  if (bytes <= 0) return [];
  return rowAddresses(shape, mapping)
    .slice(0, -1)
    .map((row) => ({ address: (row + rowBytes) as Address, bytes }));
}

/** Fills the padding of a staging resource; false when it has none. */
export function fillPadding(t: D3D11Case, resource: TestResource, value: number): boolean {
  return withMapped(t, resource, (mapping) => {
    const padding = paddingOf(resource.shape, mapping);
    for (const { address, bytes } of padding) t.memory.copyIn(address, new Uint8Array(bytes).fill(value));
    return padding.length > 0;
  });
}

/** True while all the padding of a staging resource has this value. */
export function paddingIs(t: D3D11Case, resource: TestResource, value: number): boolean {
  return withMapped(t, resource, (mapping) =>
    paddingOf(resource.shape, mapping).every(({ address, bytes }) =>
      t.memory.copyOut(address, bytes).every((byte) => byte === value),
    ),
  );
}
