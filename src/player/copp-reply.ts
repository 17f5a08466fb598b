import { AMCOPPStatusOutput, COPP_StatusFlags, DXVA_COPPStatusData } from '../ddi/copp/index.js';
import { CoppReplyError } from './copp-error.js';
import type { CoppReply, CoppStatusRequest } from './copp-messages.js';

/**
 * The bytes of COPPStatus that count: exactly `expected`, or where any will do, at least rApp and flags.
 * @throws CoppReplyError 'unknown-query', 'size'
 */
function payloadOf(output: Uint8Array, expected: number | undefined): Uint8Array {
  const { cbSizeData, COPPStatus } = AMCOPPStatusOutput.offset;
  const bytes = new DataView(output.buffer, output.byteOffset).getUint32(cbSizeData, true);
  const least = DXVA_COPPStatusData.offset.dwData;
  const status = output.subarray(COPPStatus);
  // It has no rApp to hold against the request's (COPP-29): one that is played again looks the same.
  if (bytes === 0 && status.every((byte) => byte === 0))
    throw new CoppReplyError(
      'unknown-query',
      'expected an answer, received the empty one to an unknown query',
    );
  if (expected === undefined ? bytes < least || bytes > status.length : bytes !== expected)
    throw new CoppReplyError('size', `expected ${expected ?? `at least ${least}`} bytes, received ${bytes}`);
  return status.subarray(0, bytes);
}

/**
 * Reads a reply whose MAC was verified.
 * @param output AMCOPPStatusOutput, 4096 bytes
 * @throws CoppReplyError 'unknown-query', 'size', 'rapp'
 */
export function openReply<T>(request: CoppStatusRequest<T>, output: Uint8Array): CoppReply<T> {
  const reply = payloadOf(output, request.reader.bytes);
  if (Buffer.compare(reply.subarray(0, 16), request.bytes.subarray(0, 16)) !== 0)
    throw new CoppReplyError('rapp', "expected the request's rApp, received another");
  const flagsAt = reply.byteOffset + DXVA_COPPStatusData.offset.dwFlags;
  const dwFlags = new DataView(reply.buffer, flagsAt).getUint32(0, true);
  return {
    value: request.reader.read(reply),
    dwFlags,
    linkLost: (dwFlags & COPP_StatusFlags.LinkLost) !== 0,
    renegotiationRequired: (dwFlags & COPP_StatusFlags.RenegotiationRequired) !== 0,
  };
}
