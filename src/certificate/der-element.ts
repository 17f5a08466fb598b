import { Constructed, fromBER, ObjectIdentifier, type BaseBlock } from 'asn1js';
import { CertificateFormatError } from './format-error.js';

/** One ASN.1 element and where it lies. */
export interface DerElement {
  readonly node: BaseBlock;
  /** Of its first byte, from the start of the whole container. */
  readonly offset: number;
  /** The element whole, tag and length included, as they were read. */
  readonly bytes: Uint8Array;
  /** Its members; none when it is primitive. */
  readonly children: readonly DerElement[];
}

function elementOf(node: BaseBlock): DerElement {
  const bytes = node.valueBeforeDecodeView;
  const members = node instanceof Constructed ? node.valueBlock.value : [];
  return {
    node,
    offset: bytes.byteOffset,
    bytes,
    get children() {
      return members.map(elementOf);
    },
  };
}

/**
 * The element that starts at `offset`.
 * @param bytes a whole buffer, not a part of one: offsets are counted in it
 * @throws CertificateFormatError when no well-formed element starts there
 */
export function derElementAt(bytes: Uint8Array, offset: number): DerElement {
  const found = parse(bytes, offset);
  if (typeof found !== 'string') {
    if (!found.lenBlock.isIndefiniteForm) return elementOf(found);
    throw new CertificateFormatError('a DER element', offset, 'one of indefinite length, which is BER');
  }
  throw new CertificateFormatError('a DER element', offset, found);
}

/** The parsed node, or what is wrong in words: the parser reports some faults and throws others. */
function parse(bytes: Uint8Array, offset: number): BaseBlock | string {
  if (offset >= bytes.length) return 'the end';
  try {
    const { offset: end, result } = fromBER(bytes.subarray(offset), { copyInput: false });
    return end === -1 ? `bytes that are none (${result.error})` : result;
  } catch (error) {
    return `bytes that are none (${(error as Error).message})`;
  }
}

/** Whether an element has a universal tag: 6 is OBJECT IDENTIFIER, 16 SEQUENCE. */
export function isUniversal(tag: number): (element: DerElement) => boolean {
  return ({ node }) => node.idBlock.tagClass === 1 && node.idBlock.tagNumber === tag;
}

/** Whether an element has the context-specific tag [`tag`]. */
export function isContext(tag: number): (element: DerElement) => boolean {
  return ({ node }) => node.idBlock.tagClass === 3 && node.idBlock.tagNumber === tag;
}

/**
 * A member of an element, by its place.
 * @throws CertificateFormatError when there is none or `is` does not recognise it
 */
export function childAt(
  parent: DerElement,
  index: number,
  expected: string,
  is: (element: DerElement) => boolean,
): DerElement {
  const child = parent.children[index];
  if (!child)
    throw new CertificateFormatError(expected, parent.offset + parent.bytes.length, 'the end of its element');
  if (!is(child)) {
    const { tagClass, tagNumber } = child.node.idBlock;
    throw new CertificateFormatError(expected, child.offset, `tag ${tagNumber} of class ${tagClass - 1}`);
  }
  return child;
}

/**
 * Asserts that an element is one object identifier.
 * @throws CertificateFormatError when it is another, or none
 */
export function expectObjectId(element: DerElement | undefined, id: string): void {
  const received =
    element?.node instanceof ObjectIdentifier ? element.node.valueBlock.toString() : 'no identifier';
  if (received !== id)
    throw new CertificateFormatError(`object identifier ${id}`, element?.offset ?? 0, received);
}
