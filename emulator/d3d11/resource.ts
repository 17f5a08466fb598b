import type { Address, Hresult, StructValue, TableEntries } from '../../src/abi/index.js';
import type { HResource } from '../../src/ddi/index.js';
import {
  D3D10_DDIARG_SUBRESOURCE_UP as INITIAL_DATA,
  D3D10DDI_MIPINFO,
  D3D10DDIRESOURCE_TYPE,
  D3D11DDIARG_CREATERESOURCE as CREATE,
  CreateResource,
  D3D11_1DDI_DEVICEFUNCS,
  D3DDDIERR_OUTOFHWPROTECTEDMEMORY,
  DXGI_DDI_ERR_UNSUPPORTED,
  DXGI_FORMAT,
  E_OUTOFMEMORY,
  S_OK,
} from '../../src/ddi/index.js';
import { NULL } from '../../src/abi/index.js';
import { noMemory } from '../core/causes.js';
import { HANDLE_HEADER_BYTES } from '../core/handle-table.js';
import type { Cause, Refuse } from '../core/refusal-recorder.js';
import { unsupportedResource } from './causes.js';
import type { D3D11Core } from './d3d11-core.js';
import { outOfProtectedMemory } from './hardware/causes.js';
import type { Device, Resource } from './state.js';
import { sameLayout, subresourceAt, subresourceCount, subresourceLayout } from './subresource.js';
import type { Surface } from './surface.js';
import { bufferSurface, textureSurface } from './surface.js';

type CreateArguments = StructValue<typeof CREATE>;

const at = (address: number) => address as Address;

/** The shape of a mip level of that size, or undefined where there is none (RES-2). */
function surfaceFor(core: D3D11Core, create: CreateArguments, width: number, height: number) {
  if (create.ResourceDimension === D3D10DDIRESOURCE_TYPE.BUFFER)
    return width === 0 || create.MipLevels > 1 ? undefined : bufferSurface(width);
  if (create.ResourceDimension !== D3D10DDIRESOURCE_TYPE.TEXTURE2D) return undefined;
  const surface = textureSurface(create.Format, width, height, core.profile.rowPitchBytes);
  const isPlanar = surface !== undefined && surface.layout.planes.length > 1;
  return isPlanar && create.MipLevels > 1 ? undefined : surface;
}

/** The shapes of all mip levels, or undefined where one is none that can be made (RES-4). DecoderBufferType is not read (RES-7). */
function surfacesFor(core: D3D11Core, create: CreateArguments): readonly Surface[] | undefined {
  if (create.MipLevels === 0 || create.SampleDesc.Count > 1 || create.pMipInfoList === NULL) return undefined;
  const surfaces: Surface[] = [];
  while (surfaces.length < create.MipLevels) {
    const pMipInfo = at(create.pMipInfoList + surfaces.length * D3D10DDI_MIPINFO.bytes);
    const { TexelWidth, TexelHeight } = D3D10DDI_MIPINFO.decode(core.memory, pMipInfo);
    const surface = surfaceFor(core, create, TexelWidth, TexelHeight);
    if (!surface) return undefined;
    surfaces.push(surface);
  }
  return surfaces;
}

/** Why a resource cannot be made. */
function unsupported(core: D3D11Core, create: CreateArguments): Cause {
  const { memory, policies } = core;
  const { BUFFER, TEXTURE2D } = D3D10DDIRESOURCE_TYPE;
  const { ResourceDimension, Format, MipLevels, ArraySize, SampleDesc, pMipInfoList } = create;
  if (MipLevels === 0) return unsupportedResource('a resource has at least one mip level', 'MipLevels 0');
  if (SampleDesc.Count > 1)
    return unsupportedResource('there are no multisampled resources', `Count ${SampleDesc.Count}`);
  if (pMipInfoList === NULL)
    return unsupportedResource('the mip levels are not described', 'pMipInfoList NULL');
  if (ArraySize === 0) return unsupportedResource('an array has at least one slice', 'ArraySize 0');
  if (ResourceDimension !== BUFFER && ResourceDimension !== TEXTURE2D)
    return unsupportedResource(
      'there are buffers and 2D textures alone',
      `ResourceDimension ${ResourceDimension}`,
    );
  if (policies.wantsProtection(core, create.MiscFlags) && !policies.protectsResource(core, create))
    return unsupportedResource('there is no such protection in hardware (RES-11, RES-35)', 'HW_PROTECTED');
  const { TexelWidth, TexelHeight } = D3D10DDI_MIPINFO.decode(memory, pMipInfoList);
  return unsupportedResource(
    'format, size and mip levels make no resource that there is',
    `${DXGI_FORMAT.text(Format)} of ${TexelWidth} x ${TexelHeight}, ${MipLevels} mip levels`,
  );
}

/** Copies pInitialDataUP, one entry a subresource, into the new resource; padding stays zero (RES-5, RES-12). */
function fill({ memory }: D3D11Core, resource: Resource, pInitialDataUP: Address): void {
  for (let index = 0; index < subresourceCount(resource); index += 1) {
    const { surface, address } = subresourceAt(resource, index)!;
    const entry = INITIAL_DATA.decode(memory, at(pInitialDataUP + index * INITIAL_DATA.bytes));
    for (let row = 0; row < surface.rows; row += 1) {
      const source = memory.range(at(entry.pSysMem + row * entry.SysMemPitch), surface.rowBytes);
      memory.copyIn(at(address + row * surface.rowPitch), source);
    }
  }
}

function create(
  core: D3D11Core,
  refuse: Refuse,
  device: Device,
  pCreateResource: Address,
  hResource: HResource,
): Hresult {
  core.memory.range(pCreateResource, core.policies.createResourceBytes(device.version)); // whole, as a driver reads it
  const arguments_ = CREATE.decode(core.memory, pCreateResource);
  const surfaces = surfacesFor(core, arguments_);
  const isProtected = core.policies.wantsProtection(core, arguments_.MiscFlags);
  const isSupported = !isProtected || core.policies.protectsResource(core, arguments_);
  if (!surfaces || !isSupported || arguments_.ArraySize === 0)
    return refuse(DXGI_DDI_ERR_UNSUPPORTED, () => unsupported(core, arguments_));
  if (isProtected && core.protectedMemory.isOut)
    return refuse(D3DDDIERR_OUTOFHWPROTECTEDMEMORY, outOfProtectedMemory);
  core.memory.range(hResource, HANDLE_HEADER_BYTES);
  const layout = subresourceLayout(surfaces, arguments_.ArraySize);
  const data = core.allocations.take()
    ? core.memory.allocate(layout.sliceBytes * layout.slices, 'driver: resource')
    : NULL;
  if (data === NULL) return refuse(E_OUTOFMEMORY, () => noMemory('RES-2'));
  const resource = { ...layout, data, isProtected, miscFlags: arguments_.MiscFlags };
  try {
    if (arguments_.pInitialDataUP !== NULL) fill(core, resource, arguments_.pInitialDataUP);
  } catch (error) {
    core.memory.free(data); // an access violation in the initial data: no resource came of it (D-14)
    throw error;
  }
  device.resources.add(hResource, resource);
  return S_OK;
}

/** CalcPrivateResourceSize, CreateResource, DestroyResource (RES-1…RES-15). */
export function resourceFunctions(core: D3D11Core): TableEntries<typeof D3D11_1DDI_DEVICEFUNCS> {
  const refuse = core.refusals.of(CreateResource);
  return {
    pfnCalcPrivateResourceSize: () => HANDLE_HEADER_BYTES,

    ...core.ofDevice.guarded(D3D11_1DDI_DEVICEFUNCS, {
      pfnCreateResource: (device, pCreateResource, hResource) =>
        create(core, refuse, device, pCreateResource, hResource),
    }),

    pfnDestroyResource: (hDevice, hResource) => {
      const resource = core.devices.find(hDevice)?.resources.remove(hResource);
      if (resource) core.memory.free(resource.data); // a dead handle: nothing to release, no code to report (RES-27)
    },
  };
}

/** Copies subresource by subresource, padding left out; false where the two are not alike (RES-28). */
export function copyResource({ memory, policies }: D3D11Core, target: Resource, source: Resource): boolean {
  if (!sameLayout(target, source)) return false;
  for (let index = 0; index < subresourceCount(source); index += 1) {
    const { surface, address } = subresourceAt(source, index)!;
    const to = subresourceAt(target, index)!.address;
    for (const { offset, bytes } of policies.copyRuns(surface))
      memory.copyIn(at(to + offset), memory.range(at(address + offset), bytes));
  }
  return true;
}
