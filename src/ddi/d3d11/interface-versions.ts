/** Versions of the interface, with the tables that go with each: clauses OPN-13…OPN-16, DEV-7, DEV-8, SUB-4, SUB-12. */
import type { TableDeclaration } from '../../abi/index.js';
import {
  D3D11_1DDI_DEVICEFUNCS,
  D3DWDDM2_0DDI_DEVICEFUNCS,
  D3DWDDM2_1DDI_DEVICEFUNCS,
  D3DWDDM2_2DDI_DEVICEFUNCS,
} from './device-tables.js';
import { DDI_INTERFACE_VERSION, DDI_SUPPORTED, VIDEO_FUNCTIONS } from './enums-device.js';
import {
  D3D11_1DDI_VIDEODEVICEFUNCS,
  D3DWDDM2_0DDI_VIDEODEVICEFUNCS,
  D3DWDDM2_1DDI_VIDEODEVICEFUNCS,
  D3DWDDM2_4DDI_VIDEODEVICEFUNCS,
  D3DWDDM2_4DDI_VIDEODEVICEFUNCS_RS4_0,
} from './video-tables.js';

/** A video function table, with the sub-object id that it is asked for by (SUB-4). */
export interface VideoTable {
  readonly SubDeviceID: number;
  /** The first version of the interface that has it. */
  readonly since: number;
  readonly table: TableDeclaration;
}

/** The video tables, oldest first. RS4_0 was for the forerunner of WDDM 2.4: no version asks for it (SUB-12). */
export const VIDEO_TABLES = {
  D3D11_1: {
    SubDeviceID: VIDEO_FUNCTIONS.D3D11_1DDI_VIDEO_FUNCTIONS,
    since: DDI_INTERFACE_VERSION.D3D11_1,
    table: D3D11_1DDI_VIDEODEVICEFUNCS,
  },
  D3DWDDM2_0: {
    SubDeviceID: VIDEO_FUNCTIONS.D3DWDDM2_0DDI_VIDEO_FUNCTIONS,
    since: DDI_INTERFACE_VERSION.D3DWDDM2_0,
    table: D3DWDDM2_0DDI_VIDEODEVICEFUNCS,
  },
  D3DWDDM2_1: {
    SubDeviceID: VIDEO_FUNCTIONS.D3DWDDM2_1DDI_VIDEO_FUNCTIONS,
    since: DDI_INTERFACE_VERSION.D3DWDDM2_1,
    table: D3DWDDM2_1DDI_VIDEODEVICEFUNCS,
  },
  RS4_0: {
    SubDeviceID: VIDEO_FUNCTIONS.D3DWDDM2_4DDI_VIDEO_FUNCTIONS_RS4_0,
    since: DDI_INTERFACE_VERSION.D3DWDDM2_4,
    table: D3DWDDM2_4DDI_VIDEODEVICEFUNCS_RS4_0,
  },
  D3DWDDM2_4: {
    SubDeviceID: VIDEO_FUNCTIONS.D3DWDDM2_4DDI_VIDEO_FUNCTIONS,
    since: DDI_INTERFACE_VERSION.D3DWDDM2_4,
    table: D3DWDDM2_4DDI_VIDEODEVICEFUNCS,
  },
} as const satisfies Record<string, VideoTable>;

/** A version of the interface that a device can be made with. */
export interface InterfaceVersion {
  readonly name: InterfaceVersionName;
  /** As GetSupportedVersions lists it (OPN-13). */
  readonly supported: bigint;
  /** Its upper half, which CreateDevice gets (OPN-14). */
  readonly Interface: number;
  /** Its lower half. */
  readonly Version: number;
  readonly deviceTable: TableDeclaration;
  /** The video table that its runtime asks for (SUB-12). */
  readonly videoTable: VideoTable;
}

export const interfaceVersionNames = [
  'D3D11_1',
  'D3DWDDM2_0',
  'D3DWDDM2_1',
  'D3DWDDM2_2',
  'D3DWDDM2_3',
  'D3DWDDM2_4',
] as const;

export type InterfaceVersionName = (typeof interfaceVersionNames)[number];

const version = (
  name: InterfaceVersionName,
  deviceTable: TableDeclaration,
  videoTable: VideoTable,
): InterfaceVersion => {
  const supported = DDI_SUPPORTED[name];
  const [Interface, Version] = [Number(supported >> 32n), Number(supported & 0xffff_ffffn)];
  return { name, supported, Interface, Version, deviceTable, videoTable };
};

/** Those whose tables are known, oldest first. A version without a table of its own has that of the one before it (DV-AMB-10). */
export const INTERFACE_VERSIONS: readonly InterfaceVersion[] = [
  version('D3D11_1', D3D11_1DDI_DEVICEFUNCS, VIDEO_TABLES.D3D11_1),
  version('D3DWDDM2_0', D3DWDDM2_0DDI_DEVICEFUNCS, VIDEO_TABLES.D3DWDDM2_0),
  version('D3DWDDM2_1', D3DWDDM2_1DDI_DEVICEFUNCS, VIDEO_TABLES.D3DWDDM2_1),
  version('D3DWDDM2_2', D3DWDDM2_2DDI_DEVICEFUNCS, VIDEO_TABLES.D3DWDDM2_1),
  version('D3DWDDM2_3', D3DWDDM2_2DDI_DEVICEFUNCS, VIDEO_TABLES.D3DWDDM2_1),
  version('D3DWDDM2_4', D3DWDDM2_2DDI_DEVICEFUNCS, VIDEO_TABLES.D3DWDDM2_4),
];

/** A version by its name. */
export function interfaceVersion(name: InterfaceVersionName): InterfaceVersion {
  return INTERFACE_VERSIONS.find((one) => one.name === name)!;
}

/** The video tables that a device of a version can be asked for: that of its own, and older ones (SUB-4, SUB-12). */
export function videoTablesOf({ Interface }: InterfaceVersion): readonly VideoTable[] {
  return Object.values(VIDEO_TABLES).filter(({ since }) => since <= Interface);
}
