import type { Address, Hresult, StructValue } from '../../../abi/index.js';
import type { HResource, HRTResource } from '../../../ddi/index.js';
import {
  D3D10_DDI_BIND,
  D3D10_DDI_CPU_ACCESS,
  D3D10_DDI_MAP,
  D3D10_DDI_RESOURCE_USAGE,
  D3D10DDI_MAPPED_SUBRESOURCE,
  D3D10DDI_MIPINFO,
  D3D10DDIRESOURCE_TYPE,
  D3D11DDIARG_CREATERESOURCE,
  DXGI_DDI_ERR_UNSUPPORTED,
  DXGI_FORMAT,
} from '../../../ddi/index.js';
import { NULL } from '../../../abi/index.js';
import type { HostDevice } from '../../../host/index.js';
import { codesText } from '../../framework/judge.js';
import type { Stage } from '../stage.js';

/** Staging is mapped, default is what blts protect. */
export type Usage = 'staging' | 'default';

/** What a resource looks like: a buffer, or an NV12 texture. */
export type Shape = { readonly bytes: number } | { readonly width: number; readonly height: number };

/** A live resource of the device under test. */
export interface TestResource {
  readonly device: HostDevice;
  readonly handle: HResource;
  readonly shape: Shape;
  readonly usage: Usage;
}

/** Rows of all planes and bytes of picture in each (D-24). A buffer is one row. */
export function rowsOf(shape: Shape): { readonly rows: number; readonly rowBytes: number } {
  if ('bytes' in shape) return { rows: 1, rowBytes: shape.bytes };
  return { rows: shape.height * 1.5, rowBytes: shape.width };
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
    Format: buffer ? DXGI_FORMAT.UNKNOWN : DXGI_FORMAT.NV12,
    SampleDesc: { Count: 1, Quality: 0 },
    MipLevels: 1,
    ArraySize: 1,
  };
}

/** What CreateResource is given. */
export type CreateArguments = StructValue<typeof D3D11DDIARG_CREATERESOURCE>;

/**
 * Makes a resource in the order of DEV-1, whatever comes of it; one that comes of it is destroyed at the end of the
 * case.
 */
export function tryCreateResource(
  stage: Stage,
  device: HostDevice,
  shape: Shape,
  usage: Usage,
  changes: Partial<CreateArguments> = {},
): { readonly errors: readonly Hresult[]; readonly resource: TestResource } {
  const [width, height] = 'bytes' in shape ? [shape.bytes, 1] : [shape.width, shape.height];
  const mip = { TexelWidth: width, TexelHeight: height, TexelDepth: 1 };
  const physical = { PhysicalWidth: width, PhysicalHeight: height, PhysicalDepth: 1 };
  const mips = stage.struct(D3D10DDI_MIPINFO, { ...mip, ...physical });
  const create = stage.struct(D3D11DDIARG_CREATERESOURCE, {
    ...createArguments(shape, usage, mips),
    ...changes,
  });
  const bytes = stage.core(device, 'pfnCalcPrivateResourceSize')(device.hDevice, create);
  const handle = stage.allocate(bytes, 'hResource: private memory') as HResource;
  const errors = stage.errorsOf(device, () => {
    stage.core(device, 'pfnCreateResource')(device.hDevice, create, handle, 0x4e5_0001 as HRTResource);
  });
  if (errors.length === 0) {
    stage.atEnd(() => {
      if (stage.isLive(device)) device.functions.pfnDestroyResource?.(device.hDevice, handle);
    });
  }
  return { errors, resource: { device, handle, shape, usage } };
}

/** A resource that works; skips the case where the driver does not make its kind. */
export function createResource(stage: Stage, device: HostDevice, shape: Shape, usage: Usage): TestResource {
  const { errors, resource } = tryCreateResource(stage, device, shape, usage);
  const text =
    'bytes' in shape ? `buffer of ${shape.bytes} bytes` : `NV12 texture of ${shape.width}x${shape.height}`;
  if (errors.includes(DXGI_DDI_ERR_UNSUPPORTED)) stage.skip(`the driver does not make a ${usage} ${text}`);
  stage.expect(
    errors.length === 0,
    'RES-2',
    `CreateResource, a ${usage} ${text}: received ${codesText(errors)}`,
  );
  return resource;
}

/** Where a mapped resource lies. */
export interface Mapping {
  readonly address: Address;
  readonly rowPitch: number;
  readonly depthPitch: number;
}

/** Runs `use` with a staging resource mapped, and unmaps it (RES-18, RES-21). */
export function withMapped<R>(stage: Stage, resource: TestResource, use: (mapping: Mapping) => R): R {
  const { device, handle } = resource;
  const mapped = stage.allocate(D3D10DDI_MAPPED_SUBRESOURCE.bytes, D3D10DDI_MAPPED_SUBRESOURCE.name);
  stage.expectSuccess(device, 'StagingResourceMap', () => {
    const map = stage.core(device, 'pfnStagingResourceMap');
    map(device.hDevice, handle, 0, D3D10_DDI_MAP.READWRITE, 0, mapped);
  });
  const { pData, RowPitch, DepthPitch } = D3D10DDI_MAPPED_SUBRESOURCE.decode(stage.memory, mapped);
  stage.expect(pData !== NULL, 'RES-22', 'StagingResourceMap: expected pData, received NULL');
  const result = use({ address: pData, rowPitch: RowPitch, depthPitch: DepthPitch });
  stage.expectSuccess(device, 'StagingResourceUnmap', () => {
    stage.core(device, 'pfnStagingResourceUnmap')(device.hDevice, handle, 0);
  });
  return result;
}

/** ResourceCopy between two resources of one shape. */
export function copyResource(stage: Stage, target: TestResource, source: TestResource): void {
  const { device } = target;
  stage.expectSuccess(device, 'ResourceCopy', () => {
    stage.core(device, 'pfnResourceCopy')(device.hDevice, target.handle, source.handle);
  });
}

function rowAddresses(shape: Shape, { address, rowPitch }: Mapping): readonly Address[] {
  return Array.from({ length: rowsOf(shape).rows }, (_, row) => (address + row * rowPitch) as Address);
}

/** Writes a picture: straight into staging, by way of staging into default. */
export function upload(stage: Stage, resource: TestResource, picture: Uint8Array): void {
  const { device, shape, usage } = resource;
  if (usage === 'default') {
    const staging = createResource(stage, device, shape, 'staging');
    upload(stage, staging, picture);
    copyResource(stage, resource, staging);
    return;
  }
  const { rowBytes } = rowsOf(shape);
  withMapped(stage, resource, (mapping) => {
    rowAddresses(shape, mapping).forEach((row, index) => {
      stage.memory.copyIn(row, picture.subarray(index * rowBytes, (index + 1) * rowBytes));
    });
  });
}

/** Reads a picture: straight from staging, by way of staging from default. */
export function readBack(stage: Stage, resource: TestResource): Uint8Array {
  const { device, shape, usage } = resource;
  if (usage === 'default') {
    const staging = createResource(stage, device, shape, 'staging');
    copyResource(stage, staging, resource);
    return readBack(stage, staging);
  }
  const { rowBytes } = rowsOf(shape);
  const picture = new Uint8Array(logicalBytes(shape));
  withMapped(stage, resource, (mapping) => {
    rowAddresses(shape, mapping).forEach((row, index) => {
      picture.set(stage.memory.copyOut(row, rowBytes), index * rowBytes);
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
export function fillPadding(stage: Stage, resource: TestResource, value: number): boolean {
  return withMapped(stage, resource, (mapping) => {
    const padding = paddingOf(resource.shape, mapping);
    for (const { address, bytes } of padding) stage.memory.copyIn(address, new Uint8Array(bytes).fill(value));
    return padding.length > 0;
  });
}

/** True while all the padding of a staging resource has this value. */
export function paddingIs(stage: Stage, resource: TestResource, value: number): boolean {
  return withMapped(stage, resource, (mapping) =>
    paddingOf(resource.shape, mapping).every(({ address, bytes }) =>
      stage.memory.copyOut(address, bytes).every((byte) => byte === value),
    ),
  );
}
