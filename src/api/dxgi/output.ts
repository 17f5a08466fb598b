import type { Hresult } from '../../abi/index.js';
import type { ComInterface, Opaque, Out } from '../kit/index.js';
import { comInterface, evenWhenRemoved, hresult, opaque, valueOut } from '../kit/index.js';
import { IDXGIObject } from './object.js';
import { DXGI_OUTPUT_DESC } from './structs.js';

/**
 * IDXGIOutput: an output of an adapter, with its monitor. Modes, gamma and surfaces are slots that are not emulated.
 */
export interface IDXGIOutput extends IDXGIObject {
  /** A copy of its description: its name, its place on the desktop, its monitor. @returns S_OK */
  GetDesc(pDesc: Out<DXGI_OUTPUT_DESC>): Hresult;
  GetDisplayModeList: Opaque;
  FindClosestMatchingMode: Opaque;
  WaitForVBlank: Opaque;
  TakeOwnership: Opaque;
  ReleaseOwnership: Opaque<undefined>;
  GetGammaControlCapabilities: Opaque;
  SetGammaControl: Opaque;
  GetGammaControl: Opaque;
  SetDisplaySurface: Opaque;
  GetDisplaySurfaceData: Opaque;
  GetFrameStatistics: Opaque;
}

export const IDXGIOutput: ComInterface<IDXGIOutput> = comInterface<IDXGIOutput, IDXGIObject>(
  'IDXGIOutput',
  'ae02eedb-c735-4690-8d52-5a8dc20213aa',
  IDXGIObject,
  {
    GetDesc: evenWhenRemoved(hresult([valueOut('pDesc', DXGI_OUTPUT_DESC)])),
    GetDisplayModeList: opaque.hresult,
    FindClosestMatchingMode: opaque.hresult,
    WaitForVBlank: opaque.hresult,
    TakeOwnership: opaque.hresult,
    ReleaseOwnership: opaque.nothing,
    GetGammaControlCapabilities: opaque.hresult,
    SetGammaControl: opaque.hresult,
    GetGammaControl: opaque.hresult,
    SetDisplaySurface: opaque.hresult,
    GetDisplaySurfaceData: opaque.hresult,
    GetFrameStatistics: opaque.hresult,
  },
);

/** IDXGIOutput1: stereo modes and duplication: slots that are not emulated. */
export interface IDXGIOutput1 extends IDXGIOutput {
  GetDisplayModeList1: Opaque;
  FindClosestMatchingMode1: Opaque;
  GetDisplaySurfaceData1: Opaque;
  DuplicateOutput: Opaque;
}

export const IDXGIOutput1: ComInterface<IDXGIOutput1> = comInterface<IDXGIOutput1, IDXGIOutput>(
  'IDXGIOutput1',
  '00cddea8-939b-4b83-a340-a685226666cc',
  IDXGIOutput,
  {
    GetDisplayModeList1: opaque.hresult,
    FindClosestMatchingMode1: opaque.hresult,
    GetDisplaySurfaceData1: opaque.hresult,
    DuplicateOutput: opaque.hresult,
  },
);

/** IDXGIOutput2: overlays: a slot that is not emulated. */
export interface IDXGIOutput2 extends IDXGIOutput1 {
  SupportsOverlays: Opaque<number>;
}

export const IDXGIOutput2: ComInterface<IDXGIOutput2> = comInterface<IDXGIOutput2, IDXGIOutput1>(
  'IDXGIOutput2',
  '595e39d1-2724-4663-99b1-da969de28364',
  IDXGIOutput1,
  {
    SupportsOverlays: opaque.bool,
  },
);

/** IDXGIOutput3: overlays by format: a slot that is not emulated. */
export interface IDXGIOutput3 extends IDXGIOutput2 {
  CheckOverlaySupport: Opaque;
}

export const IDXGIOutput3: ComInterface<IDXGIOutput3> = comInterface<IDXGIOutput3, IDXGIOutput2>(
  'IDXGIOutput3',
  '8a6bb301-7e7e-41f4-a8e0-5b32f7f99b18',
  IDXGIOutput2,
  {
    CheckOverlaySupport: opaque.hresult,
  },
);

/** IDXGIOutput4: overlays by colour space: a slot that is not emulated. */
export interface IDXGIOutput4 extends IDXGIOutput3 {
  CheckOverlayColorSpaceSupport: Opaque;
}

export const IDXGIOutput4: ComInterface<IDXGIOutput4> = comInterface<IDXGIOutput4, IDXGIOutput3>(
  'IDXGIOutput4',
  'dc7dca35-2196-414d-9f53-617884032a60',
  IDXGIOutput3,
  {
    CheckOverlayColorSpaceSupport: opaque.hresult,
  },
);

/** IDXGIOutput5: duplication by format: a slot that is not emulated. */
export interface IDXGIOutput5 extends IDXGIOutput4 {
  DuplicateOutput1: Opaque;
}

export const IDXGIOutput5: ComInterface<IDXGIOutput5> = comInterface<IDXGIOutput5, IDXGIOutput4>(
  'IDXGIOutput5',
  '80a07424-ab52-42eb-833c-0c42fd282d98',
  IDXGIOutput4,
  {
    DuplicateOutput1: opaque.hresult,
  },
);

/** IDXGIOutput6: colour and composition: slots that are not emulated. */
export interface IDXGIOutput6 extends IDXGIOutput5 {
  GetDesc1: Opaque;
  CheckHardwareCompositionSupport: Opaque;
}

export const IDXGIOutput6: ComInterface<IDXGIOutput6> = comInterface<IDXGIOutput6, IDXGIOutput5>(
  'IDXGIOutput6',
  '068346e8-aaec-4b84-add7-137f513f77a1',
  IDXGIOutput5,
  {
    GetDesc1: opaque.hresult,
    CheckHardwareCompositionSupport: opaque.hresult,
  },
);
