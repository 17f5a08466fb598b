/** A message as it arrived, and the checks that requests and commands have in common, in OPM's order (D-50). */
import type { Address, Guid } from '../../src/abi/index.js';
import { bytesAccess } from '../../src/abi/index.js';
import type { Ntstatus } from '../../src/ddi/index.js';
import {
  GUID,
  OPM_CONFIGURE_PARAMETERS as COMMAND,
  OPM_COPP_COMPATIBLE_GET_INFO_PARAMETERS as COPP_REQUEST,
  OPM_GET_INFO_PARAMETERS as REQUEST,
  OPM_OMAC,
  STATUS_SUCCESS,
} from '../../src/ddi/index.js';
import type { Refuse } from '../core/refusal-recorder.js';
import { notInitialized, wrongMac, wrongNumber } from './causes.js';
import type { OpmCore } from './opm-core.js';
import type { ProtectedOutput } from './state.js';

/** Where the members of one kind of message lie. */
interface Layout {
  readonly bytes: number;
  readonly guidAt: number;
  readonly numberAt: number;
  readonly sizeAt: number;
  readonly parametersAt: number;
}

const layoutOf = (
  { bytes, offset }: typeof REQUEST | typeof COPP_REQUEST | typeof COMMAND,
  guidAt: number,
): Layout => ({
  bytes,
  guidAt,
  numberAt: offset.ulSequenceNumber,
  sizeAt: offset.cbParametersSize,
  parametersAt: offset.abParameters,
});

const layouts = {
  request: layoutOf(REQUEST, REQUEST.offset.guidInformation),
  coppRequest: layoutOf(COPP_REQUEST, COPP_REQUEST.offset.guidInformation),
  command: layoutOf(COMMAND, COMMAND.offset.guidSetting),
};

/** What requests and commands have in common. */
export interface Message {
  /** As it arrived: what OMACs are computed over. */
  readonly bytes: Uint8Array;
  readonly guid: Guid;
  readonly number: number;
  /** cbParametersSize. */
  readonly parametersBytes: number;
  /** abParameters, all of them. */
  readonly parameters: Uint8Array;
}

/** Reads a message. Each byte is read once: what is checked, signed and obeyed is one and the same. */
export function readMessage({ memory }: OpmCore, kind: keyof typeof layouts, pParameters: Address): Message {
  const { bytes: length, guidAt, numberAt, sizeAt, parametersAt } = layouts[kind];
  const bytes = memory.copyOut(pParameters, length);
  const access = bytesAccess(bytes);
  return {
    bytes,
    guid: GUID.read(access, guidAt as Address, 'x64'),
    number: access.readU32(numberAt as Address),
    parametersBytes: access.readU32(sizeAt as Address),
    parameters: bytes.subarray(parametersAt),
  };
}

/** How messages of one kind are refused, and which number they are to carry. */
export interface MessageRules {
  readonly invalid: Ntstatus;
  /** What the omac covers; undefined for a request that is not signed (OPM-19). */
  readonly region: Uint8Array | undefined;
  readonly expected: number;
  readonly macClause: string;
  readonly numberClause: string;
}

/** Key, MAC and number; one code for all of them (OPM-16, OPM-28). */
export function checkMessage(
  { opmPolicies }: OpmCore,
  refuse: Refuse,
  object: ProtectedOutput,
  { bytes, number }: Message,
  { invalid, region, expected, macClause, numberClause }: MessageRules,
): Ntstatus {
  if (!object.isInitialized) return refuse(invalid, notInitialized);
  const isSigned = () =>
    !region || opmPolicies.isOpmMac(object.omac(region), bytes.subarray(0, OPM_OMAC.bytes));
  for (const check of opmPolicies.opmChecks()) {
    if (check === 'mac' && !isSigned()) return refuse(invalid, () => wrongMac(macClause));
    if (check === 'number' && !opmPolicies.isOpmNumber(expected, number))
      return refuse(invalid, () => wrongNumber(numberClause, expected, number));
  }
  return STATUS_SUCCESS;
}
