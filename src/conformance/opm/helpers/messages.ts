import type { Guid } from '../../../abi/index.js';
import { NULL } from '../../../abi/index.js';
import { opensslEngine } from '../../../crypto/index.js';
import type { Ntstatus } from '../../../ddi/index.js';
import {
  OPM_CONFIGURE_PARAMETERS as COMMAND,
  OPM_COPP_COMPATIBLE_GET_INFO_PARAMETERS as COPP_REQUEST,
  OPM_GET_INFO_PARAMETERS as REQUEST,
  OPM_GUIDS,
  OPM_REQUESTED_INFORMATION as REPLY,
  OPM_SET_PROTECTION_LEVEL_PARAMETERS as LEVEL,
} from '../../../ddi/index.js';
import type { GuardedBytes } from '../../framework/case.js';
import type { OpmCase, Semantics } from '../fixture.js';
import type { ActiveOutput } from './handshake.js';
import type { CreatedOutput } from './protected-outputs.js';

/** Bytes of omac, which stands first in what is signed. */
export const MAC_BYTES = 16;
/** Bytes of abParameters. */
export const PARAMETERS_BYTES = COMMAND.bytes - COMMAND.offset.abParameters;

/** OMAC-1 of all that follows the first 16 bytes (OPM-11, OPM-12, OPM-13, OPM-26). */
export function macOf(key: Uint8Array, message: Uint8Array): Uint8Array {
  return opensslEngine().omac1(key, message.subarray(MAC_BYTES));
}

/** What a command or request can be made with; whatever is left out is right. */
export interface MessageChanges {
  readonly number?: number;
  /** cbParametersSize, where it is not what the data is long. */
  readonly size?: number;
  /** Changes the message before it is signed. */
  readonly edit?: (bytes: Uint8Array) => void;
}

const padded = (data: Uint8Array): Uint8Array => {
  const bytes = new Uint8Array(PARAMETERS_BYTES);
  bytes.set(data);
  return bytes;
};

/**
 * OPM_CONFIGURE_PARAMETERS, 4096 bytes, signed with the output's key.
 * @example
 * const bytes = commandBytes(output, OPM_SET_PROTECTION_LEVEL, levelData(OPM_PROTECTION_TYPE.HDCP, 1));
 */
export function commandBytes(
  { key, commandNumber }: Pick<ActiveOutput, 'key' | 'commandNumber'>,
  guidSetting: Guid,
  data: Uint8Array,
  { number = commandNumber, size = data.length, edit }: MessageChanges = {},
): Uint8Array {
  const members = { ulSequenceNumber: number, cbParametersSize: size, abParameters: padded(data) };
  const bytes = COMMAND.toBytes({ guidSetting, ...members });
  edit?.(bytes);
  bytes.set(macOf(key, bytes));
  return bytes;
}

/** OPM_SET_PROTECTION_LEVEL_PARAMETERS: 16 bytes. */
export const levelData = (ulProtectionType: number, ulProtectionLevel: number): Uint8Array =>
  LEVEL.toBytes({ ulProtectionType, ulProtectionLevel });

/** A command that sets a level. */
export function levelCommand(
  output: Pick<ActiveOutput, 'key' | 'commandNumber'>,
  type: number,
  level: number,
  changes?: MessageChanges,
): Uint8Array {
  return commandBytes(output, OPM_GUIDS.OPM_SET_PROTECTION_LEVEL, levelData(type, level), changes);
}

/** DxgkDdiOPMConfigureProtectedOutput with these 4096 bytes, and others besides; the output's number stays. */
export function sendCommand(
  t: OpmCase,
  { handle }: CreatedOutput,
  bytes: Uint8Array,
  more?: Uint8Array,
): Ntstatus {
  const place = t.place(bytes, 'OPM_CONFIGURE_PARAMETERS');
  const [size, additional] = more ? [more.length, t.place(more, 'AdditionalParameters')] : [0, NULL];
  return t.opm('DxgkDdiOPMConfigureProtectedOutput')(t.context, handle, place, size, additional);
}

/** A request: its bytes, and the random that its reply has to begin with. */
export interface Request {
  /** 4112 bytes under OPM semantics, 4096 under COPP semantics. */
  readonly bytes: Uint8Array;
  /** rnRandomNumber. */
  readonly rn: Uint8Array;
}

/**
 * A request with a random of its own (OPM-14), of the output's semantics: signed, or not signed (OPM-12, OPM-19).
 * @example
 * const { bytes } = requestOf(t, output, OPM_GET_ADAPTER_BUS_TYPE);
 */
export function requestOf(
  t: OpmCase,
  { key, statusNumber, semantics }: Pick<ActiveOutput, 'key' | 'statusNumber' | 'semantics'>,
  guidInformation: Guid,
  data: Uint8Array = new Uint8Array(0),
  { number = statusNumber, size = data.length, edit }: MessageChanges = {},
): Request {
  const rn = t.random.bytes(16);
  const members = {
    rnRandomNumber: { abRandomNumber: rn },
    guidInformation,
    ulSequenceNumber: number,
    cbParametersSize: size,
    abParameters: padded(data),
  };
  const layout = semantics === 'OPM' ? REQUEST : COPP_REQUEST;
  const bytes = layout.toBytes(members);
  edit?.(bytes);
  if (semantics === 'OPM') bytes.set(macOf(key, bytes));
  const at = layout.offset.rnRandomNumber;
  return { bytes, rn: bytes.subarray(at, at + 16) };
}

/**
 * DxgkDdiOPMGetInformation, or of COPP semantics DxgkDdiOPMGetCOPPCompatibleInformation, with these bytes, its output
 * guarded; the output's number stays.
 * @param through the semantics whose function is called, where they are not the output's
 */
export function sendRequest(
  t: OpmCase,
  { handle, semantics }: CreatedOutput,
  bytes: Uint8Array,
  { fill, through = semantics }: { readonly fill?: number; readonly through?: Semantics } = {},
): { readonly code: Ntstatus; readonly output: GuardedBytes } {
  const output = t.guarded(REPLY.bytes, 'OPM_REQUESTED_INFORMATION', fill);
  const slot = through === 'OPM' ? 'DxgkDdiOPMGetInformation' : 'DxgkDdiOPMGetCOPPCompatibleInformation';
  const code = t.opm(slot)(t.context, handle, t.place(bytes, 'Parameters'), output.address);
  return { code, output };
}
