/** Clauses of what becomes of DDI codes at the API, and of what never reaches the DDI: XLT. */
import { driver, runtime } from '../../clause.js';

export const translationClauses = {
  'XLT-1': driver.must(
    'Codes a VOID function may report, by category: none; DEVICEREMOVED; + E_OUTOFMEMORY; map: DEVICEREMOVED, WASSTILLDRAWING; check: never DEVICEREMOVED.',
  ),
  'XLT-2': runtime.must(
    'Another code is critical: logged, the device is lost as if removed; nothing undoes it.',
  ),
  'XLT-3': runtime.implied(
    'It then shows as removal reason DXGI_ERROR_DRIVER_INTERNAL_ERROR; D3D11On12 makes the runtime query the kernel first so that a real removal keeps its name.',
  ),
  'XLT-4': runtime.implied(
    'D3DDDIERR_DEVICEREMOVED -> DXGI_ERROR_DEVICE_REMOVED, kept as reason from then on (measured after UpdateSubresource).',
  ),
  'XLT-5': runtime.must('DXGI_DDI_ERR_WASSTILLDRAWING -> DXGI_ERROR_WAS_STILL_DRAWING.'),
  'XLT-6': runtime.must(
    'Busy: D3DERR_WASSTILLDRAWING or E_PENDING by its API page; the general list says D3D11 replaced the former by DXGI_ERROR_WAS_STILL_DRAWING (DV-AMB-5).',
  ),
  'XLT-7': runtime.implied('E_OUTOFMEMORY -> API 0x8007000E, device healthy (measured).'),
  'XLT-8': runtime.implied('E_INVALIDARG or E_NOTIMPL from a VOID create removes the device (measured).'),
  'XLT-9': runtime.implied(
    'D3DDDIERR_APPLICATIONERROR: debug layer blames the application; a non-fatal refusal; API code unknown (DV-AMB-6).',
  ),
  'XLT-10': runtime.implied('DXGI_DDI_ERR_UNSUPPORTED -> presumably DXGI_ERROR_UNSUPPORTED.'),
  'XLT-11': runtime.must(
    'After DEVICEREMOVED little but unbind, destroy and cleanup calls arrive; no ResourceUnmap.',
  ),
  'XLT-12': driver.may('A function that removal did not disturb need not report it.'),
  'XLT-13': runtime.implied(
    'DEVICEREMOVED from a write map gave API S_OK and a pointer, reason 0x887A0005 (measured); the page promises DXGI_ERROR_DEVICE_REMOVED only for maps that read.',
  ),
  'XLT-14': runtime.must(
    'GetDeviceRemovedReason: S_OK, DEVICE_HUNG, _REMOVED, _RESET, DRIVER_INTERNAL_ERROR, INVALID_CALL.',
  ),
  'XLT-15': runtime.implied(
    'HRESULT functions: listed codes pass unchanged but for XLT-4; an unlisted one as XLT-2 (no page says so).',
  ),
  'XLT-16': driver.should(
    'A general page forbids originating E_INVALIDARG; 11.1 pages that list it win (DV-AMB-4).',
  ),
  'XLT-17': runtime.implied(
    'Elsewhere: DXVK gives DEVICE_RESET as reason, WAS_STILL_DRAWING for a busy map; Wine has no DDI.',
  ),
  'XLT-18': runtime.implied(
    'A required pointer is never NULL at the DDI: the debug layer has an id for NULL in every API call here, and pages say that the runtime validates parameters. Optional: pDecoderProfile of GetCryptoSessionPrivateDataSize, pParams of RetrieveSubObject, pIV and the sub-sample map of a buffer description.',
  ),
  'XLT-19': driver.must('E_INVALIDARG that a runtime callback returned is passed back unchanged.'),
} as const;
