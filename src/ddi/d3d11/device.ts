/** Device functions that are not about resources, and the callback by which VOID functions fail: DEV, ERR. */
import { BOOL, VOID, behind, declare, named, value, pointer, UINT } from '../../abi/index.js';
import { D3D10_DDI_FORMAT_SUPPORT } from './caps.js';
import { DXGI_FORMAT } from './dxgi-format.js';
import { D3D11_1_DDI_FLUSH_FLAGS } from './enums-device.js';
import { D3D10DDI_HDEVICE, D3D10DDI_HRTCORELAYER } from './handles.js';
import { D3DDDIERR_DEVICEREMOVED, E_FAIL, E_INVALIDARG, HRESULT } from '../hresults.js';

export const hDevice = value('hDevice', D3D10DDI_HDEVICE);
const FlushFlags = value('FlushFlags', named(UINT, D3D11_1_DDI_FLUSH_FLAGS));

/** ERR-1…ERR-4: how a VOID function says that it failed. Offset 0 of every core-layer table. */
export const SetErrorCb = declare({
  name: 'SetErrorCb',
  typedef: 'PFND3D10DDI_SETERROR_CB',
  clauses: 'ERR',
  returns: VOID,
  parameters: [value('hRTCoreLayer', D3D10DDI_HRTCORELAYER), value('hr', HRESULT)],
});

/** DEV-19, DEV-20. */
export const DestroyDevice = declare({
  name: 'DestroyDevice',
  typedef: 'PFND3D10DDI_DESTROYDEVICE',
  clauses: 'DEV',
  returns: VOID,
  parameters: [hDevice],
});

/** DEV-21, DEV-22. */
export const Flush = declare({
  name: 'Flush',
  typedef: 'PFND3D11_1DDI_FLUSH',
  clauses: 'DEV',
  returns: BOOL,
  codes: [D3DDDIERR_DEVICEREMOVED],
  parameters: [hDevice, FlushFlags],
});

/** DEV-23. */
export const CheckFormatSupport = declare({
  name: 'CheckFormatSupport',
  typedef: 'PFND3D10DDI_CHECKFORMATSUPPORT',
  clauses: 'DEV',
  returns: VOID,
  codes: [E_FAIL, E_INVALIDARG],
  parameters: [
    hDevice,
    value('Format', DXGI_FORMAT),
    behind('pFormatCaps', pointer('UINT*'), 'out', { layout: named(UINT, D3D10_DDI_FORMAT_SUPPORT) }),
  ],
});

/** The same in WDDM 2.0, with the context's type in front (DEV-21). */
export const Flush_WDDM2_0 = declare({
  name: 'Flush',
  typedef: 'PFND3DWDDM2_0DDI_FLUSH',
  clauses: 'DEV',
  returns: BOOL,
  codes: [D3DDDIERR_DEVICEREMOVED],
  parameters: [hDevice, value('contextType', UINT), FlushFlags],
});

const relocate = (typedef: string, table: string) =>
  declare({
    name: 'RelocateDeviceFuncs',
    typedef,
    clauses: 'DEV',
    returns: VOID,
    decidedCodes: [E_INVALIDARG],
    parameters: [hDevice, behind('pDeviceFunctions', pointer(table), 'inout', { opaque: true })],
  });

/** The table block has moved; only the entries that may be swapped can be written again (DEV-12). */
export const RelocateDeviceFuncs = relocate('PFND3D11_1DDI_RELOCATEDEVICEFUNCS', 'D3D11_1DDI_DEVICEFUNCS*');

/** The same for the table of WDDM 2.0 (DEV-12). */
export const RelocateDeviceFuncs_WDDM2_0 = relocate(
  'PFND3DWDDM2_0DDI_RELOCATEDEVICEFUNCS',
  'D3DWDDM2_0DDI_DEVICEFUNCS*',
);

/** The same for the table of WDDM 2.1 (DEV-12). */
export const RelocateDeviceFuncs_WDDM2_1 = relocate(
  'PFND3DWDDM2_1DDI_RELOCATEDEVICEFUNCS',
  'D3DWDDM2_1DDI_DEVICEFUNCS*',
);

/** The same for the table of WDDM 2.2 (DEV-12). */
export const RelocateDeviceFuncs_WDDM2_2 = relocate(
  'PFND3DWDDM2_2DDI_RELOCATEDEVICEFUNCS',
  'D3DWDDM2_2DDI_DEVICEFUNCS*',
);
