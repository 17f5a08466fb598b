import type { Guid, Struct } from '../../../abi/index.js';
import { guid } from '../../../abi/index.js';
import {
  COPP_ProtectionType as TYPE,
  DXVA_COPPQueryBusData,
  DXVA_COPPQueryConnectorType,
  DXVA_COPPQueryDisplayData,
  DXVA_COPPQueryGlobalProtectionLevel,
  DXVA_COPPQueryHDCPKeyData,
  DXVA_COPPQueryLocalProtectionLevel,
  DXVA_COPPQueryProtectionType,
  DXVA_COPPQuerySignaling,
  DXVA_COPPStatusData,
  DXVA_COPPStatusDisplayData,
  DXVA_COPPStatusHDCPKeyData,
  DXVA_COPPStatusSignalingCmdData,
} from '../../../ddi/index.js';

/** A GUID that no driver knows as a command or query. */
export const strangeGuid: Guid = guid('50f70000-dead-4bad-8bad-0123456789ab');

/** A query: its GUID, whether it names a protection type, and the structure that answers it (1.5 of the dossier). */
export interface KnownQuery {
  readonly guid: Guid;
  readonly ofType: boolean;
  readonly reply: Struct;
}

const query = (queryGuid: Guid, reply: Struct, ofType = false): KnownQuery => ({
  guid: queryGuid,
  ofType,
  reply,
});

/** Every query by the name that it has in case ids. */
export const queries = {
  ConnectorType: query(DXVA_COPPQueryConnectorType, DXVA_COPPStatusData),
  ProtectionType: query(DXVA_COPPQueryProtectionType, DXVA_COPPStatusData),
  LocalProtectionLevel: query(DXVA_COPPQueryLocalProtectionLevel, DXVA_COPPStatusData, true),
  GlobalProtectionLevel: query(DXVA_COPPQueryGlobalProtectionLevel, DXVA_COPPStatusData, true),
  DisplayData: query(DXVA_COPPQueryDisplayData, DXVA_COPPStatusDisplayData),
  HDCPKeyData: query(DXVA_COPPQueryHDCPKeyData, DXVA_COPPStatusHDCPKeyData),
  BusData: query(DXVA_COPPQueryBusData, DXVA_COPPStatusData),
  Signaling: query(DXVA_COPPQuerySignaling, DXVA_COPPStatusSignalingCmdData),
} as const satisfies Readonly<Record<string, KnownQuery>>;

/**
 * The name of a query in case ids.
 * @example
 * const name: QueryName = 'ConnectorType';
 */
export type QueryName = keyof typeof queries;

export const queryNames = Object.keys(queries) as readonly QueryName[];

/** A type of protection as case ids have it. */
export type TypeName = 'HDCP' | 'ACP' | 'CGMSA';

/** Each type's bit, the levels that it has (COPP-19), and numbers beside them that are none. */
export const protectionTypes: Readonly<
  Record<
    TypeName,
    { readonly bit: number; readonly levels: readonly number[]; readonly wrong: readonly number[] }
  >
> = {
  HDCP: { bit: TYPE.HDCP, levels: [0, 1], wrong: [2, 3, 0x100, 0x8000_0001, 0xffff_ffff] },
  ACP: { bit: TYPE.ACP, levels: [0, 1, 2, 3], wrong: [4, 5, 0x103, 0x8000_0001, 0xffff_ffff] },
  CGMSA: {
    bit: TYPE.CGMSA,
    levels: [0, 1, 2, 3, 4, 8, 9, 10, 11, 12],
    wrong: [5, 6, 7, 13, 15, 16, 20, 0x8000_0001, 0xffff_ffff],
  },
};

export const typeNames = Object.keys(protectionTypes) as readonly TypeName[];

/** Words that name no type, or several, by the name that they have in case ids. */
export const noTypes = {
  none: 0,
  'HDCP-and-ACP': TYPE.HDCP | TYPE.ACP,
  'HDCP-and-CGMSA': TYPE.HDCP | TYPE.CGMSA,
  'ACP-and-CGMSA': TYPE.ACP | TYPE.CGMSA,
  all: TYPE.HDCP | TYPE.ACP | TYPE.CGMSA,
  'not-a-type': 8,
  unknown: TYPE.Unknown,
  'unknown-and-HDCP': (TYPE.Unknown | TYPE.HDCP) >>> 0,
  'HDCP-and-reserved': TYPE.HDCP | 0x100,
  'every-bit': 0xffff_ffff,
} as const;

/** A word as four bytes. */
export const word = (value: number): Uint8Array => new Uint8Array(Uint32Array.of(value).buffer);
