/** Opening a driver: d3d10umddi.h, clauses OPN and DEV-1…DEV-16. */
import type { FieldType } from '../../abi/index.js';
import {
  HRESULT,
  DXGI_STATUS_NO_REDIRECTION,
  E_INVALIDARG,
  E_OUTOFMEMORY,
  HRESULT_FROM_WIN32_ERROR_INSUFFICIENT_BUFFER,
  S_OK,
} from '../hresults.js';
import {
  alias,
  arm,
  behind,
  declare,
  value,
  named,
  overlay,
  struct,
  when,
  BOOL,
  pointer,
  SIZE_T,
  UINT,
  UINT32,
  UINT64,
  UINT8,
} from '../../abi/index.js';
import {
  D3D10DDI_HADAPTER,
  D3D10DDI_HDEVICE,
  D3D10DDI_HRTADAPTER,
  D3D10DDI_HRTCORELAYER,
  D3D10DDI_HRTDEVICE,
} from './handles.js';
import { D3D10_2DDICAPS_TYPE } from './caps.js';
import {
  D3D10DDI_CREATEDEVICE_FLAG,
  DDI_INTERFACE_VERSION,
  DDI_SUPPORTED,
  VIDEO_FUNCTIONS,
} from './enums-device.js';

const Interface = named(UINT, DDI_INTERFACE_VERSION);
const Flags = named(UINT, D3D10DDI_CREATEDEVICE_FLAG);

/** 40 bytes. hAdapter is written by the driver, which also fills the table behind pAdapterFuncs_2 (OPN-3, OPN-4). */
export const D3D10DDIARG_OPENADAPTER = struct('D3D10DDIARG_OPENADAPTER', {
  hRTAdapter: D3D10DDI_HRTADAPTER,
  hAdapter: D3D10DDI_HADAPTER,
  Interface,
  Version: UINT,
  pAdapterCallbacks: pointer('const D3DDDI_ADAPTERCALLBACKS*'),
  pAdapterFuncs_2: pointer('D3D10_2DDI_ADAPTERFUNCS*'),
  pAdapterFuncs: overlay('pAdapterFuncs_2', pointer('D3D10DDI_ADAPTERFUNCS*')),
});

/** 32 bytes. What GetCaps is asked for, and where the answer goes (OPN-17). */
export const D3D10_2DDIARG_GETCAPS = struct('D3D10_2DDIARG_GETCAPS', {
  Type: D3D10_2DDICAPS_TYPE,
  pInfo: pointer('void*'),
  pData: pointer('void*'),
  DataSize: UINT,
});

/** 12 bytes. */
export const D3D10DDIARG_CALCPRIVATEDEVICESIZE = struct('D3D10DDIARG_CALCPRIVATEDEVICESIZE', {
  Interface,
  Version: UINT,
  Flags,
});

/** 16 bytes, embedded in CREATEDEVICE. */
export const DXGI_DDI_BASE_ARGS = struct('DXGI_DDI_BASE_ARGS', {
  pDXGIBaseCallbacks: pointer('DXGI_DDI_BASE_CALLBACKS*'),
  pDXGIDDIBaseFunctions: pointer('DXGI_DDI_BASE_FUNCTIONS*'),
});

const { D3D11_0, D3D11_0_7, D3D11_1, D3DWDDM1_3, D3DWDDM2_0, D3DWDDM2_1 } = DDI_INTERFACE_VERSION;
const { D3DWDDM2_2, D3DWDDM2_3, D3DWDDM2_4, D3DWDDM2_5 } = DDI_INTERFACE_VERSION;

/** 88 bytes. Tables and callbacks of the version that Interface names (DEV-7, DEV-17, SUB-1). */
export const D3D10DDIARG_CREATEDEVICE = struct('D3D10DDIARG_CREATEDEVICE', {
  hRTDevice: D3D10DDI_HRTDEVICE,
  Interface,
  Version: UINT,
  pKTCallbacks: pointer('const D3DDDI_DEVICECALLBACKS*'),
  p11_1DeviceFuncs: arm(pointer('D3D11_1DDI_DEVICEFUNCS*'), when('Interface', D3D11_1)),
  pWDDM2_0DeviceFuncs: overlay(
    'p11_1DeviceFuncs',
    pointer('D3DWDDM2_0DDI_DEVICEFUNCS*'),
    when('Interface', D3DWDDM2_0),
  ),
  pWDDM2_2DeviceFuncs: overlay(
    'p11_1DeviceFuncs',
    pointer('D3DWDDM2_2DDI_DEVICEFUNCS*'),
    when('Interface', D3DWDDM2_2, D3DWDDM2_3, D3DWDDM2_4, D3DWDDM2_5),
  ),
  hDrvDevice: D3D10DDI_HDEVICE,
  DXGIBaseDDI: DXGI_DDI_BASE_ARGS,
  hRTCoreLayer: D3D10DDI_HRTCORELAYER,
  p11UMCallbacks: arm(
    pointer('const D3D11DDI_CORELAYER_DEVICECALLBACKS*'),
    when('Interface', D3D11_0, D3D11_0_7, D3D11_1, D3DWDDM1_3),
  ),
  pWDDM2_0UMCallbacks: overlay(
    'p11UMCallbacks',
    pointer('const D3DWDDM2_0DDI_CORELAYER_DEVICECALLBACKS*'),
    when('Interface', D3DWDDM2_0, D3DWDDM2_1),
  ),
  pWDDM2_2UMCallbacks: overlay(
    'p11UMCallbacks',
    pointer('const D3DWDDM2_2DDI_CORELAYER_DEVICECALLBACKS*'),
    when('Interface', D3DWDDM2_2, D3DWDDM2_3, D3DWDDM2_4, D3DWDDM2_5),
  ),
  Flags,
  ppfnRetrieveSubObject: pointer('PFND3D10DDI_RETRIEVESUBOBJECT*'),
});

const hAdapter = value('hAdapter', D3D10DDI_HADAPTER);

/** The entry that a driver exports (OPN-1…OPN-7). */
export const OpenAdapter10_2 = declare({
  name: 'OpenAdapter10_2',
  typedef: 'PFND3D10DDI_OPENADAPTER',
  clauses: 'OPN',
  returns: HRESULT,
  codes: [S_OK, E_OUTOFMEMORY],
  decidedCodes: [E_INVALIDARG],
  parameters: [
    behind('pOpenData', pointer('D3D10DDIARG_OPENADAPTER*'), 'inout', { layout: D3D10DDIARG_OPENADAPTER }),
  ],
});

/** The entry of drivers before Windows 7; the same type, another table (OPN-1, OPN-8). */
export const OpenAdapter10 = alias('OpenAdapter10', OpenAdapter10_2);

/** DEV-1…DEV-4. */
export const CalcPrivateDeviceSize = declare({
  name: 'CalcPrivateDeviceSize',
  typedef: 'PFND3D10DDI_CALCPRIVATEDEVICESIZE',
  clauses: 'DEV',
  returns: SIZE_T,
  parameters: [
    hAdapter,
    behind('pData', pointer('const D3D10DDIARG_CALCPRIVATEDEVICESIZE*'), 'in', {
      layout: D3D10DDIARG_CALCPRIVATEDEVICESIZE,
    }),
  ],
});

/** DEV-6…DEV-16. */
export const CreateDevice = declare({
  name: 'CreateDevice',
  typedef: 'PFND3D10DDI_CREATEDEVICE',
  clauses: 'DEV',
  returns: HRESULT,
  codes: [S_OK, DXGI_STATUS_NO_REDIRECTION, E_OUTOFMEMORY],
  decidedCodes: [E_INVALIDARG],
  parameters: [
    hAdapter,
    behind('pCreateData', pointer('D3D10DDIARG_CREATEDEVICE*'), 'inout', {
      layout: D3D10DDIARG_CREATEDEVICE,
    }),
  ],
});

/** OPN-9. */
export const CloseAdapter = declare({
  name: 'CloseAdapter',
  typedef: 'PFND3D10DDI_CLOSEADAPTER',
  clauses: 'OPN',
  returns: HRESULT,
  codes: [S_OK],
  decidedCodes: [E_INVALIDARG],
  parameters: [hAdapter],
});

/** Asked twice: the count, then the array (OPN-10…OPN-13). */
export const GetSupportedVersions = declare({
  name: 'GetSupportedVersions',
  typedef: 'PFND3D10_2DDI_GETSUPPORTEDVERSIONS',
  clauses: 'OPN',
  returns: HRESULT,
  codes: [S_OK, E_OUTOFMEMORY],
  decidedCodes: [E_INVALIDARG, HRESULT_FROM_WIN32_ERROR_INSUFFICIENT_BUFFER],
  parameters: [
    hAdapter,
    behind('puEntries', pointer('UINT32*'), 'inout', { layout: UINT32 }),
    behind(
      'pSupportedDDIInterfaceVersions',
      pointer('UINT64*'),
      'out',
      { layout: named(UINT64, DDI_SUPPORTED) },
      true,
    ),
  ],
});

/** OPN-17…OPN-22. */
export const GetCaps = declare({
  name: 'GetCaps',
  typedef: 'PFND3D10_2DDI_GETCAPS',
  clauses: 'OPN',
  returns: HRESULT,
  codes: [S_OK, E_OUTOFMEMORY],
  decidedCodes: [E_INVALIDARG],
  parameters: [
    hAdapter,
    behind('pData', pointer('const D3D10_2DDIARG_GETCAPS*'), 'in', { layout: D3D10_2DDIARG_GETCAPS }),
  ],
});

/** 16 bytes: what pParams of RetrieveSubObject points to (SUB-5). */
export const D3D11_1DDI_VIDEO_INPUT = struct('D3D11_1DDI_VIDEO_INPUT', {
  Relocate: BOOL,
  p11VideoDeviceFuncs: pointer('D3D11_1DDI_VIDEODEVICEFUNCS*'),
});

/** 16 bytes (x86 8): the same for WDDM 2.0; 2.1 and 2.4 likewise (SUB-5). */
export const D3DWDDM2_0DDI_VIDEO_INPUT = struct('D3DWDDM2_0DDI_VIDEO_INPUT', {
  Relocate: BOOL,
  pWDDM2_0VideoDeviceFuncs: pointer('D3DWDDM2_0DDI_VIDEODEVICEFUNCS*'),
});

/** 1 byte: what pOutputParamsBuffer of RetrieveSubObject points to; reserved (SUB). */
export const D3D11_1DDI_VIDEO_OUTPUT = struct('D3D11_1DDI_VIDEO_OUTPUT', { Reserved: UINT8 });

/** Written to *ppfnRetrieveSubObject by CreateDevice; fills the video table of the version asked for (SUB). */
export const RetrieveSubObject = declare({
  name: 'RetrieveSubObject',
  typedef: 'PFND3D10DDI_RETRIEVESUBOBJECT',
  clauses: 'SUB',
  returns: HRESULT,
  codes: [S_OK],
  decidedCodes: [E_INVALIDARG],
  parameters: [
    value('hDevice', D3D10DDI_HDEVICE),
    value('SubDeviceID', named(UINT32, VIDEO_FUNCTIONS)),
    value('ParamSize', SIZE_T),
    // Optional by XLT-18; what NULL gets here is SUB-6.
    behind(
      'pParams',
      pointer('void*'),
      'in',
      {
        chosenBy: { at: 'SubDeviceID' },
        layouts: new Map<number, FieldType<unknown>>([
          [VIDEO_FUNCTIONS.D3D11_1DDI_VIDEO_FUNCTIONS, D3D11_1DDI_VIDEO_INPUT],
          [VIDEO_FUNCTIONS.D3DWDDM2_0DDI_VIDEO_FUNCTIONS, D3DWDDM2_0DDI_VIDEO_INPUT],
        ]),
        bytesIn: 'ParamSize',
      },
      true,
    ),
    value('OutputParamSize', SIZE_T),
    behind('pOutputParamsBuffer', pointer('void*'), 'out', { bytesIn: 'OutputParamSize' }, true),
  ],
});
