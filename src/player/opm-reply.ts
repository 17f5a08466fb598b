import { OPM_REQUESTED_INFORMATION, OPM_STANDARD_INFORMATION, OPM_STATUS } from '../ddi/opm/index.js';
import { OpmError } from './opm-error.js';
import type { OpmReply, OpmRequest } from './opm-messages.js';

/** Random number and flags. */
const HEAD_BYTES = OPM_STANDARD_INFORMATION.offset.ulInformation;

/**
 * The bytes of abRequestedInformation that count: exactly as many as the request's answer has, or where any will do, at
 * least random number and flags. Known clients copy as many as are claimed (RC-09), so that the size is looked at first.
 * @throws OpmError 'size'
 */
function payloadOf({ subject, reader }: OpmRequest<unknown>, output: Uint8Array): Uint8Array {
  const { cbRequestedInformationSize, abRequestedInformation } = OPM_REQUESTED_INFORMATION.offset;
  const claimed = new DataView(output.buffer).getUint32(cbRequestedInformationSize, true);
  const payload = output.subarray(abRequestedInformation);
  const fits =
    reader.bytes === undefined
      ? claimed >= HEAD_BYTES && claimed <= payload.length
      : claimed === reader.bytes;
  if (fits) return payload.subarray(0, claimed);
  throw new OpmError(
    'size',
    subject,
    `expected ${reader.bytes ?? `${HEAD_BYTES} to ${payload.length}`} bytes, received ${claimed}`,
  );
}

/**
 * Reads an answer whose OMAC was verified: size, random number, flags.
 * @param output OPM_REQUESTED_INFORMATION, 4096 bytes, in an ArrayBuffer of its own
 * @throws OpmError 'size', 'random'
 */
export function openReply<T>(request: OpmRequest<T>, output: Uint8Array): OpmReply<T> {
  const answer = payloadOf(request, output);
  if (Buffer.compare(answer.subarray(0, request.random.length), request.random) !== 0)
    throw new OpmError('random', request.subject, "expected the request's random number, received another");
  const flagsAt = answer.byteOffset + OPM_STANDARD_INFORMATION.offset.ulStatusFlags;
  const ulStatusFlags = request.reader.withoutFlags
    ? 0
    : new DataView(answer.buffer, flagsAt).getUint32(0, true);
  const has = (flag: number): boolean => (ulStatusFlags & flag) !== 0;
  return {
    value: request.reader.read(answer),
    ulStatusFlags,
    linkLost: has(OPM_STATUS.LINK_LOST),
    renegotiationRequired: has(OPM_STATUS.RENEGOTIATION_REQUIRED),
    tamperingDetected: has(OPM_STATUS.TAMPERING_DETECTED),
    revokedDeviceAttached: has(OPM_STATUS.REVOKED_HDCP_DEVICE_ATTACHED),
  };
}
