import type { StructValue } from '../../abi/index.js';
import { HMONITOR, LUID, RECT } from '../windows-types.js';
import { BOOL, named, struct, SIZE_T, UINT, UINT64 } from '../../abi/index.js';
import { DXGI_FORMAT } from '../../ddi/index.js';
import { wideText } from '../kit/index.js';
import {
  DXGI_ADAPTER_FLAG,
  DXGI_ADAPTER_FLAG3,
  DXGI_COMPUTE_PREEMPTION_GRANULARITY,
  DXGI_GRAPHICS_PREEMPTION_GRANULARITY,
  DXGI_MODE_ROTATION,
} from './values.js';

/** What all versions of the description begin with. */
const adapterMembers = {
  Description: wideText(128),
  VendorId: UINT,
  DeviceId: UINT,
  SubSysId: UINT,
  Revision: UINT,
  DedicatedVideoMemory: SIZE_T,
  DedicatedSystemMemory: SIZE_T,
  SharedSystemMemory: SIZE_T,
  AdapterLuid: LUID,
};

/** 304 bytes (x86 292). */
export const DXGI_ADAPTER_DESC = struct('DXGI_ADAPTER_DESC', adapterMembers);
export type DXGI_ADAPTER_DESC = StructValue<typeof DXGI_ADAPTER_DESC>;

/** 312 bytes (x86 296). */
export const DXGI_ADAPTER_DESC1 = struct('DXGI_ADAPTER_DESC1', {
  ...adapterMembers,
  Flags: named(UINT, DXGI_ADAPTER_FLAG),
});
export type DXGI_ADAPTER_DESC1 = StructValue<typeof DXGI_ADAPTER_DESC1>;

/** 320 bytes (x86 304). */
export const DXGI_ADAPTER_DESC2 = struct('DXGI_ADAPTER_DESC2', {
  ...adapterMembers,
  Flags: named(UINT, DXGI_ADAPTER_FLAG),
  GraphicsPreemptionGranularity: DXGI_GRAPHICS_PREEMPTION_GRANULARITY,
  ComputePreemptionGranularity: DXGI_COMPUTE_PREEMPTION_GRANULARITY,
});
export type DXGI_ADAPTER_DESC2 = StructValue<typeof DXGI_ADAPTER_DESC2>;

/** 320 bytes (x86 304). */
export const DXGI_ADAPTER_DESC3 = struct('DXGI_ADAPTER_DESC3', {
  ...adapterMembers,
  Flags: DXGI_ADAPTER_FLAG3,
  GraphicsPreemptionGranularity: DXGI_GRAPHICS_PREEMPTION_GRANULARITY,
  ComputePreemptionGranularity: DXGI_COMPUTE_PREEMPTION_GRANULARITY,
});
export type DXGI_ADAPTER_DESC3 = StructValue<typeof DXGI_ADAPTER_DESC3>;

/** 96 bytes (x86 92). */
export const DXGI_OUTPUT_DESC = struct('DXGI_OUTPUT_DESC', {
  DeviceName: wideText(32),
  DesktopCoordinates: RECT,
  AttachedToDesktop: BOOL,
  Rotation: DXGI_MODE_ROTATION,
  Monitor: HMONITOR,
});
export type DXGI_OUTPUT_DESC = StructValue<typeof DXGI_OUTPUT_DESC>;

/** 32 bytes. */
export const DXGI_QUERY_VIDEO_MEMORY_INFO = struct('DXGI_QUERY_VIDEO_MEMORY_INFO', {
  Budget: UINT64,
  CurrentUsage: UINT64,
  AvailableForReservation: UINT64,
  CurrentReservation: UINT64,
});
export type DXGI_QUERY_VIDEO_MEMORY_INFO = StructValue<typeof DXGI_QUERY_VIDEO_MEMORY_INFO>;

/** 8 bytes. */
export const DXGI_RATIONAL = struct('DXGI_RATIONAL', {
  Numerator: UINT,
  Denominator: UINT,
});
export type DXGI_RATIONAL = StructValue<typeof DXGI_RATIONAL>;

/** 8 bytes. */
export const DXGI_SAMPLE_DESC = struct('DXGI_SAMPLE_DESC', {
  Count: UINT,
  Quality: UINT,
});
export type DXGI_SAMPLE_DESC = StructValue<typeof DXGI_SAMPLE_DESC>;

/** 20 bytes. */
export const DXGI_SURFACE_DESC = struct('DXGI_SURFACE_DESC', {
  Width: UINT,
  Height: UINT,
  Format: DXGI_FORMAT,
  SampleDesc: DXGI_SAMPLE_DESC,
});
export type DXGI_SURFACE_DESC = StructValue<typeof DXGI_SURFACE_DESC>;
