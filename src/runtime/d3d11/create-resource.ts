import type { Address, Hresult } from '../../abi/index.js';
import type { HResource, HRTResource } from '../../ddi/index.js';
import {
  CreateResource,
  D3D10_DDIARG_SUBRESOURCE_UP,
  D3D10DDI_MIPINFO,
  D3D10DDIRESOURCE_TYPE,
  D3D11DDIARG_CREATERESOURCE,
} from '../../ddi/index.js';
import { failed, NULL } from '../../abi/index.js';
import { Blocks, DriverObject, resourceKind, withStruct } from '../../host/index.js';
import type { D3D11_BUFFER_DESC, D3D11_SUBRESOURCE_DATA, D3D11_TEXTURE2D_DESC } from './resource.js';
import { ddiBindFlags, ddiMapFlags, ddiMiscFlags } from './flag-words.js';
import type { RuntimeDevice } from './runtime-device.js';

/** One resource's description in the DDI's terms. */
export interface DdiResource {
  readonly dimension: number;
  readonly width: number;
  readonly height: number;
  readonly mipLevels: number;
  readonly arraySize: number;
  readonly format: number;
  readonly sampleCount: number;
  readonly usage: number;
  readonly bindFlags: number;
  readonly cpuAccessFlags: number;
  readonly miscFlags: number;
}

export function ddiBuffer(desc: D3D11_BUFFER_DESC): DdiResource {
  const { ByteWidth, Usage, BindFlags, CPUAccessFlags, MiscFlags } = desc;
  return {
    dimension: D3D10DDIRESOURCE_TYPE.BUFFER,
    width: ByteWidth,
    height: 1,
    mipLevels: 1,
    arraySize: 1,
    format: 0,
    sampleCount: 1,
    usage: Usage,
    bindFlags: BindFlags,
    cpuAccessFlags: CPUAccessFlags,
    miscFlags: MiscFlags,
  };
}

export function ddiTexture(desc: D3D11_TEXTURE2D_DESC): DdiResource {
  const { Width, Height, MipLevels, ArraySize, Format, SampleDesc, Usage } = desc;
  const { BindFlags, CPUAccessFlags, MiscFlags } = desc;
  return {
    dimension: D3D10DDIRESOURCE_TYPE.TEXTURE2D,
    width: Width,
    height: Height,
    mipLevels: MipLevels,
    arraySize: ArraySize,
    format: Format,
    sampleCount: SampleDesc.Count,
    usage: Usage,
    bindFlags: BindFlags,
    cpuAccessFlags: CPUAccessFlags,
    miscFlags: MiscFlags,
  };
}

/** What CreateResource made, or why it made nothing. */
export type MadeResource = { readonly hresult: Hresult; readonly object: DriverObject<HResource> | null };

/** Calls `use` with the initial data in the shared memory, one entry a subresource; NULL without any (RES-5). */
function withInitialData(
  device: RuntimeDevice,
  data: readonly D3D11_SUBRESOURCE_DATA[] | null,
  use: (pInitialDataUP: Address) => MadeResource,
): MadeResource {
  if (!data) return use(NULL);
  const { memory } = device;
  const entry = D3D10_DDIARG_SUBRESOURCE_UP;
  const blocks = new Blocks(memory);
  try {
    const copies = data.map(({ pSysMem }) => {
      const copy = blocks.add(pSysMem.length, 'application: initial data');
      memory.copyIn(copy, pSysMem);
      return copy;
    });
    const list = blocks.add(entry.bytes * data.length, 'D3D10_DDIARG_SUBRESOURCE_UP');
    data.forEach(({ SysMemPitch, SysMemSlicePitch }, index) => {
      const value = { pSysMem: copies[index]!, SysMemPitch, SysMemSlicePitch };
      entry.encode(memory, (list + index * entry.bytes) as Address, value);
    });
    return use(list);
  } finally {
    blocks.free();
  }
}

/** Puts the arguments into the shared memory and has the driver make the resource. */
export function makeResource(
  device: RuntimeDevice,
  call: string,
  resource: DdiResource,
  data: readonly D3D11_SUBRESOURCE_DATA[] | null,
): MadeResource {
  const { memory } = device;
  const { width, height } = resource;
  const mip = {
    TexelWidth: width,
    TexelHeight: height,
    TexelDepth: 1,
    PhysicalWidth: width,
    PhysicalHeight: height,
    PhysicalDepth: 1,
  };
  return withStruct(memory, D3D10DDI_MIPINFO, mip, (pMipInfoList) =>
    withInitialData(device, data, (pInitialDataUP) => {
      const value = { ...createArguments(resource), pMipInfoList, pInitialDataUP };
      return withStruct(memory, D3D11DDIARG_CREATERESOURCE, value, (pCreate) =>
        createAtDriver(device, call, pCreate),
      );
    }),
  );
}

/** The driver's half (DEV-1, RES-3). */
function createAtDriver(device: RuntimeDevice, call: string, pCreate: Address): MadeResource {
  const request = { pCreate, runtimeHandle: 0x4e50_0001 as HRTResource };
  const object = DriverObject.create(device.host, resourceKind, request);
  if (failed(object.code)) return { hresult: object.code, object: null };
  const hresult = device.judgeVoid(CreateResource, call);
  if (failed(hresult)) object.discard();
  return { hresult, object: object.isLive ? object : null };
}

function createArguments(resource: DdiResource) {
  return {
    ResourceDimension: resource.dimension,
    Usage: resource.usage,
    BindFlags: ddiBindFlags(resource.bindFlags),
    MapFlags: ddiMapFlags(resource.cpuAccessFlags),
    MiscFlags: ddiMiscFlags(resource.miscFlags),
    Format: resource.format,
    SampleDesc: { Count: resource.sampleCount, Quality: 0 },
    MipLevels: 1,
    ArraySize: resource.arraySize,
  };
}
