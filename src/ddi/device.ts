/** Device functions that are not about resources, and the callback by which VOID functions fail: DEV, ERR. */
import { behind, declare, value } from './function.js';
import { D3D10DDI_HDEVICE, D3D10DDI_HRTCORELAYER } from './handles.js';
import { D3DDDIERR_DEVICEREMOVED, E_FAIL, E_INVALIDARG } from './hresults.js';
import { enumeration, HRESULT, pointer, UINT } from './scalars.js';

export const hDevice = value('hDevice', D3D10DDI_HDEVICE);

/** ERR-1…ERR-4: how a VOID function says that it failed. Offset 0 of every core-layer table. */
export const SetErrorCb = declare({
  name: 'SetErrorCb',
  typedef: 'PFND3D10DDI_SETERROR_CB',
  clauses: 'ERR',
  returns: 'VOID',
  parameters: [value('hRTCoreLayer', D3D10DDI_HRTCORELAYER), value('ErrorCode', HRESULT)],
});

/** DEV-19, DEV-20. */
export const DestroyDevice = declare({
  name: 'DestroyDevice',
  typedef: 'PFND3D10DDI_DESTROYDEVICE',
  clauses: 'DEV',
  returns: 'VOID',
  parameters: [hDevice],
});

/** DEV-21, DEV-22. */
export const Flush = declare({
  name: 'Flush',
  typedef: 'PFND3D11_1DDI_FLUSH',
  clauses: 'DEV',
  returns: 'BOOL',
  codes: [D3DDDIERR_DEVICEREMOVED],
  parameters: [hDevice, value('FlushFlags', UINT)],
});

/** DEV-23. */
export const CheckFormatSupport = declare({
  name: 'CheckFormatSupport',
  typedef: 'PFND3D10DDI_CHECKFORMATSUPPORT',
  clauses: 'DEV',
  returns: 'VOID',
  codes: [E_FAIL, E_INVALIDARG],
  parameters: [
    hDevice,
    value('Format', enumeration('DXGI_FORMAT')),
    behind('pFormatCaps', pointer('UINT*'), 'out', { layout: UINT }),
  ],
});
