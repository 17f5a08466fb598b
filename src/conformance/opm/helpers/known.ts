import type { Guid, Struct } from '../../../abi/index.js';
import { guid } from '../../../abi/index.js';
import {
  OPM_ACP_AND_CGMSA_SIGNALING,
  OPM_ACTUAL_OUTPUT_FORMAT,
  OPM_CONNECTED_HDCP_DEVICE_INFORMATION,
  OPM_GUIDS as G,
  OPM_OUTPUT_ID_DATA,
  OPM_PROTECTION_TYPE as TYPE,
  OPM_STANDARD_INFORMATION as STANDARD,
} from '../../../ddi/index.js';
import type { Semantics } from '../fixture.js';

/** A GUID that no driver knows as a request or command. */
export const strangeGuid: Guid = guid('50f70000-dead-4bad-8bad-0123456789ac');

/** A request: its GUID, the semantics that have it, whether it names a protection type, and what answers it (OPM-25). */
export interface KnownRequest {
  readonly guid: Guid;
  readonly of: readonly Semantics[];
  readonly ofType: boolean;
  readonly reply: Struct;
}

const both: readonly Semantics[] = ['OPM', 'COPP'];

const request = (
  requestGuid: Guid,
  reply: Struct = STANDARD,
  of: readonly Semantics[] = both,
  ofType = false,
): KnownRequest => ({ guid: requestGuid, of, ofType, reply });

/** Every request by the name that it has in case ids. */
export const requests = {
  ConnectorType: request(G.OPM_GET_CONNECTOR_TYPE),
  ProtectionTypes: request(G.OPM_GET_SUPPORTED_PROTECTION_TYPES),
  VirtualLevel: request(G.OPM_GET_VIRTUAL_PROTECTION_LEVEL, STANDARD, both, true),
  ActualLevel: request(G.OPM_GET_ACTUAL_PROTECTION_LEVEL, STANDARD, both, true),
  OutputFormat: request(G.OPM_GET_ACTUAL_OUTPUT_FORMAT, OPM_ACTUAL_OUTPUT_FORMAT),
  BusType: request(G.OPM_GET_ADAPTER_BUS_TYPE),
  HdcpDevice: request(G.OPM_GET_CONNECTED_HDCP_DEVICE_INFORMATION, OPM_CONNECTED_HDCP_DEVICE_INFORMATION, [
    'COPP',
  ]),
  Signaling: request(G.OPM_GET_ACP_AND_CGMSA_SIGNALING, OPM_ACP_AND_CGMSA_SIGNALING, ['COPP']),
  SrmVersion: request(G.OPM_GET_CURRENT_HDCP_SRM_VERSION, STANDARD, ['OPM']),
  OutputId: request(G.OPM_GET_OUTPUT_ID, OPM_OUTPUT_ID_DATA, ['OPM']),
  DviCharacteristics: request(G.OPM_GET_DVI_CHARACTERISTICS, STANDARD, ['OPM']),
  HardwareProtection: request(G.OPM_GET_OUTPUT_HARDWARE_PROTECTION_SUPPORT, STANDARD, ['OPM']),
} as const satisfies Readonly<Record<string, KnownRequest>>;

/**
 * The name of a request in case ids.
 * @example
 * const name: RequestName = 'ConnectorType';
 */
export type RequestName = keyof typeof requests;

export const requestNames = Object.keys(requests) as readonly RequestName[];

/** A type of protection as case ids have it. */
export type TypeName = 'HDCP' | 'TYPE_ENFORCEMENT_HDCP' | 'DPCP' | 'ACP' | 'CGMSA';

/** A type: its bit under either semantics, undefined where they have it not (OPM-44), and its levels (OPM-31). */
export interface KnownType {
  readonly bit: Readonly<Partial<Record<Semantics, number>>>;
  readonly levels: Readonly<Record<Semantics, readonly number[]>>;
  /** Numbers beside them that are none. */
  readonly wrong: readonly number[];
}

const sameLevels = (...levels: readonly number[]): KnownType['levels'] => ({ OPM: levels, COPP: levels });

/** Under OPM semantics ACP and CGMS-A are there by a switch alone (D-54); what an output has it is asked. */
export const protectionTypes: Readonly<Record<TypeName, KnownType>> = {
  HDCP: {
    bit: { OPM: TYPE.HDCP, COPP: TYPE.COPP_COMPATIBLE_HDCP },
    levels: sameLevels(0, 1),
    wrong: [2, 3, 0x100, 0x8000_0001, 0xffff_ffff],
  },
  TYPE_ENFORCEMENT_HDCP: {
    bit: { OPM: TYPE.TYPE_ENFORCEMENT_HDCP },
    levels: sameLevels(0, 1, 2),
    wrong: [3, 4, 0x100, 0x8000_0001, 0xffff_ffff],
  },
  DPCP: {
    bit: { OPM: TYPE.DPCP },
    levels: sameLevels(0, 1),
    wrong: [2, 3, 0x100, 0x8000_0001, 0xffff_ffff],
  },
  ACP: {
    bit: { OPM: TYPE.ACP, COPP: TYPE.ACP },
    levels: sameLevels(0, 1, 2, 3),
    wrong: [4, 5, 0x103, 0x8000_0001, 0xffff_ffff],
  },
  CGMSA: {
    bit: { OPM: TYPE.CGMSA, COPP: TYPE.CGMSA },
    levels: { OPM: [0, 1, 2, 3, 4], COPP: [0, 1, 2, 3, 4, 8, 9, 10, 11, 12] },
    wrong: [5, 6, 7, 13, 15, 16, 20, 0x8000_0001, 0xffff_ffff],
  },
};

export const typeNames = Object.keys(protectionTypes) as readonly TypeName[];

/** A type's bit, 0 where the semantics have it not. */
export const bitOf = (type: TypeName, semantics: Semantics): number =>
  protectionTypes[type].bit[semantics] ?? 0;

/** A word as four bytes. */
export const word = (value: number): Uint8Array => new Uint8Array(Uint32Array.of(value).buffer);
