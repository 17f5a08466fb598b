import type { Guid, Hresult } from '../../../abi/index.js';
import { opensslEngine } from '../../../crypto/index.js';
import {
  DXVA_COPPCommand as COMMAND,
  DXVA_COPPSetProtectionLevel,
  DXVA_COPPSetProtectionLevelCmdData as LEVEL_DATA,
  DXVA_COPPStatusInput as REQUEST,
  DXVA_COPPStatusOutput as REPLY,
} from '../../../ddi/index.js';
import type { GuardedBytes } from '../../framework/case.js';
import type { CoppCase } from '../fixture.js';
import type { ActiveSession } from './handshake.js';
import type { OpenedSession } from './sessions.js';

/** Bytes of macKDI, which stands first in commands and replies. */
export const MAC_BYTES = 16;
/** Bytes of CommandData and StatusData. */
export const DATA_BYTES = COMMAND.bytes - COMMAND.offset.CommandData;

/** OMAC-1 of all that follows the first 16 bytes (COPP-13, COPP-14, COPP-24). */
export function macOf(KDI: Uint8Array, message: Uint8Array): Uint8Array {
  return opensslEngine().omac1(KDI, message.subarray(MAC_BYTES));
}

/** What a command or request can be made with; whatever is left out is right. */
export interface MessageChanges {
  readonly number?: number;
  /** cbSizeData, where it is not what the data is long. */
  readonly size?: number;
  /** Changes the message before it is signed. */
  readonly edit?: (bytes: Uint8Array) => void;
}

const padded = (data: Uint8Array): Uint8Array => {
  const bytes = new Uint8Array(DATA_BYTES);
  bytes.set(data);
  return bytes;
};

/**
 * DXVA_COPPCommand, 4096 bytes, signed with the session's key.
 * @example
 * const bytes = commandBytes(session, DXVA_COPPSetProtectionLevel, levelData(HDCP, 1));
 */
export function commandBytes(
  { KDI, commandNumber }: Pick<ActiveSession, 'KDI' | 'commandNumber'>,
  guidCommandID: Guid,
  data: Uint8Array,
  { number = commandNumber, size = data.length, edit }: MessageChanges = {},
): Uint8Array {
  const members = { guidCommandID, dwSequence: number, cbSizeData: size, CommandData: padded(data) };
  const bytes = COMMAND.toBytes(members);
  edit?.(bytes);
  bytes.set(macOf(KDI, bytes));
  return bytes;
}

/** DXVA_COPPSetProtectionLevelCmdData: 16 bytes. */
export const levelData = (ProtType: number, ProtLevel: number): Uint8Array =>
  LEVEL_DATA.toBytes({ ProtType, ProtLevel });

/** A command that sets a level. */
export function levelCommand(
  session: Pick<ActiveSession, 'KDI' | 'commandNumber'>,
  type: number,
  level: number,
  changes?: MessageChanges,
): Uint8Array {
  return commandBytes(session, DXVA_COPPSetProtectionLevel, levelData(type, level), changes);
}

/** COPPCommand with these 4096 bytes; the session's number stays. */
export function sendCommand(t: CoppCase, { pThis }: OpenedSession, bytes: Uint8Array): Hresult {
  return t.copp('COPPCommand')(pThis, t.place(bytes, 'DXVA_COPPCommand'));
}

/** A request: its bytes, and the rApp that its reply has to begin with. */
export interface Request {
  /** DXVA_COPPStatusInput, 4096 bytes. */
  readonly bytes: Uint8Array;
  readonly rApp: Uint8Array;
}

/**
 * DXVA_COPPStatusInput with an rApp of its own (COPP-22).
 * @example
 * const { bytes } = statusRequest(t, session, DXVA_COPPQueryBusData);
 */
export function statusRequest(
  t: CoppCase,
  { statusNumber }: Pick<ActiveSession, 'statusNumber'>,
  guidStatusRequestID: Guid,
  data: Uint8Array = new Uint8Array(0),
  { number = statusNumber, size = data.length, edit }: MessageChanges = {},
): Request {
  const bytes = REQUEST.toBytes({
    guidStatusRequestID,
    dwSequence: number,
    cbSizeData: size,
    StatusData: padded(data),
  });
  bytes.set(t.random.bytes(16));
  edit?.(bytes);
  return { bytes, rApp: bytes.subarray(0, 16) };
}

/** COPPQueryStatus with these 4096 bytes, its output guarded; the session's number stays. */
export function sendRequest(
  t: CoppCase,
  { pThis }: OpenedSession,
  bytes: Uint8Array,
  fill?: number,
): { readonly code: Hresult; readonly output: GuardedBytes } {
  const output = t.guarded(REPLY.bytes, 'DXVA_COPPStatusOutput', fill);
  const code = t.copp('COPPQueryStatus')(pThis, t.place(bytes, 'DXVA_COPPStatusInput'), output.address);
  return { code, output };
}
