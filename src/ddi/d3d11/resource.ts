/** Resources of d3d10umddi.h: clauses RES. */
import {
  BOOL,
  SIZE_T,
  VOID,
  alias,
  behind,
  declare,
  value,
  named,
  struct,
  LONG,
  pointer,
  UINT,
  made,
} from '../../abi/index.js';
import { DXGI_FORMAT } from './dxgi-format.js';
import { hDevice } from './device.js';
import { D3D11_1DDI_VIDEO_DECODER_BUFFER_TYPE } from './enums-decoder.js';
import {
  D3D10_DDI_BIND,
  D3D10_DDI_CPU_ACCESS,
  D3D10_DDI_MAP,
  D3D10_DDI_MAP_FLAG,
  D3D10_DDI_RESOURCE_MISC,
  D3D10_DDI_RESOURCE_USAGE,
  D3D10DDIRESOURCE_TYPE,
  D3D11_1DDI_COPY,
  D3DWDDM2_0DDI_TEXTURE_LAYOUT,
} from './enums-resource.js';
import { D3D10DDI_HRESOURCE, D3D10DDI_HRTRESOURCE } from './handles.js';
import {
  D3DDDIERR_DEVICEREMOVED,
  D3DDDIERR_OUTOFHWPROTECTEDMEMORY,
  DXGI_DDI_ERR_UNSUPPORTED,
  DXGI_DDI_ERR_WASSTILLDRAWING,
  E_INVALIDARG,
  E_OUTOFMEMORY,
} from '../hresults.js';

/** 8 bytes. */
export const DXGI_SAMPLE_DESC = struct('DXGI_SAMPLE_DESC', { Count: UINT, Quality: UINT });

/** 24 bytes: one mip level (RES-4). */
export const D3D10DDI_MIPINFO = struct('D3D10DDI_MIPINFO', {
  TexelWidth: UINT,
  TexelHeight: UINT,
  TexelDepth: UINT,
  PhysicalWidth: UINT,
  PhysicalHeight: UINT,
  PhysicalDepth: UINT,
});

/** 16 bytes: one subresource's initial data (RES-5). */
export const D3D10_DDIARG_SUBRESOURCE_UP = struct('D3D10_DDIARG_SUBRESOURCE_UP', {
  pSysMem: pointer('const void*'),
  SysMemPitch: UINT,
  SysMemSlicePitch: UINT,
});

/** What the create arguments have at every version. */
const createResourceMembers = {
  pMipInfoList: pointer('const D3D10DDI_MIPINFO*', D3D10DDI_MIPINFO),
  pInitialDataUP: pointer('const D3D10_DDIARG_SUBRESOURCE_UP*', D3D10_DDIARG_SUBRESOURCE_UP),
  ResourceDimension: D3D10DDIRESOURCE_TYPE,
  Usage: named(UINT, D3D10_DDI_RESOURCE_USAGE),
  BindFlags: named(UINT, D3D10_DDI_BIND),
  MapFlags: named(UINT, D3D10_DDI_CPU_ACCESS),
  MiscFlags: named(UINT, D3D10_DDI_RESOURCE_MISC),
  Format: DXGI_FORMAT,
  SampleDesc: DXGI_SAMPLE_DESC,
  MipLevels: UINT,
  ArraySize: UINT,
  pPrimaryDesc: pointer('DXGI_DDI_PRIMARY_DESC*'),
  ByteStride: UINT,
  DecoderBufferType: D3D11_1DDI_VIDEO_DECODER_BUFFER_TYPE,
} as const;

/** 72 bytes: the create arguments before WDDM 2.0. */
export const D3D11DDIARG_CREATERESOURCE = struct('D3D11DDIARG_CREATERESOURCE', createResourceMembers);

/** 80 bytes (x86 64): the create arguments from WDDM 2.0 on, one member longer (RES-7). The header has one name for both. */
export const D3D11DDIARG_CREATERESOURCE_WDDM2_0 = struct('D3D11DDIARG_CREATERESOURCE_WDDM2_0', {
  ...createResourceMembers,
  TextureLayout: D3DWDDM2_0DDI_TEXTURE_LAYOUT,
});

/** 24 bytes: right, bottom and back are exclusive (RES). */
export const D3D10_DDI_BOX = struct('D3D10_DDI_BOX', {
  left: LONG,
  top: LONG,
  front: LONG,
  right: LONG,
  bottom: LONG,
  back: LONG,
});

/** 16 bytes: what a map returns (RES-22…RES-24). */
export const D3D10DDI_MAPPED_SUBRESOURCE = struct('D3D10DDI_MAPPED_SUBRESOURCE', {
  pData: pointer('void*'),
  RowPitch: UINT,
  DepthPitch: UINT,
});

const CopyFlags = value('CopyFlags', named(UINT, D3D11_1DDI_COPY));
const resource = <const Name extends string>(name: Name) => value(name, D3D10DDI_HRESOURCE);
const pCreateResource = behind('pCreateResource', pointer('const D3D11DDIARG_CREATERESOURCE*'), 'in', {
  layout: D3D11DDIARG_CREATERESOURCE,
});

/** DEV-1…DEV-4: private bytes that a resource needs. */
export const CalcPrivateResourceSize = declare({
  name: 'CalcPrivateResourceSize',
  typedef: 'PFND3D11DDI_CALCPRIVATERESOURCESIZE',
  clauses: 'RES',
  returns: SIZE_T,
  parameters: [hDevice, pCreateResource],
});

/** RES-1…RES-13. */
export const CreateResource = declare({
  name: 'CreateResource',
  typedef: 'PFND3D11DDI_CREATERESOURCE',
  clauses: 'RES',
  returns: VOID,
  codes: [E_OUTOFMEMORY, D3DDDIERR_DEVICEREMOVED, DXGI_DDI_ERR_UNSUPPORTED],
  decidedCodes: [E_INVALIDARG, D3DDDIERR_OUTOFHWPROTECTEDMEMORY],
  parameters: [
    hDevice,
    pCreateResource,
    made('hResource', D3D10DDI_HRESOURCE),
    value('hRTResource', D3D10DDI_HRTRESOURCE),
  ],
});

/** RES-14, RES-15. */
export const DestroyResource = declare({
  name: 'DestroyResource',
  typedef: 'PFND3D10DDI_DESTROYRESOURCE',
  clauses: 'RES',
  returns: VOID,
  codes: [D3DDDIERR_DEVICEREMOVED],
  parameters: [hDevice, resource('hResource')],
});

/** One signature serves all map slots (RES-19). */
export const ResourceMap = declare({
  name: 'ResourceMap',
  typedef: 'PFND3D10DDI_RESOURCEMAP',
  clauses: 'RES',
  returns: VOID,
  codes: [D3DDDIERR_DEVICEREMOVED, DXGI_DDI_ERR_WASSTILLDRAWING],
  decidedCodes: [E_INVALIDARG],
  parameters: [
    hDevice,
    resource('hResource'),
    value('Subresource', UINT),
    value('DDIMap', D3D10_DDI_MAP),
    value('Flags', named(UINT, D3D10_DDI_MAP_FLAG)),
    behind('pMappedSubResource', pointer('D3D10DDI_MAPPED_SUBRESOURCE*'), 'out', {
      layout: D3D10DDI_MAPPED_SUBRESOURCE,
    }),
  ],
});

/** RES-21, RES-26, RES-27: one signature serves all unmap slots (RES-19). */
export const ResourceUnmap = declare({
  name: 'ResourceUnmap',
  typedef: 'PFND3D10DDI_RESOURCEUNMAP',
  clauses: 'RES',
  returns: VOID,
  codes: [D3DDDIERR_DEVICEREMOVED],
  decidedCodes: [E_INVALIDARG],
  parameters: [hDevice, resource('hResource'), value('Subresource', UINT)],
});

/** RES-28, RES-29. */
export const ResourceCopy = declare({
  name: 'ResourceCopy',
  typedef: 'PFND3D10DDI_RESOURCECOPY',
  clauses: 'RES',
  returns: VOID,
  codes: [D3DDDIERR_DEVICEREMOVED],
  decidedCodes: [E_INVALIDARG],
  parameters: [hDevice, resource('hDstResource'), resource('hSrcResource')],
});

/** RES-33. */
export const ResourceIsStagingBusy = declare({
  name: 'ResourceIsStagingBusy',
  typedef: 'PFND3D10DDI_RESOURCEISSTAGINGBUSY',
  clauses: 'RES',
  returns: BOOL,
  parameters: [hDevice, resource('hResource')],
});

const box = <const Name extends string>(name: Name) =>
  behind(name, pointer('const D3D10_DDI_BOX*'), 'in', { layout: D3D10_DDI_BOX }, true);

/** RES-30, RES-31: a box of one subresource to another place; no box is all of it. */
export const ResourceCopyRegion = declare({
  name: 'ResourceCopyRegion',
  typedef: 'PFND3D11_1DDI_RESOURCECOPYREGION',
  clauses: 'RES',
  returns: VOID,
  codes: [D3DDDIERR_DEVICEREMOVED],
  decidedCodes: [E_INVALIDARG],
  parameters: [
    hDevice,
    resource('hDstResource'),
    value('DstSubresource', UINT),
    value('DstX', UINT),
    value('DstY', UINT),
    value('DstZ', UINT),
    resource('hSrcResource'),
    value('SrcSubresource', UINT),
    box('pSrcBox'),
    CopyFlags,
  ],
});

/** RES-32: system memory to a box of one subresource; how much is read follows from box, format and pitches. */
export const ResourceUpdateSubresourceUP = declare({
  name: 'ResourceUpdateSubresourceUP',
  typedef: 'PFND3D11_1DDI_RESOURCEUPDATESUBRESOURCEUP',
  clauses: 'RES',
  returns: VOID,
  codes: [D3DDDIERR_DEVICEREMOVED],
  decidedCodes: [E_INVALIDARG],
  parameters: [
    hDevice,
    resource('hDstResource'),
    value('DstSubresource', UINT),
    box('pDstBox'),
    behind('pSysMemUP', pointer('const VOID*'), 'in', { opaque: true }),
    value('RowPitch', UINT),
    value('DepthPitch', UINT),
    CopyFlags,
  ],
});

/** RES-19: the slots of particular resources have the map's and the unmap's signature. */
export const StagingResourceMap = alias('StagingResourceMap', ResourceMap);
export const DynamicResourceMapDiscard = alias('DynamicResourceMapDiscard', ResourceMap);
export const DynamicIABufferMapNoOverwrite = alias('DynamicIABufferMapNoOverwrite', ResourceMap);
export const DynamicIABufferMapDiscard = alias('DynamicIABufferMapDiscard', ResourceMap);
export const DynamicConstantBufferMapDiscard = alias('DynamicConstantBufferMapDiscard', ResourceMap);
export const DynamicConstantBufferMapNoOverwrite = alias('DynamicConstantBufferMapNoOverwrite', ResourceMap);
export const StagingResourceUnmap = alias('StagingResourceUnmap', ResourceUnmap);
export const DynamicResourceUnmap = alias('DynamicResourceUnmap', ResourceUnmap);
export const DynamicIABufferUnmap = alias('DynamicIABufferUnmap', ResourceUnmap);
export const DynamicConstantBufferUnmap = alias('DynamicConstantBufferUnmap', ResourceUnmap);
