/** What dxva2.dll exports of OPM. OPMGetVideoOutputsFromIDirect3DDevice9Object is left out: there is no Direct3D 9. */
import type { Hresult } from '../../abi/index.js';
import { named, UINT, ULONG } from '../../abi/index.js';
import { OPM_VIDEO_OUTPUT_SEMANTICS } from '../../ddi/index.js';
import type { ApiFunction, Out } from '../kit/index.js';
import {
  apiFunction,
  hresult,
  objectOut,
  objectsOut,
  structIn,
  ulong,
  value,
  valueOut,
} from '../kit/index.js';
import { HMONITOR, LUID } from '../windows-types.js';
import type { IOPMVideoOutput } from './video-output.js';

const semantics = value('vos', {
  ...named(UINT, OPM_VIDEO_OUTPUT_SEMANTICS),
  name: 'OPM_VIDEO_OUTPUT_SEMANTICS',
});

/**
 * Makes an object for each output of a monitor (api DX-8), with semantics that stay (OPM-1).
 * @param hMonitor what IDXGIOutput::GetDesc tells
 * @param vos OPM_VOS_OPM_SEMANTICS or OPM_VOS_COPP_SEMANTICS
 * @param pppOPMVideoOutputArray gets the objects, each with one reference; the array is the caller's
 * @returns S_OK; ERROR_GRAPHICS_NO_MONITORS_CORRESPOND_TO_DISPLAY_DEVICE for a monitor that is not there; what the driver
 *   answers, and then no object is made
 */
export type OPMGetVideoOutputsFromHMONITOR = (
  hMonitor: bigint,
  vos: number,
  pulNumVideoOutputs: Out<number>,
  pppOPMVideoOutputArray: Out<readonly IOPMVideoOutput[]>,
) => Hresult;

export const OPMGetVideoOutputsFromHMONITOR: ApiFunction<OPMGetVideoOutputsFromHMONITOR> =
  apiFunction<OPMGetVideoOutputsFromHMONITOR>(
    'OPMGetVideoOutputsFromHMONITOR',
    hresult([
      value('hMonitor', HMONITOR),
      semantics,
      valueOut('pulNumVideoOutputs', ULONG),
      objectsOut('pppOPMVideoOutputArray', 'IOPMVideoOutput'),
    ]),
  );

/**
 * Makes an object for one target of an adapter.
 * @param pAdapterLuid what IDXGIAdapter::GetDesc tells
 * @returns as {@link OPMGetVideoOutputsFromHMONITOR}
 */
export type OPMGetVideoOutputForTarget = (
  pAdapterLuid: LUID,
  VidPnTarget: number,
  vos: number,
  ppOPMVideoOutput: Out<IOPMVideoOutput>,
) => Hresult;

export const OPMGetVideoOutputForTarget: ApiFunction<OPMGetVideoOutputForTarget> =
  apiFunction<OPMGetVideoOutputForTarget>(
    'OPMGetVideoOutputForTarget',
    hresult([
      structIn('pAdapterLuid', LUID),
      ulong('VidPnTarget'),
      semantics,
      objectOut('ppOPMVideoOutput', 'IOPMVideoOutput'),
    ]),
  );
