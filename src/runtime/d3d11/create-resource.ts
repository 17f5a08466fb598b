import type { Address, Hresult } from '../../abi/index.js';
import type { HResource } from '../../ddi/index.js';
import {
  CreateResource,
  D3D10_DDIARG_SUBRESOURCE_UP,
  D3D10DDI_MIPINFO,
  D3D10DDIRESOURCE_TYPE,
  E_INVALIDARG,
  S_FALSE,
} from '../../ddi/index.js';
import { failed, NULL } from '../../abi/index.js';
import {
  Blocks,
  DriverObject,
  resourceKind,
  withBytes,
  withStruct,
  createResourceLayout,
} from '../../host/index.js';
import type {
  D3D11_BUFFER_DESC,
  D3D11_SUBRESOURCE_DATA,
  D3D11_TEXTURE2D_DESC,
} from '../../api/d3d11/index.js';
import type { MessageName } from '../../api/d3d11/index.js';
import type { Implementor, Out } from '../../api/kit/index.js';
import { ddiBindFlags, ddiMapFlags, ddiMiscFlags } from './flag-words.js';
import { isImpossibleBuffer } from './protected-resource.js';
import { Buffer, Texture2D } from './resource.js';
import type { RuleId, RuleTable, ShortData } from './rules/index.js';
import {
  createBufferReturn,
  createBufferRules,
  createTexture2DReturn,
  createTexture2DRules,
  keptBufferDesc,
  keptTexture2DDesc,
  shortBufferData,
  shortTextureData,
} from './rules/index.js';
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
  readonly sampleQuality: number;
  readonly usage: number;
  readonly bindFlags: number;
  readonly cpuAccessFlags: number;
  readonly miscFlags: number;
  /** D3D11_1DDI_VIDEO_DECODER_BUFFER_TYPE of a buffer that a decoder reads (VDEC-7). */
  readonly decoderBufferType?: number;
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
    sampleQuality: 0,
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
    sampleQuality: SampleDesc.Quality,
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
      if (pSysMem === null) return NULL;
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

/** Calls `use` with the size of every mip level in the shared memory (RES-6). */
function withMipInfo(
  { memory }: RuntimeDevice,
  { width, height, mipLevels }: DdiResource,
  use: (pMipInfoList: Address) => MadeResource,
): MadeResource {
  const bytes = D3D10DDI_MIPINFO.bytes * mipLevels;
  return withBytes(memory, bytes, D3D10DDI_MIPINFO.name, (list) => {
    for (let level = 0; level < mipLevels; level += 1) {
      const [TexelWidth, TexelHeight] = [Math.max(1, width >> level), Math.max(1, height >> level)];
      const physical = { PhysicalWidth: TexelWidth, PhysicalHeight: TexelHeight, PhysicalDepth: 1 };
      const value = { TexelWidth, TexelHeight, TexelDepth: 1, ...physical };
      D3D10DDI_MIPINFO.encode(memory, (list + level * D3D10DDI_MIPINFO.bytes) as Address, value);
    }
    return use(list);
  });
}

/** Puts the arguments into the shared memory and has the driver make the resource. */
export function makeResource(
  device: RuntimeDevice,
  call: string,
  resource: DdiResource,
  data: readonly D3D11_SUBRESOURCE_DATA[] | null,
): MadeResource {
  return withMipInfo(device, resource, (pMipInfoList) =>
    withInitialData(device, data, (pInitialDataUP) => {
      const value = { ...createArguments(resource), pMipInfoList, pInitialDataUP };
      const layout = createResourceLayout(device.host.version);
      return withStruct(device.memory, layout, value, (pCreate) => createAtDriver(device, call, pCreate));
    }),
  );
}

/** The driver's half (DEV-1, RES-3). */
function createAtDriver(device: RuntimeDevice, call: string, pCreate: Address): MadeResource {
  const request = { pCreate, runtimeHandle: device.host.adapter.kernelResources.newRuntimeHandle() };
  const object = DriverObject.create(device.host, resourceKind, request);
  if (failed(object.code)) return { hresult: device.shortage(call, object.code), object: null };
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
    SampleDesc: { Count: resource.sampleCount, Quality: resource.sampleQuality },
    MipLevels: resource.mipLevels,
    ArraySize: resource.arraySize,
    DecoderBufferType: resource.decoderBufferType ?? 0,
  };
}

/** The device that makes a resource. */
export interface ResourceMaker extends Implementor {
  readonly runtime: RuntimeDevice;
}

/** What a creation that cannot be is answered with; undefined for one that can. */
function refusal<Subject>(
  runtime: RuntimeDevice,
  call: string,
  [rules, subject]: readonly [RuleTable<Subject>, Subject],
  short: ShortData | undefined,
  last: { readonly id: RuleId; readonly message: MessageName },
): Hresult | undefined {
  const broken = runtime.brokenRule(call, rules, subject);
  if (!broken && !short) return undefined;
  if (!broken && short) {
    const { subresource, needed, given } = short;
    runtime.complain(
      call,
      'SHORT_BUFFER',
      `initial data of subresource ${subresource}: expected at least ${needed} bytes, received ${given}`,
    );
  }
  if (!runtime.skippedRules.has(last.id))
    runtime.complain(call, last.message, 'the call returns E_INVALIDARG');
  return broken?.hresult ?? E_INVALIDARG;
}

/** ID3D11Device::CreateBuffer. */
export function createBuffer(
  device: ResourceMaker,
  given: D3D11_BUFFER_DESC,
  initialData: D3D11_SUBRESOURCE_DATA | null,
  ppBuffer: Out<Implementor> | null,
): Hresult {
  const call = 'ID3D11Device::CreateBuffer';
  const { runtime } = device;
  const creation = { desc: given, initialData, limits: runtime.limits };
  const short = initialData ? shortBufferData(given.ByteWidth, initialData) : undefined;
  const refused = refusal(runtime, call, [createBufferRules, creation], short, createBufferReturn);
  if (refused !== undefined) return refused;
  if (isImpossibleBuffer(runtime, given)) {
    const text = 'HW_PROTECTED, and the buffer is one that the hardware does not protect (RES-35)';
    runtime.complain(call, 'HW_PROTECTED', text, E_INVALIDARG);
    return E_INVALIDARG;
  }
  if (!ppBuffer) return S_FALSE; // CB-2
  const desc = keptBufferDesc(given);
  const { hresult, object } = makeResource(runtime, call, ddiBuffer(desc), initialData && [initialData]);
  if (!object) return hresult; // CB-28: judged, and told
  const buffer = new Buffer({ device, runtime, object, desc });
  buffer.isDefined = initialData !== null;
  ppBuffer.value = buffer;
  return hresult;
}

/** ID3D11Device::CreateTexture2D. */
export function createTexture2D(
  device: ResourceMaker,
  given: D3D11_TEXTURE2D_DESC,
  initialData: readonly D3D11_SUBRESOURCE_DATA[] | null,
  ppTexture2D: Out<Implementor> | null,
): Hresult {
  const call = 'ID3D11Device::CreateTexture2D';
  const { runtime } = device;
  const creation = { desc: given, initialData, limits: runtime.limits };
  const broken = () => (initialData ? shortTextureData(keptTexture2DDesc(given), initialData) : undefined);
  const sizes = given.Width > 0 && given.Height > 0 ? broken() : undefined;
  const refused = refusal(runtime, call, [createTexture2DRules, creation], sizes, createTexture2DReturn);
  if (refused !== undefined) return refused;
  if (!ppTexture2D) return S_FALSE; // CT-2
  const desc = keptTexture2DDesc(given);
  const { hresult, object } = makeResource(runtime, call, ddiTexture(desc), initialData);
  if (!object) return hresult; // CT-45: judged, and told
  const texture = new Texture2D({ device, runtime, object, desc });
  texture.isDefined = initialData !== null;
  ppTexture2D.value = texture;
  return hresult;
}
