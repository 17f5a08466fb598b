/** The messages to the trusted environment that a session with the HW_PROTECTION exchange carries (HWP, D-42). */
import type { Hresult } from '../abi/index.js';
import { checkBytes } from '../crypto/check.js';
import {
  D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION_INPUT_DATA as INPUT_DATA,
  D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION_OUTPUT_DATA as OUTPUT_DATA,
} from '../ddi/d3d11/index.js';
import { checkUnsigned32 } from './check-unsigned.js';
import { HwProtectionResultError } from './hw-protection-error.js';

/**
 * Where command and result lie in their blocks: behind the driver's own bytes, as documented, or in front of them, as a
 * known client has it (RC-01, D-42).
 *
 * @example
 * ```ts
 * import type { HwProtectionLayout } from 'softumd/player';
 *
 * const ofAnOldClient: HwProtectionLayout = 'payload-first';
 * ```
 */
export type HwProtectionLayout = 'documented' | 'payload-first';

/**
 * A command to the DRM component, and the room for its result.
 *
 * @example
 * ```ts
 * import type { HwProtectionCommand } from 'softumd/player';
 *
 * const command: HwProtectionCommand = {
 *   functionId: 0x90000001,
 *   data: Uint8Array.of(1, 2, 3),
 *   privateInputBytes: 0,
 *   privateOutputBytes: 0,
 *   maxResultBytes: 64,
 * };
 * ```
 */
export interface HwProtectionCommand {
  /** The DRM component's own numbers (HWP-4), 32 bits. */
  readonly functionId: number;
  /** In the component's own format; left as it is. */
  readonly data: Uint8Array;
  /** What GetCryptoSessionPrivateDataSize said (GCPD-1). These bytes are zeros here: the driver fills them. */
  readonly privateInputBytes: number;
  readonly privateOutputBytes: number;
  readonly maxResultBytes: number;
  /** `documented` where it is left out. */
  readonly layout?: HwProtectionLayout;
}

/**
 * D3D11_KEY_EXCHANGE_HW_PROTECTION_DATA with the two blocks that it points to. The layout of the blocks is the same on
 * x64 and x86.
 *
 * @example
 * ```ts
 * import type { HwProtectionMessage } from 'softumd/player';
 *
 * const bytesBothWays = (message: HwProtectionMessage) => message.pInputData.length + message.pOutputData.length;
 * ```
 */
export interface HwProtectionMessage {
  readonly HWProtectionFunctionID: number;
  /** D3D11_KEY_EXCHANGE_HW_PROTECTION_INPUT_DATA: from 8 on the driver's bytes and the command (HWP-1). */
  readonly pInputData: Uint8Array;
  /** D3D11_KEY_EXCHANGE_HW_PROTECTION_OUTPUT_DATA, which the call writes: from 32 on the driver's bytes and the result (HWP-2). */
  readonly pOutputData: Uint8Array;
  /** The call writes it: how the command went, whatever the call itself returned (HWP-5). */
  Status: Hresult;
}

/**
 * What came of a command.
 *
 * @example
 * ```ts
 * import type { HwProtectionResult } from 'softumd/player';
 *
 * const milliseconds = ({ transportTime, executionTime }: HwProtectionResult) =>
 *   Number(transportTime + executionTime) / 10_000;
 * ```
 */
export interface HwProtectionResult {
  /** Status as it came: the command's, not the call's (HWP-5). */
  readonly status: Hresult;
  /** A copy. */
  readonly data: Uint8Array;
  /** In units of 100 ns (HWP-3). */
  readonly transportTime: bigint;
  readonly executionTime: bigint;
}

/** Where the DRM component's bytes begin, from pbInput or pbOutput on. */
const payloadAt = (privateBytes: number, layout: HwProtectionLayout = 'documented') =>
  layout === 'documented' ? privateBytes : 0;

/** As many bytes as a C program allocates at least: a driver may copy the whole structure, tail included. */
function block(
  struct: typeof INPUT_DATA | typeof OUTPUT_DATA,
  tailAt: number,
  tailBytes: number,
): Uint8Array {
  return new Uint8Array(Math.max(struct.bytes, tailAt + tailBytes));
}

/**
 * Lays out a command for NegotiateCryptoSessionKeyExchange.
 * @throws TypeError when an argument has another type, or a number is no whole one of 32 bits
 *
 * @example
 * ```ts
 * import { createHwProtectionMessage, readHwProtectionResult } from 'softumd/player';
 *
 * const [privateInputBytes, privateOutputBytes] = [0, 16]; // GetCryptoSessionPrivateDataSize
 * const message = createHwProtectionMessage({
 *   functionId: 1,
 *   data: Uint8Array.of(1, 2, 3),
 *   privateInputBytes,
 *   privateOutputBytes,
 *   maxResultBytes: 64,
 * });
 * // NegotiateCryptoSessionKeyExchange takes it to the driver; then
 * const { status, data } = readHwProtectionResult(message, privateOutputBytes);
 * ```
 */
export function createHwProtectionMessage(command: HwProtectionCommand): HwProtectionMessage {
  const { functionId, data, privateInputBytes, privateOutputBytes, maxResultBytes, layout } = command;
  checkUnsigned32('functionId', functionId);
  checkBytes('data', data);
  checkUnsigned32('privateInputBytes', privateInputBytes);
  checkUnsigned32('privateOutputBytes', privateOutputBytes);
  checkUnsigned32('maxResultBytes', maxResultBytes);
  const pInputData = block(INPUT_DATA, INPUT_DATA.offset.pbInput, privateInputBytes + data.length);
  const input = { PrivateDataSize: privateInputBytes, HWProtectionDataSize: data.length };
  pInputData.set(INPUT_DATA.toBytes(input));
  pInputData.set(data, INPUT_DATA.offset.pbInput + payloadAt(privateInputBytes, layout));
  const pOutputData = block(OUTPUT_DATA, OUTPUT_DATA.offset.pbOutput, privateOutputBytes + maxResultBytes);
  const output = { PrivateDataSize: privateOutputBytes, MaxHWProtectionDataSize: maxResultBytes };
  pOutputData.set(OUTPUT_DATA.toBytes(output));
  return { HWProtectionFunctionID: functionId, pInputData, pOutputData, Status: 0 as Hresult };
}

/**
 * Reads what the driver wrote into a message. Read it after a call that succeeded: what a failed one leaves there means
 * nothing.
 * @param privateOutputBytes what the message was made with, as is the layout
 * @throws HwProtectionResultError when the sizes in the block do not add up
 *
 * @example
 * ```ts
 * import { S_OK } from 'softumd/ddi';
 * import { type HwProtectionMessage, readHwProtectionResult } from 'softumd/player';
 *
 * function licenseReply(message: HwProtectionMessage, privateOutputBytes: number): Uint8Array | undefined {
 *   const { status, data } = readHwProtectionResult(message, privateOutputBytes);
 *   return status === S_OK ? data : undefined;
 * }
 * ```
 */
export function readHwProtectionResult(
  message: HwProtectionMessage,
  privateOutputBytes: number,
  layout?: HwProtectionLayout,
): HwProtectionResult {
  checkUnsigned32('privateOutputBytes', privateOutputBytes);
  const { pOutputData } = message;
  checkBytes('pOutputData', pOutputData);
  const headBytes = OUTPUT_DATA.bytes;
  if (pOutputData.length < headBytes)
    throw new HwProtectionResultError('room', `expected ${headBytes} bytes, received ${pOutputData.length}`);
  const output = OUTPUT_DATA.fromBytes(pOutputData);
  const { PrivateDataSize, MaxHWProtectionDataSize, HWProtectionDataSize } = output;
  if (PrivateDataSize !== privateOutputBytes)
    throw new HwProtectionResultError(
      'private-size',
      `PrivateDataSize: expected ${privateOutputBytes}, received ${PrivateDataSize}`,
    );
  const roomBytes = pOutputData.length - OUTPUT_DATA.offset.pbOutput - PrivateDataSize;
  if (MaxHWProtectionDataSize > roomBytes)
    throw new HwProtectionResultError(
      'room',
      `MaxHWProtectionDataSize: expected at most ${Math.max(0, roomBytes)}, received ${MaxHWProtectionDataSize}`,
    );
  if (HWProtectionDataSize > MaxHWProtectionDataSize)
    throw new HwProtectionResultError(
      'result-size',
      `HWProtectionDataSize: expected at most ${MaxHWProtectionDataSize}, received ${HWProtectionDataSize}`,
    );
  const dataAt = OUTPUT_DATA.offset.pbOutput + payloadAt(PrivateDataSize, layout);
  return {
    status: message.Status,
    data: new Uint8Array(pOutputData.subarray(dataAt, dataAt + HWProtectionDataSize)),
    transportTime: output.TransportTime,
    executionTime: output.ExecutionTime,
  };
}
