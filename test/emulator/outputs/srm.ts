/** System renewability messages of HDCP 1, put together by their description: for tests that send them. */

/** What stands in an SRM; each member can lie. */
export interface SrmParts {
  readonly version?: number;
  readonly generation?: number;
  /** Lists of vectors, each with its count. */
  readonly lists?: readonly (readonly bigint[])[];
  readonly id?: number;
  readonly reserved?: number;
  /** Added to the length field's right value. */
  readonly lengthLie?: number;
  /** Bytes behind the end. */
  readonly behind?: number;
}

const vector = (ksv: bigint) => Buffer.from(ksv.toString(16).padStart(10, '0'), 'hex');

/** An SRM's bytes; its signature is zeros. */
export function srmOf({
  version = 1,
  generation = 1,
  lists = [],
  id = 0x80,
  reserved = 0,
  lengthLie = 0,
  behind = 0,
}: SrmParts = {}): Uint8Array {
  const body = Buffer.concat(lists.flatMap((list) => [Buffer.from([list.length]), ...list.map(vector)]));
  const head = Buffer.alloc(8);
  head.writeUInt8(id, 0);
  head.writeUInt8(reserved, 1);
  head.writeUInt16BE(version, 2);
  head.writeUInt8(generation, 4);
  head.writeUIntBE((3 + body.length + 40 + lengthLie) & 0xff_ffff, 5, 3);
  return new Uint8Array(Buffer.concat([head, body, Buffer.alloc(40 + behind)]));
}
