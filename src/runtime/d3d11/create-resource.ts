import type { Address, Hresult } from '../../abi/index.js';
import type { HResource, HRTResource } from '../../ddi/index.js';
import {
  CreateResource,
  D3D10_DDIARG_SUBRESOURCE_UP,
  D3D10DDI_MIPINFO,
  D3D10DDIRESOURCE_TYPE,
  D3D11DDIARG_CREATERESOURCE,
  E_OUTOFMEMORY,
} from '../../ddi/index.js';
import { failed, NULL } from '../../abi/index.js';
import { withBytes, withStruct } from '../../host/index.js';
import { ddiBindFlags, ddiMiscFlags } from './flag-translation.js';
import type { D3D11_BUFFER_DESC, D3D11_SUBRESOURCE_DATA, D3D11_TEXTURE2D_DESC } from './resource.js';
import type { RuntimeDevice } from './runtime-device.js';

/** CPU access flags of the API lie 16 bits above the DDI's map flags (DV-AMB-3). */
const cpuAccessShift = 16;

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
export type MadeResource = { readonly hresult: Hresult; readonly hResource: HResource };

const outOfMemory: MadeResource = { hresult: E_OUTOFMEMORY, hResource: NULL };

/** Calls `use` with the initial data in the shared memory, one entry a subresource; NULL without any (RES-5). */
function withInitialData(
  device: RuntimeDevice,
  data: readonly D3D11_SUBRESOURCE_DATA[] | null,
  use: (pInitialDataUP: Address) => MadeResource,
): MadeResource {
  if (!data) return use(NULL);
  const { memory } = device;
  const entry = D3D10_DDIARG_SUBRESOURCE_UP;
  const places = data.map(({ pSysMem }) => device.allocate(pSysMem.length, 'application: initial data'));
  const copies = places.filter((address) => address !== NULL);
  try {
    if (copies.length < data.length) return outOfMemory;
    data.forEach(({ pSysMem }, index) => {
      memory.copyIn(copies[index]!, pSysMem);
    });
    return withBytes(memory, entry.bytes * data.length, 'D3D10_DDIARG_SUBRESOURCE_UP', (list) => {
      data.forEach(({ SysMemPitch, SysMemSlicePitch }, index) => {
        const value = { pSysMem: copies[index]!, SysMemPitch, SysMemSlicePitch };
        entry.encode(memory, (list + index * entry.bytes) as Address, value);
      });
      return use(list);
    });
  } finally {
    copies.forEach((address) => {
      memory.free(address);
    });
  }
}

/** CalcPrivateResourceSize, private memory, CreateResource (DEV-1, RES-3). */
export function makeResource(
  device: RuntimeDevice,
  call: string,
  resource: DdiResource,
  data: readonly D3D11_SUBRESOURCE_DATA[] | null,
): MadeResource {
  const { memory, host } = device;
  const { pfnCalcPrivateResourceSize: calcSize, pfnCreateResource: create } = host.functions;
  if (!calcSize || !create) return outOfMemory;
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
      return withStruct(memory, D3D11DDIARG_CREATERESOURCE, value, (pCreateResource) => {
        const hResource = device.allocate(
          calcSize(host.hDevice, pCreateResource),
          'hResource: private memory',
        ) as HResource;
        if (hResource === NULL) return outOfMemory;
        create(host.hDevice, pCreateResource, hResource, 0x4e50_0001 as HRTResource);
        const hresult = device.judgeVoid(CreateResource, call);
        if (!failed(hresult)) return { hresult, hResource };
        memory.free(hResource); // RES-3: no DestroyResource after a reported error
        return { hresult, hResource: NULL };
      });
    }),
  );
}

function createArguments(resource: DdiResource) {
  return {
    ResourceDimension: resource.dimension,
    Usage: resource.usage,
    BindFlags: ddiBindFlags(resource.bindFlags),
    MapFlags: resource.cpuAccessFlags >>> cpuAccessShift,
    MiscFlags: ddiMiscFlags(resource.miscFlags),
    Format: resource.format,
    SampleDesc: { Count: resource.sampleCount, Quality: 0 },
    MipLevels: 1,
    ArraySize: resource.arraySize,
  };
}
