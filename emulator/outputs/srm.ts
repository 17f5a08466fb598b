/** A system renewability message of HDCP 1: which receivers are revoked. Its signature is not verified here. */
export interface Srm {
  readonly version: number;
  /** Key selection vectors, 40 bits. */
  readonly revoked: ReadonlySet<bigint>;
}

const headBytes = 8;
/** The length field counts itself, what is revoked, and the signature behind that. */
const lengthAt = 5;
const signatureBytes = 40;
const ksvBytes = 5;
/** The high half says that it is an SRM of HDCP 1, the low one is reserved. */
const SRM_ID = 0x80;

/** The lists behind the head: a byte that counts (its top bit is reserved), then as many vectors, big-endian. */
function readRevoked(lists: Uint8Array): ReadonlySet<bigint> | undefined {
  const revoked = new Set<bigint>();
  for (let at = 0; at < lists.length;) {
    const end = at + 1 + (lists[at]! & 0x7f) * ksvBytes;
    if (end > lists.length) return undefined;
    for (let ksv = at + 1; ksv < end; ksv += ksvBytes)
      revoked.add(BigInt(`0x${Buffer.from(lists.subarray(ksv, ksv + ksvBytes)).toString('hex')}`));
    at = end;
  }
  return revoked;
}

/**
 * Reads an SRM (OPM-30): id and a reserved byte, version (2 bytes), generation, length (3 bytes), lists of vectors, 40
 * bytes of signature; all big-endian.
 * @returns undefined where it is malformed. Bytes behind the end belong to a later generation's parts, which a first
 *   generation has not.
 */
export function readSrm(bytes: Uint8Array): Srm | undefined {
  if (bytes.length < headBytes + signatureBytes || bytes[0] !== SRM_ID || bytes[1] !== 0) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const generation = bytes[4]!;
  const end = lengthAt + (view.getUint32(lengthAt - 1) & 0xff_ffff);
  const isWhole = generation === 1 || generation === 0 ? end === bytes.length : end <= bytes.length;
  if (!isWhole || end < headBytes + signatureBytes) return undefined;
  const revoked = readRevoked(bytes.subarray(headBytes, end - signatureBytes));
  return revoked && { version: view.getUint16(2), revoked };
}
