/**
 * Resources that several devices share: the kernel's callbacks of d3dumddi.h by which a driver announces one, and the
 * functions of d3d10umddi.h by which another device opens it. Clause GEN-6 says who may.
 *
 * Layouts of the callbacks: driver-header. D3D10DDIARG_OPENRESOURCE, D3DDDI_OPENALLOCATIONINFO and the codes are those of
 * the pages ns-d3d10umddi-d3d10ddiarg_openresource, ns-d3dukmdt-_d3dddi_openallocationinfo, nc-d3d10umddi-
 * pfnd3d10ddi_openresource, nc-d3dumddi-pfnd3dddi_allocatecb and -deallocatecb. A D3DKMT_HANDLE is a UINT here.
 */
import {
  behind,
  declare,
  HANDLE,
  made,
  overlay,
  pointer,
  SIZE_T,
  struct,
  UINT,
  value,
  VOID,
} from '../../abi/index.js';
import { D3DDDIERR_DEVICEREMOVED, E_INVALIDARG, E_OUTOFMEMORY, HRESULT, S_OK } from '../hresults.js';
import { hDevice } from './device.js';
import { D3D10DDI_HRESOURCE, D3D10DDI_HRTRESOURCE } from './handles.js';

/** 4 bytes. Primary is bit 0, Stereo bit 1. */
export const D3DDDI_ALLOCATIONINFO_FLAGS = struct('D3DDDI_ALLOCATIONINFO_FLAGS', { Value: UINT });

/** 40 bytes (x86 24): one allocation. The kernel writes hAllocation. */
export const D3DDDI_ALLOCATIONINFO = struct('D3DDDI_ALLOCATIONINFO', {
  hAllocation: UINT,
  pSystemMem: pointer('const VOID*'),
  pPrivateDriverData: pointer('VOID*'),
  PrivateDriverDataSize: UINT,
  VidPnSourceId: UINT,
  Flags: D3DDDI_ALLOCATIONINFO_FLAGS,
});

/** 40 bytes (x86 24). hResource is the runtime's handle of the resource; the kernel writes hKMResource. */
export const D3DDDICB_ALLOCATE = struct('D3DDDICB_ALLOCATE', {
  pPrivateDriverData: pointer('const VOID*'),
  PrivateDriverDataSize: UINT,
  hResource: HANDLE,
  hKMResource: UINT,
  NumAllocations: UINT,
  pAllocationInfo: pointer('D3DDDI_ALLOCATIONINFO*', D3DDDI_ALLOCATIONINFO),
  pAllocationInfo2: overlay('pAllocationInfo', pointer('D3DDDI_ALLOCATIONINFO2*')),
});

/** 24 bytes (x86 12): a resource with all its allocations, or with hResource NULL those of the list. */
export const D3DDDICB_DEALLOCATE = struct('D3DDDICB_DEALLOCATE', {
  hResource: HANDLE,
  NumAllocations: UINT,
  HandleList: pointer('const D3DKMT_HANDLE*'),
});

/** 24 bytes (x86 12): one allocation as it was announced. */
export const D3DDDI_OPENALLOCATIONINFO = struct('D3DDDI_OPENALLOCATIONINFO', {
  hAllocation: UINT,
  pPrivateDriverData: pointer('const VOID*'),
  PrivateDriverDataSize: UINT,
});

/** 4 bytes: a D3DKMT_HANDLE. */
export const D3D10DDI_HKMRESOURCE = struct('D3D10DDI_HKMRESOURCE', { handle: UINT });

/** 40 bytes (x86 20): what the kernel has of a resource that was announced. */
export const D3D10DDIARG_OPENRESOURCE = struct('D3D10DDIARG_OPENRESOURCE', {
  NumAllocations: UINT,
  pOpenAllocationInfo: pointer('D3DDDI_OPENALLOCATIONINFO*', D3DDDI_OPENALLOCATIONINFO),
  pOpenAllocationInfo2: overlay('pOpenAllocationInfo', pointer('D3DDDI_OPENALLOCATIONINFO2*')),
  hKMResource: D3D10DDI_HKMRESOURCE,
  pPrivateDriverData: pointer('VOID*'),
  PrivateDriverDataSize: UINT,
});

const hRTDevice = value('hDevice', HANDLE);

/** Announces allocations to the kernel; hDevice is the hRTDevice of CreateDevice. */
export const AllocateCb = declare({
  name: 'AllocateCb',
  typedef: 'PFND3DDDI_ALLOCATECB',
  clauses: 'DEV',
  returns: HRESULT,
  codes: [S_OK, E_INVALIDARG, E_OUTOFMEMORY, D3DDDIERR_DEVICEREMOVED],
  parameters: [
    hRTDevice,
    behind('pData', pointer('D3DDDICB_ALLOCATE*'), 'inout', { layout: D3DDDICB_ALLOCATE }),
  ],
});

/** Gives back what was announced, or opened. */
export const DeallocateCb = declare({
  name: 'DeallocateCb',
  typedef: 'PFND3DDDI_DEALLOCATECB',
  clauses: 'DEV',
  returns: HRESULT,
  codes: [S_OK, E_INVALIDARG],
  parameters: [
    hRTDevice,
    behind('pData', pointer('const D3DDDICB_DEALLOCATE*'), 'in', { layout: D3DDDICB_DEALLOCATE }),
  ],
});

const pOpenResource = behind('pOpenResource', pointer('const D3D10DDIARG_OPENRESOURCE*'), 'in', {
  layout: D3D10DDIARG_OPENRESOURCE,
});

/** DEV-1…DEV-4: private bytes that an opened resource needs. */
export const CalcPrivateOpenedResourceSize = declare({
  name: 'CalcPrivateOpenedResourceSize',
  typedef: 'PFND3D10DDI_CALCPRIVATEOPENEDRESOURCESIZE',
  clauses: 'GEN',
  returns: SIZE_T,
  parameters: [hDevice, pOpenResource],
});

/**
 * GEN-6: a resource of another device, on this one. The page has two codes, and lets every other lose the device; none of
 * them says that the process may not, so that E_INVALIDARG says it, as of a handle that is not the caller's (D-09).
 */
export const OpenResource = declare({
  name: 'OpenResource',
  typedef: 'PFND3D10DDI_OPENRESOURCE',
  clauses: 'GEN',
  returns: VOID,
  codes: [E_OUTOFMEMORY, D3DDDIERR_DEVICEREMOVED],
  decidedCodes: [E_INVALIDARG],
  parameters: [
    hDevice,
    pOpenResource,
    made('hResource', D3D10DDI_HRESOURCE),
    value('hRTResource', D3D10DDI_HRTRESOURCE),
  ],
});
