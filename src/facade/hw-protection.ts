import type { Hresult } from '../abi/index.js';
import {
  D3D11_KEY_EXCHANGE_HW_PROTECTION_INPUT_DATA as INPUT,
  D3D11_KEY_EXCHANGE_HW_PROTECTION_OUTPUT_DATA as OUTPUT,
  S_OK,
} from '../runtime/d3d11/index.js';
import type { D3D11_KEY_EXCHANGE_HW_PROTECTION_DATA } from '../runtime/d3d11/index.js';
import type { HwProtectionCommand } from './call-options.js';

/**
 * The bytes of the driver's own in front of what a session of hardware protection exchanges (GCPD-1).
 *
 * @example
 * ```ts
 * import type { Device, PrivateDataSize } from 'softumd';
 * import type { Guid } from 'softumd/d3d11';
 *
 * const sizeOf = ({ videoDevice }: Device, cryptoType: Guid): PrivateDataSize =>
 *   videoDevice.getCryptoSessionPrivateDataSize(cryptoType, null);
 * ```
 */
export interface PrivateDataSize {
  readonly inputBytes: number;
  readonly outputBytes: number;
}

/**
 * What a command to the trusted environment came to.
 *
 * @example
 * ```ts
 * import type { CryptoSession, HwProtectionResult, VideoContext } from 'softumd';
 *
 * function ask(context: VideoContext, session: CryptoSession, data: Uint8Array): HwProtectionResult {
 *   return context.negotiateHwProtection(session, { functionId: 0x90000001, data, maxResultBytes: 1024 });
 * }
 * ```
 */
export interface HwProtectionResult {
  /** Status: whether the command succeeded, which is not whether the call did (HWP-5). */
  readonly status: Hresult;
  /** What the trusted environment answered. */
  readonly data: Uint8Array;
  /** In units of 100 ns (HWP-3). */
  readonly transportTime: bigint;
  readonly executionTime: bigint;
}

/** One command, with the blocks that it travels in. */
export interface PackedCommand {
  readonly command: D3D11_KEY_EXCHANGE_HW_PROTECTION_DATA;
  /** What came back, once it did. */
  result(): HwProtectionResult;
}

/** A structure with room behind its head: never less than the header declares. */
function block<T extends object>(
  struct: { readonly bytes: number; toBytes(value: Partial<T>): Uint8Array },
  value: Partial<T>,
  bytes: number,
): Uint8Array {
  const made = new Uint8Array(Math.max(struct.bytes, bytes));
  made.set(struct.toBytes(value));
  return made;
}

/** Lays a command out as drivers want it (HWP-1, HWP-2, D-42). */
export function packCommand(
  { functionId, data = new Uint8Array(), maxResultBytes = 0, layout }: HwProtectionCommand,
  { inputBytes, outputBytes }: PrivateDataSize,
): PackedCommand {
  const isFirst = layout === 'payload-first';
  const dataAt = INPUT.offset.pbInput + (isFirst ? 0 : inputBytes);
  const resultAt = OUTPUT.offset.pbOutput + (isFirst ? 0 : outputBytes);
  const input = block(
    INPUT,
    { PrivateDataSize: inputBytes, HWProtectionDataSize: data.length },
    INPUT.offset.pbInput + inputBytes + data.length,
  );
  input.set(data, dataAt);
  const output = block(
    OUTPUT,
    { PrivateDataSize: outputBytes, MaxHWProtectionDataSize: maxResultBytes },
    OUTPUT.offset.pbOutput + outputBytes + maxResultBytes,
  );
  const command = {
    HWProtectionFunctionID: functionId,
    pInputData: input,
    pOutputData: output,
    Status: S_OK,
  };
  return {
    command,
    result: () => {
      const { HWProtectionDataSize, TransportTime, ExecutionTime } = OUTPUT.fromBytes(output);
      return {
        status: command.Status,
        data: output.slice(resultAt, resultAt + Math.min(HWProtectionDataSize, maxResultBytes)),
        transportTime: TransportTime,
        executionTime: ExecutionTime,
      };
    },
  };
}
